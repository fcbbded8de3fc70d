"""Talks, mentors, businesses with their agreements, and the Student Support Fund's ledger."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, Vnd, constraint_sentences
from lib.core.i18n import N_


class FundEntryKind(StrEnum):
    CONTRIBUTION = "contribution"
    DISBURSEMENT = "disbursement"


class FundForm(StrEnum):
    CASH = "cash"
    SCHOLARSHIP = "scholarship"
    EQUIPMENT = "equipment"


FUND_FORM_LABELS = {
    FundForm.CASH: N_("Tiền mặt, chuyển khoản"),
    FundForm.SCHOLARSHIP: N_("Học bổng"),
    FundForm.EQUIPMENT: N_("Trang thiết bị"),
}


class GuestTalk(Base):
    """A successful alumnus speaks to the students of a faculty (Đ8.1)."""

    __tablename__ = "guest_talk"
    __table_args__ = (
        sa.UniqueConstraint("faculty_id", "speaker_id", "held_on", "topic"),
        sa.CheckConstraint("attendance IS NULL OR attendance >= 0", name="attendance"),
        sa.CheckConstraint("topic <> ''", name="topic"),
    )

    id: Mapped[Id]
    faculty_id: Mapped[int] = mapped_column(sa.ForeignKey("app.unit.id"))
    speaker_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id"), index=True)
    topic: Mapped[str]
    held_on: Mapped[date] = mapped_column(index=True)
    class_name: Mapped[str | None]
    attendance: Mapped[int | None]
    feedback: Mapped[str | None]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


class MentorOffer(Base):
    """An alumnus offers to accompany final-year students in a field (Đ8.2)."""

    __tablename__ = "mentor_offer"
    __table_args__ = (
        sa.CheckConstraint("capacity BETWEEN 1 AND 50", name="capacity"),
        sa.CheckConstraint("field <> ''", name="field"),
    )

    id: Mapped[Id]
    faculty_id: Mapped[int] = mapped_column(sa.ForeignKey("app.unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id"), index=True)
    field: Mapped[str]
    capacity: Mapped[int]
    note: Mapped[str | None]
    offered_on: Mapped[date]
    ended_on: Mapped[date | None]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


class Business(Base):
    """A business owned or run by an alumnus (Đ7.2)."""

    __tablename__ = "business"
    __table_args__ = (sa.UniqueConstraint("tax_code"), sa.CheckConstraint("name <> ''", name="name"))

    id: Mapped[Id]
    name: Mapped[str]
    tax_code: Mapped[str | None]
    sector: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.person.id"), index=True)
    created_at: Mapped[CreatedAt]


class Agreement(Base):
    """A signed agreement (MOU) with an alumni business: internships and jobs for students (Đ8.3)."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= signed_on", name="expires_after_signed"),
        sa.CheckConstraint("seats_promised >= 0", name="seats_promised"),
    )

    id: Mapped[Id]
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("app.business.id"), index=True)
    faculty_id: Mapped[int] = mapped_column(sa.ForeignKey("app.unit.id"), index=True)
    number: Mapped[str]
    scope: Mapped[str | None]
    signed_on: Mapped[date] = mapped_column(index=True)
    expires_on: Mapped[date | None]
    seats_promised: Mapped[int] = mapped_column(server_default="0")
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


class FundEntry(Base):
    """A line of the fund's ledger, never changed: a mistake is put right by an entry that reverses it (Đ5.2, Đ9.2)."""

    __tablename__ = "fund_entry"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('contribution', 'disbursement')", name="kind"),
        sa.CheckConstraint("form IN ('cash', 'scholarship', 'equipment')", name="form"),
        sa.CheckConstraint("amount_vnd > 0", name="amount_vnd"),
        sa.UniqueConstraint("reverses_id"),
        sa.UniqueConstraint("receipt_number"),
    )

    id: Mapped[Id]
    entered_on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str]
    form: Mapped[str]
    amount_vnd: Mapped[Vnd]
    purpose: Mapped[str | None]
    faculty_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.unit.id"), index=True)
    donor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.person.id"), index=True)
    donor_name: Mapped[str | None]
    is_anonymous: Mapped[bool] = mapped_column(server_default=sa.false())
    receipt_number: Mapped[str | None]
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.fund_entry.id"))
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id"))
    created_at: Mapped[CreatedAt]


constraint_sentences(
    {
        "uq_guest_talk_faculty_id_speaker_id_held_on_topic": N_("Buổi nói chuyện này đã được ghi."),
        "ck_guest_talk_attendance": N_("Số người dự không được âm."),
        "ck_guest_talk_topic": N_("Hãy ghi chủ đề của buổi nói chuyện."),
        "ck_mentor_offer_capacity": N_("Số sinh viên nhận kèm phải từ 1 đến 50."),
        "ck_mentor_offer_field": N_("Hãy ghi lĩnh vực cố vấn."),
        "uq_business_tax_code": N_("Mã số thuế này đã có ở doanh nghiệp khác."),
        "ck_business_name": N_("Tên doanh nghiệp không được để trống."),
        "uq_agreement_number": N_("Số biên bản hợp tác này đã có."),
        "ck_agreement_seats_promised": N_("Số chỗ doanh nghiệp hứa nhận không được âm."),
        "ck_agreement_expires_after_signed": N_("Ngày hết hạn phải sau ngày ký."),
        "ck_fund_entry_amount_vnd": N_("Số tiền phải lớn hơn 0."),
        "uq_fund_entry_reverses_id": N_("Bút toán này đã được đảo."),
        "uq_fund_entry_receipt_number": N_("Số biên nhận này đã dùng."),
    }
)
