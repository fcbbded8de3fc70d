"""Who did what, when, and what changed."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id


class AuditEntry(Base):
    """One recorded action; written in the transaction of the action, never changed afterwards."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_entity", "entity", "entity_id"),)

    id: Mapped[Id]
    at: Mapped[CreatedAt] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.account.id"), index=True)
    username: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sa.text("'{}'::jsonb"))


class ActionKey(Base):
    """A form that was submitted: its second copy, from a double click or a retry, is recognised by this key."""

    __tablename__ = "action_key"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[CreatedAt]
