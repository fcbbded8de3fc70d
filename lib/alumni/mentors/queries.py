"""Mentor offers within the reader's limits (Đ8.2)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.tables import MentorOffer
from lib.core.actor import Actor
from lib.registry.tables import Person, Unit


@dataclass(frozen=True)
class OfferRow:
    id: int
    faculty: str
    person_id: int
    mentor: str
    field: str
    capacity: int
    note: str | None
    offered_on: date
    ended_on: date | None


def offers(session: Session, actor: Actor, *, only_open: bool = False, limit: int = 500) -> list[OfferRow]:
    """Open offers first, by the mentor's name."""
    statement = (
        sa.select(
            MentorOffer.id, Unit.name, Person.id, Person.full_name, MentorOffer.field, MentorOffer.capacity,
            MentorOffer.note, MentorOffer.offered_on, MentorOffer.ended_on,
        )
        .join(Unit, Unit.id == MentorOffer.faculty_id)
        .join(Person, Person.id == MentorOffer.person_id)
        .order_by(MentorOffer.ended_on.desc().nulls_first(), Person.sort_name, MentorOffer.id)
        .limit(limit)
    )  # fmt: skip
    if actor.unit_ids is not None:
        statement = statement.where(MentorOffer.faculty_id.in_(sorted(actor.unit_ids)))
    if only_open:
        statement = statement.where(MentorOffer.ended_on.is_(None))
    return [OfferRow(*row) for row in session.execute(statement)]
