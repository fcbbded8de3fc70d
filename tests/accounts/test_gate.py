"""The gate: the cookie vouches, a client's own claim does not."""

import asyncio
from collections.abc import Iterable

import pytest
from sqlalchemy.orm import Session
from starlette.types import Message, Receive, Scope, Send

from lib.accounts import commands, sessions
from lib.accounts.gate import Gate, routes
from lib.accounts.tables import AppSession

Header = tuple[bytes, bytes]


def passed_on(headers: Iterable[Header], kind: str = "websocket") -> list[bytes]:
    """The values of our own header that reach the app behind the gate."""
    seen: list[Header] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend(scope["headers"])

    async def receive() -> Message:
        return {"type": "websocket.disconnect"}

    async def send(message: Message) -> None: ...

    asyncio.run(Gate(app)({"type": kind, "headers": list(headers)}, receive, send))
    return [value for name, value in seen if name.lower() == sessions.HEADER]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("name", [b"x-ketnoi-session", b"X-Ketnoi-Session", b"X-KETNOI-SESSION"])
def test_a_claim_without_a_cookie_is_dropped(kind: str, name: bytes):
    assert passed_on([(name, b"00" * 32)], kind) == []


def test_a_claim_beside_a_cookie_is_replaced_by_the_cookies_digest():
    headers = [(b"x-ketnoi-session", b"ff" * 32), (b"cookie", b"a=1; ketnoi_session=abc; b=2")]
    assert passed_on(headers) == [sessions.digest_hex("abc").encode()]


@pytest.mark.parametrize("cookie", [b"", b"ketnoi_session=", b"other=abc", b"\xff\xfe", b"ketnoi_session"])
def test_a_cookie_that_says_nothing_makes_a_stranger(cookie: bytes):
    values = passed_on([(b"cookie", cookie)])
    assert values == []


def visit(path: str, query: str = "", cookie: str = "") -> tuple[int, dict[str, str]]:
    """Status and headers of a GET to one of the gate's routes."""
    route = next(route for route in routes if route.path == path)
    answer: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        answer.append(message)

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
        "scheme": "http",
        "server": ("localhost", 80),
        "root_path": "",
    }
    asyncio.run(route.app(scope, receive, send))
    start = answer[0]
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


@pytest.mark.database
class TestRoutes:
    def user(self, session: Session) -> None:
        commands.create_account(
            session, None, username="mai", full_name="Cà Thị Mai", password="núi rừng Tây Bắc xanh", roles=["media"]
        )
        session.commit()

    def test_a_ticket_becomes_a_cookie_that_scripts_cannot_read(self, session: Session):
        self.user(session)
        status, headers = visit(
            "/session/begin", "next=/alumni&ticket=" + sessions.sign_in("mai", "núi rừng Tây Bắc xanh")
        )
        assert (status, headers["location"]) == (303, "/alumni")
        cookie = headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie

    @pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
    def test_nobody_is_sent_to_another_host(self, session: Session, target: str):
        self.user(session)
        ticket = sessions.sign_in("mai", "núi rừng Tây Bắc xanh")
        assert visit("/session/begin", f"next={target}&ticket={ticket}")[1]["location"] == "/"

    @pytest.mark.parametrize("ticket", ["", "made-up"])
    def test_a_made_up_ticket_brings_no_cookie(self, session: Session, ticket: str):
        status, headers = visit("/session/begin", f"ticket={ticket}")
        assert (status, headers["location"]) == (303, "/")
        assert "set-cookie" not in headers

    def test_signing_out_ends_the_session_in_the_database(self, session: Session):
        self.user(session)
        token = sessions.exchange(sessions.sign_in("mai", "núi rừng Tây Bắc xanh"))
        visit("/session/end", cookie=f"ketnoi_session={token}")
        session.expire_all()
        assert session.query(AppSession).one().ended_at is not None
