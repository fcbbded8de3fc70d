"""Reads on users and sessions."""

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
    locked_until: datetime | None


def _roles() -> sa.ScalarSelect[list[str]]:
    """The account's roles as one array, so that an account stays one row."""
    return (
        sa.select(
            sa.func.coalesce(sa.func.array_agg(aggregate_order_by(AccountRole.role, AccountRole.role)), sa.text("'{}'"))
        )
        .where(AccountRole.account_id == Account.id)
        .scalar_subquery()
    )


def actor_of_session(session: Session, token_hash: bytes) -> Actor | None:
    """The active user of a live session, or None; one indexed query."""
    row = session.execute(
        sa.select(Account.id, Account.username, Account.full_name, Account.unit_id, _roles())
        .join(AppSession, AppSession.account_id == Account.id)
        .where(
            AppSession.token_hash == token_hash,
            AppSession.ended_at.is_(None),
            AppSession.expires_at > sa.func.now(),
            Account.is_active,
        )
    ).one_or_none()
    return row and make_actor(*row)


def actor_of_account(session: Session, account_id: int) -> Actor:
    row = session.execute(
        sa.select(Account.id, Account.username, Account.full_name, Account.unit_id, _roles()).where(
            Account.id == account_id
        )
    ).one()
    return make_actor(*row)


def make_actor(user_id: int, username: str, full_name: str, unit_id: int | None, roles: list[str]) -> Actor:
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
            Account.locked_until,
        ).order_by(Account.username)
    )
    return [AccountRow(*row[:3], tuple(row[3]), *row[4:]) for row in rows]


def any_account(session: Session) -> bool:
    return session.scalar(sa.select(sa.exists(sa.select(Account.id)))) or False
