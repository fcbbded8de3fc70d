from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from lib.core.errors import NotAllowed
from lib.reports import figures, kpi, queries
from lib.reports.periods import PeriodKind, recent
from tests.factories import people
from tests.reports import records

pytestmark = pytest.mark.database

DAY = date(2026, 11, 22)


def halves(count=2):
    return recent(PeriodKind.HALF_YEAR, DAY, count)


def test_nobody_has_graduated_yet(session):
    assert queries.updated(session, None, DAY) is None


def test_exactly_eighty_per_cent_of_the_newest_year_is_not_met(session):
    faculty = people.unit(session)
    records.graduates(session, 10, updated=8, faculty=faculty, day=DAY)
    whole = queries.updated(session, None, DAY).whole
    assert (whole.people, whole.updated) == (10, 8)
    assert kpi.UPDATED.status(kpi.share_of(whole.updated, whole.people)) is kpi.Status.NOT_MET
    records.graduates(session, 1, updated=1, faculty=faculty, day=DAY)
    whole = queries.updated(session, None, DAY).whole
    assert kpi.UPDATED.status(kpi.share_of(whole.updated, whole.people)) is kpi.Status.MET


def test_a_contact_without_a_job_is_not_up_to_date_nor_a_job_without_a_contact(session):
    programme = people.programme(session)
    people.alumnus(session, programme_=programme, phone="+84912345678", verified_on=DAY)
    people.alumnus(session, programme_=programme, employer="Trạm thú y", verified_on=DAY)
    assert queries.updated(session, None, DAY).whole.updated == 0


@pytest.mark.parametrize(
    ("verified_on", "counted"),
    [
        (date(2025, 11, 22), 0),
        (date(2025, 11, 23), 1),
        (DAY, 1),
        (DAY + timedelta(days=1), 0),
        (None, 0),
    ],
)
def test_only_the_last_twelve_months_count(session, verified_on, counted):
    people.alumnus(session, phone="+84912345678", employer="Trạm thú y", verified_on=verified_on)
    assert queries.updated(session, None, DAY).whole.updated == counted


def test_only_the_newest_graduating_year_counts_and_the_older_ones_are_the_trend(session):
    faculty = people.unit(session)
    records.graduates(session, 4, updated=4, faculty=faculty, day=DAY, graduated_on=date(2025, 6, 30))
    records.graduates(session, 2, updated=1, faculty=faculty, day=DAY, graduated_on=date(2026, 1, 15))
    records.graduates(session, 3, updated=0, faculty=faculty, day=DAY, graduated_on=date(2026, 6, 30))
    records.graduates(session, 5, updated=5, faculty=faculty, day=DAY, graduated_on=DAY + timedelta(days=1))
    found = queries.updated(session, None, DAY)
    assert (found.year, found.whole.people, found.whole.updated) == (2026, 5, 1)
    assert [(row.name, row.people, row.updated) for row in found.trend] == [("2025", 4, 4), ("2026", 5, 1)]


def test_who_finished_two_courses_counts_once_in_the_school_and_once_in_each_faculty(session):
    one, other = people.unit(session, name="Khoa A"), people.unit(session, name="Khoa B")
    person = people.alumnus(
        session, programme_=people.programme(session, faculty=one), phone="+84911", employer="X", verified_on=DAY
    )
    second = people.alumnus(session, programme_=people.programme(session, faculty=other))
    session.execute(
        sa.update(queries.StudyRecord).where(queries.StudyRecord.person_id == second.id).values(person_id=person.id)
    )
    found = queries.updated(session, None, DAY)
    assert found.whole.people == 1
    assert [(row.name, row.people, row.updated) for row in found.by_faculty] == [("Khoa A", 1, 1), ("Khoa B", 1, 1)]


def test_a_record_without_a_cohort_is_counted_apart(session):
    programme, k60 = people.programme(session), people.cohort(session, code="K60")
    people.alumnus(session, programme_=programme, cohort_=k60)
    people.alumnus(session, programme_=programme)
    found = queries.updated(session, None, DAY)
    assert {(row.name, row.people) for row in found.by_cohort} == {("K60", 1), (None, 1)}


def test_agreements_are_counted_in_the_half_year_of_their_signing_and_a_business_once(session):
    faculty, other, partner = people.unit(session, name="Khoa A"), people.unit(session), records.business(session)
    records.agreement(session, faculty, date(2026, 6, 14), with_=partner)
    records.agreement(session, faculty, date(2026, 6, 15), with_=partner)
    records.agreement(session, other, date(2026, 7, 1), with_=partner)
    records.agreement(session, faculty, DAY + timedelta(days=1))  # not signed yet
    earlier, present = halves()
    found = queries.agreements(session, None, (earlier, present), DAY)
    sums = {row.period: (row.agreements, row.businesses) for row in found if row.faculty is None}
    assert sums == {earlier: (1, 1), present: (2, 1)}
    assert [(r.faculty, r.agreements) for r in found if r.period == present and r.faculty] == [
        ("Khoa A", 1),
        ("Khoa Nông lâm", 1),
    ]


@pytest.mark.parametrize("kind_of_reversal", ["contribution", "disbursement"])
def test_a_reversed_contribution_counts_for_nothing_in_the_period_of_the_reversal(session, kind_of_reversal):
    wrong = records.entry(session, 5_000_000, date(2026, 6, 1), form="scholarship")
    records.entry(session, 5_000_000, date(2026, 7, 1), kind=kind_of_reversal, reverses=wrong)
    records.entry(session, 2_000_000, date(2026, 7, 2), form="scholarship")
    records.entry(session, 900_000, date(2026, 7, 3), kind="disbursement")
    earlier, present = halves()
    found = queries.raised(session, None, (earlier, present), DAY)
    assert [(row.period, row.form, row.amount_vnd) for row in found] == [
        (earlier, "scholarship", 5_000_000),
        (present, "scholarship", -3_000_000),
    ]


def test_what_a_faculty_paid_back_is_not_taken_for_a_gift(session):
    paid = records.entry(session, 700_000, date(2026, 7, 1), kind="disbursement")
    records.entry(session, 700_000, date(2026, 7, 2), kind="contribution", reverses=paid)
    assert queries.raised(session, None, halves(), DAY) == []


def test_a_faculty_gets_its_own_figures_and_nothing_of_the_others(session):
    own, other = people.unit(session, name="Khoa A"), people.unit(session, name="Khoa B")
    records.graduates(session, 3, updated=1, faculty=own, day=DAY)
    records.graduates(session, 7, updated=7, faculty=other, day=DAY)
    records.agreement(session, own, date(2026, 7, 1))
    records.agreement(session, other, date(2026, 7, 1))
    records.entry(session, 1_000_000, date(2026, 7, 1), faculty=own)
    records.entry(session, 2_000_000, date(2026, 7, 1), faculty=other)
    records.entry(session, 4_000_000, date(2026, 7, 1))  # for the whole school
    actor = people.actor(session, "faculty", unit_=own)

    found = figures.gather(session, queries.scope_of(actor), PeriodKind.HALF_YEAR, DAY)

    present = found.periods[-1]
    assert (found.updated.whole.people, found.updated.whole.updated) == (3, 1)
    assert [row.name for row in found.updated.by_faculty] == ["Khoa A"]
    assert found.faculties == ("Khoa A",)
    assert found.signed(present).agreements == 1
    assert found.raised_vnd(present) == 1_000_000
    assert {row.faculty for row in queries.not_updated(session, actor, DAY)} == {"Khoa A"}


def test_a_user_of_no_unit_with_the_role_of_a_faculty_gets_nothing(session):
    records.graduates(session, 3, updated=1, faculty=people.unit(session), day=DAY)
    records.entry(session, 4_000_000, date(2026, 7, 1))
    actor = people.actor(session, "faculty")
    found = figures.gather(session, queries.scope_of(actor), PeriodKind.HALF_YEAR, DAY)
    assert found.updated.whole.people == 0
    assert found.raised == ()
    assert found.faculties == ()


def test_the_rows_behind_the_share_are_those_not_up_to_date_by_given_name(session):
    programme = people.programme(session)
    people.alumnus(session, "Lò Văn Bình", programme_=programme, graduated_on=date(2026, 6, 30), phone="+84911")
    people.alumnus(session, "Cà Thị Ánh", programme_=programme, graduated_on=date(2026, 6, 30))
    people.alumnus(
        session, "Hà Văn Cường", programme_=programme, graduated_on=date(2026, 6, 30), phone="+84912",
        employer="X", verified_on=DAY,
    )  # fmt: skip
    people.alumnus(session, "Khóa Trước", programme_=programme, graduated_on=date(2025, 6, 30))
    actor = people.actor(session, "student_affairs")
    assert [row.full_name for row in queries.not_updated(session, actor, DAY)] == ["Cà Thị Ánh", "Lò Văn Bình"]


def test_finance_sees_the_figures_but_not_the_people(session):
    with pytest.raises(NotAllowed):
        queries.not_updated(session, people.actor(session, "finance"), DAY)


def test_each_faculty_without_an_agreement_stands_in_the_table_with_nought(session):
    people.unit(session, name="Khoa A")
    found = figures.gather(session, None, PeriodKind.SCHOOL_YEAR, DAY)
    assert [(row.faculty, row.agreements) for row in found.signed_by_faculty(found.periods[-1])] == [("Khoa A", 0)]


def test_the_number_of_statements_does_not_grow_with_faculties_and_people(session, connection):
    def statements():
        session.flush()
        seen = []
        sa.event.listen(connection, "before_cursor_execute", listener := lambda *call: seen.append(call[2]))
        figures.gather(session, None, PeriodKind.HALF_YEAR, DAY)
        sa.event.remove(connection, "before_cursor_execute", listener)
        return len(seen)

    records.graduates(session, 1, updated=1, faculty=people.unit(session), day=DAY)
    few = statements()
    for at in range(4):
        faculty = people.unit(session, name=f"Khoa {at}")
        records.graduates(session, 3, updated=1, faculty=faculty, day=DAY)
        records.agreement(session, faculty, date(2026, 7, 1))
    assert statements() == few == 5
