"""Reading the record of actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.audit.tables import AuditEntry


@dataclass(frozen=True)
class AuditRow:
    at: datetime
    username: str
    action: str
    entity: str
    entity_id: int | None
    facts: dict[str, Any]


def newest(session: Session, *, limit: int = 200) -> list[AuditRow]:
    rows = session.execute(
        sa.select(
            AuditEntry.at,
            AuditEntry.username,
            AuditEntry.action,
            AuditEntry.entity,
            AuditEntry.entity_id,
            AuditEntry.facts,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [AuditRow(*row) for row in rows]
