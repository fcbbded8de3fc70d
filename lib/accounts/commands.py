"""Creating users, signing in and out, and the links that work once."""

import hashlib
import re
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard, passwords, queries
from lib.accounts.permissions import ROLES, Permission
from lib.accounts.tables import Account, AccountRole, AppSession, OneTimeToken
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotAllowed
from lib.core.i18n import N_
from lib.core.names import clean, one_line

SESSION_LENGTH = timedelta(hours=12)
LINK_LENGTH = {"setup": timedelta(days=1), "sign_in": timedelta(seconds=30)}
TRIES_BEFORE_LOCK = 5
LOCK_LENGTH = timedelta(minutes=5)


class SignInRefused(NotAllowed):
    message = N_("Tên đăng nhập hoặc mật khẩu không đúng. Sau nhiều lần sai, tài khoản tạm khoá vài phút.")


class LinkSpent(NotAllowed):
    message = N_("Liên kết này đã dùng hoặc đã hết hạn. Hãy khởi động lại phần mềm để nhận liên kết mới.")


def digest(token: str) -> bytes:
    """What the database keeps instead of a token."""
    return hashlib.sha256(token.encode()).digest()


def verify(session: Session, *, username: str, password: str) -> int | None:
    """The account's id if the password is right, else None; failures are counted and lock the account for a while."""
    account = session.scalars(
        sa.select(Account).where(Account.username == clean(username).lower()).with_for_update(of=Account)
    ).one_or_none()
    right = passwords.matches(password, account.password_hash if account else None)
    if account is None or not account.is_active:
        return None
    if account.locked_until and account.locked_until > clock.now():
        return None
    if right:
        account.failed_count = 0
        return account.id
    account.failed_count += 1
    if account.failed_count >= TRIES_BEFORE_LOCK:
        account.failed_count, account.locked_until = 0, clock.now() + LOCK_LENGTH
        audit.record(session, None, "account.locked", "account", account.id)
    return None


def mint_link(session: Session, *, purpose: str, account_id: int | None = None) -> str:
    """A token for a link that works once; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    if purpose == "setup":
        session.execute(sa.delete(OneTimeToken).where(OneTimeToken.purpose == "setup"))
    session.add(
        OneTimeToken(
            token_hash=digest(token),
            purpose=purpose,
            account_id=account_id,
            expires_at=clock.now() + LINK_LENGTH[purpose],
        )
    )
    return token


def link_is_live(session: Session, *, token: str, purpose: str) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(*_live(token, purpose)))))


def redeem_link(session: Session, *, token: str, purpose: str) -> int | None:
    """Use up the link and tell its account; raises LinkSpent for the second comer, also of two at once."""
    row = session.execute(
        sa.update(OneTimeToken)
        .where(*_live(token, purpose))
        .values(used_at=clock.now())
        .returning(OneTimeToken.account_id)
    ).one_or_none()
    if row is None:
        raise LinkSpent()
    return row[0]


def _live(token: str, purpose: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == digest(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > clock.now(),
    )


def begin_session(session: Session, *, account_id: int) -> str:
    """A new signed-in browser; the token goes into its cookie and nowhere else."""
    token = secrets.token_urlsafe(32)
    session.add(AppSession(token_hash=digest(token), account_id=account_id, expires_at=clock.now() + SESSION_LENGTH))
    audit.record(session, queries.actor_of_account(session, account_id), "session.begun", "account", account_id)
    return token


def end_session(session: Session, *, token_hash: bytes) -> None:
    session.execute(
        sa.update(AppSession)
        .where(AppSession.token_hash == token_hash, AppSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def create_account(
    session: Session,
    actor: Actor | None,
    *,
    username: str,
    full_name: str,
    password: str,
    roles: list[str],
    unit_id: int | None = None,
) -> int:
    """Add a user; `actor` is None only for the first administrator and on the command line."""
    if actor is not None:
        guard.require(actor, Permission.ACCOUNTS_MANAGE)
    username, full_name = username.strip().lower(), one_line(full_name) or ""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", username):
        raise InvalidInput(
            N_("Tên đăng nhập «{username}» chưa đúng: dùng 3–40 chữ không dấu, số, dấu chấm, gạch."), username=username
        )
    if not full_name:
        raise InvalidInput(N_("Hãy ghi họ và tên của người dùng."))
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise InvalidInput(N_("Hãy chọn ít nhất một vai trò có trong danh sách."))
    if "faculty" in roles and unit_id is None:
        raise InvalidInput(N_("Tài khoản vai trò Khoa phải gắn với một khoa."))
    passwords.check_password(password, username=username, full_name=full_name)
    account = Account(
        username=username, full_name=full_name, password_hash=passwords.hash_password(password), unit_id=unit_id
    )
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(set(roles)))
    audit.record(session, actor, "account.created", "account", account.id, username=username, roles=sorted(roles))
    return account.id


def set_active(session: Session, actor: Actor, *, account_id: int, active: bool) -> None:
    """Let a user in or keep them out; their open sessions end at once when kept out."""
    guard.require(actor, Permission.ACCOUNTS_MANAGE)
    if account_id == actor.user_id and not active:
        raise NotAllowed(N_("Bạn không thể tự khoá tài khoản của mình."))
    account = session.get_one(Account, account_id, with_for_update=True)
    account.is_active = active
    if not active:
        session.execute(
            sa.update(AppSession)
            .where(AppSession.account_id == account_id, AppSession.ended_at.is_(None))
            .values(ended_at=clock.now())
        )
    audit.record(session, actor, "account.activated" if active else "account.deactivated", "account", account_id)
