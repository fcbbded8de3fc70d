"""A record is corrected by TC-HSSV only, with its source, its day and a trace."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.profile import commands, queries
from lib.alumni.tables import FundEntry, GuestTalk
from lib.audit.tables import AuditEntry
from lib.core.errors import InvalidInput, NotAllowed, NotFound
from lib.registry.identifiers import InvalidPhone
from lib.registry.tables import Contact
from tests.factories import people as make

pytestmark = pytest.mark.database
DAY = date(2025, 7, 1)


def test_a_contact_is_kept_in_one_form_with_its_source_and_day(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    person = make.alumnus(session)
    for _time in range(2):
        commands.add_contact(session, staff, person_id=person.id, kind="phone", value="0981.234.567", verified_on=DAY)
    (contact,) = queries.profile(session, staff, person.id).contacts
    assert (contact.value, contact.source, contact.verified_on) == ("+84981234567", staff.username, DAY)
    session.flush()
    assert session.scalar(
        sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action == "contact.added")
    ) == 2  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "refusal"), [("phone", "12", InvalidPhone), ("address", "  ", InvalidInput)])
def test_a_contact_that_cannot_be_right_is_refused(
    session: Session, kind: str, value: str, refusal: type[Exception]
) -> None:
    person = make.alumnus(session)
    with pytest.raises(refusal):
        commands.add_contact(
            session,
            make.actor(session, "student_affairs"),
            person_id=person.id,
            kind=kind,
            value=value,
            verified_on=DAY,
        )


def test_a_contact_of_somebody_else_is_not_verified(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    person, other = make.alumnus(session), make.alumnus(session, phone="+84981234567")
    contact = session.scalars(sa.select(Contact.id).where(Contact.person_id == other.id)).one()
    with pytest.raises(NotFound):
        commands.verify(session, staff, person_id=person.id, contact_id=contact, verified_on=DAY)


def test_a_new_job_ends_the_present_one(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    person = make.alumnus(session, employer="Công ty A")
    commands.add_work(
        session, staff, person_id=person.id, employer="Công ty B", position=None, sector=None, from_on=None,
        verified_on=DAY,
    )  # fmt: skip
    works = queries.profile(session, staff, person.id).works
    assert [(work.employer, work.to_on) for work in works] == [("Công ty B", None), ("Công ty A", DAY)]


@pytest.mark.parametrize("role", ["faculty", "leadership", "media", "union", "admissions", "admin", "finance"])
def test_who_does_not_keep_the_records_changes_nothing(session: Session, role: str) -> None:
    unit = make.unit(session)
    person = make.alumnus(session, programme_=make.programme(session, faculty=unit), phone="+84981234567")
    actor = make.actor(session, role, unit_=unit)
    contact = session.scalars(sa.select(Contact.id)).one()
    with pytest.raises(NotAllowed):
        commands.add_contact(session, actor, person_id=person.id, kind="phone", value="0912345678", verified_on=DAY)
    with pytest.raises(NotAllowed):
        commands.verify(session, actor, person_id=person.id, contact_id=contact, verified_on=DAY)
    with pytest.raises(NotAllowed):
        commands.add_work(
            session, actor, person_id=person.id, employer="A", position=None, sector=None, from_on=None, verified_on=DAY
        )


def test_the_timeline_shows_gifts_to_whom_the_fund_is_open_and_never_anonymous_ones(session: Session) -> None:
    staff, faculty = make.actor(session, "student_affairs"), make.unit(session)
    person = make.alumnus(session, programme_=make.programme(session, faculty=faculty))
    reader = make.actor(session, "faculty", unit_=faculty)
    session.add(
        GuestTalk(faculty_id=faculty.id, speaker_id=person.id, topic="A", held_on=DAY, created_by=staff.user_id)
    )
    session.add_all(
        FundEntry(
            entered_on=DAY, kind="contribution", form="cash", amount_vnd=amount, donor_id=person.id,
            is_anonymous=anonymous, created_by=staff.user_id,
        )
        for amount, anonymous in ((1, False), (2, True))
    )  # fmt: skip
    session.flush()
    seen = [(event.kind, event.amount_vnd) for event in queries.profile(session, staff, person.id).timeline]
    assert seen == [("talk", None), ("gift", 1)]
    assert [event.kind for event in queries.profile(session, reader, person.id).timeline] == ["talk"]
