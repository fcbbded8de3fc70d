"""What all wings share: units, programmes, cohorts, people, their studies, contacts, work and dated facts."""

from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, Instant, constraint_sentences
from lib.core.i18n import N_


class UnitKind(StrEnum):
    FACULTY = "faculty"
    OFFICE = "office"
    CENTRE = "centre"
    ASSOCIATION = "association"


class Level(StrEnum):
    COLLEGE = "college"
    INTERMEDIATE = "intermediate"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class StudyStatus(StrEnum):
    STUDYING = "studying"
    GRADUATED = "graduated"
    LEFT = "left"


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


UNIT_KIND_LABELS = {
    UnitKind.FACULTY: N_("Khoa"),
    UnitKind.OFFICE: N_("Phòng"),
    UnitKind.CENTRE: N_("Trung tâm"),
    UnitKind.ASSOCIATION: N_("Tổ chức đoàn thể"),
}
LEVEL_LABELS = {Level.COLLEGE: N_("Cao đẳng"), Level.INTERMEDIATE: N_("Trung cấp")}
SEX_LABELS = {Sex.MALE: N_("Nam"), Sex.FEMALE: N_("Nữ")}
STUDY_STATUS_LABELS = {
    StudyStatus.STUDYING: N_("Đang học"),
    StudyStatus.GRADUATED: N_("Đã tốt nghiệp"),
    StudyStatus.LEFT: N_("Thôi học"),
}
CONTACT_KIND_LABELS = {
    ContactKind.PHONE: N_("Điện thoại"),
    ContactKind.EMAIL: N_("Email"),
    ContactKind.ADDRESS: N_("Địa chỉ"),
}


def one_of(column: str, values: type[StrEnum], *, name: str | None = None) -> sa.CheckConstraint:
    """A check that a column holds a member of an enum."""
    allowed = ", ".join(f"'{member}'" for member in values)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=name or column)


class Setting(Base):
    """A choice of the school that is not law: its name, its address, the survey's default texts."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    updated_at: Mapped[CreatedAt]


class Unit(Base):
    """A faculty, office, centre or association of the college."""

    __tablename__ = "unit"
    __table_args__ = (one_of("kind", UnitKind), sa.UniqueConstraint("code"))

    id: Mapped[Id]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())


class Programme(Base):
    """A trade taught at one level by one faculty."""

    __tablename__ = "programme"
    __table_args__ = (one_of("level", Level), sa.UniqueConstraint("code"))

    id: Mapped[Id]
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    faculty_id: Mapped[int] = mapped_column(sa.ForeignKey("app.unit.id"), index=True)
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())


class Cohort(Base):
    """A yearly intake, "khóa", of one level: named as the office names it (K58)."""

    __tablename__ = "cohort"
    __table_args__ = (sa.UniqueConstraint("code"),)

    id: Mapped[Id]
    code: Mapped[str]
    start_year: Mapped[int]
    graduation_year: Mapped[int | None]


class Person(Base):
    """One record for one human being, whatever they are to the college (Đ2, Đ5.1)."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("sex", Sex),
        sa.UniqueConstraint("citizen_id"),
        sa.CheckConstraint("full_name <> ''", name="full_name"),
        sa.Index("ix_person_sort_name", "sort_name", "id"),
    )

    id: Mapped[Id]
    full_name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(sa.Text(collation="C"))
    born_on: Mapped[date | None]
    birth_year: Mapped[int | None]
    sex: Mapped[str | None]
    nationality: Mapped[str] = mapped_column(server_default="VN")
    ethnicity: Mapped[str | None]
    citizen_id: Mapped[str | None]
    commune_code: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class PersonSearch(Base):
    """Folded words of a person's name, codes, phones, mails and employers; kept by triggers, never by hand."""

    __tablename__ = "person_search"
    __table_args__ = (sa.Index("ix_person_search_words", "words", postgresql_using="gin"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(TSVECTOR)


class Contact(Base):
    """A phone, mail or postal address with where it came from and when somebody last verified it."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("kind", ContactKind),
        sa.UniqueConstraint("person_id", "kind", "value"),
        sa.Index("ix_contact_kind_value", "kind", "value"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    value: Mapped[str]
    source: Mapped[str]
    verified_on: Mapped[date | None]


class Employment(Base):
    """A job, dated; the one without an end is the present one."""

    __tablename__ = "employment"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id", ondelete="CASCADE"), index=True)
    employer: Mapped[str]
    position: Mapped[str | None]
    sector: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str]
    verified_on: Mapped[date | None]


class StudyRecord(Base):
    """One course of study of one person: what a student code stands for."""

    __tablename__ = "study_record"
    __table_args__ = (
        one_of("status", StudyStatus),
        sa.UniqueConstraint("student_code"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        sa.CheckConstraint("entry IN ('thpt', 'thcs', 'intermediate')", name="entry"),
        sa.Index("ix_study_record_programme_status", "programme_id", "status"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("app.programme.id"))
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.cohort.id"), index=True)
    student_code: Mapped[str | None]
    class_name: Mapped[str | None]
    status: Mapped[str]
    entry: Mapped[str] = mapped_column(server_default="thpt")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    graduated_on: Mapped[date | None] = mapped_column(index=True)
    diploma_number: Mapped[str | None]
    classification: Mapped[str | None]


class Suspension(Base):
    """Months for which a student's benefits stop (N III, months excluded)."""

    __tablename__ = "suspension"

    id: Mapped[Id]
    study_record_id: Mapped[int] = mapped_column(sa.ForeignKey("app.study_record.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]


class PersonFact(Base):
    """A dated yes or no about a person with its paper; no row means that nobody knows (requirements 4.1)."""

    __tablename__ = "person_fact"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="valid_order"),
        sa.Index("ix_person_fact_person_id_kind", "person_id", "kind"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("app.person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    is_true: Mapped[bool]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    evidence: Mapped[str | None]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())


constraint_sentences(
    {
        "uq_unit_code": N_("Mã đơn vị này đã có. Hãy dùng mã khác."),
        "uq_programme_code": N_("Mã ngành này đã có. Hãy dùng mã khác."),
        "uq_cohort_code": N_("Khóa này đã có."),
        "uq_person_citizen_id": N_("Số định danh này đã có ở hồ sơ khác. Hãy tìm hồ sơ đó trước khi thêm mới."),
        "ck_person_full_name": N_("Họ và tên không được để trống."),
        "uq_contact_person_id_kind_value": N_("Liên hệ này đã có trong hồ sơ."),
        "uq_study_record_student_code": N_("Mã HSSV này đã có ở hồ sơ khác. Hãy kiểm tra lại mã."),
        "ck_study_record_ends_after_start": N_("Ngày thôi học phải sau ngày nhập học."),
        "ck_person_fact_valid_order": N_("Ngày hết hiệu lực của giấy tờ phải sau ngày bắt đầu."),
    }
)
