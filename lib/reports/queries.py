"""The datasets behind the indicators: tidy rows in a total order, confined to the faculties of whoever asks.

`scope` is `scope_of(actor)`: None for the whole school, else the ids of the faculties. A person with a scope gets
figures of those faculties only, also where a row belongs to no faculty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.tables import Agreement, FundEntry, FundEntryKind
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.registry.tables import Cohort, Contact, Employment, Person, Programme, StudyRecord, StudyStatus, Unit
from lib.reports.periods import Period, a_year_before

Scope = tuple[int, ...] | None


@dataclass(frozen=True)
class UpdatedRow:
    """People of a group (`name` is None where none is recorded), and how many of them are up to date."""

    name: str | None
    people: int
    updated: int


@dataclass(frozen=True)
class Updated:
    """Indicator 1: the newest graduating year with its faculties and cohorts, and the years before it."""

    year: int
    whole: UpdatedRow
    by_faculty: tuple[UpdatedRow, ...]
    by_cohort: tuple[UpdatedRow, ...]
    trend: tuple[UpdatedRow, ...]


@dataclass(frozen=True)
class AgreementRow:
    """Agreements signed in a period; `faculty` None is the sum of the scope, whose businesses count once."""

    period: Period
    faculty: str | None
    agreements: int
    businesses: int


@dataclass(frozen=True)
class RaisedRow:
    """Contributions less reversals, in đồng; `faculty` None: raised for the whole school."""

    period: Period
    form: str
    faculty: str | None
    amount_vnd: int


@dataclass(frozen=True)
class StaleRow:
    """A graduate of the newest year who is not up to date, with what was verified last."""

    full_name: str
    faculty: str
    programme: str
    cohort: str | None
    class_name: str | None
    contact_verified_on: date | None
    employment_verified_on: date | None


def scope_of(actor: Actor) -> Scope:
    return None if actor.unit_ids is None else tuple(sorted(actor.unit_ids))


def data_version(session: Session) -> int:
    """Changes with every saved action, because each writes its audit entry in the same transaction."""
    return session.scalar(sa.select(sa.func.coalesce(sa.func.max(AuditEntry.id), 0))) or 0


def faculties(session: Session, scope: Scope) -> list[tuple[int, str]]:
    """Active faculties in the scope as (id, name)."""
    statement = sa.select(Unit.id, Unit.name).where(Unit.kind == "faculty", Unit.is_active, _within(Unit.id, scope))
    return [(row.id, row.name) for row in session.execute(statement.order_by(Unit.name, Unit.id))]


def newest_graduating_year(session: Session, day: date) -> int | None:
    """The calendar year of the latest graduation up to the day, of the whole school and so the same for everybody."""
    latest = session.scalar(
        sa.select(sa.func.max(StudyRecord.graduated_on)).where(
            StudyRecord.status == StudyStatus.GRADUATED, StudyRecord.graduated_on <= day
        )
    )
    return latest.year if latest else None


def updated(session: Session, scope: Scope, day: date, *, years: int = 6) -> Updated | None:
    """Indicator 1 on the day; None while nobody has graduated.

    A person who finished two courses counts once in the whole and once in each faculty and cohort. The years of
    the trend are all judged on the same day: verification dates are not kept for earlier days.
    """
    newest = newest_graduating_year(session, day)
    if newest is None:
        return None
    people = _graduates(scope, day, first_year=newest - years + 1)
    count, good = sa.func.count(people.c.person_id.distinct()), people.c.person_id.distinct()
    statement = (
        sa.select(
            people.c.year,
            Unit.name.label("faculty"),
            Cohort.code.label("cohort"),
            sa.func.grouping(people.c.faculty_id, people.c.cohort_id).label("level"),
            count,
            sa.func.count(good).filter(people.c.is_updated),
        )
        .select_from(people)
        .outerjoin(Unit, Unit.id == people.c.faculty_id)
        .outerjoin(Cohort, Cohort.id == people.c.cohort_id)
        .group_by(
            sa.func.grouping_sets(
                sa.tuple_(people.c.year),
                sa.tuple_(people.c.year, people.c.faculty_id, Unit.name),
                sa.tuple_(people.c.year, people.c.cohort_id, Cohort.code),
            )
        )
        .order_by(people.c.year, Unit.name, people.c.faculty_id, Cohort.code)
    )
    return _arranged(newest, list(session.execute(statement)))


def _arranged(newest: int, rows: list[Any]) -> Updated:
    """`level` is 3 for a whole year, 1 for a faculty's part of it, 2 for a cohort's."""
    trend = tuple(UpdatedRow(str(row[0]), row[4], row[5]) for row in rows if row[3] == 3)
    whole = next((row for row in trend if row.name == str(newest)), UpdatedRow(str(newest), 0, 0))
    return Updated(
        newest,
        whole,
        by_faculty=tuple(UpdatedRow(row[1], row[4], row[5]) for row in rows if row[3] == 1 and row[0] == newest),
        by_cohort=tuple(UpdatedRow(row[2], row[4], row[5]) for row in rows if row[3] == 2 and row[0] == newest),
        trend=trend,
    )


def not_updated(session: Session, actor: Actor, day: date, *, limit: int | None = None) -> list[StaleRow]:
    """The rows behind indicator 1: whom to call. Needs the right to see alumni; by name, in Vietnamese order."""
    guard.require(actor, Permission.ALUMNI_VIEW)
    newest = newest_graduating_year(session, day)
    if newest is None:
        return []
    people = _graduates(scope_of(actor), day, first_year=newest)
    contact_on, work_on = _verified(Contact, people.c.person_id, day), _verified(Employment, people.c.person_id, day)
    statement = (
        sa.select(Person.full_name, Unit.name, Programme.name, Cohort.code, people.c.class_name, contact_on, work_on)
        .select_from(people)
        .join(Person, Person.id == people.c.person_id)
        .join(Programme, Programme.id == people.c.programme_id)
        .join(Unit, Unit.id == people.c.faculty_id)
        .outerjoin(Cohort, Cohort.id == people.c.cohort_id)
        .where(~people.c.is_updated)
        .order_by(Person.sort_name, Person.id, people.c.id)
        .limit(limit)
    )
    return [StaleRow(*row) for row in session.execute(statement)]


def agreements(session: Session, scope: Scope, periods: Sequence[Period], day: date) -> list[AgreementRow]:
    """Indicator 2: a sum for each period, then its faculties; signed up to the day."""
    spans = _spans(periods)
    statement = (
        sa.select(
            spans.c.at,
            Unit.name,
            sa.func.grouping(Agreement.faculty_id).label("is_sum"),
            sa.func.count(Agreement.id),
            sa.func.count(Agreement.business_id.distinct()),
        )
        .select_from(spans)
        .join(Agreement, Agreement.signed_on.between(spans.c.first, sa.func.least(spans.c.last, day)))
        .join(Unit, Unit.id == Agreement.faculty_id)
        .where(_within(Agreement.faculty_id, scope))
        .group_by(sa.func.grouping_sets(sa.tuple_(spans.c.at), sa.tuple_(spans.c.at, Agreement.faculty_id, Unit.name)))
        .order_by(spans.c.at, sa.literal_column("is_sum").desc(), Unit.name, Agreement.faculty_id)
    )
    return [AgreementRow(periods[row[0]], row[1], row[3], row[4]) for row in session.execute(statement)]


def raised(session: Session, scope: Scope, periods: Sequence[Period], day: date) -> list[RaisedRow]:
    """Indicator 3 by period, form and faculty, entered up to the day.

    A reversal counts in the period in which it was entered, so that a period once reported does not change.
    """
    spans, reversed_ = _spans(periods), aliased(FundEntry)
    kind = sa.func.coalesce(reversed_.kind, FundEntry.kind)
    amount = sa.case((FundEntry.reverses_id.is_not(None), -FundEntry.amount_vnd), else_=FundEntry.amount_vnd)
    form = sa.func.coalesce(reversed_.form, FundEntry.form)
    statement = (
        sa.select(spans.c.at, form, Unit.name, sa.cast(sa.func.sum(amount), sa.BigInteger))
        .select_from(spans)
        .join(FundEntry, FundEntry.entered_on.between(spans.c.first, sa.func.least(spans.c.last, day)))
        .outerjoin(reversed_, reversed_.id == FundEntry.reverses_id)
        .outerjoin(Unit, Unit.id == FundEntry.faculty_id)
        .where(kind == FundEntryKind.CONTRIBUTION, _within(FundEntry.faculty_id, scope))
        .group_by(spans.c.at, form, FundEntry.faculty_id, Unit.name)
        .order_by(spans.c.at, form, Unit.name, FundEntry.faculty_id)
    )
    return [RaisedRow(periods[row[0]], *row[1:]) for row in session.execute(statement)]


def _graduates(scope: Scope, day: date, *, first_year: int) -> sa.Subquery:
    """Study records that ended with a diploma since `first_year`, each with whether its person is up to date."""
    contact = sa.exists().where(Contact.person_id == StudyRecord.person_id, _in_the_last_year(Contact, day))
    work = sa.exists().where(Employment.person_id == StudyRecord.person_id, _in_the_last_year(Employment, day))
    return (
        sa.select(
            StudyRecord.id,
            StudyRecord.person_id,
            StudyRecord.programme_id,
            StudyRecord.cohort_id,
            StudyRecord.class_name,
            Programme.faculty_id,
            sa.cast(sa.extract("year", StudyRecord.graduated_on), sa.Integer).label("year"),
            sa.and_(contact, work).label("is_updated"),
        )
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(
            StudyRecord.status == StudyStatus.GRADUATED,
            StudyRecord.graduated_on.between(date(first_year, 1, 1), day),
            _within(Programme.faculty_id, scope),
        )
        .subquery("graduates")
    )


def _in_the_last_year(table: type[Contact] | type[Employment], day: date) -> sa.ColumnElement[bool]:
    return sa.and_(table.verified_on > a_year_before(day), table.verified_on <= day)


def _verified(table: type[Contact] | type[Employment], person_id: Any, day: date) -> Any:
    latest = sa.select(sa.func.max(table.verified_on)).where(table.person_id == person_id, table.verified_on <= day)
    return latest.scalar_subquery()


def _within(column: Any, scope: Scope) -> sa.ColumnElement[bool]:
    return sa.true() if scope is None else column.in_(scope)


def _spans(periods: Sequence[Period]) -> Any:
    """The periods as rows of SQL: `at` is the place in the sequence."""
    columns = (sa.column("at", sa.Integer), sa.column("first", sa.Date), sa.column("last", sa.Date))
    return sa.values(*columns, name="spans").data([(at, p.first, p.last) for at, p in enumerate(periods)])
