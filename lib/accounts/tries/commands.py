"""How often somebody may try to sign in: each further failure makes the wait longer, nobody is shut out for good.

A try is counted before the password is looked at, so that guesses sent at the same time are counted like guesses
one after the other; a right password takes the count back. Unknown names are counted like known ones. An account
that signed in before from the same address is counted apart there, so that strangers' guesses cannot keep its owner
out (ASVS 5.0 6.3.1).
"""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.accounts.tables import Account, AppSession, SignInTries
from lib.core import clock

FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)
AT_HOME_FOR = timedelta(days=30)


def keys(session: Session, *, username: str, address: str) -> tuple[str, str]:
    """What a try is counted under: the address, and the account, or the account at its own address."""
    name = hashlib.sha256(username.encode()).hexdigest()  # people type passwords into the field of the name
    return f"address:{address}", f"home:{name}:{address}" if _is_at_home(session, username, address) else f"name:{name}"


def _is_at_home(session: Session, username: str, address: str) -> bool:
    return bool(
        session.scalar(
            sa.select(
                sa.exists()
                .where(AppSession.account_id == Account.id, Account.username == username)
                .where(AppSession.address == address, AppSession.created_at > clock.now() - AT_HOME_FOR)
            )
        )
    )


def wait_after(failures: int, free: int) -> timedelta:
    """30 seconds after the last free failure, twice as long after each further one, at most 15 minutes."""
    if failures < free:
        return timedelta(0)
    doublings: int = 2 ** min(failures - free, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def admit(session: Session, counted_under: tuple[str, str]) -> timedelta | None:
    """Count a try; None lets it through, else how long to wait. The caller commits before the password is checked."""
    address, account = counted_under
    return _count(session, address, FREE_OF_ADDRESS) or _count(session, account, FREE_OF_ACCOUNT)


def _count(session: Session, key: str, free: int) -> timedelta | None:
    now = clock.now()
    is_old = SignInTries.last_at < now - FORGOTTEN_AFTER
    failures = session.scalar(
        insert(SignInTries)
        .values(key=key, failures=1, last_at=now, blocked_until=now)
        .on_conflict_do_update(
            index_elements=[SignInTries.key],
            set_={"failures": sa.case((is_old, 1), else_=SignInTries.failures + 1), "last_at": now},
            where=SignInTries.blocked_until <= now,
        )
        .returning(SignInTries.failures)
    )
    if failures is None:
        until = session.scalars(sa.select(SignInTries.blocked_until).where(SignInTries.key == key)).one()
        return max(until - now, timedelta(seconds=1))
    session.execute(
        sa.update(SignInTries).where(SignInTries.key == key).values(blocked_until=now + wait_after(failures, free))
    )
    return None


def forgive(session: Session, counted_under: tuple[str, str]) -> None:
    """The password was right: the account starts anew, the address gets this one try back."""
    address, account = counted_under
    session.execute(sa.delete(SignInTries).where(SignInTries.key == account))
    session.execute(
        sa.update(SignInTries)
        .where(SignInTries.key == address, SignInTries.failures > 0)
        .values(failures=SignInTries.failures - 1, blocked_until=clock.now())
    )
