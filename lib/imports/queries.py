"""What was imported before."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.imports.tables import ImportBatch


@dataclass(frozen=True)
class BatchRow:
    """A finished import; `counts` has new, update, unchanged, refused and failed."""

    id: int
    file_name: str
    created_at: datetime
    counts: dict[str, int]


def batches(session: Session, kind: str, *, limit: int = 20) -> list[BatchRow]:
    """The last imports of this kind, newest first."""
    return [BatchRow(*row) for row in session.execute(_batches(kind).limit(limit))]


def batch_of(session: Session, kind: str, digest: str) -> BatchRow | None:
    """The import of the very same file, if there was one."""
    row = session.execute(_batches(kind).where(ImportBatch.file_sha256 == digest)).one_or_none()
    return BatchRow(*row) if row else None


def _batches(kind: str) -> sa.Select[int, str, datetime, dict[str, int]]:
    return (
        sa.select(ImportBatch.id, ImportBatch.file_name, ImportBatch.created_at, ImportBatch.counts)
        .where(ImportBatch.kind == kind)
        .order_by(ImportBatch.id.desc())
    )
