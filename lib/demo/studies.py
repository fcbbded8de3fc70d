"""Intakes, classes and codes: what alumni and students of the demo share."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lib.demo.rows import Rows
from lib.demo.school import TRADES, School, Trade
from lib.registry.commands import ensure_cohorts

FOUNDED = 1963
YEARS_OF_STUDY = 3
COHORTS_OF_ALUMNI = 12
CLASS_SIZE = 40


@dataclass(frozen=True)
class Intake:
    """A cohort of the demo. Both levels take three years, as is usual for those who come after grade 9."""

    start: int
    cohort_id: int

    @property
    def code(self) -> str:
        return f"K{self.start - FOUNDED}"

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 5)

    @property
    def graduated_on(self) -> date:
        return date(self.start + YEARS_OF_STUDY, 6, 28)


@dataclass(frozen=True)
class Intakes:
    """Oldest first; the last of `graduated` is the newest graduating cohort."""

    graduated: list[Intake]
    studying: list[Intake]


def ensure_intakes(session: Session, today: date) -> Intakes:
    """The twelve newest cohorts that have graduated by this day, and those after them that have begun."""
    newest = today.year - YEARS_OF_STUDY - (today < date(today.year, 7, 1))
    starts = range(newest - COHORTS_OF_ALUMNI + 1, newest + YEARS_OF_STUDY + 1)
    drafts = [one for start in starts if (one := Intake(start, 0)).first_day <= today]
    ids = ensure_cohorts(session, [(one.code, one.start, one.start + YEARS_OF_STUDY) for one in drafts])
    intakes = [Intake(one.start, ids[one.code]) for one in drafts]
    return Intakes(intakes[:COHORTS_OF_ALUMNI], intakes[COHORTS_OF_ALUMNI:])


class Registrar:
    """Gives out trades, classes, student codes and diploma numbers; none twice."""

    def __init__(self, rows: Rows, school: School) -> None:
        self.rows, self.school = rows, school
        self._enrolled: Counter[tuple[int, str]] = Counter()
        self._diplomas: Counter[int] = Counter()

    def trade(self, intake: Intake) -> Trade:
        taught = [trade for trade in TRADES if trade.since <= intake.start]
        return self.rows.random.choices(taught, [trade.weight for trade in taught])[0]

    def enrolment(self, intake: Intake, trade: Trade) -> dict[str, object]:
        """The columns of a study record that say what is studied, in which class, under which code."""
        self._enrolled[intake.start, trade.code] += 1
        number = self._enrolled[intake.start, trade.code]
        letter = chr(ord("A") + (number - 1) // CLASS_SIZE)
        return {
            "programme_id": self.school.programmes[trade.code],
            "cohort_id": intake.cohort_id,
            "student_code": f"{intake.start % 100:02d}{trade.code[0]}{trade.short}{number:03d}",
            "class_name": f"{intake.code} {trade.level_mark} {trade.short} {letter}",
        }

    def diploma_number(self, intake: Intake) -> str:
        year = intake.graduated_on.year
        self._diplomas[year] += 1
        return f"{year}-{self._diplomas[year]:04d}"
