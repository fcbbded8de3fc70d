"""The seam between a browser and a user: everything about sessions that the rest of the app may know.

A browser holds a random token in a cookie that scripts cannot read. The gate turns the cookie into a digest and
hands it to the page as `st.user["session"]`; who that is, is read from the database on every run.
"""

from lib.accounts import commands, queries
from lib.core.actor import Actor
from lib.core.database import reading, transaction

COOKIE = "ketnoi_session"
HEADER = b"x-ketnoi-session"


def digest_hex(token: str) -> str:
    return commands.digest(token).hex()


def actor_for(session_digest: str | None) -> Actor | None:
    """The signed-in user behind the digest that the gate vouched for; None for a stranger. One query."""
    if not session_digest:
        return None
    with reading() as session:
        return queries.actor_of_session(session, bytes.fromhex(session_digest))


def sign_in(username: str, password: str) -> str:
    """Check the password and mint the ticket that the browser exchanges for its cookie; raises SignInRefused."""
    with transaction() as session:
        account_id = commands.verify(session, username=username, password=password)
    if account_id is None:
        raise commands.SignInRefused()
    with transaction() as session:
        return commands.mint_link(session, purpose="sign_in", account_id=account_id)


def exchange(ticket: str) -> str:
    """Turn a ticket into a session and return the cookie's token; raises LinkSpent."""
    with transaction() as session:
        account_id = commands.redeem_link(session, token=ticket, purpose="sign_in")
        if account_id is None:
            raise commands.LinkSpent()
        return commands.begin_session(session, account_id=account_id)


def end(token: str) -> None:
    with transaction() as session:
        commands.end_session(session, token_hash=commands.digest(token))
