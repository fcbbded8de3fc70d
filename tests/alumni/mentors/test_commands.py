"""Mentors are offered with field and capacity by the faculty whose alumni they are."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lib.accounts.guard import OutsideOwnUnit
from lib.alumni.mentors import commands, queries
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import InvalidInput, NotAllowed
from lib.registry.tables import Unit
from tests.factories import people as make

pytestmark = pytest.mark.database
DAY = date(2025, 9, 10)


def offer(session: Session, actor: Actor, faculty: Unit, person_id: int | None = None, **facts: object) -> int:
    person_id = person_id or make.alumnus(session, programme_=make.programme(session, faculty=faculty)).id
    given = {"field": "Thú y", "capacity": 2, "note": None, "offered_on": DAY} | facts
    return commands.offer(session, actor, faculty_id=faculty.id, person_id=person_id, **given)  # type: ignore[arg-type]  # facts are its arguments


def test_an_offer_is_open_until_it_is_ended_once(session: Session) -> None:
    faculty = make.unit(session)
    actor = make.actor(session, "faculty", unit_=faculty)
    made = offer(session, actor, faculty)
    assert [(row.id, row.field, row.capacity) for row in queries.offers(session, actor, only_open=True)] == [
        (made, "Thú y", 2)
    ]
    commands.end(session, actor, offer_id=made, ended_on=DAY)
    session.flush()
    assert queries.offers(session, actor, only_open=True) == []
    with pytest.raises(commands.AlreadyEnded):
        commands.end(session, actor, offer_id=made, ended_on=DAY)


def test_a_faculty_neither_offers_nor_ends_nor_sees_for_another(session: Session) -> None:
    own, other = make.unit(session), make.unit(session)
    actor = make.actor(session, "faculty", unit_=own)
    foreign = offer(session, make.actor(session, "student_affairs"), other)
    assert queries.offers(session, actor) == []
    with pytest.raises(OutsideOwnUnit):
        offer(session, actor, other)
    with pytest.raises(OutsideOwnUnit):
        commands.end(session, actor, offer_id=foreign, ended_on=DAY)


def test_a_mentor_takes_between_one_and_fifty_students(session: Session) -> None:
    faculty, actor = make.unit(session), make.actor(session, "student_affairs")
    session.commit()
    for capacity in (0, 51):
        with pytest.raises(ConstraintRefused, match="từ 1 đến 50"), transaction() as writing:
            offer(writing, actor, faculty, capacity=capacity)


@pytest.mark.parametrize("missing", [{"field": " "}, {"capacity": None}])
def test_an_offer_says_field_and_capacity(session: Session, missing: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        offer(session, make.actor(session, "student_affairs"), make.unit(session), **missing)


@pytest.mark.parametrize("role", ["leadership", "media", "union", "finance", "admissions", "admin"])
def test_who_may_not_record_mentors_is_refused(session: Session, role: str) -> None:
    with pytest.raises(NotAllowed):
        offer(session, make.actor(session, role), make.unit(session))
