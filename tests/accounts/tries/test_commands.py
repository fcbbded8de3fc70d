"""Guessing gets slower with every failure, for known and unknown names alike, and shuts nobody out for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands, passwords, sessions
from lib.accounts.sessions import SignInRefused, TooManyTries
from lib.accounts.tables import AppSession, SignInTries
from lib.accounts.tries import commands as tries
from lib.audit.tables import AuditEntry
from lib.core.database import reading, transaction
from lib.migrations.provision import Urls

pytestmark = pytest.mark.database
PHRASE = "núi rừng Tây Bắc xanh"
ENTRY = "the cookie of one browser"
HOME, AWAY = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: here it matters whether a password is looked at, not how long."""
    gensalt = passwords.bcrypt.gensalt
    monkeypatch.setattr(passwords.bcrypt, "gensalt", lambda rounds: gensalt(4))
    monkeypatch.setattr(passwords, "_ABSENT", passwords.hash_password("nobody has this"))


@pytest.fixture
def mai(session: Session) -> int:
    made = commands.create_account(
        session, None, username="mai", full_name="Cà Thị Mai", password=PHRASE, roles=["media"]
    )
    session.commit()
    return made


def guess(username: str, password: str = "sai", address: str = AWAY) -> str:
    return sessions.sign_in(username, password, address=address, entry=ENTRY)


def fail(username: str, times: int, address: str = AWAY) -> None:
    for _n in range(times):
        with pytest.raises(SignInRefused):
            guess(username, address=address)


def pass_time(session: Session, by: timedelta) -> None:
    session.execute(
        sa.update(SignInTries).values(blocked_until=SignInTries.blocked_until - by, last_at=SignInTries.last_at - by)
    )
    session.commit()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (5000, 900)]
)
def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(failures: int, seconds: int):
    assert tries.wait_after(failures, tries.FREE_OF_ACCOUNT) == timedelta(seconds=seconds)


def test_the_right_password_is_taken_again_once_the_wait_is_over(session: Session, mai: int):
    fail("mai", 5)
    with pytest.raises(TooManyTries, match=r"3[01] giây"):
        guess("mai", PHRASE)
    pass_time(session, timedelta(seconds=31))
    assert guess("mai", PHRASE)


def test_waiting_is_not_made_longer_by_whoever_keeps_trying_meanwhile(session: Session, mai: int):
    fail("mai", 5)
    for _n in range(20):
        with pytest.raises(TooManyTries):
            guess("mai")
    pass_time(session, timedelta(seconds=31))
    assert guess("mai", PHRASE)


def test_a_right_password_takes_the_count_back(session: Session, mai: int):
    for _n in range(3):
        fail("mai", 4)
        assert guess("mai", PHRASE)


def test_an_unknown_name_is_counted_like_a_known_one(session: Session, mai: int):
    fail("khongco", 5)
    with pytest.raises(TooManyTries):
        guess("khongco")


def test_strangers_guesses_do_not_keep_the_owner_out_at_home(session: Session, mai: int):
    commands.begin_session(session, account_id=mai, address=HOME)
    session.commit()
    fail("mai", 5, AWAY)
    with pytest.raises(TooManyTries):
        guess("mai", PHRASE, AWAY)
    assert guess("mai", PHRASE, HOME)


def test_one_address_that_tries_many_names_has_to_wait_too(session: Session):
    for n in range(tries.FREE_OF_ADDRESS):
        with pytest.raises(SignInRefused):
            guess(f"ten{n}")
    with pytest.raises(TooManyTries):
        guess("ten-khac")
    with pytest.raises(SignInRefused, match="không đúng"):
        guess("ten-khac", address=HOME)


def test_yesterdays_failures_are_forgotten(session: Session, mai: int):
    fail("mai", 4)
    pass_time(session, timedelta(hours=13))
    fail("mai", 4)
    assert guess("mai", PHRASE)


def test_of_two_hundred_guesses_at_once_five_are_looked_at(committed: Urls):
    with transaction() as session:
        commands.create_account(session, None, username="mai", full_name="Cà Thị Mai", password=PHRASE, roles=["media"])

    def attempt(n: int) -> type[Exception]:
        try:
            guess("mai", f"sai {n}", address=f"192.0.2.{n % 5}")
        except SignInRefused as refusal:
            return type(refusal)
        raise AssertionError("a guess was right")

    with ThreadPoolExecutor(16) as pool:
        met = list(pool.map(attempt, range(200)))
    assert met.count(SignInRefused) == tries.FREE_OF_ACCOUNT
    assert met.count(TooManyTries) == 195


@pytest.mark.parametrize("username", ["mai", "khongco", "bikhoa"])
def test_known_unknown_and_locked_names_cost_one_hash_each(
    session: Session, mai: int, username: str, monkeypatch: pytest.MonkeyPatch
):
    locked = commands.create_account(
        session, None, username="bikhoa", full_name="Lò Văn Khoá", password=PHRASE, roles=["media"]
    )
    session.execute(sa.text("UPDATE app.account SET is_active = false WHERE id = :id"), {"id": locked})
    session.commit()
    counted: list[int] = []
    checkpw = passwords.bcrypt.checkpw

    def counting(given: bytes, stored: bytes) -> bool:
        counted.append(len(stored))
        return bool(checkpw(given, stored))

    monkeypatch.setattr(passwords.bcrypt, "checkpw", counting)
    with pytest.raises(SignInRefused, match="không đúng"):
        guess(username)
    assert counted == [60]


def test_a_typed_name_is_not_kept_because_it_may_be_a_password(session: Session):
    fail("núi rừng của tôi", 1)
    with reading() as looking:
        assert "núi" not in str(looking.scalars(sa.select(SignInTries.key)).all())
        facts = looking.scalars(sa.select(AuditEntry.facts).where(AuditEntry.action == "security.sign_in_failed")).one()
    assert facts == {"address": AWAY}


def test_a_browser_without_cookies_is_told_so(session: Session, mai: int):
    with pytest.raises(sessions.CookiesRefused, match="cookie"):
        sessions.sign_in("mai", PHRASE, entry=None)
    assert session.scalars(sa.select(AppSession)).all() == []
