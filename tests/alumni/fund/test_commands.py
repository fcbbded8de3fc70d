"""The fund never spends what it has not, and undoes a mistake by a new entry."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.fund import commands, queries
from lib.alumni.fund.queries import Balance
from lib.alumni.tables import FundEntry
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import InvalidInput, NotAllowed
from lib.migrations.provision import Urls
from tests.factories import people as make

pytestmark = pytest.mark.database
DAY = date(2025, 5, 1)


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "finance")


def gift(session: Session, actor: Actor, amount_vnd: int = 1_000_000, form: str = "cash", **facts: object) -> int:
    given = {"donor_name": "Công ty A", "purpose": None, "entered_on": DAY} | facts
    return commands.contribute(session, actor, form=form, amount_vnd=amount_vnd, **given)  # type: ignore[arg-type]  # facts are its arguments


def spend(session: Session, actor: Actor, amount_vnd: int, form: str = "cash") -> int:
    return commands.disburse(session, actor, form=form, amount_vnd=amount_vnd, purpose="Hỗ trợ SV", entered_on=DAY)


def test_what_comes_in_less_what_goes_out_is_left(session: Session, staff: Actor) -> None:
    gift(session, staff, 5_000_000)
    gift(session, staff, 2_000_000, "equipment")
    spend(session, staff, 1_500_000, "scholarship")
    assert queries.balance(session) == Balance(3_500_000, 2_000_000)


def test_the_last_dong_may_be_spent_but_not_one_more(session: Session, staff: Actor) -> None:
    gift(session, staff, 1_000_000)
    spend(session, staff, 999_999)
    spend(session, staff, 1)
    with pytest.raises(commands.NotEnough, match="còn 0 ₫, cần 1 ₫"):
        spend(session, staff, 1)


def test_equipment_does_not_pay_money(session: Session, staff: Actor) -> None:
    gift(session, staff, 1_000_000, "equipment")
    with pytest.raises(commands.NotEnough):
        spend(session, staff, 1)


def test_an_entry_is_undone_once_by_its_opposite(session: Session, staff: Actor) -> None:
    entry = gift(session, staff)
    undone = commands.reverse(session, staff, entry_id=entry, reason="Ghi nhầm", entered_on=DAY)
    assert queries.balance(session) == Balance(0, 0)
    for wrong in (entry, undone):
        with pytest.raises(commands.AlreadyReversed):
            commands.reverse(session, staff, entry_id=wrong, reason="Ghi nhầm", entered_on=DAY)
    newest, oldest = queries.entries(session)
    assert (newest.reverses_id, newest.effect_vnd, oldest.is_reversed) == (entry, -1_000_000, True)


def test_a_gift_that_was_spent_cannot_be_undone_until_the_spending_is(session: Session, staff: Actor) -> None:
    entry = gift(session, staff)
    spent = spend(session, staff, 400_000)
    with pytest.raises(commands.NotEnough):
        commands.reverse(session, staff, entry_id=entry, reason="Ghi nhầm", entered_on=DAY)
    commands.reverse(session, staff, entry_id=spent, reason="Ghi nhầm", entered_on=DAY)
    commands.reverse(session, staff, entry_id=entry, reason="Ghi nhầm", entered_on=DAY)
    assert queries.balance(session) == Balance(0, 0)


def test_an_anonymous_donor_is_not_named_in_the_list(session: Session, staff: Actor) -> None:
    gift(session, staff, donor_name="Cà Văn Tiến", is_anonymous=True)
    gift(session, staff, donor_name=None, is_anonymous=True)
    assert [(row.donor, row.is_anonymous) for row in queries.entries(session)] == [(None, True), (None, True)]


def test_a_gift_needs_a_donor_or_the_word_anonymous(session: Session, staff: Actor) -> None:
    with pytest.raises(commands.DonorMissing):
        gift(session, staff, donor_name="  ")


def test_a_receipt_number_is_used_once(session: Session, staff: Actor) -> None:
    session.commit()
    with transaction() as first:
        gift(first, staff, receipt_number="PT01")
    with pytest.raises(ConstraintRefused, match="biên nhận"), transaction() as second:
        gift(second, staff, receipt_number="PT01")


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_gift(session: Session, staff: Actor, amount: int) -> None:
    with pytest.raises(InvalidInput):
        gift(session, staff, amount)


def test_tomorrow_is_not_entered_today(session: Session, staff: Actor) -> None:
    with pytest.raises(InvalidInput, match="tương lai"):
        gift(session, staff, entered_on=date(2999, 1, 1))


@pytest.mark.parametrize(
    ("role", "may"),
    [("finance", True), ("student_affairs", True), ("union", False), ("leadership", False), ("faculty", False),
     ("media", False), ("admissions", False), ("admin", False)],
)  # fmt: skip
def test_only_the_two_offices_keep_the_ledger(session: Session, role: str, may: bool) -> None:
    actor = make.actor(session, role)
    if may:
        gift(session, actor)
        return
    with pytest.raises(NotAllowed):
        gift(session, actor)
    with pytest.raises(NotAllowed):
        spend(session, actor, 1)
    with pytest.raises(NotAllowed):
        commands.reverse(session, actor, entry_id=1, reason="x", entered_on=DAY)


def test_the_ledger_itself_cannot_be_changed(session: Session, staff: Actor) -> None:
    gift(session, staff)
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(sa.update(FundEntry).values(amount_vnd=1))


def test_two_who_spend_at_the_same_moment_do_not_overdraw(committed: Urls) -> None:
    with transaction() as session:
        actor = make.actor(session, "finance")
    with transaction() as session:
        gift(session, actor, 1_000_000)
    together, refused = threading.Barrier(2), list[Exception]()

    def one() -> None:
        try:
            with transaction() as writing:
                together.wait(10)
                spend(writing, actor, 700_000)
        except commands.NotEnough as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=one) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with transaction() as session:
        assert queries.balance(session).money_vnd == 300_000
    assert len(refused) == 1
