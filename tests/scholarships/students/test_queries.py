"""The list of students: who sees whom, how they are found, and what is missing today."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.registry.tables import StudyRecord, Unit
from lib.scholarships.students import queries
from lib.scholarships.students.queries import StudentFilter
from tests.factories import people as make
from tests.scholarships.sheets import bring, case_row, cases, school

pytestmark = pytest.mark.database
IN_YEAR, AFTER = date(2024, 3, 1), date(2024, 10, 1)
EVERYBODY = StudentFilter()


@pytest.fixture
def faculty(session: Session) -> Unit:
    made, _programmes = school(session)
    bring(session, make.actor(session, "student_affairs"), [case_row(case, n) for n, case in enumerate(cases())])
    return made


@pytest.fixture
def staff(session: Session, faculty: Unit) -> Actor:
    return make.actor(session, "student_affairs")


def codes(session: Session, actor: Actor, wanted: StudentFilter, on: date = IN_YEAR) -> set[str | None]:
    return {row.student_code for row in queries.students(session, actor, wanted, on=on)}


def test_a_faculty_sees_its_own_students_only(session: Session, faculty: Unit, staff: Actor):
    own = make.actor(session, "faculty", unit_=faculty)
    other = make.actor(session, "faculty", unit_=make.unit(session, name="Khoa Y"))
    assert codes(session, own, EVERYBODY) == codes(session, staff, EVERYBODY)
    assert codes(session, other, EVERYBODY) == set()
    assert queries.count(session, other, EVERYBODY, on=IN_YEAR).students == 0
    assert queries.classes(session, other) == []
    record_id = queries.students(session, staff, EVERYBODY, on=IN_YEAR)[0].record_id
    assert queries.student(session, other, record_id, on=IN_YEAR) is None


def test_a_student_is_found_without_accents_by_code_and_by_class(session: Session, staff: Actor):
    assert codes(session, staff, StudentFilter("lo van an")) == {"B01"}
    assert codes(session, staff, StudentFilter("b17")) == {"B17"}
    assert len(codes(session, staff, StudentFilter("k60"))) == 15
    assert codes(session, staff, StudentFilter("'; drop | !(")) == set()
    assert len(codes(session, staff, replace(EVERYBODY, class_name="K60 CN"))) == 15


def test_a_paper_that_expired_is_missing(session: Session, staff: Actor):
    assert queries.count(session, staff, EVERYBODY, on=IN_YEAR).incomplete == 0
    assert queries.count(session, staff, EVERYBODY, on=AFTER).incomplete == 15
    row = queries.students(session, staff, StudentFilter("b01"), on=AFTER)[0]
    assert row.missing == queries.QUESTIONS


def test_the_count_of_missing_papers_agrees_with_the_list(session: Session, faculty: Unit, staff: Actor):
    case = cases()[0] | {"id": "B90", "disabled": "", "household": ""}
    bring(session, staff, [case_row(case, 14, citizen_id=14205000090, born="01/01/2006")], "thêm.xlsx")
    incomplete = StudentFilter(is_incomplete=True)
    assert codes(session, staff, incomplete) == {"B90"}
    assert queries.count(session, staff, EVERYBODY, on=IN_YEAR) == queries.StudentCount(16, 1)
    assert queries.students(session, staff, incomplete, on=IN_YEAR)[0].missing == ("household", "disabled")


def test_students_come_by_class_and_vietnamese_name_page_by_page(session: Session, staff: Actor):
    whole = queries.students(session, staff, EVERYBODY, on=IN_YEAR)
    pages = [queries.students(session, staff, EVERYBODY, on=IN_YEAR, limit=4, offset=n) for n in (0, 4, 8, 12)]
    assert [row for page in pages for row in page] == whole


def test_who_left_is_listed_only_when_asked_for(session: Session, staff: Actor):
    row = queries.students(session, staff, StudentFilter("b01"), on=IN_YEAR)[0]
    session.get_one(StudyRecord, row.record_id).status = "left"
    session.flush()
    assert codes(session, staff, StudentFilter("b01")) == set()
    assert codes(session, staff, StudentFilter("b01", status=None)) == {"B01"}
