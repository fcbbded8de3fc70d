"""One student with everything that decides their benefits; only if the actor may see them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.core.errors import NotFound
from lib.legal.law import Law
from lib.registry.facts import queries as facts
from lib.registry.facts.rules import KnownFact
from lib.scholarships.calculation import queries as calculation
from lib.scholarships.calculation.population import Roster
from lib.scholarships.students import queries as students
from lib.scholarships.students.queries import StudentRow


@dataclass(frozen=True, eq=False)
class Case:
    """A student, the facts on record, and the population of one for the calculation.

    `is_studying`: in at least one month of the period; otherwise there is nothing to explain.
    """

    student: StudentRow
    facts: tuple[KnownFact, ...]
    roster: Roster

    @property
    def is_studying(self) -> bool:
        return bool(len(self.roster.records))


def case(session: Session, actor: Actor, record_id: int, first: Month, last: Month, law: Law, *, on: date) -> Case:
    """Raises NotFound for a student who does not exist or whom the actor may not see."""
    found = students.student(session, actor, record_id, on=on)
    if found is None:
        raise NotFound()
    roster = calculation.population(session, actor, first, last, law, record_id=record_id)
    return Case(found, tuple(facts.facts_of(session, [found.person_id])), roster)
