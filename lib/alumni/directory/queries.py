"""The directory of alumni: who may be seen, found by words and filters, page by page (Đ2, Đ5.1, Đ10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from lib.alumni.directory.rules import text_query
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.registry.tables import Cohort, Contact, Employment, Person, PersonSearch, Programme, StudyRecord

PAGE_SIZE = 50
COUNTED_UP_TO = 1000
_ALL = 10**9

Place = tuple[str, int]
"""Sort name and id of the last person of a page: where the next one begins."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None and empty mean everybody. All study filters must fit one record.

    `not_reached_since` keeps those of whom no contact or job was verified on that day or later.
    """

    search: str = ""
    faculty_id: int | None = None
    programme_id: int | None = None
    cohort_id: int | None = None
    graduation_year: int | None = None
    not_reached_since: date | None = None


@dataclass(frozen=True)
class AlumnusRow:
    """One person of the list with the latest diploma that the reader may see, and the freshest ways to reach them."""

    id: int
    full_name: str
    born_on: date | None
    citizen_id: str | None
    student_code: str | None
    class_name: str | None
    programme: str
    cohort: str | None
    graduated_on: date | None
    phone: str | None
    email: str | None
    employer: str | None
    position: str | None
    verified_on: date | None
    sort_name: str


@dataclass(frozen=True)
class Page:
    """At most `PAGE_SIZE` rows; `count` of all that fit, `is_capped` when there are more than it says."""

    rows: tuple[AlumnusRow, ...]
    count: int
    is_capped: bool
    next: Place | None


def page(
    session: Session, actor: Actor, filters: Filters, *, after: Place | None = None, size: int = PAGE_SIZE
) -> Page:
    """One page in Vietnamese order of names, with the count, in one statement.

    Words are looked up first and kept (a materialised CTE), because a planner that mixes them with the order of
    names reads the whole register for a common surname; without words the index of names is simply followed.
    """
    found = _fitting(actor, filters)
    if filters.search.strip() or filters.cohort_id or filters.graduation_year or filters.not_reached_since:
        found = sa.select(*found.cte("hits").prefix_with("MATERIALIZED").c)
    counted = sa.select(sa.func.count()).select_from(found.limit(COUNTED_UP_TO + 1).subquery()).scalar_subquery()
    rows = list(_rows(session, actor, filters, found, after=after, size=size + 1, counted=counted))
    shown = tuple(row for row, _count in rows[:size])
    count = rows[0][1] if rows else 0
    last = shown[-1] if len(rows) > size else None
    return Page(shown, min(count, COUNTED_UP_TO), count > COUNTED_UP_TO, (last.sort_name, last.id) if last else None)


def everybody(session: Session, actor: Actor, filters: Filters) -> list[AlumnusRow]:
    """All rows of the list, for an export: the same people as page by page."""
    none = sa.literal(0)
    found = _fitting(actor, filters)
    return [row for row, _count in _rows(session, actor, filters, found, after=None, size=_ALL, counted=none)]


def sees(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether a person is one of the alumni within the actor's limits: one definition for list, profile and export."""
    return _has_diploma(actor, Filters())


def check_can_see(session: Session, actor: Actor, person_id: int) -> None:
    """Raise NotFound unless the person is an alumnus whom the actor may see."""
    if session.scalar(sa.select(Person.id).where(Person.id == person_id, sees(actor))) is None:
        raise NotFound()


def graduation_years(session: Session) -> list[int]:
    """The years in which anybody graduated, newest first."""
    year = sa.extract("year", StudyRecord.graduated_on).cast(sa.Integer)
    statement = sa.select(year).where(StudyRecord.graduated_on.is_not(None)).distinct().order_by(year.desc())
    return list(session.scalars(statement))


def _diploma(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Conditions on a study record and its programme."""
    wanted = [StudyRecord.status == "graduated"]
    if actor.unit_ids is not None:
        wanted.append(Programme.faculty_id.in_(sorted(actor.unit_ids)))
    if filters.faculty_id is not None:
        wanted.append(Programme.faculty_id == filters.faculty_id)
    if filters.programme_id is not None:
        wanted.append(StudyRecord.programme_id == filters.programme_id)
    if filters.cohort_id is not None:
        wanted.append(StudyRecord.cohort_id == filters.cohort_id)
    if filters.graduation_year is not None:
        year = filters.graduation_year
        wanted.append(StudyRecord.graduated_on.between(date(year, 1, 1), date(year, 12, 31)))
    return wanted


def _has_diploma(actor: Actor, filters: Filters) -> sa.ColumnElement[bool]:
    return (
        sa.select(StudyRecord.id)
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(StudyRecord.person_id == Person.id, *_diploma(actor, filters))
        .exists()
    )


def _fitting(actor: Actor, filters: Filters) -> sa.Select[int, str]:
    """Ids and sort names of everybody who fits."""
    statement = sa.select(Person.id, Person.sort_name).where(_has_diploma(actor, filters))
    if filters.search.strip():
        query = text_query(filters.search)
        if query is None:
            return statement.where(sa.false())
        statement = statement.join(PersonSearch, PersonSearch.person_id == Person.id)
        statement = statement.where(PersonSearch.words.bool_op("@@")(sa.cast(query, TSQUERY)))
    if filters.not_reached_since is not None:
        for said in (Contact, Employment):
            reached = sa.select(said.id).where(
                said.person_id == Person.id, said.verified_on >= filters.not_reached_since
            )
            statement = statement.where(~reached.exists())
    return statement


def _rows(
    session: Session, actor: Actor, filters: Filters, found: sa.Select[int, str], *,
    after: Place | None, size: int, counted: sa.ColumnElement[int],
) -> Iterator[tuple[AlumnusRow, int]]:  # fmt: skip
    id_, sort_name = found.selected_columns
    if after is not None:
        found = found.where(sa.tuple_(sort_name, id_) > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    shown = found.order_by(sort_name, id_).limit(size).subquery("shown")
    study = (
        sa.select(StudyRecord.student_code, StudyRecord.class_name, StudyRecord.cohort_id, StudyRecord.graduated_on,
                  Programme.name.label("programme"))
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(StudyRecord.person_id == shown.c.id, *_diploma(actor, filters))
        .order_by(StudyRecord.graduated_on.desc().nulls_last(), StudyRecord.id.desc())
        .limit(1).lateral("study")
    )  # fmt: skip
    work = (
        sa.select(Employment.employer, Employment.position)
        .where(Employment.person_id == shown.c.id, Employment.to_on.is_(None))
        .order_by(Employment.verified_on.desc().nulls_last(), Employment.id.desc())
        .limit(1).lateral("work")
    )  # fmt: skip
    statement = (
        sa.select(
            Person.id, Person.full_name, Person.born_on, Person.citizen_id, study.c.student_code, study.c.class_name,
            study.c.programme, Cohort.code, study.c.graduated_on, _freshest("phone"), _freshest("email"),
            work.c.employer, work.c.position, _last_verified(), Person.sort_name, counted,
        )
        .select_from(shown)
        .join(Person, Person.id == shown.c.id)
        .join(study, sa.true())
        .outerjoin(work, sa.true())
        .outerjoin(Cohort, Cohort.id == study.c.cohort_id)
        .order_by(shown.c.sort_name, shown.c.id)
    )  # fmt: skip
    for *values, count in session.execute(statement):
        yield AlumnusRow(*values), count


def _freshest(kind: str) -> sa.ScalarSelect[str]:
    return (
        sa.select(Contact.value)
        .where(Contact.person_id == Person.id, Contact.kind == kind)
        .order_by(Contact.verified_on.desc().nulls_last(), Contact.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _last_verified() -> sa.ColumnElement[date]:
    contact = sa.select(sa.func.max(Contact.verified_on)).where(Contact.person_id == Person.id).scalar_subquery()
    work = sa.select(sa.func.max(Employment.verified_on)).where(Employment.person_id == Person.id).scalar_subquery()
    return sa.func.greatest(contact, work)
