"""Reads on users and sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from lib.accounts import permissions
from lib.accounts.tables import Account, AccountRole, AppSession
from lib.core.actor import Actor


@dataclass(frozen=True)
class AccountRow:
    """A user as the settings page lists them."""

    id: int
    username: str
    full_name: str
    roles: tuple[str, ...]
    unit_id: int | None
    is_active: bool


@dataclass(frozen=True)
class SessionRow:
    """A session that is alive, as lists of sessions show it."""

    id: int
    account_id: int
    username: str
    full_name: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    browser: str
    token_hash: bytes


def _roles() -> sa.ScalarSelect[list[str]]:
    """The account's roles as one array, so that an account stays one row."""
    return (
        sa.select(
            sa.func.coalesce(sa.func.array_agg(aggregate_order_by(AccountRole.role, AccountRole.role)), sa.text("'{}'"))
        )
        .where(AccountRole.account_id == Account.id)
        .scalar_subquery()
    )


_ACTOR = (Account.id, Account.username, Account.full_name, Account.unit_id)


def is_alive() -> tuple[sa.ColumnExpressionArgument[bool], ...]:
    """What makes a session live: not ended, not too old, not idle for too long, of a user who may sign in."""
    return (
        AppSession.account_id == Account.id,
        AppSession.ended_at.is_(None),
        AppSession.expires_at > sa.func.now(),
        AppSession.last_seen_at + AppSession.idle_for > sa.func.now(),
        Account.is_active,
    )


def actor_of_session(session: Session, token_hash: bytes) -> Actor | None:
    """The active user of a live session, or None; one indexed query.

    Who has still to change the first password has no role until then.
    """
    row = session.execute(
        sa.select(*_ACTOR, _roles(), Account.must_change_password).where(
            AppSession.token_hash == token_hash, *is_alive()
        )
    ).one_or_none()
    if row is None:
        return None
    user_id, username, full_name, unit_id, roles, must_change = row
    held = [] if must_change else roles
    return make_actor(user_id, username, full_name, unit_id, held, must_change_password=must_change)


def actor_of_account(session: Session, account_id: int) -> Actor:
    row = session.execute(sa.select(*_ACTOR, _roles()).where(Account.id == account_id)).one()
    return make_actor(*row)


def alive_among(session: Session, token_hashes: Collection[bytes]) -> set[bytes]:
    """Which of these sessions are alive; one query however many there are."""
    found = sa.select(AppSession.token_hash).where(AppSession.token_hash.in_(token_hashes), *is_alive())
    return set(session.scalars(found))


def live_sessions(session: Session, *, account_id: int | None = None) -> list[SessionRow]:
    """Sessions that are alive, the newest first: everybody's, or one user's."""
    rows = session.execute(
        sa.select(
            AppSession.id,
            Account.id,
            Account.username,
            Account.full_name,
            AppSession.created_at,
            AppSession.last_seen_at,
            AppSession.address,
            AppSession.browser,
            AppSession.token_hash,
        )
        .where(*is_alive(), sa.true() if account_id is None else Account.id == account_id)
        .order_by(AppSession.id.desc())
    )
    return [SessionRow(*row) for row in rows]


def credentials(session: Session, username: str) -> tuple[int, str | None] | None:
    """Id and password hash of the active user of that name."""
    row = session.execute(
        sa.select(Account.id, Account.password_hash).where(Account.username == username, Account.is_active)
    ).one_or_none()
    return row and (row[0], row[1])


def make_actor(
    user_id: int,
    username: str,
    full_name: str,
    unit_id: int | None,
    roles: list[str],
    *,
    must_change_password: bool = False,
) -> Actor:
    held = tuple(roles)
    own = frozenset({unit_id}) if unit_id is not None else frozenset[int]()
    return Actor(
        user_id=user_id,
        username=username,
        full_name=full_name,
        roles=held,
        permissions=permissions.permissions_of(held),
        unit_id=unit_id,
        unit_ids=None if permissions.reaches_school(held) else own,
        must_change_password=must_change_password,
    )


def accounts(session: Session) -> list[AccountRow]:
    rows = session.execute(
        sa.select(
            Account.id,
            Account.username,
            Account.full_name,
            _roles(),
            Account.unit_id,
            Account.is_active,
        ).order_by(Account.username)
    )
    return [AccountRow(*row[:3], tuple(row[3]), *row[4:]) for row in rows]


def any_account(session: Session) -> bool:
    return session.scalar(sa.select(sa.exists(sa.select(Account.id)))) or False
