from datetime import date, timedelta

import pytest

from lib.accounts.permissions import ROLES
from lib.reports.obligations import rules
from lib.reports.obligations.duties import DUTIES, MEASURE_UNITS, Duty, Frequency, Measure
from lib.reports.obligations.rules import Debtor, Progress, Row, Span, State, span_of

BY_CODE = {duty.code: duty for duty in DUTIES}
TALKS, MENTORS, UPDATED = BY_CODE["guest_talks"], BY_CODE["mentors"], BY_CODE["updated_share"]
REPORT = BY_CODE["report_faculty"]
KHOA = Debtor("faculty", 7, "Khoa Nông lâm")


def owed(duty: Duty, day: date, progress: dict[Span, int] | None = None) -> list[Row]:
    """The board of one duty of one faculty (or of its role) with the given counts."""
    debtor = KHOA if duty.role == "faculty" else Debtor(duty.role)
    unit_id = debtor.unit_id if duty.measure in rules.PER_FACULTY else None
    counts = {(duty.measure, unit_id, span): Progress(done) for span, done in (progress or {}).items()}
    return rules.board([duty], [debtor], counts, day)


def none_done(duty: Duty, day: date) -> dict[Span, int]:
    return dict.fromkeys(rules.spans_to_judge(duty, day), 0)


@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        (date(2026, 6, 14), date(2026, 6, 14)),
        (date(2026, 6, 15), date(2026, 12, 14)),
        (date(2026, 12, 14), date(2026, 12, 14)),
        (date(2026, 12, 15), date(2027, 6, 14)),
    ],
)
def test_the_half_year_report_is_due_before_the_fifteenth(day, due_on):
    assert span_of(Frequency.HALF_YEAR, day).due_on == due_on
    assert [row.span.due_on for row in owed(REPORT, day)] == [due_on]


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 10, 31), date(2026, 12, 31)])
def test_what_belongs_to_october_is_due_on_its_last_day(day):
    assert span_of(Frequency.OCTOBER, day).due_on == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        (date(2026, 9, 1), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 6, 30)),
        (date(2027, 8, 31), date(2027, 6, 30)),
    ],
)
def test_a_talk_is_due_before_the_students_leave_at_the_end_of_the_semester(day, due_on):
    assert span_of(Frequency.SEMESTER, day).due_on == due_on


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2027, 1, 1), State.UPCOMING),
        (date(2027, 5, 30), State.UPCOMING),
        (date(2027, 5, 31), State.DUE_SOON),
        (date(2027, 6, 30), State.DUE_SOON),
        (date(2027, 7, 1), State.OVERDUE),
        (date(2027, 8, 31), State.OVERDUE),
    ],
)
def test_a_missing_talk_becomes_urgent_thirty_days_before_and_overdue_the_day_after(day, state):
    span = span_of(Frequency.SEMESTER, date(2027, 3, 1))
    assert rules.state_of(TALKS, span, Progress(0), day) is state
    assert rules.needs_attention(Row(TALKS, KHOA, span, state, Progress(0)), day) is (state is not State.UPCOMING)
    assert rules.state_of(TALKS, span, Progress(1), day) is State.MET


def test_a_semester_missed_stays_overdue_through_the_next_one():
    day = date(2027, 3, 1)
    rows = owed(TALKS, day, none_done(TALKS, day))
    assert [(row.state, row.span.due_on) for row in rows] == [
        (State.OVERDUE, date(2027, 1, 31)),
        (State.UPCOMING, date(2027, 6, 30)),
    ]


def test_a_semester_done_is_not_shown_once_it_is_over():
    day = date(2027, 3, 1)
    past, present = rules.spans_to_judge(TALKS, day)
    assert [row.span for row in owed(TALKS, day, {past: 1, present: 0})] == [present]


def test_nothing_was_due_before_the_decision_took_effect():
    day = date(2026, 1, 10)
    assert [row.span.due_on for row in owed(TALKS, day, none_done(TALKS, day))] == [date(2026, 1, 31)]


@pytest.mark.parametrize("day", [date(2026, 12, 14), date(2026, 12, 15), date(2027, 3, 3)])
def test_a_standing_duty_without_a_day_of_its_own_is_never_overdue(day):
    rows = owed(MENTORS, day, none_done(MENTORS, day))
    assert [row.state for row in rows] == [State.DUE_SOON if day == date(2026, 12, 14) else State.UPCOMING]


def test_what_cannot_be_measured_is_never_called_met_nor_overdue():
    unmeasured = [duty for duty in DUTIES if duty.measure is None]
    day = date(2026, 1, 1)
    while day < date(2028, 1, 1):
        rows = rules.board(unmeasured, [KHOA, *(Debtor(role) for role in ROLES if role != "faculty")], {}, day)
        assert len(rows) == len(unmeasured)
        assert {row.state for row in rows} == {State.NOT_MEASURED}
        day += timedelta(days=29)


@pytest.mark.parametrize(
    ("day", "reminded"),
    [(date(2026, 11, 13), False), (date(2026, 11, 14), True), (date(2026, 12, 14), True), (date(2026, 12, 15), False)],
)
def test_a_report_that_the_app_cannot_see_is_still_called_to_mind_in_its_last_thirty_days(day, reminded):
    (row,) = owed(REPORT, day)
    assert row.state is State.NOT_MEASURED
    assert rules.needs_attention(row, day) is reminded


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 12, 14)])
def test_a_standing_duty_that_cannot_be_measured_does_not_cry_for_attention(day):
    (row,) = owed(BY_CODE["curriculum"], day)
    assert not rules.needs_attention(row, day)


def test_the_share_of_the_newest_cohort_without_graduates_is_not_measured():
    assert [row.state for row in owed(UPDATED, date(2026, 12, 20))] == [State.NOT_MEASURED]
    assert [row.state for row in owed(UPDATED, date(2026, 12, 20), none_done(UPDATED, date(2026, 12, 20)))] == [
        State.DUE_SOON
    ]


def test_the_most_urgent_stands_first():
    day = date(2027, 3, 1)
    past, present = rules.spans_to_judge(TALKS, day)
    other = Debtor("faculty", 8, "Khoa Sư phạm")
    half = span_of(Frequency.ONGOING, day)
    progress = {
        (Measure.TALKS, 7, past): Progress(0),
        (Measure.TALKS, 7, present): Progress(1),
        (Measure.TALKS, 8, past): Progress(1),
        (Measure.TALKS, 8, present): Progress(0),
        (Measure.MENTORS, 7, half): Progress(3),
        (Measure.MENTORS, 8, half): Progress(0),
    }
    rows = rules.board([MENTORS, TALKS], [KHOA, other], progress, day)
    assert [row.state for row in rows] == [State.OVERDUE, State.UPCOMING, State.UPCOMING, State.MET, State.MET]


def test_every_unit_named_in_the_decision_has_duties_and_every_duty_a_known_role():
    assert {duty.role for duty in DUTIES} == {"student_affairs", "media", "admissions", "faculty", "union"}
    assert {duty.role for duty in DUTIES} <= set(ROLES)
    assert len(BY_CODE) == len(DUTIES)


CLAUSES = ["Đ5.1", "Đ5.2", "Đ5.3", "Đ5.4", "Đ6", "Đ7.1", "Đ7.2", "Đ8.1", "Đ8.2", "Đ8.3", "Đ9.1", "Đ9.2"]


@pytest.mark.parametrize("clause", [*CLAUSES, "Đ10.1", "Đ10.3", "Đ10.4"])
def test_each_clause_that_asks_for_something_is_on_the_board(clause):
    assert any(clause in duty.clause.split(", ") for duty in DUTIES)


def test_every_measure_is_used_and_has_words():
    assert {duty.measure for duty in DUTIES if duty.measure} == set(Measure) == set(MEASURE_UNITS)
    assert all(duty.link is not None for duty in DUTIES if duty.measure)
