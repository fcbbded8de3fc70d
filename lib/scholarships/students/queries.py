"""Students as the screen lists them: only those whom the actor may see, with the papers that are missing today."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.core.names import fold
from lib.registry.facts import queries as facts
from lib.registry.facts.kinds import EXPECTED, HOUSEHOLD, NEAR_POOR, POOR
from lib.registry.facts.rules import KnownFact, speaking
from lib.registry.tables import Cohort, Person, PersonFact, PersonSearch, Programme, StudyRecord, StudyStatus, Unit

_LONGEST_SEARCH = 200  # a search word has a longest length
_MOST_WORDS = 8
_FLAGS = tuple(kind for kind in EXPECTED if kind not in (POOR, NEAR_POOR))
QUESTIONS = (HOUSEHOLD, *_FLAGS)
"""What a paper must answer for every student; the household is one question."""


@dataclass(frozen=True)
class StudentFilter:
    """Which students to list; `is_incomplete`: only those with a question that no paper answers today."""

    text: str = ""
    faculty_id: int | None = None
    class_name: str | None = None
    status: str | None = StudyStatus.STUDYING
    is_incomplete: bool = False


@dataclass(frozen=True)
class StudentRow:
    """One course of study. `missing` are the codes of the questions that no paper answers today."""

    record_id: int
    person_id: int
    student_code: str | None
    full_name: str
    born_on: date | None
    sex: str | None
    ethnicity: str | None
    nationality: str
    class_name: str | None
    cohort: str | None
    programme: str
    level: str
    faculty: str
    entry: str
    started_on: date | None
    ended_on: date | None
    status: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class StudentCount:
    students: int
    incomplete: int


def students(
    session: Session, actor: Actor, wanted: StudentFilter, *, on: date, limit: int = 50, offset: int = 0
) -> list[StudentRow]:
    """A page of students by class and Vietnamese name. Two statements."""
    statement = (
        _columns(actor)
        .where(*_conditions(wanted, on))
        .order_by(StudyRecord.class_name.nulls_last(), Person.sort_name, StudyRecord.id)
        .limit(limit)
        .offset(offset)
    )
    found = [StudentRow(*row) for row in session.execute(statement)]
    return _with_missing(session, found, on)


def student(session: Session, actor: Actor, record_id: int, *, on: date) -> StudentRow | None:
    """One student, None if there is none that the actor may see."""
    row = session.execute(_columns(actor).where(StudyRecord.id == record_id)).one_or_none()
    return _with_missing(session, [StudentRow(*row)], on)[0] if row else None


def count(session: Session, actor: Actor, wanted: StudentFilter, *, on: date) -> StudentCount:
    """How many students the filter finds, and how many of them lack a paper. One statement."""
    incomplete = _answered(on) < len(QUESTIONS)
    statement = (
        sa.select(sa.func.count(), sa.func.count().filter(incomplete))
        .select_from(StudyRecord)
        .join(Person, Person.id == StudyRecord.person_id)
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(within_reach(actor), *_conditions(wanted, on))
    )
    return StudentCount(*session.execute(statement).one())


def classes(session: Session, actor: Actor, faculty_id: int | None = None) -> list[str]:
    """The classes of students who study now, as the actor may see them."""
    statement = (
        sa.select(StudyRecord.class_name)
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(within_reach(actor), StudyRecord.status == StudyStatus.STUDYING, StudyRecord.class_name.is_not(None))
        .distinct()
        .order_by(StudyRecord.class_name)
    )
    if faculty_id is not None:
        statement = statement.where(Programme.faculty_id == faculty_id)
    return [name for name in session.scalars(statement) if name]


def within_reach(actor: Actor) -> sa.ColumnElement[bool]:
    """The limits of the actor on `programme`: a faculty sees its own students only."""
    return sa.true() if actor.unit_ids is None else Programme.faculty_id.in_(sorted(actor.unit_ids))


def unanswered(known: Iterable[KnownFact], on: date) -> tuple[str, ...]:
    """The questions about one person that no fact answers on the day."""
    by_kind: dict[str, list[KnownFact]] = {}
    for fact in known:
        by_kind.setdefault(fact.kind, []).append(fact)
    said = {kind: newest.is_true for kind, facts_ in by_kind.items() if (newest := speaking(facts_, on))}
    is_household_known = said.get(POOR) or said.get(NEAR_POOR) or {POOR, NEAR_POOR} <= said.keys()
    answered = set(said) | ({HOUSEHOLD} if is_household_known else set())
    return tuple(question for question in QUESTIONS if question not in answered)


def _columns(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            StudyRecord.id,
            Person.id,
            StudyRecord.student_code,
            Person.full_name,
            Person.born_on,
            Person.sex,
            Person.ethnicity,
            Person.nationality,
            StudyRecord.class_name,
            Cohort.code,
            Programme.name,
            Programme.level,
            Unit.name,
            StudyRecord.entry,
            StudyRecord.started_on,
            StudyRecord.ended_on,
            StudyRecord.status,
        )
        .join(Person, Person.id == StudyRecord.person_id)
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .join(Unit, Unit.id == Programme.faculty_id)
        .outerjoin(Cohort, Cohort.id == StudyRecord.cohort_id)
        .where(within_reach(actor))
    )


def _conditions(wanted: StudentFilter, on: date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.status is not None:
        conditions.append(StudyRecord.status == wanted.status)
    if wanted.faculty_id is not None:
        conditions.append(Programme.faculty_id == wanted.faculty_id)
    if wanted.class_name is not None:
        conditions.append(StudyRecord.class_name == wanted.class_name)
    if words := re.findall(r"\w+", fold(wanted.text[:_LONGEST_SEARCH]))[:_MOST_WORDS]:
        query = sa.func.to_tsquery(sa.text("'simple'"), " & ".join(f"'{word}':*" for word in words))
        conditions.append(
            StudyRecord.person_id.in_(sa.select(PersonSearch.person_id).where(PersonSearch.words.bool_op("@@")(query)))
        )
    if wanted.is_incomplete:
        conditions.append(_answered(on) < len(QUESTIONS))
    return conditions


def _answered(on: date) -> sa.ColumnElement[int]:
    """How many of the questions facts of the person answer on the day."""
    holds = sa.and_(
        PersonFact.person_id == StudyRecord.person_id,
        sa.or_(PersonFact.valid_from.is_(None), PersonFact.valid_from <= on),
        sa.or_(PersonFact.valid_to.is_(None), PersonFact.valid_to >= on),
    )
    is_household = PersonFact.kind.in_((POOR, NEAR_POOR))
    flags = sa.func.count(PersonFact.kind.distinct()).filter(PersonFact.kind.in_(_FLAGS))
    asked = sa.func.count(PersonFact.kind.distinct()).filter(is_household)
    certain = sa.func.coalesce(sa.func.bool_or(PersonFact.is_true).filter(is_household), sa.false())
    household = sa.case((sa.or_(certain, asked == 2), 1), else_=0)
    return sa.select(flags + household).where(holds).correlate(StudyRecord).scalar_subquery()


def _with_missing(session: Session, rows: list[StudentRow], on: date) -> list[StudentRow]:
    known: dict[int, list[KnownFact]] = {}
    for fact in facts.facts_of(session, {row.person_id for row in rows}):
        known.setdefault(fact.person_id, []).append(fact)
    return [replace(row, missing=unanswered(known.get(row.person_id, ()), on)) for row in rows]
