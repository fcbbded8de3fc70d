"""Talks, mentors, agreements and fund entries for the tests of reports."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from lib.alumni.tables import Agreement, Business, FundEntry, GuestTalk, MentorOffer
from lib.registry.tables import Person, Unit
from tests.factories import people

_numbers = count(1)


def clerk(session: Session) -> int:
    return people.actor(session, "student_affairs").user_id


def talk(session: Session, faculty: Unit, held_on: date) -> None:
    session.add(
        GuestTalk(
            faculty_id=faculty.id,
            speaker_id=people.person(session).id,
            topic=f"Chuyên đề {next(_numbers)}",
            held_on=held_on,
            created_by=clerk(session),
        )
    )
    session.flush()


def mentor(session: Session, faculty: Unit, offered_on: date, *, ended_on: date | None = None) -> None:
    session.add(
        MentorOffer(
            faculty_id=faculty.id,
            person_id=people.person(session).id,
            field="Thú y",
            capacity=2,
            offered_on=offered_on,
            ended_on=ended_on,
            created_by=clerk(session),
        )
    )
    session.flush()


def business(session: Session) -> Business:
    made = Business(name=f"Công ty số {next(_numbers)}")
    session.add(made)
    session.flush()
    return made


def agreement(
    session: Session,
    faculty: Unit,
    signed_on: date,
    *,
    with_: Business | None = None,
    expires_on: date | None = None,
) -> None:
    session.add(
        Agreement(
            faculty_id=faculty.id,
            business_id=(with_ or business(session)).id,
            number=f"{next(_numbers)}/BBHT",
            signed_on=signed_on,
            expires_on=expires_on,
            created_by=clerk(session),
        )
    )
    session.flush()


def entry(
    session: Session,
    amount_vnd: int,
    entered_on: date,
    *,
    faculty: Unit | None = None,
    kind: str = "contribution",
    form: str = "cash",
    reverses: FundEntry | None = None,
) -> FundEntry:
    made = FundEntry(
        entered_on=entered_on,
        kind=kind,
        form=form,
        amount_vnd=amount_vnd,
        faculty_id=faculty.id if faculty else None,
        donor_id=None,
        reverses_id=reverses.id if reverses else None,
        created_by=clerk(session),
    )
    session.add(made)
    session.flush()
    return made


def graduates(
    session: Session, n: int, *, updated: int, faculty: Unit, day: date, graduated_on: date = date(2026, 6, 30)
) -> list[Person]:
    """`n` graduates of a faculty of whom `updated` have a phone and a job verified on the day."""
    programme = people.programme(session, faculty=faculty)
    return [
        people.alumnus(
            session,
            f"Quàng Văn {'ABCDEFGHIKLMNOPQRSTUVXY'[at % 23]}",
            programme_=programme,
            graduated_on=graduated_on,
            phone=f"+8491{next(_numbers):07d}",
            employer="Hợp tác xã Mai Sơn",
            verified_on=day if at < updated else None,
        )
        for at in range(n)
    ]
