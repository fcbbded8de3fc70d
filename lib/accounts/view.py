"""Who is looking, for the views of all wings: read from the database on every run and in every action."""

from collections.abc import Callable
from contextvars import ContextVar

import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import queries, sessions
from lib.audit.commands import AlreadyDone
from lib.core.actor import Actor
from lib.core.database import transaction
from lib.core.errors import DomainError, NotAllowed
from lib.core.i18n import N_
from lib.ui import notices

of_this_run: ContextVar[Actor | None] = ContextVar("actor_of_this_run", default=None)


class SignedOut(NotAllowed):
    message = N_("Phiên làm việc đã kết thúc. Hãy tải lại trang và đăng nhập lại; nội dung đang gõ chưa được lưu.")


def session_digest() -> str | None:
    """The digest that the gate vouched for; the page cannot set it."""
    digest = st.user.get("session")
    return digest if isinstance(digest, str) else None


def current_actor() -> Actor | None:
    return sessions.actor_for(session_digest())


def perform(work: Callable[[Session, Actor], str | None]) -> bool:
    """Run one user action inside a widget callback: fresh rights, one transaction, its outcome told after the rerun.

    `work` returns the sentence to tell when all is saved. True if it went through; a second click on the same form
    (see `audit.commands.once`) counts as through.
    """
    try:
        with transaction() as session:
            digest = session_digest()
            actor = queries.actor_of_session(session, bytes.fromhex(digest)) if digest else None
            if actor is None:
                raise SignedOut()
            told = work(session, actor)
    except AlreadyDone:
        return True
    except DomainError as refusal:
        notices.refused(str(refusal))
        return False
    if told:
        notices.done(told)
    return True
