"""Recording a guest talk (Đ8.1: at least one successful alumnus per faculty and semester)."""

from datetime import date

from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.directory.queries import check_can_see
from lib.alumni.tables import GuestTalk
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import one_line, several_lines


class SpeakerMissing(InvalidInput):
    message = N_("Hãy chọn cựu HSSV đã nói chuyện: gõ vài chữ của tên rồi chọn trong danh sách.")


class NotHeldYet(InvalidInput):
    message = N_("Buổi nói chuyện chưa diễn ra. Hãy ghi sau khi buổi nói chuyện đã kết thúc.")


def record(
    session: Session, actor: Actor, *, faculty_id: int | None, speaker_id: int | None, topic: str, held_on: date,
    class_name: str | None = None, attendance: int | None = None, feedback: str | None = None,
) -> int:  # fmt: skip
    """Keep a talk that was held; returns its id. The speaker is an alumnus whom the actor may see."""
    guard.require(actor, Permission.TALKS_RECORD)
    guard.require_unit(actor, faculty_id)
    if faculty_id is None:
        raise InvalidInput(N_("Hãy chọn khoa tổ chức."))
    if speaker_id is None:
        raise SpeakerMissing()
    check_can_see(session, actor, speaker_id)
    if held_on > clock.today():
        raise NotHeldYet()
    if not (title := one_line(topic)):
        raise InvalidInput(N_("Hãy ghi chủ đề của buổi nói chuyện."))
    made = GuestTalk(
        faculty_id=faculty_id, speaker_id=speaker_id, topic=title, held_on=held_on,
        class_name=one_line(class_name), attendance=attendance, feedback=several_lines(feedback),
        created_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "guest_talk.added", "guest_talk", made.id,
        faculty_id=faculty_id, speaker_id=speaker_id, topic=made.topic, held_on=held_on, attendance=attendance,
    )  # fmt: skip
    return made.id
