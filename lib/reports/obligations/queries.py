"""Counts for the obligations board, and the board of whoever asks."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lib.accounts.permissions import ROLES
from lib.alumni.tables import Agreement, FundEntry, FundEntryKind, FundForm, GuestTalk, MentorOffer
from lib.core.actor import Actor
from lib.reports import kpi
from lib.reports import queries as reports
from lib.reports.obligations import rules
from lib.reports.obligations.duties import DUTIES, Measure
from lib.reports.obligations.rules import Debtor, Key, Progress, Row, Span
from lib.reports.queries import Scope

SEES_ALL = frozenset({"admin", "student_affairs", "leadership"})
"""Roles that see the duties of every unit; the others see their own."""


def board(session: Session, actor: Actor, day: date) -> list[Row]:
    """The duties that the actor may see, most urgent first; the number of statements does not grow with units."""
    return board_of(session, reports.scope_of(actor), actor.roles, day)


def board_of(session: Session, scope: Scope, roles: Collection[str], day: date) -> list[Row]:
    """As `board`, from plain values that can be a cache's key."""
    seen = set(ROLES) if SEES_ALL & set(roles) else set(roles)
    units = reports.faculties(session, scope) if "faculty" in seen else []
    debtors = [Debtor(role) for role in ROLES if role in seen and role != "faculty"]
    debtors += [Debtor("faculty", unit_id, name) for unit_id, name in units]
    spans: dict[Measure, set[Span]] = {}
    for duty in DUTIES:
        if duty.role in seen and duty.measure is not None:
            spans.setdefault(duty.measure, set()).update(rules.spans_to_judge(duty, day))
    progress: dict[Key, Progress] = {}
    for measure, wanted in spans.items():
        progress.update(_progress(session, measure, sorted(wanted), [unit_id for unit_id, _name in units], day))
    return rules.board(DUTIES, debtors, progress, day)


def _progress(
    session: Session, measure: Measure, spans: list[Span], units: list[int], day: date
) -> Iterator[tuple[Key, Progress]]:
    match measure:
        case Measure.TALKS:
            yield from _by_faculty(session, measure, GuestTalk, spans, units, lambda span: _held(span, day))
        case Measure.MENTORS:
            yield from _by_faculty(session, measure, MentorOffer, spans, units, lambda span: _offered(span, day))
        case Measure.AGREEMENTS:
            yield from _by_faculty(session, measure, Agreement, spans, units, lambda span: _in_force(span, day))
        case Measure.SCHOLARSHIPS:
            for span in spans:
                yield (measure, None, span), Progress(_contributions(session, span, day))
        case Measure.UPDATED:
            found = reports.updated(session, None, day, years=1)
            target = kpi.UPDATED.target
            if found is not None and found.whole.people and target is not None:
                for span in spans:
                    needed = target.least(found.whole.people)
                    yield (measure, None, span), Progress(found.whole.updated, needed)


def _held(span: Span, day: date) -> sa.ColumnElement[bool]:
    """A talk that is only planned does not count yet."""
    return GuestTalk.held_on.between(span.first, min(span.last, day))


def _offered(span: Span, day: date) -> sa.ColumnElement[bool]:
    at = min(span.last, day)
    return sa.and_(MentorOffer.offered_on <= at, sa.or_(MentorOffer.ended_on.is_(None), MentorOffer.ended_on >= at))


def _in_force(span: Span, day: date) -> sa.ColumnElement[bool]:
    at = min(span.last, day)
    return sa.and_(Agreement.signed_on <= at, sa.or_(Agreement.expires_on.is_(None), Agreement.expires_on >= at))


def _by_faculty(
    session: Session, measure: Measure, table: Any, spans: list[Span], units: list[int], counts: Any
) -> Iterable[tuple[Key, Progress]]:
    """One statement for all faculties and spans; a faculty without any row has 0."""
    columns = [sa.func.count().filter(counts(span)) for span in spans]
    statement = sa.select(table.faculty_id, *columns).where(table.faculty_id.in_(units)).group_by(table.faculty_id)
    found = {row[0]: row[1:] for row in session.execute(statement)}
    nothing = (0,) * len(spans)
    return [
        ((measure, unit_id, span), Progress(found.get(unit_id, nothing)[at]))
        for unit_id in units
        for at, span in enumerate(spans)
    ]


def _contributions(session: Session, span: Span, day: date) -> int:
    """Contributions of money or scholarships that were not reversed."""
    reversal = aliased(FundEntry)
    statement = sa.select(sa.func.count()).where(
        FundEntry.kind == FundEntryKind.CONTRIBUTION,
        FundEntry.form.in_([FundForm.CASH, FundForm.SCHOLARSHIP]),
        FundEntry.reverses_id.is_(None),
        FundEntry.entered_on.between(span.first, min(span.last, day)),
        ~sa.exists().where(reversal.reverses_id == FundEntry.id),
    )
    return session.scalar(statement.select_from(FundEntry)) or 0
