"""Sessions end: by idling, by age, by their owner, by an administrator, and by every change of the account."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands, passwords, queries, sessions
from lib.accounts.links import commands as links
from lib.accounts.links.commands import LinkSpent, ResetLinkSpent
from lib.accounts.passwords import WeakPassword
from lib.accounts.tables import Account, AccountRole, AppSession, OneTimeToken
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.errors import NotFound
from tests.factories import people

pytestmark = pytest.mark.database
PHRASE, OTHER = "núi rừng Tây Bắc xanh", "mười hai con trâu cày"


@pytest.fixture
def mai(session: Session) -> int:
    made = commands.create_account(
        session, None, username="mai", full_name="Cà Thị Mai", password=PHRASE, roles=["media"]
    )
    session.commit()
    return made


def begin(session: Session, account_id: int, **how: timedelta) -> str:
    token = commands.begin_session(session, account_id=account_id, **how)  # type: ignore[arg-type]  # limits only
    session.commit()
    return sessions.digest_hex(token)


def is_live(digest: str) -> bool:
    """The gate and the page must agree."""
    live = sessions.is_live(digest)
    assert (sessions.actor_for(digest) is not None) is live
    assert (digest in sessions.look_after([digest], [], [])) is live
    return live


def age(session: Session, **columns: timedelta) -> None:
    session.execute(
        sa.update(AppSession).values({name: getattr(AppSession, name) - by for name, by in columns.items()})
    )
    session.commit()


def test_a_session_ends_after_half_an_hour_without_anybody_doing_anything(session: Session, mai: int):
    digest = begin(session, mai)
    age(session, last_seen_at=timedelta(minutes=29))
    assert is_live(digest)
    age(session, last_seen_at=timedelta(minutes=2))
    assert not is_live(digest)


def test_doing_something_keeps_a_session_but_does_not_bring_one_back(session: Session, mai: int):
    digest = begin(session, mai)
    age(session, last_seen_at=timedelta(minutes=29))
    sessions.look_after([], [digest], [])
    age(session, last_seen_at=timedelta(minutes=29))
    assert is_live(digest)
    age(session, last_seen_at=timedelta(minutes=2))
    sessions.look_after([], [digest], [])
    assert not is_live(digest)


def test_a_session_ends_after_twelve_hours_whatever_is_done(session: Session, mai: int):
    digest = begin(session, mai)
    age(session, expires_at=timedelta(hours=12, minutes=1))
    sessions.look_after([], [digest], [])
    assert not is_live(digest)


CHANGES = {
    "locked out": sa.update(Account).values(is_active=False),
    "new password": sa.update(Account).values(password_hash="x"),
    "password taken": sa.update(Account).values(password_hash=None),
    "role added": sa.insert(AccountRole).from_select(
        ["account_id", "role"], sa.select(Account.id, sa.literal("union")).where(Account.username == "mai")
    ),
    "role changed": sa.update(AccountRole).values(role="union"),
    "role taken": sa.delete(AccountRole),
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_account_ends_its_sessions_and_links_for_good(
    session: Session, mai: int, statement: sa.Executable
):
    digest = begin(session, mai)
    ticket = links.mint_link(session, purpose="sign_in", account_id=mai)
    session.execute(statement)
    session.execute(sa.update(Account).values(is_active=True))
    session.commit()
    assert not is_live(digest)
    with pytest.raises(LinkSpent):
        links.redeem_link(session, token=ticket, purpose="sign_in")


def test_a_change_of_unit_ends_sessions_and_a_change_of_name_does_not(session: Session, mai: int):
    digest, unit = begin(session, mai), people.unit(session)
    session.execute(sa.update(Account).values(full_name="Cà Thị Mai Anh", email="mai@example.vn"))
    session.commit()
    assert is_live(digest)
    session.execute(sa.update(Account).where(Account.id == mai).values(unit_id=unit.id))
    session.commit()
    assert not is_live(digest)


def test_a_change_of_one_account_leaves_the_others_alone(session: Session, mai: int):
    other = begin(session, people.actor(session, "media").user_id)
    session.execute(sa.update(Account).where(Account.id == mai).values(is_active=False))
    session.commit()
    assert is_live(other)


def actor(session: Session, account_id: int) -> Actor:
    return queries.actor_of_account(session, account_id)


def test_changing_ones_password_spares_this_browser_and_ends_the_others(session: Session, mai: int):
    here, elsewhere = begin(session, mai), begin(session, mai)
    commands.change_own_password(session, actor(session, mai), current=PHRASE, new=OTHER, spared=here)
    session.commit()
    assert is_live(here)
    assert not is_live(elsewhere)
    assert sessions.confirm("mai", OTHER) == mai
    with pytest.raises(sessions.SignInRefused):
        sessions.confirm("mai", PHRASE)


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [("sai", OTHER, commands.WrongPassword), (PHRASE, "ngắn", WeakPassword), (PHRASE, PHRASE, commands.SamePassword)],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(
    session: Session, mai: int, current: str, new: str, refusal: type[Exception]
):
    with pytest.raises(refusal):
        commands.change_own_password(session, actor(session, mai), current=current, new=new, spared=None)
    session.rollback()
    assert sessions.confirm("mai", PHRASE) == mai


def test_who_has_a_password_from_another_holds_no_role_until_it_is_changed(session: Session):
    admin = people.actor(session, "admin")
    made = commands.create_account(
        session, admin, username="moi", full_name="Lường Văn Mới", password=PHRASE, roles=["admin"],
        is_first_password=True,
    )  # fmt: skip
    digest = begin(session, made)
    before = sessions.actor_for(digest)
    assert before is not None
    assert (before.roles, before.permissions, before.unit_ids) == ((), frozenset(), frozenset())
    assert before.must_change_password
    commands.change_own_password(session, before, current=PHRASE, new=OTHER, spared=digest)
    session.commit()
    after = sessions.actor_for(digest)
    assert after is not None
    assert (after.roles, after.must_change_password) == (("admin",), False)


def test_a_link_for_a_forgotten_password_works_once_and_ends_sessions(session: Session, mai: int):
    digest = begin(session, mai)
    token = commands.make_reset_link(session, people.actor(session, "admin"), account_id=mai)
    commands.use_reset_link(session, token=token, password=OTHER)
    session.commit()
    assert not is_live(digest)
    assert sessions.confirm("mai", OTHER) == mai
    with pytest.raises(ResetLinkSpent, match="quản trị"):
        commands.use_reset_link(session, token=token, password=PHRASE)
    recorded = set(session.scalars(sa.select(AuditEntry.action)))
    assert {"security.reset_link_made", "security.password_reset"} <= recorded


def test_a_refused_password_leaves_the_link_as_it_was(session: Session, mai: int):
    token = commands.make_reset_link(session, people.actor(session, "admin"), account_id=mai)
    session.commit()
    with pytest.raises(WeakPassword):
        commands.use_reset_link(session, token=token, password="ngắn")
    session.rollback()
    commands.use_reset_link(session, token=token, password=OTHER)


def test_only_the_newest_link_works_and_only_for_a_day(session: Session, mai: int):
    admin = people.actor(session, "admin")
    first, second = (commands.make_reset_link(session, admin, account_id=mai) for _n in range(2))
    assert not links.link_is_live(session, token=first, purpose="reset")
    assert links.link_is_live(session, token=second, purpose="reset")
    session.execute(sa.update(OneTimeToken).values(expires_at=OneTimeToken.expires_at - timedelta(days=1, minutes=1)))
    assert not links.link_is_live(session, token=second, purpose="reset")


def test_nobody_gets_in_by_a_link_for_an_account_that_is_locked(session: Session, mai: int):
    admin = people.actor(session, "admin")
    token = commands.make_reset_link(session, admin, account_id=mai)
    commands.set_active(session, admin, account_id=mai, active=False)
    session.flush()
    with pytest.raises(ResetLinkSpent):
        commands.use_reset_link(session, token=token, password=OTHER)
    with pytest.raises(NotFound):
        commands.make_reset_link(session, admin, account_id=mai)


def test_signing_out_everywhere_ends_all_ones_sessions_and_nobody_elses(session: Session, mai: int):
    own, other = [begin(session, mai), begin(session, mai)], begin(session, people.actor(session, "media").user_id)
    commands.end_own_sessions(session, actor(session, mai))
    session.commit()
    assert [is_live(digest) for digest in own] == [False, False]
    assert is_live(other)


def test_an_administrator_ends_one_session_or_all_of_a_user(session: Session, mai: int):
    admin = people.actor(session, "admin")
    first, second, third = (begin(session, mai) for _n in range(3))
    chosen = next(row for row in queries.live_sessions(session) if row.token_hash.hex() == second)
    commands.end_sessions_of(session, admin, account_id=mai, session_id=chosen.id)
    session.commit()
    assert [is_live(digest) for digest in (first, second, third)] == [True, False, True]
    commands.end_sessions_of(session, admin, account_id=mai)
    session.commit()
    assert not is_live(first)
    assert not is_live(third)


def test_a_session_of_another_user_is_not_ended_under_the_wrong_name(session: Session, mai: int):
    other = begin(session, people.actor(session, "media").user_id)
    row = next(row for row in queries.live_sessions(session) if row.token_hash.hex() == other)
    commands.end_sessions_of(session, people.actor(session, "admin"), account_id=mai, session_id=row.id)
    session.commit()
    assert is_live(other)


def test_what_no_decision_needs_any_more_is_removed(session: Session, mai: int):
    begin(session, mai)
    sessions.sign_in("mai", PHRASE, entry="x")
    age(session, expires_at=timedelta(days=31))
    session.execute(sa.update(OneTimeToken).values(expires_at=OneTimeToken.expires_at - timedelta(minutes=1)))
    commands.forget_the_old(session)
    assert session.scalars(sa.select(AppSession)).all() == []
    assert session.scalars(sa.select(OneTimeToken)).all() == []


def test_what_the_gate_refused_is_on_record(session: Session):
    sessions.look_after([], [], [("security.origin_refused", {"path": "/_stcore/stream", "address": "192.0.2.7"})])
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "security.origin_refused")).one()
    assert entry.facts["address"] == "192.0.2.7"


def test_two_passwords_at_most_are_worked_on_at_the_same_time():
    assert passwords._AT_ONCE._initial_value == 2  # type: ignore[attr-defined]  # what BoundedSemaphore keeps
