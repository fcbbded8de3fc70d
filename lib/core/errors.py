"""Refusals that a person can act on.

A `DomainError` is an answer, not a defect: its sentence says what is wrong, where, and how to mend it.
Everything else that escapes is a defect, is logged with an incident number and fails the tests.
"""

from lib.core.i18n import N_, _

LONGEST_FACT = 500


class DomainError(Exception):
    """A refusal in the user's words: a Vietnamese sentence with facts filled in.

    A subclass sets `message`; `DomainError("câu {x}", x=1)` serves where a class of its own says no more.
    The sentence is translated when it is shown, not when it is raised.
    """

    message: str = N_("Không thực hiện được việc này.")

    def __init__(self, message: str | None = None, /, **facts: object) -> None:
        self.message = message or type(self).message
        self.facts = facts
        super().__init__(self.message, facts)

    def __str__(self) -> str:
        return _(self.message).format(**{name: _shortened(fact) for name, fact in self.facts.items()})


def _shortened(fact: object) -> object:
    """A sentence stays a sentence whatever was pasted into a field."""
    return f"{fact[:LONGEST_FACT]}…" if isinstance(fact, str) and len(fact) > LONGEST_FACT else fact


class InvalidInput(DomainError):
    """Something typed or uploaded cannot be used as it is."""


class NotAllowed(DomainError):
    """The actor, or the state of the thing, does not permit the action."""

    message = N_("Bạn không có quyền làm việc này. Nếu cần, hãy liên hệ quản trị hệ thống.")


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    message = N_("Không tìm thấy dữ liệu này. Có thể nó đã bị xoá hoặc bạn không được xem.")


class Conflict(DomainError):
    """Somebody else changed the thing meanwhile."""

    message = N_("Dữ liệu đã được người khác sửa trong lúc bạn đang mở. Hãy xem lại rồi lưu lần nữa.")
