"""Signing in, links that work once, and managing users, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands, queries, sessions
from lib.accounts.links import commands as links
from lib.accounts.links.commands import LinkSpent
from lib.accounts.sessions import SignInRefused
from lib.accounts.tables import Account, AppSession
from lib.audit.tables import AuditEntry
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import InvalidInput, NotAllowed
from lib.migrations.provision import Urls
from tests.factories import people

pytestmark = pytest.mark.database
PHRASE = "núi rừng Tây Bắc xanh"
ENTRY = "the cookie of one browser"


def user(session: Session, username: str = "mai", *roles: str) -> int:
    return commands.create_account(
        session, None, username=username, full_name="Cà Thị Mai", password=PHRASE, roles=list(roles or ("media",))
    )


def signed_in(username: str = "mai") -> str:
    """The cookie's token after a whole sign-in."""
    return sessions.exchange(sessions.sign_in(username, PHRASE, entry=ENTRY), entry=ENTRY)


def test_the_right_password_leads_to_a_session_that_names_the_user(session: Session):
    user(session, "mai", "media", "union")
    session.commit()
    token = signed_in(" MAI ")
    actor = sessions.actor_for(sessions.digest_hex(token))
    assert actor is not None
    assert (actor.username, actor.roles) == ("mai", ("media", "union"))
    assert actor.unit_ids is None


@pytest.mark.parametrize(("username", "password"), [("mai", "sai"), ("lan", PHRASE), ("", ""), ("mai", "")])
def test_wrong_and_unknown_get_the_same_answer(session: Session, username: str, password: str):
    user(session)
    session.commit()
    with pytest.raises(SignInRefused, match="không đúng"):
        sessions.sign_in(username, password, entry=ENTRY)


def test_after_five_failures_even_the_right_password_has_to_wait(session: Session):
    user(session)
    session.commit()
    for _attempt in range(5):
        with pytest.raises(SignInRefused):
            sessions.sign_in("mai", "sai", entry=ENTRY)
    with pytest.raises(SignInRefused):
        sessions.sign_in("mai", PHRASE, entry=ENTRY)
    assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "security.sign_in_delayed")) == 1


def test_a_ticket_works_once(session: Session):
    user(session)
    session.commit()
    ticket = sessions.sign_in("mai", PHRASE, entry=ENTRY)
    sessions.exchange(ticket, entry=ENTRY)
    with pytest.raises(LinkSpent):
        sessions.exchange(ticket, entry=ENTRY)


def test_of_ten_that_redeem_one_ticket_at_once_one_succeeds(committed: Urls):
    with transaction() as session:
        user(session)
    ticket = sessions.sign_in("mai", PHRASE, entry=ENTRY)

    def attempt(_n: int) -> bool:
        try:
            sessions.exchange(ticket, entry=ENTRY)
        except LinkSpent:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(10))) == 1


def test_signing_out_ends_the_session_for_a_replayed_cookie(session: Session):
    user(session)
    session.commit()
    token = signed_in()
    sessions.end(token)
    assert sessions.actor_for(sessions.digest_hex(token)) is None


def test_locking_a_user_out_ends_their_open_sessions(session: Session):
    account_id = user(session)
    admin = people.actor(session, "admin")
    session.commit()
    token = signed_in()
    commands.set_active(session, admin, account_id=account_id, active=False)
    session.commit()
    assert sessions.actor_for(sessions.digest_hex(token)) is None
    commands.set_active(session, admin, account_id=account_id, active=True)
    session.commit()
    assert sessions.actor_for(sessions.digest_hex(token)) is None


def test_nobody_locks_themselves_out(session: Session):
    admin = people.actor(session, "admin")
    with pytest.raises(NotAllowed, match="của mình"):
        commands.set_active(session, admin, account_id=admin.user_id, active=False)


@pytest.mark.parametrize("digest", [None, "", "00" * 32])
def test_a_stranger_is_nobody(session: Session, digest: str | None):
    assert sessions.actor_for(digest) is None


def test_who_is_looking_is_one_query(session: Session, connection: sa.Connection):
    user(session)
    session.commit()
    digest = sessions.digest_hex(signed_in())
    seen: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    sessions.actor_for(digest)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "a"}, "3–40 chữ"),
        ({"username": "có dấu"}, "3–40 chữ"),
        ({"full_name": "  "}, "họ và tên"),
        ({"roles": []}, "vai trò"),
        ({"roles": ["boss"]}, "vai trò"),
        ({"roles": ["faculty"]}, "gắn với một khoa"),
        ({"password": "ngắn"}, "12"),
    ],
)
def test_a_bad_new_user_is_refused_with_a_sentence(session: Session, change: dict[str, object], sentence: str):
    given = {"username": "mai", "full_name": "Cà Thị Mai", "password": PHRASE, "roles": ["media"]} | change
    with pytest.raises(InvalidInput, match=sentence):
        commands.create_account(session, people.actor(session, "admin"), **given)  # type: ignore[arg-type]  # by case


def test_a_username_is_given_once(session: Session):
    user(session)
    session.commit()
    with pytest.raises(ConstraintRefused, match="đã có người dùng"), transaction() as other:
        user(other)


@pytest.mark.parametrize("role", ["student_affairs", "faculty", "leadership", "media"])
def test_only_an_administrator_adds_users(session: Session, role: str):
    actor = people.actor(session, role, unit_=people.unit(session))
    with pytest.raises(NotAllowed):
        commands.create_account(session, actor, username="lan", full_name="Lan", password=PHRASE, roles=["admin"])
    assert session.scalar(sa.select(sa.func.count()).where(Account.username == "lan")) == 0


def test_a_faculty_reaches_its_own_unit_only(session: Session):
    own, other = people.unit(session), people.unit(session)
    actor = people.actor(session, "faculty", unit_=own)
    assert actor.reaches(own.id)
    assert not actor.reaches(other.id)
    assert not actor.reaches(None)


def test_the_database_keeps_no_token(session: Session):
    user(session)
    session.commit()
    token = signed_in()
    stored = session.scalars(sa.select(AppSession.token_hash)).one()
    assert stored == commands.digest(token) != token.encode()


def test_a_setup_link_replaces_the_one_before(session: Session):
    first = links.mint_link(session, purpose="setup")
    second = links.mint_link(session, purpose="setup")
    assert not links.link_is_live(session, token=first, purpose="setup")
    assert links.link_is_live(session, token=second, purpose="setup")
    assert not links.link_is_live(session, token=second, purpose="sign_in")


def test_the_list_of_users_shows_roles_and_state(session: Session):
    user(session, "mai", "union", "media")
    row = next(row for row in queries.accounts(session) if row.username == "mai")
    assert (row.roles, row.is_active) == (("media", "union"), True)
