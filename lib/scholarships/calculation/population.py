"""From records and dated facts to the population that the calculation works on.

Poor and near-poor are two dated facts on record and one question to the law: poor, near-poor, none, or unknown as
long as one of the two answers is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from lib.legal.law import Law
from lib.registry.facts.kinds import HOUSEHOLD, NEAR_POOR, POOR
from lib.registry.facts.rules import KnownFact, speaking
from lib.scholarships.schemes import DatedFacts, StudentTable, dated_from, students_from

FACT_COLUMNS = ["person", "fact", "value", "valid_from", "valid_to"]
_Dated = tuple[str, str, date | None, date | None]
_Pattern = tuple[tuple[bool, bool, date | None, date | None], ...]


@dataclass(frozen=True, eq=False)
class Roster:
    """The population of a calculation. `records` has one row for each study record, in the table's order.

    `is_asked` in it tells the records whose benefits are wanted; the others are further studies of the same people,
    which matter for sums paid once.
    """

    records: pd.DataFrame
    students: StudentTable
    dated: DatedFacts

    def row_of(self, record_id: int) -> int:
        """The place of a study record in the table; ValueError if it is not there."""
        return self.students.ids.tolist().index(record_id)


def roster(records: pd.DataFrame, facts: Sequence[KnownFact], suspensions: pd.DataFrame, law: Law) -> Roster:
    """Put together what the database knows.

    `records` has id, person, level, entry, nationality, ethnicity (codes), sex, enrolled_on, left_on and columns
    for people; `suspensions` id, suspended_from, suspended_to. Facts that the law does not ask about are left out.
    """
    numbers = {group.code: str(group.number) for group in law.ethnic.groups}
    asked = records.assign(ethnicity=records["ethnicity"].map(numbers))
    students = students_from(asked, law)
    told = pd.DataFrame(_told(facts, law), columns=FACT_COLUMNS)
    of_records = asked[["id", "person"]].merge(told, on="person")[["id", *FACT_COLUMNS[1:]]]
    return Roster(records, students, dated_from(of_records, students, law, suspensions))


def _told(facts: Sequence[KnownFact], law: Law) -> list[tuple[int, str, str, date | None, date | None]]:
    """Every dated answer, by person; of two for the same day the one that speaks comes later."""
    found = [
        (fact.person_id, fact.kind, "1" if fact.is_true else "0", fact.valid_from, fact.valid_to)
        for fact in sorted(facts, key=lambda fact: (fact.valid_from or date.min, fact.id))
        if fact.kind in law.facts and law.facts[fact.kind].kind == "flag"
    ]
    of_people: dict[int, list[KnownFact]] = {}
    for fact in facts:
        if fact.kind in (POOR, NEAR_POOR):
            of_people.setdefault(fact.person_id, []).append(fact)
    answers: dict[_Pattern, list[_Dated]] = {}  # most people have one of a few patterns of years
    for person, own in of_people.items():
        own.sort(key=lambda fact: (fact.valid_from or date.min, fact.id))
        pattern = tuple((fact.kind == POOR, fact.is_true, fact.valid_from, fact.valid_to) for fact in own)
        if pattern not in answers:
            answers[pattern] = list(_households(own))
        found += [(person, *answer) for answer in answers[pattern]]
    return found


def _households(facts: Sequence[KnownFact]) -> list[_Dated]:
    """The household of one person from one change to the next."""
    begins = {fact.valid_from or date.min for fact in facts}
    begins |= {fact.valid_to + timedelta(days=1) for fact in facts if fact.valid_to and fact.valid_to < date.max}
    cuts = sorted(begins)
    found: list[_Dated] = []
    for at, first in enumerate(cuts):
        said = {kind: speaking((fact for fact in facts if fact.kind == kind), first) for kind in (POOR, NEAR_POOR)}
        value = _household({kind: fact.is_true for kind, fact in said.items() if fact is not None})
        if value:
            last = cuts[at + 1] - timedelta(days=1) if at + 1 < len(cuts) else None
            found.append((HOUSEHOLD, value, None if first == date.min else first, last))
    return found


def _household(said: Mapping[str, bool]) -> str:
    if said.get(POOR):
        return "poor"
    if said.get(NEAR_POOR):
        return "near_poor"
    return "none" if len(said) == 2 else ""
