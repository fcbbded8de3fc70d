"""The worked cases of the notice, typed into Excel, imported and calculated from the database."""

import csv

import pytest
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.legal.reader import published_law
from lib.scholarships.calculation.queries import population
from lib.scholarships.calculation.rules import Request, benefit_list
from tests.factories import people as make
from tests.scholarships.sheets import CASES, bring_file, case_row, cases, school

pytestmark = pytest.mark.database
YEAR = Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


def test_the_worked_cases_come_out_of_the_database_as_computed_by_hand(session: Session, staff: Actor):
    school(session)
    outcome = bring_file(session, staff, [case_row(case, n) for n, case in enumerate(cases())])
    assert outcome.counts == {"new": 15, "update": 0, "unchanged": 0, "refused": 0, "failed": 0}
    law = published_law()
    found = benefit_list(population(session, staff, *YEAR.period, law), YEAR, law)
    columns = ["student_code", "item", "scheme", "months", "monthly_vnd", "total_vnd"]
    lines = found.lines.sort_values(["student_code", "item"])[columns].astype(str).to_numpy().tolist()
    with (CASES / "benefit_expected.csv").open(encoding="utf-8") as source:
        assert lines == list(csv.reader(source))[1:]
    assert int(found.by_month["amount_vnd"].sum()) == found.total_vnd


def test_the_lao_student_waits_for_the_paper_of_the_cooperation_programme(session: Session, staff: Actor):
    school(session)
    bring_file(session, staff, [case_row(case, n) for n, case in enumerate(cases()) if case["nationality"] == "LA"])
    law = published_law()
    found = benefit_list(population(session, staff, *YEAR.period, law), YEAR, law)
    assert found.undetermined[["student_code", "scheme", "missing"]].to_numpy().tolist() == [
        ["B22", "lao_cooperation", "cooperation_programme"]
    ]
