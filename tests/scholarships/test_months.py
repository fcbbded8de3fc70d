"""Months: by enrolment, leaving, suspension, dated papers and changes of the law."""

import pandas as pd
import pytest

from lib.core.calendar import Month
from lib.legal.reader import load_law
from lib.legal.values import MissingLaw
from lib.scholarships.schemes import UnusableTable, WrongPeriod, calculate, dated_from, explain
from tests.factories.students import SCHOOL_YEAR, due, student, table, totals

THAI = {"ethnicity": "Thái", "resident_son_la": "1"}


def months_of(result, scheme):
    lines = result.lines
    return int(lines.loc[lines.scheme == scheme, "months"].sum())


@pytest.mark.parametrize(
    ("dates", "item2", "item5"),
    [
        ({}, 12, 11),
        ({"enrolled_on": "2023-09-30"}, 12, 11),
        ({"enrolled_on": "01/10/2023"}, 11, 10),
        ({"enrolled_on": "2021-09-05", "left_on": "2024-06-30"}, 10, 10),
        ({"left_on": "2024-08-01"}, 12, 11),
        ({"left_on": "02/2024"}, 6, 6),
        ({"enrolled_on": "2024-08-15"}, 1, 0),
        ({"enrolled_on": "2024-09-01"}, 0, 0),
        ({"left_on": "2023-08-31"}, 0, 0),
        ({"suspended_from": "2024-01-01", "suspended_to": "2024-03-31"}, 9, 8),
        ({"suspended_from": "2024-01-15", "suspended_to": "2024-03-10"}, 11, 10),
        ({"suspended_from": "2024-01-15", "suspended_to": "2024-02-10"}, 12, 11),
        ({"suspended_from": "2024-03-01"}, 6, 6),
        ({"suspended_from": "2023-01-01", "suspended_to": "2025-01-01"}, 0, 0),
    ],
)
def test_months_of_study(dates, item2, item5):
    from lib.scholarships.schemes import encode

    found = encode(pd.DataFrame([{"id": "S0"} | student(**THAI) | dates]), load_law())
    assert not found.problems
    result = calculate(found.students, SCHOOL_YEAR, load_law(), dated=found.dated, policy="notice-2023")
    assert (months_of(result, "social_allowance"), months_of(result, "province_30")) == (item2, item5)


def test_a_change_of_the_base_salary_on_the_first_of_july_gives_two_lines():
    row = student(ethnicity="Thái", household="poor")
    result = due(row, period=(Month(2025, 9), Month(2026, 8)), policy="indexed")
    lines = result.lines[result.lines.scheme == "boarding_full"]
    assert lines[["months", "monthly_vnd"]].values.tolist() == [[10, 2_340_000], [2, 2_530_000]]
    assert lines.total_vnd.sum() == 28_460_000


@pytest.mark.parametrize(
    ("policy", "sums"),
    [
        ("notice-2023", [(12, 1_490_000)]),
        ("indexed", [(10, 1_800_000), (2, 2_340_000)]),
        (None, [(10, 1_490_000), (2, 2_340_000)]),
    ],
)
def test_the_policy_set_is_the_dated_one_unless_asked_for(policy, sums):
    result = due(student(ethnicity="La Ha"), policy=policy)
    lines = result.lines[result.lines.scheme == "boarding_full"]
    assert [*zip(lines.months, lines.monthly_vnd, strict=True)] == sums


def test_months_before_the_law_are_refused():
    with pytest.raises(MissingLaw, match="01/06/2019"):
        due(student(), period=(Month(2019, 6), Month(2019, 9)))


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(WrongPeriod):
        due(student(), period=(Month(2024, 1), Month(2023, 12)))


def dated(students, *rows):
    frame = pd.DataFrame(rows, columns=["id", "fact", "value", "valid_from", "valid_to"])
    return dated_from(frame, students, load_law())


def test_a_yearly_poverty_paper_counts_in_its_months_and_is_asked_for_in_the_others():
    students = table(student(**THAI, household=None))
    paper = dated(students, ("S0", "household", "poor", "2024-01-10", "2024-12-31"))
    result = calculate(students, SCHOOL_YEAR, load_law(), dated=paper, policy="notice-2023")
    assert months_of(result, "boarding_full") == 8
    waiting = result.undetermined.set_index("scheme")
    assert waiting.loc["boarding_full", ["months", "missing"]].tolist() == [4, "household"]
    assert waiting.loc["province_30", "months"] == 4


def test_the_newest_paper_speaks_where_two_cover_a_month():
    students = table(student(**THAI))
    papers = dated(
        students,
        ("S0", "household", "none", "2024-02-15", ""),
        ("S0", "household", "poor", "2023-01-01", "2024-02-29"),
    )
    result = calculate(students, SCHOOL_YEAR, load_law(), dated=papers, policy="notice-2023")
    assert (months_of(result, "boarding_full"), months_of(result, "province_30")) == (5, 6)


def test_facts_of_students_who_are_not_in_the_table_are_left_out_and_bad_ones_refused():
    students = table(student(**THAI))
    assert len(dated(students, ("S9", "disabled", "1", "", "")).intervals) == 0
    with pytest.raises(UnusableTable, match="perhaps"):
        dated(students, ("S0", "disabled", "perhaps", "", ""))


def encouragement(result):
    lines = result.by_month
    return lines.loc[lines.scheme == "encouragement", ["month", "amount_vnd"]].values.tolist()


def test_the_encouragement_is_paid_once_in_a_period_of_several_years():
    period = (Month(2023, 9), Month(2026, 8))
    assert encouragement(due(student(ethnicity="Dao", resident_son_la="1"), period=period)) == [["2023-09", 2_000_000]]


@pytest.mark.parametrize(("enrolled", "paid"), [("2022-09-05", []), ("2023-11-20", [["2023-11", 2_000_000]])])
def test_the_encouragement_falls_due_in_the_month_of_enrolling(enrolled, paid):
    row = student(ethnicity="Dao", resident_son_la="1") | {"enrolled_on": enrolled}
    assert encouragement(due(row)) == paid


def test_the_encouragement_falls_due_later_when_its_ground_begins_later():
    students = table(student(ethnicity="Dao") | {"enrolled_on": "2022-09-01"})
    moved = dated(students, ("S0", "resident_son_la", "1", "2024-02-01", ""))
    result = calculate(students, SCHOOL_YEAR, load_law(), dated=moved, policy="notice-2023")
    assert encouragement(result) == [["2024-02", 2_000_000]]
    said = explain(students, 0, SCHOOL_YEAR, load_law(), dated=moved, policy="notice-2023").benefits
    assert next(b for b in said if b.scheme == "encouragement").amounts[0].first == Month(2024, 2)


@pytest.mark.parametrize(("option", "sums"), [("level", [1_000_000, 2_000_000]), ("person", [1_000_000])])
def test_the_encouragement_is_paid_once_a_level_or_once_a_person(option, sums):
    rows = [
        student(ethnicity="Dao", resident_son_la="1", level=level) | {"enrolled_on": day, "person": "P"}
        for level, day in [("college", "2024-01-10"), ("intermediate", "2023-09-01"), ("college", "2024-03-01")]
    ]
    found = encouragement(due(*rows, options={"encouragement_once_per": option}))
    assert sorted(vnd for _month, vnd in found) == sums


def test_months_add_up_and_lines_keep_the_order_of_the_list():
    rows = [student(ethnicity=group, resident_son_la="1", household="poor") for group in ("Thái", "Kinh", "La Ha")]
    result = due(*rows, period=(Month(2023, 9), Month(2025, 8)), policy="indexed")
    assert result.lines.total_vnd.sum() == result.by_month.amount_vnd.sum() == result.total_vnd
    assert result.lines.id.drop_duplicates().tolist() == ["S0", "S2"]
    assert totals(result).keys() <= {"social_allowance", "boarding_full", "encouragement"}
