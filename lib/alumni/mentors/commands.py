"""Mentor offers: an alumnus accompanies final-year students in a field, up to a number (Đ8.2)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.directory.queries import check_can_see
from lib.alumni.tables import MentorOffer
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotFound
from lib.core.i18n import N_
from lib.core.names import one_line, several_lines


class MentorMissing(InvalidInput):
    message = N_("Hãy chọn cựu HSSV làm cố vấn: gõ vài chữ của tên rồi chọn trong danh sách.")


class AlreadyEnded(InvalidInput):
    message = N_("Lượt cố vấn này đã kết thúc.")


def offer(
    session: Session, actor: Actor, *, faculty_id: int | None, person_id: int | None, field: str, capacity: int | None,
    note: str | None, offered_on: date,
) -> int:  # fmt: skip
    """Keep an offer; returns its id. The mentor is an alumnus whom the actor may see."""
    guard.require(actor, Permission.MENTORS_RECORD)
    guard.require_unit(actor, faculty_id)
    if faculty_id is None:
        raise InvalidInput(N_("Hãy chọn khoa."))
    if person_id is None:
        raise MentorMissing()
    check_can_see(session, actor, person_id)
    if not (offered := one_line(field)):
        raise InvalidInput(N_("Hãy ghi lĩnh vực cố vấn."))
    if capacity is None:
        raise InvalidInput(N_("Hãy ghi số sinh viên nhận kèm."))
    made = MentorOffer(
        faculty_id=faculty_id, person_id=person_id, field=offered, capacity=capacity,
        note=several_lines(note), offered_on=offered_on, created_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "mentor_offer.added", "mentor_offer", made.id,
        faculty_id=faculty_id, person_id=person_id, field=made.field, capacity=capacity,
    )  # fmt: skip
    return made.id


def end(session: Session, actor: Actor, *, offer_id: int, ended_on: date) -> None:
    """The alumnus takes no more students. Raises AlreadyEnded for an offer that ended before."""
    guard.require(actor, Permission.MENTORS_RECORD)
    found = session.scalars(sa.select(MentorOffer).where(MentorOffer.id == offer_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    guard.require_unit(actor, found.faculty_id)
    if found.ended_on is not None:
        raise AlreadyEnded()
    found.ended_on = ended_on
    audit.record(session, actor, "mentor_offer.ended", "mentor_offer", offer_id, ended_on=ended_on)
