from datetime import date

import pytest
import sqlalchemy as sa

from lib.reports.obligations import queries
from lib.reports.obligations.duties import DUTIES
from lib.reports.obligations.rules import State
from tests.factories import people
from tests.reports import records

pytestmark = pytest.mark.database

DAY = date(2026, 11, 22)


def states(session, actor, code, day=DAY):
    return {
        (row.debtor.name, row.span.due_on): row.state
        for row in queries.board(session, actor, day)
        if row.duty.code == code
    }


def test_a_talk_held_meets_the_semester_and_one_planned_does_not(session):
    held, planned = people.unit(session, name="Khoa A"), people.unit(session, name="Khoa B")
    records.talk(session, held, DAY)
    records.talk(session, planned, date(2026, 11, 23))
    found = states(session, people.actor(session, "student_affairs"), "guest_talks")
    assert found == {
        ("Khoa A", date(2027, 1, 31)): State.MET,
        ("Khoa B", date(2027, 1, 31)): State.UPCOMING,
        ("Khoa A", date(2026, 6, 30)): State.OVERDUE,
        ("Khoa B", date(2026, 6, 30)): State.OVERDUE,
    }


def test_a_talk_in_the_summer_still_counts_for_the_second_semester(session):
    faculty = people.unit(session, name="Khoa A")
    records.talk(session, faculty, date(2026, 8, 31))
    found = states(session, people.actor(session, "leadership"), "guest_talks")
    assert found == {("Khoa A", date(2027, 1, 31)): State.UPCOMING}


@pytest.mark.parametrize(
    ("ended_on", "state"),
    [(None, State.MET), (DAY, State.MET), (date(2026, 11, 21), State.DUE_SOON)],
)
def test_a_mentor_counts_while_the_offer_stands(session, ended_on, state):
    faculty = people.unit(session, name="Khoa A")
    records.mentor(session, faculty, date(2026, 3, 1), ended_on=ended_on)
    found = states(session, people.actor(session, "faculty", unit_=faculty), "mentors")
    assert found == {("Khoa A", date(2026, 12, 14)): state}


@pytest.mark.parametrize(
    ("expires_on", "state"),
    [(None, State.MET), (DAY, State.MET), (date(2026, 11, 21), State.DUE_SOON)],
)
def test_an_agreement_counts_while_it_is_in_force(session, expires_on, state):
    faculty = people.unit(session, name="Khoa A")
    records.agreement(session, faculty, date(2024, 1, 1), expires_on=expires_on)
    found = states(session, people.actor(session, "faculty", unit_=faculty), "agreements")
    assert found == {("Khoa A", date(2026, 12, 14)): state}


def test_a_gift_that_was_reversed_is_no_gift(session):
    actor = people.actor(session, "union")
    wrong = records.entry(session, 1_000_000, date(2026, 7, 1), form="scholarship")
    assert states(session, actor, "scholarships") == {(None, date(2026, 12, 14)): State.MET}
    records.entry(session, 1_000_000, date(2026, 7, 2), kind="disbursement", form="scholarship", reverses=wrong)
    assert states(session, actor, "scholarships") == {(None, date(2026, 12, 14)): State.DUE_SOON}


@pytest.mark.parametrize(("updated", "state"), [(8, State.UPCOMING), (9, State.MET)])
def test_eighty_per_cent_of_the_newest_cohort_is_not_enough(session, updated, state):
    records.graduates(session, 10, updated=updated, faculty=people.unit(session), day=DAY)
    found = states(session, people.actor(session, "student_affairs"), "updated_share")
    assert found == {(None, date(2026, 12, 31)): state}


def test_a_faculty_sees_its_own_duties_and_nobody_elses(session):
    own = people.unit(session, name="Khoa A")
    people.unit(session, name="Khoa B")
    rows = queries.board(session, people.actor(session, "faculty", unit_=own), DAY)
    assert {(row.duty.role, row.debtor.name) for row in rows} == {("faculty", "Khoa A")}
    assert {row.duty.code for row in rows} == {duty.code for duty in DUTIES if duty.role == "faculty"}


@pytest.mark.parametrize("role", ["admin", "student_affairs", "leadership"])
def test_those_who_answer_for_the_school_see_every_unit(session, role):
    people.unit(session, name="Khoa A")
    people.unit(session, name="Khoa B")
    rows = queries.board(session, people.actor(session, role), DAY)
    assert {row.duty.code for row in rows} == {duty.code for duty in DUTIES}
    assert {row.debtor.name for row in rows} == {"Khoa A", "Khoa B", None}


@pytest.mark.parametrize("role", ["media", "admissions", "union"])
def test_an_office_sees_its_own_duties(session, role):
    people.unit(session)
    rows = queries.board(session, people.actor(session, role), DAY)
    assert {row.duty.role for row in rows} == {role}


def test_finance_owes_nothing_under_the_decision(session):
    assert queries.board(session, people.actor(session, "finance"), DAY) == []


def test_the_number_of_statements_does_not_grow_with_the_faculties(session, connection):
    actor = people.actor(session, "leadership")

    def statements():
        seen = []
        sa.event.listen(connection, "before_cursor_execute", listener := lambda *call: seen.append(call[2]))
        queries.board(session, actor, DAY)
        sa.event.remove(connection, "before_cursor_execute", listener)
        return len(seen)

    records.graduates(session, 1, updated=0, faculty=people.unit(session), day=DAY)
    few = statements()
    for at in range(9):
        records.talk(session, people.unit(session, name=f"Khoa {at}"), DAY)
    assert statements() == few == 7
