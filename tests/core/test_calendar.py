from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.calendar import Month, SchoolYear, Semester, full_years, months

days = st.dates(date(1963, 10, 15), date(2100, 12, 31))


@pytest.mark.parametrize("text", ["2023-09", "09/2023", "9/2023", " 2023-9 "])
def test_a_month_is_read_in_both_ways_of_writing(text):
    assert Month.parse(text) == Month(2023, 9)


@pytest.mark.parametrize(
    "text", ["", "2023", "2023-13", "00/2023", "01/09/2023", "tháng 9", "0000-01", "9999-12", "٢٠٢٣-09"]
)
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(days, st.integers(-500, 500))
def test_moving_by_months_and_back_is_no_move(day, step):
    month = Month.of(day)
    assert month + step + -step == month
    assert (month + step).ordinal - month.ordinal == step


@given(days)
def test_every_day_lies_in_its_month(day):
    month = Month.of(day)
    assert month.first_day <= day <= month.last_day
    assert month.last_day + timedelta(days=1) == (month + 1).first_day
    assert Month.parse(str(month)) == month


def test_months_include_both_ends_and_cross_the_year():
    assert [str(m) for m in months(Month(2023, 11), Month(2024, 2))] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert list(months(Month(2024, 2), Month(2024, 1))) == []


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2000, 9, 1), date(2028, 8, 31), 27),
        (date(2000, 9, 1), date(2028, 9, 1), 28),
        (date(2000, 2, 29), date(2001, 2, 28), 0),
        (date(2000, 2, 29), date(2001, 3, 1), 1),
    ],
)
def test_age_is_counted_in_full_years(born_on, on, age):
    assert full_years(born_on, on) == age


def test_a_school_year_runs_from_september_to_august():
    year = SchoolYear.of(date(2024, 8, 31))
    assert (year, str(year)) == (SchoolYear(2023), "2023-2024")
    assert SchoolYear.of(date(2024, 9, 1)) == SchoolYear(2024)
    assert len(list(months(year.first_month, year.last_month))) == 12


@given(days)
def test_every_day_lies_in_its_school_year_and_its_semester(day):
    year, semester = SchoolYear.of(day), Semester.of(day)
    assert year.first_day <= day <= year.last_day
    assert year.first_month.first_day == year.first_day
    assert year.last_month.last_day == year.last_day
    assert semester.school_year == year
    assert semester.first_day <= day <= semester.last_day


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 9, 1), "HK1 2025-2026"),
        (date(2026, 1, 31), "HK1 2025-2026"),
        (date(2026, 2, 1), "HK2 2025-2026"),
        (date(2026, 8, 31), "HK2 2025-2026"),
    ],
)
def test_the_second_semester_begins_in_february(day, name):
    assert str(Semester.of(day)) == name


def test_semesters_follow_each_other():
    first, second, third = Semester(SchoolYear(2025), 1), Semester(SchoolYear(2025), 2), Semester(SchoolYear(2026), 1)
    assert sorted([third, second, first]) == [first, second, third]
