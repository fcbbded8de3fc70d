"""Reads on units, programmes, cohorts and the school's settings."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.registry.tables import Cohort, Programme, Setting, Unit


@dataclass(frozen=True)
class UnitRow:
    id: int
    code: str
    name: str
    kind: str
    is_active: bool


@dataclass(frozen=True)
class ProgrammeRow:
    id: int
    code: str
    name: str
    level: str
    faculty_id: int
    is_active: bool


@dataclass(frozen=True)
class CohortRow:
    id: int
    code: str
    start_year: int
    graduation_year: int | None


def units(session: Session, *, kind: str | None = None) -> list[UnitRow]:
    statement = sa.select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.is_active).order_by(
        Unit.kind, Unit.name, Unit.id
    )
    if kind is not None:
        statement = statement.where(Unit.kind == kind)
    return [UnitRow(*row) for row in session.execute(statement)]


def faculties_of(session: Session, actor: Actor) -> list[UnitRow]:
    """The active faculties whose records the actor may touch."""
    return [row for row in units(session, kind="faculty") if row.is_active and actor.reaches(row.id)]


def programmes(session: Session) -> list[ProgrammeRow]:
    rows = session.execute(
        sa.select(
            Programme.id, Programme.code, Programme.name, Programme.level, Programme.faculty_id, Programme.is_active
        ).order_by(Programme.name, Programme.level, Programme.id)
    )
    return [ProgrammeRow(*row) for row in rows]


def cohorts(session: Session) -> list[CohortRow]:
    """Newest first."""
    rows = session.execute(
        sa.select(Cohort.id, Cohort.code, Cohort.start_year, Cohort.graduation_year).order_by(
            Cohort.start_year.desc(), Cohort.code, Cohort.id
        )
    )
    return [CohortRow(*row) for row in rows]


def setting(session: Session, key: str, default: Any = None) -> Any:
    value = session.scalar(sa.select(Setting.value).where(Setting.key == key))
    return default if value is None else value
