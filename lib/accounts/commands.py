"""Users, their passwords and their sessions."""

import re
import secrets
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard, passwords, queries
from lib.accounts.links import commands as links
from lib.accounts.links.commands import digest
from lib.accounts.permissions import ROLES, Permission
from lib.accounts.tables import Account, AccountRole, AppSession, OneTimeToken, SignInTries
from lib.accounts.tries import commands as tries
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotAllowed, NotFound
from lib.core.i18n import N_
from lib.core.names import one_line

SESSION_LENGTH = timedelta(hours=12)
IDLE_LENGTH = timedelta(minutes=30)
LONGEST_BROWSER_NAME = 300
KEPT_AFTER_THE_END = timedelta(days=30)


class WrongPassword(NotAllowed):
    message = N_("Mật khẩu hiện tại không đúng. Hãy gõ lại.")


class SamePassword(InvalidInput):
    message = N_("Mật khẩu mới trùng mật khẩu hiện tại. Hãy chọn mật khẩu khác.")


def begin_session(
    session: Session,
    *,
    account_id: int,
    length: timedelta = SESSION_LENGTH,
    idle_for: timedelta = IDLE_LENGTH,
    address: str = "",
    browser: str = "",
) -> str:
    """A new signed-in browser; the token goes into its cookie and nowhere else."""
    token = secrets.token_urlsafe(32)
    session.add(
        AppSession(
            token_hash=digest(token),
            account_id=account_id,
            expires_at=clock.now() + length,
            idle_for=idle_for,
            address=address,
            browser=browser[:LONGEST_BROWSER_NAME],
        )
    )
    actor = queries.actor_of_account(session, account_id)
    audit.record(session, actor, "security.session_begun", "account", account_id, address=address)
    return token


def end_session(session: Session, *, token_hash: bytes) -> None:
    _end(session, AppSession.token_hash == token_hash)


def touch(session: Session, token_hashes: Collection[bytes]) -> None:
    """Somebody just did something in these sessions; one that has idled out stays out.

    A crash may lose the last second of this, which nobody misses: waiting for the disk each second would cost more.
    """
    session.execute(sa.text("SET LOCAL synchronous_commit = off"))
    session.execute(
        sa.update(AppSession)
        .where(AppSession.token_hash.in_(token_hashes), AppSession.last_seen_at + AppSession.idle_for > sa.func.now())
        .values(last_seen_at=sa.func.now())
    )


def forget_the_old(session: Session) -> None:
    """Remove what no decision needs any more: spent links, forgiven tries, sessions that ended a month ago."""
    now = clock.now()
    session.execute(sa.delete(OneTimeToken).where(OneTimeToken.expires_at < now))
    session.execute(sa.delete(SignInTries).where(SignInTries.last_at < now - tries.FORGOTTEN_AFTER))
    session.execute(sa.delete(AppSession).where(AppSession.expires_at < now - KEPT_AFTER_THE_END))


def _end(session: Session, which: sa.ColumnElement[bool]) -> None:
    session.execute(sa.update(AppSession).where(which, AppSession.ended_at.is_(None)).values(ended_at=clock.now()))


def create_account(
    session: Session,
    actor: Actor | None,
    *,
    username: str,
    full_name: str,
    password: str,
    roles: list[str],
    unit_id: int | None = None,
    is_first_password: bool = False,
) -> int:
    """Add a user; `actor` is None only for the first administrator and on the command line.

    Who gets a password from an administrator (`is_first_password`) must change it at the first sign-in.
    """
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
        username=username,
        full_name=full_name,
        password_hash=passwords.hash_password(password),
        unit_id=unit_id,
        must_change_password=is_first_password,
    )
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(set(roles)))
    audit.record(session, actor, "account.created", "account", account.id, username=username, roles=sorted(roles))
    return account.id


def set_active(session: Session, actor: Actor, *, account_id: int, active: bool) -> None:
    """Let a user in or keep them out; either way the database ends their open sessions."""
    guard.require(actor, Permission.ACCOUNTS_MANAGE)
    if account_id == actor.user_id and not active:
        raise NotAllowed(N_("Bạn không thể tự khoá tài khoản của mình."))
    account = session.get_one(Account, account_id, with_for_update=True)
    account.is_active = active
    audit.record(session, actor, "account.activated" if active else "account.deactivated", "account", account_id)


def change_own_password(session: Session, actor: Actor, *, current: str, new: str, spared: str | None) -> None:
    """Replace one's own password; the database ends all one's sessions but the one with the digest `spared`."""
    account = session.get_one(Account, actor.user_id, with_for_update=True)
    if not passwords.matches(current, account.password_hash):
        raise WrongPassword()
    if passwords.matches(new, account.password_hash):
        raise SamePassword()
    session.execute(sa.select(sa.func.set_config("app.spared_session", spared or "", True)))
    _set_password(account, new)
    audit.record(session, actor, "security.password_changed", "account", account.id)


def _set_password(account: Account, password: str) -> None:
    passwords.check_password(password, username=account.username, full_name=account.full_name)
    account.password_hash, account.must_change_password = passwords.hash_password(password), False


def make_reset_link(session: Session, actor: Actor, *, account_id: int) -> str:
    """The token of a link with which a user who forgot the password chooses a new one, within a day and once."""
    guard.require(actor, Permission.ACCOUNTS_MANAGE)
    account = session.get(Account, account_id)
    if account is None or not account.is_active:
        raise NotFound()
    audit.record(session, actor, "security.reset_link_made", "account", account_id)
    return links.mint_link(session, purpose="reset", account_id=account_id)


def use_reset_link(session: Session, *, token: str, password: str) -> None:
    """Set the password of the link's account; a password that is refused leaves the link as it was."""
    account_id = links.redeem_link(session, token=token, purpose="reset")
    account = session.get(Account, account_id, with_for_update=True) if account_id else None
    if account is None or not account.is_active:
        raise links.ResetLinkSpent()
    _set_password(account, password)
    audit.record(
        session, queries.actor_of_account(session, account.id), "security.password_reset", "account", account.id
    )


def end_own_sessions(session: Session, actor: Actor) -> None:
    """Sign out everywhere, here too."""
    _end(session, AppSession.account_id == actor.user_id)
    audit.record(session, actor, "security.sessions_ended", "account", actor.user_id)


def end_sessions_of(session: Session, actor: Actor, *, account_id: int, session_id: int | None = None) -> None:
    """End one session of a user, or all of them."""
    guard.require(actor, Permission.ACCOUNTS_MANAGE)
    which = AppSession.account_id == account_id
    _end(session, which if session_id is None else which & (AppSession.id == session_id))
    audit.record(session, actor, "security.sessions_ended", "account", account_id, ended=session_id or "all")
