"""Students for the benefits calculation, as the texts of a list; whatever is not said is a plain known no."""

from typing import Any

import pandas as pd

from lib.core.calendar import Month
from lib.legal.reader import load_law
from lib.scholarships.schemes import Calculation, StudentTable, calculate, students_from

SCHOOL_YEAR = (Month(2023, 9), Month(2024, 8))

FACTS = {
    "level": "college",
    "entry": "thpt",
    "nationality": "VN",
    "ethnicity": "Kinh",
    "sex": "male",
    "household": "none",
    "disabled": "0",
    "boarding_school_graduate": "0",
    "resident_son_la": "0",
    "hardship_area": "0",
    "minority_area": "0",
    "border_area": "0",
    "martyr_child": "0",
    "war_invalid_class1_child": "0",
    "cooperation_programme": "0",
    "stays_over_tet": "0",
}


def student(**facts: str | None) -> dict[str, str]:
    """A Kinh boy from elsewhere at college level to whom nothing is due; None makes a fact unknown."""
    return FACTS | {fact: "" if value is None else value for fact, value in facts.items()}


def table(*students: dict[str, str]) -> StudentTable:
    frame = pd.DataFrame([{"id": f"S{number}"} | row for number, row in enumerate(students)], dtype=object)
    return students_from(frame, load_law())


def due(*students: dict[str, str], period: tuple[Month, Month] = SCHOOL_YEAR, **asked: Any) -> Calculation:
    """The calculation under the printed sums unless `policy` says otherwise."""
    return calculate(table(*students), period, load_law(), **{"policy": "notice-2023"} | asked)


def totals(result: Calculation) -> dict[str, int]:
    """The sum of each scheme over all students, waivers included as 0."""
    return {
        str(scheme): int(vnd) for scheme, vnd in result.lines.groupby("scheme", observed=True).total_vnd.sum().items()
    }


def open_schemes(result: Calculation) -> dict[str, set[str]]:
    """The undetermined schemes with the facts that are missing."""
    return {str(row.scheme): set(str(row.missing).split()) for row in result.undetermined.itertuples()}
