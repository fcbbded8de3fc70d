"""The seam between a browser and a user: everything about sessions that the rest of the app may know.

A browser holds a random token in a cookie that scripts cannot read. The gate turns the cookie into a digest and
hands it to the page as `st.user["session"]`; who that is, is read from the database on every run.
"""

from collections.abc import Collection, Iterable, Mapping

from lib.accounts import commands, passwords, queries
from lib.accounts.links import commands as links
from lib.accounts.tries import commands as tries
from lib.audit import commands as audit
from lib.core import config
from lib.core.actor import Actor
from lib.core.database import reading, transaction
from lib.core.errors import InvalidInput, NotAllowed
from lib.core.i18n import N_
from lib.core.names import clean

HEADER = b"x-ketnoi-session"


class SignInRefused(NotAllowed):
    message = N_("Tên đăng nhập hoặc mật khẩu không đúng. Sau nhiều lần sai, phải chờ mới được thử lại.")


class TooManyTries(SignInRefused):
    message = N_("Đã sai nhiều lần. Hãy chờ {seconds} giây rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.")


class CookiesRefused(InvalidInput):
    message = N_("Trình duyệt không nhận cookie của trang này. Hãy cho phép cookie rồi tải lại trang.")


def digest_hex(token: str) -> str:
    return links.digest(token).hex()


def actor_for(session_digest: str | None) -> Actor | None:
    """The signed-in user behind the digest that the gate vouched for; None for a stranger. One query."""
    if not session_digest:
        return None
    with reading() as session:
        return queries.actor_of_session(session, bytes.fromhex(session_digest))


def is_live(session_digest: str) -> bool:
    """What the gate asks before it lets a page or a file through."""
    with reading() as session:
        return bool(queries.alive_among(session, [bytes.fromhex(session_digest)]))


def sign_in(username: str, password: str, *, address: str = "", entry: str | None) -> str:
    """Check the password and mint the ticket that the browser with the cookie `entry` exchanges for its session.

    Raises CookiesRefused, TooManyTries and SignInRefused.
    """
    if not entry:
        raise CookiesRefused()
    account_id = confirm(username, password, address=address)
    with transaction() as session:
        return links.mint_link(session, purpose="sign_in", account_id=account_id, bound_to=entry)


def confirm(username: str, password: str, *, address: str = "") -> int:
    """The id of the active account with this name and password; unknown names get the same answer after the same work.

    Raises TooManyTries and SignInRefused.
    """
    name = clean(username).lower()
    counted_under = _count_try(name, address)
    with reading() as session:
        found = queries.credentials(session, name)
    right = passwords.matches(password, found[1] if found else None)
    with transaction() as session:
        # The hash is compared again: it may have been changed while this password was being checked.
        if right and found is not None and queries.credentials(session, name) == found:
            tries.forgive(session, counted_under)
            return found[0]
        account_id = found[0] if found else None
        audit.record(session, None, "security.sign_in_failed", "account", account_id, address=address)
    raise SignInRefused()


def _count_try(username: str, address: str) -> tuple[str, str]:
    """Count one use of a password before it is looked at; returns what to forgive when it was right."""
    with transaction() as session:
        counted_under = tries.keys(session, username=username, address=address)
        wait = tries.admit(session, counted_under)
        if wait is not None:
            audit.record(session, None, "security.sign_in_delayed", "account", address=address)
    if wait is not None:
        raise TooManyTries(seconds=int(wait.total_seconds()) + 1)
    return counted_under


def exchange(ticket: str, *, entry: str, address: str = "", browser: str = "") -> str:
    """Turn a ticket into a session and return the cookie's token; raises LinkSpent."""
    limits = config.read()
    with transaction() as session:
        account_id = links.redeem_link(session, token=ticket, purpose="sign_in", bound_to=entry)
        if account_id is None:
            raise links.LinkSpent()
        return commands.begin_session(
            session,
            account_id=account_id,
            length=limits.session_length,
            idle_for=limits.session_idle,
            address=address,
            browser=browser,
        )


def end(token: str) -> None:
    with transaction() as session:
        commands.end_session(session, token_hash=links.digest(token))


def look_after(
    known: Collection[str], touched: Collection[str], events: Iterable[tuple[str, Mapping[str, object]]]
) -> set[str]:
    """Put down who did something and what was refused; tell which of the known sessions are alive.

    Digests in and out, events as (action, facts); two statements however many pages are open.
    """
    with transaction() as session:
        if touched:
            commands.touch(session, [bytes.fromhex(one) for one in touched])
        for action, facts in events:
            audit.record(session, None, action, "session", None, **facts)
        return {found.hex() for found in queries.alive_among(session, [bytes.fromhex(one) for one in known])}
