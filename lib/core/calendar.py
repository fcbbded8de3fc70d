"""Months, school years and semesters of the college.

School year 2025 is written 2025-2026 and runs from September to August. Semester 1 is September to January,
semester 2 February to June (the usual default; July and August belong to semester 2 when a thing must have one).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_MONTH_OF_SCHOOL_YEAR = 9


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; adding an int moves by months."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"no such month: {self.number}")

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read '2023-09' or '09/2023' of a year from 1900 to 2199; raises ValueError for anything else."""
        if found := re.fullmatch(r"((?:19|2[01])\d\d)-(\d{1,2})", text.strip(), re.ASCII):
            return cls(int(found[1]), int(found[2]))
        if found := re.fullmatch(r"(\d{1,2})/((?:19|2[01])\d\d)", text.strip(), re.ASCII):
            return cls(int(found[2]), int(found[1]))
        raise ValueError(f"not a month: {text!r}")

    @property
    def ordinal(self) -> int:
        """Months since year 0: differences of ordinals are numbers of months."""
        return self.year * 12 + self.number - 1

    @classmethod
    def from_ordinal(cls, ordinal: int) -> "Month":
        return cls(ordinal // 12, ordinal % 12 + 1)

    def __add__(self, months: int) -> "Month":
        return Month.from_ordinal(self.ordinal + months)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months(first: Month, last: Month) -> Iterator[Month]:
    """Every month from first to last, both included; nothing if last is earlier."""
    return (Month.from_ordinal(n) for n in range(first.ordinal, last.ordinal + 1))


def full_years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, order=True)
class SchoolYear:
    """The school year that starts in September of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        return cls(day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, FIRST_MONTH_OF_SCHOOL_YEAR, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    @property
    def first_month(self) -> Month:
        return Month(self.start, FIRST_MONTH_OF_SCHOOL_YEAR)

    @property
    def last_month(self) -> Month:
        return Month(self.start + 1, FIRST_MONTH_OF_SCHOOL_YEAR - 1)

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"


@dataclass(frozen=True, order=True)
class Semester:
    """Semester 1 or 2 of a school year."""

    school_year: SchoolYear
    number: int

    @classmethod
    def of(cls, day: date) -> "Semester":
        return cls(SchoolYear.of(day), 1 if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR or day.month == 1 else 2)

    @property
    def first_day(self) -> date:
        return self.school_year.first_day if self.number == 1 else date(self.school_year.start + 1, 2, 1)

    @property
    def last_day(self) -> date:
        return date(self.school_year.start + 1, 1, 31) if self.number == 1 else self.school_year.last_day

    def __str__(self) -> str:
        return f"HK{self.number} {self.school_year}"
