"""Guest talks within the reader's limits (Đ8.1)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.tables import GuestTalk
from lib.core.actor import Actor
from lib.registry.tables import Person, Unit


@dataclass(frozen=True)
class TalkRow:
    id: int
    held_on: date
    faculty: str
    speaker_id: int
    speaker: str
    topic: str
    class_name: str | None
    attendance: int | None
    feedback: str | None


def talks(session: Session, actor: Actor, *, limit: int = 500) -> list[TalkRow]:
    """Newest first."""
    statement = (
        sa.select(
            GuestTalk.id, GuestTalk.held_on, Unit.name, Person.id, Person.full_name, GuestTalk.topic,
            GuestTalk.class_name, GuestTalk.attendance, GuestTalk.feedback,
        )
        .join(Unit, Unit.id == GuestTalk.faculty_id)
        .join(Person, Person.id == GuestTalk.speaker_id)
        .order_by(GuestTalk.held_on.desc(), GuestTalk.id.desc())
        .limit(limit)
    )  # fmt: skip
    if actor.unit_ids is not None:
        statement = statement.where(GuestTalk.faculty_id.in_(sorted(actor.unit_ids)))
    return [TalkRow(*row) for row in session.execute(statement)]
