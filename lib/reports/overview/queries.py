"""The few counts on the home page, in one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.tables import Agreement, GuestTalk, MentorOffer
from lib.core.calendar import Semester
from lib.registry.tables import Person, Programme, StudyRecord, StudyStatus
from lib.reports.queries import Scope


@dataclass(frozen=True)
class Overview:
    """What the app holds for the faculties in the scope; `has_people` asks about the whole school."""

    has_people: bool
    alumni: int
    talks: int
    mentors: int
    agreements: int


def overview(session: Session, scope: Scope, day: date) -> Overview:
    """Alumni as people, talks held in the semester of the day, open mentor offers, agreements in force."""
    graduated = (
        sa.select(sa.func.count(StudyRecord.person_id.distinct()))
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .where(StudyRecord.status == StudyStatus.GRADUATED, _within(Programme.faculty_id, scope))
    )
    talks = _count(GuestTalk, scope).where(GuestTalk.held_on.between(Semester.of(day).first_day, day))
    mentors = _count(MentorOffer, scope).where(
        MentorOffer.offered_on <= day, sa.or_(MentorOffer.ended_on.is_(None), MentorOffer.ended_on >= day)
    )
    agreements = _count(Agreement, scope).where(
        Agreement.signed_on <= day, sa.or_(Agreement.expires_on.is_(None), Agreement.expires_on >= day)
    )
    statement = sa.select(
        sa.exists().select_from(Person).correlate(None),
        *(part.scalar_subquery() for part in (graduated, talks, mentors, agreements)),
    )
    return Overview(*session.execute(statement).one())


def _count(table: Any, scope: Scope) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(table).where(_within(table.faculty_id, scope))


def _within(column: Any, scope: Scope) -> sa.ColumnElement[bool]:
    return sa.true() if scope is None else column.in_(scope)
