"""The periods that reports speak of: calendar years, school years, and the half-years of Đ10.4."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lib.core import formats
from lib.core.calendar import SchoolYear
from lib.core.i18n import N_


class PeriodKind(StrEnum):
    HALF_YEAR = "half_year"
    SCHOOL_YEAR = "school_year"
    CALENDAR_YEAR = "calendar_year"


PERIOD_KIND_LABELS = {
    PeriodKind.HALF_YEAR: N_("Kỳ báo cáo 6 tháng"),
    PeriodKind.SCHOOL_YEAR: N_("Năm học"),
    PeriodKind.CALENDAR_YEAR: N_("Năm dương lịch"),
}


@dataclass(frozen=True, order=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date
    kind: PeriodKind

    def label(self) -> str:
        """2026, 2025-2026, or 15/12/2025 – 14/06/2026."""
        match self.kind:
            case PeriodKind.CALENDAR_YEAR:
                return str(self.first.year)
            case PeriodKind.SCHOOL_YEAR:
                return str(SchoolYear.of(self.first))
            case PeriodKind.HALF_YEAR:
                return f"{formats.day(self.first)} – {formats.day(self.last)}"

    def short(self) -> str:
        """A label for an axis: a half-year is named by its last day, 14/6/2026."""
        return (
            f"{self.last.day}/{self.last.month}/{self.last.year}" if self.kind == PeriodKind.HALF_YEAR else self.label()
        )


def period_of(kind: PeriodKind, day: date) -> Period:
    match kind:
        case PeriodKind.CALENDAR_YEAR:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31), kind)
        case PeriodKind.SCHOOL_YEAR:
            year = SchoolYear.of(day)
            return Period(year.first_day, year.last_day, kind)
        case PeriodKind.HALF_YEAR:
            return half_year_of(day)


def half_year_of(day: date) -> Period:
    """15/12–14/6 or 15/6–14/12: the reports of Đ10.4 are due before 15/6 and before 15/12."""
    if (day.month, day.day) >= (12, 15):
        return Period(date(day.year, 12, 15), date(day.year + 1, 6, 14), PeriodKind.HALF_YEAR)
    if (day.month, day.day) >= (6, 15):
        return Period(date(day.year, 6, 15), date(day.year, 12, 14), PeriodKind.HALF_YEAR)
    return Period(date(day.year - 1, 12, 15), date(day.year, 6, 14), PeriodKind.HALF_YEAR)


def before(period: Period) -> Period:
    return period_of(period.kind, period.first - timedelta(days=1))


def recent(kind: PeriodKind, day: date, count: int) -> tuple[Period, ...]:
    """The period of the day and those before it, the oldest first."""
    found = [period_of(kind, day)]
    while len(found) < count:
        found.append(before(found[-1]))
    return tuple(reversed(found))


def a_year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
