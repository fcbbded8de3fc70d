"""From a table as people keep it to columns of codes, with every cell that cannot be used.

Each column is read once for each different text in it, so that a million rows cost little more than a thousand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.core.calendar import Month
from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.legal.law import Fact, Law
from lib.scholarships.schemes.cells import Unreadable, day_of, value_of
from lib.scholarships.schemes.conditions import Int8s, unknown_code
from lib.scholarships.schemes.students import (
    MONTH_UNKNOWN,
    DatedFacts,
    Intervals,
    Ints,
    StudentTable,
    unknown_columns,
)

ID, PERSON = "id", "person"
ENROLLED, LEFT = "enrolled_on", "left_on"
SUSPENDED_FROM, SUSPENDED_TO = "suspended_from", "suspended_to"
DAYS = (ENROLLED, LEFT, SUSPENDED_FROM, SUSPENDED_TO)
FIRST_MONTH, LAST_MONTH = Month(1, 1).ordinal, Month(9999, 12).ordinal


class UnusableTable(InvalidInput):
    message = N_("Bảng học sinh có {n} ô không dùng được. Ô đầu tiên: dòng {row}, cột {column}, «{value}»: {mend}.")


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be used: row counted from 0, the column, what stands there, and how to mend it."""

    row: int
    column: str
    value: str
    mend: str


@dataclass(frozen=True, eq=False)
class Encoded:
    """A table in codes. With problems, the cells they name are unknown in it: do not calculate with those."""

    students: StudentTable
    dated: DatedFacts
    problems: tuple[CellProblem, ...]


def encode(frame: pd.DataFrame, law: Law) -> Encoded:
    """Read a table with a column `id` and any of the law's facts, each cell as people write it or empty.

    Optional columns: `enrolled_on`, `left_on`, `suspended_from`, `suspended_to` (days or months) and `person`
    (whose study record it is). A fact without a column is unknown for everybody; other columns are ignored.
    """
    frame = frame.reset_index(drop=True)
    columns = unknown_columns(law, len(frame))
    problems: list[CellProblem] = []
    for fact in law.facts.values():
        if fact.code in frame:
            codes, found = _fact_codes(frame[fact.code], fact, law)
            columns[fact.code] = codes
            problems += found
    days = {name: _days(frame, name, problems) for name in DAYS}
    problems += _reversed(frame, days, ENROLLED, LEFT) + _reversed(frame, days, SUSPENDED_FROM, SUSPENDED_TO)
    people = pd.factorize(frame[PERSON])[0].astype(np.int64) if PERSON in frame else None
    first, last = (_months(days[name], len(frame), MONTH_UNKNOWN) for name in (ENROLLED, LEFT))
    students = StudentTable(pd.Index(frame[ID]), columns, first, last, people)
    dated = DatedFacts(suspensions=_suspensions(np.arange(len(frame)), days))
    return Encoded(students, dated, tuple(sorted(problems, key=lambda problem: (problem.row, problem.column))))


def students_from(frame: pd.DataFrame, law: Law) -> StudentTable:
    """The student table of a frame that has been checked before; raises UnusableTable for its first bad cell."""
    encoded = encode(frame, law)
    _refuse(encoded.problems)
    return encoded.students


def dated_from(
    facts: pd.DataFrame, students: StudentTable, law: Law, suspensions: pd.DataFrame | None = None
) -> DatedFacts:
    """Facts that hold from one day to another, and suspensions; rows of students not in the table are left out.

    `facts` has id, fact, value, valid_from, valid_to (empty: open at that end), `suspensions` id, suspended_from,
    suspended_to. A fact covers every month that its days touch, a suspension only the months wholly within it.
    Raises UnusableTable for a value that the fact cannot have, KeyError for a fact that the law does not have.
    """
    rows, facts = _known(facts, students)
    problems: list[CellProblem] = []
    begins = _months(_days(facts, "valid_from", problems), len(facts), FIRST_MONTH)
    ends = _months(_days(facts, "valid_to", problems), len(facts), LAST_MONTH)
    intervals = {}
    for code in facts["fact"].unique():
        own = np.flatnonzero(facts["fact"] == code)
        codes, found = _fact_codes(facts["value"].iloc[own], law.facts[code], law)
        problems += found
        intervals[code] = Intervals(rows[own], begins[own], ends[own], codes)
    _refuse(problems)
    if suspensions is None:
        return DatedFacts(intervals)
    rows, suspensions = _known(suspensions, students)
    days = {name: _days(suspensions, name, problems) for name in (SUSPENDED_FROM, SUSPENDED_TO)}
    _refuse(problems)
    return DatedFacts(intervals, _suspensions(rows, days))


def _known(frame: pd.DataFrame, students: StudentTable) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """The rows of students in the table, with each one's place in it."""
    places = students.ids.get_indexer(pd.Index(frame[ID])).astype(np.int64)
    return places[places >= 0], frame[places >= 0].reset_index(drop=True)


def _refuse(problems: Sequence[CellProblem]) -> None:
    if problems:
        first = problems[0]
        raise UnusableTable(n=len(problems), row=first.row + 1, column=first.column, value=first.value, mend=first.mend)


def _fact_codes(column: "pd.Series[Any]", fact: Fact, law: Law) -> tuple[Int8s, list[CellProblem]]:
    codes, problems = _read(column, fact.code, lambda text: value_of(fact, text, law), unknown_code(fact))
    return codes.astype(np.int8), problems


def _read(
    column: "pd.Series[Any]", name: str, read: Callable[[str], int], unknown: int
) -> tuple[NDArray[np.int32], list[CellProblem]]:
    """Every cell's number, and the cells that have none, which count as unknown."""
    places, different = pd.factorize(column)
    numbers = np.full(len(different) + 1, unknown, np.int32)
    problems: list[CellProblem] = []
    for place, value in enumerate(different):
        text = _text(value)
        try:
            numbers[place] = read(text)
        except Unreadable as refusal:
            rows = np.flatnonzero(places == place)
            problems += [CellProblem(int(row), name, text, str(refusal)) for row in rows]
    return np.take(numbers, places), problems


def _text(value: object) -> str:
    """A cell as a person would read it: a whole number that a spreadsheet made a float has no .0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _days(frame: pd.DataFrame, name: str, problems: list[CellProblem]) -> Ints | None:
    """The days of a column as proleptic ordinals, 0 where empty; None without the column."""
    if name not in frame:
        return None
    at_end = name in (LEFT, SUSPENDED_TO, "valid_to")
    days, found = _read(frame[name], name, lambda text: _day(text, end=at_end), 0)
    problems += found
    return days


def _day(text: str, *, end: bool) -> int:
    return day_of(text, end=end).toordinal() if text.strip() else 0


def _months(days: Ints | None, size: int, unknown: int, move: int = 0) -> Ints:
    """The month of each day, moved by so many days first; `unknown` where there is no day."""
    if days is None:
        return np.full(size, unknown, np.int32)
    since_1970 = (days.astype(np.int64) + move - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = since_1970.astype("datetime64[M]").astype(np.int64) + Month(1970, 1).ordinal
    return np.where(days == 0, unknown, months).astype(np.int32)


def _suspensions(rows: NDArray[np.int64], days: Mapping[str, Ints | None]) -> Intervals | None:
    """The months wholly within each suspension: a month with a single day of study is a month of study."""
    begins, ends = days[SUSPENDED_FROM], days[SUSPENDED_TO]
    if begins is None:
        return None
    first = _months(begins, len(rows), FIRST_MONTH, move=-1) + 1
    last = _months(ends, len(rows), LAST_MONTH, move=1) - 1
    own = np.flatnonzero((begins > 0) & (first <= last))
    return Intervals(rows[own], first[own], last[own], np.zeros(len(own), np.int8))


def _reversed(frame: pd.DataFrame, days: Mapping[str, Ints | None], first: str, last: str) -> list[CellProblem]:
    """The rows in which a stretch of days ends before it begins."""
    begins, ends = days[first], days[last]
    if begins is None or ends is None:
        return []
    mend = _("ngày này trước ngày ở cột {column}; sửa một trong hai").format(column=first)
    rows = np.flatnonzero((ends > 0) & (begins > ends))
    return [CellProblem(int(row), last, str(frame[last].iloc[row]), mend) for row in rows]
