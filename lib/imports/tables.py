"""One row for each sheet that was brought in."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, constraint_sentences
from lib.core.i18n import N_


class ImportBatch(Base):
    """A finished import: which file, by whom, and how many rows it made, changed or left alone."""

    __tablename__ = "import_batch"
    __table_args__ = (sa.UniqueConstraint("kind", "file_sha256"),)

    id: Mapped[Id]
    kind: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"), index=True)
    created_at: Mapped[CreatedAt]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)


constraint_sentences(
    {
        "uq_import_batch_kind_file_sha256": N_(
            "Tệp này đã được nhập trước đó, không có gì thay đổi. Nếu vừa sửa tệp, hãy lưu lại rồi chọn tệp mới."
        ),
    }
)
