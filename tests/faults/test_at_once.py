"""Several people, or one impatient one, do the same thing at the same moment: it is done once, and never too much."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.applicants import commands as applicants
from lib.admissions.applicants.sheet import sheet_of
from lib.admissions.rankings import commands as rankings
from lib.admissions.rankings.commands import NothingToChoose
from lib.admissions.rounds import commands as rounds
from lib.admissions.rounds.rules import RoundClosed
from lib.admissions.tables import Applicant, CouncilChoice, Round
from lib.alumni.fund import commands as fund
from lib.alumni.fund import queries as ledger
from lib.alumni.fund.commands import AlreadyReversed, NotEnough
from lib.alumni.tables import FundEntry
from lib.audit import commands as audit
from lib.audit.commands import AlreadyDone
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, reading, transaction
from lib.imports.commands import bring_in
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.tables import ImportBatch
from lib.migrations.provision import Urls
from lib.registry.tables import Programme
from tests.factories import admissions as make
from tests.factories import people

pytestmark = pytest.mark.database

DAY = date(2025, 3, 1)
DONE = "done"


def at_once(*works: Callable[[Session], object]) -> Counter[type | str]:
    """Each work in a transaction of its own, all begun together; counts what became of them."""
    begin = Barrier(len(works))

    def one(work: Callable[[Session], object]) -> type | str:
        begin.wait(timeout=30)
        try:
            with transaction() as session:
                work(session)
        except Exception as refusal:
            return type(refusal)
        return DONE

    with ThreadPoolExecutor(len(works)) as people_:
        return Counter(people_.map(one, works))


@pytest.fixture
def treasurer(committed: Urls) -> Actor:
    with transaction() as session:
        return people.actor(session, "finance")


def give(session: Session, actor: Actor, amount: int) -> int:
    return fund.contribute(
        session, actor, form="cash", amount_vnd=amount, purpose=None, entered_on=DAY, is_anonymous=True
    )


def spend(session: Session, actor: Actor, amount: int) -> int:
    return fund.disburse(session, actor, form="cash", amount_vnd=amount, purpose="Hỗ trợ", entered_on=DAY)


def test_twenty_five_who_spend_at_once_never_overdraw_the_fund(treasurer: Actor) -> None:
    with transaction() as session:
        give(session, treasurer, 100)
    outcome = at_once(*([lambda s: spend(s, treasurer, 30)] * 25))
    assert outcome == {DONE: 3, NotEnough: 22}
    with reading() as session:
        assert ledger.balance(session).money_vnd == 10


def test_a_gift_taken_back_while_it_is_spent_is_one_or_the_other(treasurer: Actor) -> None:
    with transaction() as session:
        gift = give(session, treasurer, 100)
    outcome = at_once(
        lambda s: fund.reverse(s, treasurer, entry_id=gift, reason="Nhầm", entered_on=DAY),
        lambda s: spend(s, treasurer, 100),
        lambda s: fund.reverse(s, treasurer, entry_id=gift, reason="Nhầm", entered_on=DAY),
    )
    assert outcome[DONE] == 1
    assert outcome[NotEnough] + outcome[AlreadyReversed] == 2
    with reading() as session:
        assert ledger.balance(session).money_vnd == 0


def test_eight_presses_of_one_button_are_one_action(treasurer: Actor) -> None:
    def press(session: Session) -> None:
        audit.once(session, "fund.gift:the-key")
        give(session, treasurer, 100)

    assert at_once(*[press] * 8) == {DONE: 1, AlreadyDone: 7}
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FundEntry)) == 1


def test_a_press_that_was_refused_can_be_repeated(treasurer: Actor) -> None:
    def press(session: Session, amount: int) -> None:
        audit.once(session, "fund.spending:the-key")
        spend(session, treasurer, amount)

    with transaction() as session:
        give(session, treasurer, 100)
    with pytest.raises(NotEnough), transaction() as session:
        press(session, 101)
    with transaction() as session:
        press(session, 100)


@pytest.fixture
def officer(committed: Urls) -> Actor:
    with transaction() as session:
        return people.actor(session, "admissions")


@pytest.fixture
def trade(committed: Urls) -> Programme:
    with transaction() as session:
        return people.programme(session, name="Chăn nuôi", code="CN")


@pytest.fixture
def in_round(committed: Urls, trade: Programme) -> Round:
    with transaction() as session:
        made = make.round_(session)
        make.offer(session, made, trade, quota=1)
        for code in ("A", "B"):
            make.applicant(session, made, trade, code=code)
        return made


def test_a_councils_choice_recorded_twice_at_once_stands_once(officer: Actor, in_round: Round) -> None:
    def choose(code: str) -> Callable[[Session], object]:
        return lambda session: rankings.record_council_choice(
            session, officer, round_id=in_round.id, programme="CN", chosen=[code], minutes="12/BB"
        )

    assert at_once(*[choose("A"), choose("B")] * 3) == {DONE: 1, NothingToChoose: 5}
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CouncilChoice)) == 1


def imported(officer: Actor, in_round: Round) -> Callable[[Session], object]:
    content = make.sheet(*({**make.PLAIN, "Mã hồ sơ": f"TS{n}", "Nguyện vọng 1": "CN"} for n in range(20)))
    workbook = read_workbook(content, "ho_so.xlsx")
    with reading() as session:
        preview = read_rows(
            workbook, sheet_of(in_round.id, rankings.queries.case(session, officer, in_round.id).programmes)
        )
    assert len(preview.accepted) == 20

    def apply(session: Session) -> object:
        return bring_in(
            session, officer, workbook=workbook, preview=preview,
            apply=lambda s, a, p, f: applicants.apply(s, a, p, f, round_id=in_round.id),
        )  # fmt: skip

    return apply


def files(in_round: Round) -> int:
    with reading() as session:
        wanted = sa.select(sa.func.count()).where(Applicant.round_id == in_round.id)
        return session.scalar(wanted.select_from(Applicant)) or 0


def test_one_file_imported_by_six_at_once_comes_in_once(officer: Actor, in_round: Round) -> None:
    assert at_once(*[imported(officer, in_round)] * 6) == {DONE: 1, ConstraintRefused: 5}
    assert files(in_round) == 2 + 20
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1


def test_a_round_closed_while_a_list_comes_in_has_all_of_it_or_nothing(officer: Actor, in_round: Round) -> None:
    outcome = at_once(imported(officer, in_round), lambda s: rounds.close_round(s, officer, round_id=in_round.id))
    assert outcome in ({DONE: 2}, {DONE: 1, RoundClosed: 1})
    assert files(in_round) == (2 + 20 if outcome[DONE] == 2 else 2)
