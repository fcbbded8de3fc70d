"""A faculty records its own talks, of alumni whom it knows, after they were held."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts.guard import OutsideOwnUnit
from lib.alumni.talks import commands, queries
from lib.audit.tables import AuditEntry
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotAllowed, NotFound
from lib.registry.tables import Unit
from tests.factories import people as make

pytestmark = pytest.mark.database


@pytest.fixture
def faculty(session: Session) -> Unit:
    return make.unit(session, name="Khoa Nông lâm")


@pytest.fixture
def staff(session: Session, faculty: Unit) -> Actor:
    return make.actor(session, "faculty", unit_=faculty)


def record(session: Session, actor: Actor, faculty: Unit, speaker_id: int | None, **facts: object) -> int:
    given = {"topic": "Khởi nghiệp", "held_on": date(2025, 3, 1)} | facts
    return commands.record(session, actor, faculty_id=faculty.id, speaker_id=speaker_id, **given)  # type: ignore[arg-type]  # facts are its arguments


def speaker(session: Session, faculty: Unit, name: str = "Lò Thị Hương") -> int:
    return make.alumnus(session, name, programme_=make.programme(session, faculty=faculty)).id


def test_a_talk_is_listed_with_its_speaker_and_leaves_a_trace(session: Session, staff: Actor, faculty: Unit) -> None:
    person = speaker(session, faculty)
    talk = record(session, staff, faculty, person, attendance=45, class_name=" K60 ", feedback="")
    (row,) = queries.talks(session, staff)
    assert (row.id, row.speaker, row.faculty, row.attendance, row.class_name, row.feedback) == (
        talk, "Lò Thị Hương", "Khoa Nông lâm", 45, "K60", None,
    )  # fmt: skip
    session.flush()
    assert session.scalar(sa.select(AuditEntry.entity_id).where(AuditEntry.action == "guest_talk.added")) == talk


def test_a_faculty_neither_records_for_another_nor_sees_its_talks(
    session: Session, staff: Actor, faculty: Unit
) -> None:
    other = make.unit(session)
    with pytest.raises(OutsideOwnUnit):
        record(session, staff, other, speaker(session, faculty))
    record(session, make.actor(session, "student_affairs"), other, speaker(session, other))
    assert queries.talks(session, staff) == []
    assert len(queries.talks(session, make.actor(session, "leadership"))) == 1


def test_a_speaker_whom_the_faculty_may_not_see_is_not_found(session: Session, staff: Actor, faculty: Unit) -> None:
    with pytest.raises(NotFound):
        record(session, staff, faculty, speaker(session, make.unit(session)))


def test_a_talk_counts_once_it_was_held(session: Session, staff: Actor, faculty: Unit) -> None:
    with pytest.raises(commands.NotHeldYet):
        record(session, staff, faculty, speaker(session, faculty), held_on=clock.today() + timedelta(days=1))


def test_a_talk_needs_a_speaker_and_a_topic(session: Session, staff: Actor, faculty: Unit) -> None:
    with pytest.raises(commands.SpeakerMissing):
        record(session, staff, faculty, None)
    with pytest.raises(InvalidInput, match="chủ đề"):
        record(session, staff, faculty, speaker(session, faculty), topic="  ")


@pytest.mark.parametrize("role", ["leadership", "media", "union", "finance", "admissions", "admin"])
def test_who_may_not_record_talks_is_refused(session: Session, faculty: Unit, role: str) -> None:
    with pytest.raises(NotAllowed):
        record(session, make.actor(session, role), faculty, speaker(session, faculty))
