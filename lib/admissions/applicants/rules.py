"""What a sheet changes in files already on record: blanks keep what is known, a changed claim must be checked again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["new", "update", "unchanged"]

FACTS = (
    "full_name", "born_on", "sex", "ethnicity", "citizen_id", "phone", "commune_code", "grade10", "grade11", "grade12",
    "average", "ut_groups", "ut_verified", "area", "language_ok", "direct_category", "direct_verified",
)  # fmt: skip
CLAIMS: Mapping[str, Mapping[str, Any]] = {
    "ut_groups": {"ut_verified": False},
    "direct_category": {"direct_verified": False, "direct_decision": None},
}
"""A fact that is claimed, and what is no longer certain once another claim takes its place."""

Change = tuple[Any, Any]
"""Old value and new value."""


@dataclass(frozen=True)
class ApplicantRow:
    """One row of a sheet: what it says of the applicant (nothing where it is blank) and the programmes, by id."""

    number: int
    code: str
    facts: Mapping[str, Any]
    choices: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """A file on record."""

    id: int
    code: str
    facts: Mapping[str, Any]
    choices: tuple[int, ...]


@dataclass(frozen=True)
class Decision:
    """What becomes of one row. `changes` are by field, the choices under "choices"; empty for a new file."""

    row: ApplicantRow
    state: State
    applicant_id: int | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    same_person: tuple[str, ...] = ()
    """Codes of other files of the round with the same identity number."""


def row_of(number: int, values: Mapping[str, Any], programmes: Mapping[str, int]) -> ApplicantRow:
    """The row of a sheet's values; `programmes` gives the id behind the code of every programme offered."""
    facts = {name: values[name] for name in FACTS if values.get(name) is not None}
    choices = tuple(programmes[values[key]] for key in ("choice1", "choice2", "choice3") if values.get(key))
    return ApplicantRow(number, values["code"], facts, choices)


def decide(
    rows: Iterable[ApplicantRow], known: Iterable[Known], holders: Mapping[str, frozenset[str]]
) -> list[Decision]:
    """What saving the rows would do. `holders`: identity number → codes of the files that have it."""
    by_code = {one.code: one for one in known}
    rows = list(rows)
    everybody: dict[str, set[str]] = {number: set(codes) for number, codes in holders.items()}
    for row in rows:
        if number := row.facts.get("citizen_id"):
            everybody.setdefault(number, set()).add(row.code)
    decisions = []
    for row in rows:
        same = tuple(sorted(everybody.get(row.facts.get("citizen_id", ""), set()) - {row.code}))
        file = by_code.get(row.code)
        if file is None:
            decisions.append(Decision(row, "new", same_person=same))
            continue
        changes = changed(file, row)
        decisions.append(Decision(row, "update" if changes else "unchanged", file.id, changes, same))
    return decisions


def changed(file: Known, row: ApplicantRow) -> dict[str, Change]:
    """The values that the row replaces."""
    found: dict[str, Change] = {
        name: (file.facts[name], value) for name, value in row.facts.items() if file.facts[name] != value
    }
    for claim, doubts in CLAIMS.items():
        if claim in found:
            for name, value in doubts.items():
                if name not in row.facts and file.facts[name] != value:
                    found[name] = (file.facts[name], value)
    if file.choices != row.choices:
        found["choices"] = (file.choices, row.choices)
    return found
