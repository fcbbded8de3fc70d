"""Admission rounds, what each offers, applicants with their choices, and saved rankings."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, constraint_sentences
from lib.core.i18n import N_

Score = sa.Numeric(4, 2)


class RoundStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Round(Base):
    """A window in which files are taken, and the ranking that follows it (N II.7).

    `ranking_rules` is what `lib.admissions.dossiers.RankingRules` writes; empty means the school's defaults.
    """

    __tablename__ = "admission_round"
    __table_args__ = (
        sa.UniqueConstraint("year", "name"),
        sa.CheckConstraint("status IN ('open', 'closed')", name="status"),
        sa.CheckConstraint("closes_on >= opens_on", name="closes_after_opens"),
    )

    id: Mapped[Id]
    year: Mapped[int]
    name: Mapped[str]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    status: Mapped[str] = mapped_column(server_default="open")
    closed_on: Mapped[date | None]
    ranking_rules: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sa.text("'{}'::jsonb"))


class Offer(Base):
    """What a round offers in one programme: seats and conditions (N II.2, II.3).

    `taken` are seats of the quota that earlier rounds have filled.
    """

    __tablename__ = "admission_offer"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "programme_id"),
        sa.CheckConstraint("quota >= 0 AND foreign_seats BETWEEN 0 AND quota", name="seats"),
        sa.CheckConstraint("taken >= 0", name="taken"),
        sa.CheckConstraint("min_dxt BETWEEN 0 AND 10", name="min_dxt"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("app.admission_round.id", ondelete="CASCADE"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("app.programme.id"), index=True)
    quota: Mapped[int]
    foreign_seats: Mapped[int] = mapped_column(server_default="0")
    taken: Mapped[int] = mapped_column(server_default="0")
    min_dxt: Mapped[Decimal | None] = mapped_column(Score)
    language_required: Mapped[bool] = mapped_column(server_default=sa.false())


class Applicant(Base):
    """A file in one round: scores, claims and what is verified of them (N II.2 to II.5).

    `direct_decision` is the number of the rector's decision where a category of direct admission needs one.
    """

    __tablename__ = "applicant"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "code"),
        sa.CheckConstraint("full_name <> ''", name="full_name"),
        sa.CheckConstraint(
            "grade10 BETWEEN 0 AND 10 AND grade11 BETWEEN 0 AND 10 AND grade12 BETWEEN 0 AND 10", name="grades"
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("app.admission_round.id"))
    code: Mapped[str]
    full_name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(sa.Text(collation="C"))
    born_on: Mapped[date | None]
    sex: Mapped[str | None]
    ethnicity: Mapped[str | None]
    nationality: Mapped[str] = mapped_column(server_default="VN")
    citizen_id: Mapped[str | None]
    phone: Mapped[str | None]
    commune_code: Mapped[str | None]
    grade10: Mapped[Decimal | None] = mapped_column(Score)
    grade11: Mapped[Decimal | None] = mapped_column(Score)
    grade12: Mapped[Decimal | None] = mapped_column(Score)
    average: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 3))
    ut_groups: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    ut_verified: Mapped[bool] = mapped_column(server_default=sa.false())
    area: Mapped[str | None]
    language_ok: Mapped[bool | None]
    direct_category: Mapped[str | None]
    direct_verified: Mapped[bool] = mapped_column(server_default=sa.false())
    direct_decision: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[CreatedAt]


class Choice(Base):
    """An applicant's first, second or third wish."""

    __tablename__ = "applicant_choice"
    __table_args__ = (
        sa.CheckConstraint("position BETWEEN 1 AND 3", name="position"),
        sa.UniqueConstraint("applicant_id", "programme_id"),
    )

    applicant_id: Mapped[int] = mapped_column(sa.ForeignKey("app.applicant.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("app.programme.id"), index=True)


class CouncilChoice(Base):
    """The council's recorded choice among applicants equal at the last seat, with its minutes (N II.3)."""

    __tablename__ = "council_choice"
    __table_args__ = (sa.UniqueConstraint("round_id", "programme_id", "applicant_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("app.admission_round.id"))
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("app.programme.id"))
    applicant_id: Mapped[int] = mapped_column(sa.ForeignKey("app.applicant.id"), index=True)
    minutes: Mapped[str]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


class RankingRun(Base):
    """A ranking as it was kept: its settings, inputs and results, so that it can be replayed."""

    __tablename__ = "ranking_run"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("app.admission_round.id"), index=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    results: Mapped[list[Any]] = mapped_column(JSONB)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


constraint_sentences(
    {
        "uq_admission_round_year_name": N_("Năm này đã có đợt tuyển sinh cùng tên."),
        "ck_admission_round_closes_after_opens": N_("Ngày kết thúc nhận hồ sơ phải sau ngày bắt đầu."),
        "uq_admission_offer_round_id_programme_id": N_("Đợt này đã có chỉ tiêu cho ngành đó."),
        "ck_admission_offer_seats": N_("Chỉ tiêu không được âm và phải đủ cho số dành cho lưu học sinh."),
        "ck_admission_offer_taken": N_("Số đã nhận ở các đợt trước không được âm."),
        "ck_admission_offer_min_dxt": N_("Ngưỡng điểm xét tuyển phải từ 0 đến 10."),
        "uq_applicant_round_id_code": N_("Mã hồ sơ này đã có trong đợt."),
        "ck_applicant_full_name": N_("Họ và tên thí sinh không được để trống."),
        "ck_applicant_grades": N_("Điểm phải từ 0 đến 10."),
        "ck_applicant_choice_position": N_("Mỗi thí sinh có từ 1 đến 3 nguyện vọng."),
        "uq_applicant_choice_applicant_id_programme_id": N_("Hai nguyện vọng của một thí sinh không được trùng ngành."),
        "uq_council_choice_round_id_programme_id_applicant_id": N_("Lựa chọn này của hội đồng đã được ghi."),
    }
)
