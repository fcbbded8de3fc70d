"""Writing the record of an action, in the transaction of that action."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.audit.tables import ActionKey, AuditEntry
from lib.core.actor import Actor


class AlreadyDone(Exception):
    """The same form was saved a moment ago."""


def once(session: Session, key: str) -> None:
    """Claim a form's key for this transaction; raises AlreadyDone when it was claimed before, also at the same time."""
    claimed = session.execute(insert(ActionKey).values(key=key).on_conflict_do_nothing().returning(ActionKey.key))
    if claimed.one_or_none() is None:
        raise AlreadyDone()


def record(
    session: Session, actor: Actor | None, action: str, entity: str, entity_id: int | None = None, **facts: object
) -> None:
    """Add one entry: `action` is a code such as "guest_talk.added", `facts` whatever explains it (JSON values).

    `actor` is None where nobody is signed in yet (first set-up) or a command-line administrator acts.
    """
    session.add(
        AuditEntry(
            account_id=actor.user_id if actor else None,
            username=actor.username if actor else "",
            action=action,
            entity=entity,
            entity_id=entity_id,
            facts={name: _plain(value) for name, value in facts.items()},
        )
    )


def _plain(value: object) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
