"""Links that work once; the database keeps only the hash of what is in them."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts.tables import OneTimeToken
from lib.core import clock
from lib.core.errors import NotAllowed
from lib.core.i18n import N_

LENGTH = {"setup": timedelta(days=1), "sign_in": timedelta(seconds=30), "reset": timedelta(days=1)}


class LinkSpent(NotAllowed):
    message = N_("Liên kết này đã dùng hoặc đã hết hạn. Hãy khởi động lại phần mềm để nhận liên kết mới.")


class ResetLinkSpent(LinkSpent):
    message = N_("Liên kết này đã dùng hoặc đã hết hạn. Hãy nhờ quản trị hệ thống tạo liên kết mới.")


def digest(token: str) -> bytes:
    """What the database keeps instead of a token."""
    return hashlib.sha256(token.encode()).digest()


def mint_link(session: Session, *, purpose: str, account_id: int | None = None, bound_to: str | None = None) -> str:
    """A token for a link that works once, only in the browser that holds the cookie `bound_to` if one is named.

    A set-up link replaces the one before, and so does an account's link for a forgotten password.
    """
    token = secrets.token_urlsafe(32)
    if purpose != "sign_in":
        session.execute(
            sa.delete(OneTimeToken).where(
                OneTimeToken.purpose == purpose, OneTimeToken.account_id.is_not_distinct_from(account_id)
            )
        )
    session.add(
        OneTimeToken(
            token_hash=digest(token),
            purpose=purpose,
            account_id=account_id,
            bound_hash=digest(bound_to) if bound_to else None,
            expires_at=clock.now() + LENGTH[purpose],
        )
    )
    return token


def link_is_live(session: Session, *, token: str, purpose: str) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(*_live(token, purpose)))))


def redeem_link(session: Session, *, token: str, purpose: str, bound_to: str | None = None) -> int | None:
    """Use up the link and tell its account; raises LinkSpent for the second comer, also of two at once."""
    row = session.execute(
        sa.update(OneTimeToken)
        .where(*_live(token, purpose))
        .where(OneTimeToken.bound_hash.is_not_distinct_from(digest(bound_to) if bound_to else None))
        .values(used_at=clock.now())
        .returning(OneTimeToken.account_id)
    ).one_or_none()
    if row is None:
        raise ResetLinkSpent() if purpose == "reset" else LinkSpent()
    return row[0]


def _live(token: str, purpose: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == digest(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > clock.now(),
    )
