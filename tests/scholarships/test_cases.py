"""The worked cases of the notice, student by student."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from lib.core.calendar import Month
from lib.legal.reader import load_law
from lib.scholarships.schemes import calculate, explain, students_from

CASES = Path(__file__).parents[1] / "cases"
PERIOD = (Month(2023, 9), Month(2024, 8))
STUDENTS = pd.read_csv(CASES / "benefit_students.csv", dtype=str, keep_default_na=False)
EXPECTED = list(csv.reader((CASES / "benefit_expected.csv").read_text(encoding="utf-8").splitlines()))[1:]


def lines_of(frame):
    result = calculate(students_from(frame, load_law()), PERIOD, load_law(), policy="notice-2023")
    return [[str(cell) for cell in row] for row in result.lines.itertuples(index=False)]


def test_all_students_together():
    assert lines_of(STUDENTS) == EXPECTED


@pytest.mark.parametrize("place", range(len(STUDENTS)), ids=STUDENTS["id"])
def test_one_student_alone_gets_the_same(place):
    own = STUDENTS.iloc[[place]]
    assert lines_of(own) == [row for row in EXPECTED if row[0] == own["id"].item()]


@pytest.mark.parametrize("place", range(len(STUDENTS)), ids=STUDENTS["id"])
def test_the_explanation_says_the_same_as_the_list(place):
    table = students_from(STUDENTS, load_law())
    found = explain(table, place, PERIOD, load_law(), policy="notice-2023")
    lines = [
        [found.student, benefit.item, benefit.scheme, str(due.months), str(due.monthly_vnd), str(due.total_vnd)]
        for benefit in found.benefits
        for due in benefit.amounts
    ]
    assert lines == [row for row in EXPECTED if row[0] == found.student]
