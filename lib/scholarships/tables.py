"""Calculated benefit lists as they were kept."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, Vnd, constraint_sentences
from lib.core.i18n import N_


class BenefitRun(Base):
    """A calculation of a period, kept as a draft list; its lines never change once written (requirements 4.3)."""

    __tablename__ = "benefit_run"
    __table_args__ = (sa.CheckConstraint("last_month >= first_month", name="period"),)

    id: Mapped[Id]
    first_month: Mapped[date]
    last_month: Mapped[date]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    student_count: Mapped[int]
    undetermined_count: Mapped[int]
    total_vnd: Mapped[Vnd]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


class BenefitLine(Base):
    """One student, benefit and month of a run."""

    __tablename__ = "benefit_line"
    __table_args__ = (
        sa.CheckConstraint("amount_vnd >= 0", name="amount_vnd"),
        sa.Index("ix_benefit_line_study_record_id_month", "study_record_id", "month"),
    )

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("app.benefit_run.id", ondelete="CASCADE"), primary_key=True)
    study_record_id: Mapped[int] = mapped_column(sa.ForeignKey("app.study_record.id"), primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    item: Mapped[str]
    amount_vnd: Mapped[Vnd]


constraint_sentences(
    {
        "ck_benefit_run_period": N_("Tháng cuối phải bằng hoặc sau tháng đầu."),
        "ck_benefit_line_amount_vnd": N_("Số tiền của một dòng chế độ không được âm."),
    }
)
