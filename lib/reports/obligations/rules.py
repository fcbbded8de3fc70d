"""Whether a duty is met on a day: pure decisions on counts.

D names no day for duties "thường xuyên": they are judged in the half-year that the next report covers (Đ10.4) and
are never overdue. A duty that ended before the decision took effect is nobody's fault.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lib.core.calendar import Semester
from lib.core.i18n import N_
from lib.reports.obligations.duties import PER_FACULTY, Duty, Frequency, Measure
from lib.reports.periods import half_year_of

EFFECTIVE_ON = date(2025, 12, 29)
DUE_SOON = timedelta(days=30)


class State(StrEnum):
    """In the order in which the board shows them."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    UPCOMING = "upcoming"
    NOT_MEASURED = "not_measured"
    MET = "met"


STATE_LABELS = {
    State.OVERDUE: N_("Quá hạn"),
    State.DUE_SOON: N_("Sắp đến hạn"),
    State.UPCOMING: N_("Còn thời gian"),
    State.NOT_MEASURED: N_("Chưa đo được trong phần mềm"),
    State.MET: N_("Đã đạt"),
}
STATE_ORDER = list(State)


@dataclass(frozen=True, order=True)
class Span:
    """The days in which a duty is to be done. What comes after `due_on`, up to `last`, counts, but late."""

    first: date
    last: date
    due_on: date


@dataclass(frozen=True)
class Progress:
    """What the data shows; `needed` is what the clause asks for."""

    done: int
    needed: int = 1


@dataclass(frozen=True)
class Debtor:
    """Who owes a duty: a role, or one faculty of the role `faculty`."""

    role: str
    unit_id: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Row:
    duty: Duty
    debtor: Debtor
    span: Span
    state: State
    progress: Progress | None


Key = tuple[Measure, int | None, Span]


def span_of(frequency: Frequency, day: date) -> Span:
    """The span of a duty that contains the day, or in which the day falls due next."""
    match frequency:
        case Frequency.SEMESTER:
            semester = Semester.of(day)
            # Students leave at the end of June; a talk in the summer still counts for semester 2, late.
            due_on = semester.last_day if semester.number == 1 else date(semester.school_year.start + 1, 6, 30)
            return Span(semester.first_day, semester.last_day, due_on)
        case Frequency.OCTOBER:
            return Span(date(day.year, 1, 1), date(day.year, 12, 31), date(day.year, 10, 31))
        case Frequency.YEAR:
            return Span(date(day.year, 1, 1), date(day.year, 12, 31), date(day.year, 12, 31))
        case Frequency.HALF_YEAR | Frequency.ONGOING:
            half = half_year_of(day)
            return Span(half.first, half.last, half.last)


def spans_to_judge(duty: Duty, day: date) -> tuple[Span, ...]:
    """The present span and, for a duty with a day of its own that is counted by dates, the one before it."""
    present = span_of(duty.frequency, day)
    past = span_of(duty.frequency, present.first - timedelta(days=1))
    looks_back = duty.measure not in {None, Measure.UPDATED} and duty.frequency != Frequency.ONGOING
    return (past, present) if looks_back and past.due_on >= EFFECTIVE_ON else (present,)


def state_of(duty: Duty, span: Span, progress: Progress | None, day: date) -> State:
    """The last day itself is still in time."""
    if progress is None:
        return State.NOT_MEASURED
    if progress.done >= progress.needed:
        return State.MET
    if day > span.due_on and duty.frequency != Frequency.ONGOING:
        return State.OVERDUE
    return State.DUE_SOON if span.due_on - day <= DUE_SOON else State.UPCOMING


def needs_attention(row: Row, day: date) -> bool:
    """True for what is overdue or due soon, and for what falls due soon without the app knowing whether it is done."""
    if row.state is State.NOT_MEASURED:
        return row.duty.frequency != Frequency.ONGOING and timedelta(0) <= row.span.due_on - day <= DUE_SOON
    return row.state in {State.OVERDUE, State.DUE_SOON}


def board(duties: Iterable[Duty], debtors: Iterable[Debtor], progress: Mapping[Key, Progress], day: date) -> list[Row]:
    """Every duty of the debtors: most urgent first; a past span only where it was missed.

    A measured duty without an entry in `progress` has nothing to count (no graduates yet): not measured.
    """
    owed = list(debtors)
    rows = [
        _row(duty, debtor, span, progress, day)
        for duty in duties
        for debtor in owed
        if debtor.role == duty.role
        for span in spans_to_judge(duty, day)
    ]
    shown = [row for row in rows if row.span.last >= day or row.state is State.OVERDUE]
    return sorted(shown, key=_urgency)


def _row(duty: Duty, debtor: Debtor, span: Span, progress: Mapping[Key, Progress], day: date) -> Row:
    found = _progress_of(duty, debtor, span, progress)
    return Row(duty, debtor, span, state_of(duty, span, found, day), found)


def _progress_of(duty: Duty, debtor: Debtor, span: Span, progress: Mapping[Key, Progress]) -> Progress | None:
    if duty.measure is None:
        return None
    return progress.get((duty.measure, debtor.unit_id if duty.measure in PER_FACULTY else None, span))


def _urgency(row: Row) -> tuple[int, date, str, str, str]:
    return (
        STATE_ORDER.index(row.state),
        row.span.due_on,
        row.duty.clause,
        row.duty.code,
        row.debtor.name or row.debtor.role,
    )
