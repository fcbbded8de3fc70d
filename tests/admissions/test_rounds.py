"""Rounds open and close, and what they offer adds up."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.dossiers import CIRCULAR_05_2021, RankingRules
from lib.admissions.rankings import queries as rankings
from lib.admissions.rounds import commands, queries
from lib.admissions.rounds.rules import OfferInput, RoundClosed, WrongMove, next_window, seats_by_programme
from lib.admissions.values import Criterion, Ties
from lib.audit.tables import AuditEntry
from lib.core import clock
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import InvalidInput, NotAllowed
from tests.factories import admissions as make
from tests.factories import people


@pytest.fixture
def staff(session: Session) -> Actor:
    return people.actor(session, "admissions")


def test_the_first_round_of_a_year_takes_files_from_1_to_20_august():
    assert next_window(2023, None) == (date(2023, 8, 1), date(2023, 8, 20))


def test_later_rounds_follow_every_fifteen_days():
    second = next_window(2023, date(2023, 8, 20))
    assert second == (date(2023, 8, 21), date(2023, 9, 4))
    assert next_window(2023, second[1]) == (date(2023, 9, 5), date(2023, 9, 19))


@pytest.mark.database
class TestRounds:
    def test_a_new_round_is_open_and_named_once_a_year(self, session: Session, staff: Actor):
        window = {"opens_on": date(2023, 8, 1), "closes_on": date(2023, 8, 20)}
        made = commands.create_round(session, staff, year=2023, name=" Đợt  1 ", **window)
        commands.create_round(session, staff, year=2024, name="Đợt 1", **window)
        assert queries.round_row(session, staff, made).is_open
        assert queries.round_row(session, staff, made).name == "Đợt 1"
        session.commit()
        with pytest.raises(ConstraintRefused, match="đã có đợt"), transaction() as another:
            commands.create_round(another, staff, year=2023, name="Đợt 1", **window)

    def test_a_round_without_a_name_or_ending_before_it_begins_is_refused(self, session: Session, staff: Actor):
        day = date(2023, 8, 1)
        with pytest.raises(InvalidInput, match="tên đợt"):
            commands.create_round(session, staff, year=2023, name="  ", opens_on=day, closes_on=day)
        with pytest.raises(ConstraintRefused, match="phải sau ngày bắt đầu"), transaction() as another:
            commands.create_round(another, staff, year=2023, name="Đợt 1", opens_on=day, closes_on=date(2023, 7, 1))

    def test_a_closed_round_says_its_name_and_day_and_can_be_opened_again(self, session: Session, staff: Actor):
        made = make.round_(session, name="Đợt 7")
        commands.close_round(session, staff, round_id=made.id)
        today = f"{clock.today():%d/%m/%Y}"
        with pytest.raises(RoundClosed) as refusal:
            commands.save_offers(session, staff, round_id=made.id, offers=[])
        assert "«Đợt 7»" in str(refusal.value) and today in str(refusal.value)
        with pytest.raises(RoundClosed):
            commands.save_rules(session, staff, round_id=made.id, chosen=RankingRules())
        with pytest.raises(WrongMove):
            commands.close_round(session, staff, round_id=made.id)
        commands.reopen_round(session, staff, round_id=made.id)
        assert queries.round_row(session, staff, made.id).closed_on is None
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-2:] == ["round.closed", "round.open"]

    def test_the_newest_round_comes_first_with_the_number_of_its_files(self, session: Session, staff: Actor):
        trade = people.programme(session)
        old, new = make.round_(session, year=2022), make.round_(session, year=2023)
        make.applicant(session, old, trade)
        make.applicant(session, old, trade)
        assert [(one.id, one.applicants) for one in queries.rounds(session, staff)] == [(new.id, 0), (old.id, 2)]

    @pytest.mark.parametrize("role", ["admin", "student_affairs", "faculty", "media", "union", "finance", "leadership"])
    def test_only_the_admissions_centre_changes_rounds(self, session: Session, role: str):
        other, made = people.actor(session, role), make.round_(session)
        for refused in (
            lambda: commands.create_round(
                session, other, year=2023, name="x", opens_on=date(2023, 8, 1), closes_on=date(2023, 8, 2)
            ),
            lambda: commands.close_round(session, other, round_id=made.id),
            lambda: commands.reopen_round(session, other, round_id=made.id),
            lambda: commands.save_offers(session, other, round_id=made.id, offers=[]),
            lambda: commands.save_rules(session, other, round_id=made.id, chosen=RankingRules()),
        ):
            with pytest.raises(NotAllowed):
                refused()

    def test_the_rules_of_a_round_are_the_same_for_everybody(self, session: Session, staff: Actor):
        made = make.round_(session)
        assert queries.round_row(session, staff, made.id).rules == RankingRules()
        chosen = RankingRules(Ties.ADMIT_ALL, (Criterion.DXT, Criterion.GRADE12), CIRCULAR_05_2021)
        commands.save_rules(session, staff, round_id=made.id, chosen=chosen)
        assert queries.round_row(session, people.actor(session, "leadership"), made.id).rules == chosen


@pytest.mark.database
class TestOffers:
    def test_offers_are_added_changed_and_withdrawn_and_others_stay(self, session: Session, staff: Actor):
        made = make.round_(session)
        first, second, third = (people.programme(session, code=code) for code in ("A", "B", "C"))
        for trade in (first, second, third):
            make.offer(session, made, trade, quota=10)
        commands.save_offers(
            session,
            staff,
            round_id=made.id,
            offers=[
                OfferInput(first.id, "A", 30, foreign_seats=2, taken=5, min_dxt=Decimal("6.5"), language_required=True),
                OfferInput(second.id, "B", None),
            ],
        )
        found = queries.offers(session, made.id)
        assert [(one.code, one.quota, one.foreign_seats, one.taken, one.min_dxt) for one in found] == [
            ("A", 30, 2, 5, Decimal("6.50")),
            ("C", 10, 0, 0, None),
        ]
        (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "offers.saved"))
        assert [one["new"] and one["new"]["quota"] for one in entry.facts["offers"]] == [30, None]
        assert [one["old"]["quota"] for one in entry.facts["offers"]] == [10, 10]

    def test_a_programme_that_somebody_chose_cannot_be_withdrawn(self, session: Session, staff: Actor):
        made, trade = make.round_(session), people.programme(session, code="A")
        make.offer(session, made, trade)
        make.applicant(session, made, trade)
        with pytest.raises(commands.StillChosen, match="A"):
            commands.save_offers(session, staff, round_id=made.id, offers=[OfferInput(trade.id, "A", None)])

    @pytest.mark.parametrize(
        "wrong",
        [{"quota": 5, "foreign_seats": 6}, {"quota": -1}, {"quota": 5, "taken": -1}, {"quota": 5, "foreign_seats": -1}],
    )
    def test_seats_that_do_not_add_up_are_refused(self, session: Session, staff: Actor, wrong: dict[str, int]):
        made, trade = make.round_(session), people.programme(session)
        with pytest.raises(InvalidInput, match="Ngành A"):
            commands.save_offers(session, staff, round_id=made.id, offers=[OfferInput(trade.id, "A", **wrong)])

    @pytest.mark.parametrize("wrong", ["10.5", "-1", "6.555"])
    def test_a_threshold_must_be_a_score(self, session: Session, staff: Actor, wrong: str):
        made, trade = make.round_(session), people.programme(session)
        offer = OfferInput(trade.id, "A", 5, min_dxt=Decimal(wrong))
        with pytest.raises(InvalidInput, match="ĐXT tối thiểu"):
            commands.save_offers(session, staff, round_id=made.id, offers=[offer])

    def test_seats_are_quota_less_foreign_direct_and_taken(self, session: Session, staff: Actor):
        made, trade = make.round_(session), people.programme(session, code="A")
        make.offer(session, made, trade, quota=10, foreign_seats=2, taken=3)
        make.applicant(session, made, trade, direct_category="hero", direct_verified=True)
        make.applicant(session, made, trade, direct_category="hero", direct_verified=False)
        seats = seats_by_programme(rankings.case(session, staff, made.id))["A"]
        assert (seats.quota, seats.foreign, seats.direct, seats.taken, seats.left, seats.over) == (10, 2, 1, 3, 4, 0)
        assert rankings.case(session, staff, made.id).rank().programmes[0].seats == 4
