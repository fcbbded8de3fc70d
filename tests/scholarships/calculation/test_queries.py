"""The population comes in a handful of statements, and only as far as the actor may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.core.errors import NotAllowed
from lib.legal.reader import published_law
from lib.registry.tables import StudyRecord, Suspension
from lib.scholarships.calculation import queries
from lib.scholarships.calculation.commands import save_draft
from lib.scholarships.calculation.lines import lines_of
from lib.scholarships.calculation.rules import BenefitList, Request, benefit_list
from tests.factories import people as make
from tests.scholarships.sheets import bring, case_row, cases, school

pytestmark = pytest.mark.database
LAW = published_law()
YEAR = Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")
THAI = cases()[0]


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    session.flush()
    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", note)


def listed(session: Session, actor: Actor, request: Request = YEAR) -> BenefitList:
    return benefit_list(queries.population(session, actor, *request.period, LAW), request, LAW)


def many(first: int, count: int) -> list[list[object]]:
    """Rows of different people with the facts of the first case."""
    return [
        case_row(THAI | {"id": f"M{n:04d}"}, n, born=f"{n % 28 + 1:02d}/0{n % 9 + 1}/2005", phone="")
        for n in range(first, first + count)
    ]


def test_the_number_of_statements_does_not_grow_with_the_number_of_students(session: Session, staff: Actor):
    school(session)
    bring(session, staff, many(0, 2), "hai.xlsx")
    with counted(session) as few:
        listed(session, staff)
    bring(session, staff, many(2, 120), "nhiều.xlsx")
    with counted(session) as lots:
        found = listed(session, staff)
    assert found.asked == 122
    assert len(lots) == len(few) == 3


def test_importing_takes_as_many_statements_for_many_as_for_few(session: Session, staff: Actor):
    school(session)
    with counted(session) as few:
        bring(session, staff, many(0, 2), "hai.xlsx")
    with counted(session) as lots:
        bring(session, staff, many(2, 120), "nhiều.xlsx")
    assert len(lots) <= len(few) + 2


def test_a_faculty_calculates_nobody_else_and_strangers_nothing(session: Session, staff: Actor):
    faculty, _programmes = school(session)
    bring(session, staff, many(0, 2))
    assert listed(session, make.actor(session, "faculty", unit_=faculty)).asked == 2
    other = make.actor(session, "faculty", unit_=make.unit(session, name="Khoa Y"))
    assert listed(session, other).asked == 0
    with pytest.raises(NotAllowed):
        listed(session, make.actor(session, "media"))


def test_months_of_suspension_are_not_paid(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(THAI, 0)])
    record = session.scalars(sa.select(StudyRecord)).one()
    session.add(
        Suspension(study_record_id=record.id, from_on=date(2023, 11, 1), to_on=date(2024, 1, 31), reason="Nghỉ ốm")
    )
    session.flush()
    assert set(listed(session, staff).lines["months"]) == {9, 8}


def test_the_sum_paid_once_is_not_paid_again_in_the_second_year(session: Session, staff: Actor):
    school(session)
    mong = next(case for case in cases() if case["id"] == "B04")
    bring(session, staff, [case_row(mong, 4, valid_to="31/12/2026")])
    second = Request(Month(2024, 9), Month(2025, 8))
    assert "encouragement" in set(listed(session, staff).lines["scheme"])
    assert "encouragement" not in set(listed(session, staff, second).lines["scheme"])


def test_who_left_before_the_period_is_not_asked(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(THAI, 0)])
    record = session.scalars(sa.select(StudyRecord)).one()
    record.status, record.ended_on = "left", date(2023, 9, 20)
    session.flush()
    assert set(listed(session, staff).lines["months"]) == {1}
    assert listed(session, staff, Request(Month(2023, 10), Month(2024, 8))).asked == 0


def test_without_a_first_day_the_cohort_tells_when_study_began(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(THAI, 0)])
    record = session.scalars(sa.select(StudyRecord)).one()
    record.started_on = None
    session.flush()
    before = Request(Month(2023, 1), Month(2023, 8), policy="notice-2023")
    assert listed(session, staff, before).asked == 0
    assert set(listed(session, staff).lines["months"]) == {12, 11}


def test_saved_lists_show_each_unit_its_own_sums(session: Session, staff: Actor):
    faculty, _programmes = school(session)
    bring(session, staff, [case_row(case, n) for n, case in enumerate(cases())])
    run_id, kept = save_draft(session, staff, request=YEAR, law=LAW, key="một")
    whole = queries.runs(session, make.actor(session, "finance"))[0]
    assert (whole.id, whole.student_count, whole.total_vnd) == (run_id, 12, kept.total_vnd)
    own = queries.runs(session, make.actor(session, "faculty", unit_=faculty))[0]
    assert (own.student_count, own.total_vnd) == (12, kept.total_vnd)
    stranger = make.actor(session, "faculty", unit_=make.unit(session, name="Khoa Y"))
    other = queries.runs(session, stranger)[0]
    assert (other.student_count, other.total_vnd) == (0, 0)
    assert queries.run_lines(session, stranger, run_id).empty


def test_a_saved_list_reads_as_it_was_calculated(session: Session, staff: Actor):
    school(session)
    bring(session, staff, [case_row(case, n) for n, case in enumerate(cases())])
    run_id, kept = save_draft(session, staff, request=YEAR, law=LAW, key="một")
    read = lines_of(queries.run_lines(session, staff, run_id), LAW)
    columns = ["id", "item", "scheme", "months", "monthly_vnd", "total_vnd"]
    assert read[columns].to_numpy().tolist() == kept.lines[columns].to_numpy().tolist()


def test_a_student_of_unknown_unit_is_nobodys(session: Session, staff: Actor):
    """An actor without any unit sees nothing, not everything."""
    school(session)
    bring(session, staff, many(0, 1))
    nowhere = make.actor(session, "faculty", unit_=None)
    assert nowhere.unit_ids == frozenset()
    assert listed(session, nowhere).asked == 0
