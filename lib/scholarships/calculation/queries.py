"""What the calculation reads, and the saved lists: a handful of statements, whatever the number of students."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.accounts.tables import Account
from lib.core.actor import Actor
from lib.core.calendar import Month
from lib.legal.law import Law
from lib.registry.facts import queries as facts
from lib.registry.tables import Cohort, Person, Programme, StudyRecord, StudyStatus, Suspension, Unit
from lib.scholarships.calculation.population import Roster, roster
from lib.scholarships.students.queries import within_reach
from lib.scholarships.tables import BenefitLine, BenefitRun

RECORD_COLUMNS = [
    "id", "person", "level", "entry", "nationality", "ethnicity", "sex", "enrolled_on", "left_on",
    "student_code", "full_name", "class_name", "programme", "faculty_id", "faculty", "is_asked",
]  # fmt: skip


@dataclass(frozen=True)
class RunRow:
    """A saved list. `settings` are the policy set and readings with which it was calculated."""

    id: int
    first: Month
    last: Month
    settings: dict[str, Any]
    student_count: int
    undetermined_count: int
    total_vnd: int
    created_by: str
    created_at: datetime


def population(
    session: Session, actor: Actor, first: Month, last: Month, law: Law, *, record_id: int | None = None
) -> Roster:
    """Everybody within the actor's limits who studies in the period, or the one study record. Three statements.

    Other studies of the same people come along unasked: a sum paid once may have fallen due in them.
    """
    guard.require(actor, Permission.BENEFITS_VIEW)
    records = _records(session, actor, first, last, record_id)
    known = facts.facts_of(session, records["person"].tolist())
    return roster(records, known, _suspensions(session, records["id"].tolist()), law)


def runs(session: Session, actor: Actor, *, limit: int = 50) -> list[RunRow]:
    """The saved lists, newest first. Whoever sees only one unit gets the sums of its own students."""
    guard.require(actor, Permission.BENEFITS_VIEW)
    students: Any = BenefitRun.student_count
    total: Any = BenefitRun.total_vnd
    if actor.unit_ids is not None:
        own = (
            sa.select(
                sa.func.count(BenefitLine.study_record_id.distinct()).label("students"),
                sa.func.coalesce(sa.func.sum(BenefitLine.amount_vnd), 0).label("total"),
            )
            .join(StudyRecord, StudyRecord.id == BenefitLine.study_record_id)
            .join(Programme, Programme.id == StudyRecord.programme_id)
            .where(BenefitLine.run_id == BenefitRun.id, within_reach(actor))
            .lateral()
        )
        students, total = own.c.students, sa.cast(own.c.total, sa.BigInteger)
    statement = (
        sa.select(
            BenefitRun.id, BenefitRun.first_month, BenefitRun.last_month, BenefitRun.settings, students,
            BenefitRun.undetermined_count, total, Account.full_name, BenefitRun.created_at,
        )
        .join(Account, Account.id == BenefitRun.created_by)
        .order_by(BenefitRun.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [RunRow(row[0], Month.of(row[1]), Month.of(row[2]), *row[3:]) for row in session.execute(statement)]


def run_lines(session: Session, actor: Actor, run_id: int) -> pd.DataFrame:
    """The lines of a saved list that the actor may see, by class, name, item and month; as `BenefitList.by_month`."""
    guard.require(actor, Permission.BENEFITS_VIEW)
    statement = (
        sa.select(
            BenefitLine.study_record_id, StudyRecord.student_code, Person.full_name, StudyRecord.class_name,
            Programme.name, Programme.faculty_id, Unit.name, BenefitLine.item, BenefitLine.scheme,
            sa.func.to_char(BenefitLine.month, "YYYY-MM"), BenefitLine.amount_vnd,
        )
        .join(StudyRecord, StudyRecord.id == BenefitLine.study_record_id)
        .join(Person, Person.id == StudyRecord.person_id)
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .join(Unit, Unit.id == Programme.faculty_id)
        .where(BenefitLine.run_id == run_id, within_reach(actor))
        .order_by(
            StudyRecord.class_name.nulls_last(), Person.sort_name, StudyRecord.id, BenefitLine.item,
            BenefitLine.scheme, BenefitLine.month,
        )
    )  # fmt: skip
    columns = [
        "id", "student_code", "full_name", "class_name", "programme", "faculty_id", "faculty", "item", "scheme",
        "month", "amount_vnd",
    ]  # fmt: skip
    return pd.DataFrame(session.execute(statement).all(), columns=columns)


def _records(session: Session, actor: Actor, first: Month, last: Month, record_id: int | None) -> pd.DataFrame:
    enrolled_on = sa.func.coalesce(StudyRecord.started_on, sa.func.make_date(Cohort.start_year, 9, 1))
    left_on = sa.func.coalesce(StudyRecord.ended_on, StudyRecord.graduated_on)
    studies = sa.or_(left_on >= first.first_day, sa.and_(left_on.is_(None), StudyRecord.status == StudyStatus.STUDYING))
    begun = sa.or_(enrolled_on <= last.last_day, enrolled_on.is_(None))
    is_asked = sa.and_(within_reach(actor), studies, begun)
    if record_id is not None:
        is_asked = sa.and_(is_asked, StudyRecord.id == record_id)
    joined = (
        sa.join(StudyRecord, Programme, Programme.id == StudyRecord.programme_id)
        .join(Unit, Unit.id == Programme.faculty_id)
        .outerjoin(Cohort, Cohort.id == StudyRecord.cohort_id)
    )
    asked_people = sa.select(StudyRecord.person_id).select_from(joined).where(is_asked)
    is_earlier = sa.and_(enrolled_on <= last.last_day, sa.or_(left_on.is_not(None), studies))
    statement = (
        sa.select(
            StudyRecord.id, StudyRecord.person_id, Programme.level, StudyRecord.entry, Person.nationality,
            Person.ethnicity, Person.sex, enrolled_on, left_on, StudyRecord.student_code, Person.full_name,
            StudyRecord.class_name, Programme.name, Programme.faculty_id, Unit.name, is_asked,
        )
        .select_from(joined.join(Person, Person.id == StudyRecord.person_id))
        .where(StudyRecord.person_id.in_(asked_people), sa.or_(is_asked, is_earlier))
        .order_by(StudyRecord.class_name.nulls_last(), Person.sort_name, StudyRecord.id)
    )  # fmt: skip
    found = session.execute(statement).all()
    return pd.DataFrame(found, columns=RECORD_COLUMNS).astype({"is_asked": bool})


def _suspensions(session: Session, record_ids: list[int]) -> pd.DataFrame:
    ids = sa.bindparam("records", record_ids, ARRAY(sa.BigInteger))
    statement = (
        sa.select(Suspension.study_record_id, Suspension.from_on, Suspension.to_on)
        .where(Suspension.study_record_id == sa.any_(ids))
        .order_by(Suspension.study_record_id, Suspension.id)
    )
    found = session.execute(statement).all()
    return pd.DataFrame(found, columns=["id", "suspended_from", "suspended_to"])
