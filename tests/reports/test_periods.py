import itertools
from datetime import date

import pytest

from lib.reports.periods import Period, PeriodKind, a_year_before, before, half_year_of, period_of, recent


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 6, 14), date(2025, 12, 15), date(2026, 6, 14)),
        (date(2026, 6, 15), date(2026, 6, 15), date(2026, 12, 14)),
        (date(2026, 12, 14), date(2026, 6, 15), date(2026, 12, 14)),
        (date(2026, 12, 15), date(2026, 12, 15), date(2027, 6, 14)),
        (date(2027, 1, 1), date(2026, 12, 15), date(2027, 6, 14)),
    ],
)
def test_a_half_year_ends_on_the_day_before_the_report_is_too_late(day, first, last):
    assert half_year_of(day) == Period(first, last, PeriodKind.HALF_YEAR)


@pytest.mark.parametrize("kind", PeriodKind)
def test_periods_follow_each_other_without_gap_or_overlap(kind):
    periods = recent(kind, date(2026, 11, 22), 8)
    assert all((later.first - earlier.last).days == 1 for earlier, later in itertools.pairwise(periods))
    assert before(periods[-1]) == periods[-2]
    assert periods[-1].first <= date(2026, 11, 22) <= periods[-1].last


def test_a_school_year_begins_in_september():
    assert period_of(PeriodKind.SCHOOL_YEAR, date(2026, 8, 31)).label() == "2025-2026"
    assert period_of(PeriodKind.SCHOOL_YEAR, date(2026, 9, 1)).label() == "2026-2027"


def test_a_half_year_is_named_by_its_days():
    assert half_year_of(date(2026, 1, 2)).label() == "15/12/2025 – 14/06/2026"
    assert half_year_of(date(2026, 1, 2)).short() == "14/6/2026"


def test_a_year_before_the_leap_day_is_the_28th():
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert a_year_before(date(2026, 11, 22)) == date(2025, 11, 22)
