"""The gate: the cookie vouches, a client's own claim does not, and what is not a page's business stays out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.accounts import commands, sessions
from lib.accounts.gate import presence
from lib.accounts.gate.middleware import Gate
from lib.accounts.gate.presence import Presence
from lib.accounts.gate.routes import routes
from lib.accounts.tables import AppSession
from lib.core.database import DatabaseUnavailable

Header = tuple[bytes, bytes]
HOST = "ket-noi.example:8501"
OWN = (b"origin", f"http://{HOST}".encode())
MEDIA = "/media/" + "a1" * 16
UPLOAD = "/_stcore/upload_file/6c8b3b1e-6d3b-4a3f-9a34-3c0f4c9f0a11/0b0a7d0e-2f6c-4d0b-8f53-8f1a9d2f7c55"
ENTRY = "the cookie of one browser"


def cookie(token: str) -> Header:
    return (b"cookie", f"ketnoi_session={token}".encode())


class Seen:
    """What came of one request: what the app behind the gate was asked, and what the browser was told."""

    def __init__(self) -> None:
        self.asked: Scope | None = None
        self.heard: list[Message] = []
        self.told: list[Message] = []

    @property
    def status(self) -> int:
        return int(self.told[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode().lower(): value.decode() for name, value in self.told[0]["headers"]}

    @property
    def vouched(self) -> list[bytes]:
        assert self.asked is not None
        return [value for name, value in self.asked["headers"] if name.lower() == sessions.HEADER]


def ask(
    path: str = "/",
    headers: Iterable[Header] = (),
    *,
    method: str = "GET",
    kind: str = "http",
    host: str = HOST,
    scheme: str = "http",
    presence: Presence | None = None,
    is_live: Callable[[str], bool] = lambda _digest: True,
    said: Iterable[bytes] = (),
    answer: Callable[[Send], Awaitable[None]] | None = None,
) -> Seen:
    """Send one request or open one socket, on which the page says `said`, through a gate."""
    seen, waiting = Seen(), [{"type": "websocket.receive", "bytes": frame} for frame in said]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.asked = scope
        if scope["type"] == "http":
            kinds = [(b"content-type", b"text/html"), (b"server", b"x"), (b"access-control-allow-origin", b"*")]
            await send({"type": "http.response.start", "status": 200, "headers": kinds})
            await send({"type": "http.response.body", "body": b""})
            return
        while (message := await receive())["type"] != "websocket.disconnect":
            seen.heard.append(message)
        if answer:
            await answer(send)

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "websocket.disconnect"}

    async def send(message: Message) -> None:
        seen.told.append(message)

    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", host.encode()), *headers],
        "scheme": scheme,
        "client": ("192.0.2.7", 40000),
        "extensions": {"websocket.http.response": {}},
    }
    asyncio.run(Gate(app, presence or Presence(), is_live)(scope, receive, send))
    return seen


def socket(headers: Iterable[Header] = (), **how: object) -> Seen:
    return ask("/_stcore/stream", [OWN, *headers], kind="websocket", **how)  # type: ignore[arg-type]  # passed on


class TestIdentity:
    @pytest.mark.parametrize("name", [b"x-ketnoi-session", b"X-Ketnoi-Session", b"X-KETNOI-SESSION"])
    def test_a_claim_without_a_cookie_is_dropped(self, name: bytes):
        assert socket([(name, b"00" * 32)]).vouched == []
        assert ask(headers=[(name, b"00" * 32)]).vouched == []

    def test_a_claim_beside_a_cookie_is_replaced_by_the_cookies_digest(self):
        seen = socket([(b"x-ketnoi-session", b"ff" * 32), cookie("abc")])
        assert seen.vouched == [sessions.digest_hex("abc").encode()]

    @pytest.mark.parametrize("value", [b"", b"ketnoi_session=", b"other=abc", b"\xff\xfe", b"ketnoi_session"])
    def test_a_cookie_that_says_nothing_makes_a_stranger(self, value: bytes):
        assert socket([(b"cookie", value)]).vouched == []

    def test_the_cookie_of_an_ended_session_makes_a_stranger(self):
        assert socket([cookie("abc")], is_live=lambda _digest: False).vouched == []

    def test_behind_https_only_the_cookie_that_no_neighbour_can_plant_counts(self):
        secure = [(b"origin", f"https://{HOST}".encode())]
        plain = ask("/_stcore/stream", [*secure, cookie("abc")], kind="websocket", scheme="wss")
        assert plain.vouched == []
        hosted = [*secure, (b"cookie", b"__Host-ketnoi_session=abc")]
        assert ask("/_stcore/stream", hosted, kind="websocket", scheme="wss").vouched != []


class TestOrigin:
    @pytest.mark.parametrize(
        "origin",
        [None, b"null", b"", b"http://evil.example", b"http://ket-noi.example", b"http://ket-noi.example:8502",
         b"http://127.0.0.1:8501", b"file://ket-noi.example:8501", b"http://x@ket-noi.example:8501"],
    )  # fmt: skip
    def test_a_socket_or_an_upload_from_elsewhere_is_refused(self, origin: bytes | None):
        headers = [cookie("abc")] + ([(b"origin", origin)] if origin is not None else [])
        here = Presence()
        seen = ask("/_stcore/stream", headers, kind="websocket", presence=here)
        assert (seen.status, seen.asked) == (403, None)
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            seen = ask(UPLOAD, headers, method=method, presence=here)
            assert (seen.status, seen.asked) == (403, None)
        assert {event.action for event in here.events} == {"security.origin_refused"}

    @pytest.mark.parametrize("host", ["", "a b", "evil.example/", "x@y", "a:b", "'self' *"])
    def test_a_host_that_is_no_host_is_refused(self, host: str):
        assert ask(host=host).status == 400


class TestClosed:
    @pytest.mark.parametrize(
        "path",
        ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/script-health-check", "/_stcore/agent/interact",
         "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/alumni/_stcore/agent/mcp"],
    )  # fmt: skip
    def test_tools_of_developers_do_not_exist(self, path: str):
        for method in ("GET", "POST", "OPTIONS"):
            seen = ask(path, [OWN, cookie("abc")], method=method)
            assert (seen.status, seen.asked) == (404, None)

    def test_a_page_cannot_clear_caches_or_install_things_on_the_server(self):
        tools, run = [BackMsg(clear_cache=True), BackMsg(set_run_on_save=True), BackMsg(load_git_info=True)], BackMsg()
        tools.append(BackMsg())
        tools[-1].backend_operation_request.install_skills.SetInParent()
        run.rerun_script.query_string = "x=1"
        seen = socket([cookie("abc")], said=[one.SerializeToString() for one in [*tools, run]])
        assert [message["bytes"] for message in seen.heard] == [run.SerializeToString()]

    def test_too_many_strangers_from_one_address_are_refused(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(presence, "MOST_STRANGERS", 0)
        assert socket().status == 429
        assert socket([cookie("abc")]).asked is not None


class TestHeaders:
    def test_every_answer_says_what_the_browser_may_do(self):
        for path in ("/", "/_stcore/metrics", MEDIA, "/static/x.js"):
            headers = ask(path).headers
            assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert f"ws://{HOST};" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "camera=()" in headers["permissions-policy"]
            assert not {"server", "access-control-allow-origin", "strict-transport-security"} & set(headers)

    def test_scripts_written_into_the_page_run_only_by_their_hash(self):
        policy = ask().headers["content-security-policy"]
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "'unsafe-inline'" not in scripts and "'unsafe-eval'" not in scripts
        assert scripts.count("'sha256-") == 1

    def test_browsers_are_told_to_stay_with_https_only_behind_https(self):
        assert "max-age=31536000" in ask(scheme="https").headers["strict-transport-security"]

    @pytest.mark.parametrize("path", [MEDIA, UPLOAD, "/session/begin"])
    def test_exports_uploads_and_sessions_are_kept_by_nobody(self, path: str):
        assert ask(path).headers["cache-control"] == "no-store"

    def test_a_page_brings_the_cookie_that_its_sign_in_is_tied_to(self):
        plain, secure = ask().headers["set-cookie"], ask(scheme="https").headers["set-cookie"]
        assert plain.startswith("ketnoi_entry=") and "HttpOnly" in plain
        assert secure.startswith("__Host-ketnoi_entry=") and "Secure" in secure
        assert "set-cookie" not in ask(headers=[(b"cookie", b"ketnoi_entry=x")]).headers


class TestFiles:
    def given(self, *tokens: str) -> Presence:
        """A process whose pages of these sessions were given an export and an upload."""
        here = Presence()
        frame = ForwardMsg()
        frame.delta.new_element.markdown.body = f"{MEDIA}.xlsx"
        for token in tokens:
            here.note_addresses(sessions.digest_hex(token) if token else "", frame.SerializeToString())
            here.note_addresses(sessions.digest_hex(token) if token else "", b"\x0a" + UPLOAD.encode() + b"\x12")
        return here

    def test_an_export_opens_to_the_session_that_was_given_it(self):
        seen = ask(f"{MEDIA}.xlsx", [cookie("mai")], presence=self.given("mai"))
        assert seen.status == 200

    def test_an_export_without_a_cookie_is_refused(self):
        assert ask(f"{MEDIA}.xlsx", presence=self.given("mai")).status == 401

    def test_an_export_with_an_ended_session_is_refused(self):
        seen = ask(f"{MEDIA}.xlsx", [cookie("mai")], presence=self.given("mai"), is_live=lambda _digest: False)
        assert seen.status == 401

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_somebody_elses_export_is_refused_and_put_on_record(self, method: str):
        here = self.given("mai")
        assert ask(f"{MEDIA}.xlsx", [cookie("lan")], method=method, presence=here).status == 403
        assert [event.action for event in here.events] == ["security.file_refused"]

    def test_what_the_sign_in_page_shows_is_for_everybody(self):
        assert ask(f"{MEDIA}.png", presence=self.given("")).status == 200

    @pytest.mark.parametrize("path", ["/media/", "/media/x", "/media/../x", "/_stcore/upload_file/x", MEDIA[:-1]])
    def test_what_is_no_address_of_a_file_is_refused(self, path: str):
        assert ask(path, [cookie("mai")], presence=self.given("mai")).status == 403

    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    def test_an_upload_goes_only_where_the_own_page_asked_for_it(self, method: str):
        here, size = self.given("mai", ""), (b"content-length", b"10")
        assert ask(UPLOAD, [OWN, size, cookie("mai")], method=method, presence=here).status == 200
        assert ask(UPLOAD, [OWN, size], method=method, presence=here).status == 401
        here = self.given("mai")
        assert ask(UPLOAD, [OWN, size, cookie("lan")], method=method, presence=here).status == 403

    def test_a_session_holds_a_limited_amount_of_uploads(self):
        here = self.given("mai")
        most = [OWN, cookie("mai"), (b"content-length", str(presence.MOST_STORED).encode())]
        assert ask(UPLOAD, most, method="PUT", presence=here).status == 200
        second = UPLOAD[:-1] + "6"
        here.note_addresses(sessions.digest_hex("mai"), second.encode())
        assert ask(second, [*most[:2], (b"content-length", b"1")], method="PUT", presence=here).status == 413
        assert ask(UPLOAD, most, method="DELETE", presence=here).status == 200
        assert ask(second, [*most[:2], (b"content-length", b"1")], method="PUT", presence=here).status == 200

    def test_an_upload_must_say_how_long_it_is(self):
        assert ask(UPLOAD, [OWN, cookie("mai")], method="PUT", presence=self.given("mai")).status == 411


class TestDatabaseAway:
    def test_a_page_is_a_plain_one_that_tries_again(self):
        here = Presence()
        here.database_answers = False
        seen = ask("/alumni", presence=here)
        assert (seen.status, seen.asked) == (503, None)
        assert b'http-equiv="refresh"' in seen.told[1]["body"]
        assert seen.headers["retry-after"] == "3"

    def test_a_socket_is_refused_until_the_database_is_back(self):
        def away(_digest: str) -> bool:
            raise DatabaseUnavailable()

        assert socket([cookie("abc")], is_live=away).status == 503


class TestEnding:
    def test_an_ended_session_sends_its_open_pages_away_and_tells_them_nothing_more(self):
        here = Presence()

        async def answer(send: Send) -> None:
            await send({"type": "websocket.send", "bytes": b"before"})
            await here.end(sessions.digest_hex("mai"))
            await send({"type": "websocket.send", "bytes": b"after"})

        seen = socket([cookie("mai")], presence=here, answer=answer)
        kinds = [message["type"] for message in seen.told]
        assert kinds == ["websocket.send", "websocket.send", "websocket.close"]
        assert ForwardMsg.FromString(seen.told[1]["bytes"]).auth_redirect.url == "/"
        assert seen.told[2]["code"] == 4401

    def test_only_what_a_person_did_keeps_a_session_from_idling_out(self):
        click, timer, heartbeat = BackMsg(), BackMsg(), BackMsg(app_heartbeat=True)
        click.rerun_script.query_string = ""
        click.rerun_script.page_name = "alumni"
        timer.rerun_script.is_auto_rerun = True
        here = Presence()
        socket([cookie("mai")], presence=here, said=[timer.SerializeToString(), heartbeat.SerializeToString()])
        assert here.touched == set()
        socket([cookie("mai")], presence=here, said=[click.SerializeToString()])
        assert here.touched == {sessions.digest_hex("mai")}


def visit(
    path: str, query: str = "", cookie: str = f"ketnoi_entry={ENTRY}", *more: Header
) -> tuple[int, dict[str, str]]:
    """Status and headers of a GET to one of the gate's routes."""
    route = next(route for route in routes if route.path == path)
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode()), *more],
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("192.0.2.7", 40000),
        "root_path": "",
    }
    asyncio.run(route.app(scope, receive, send))
    return told[0]["status"], {name.decode(): value.decode() for name, value in told[0]["headers"]}


@pytest.mark.database
class TestRoutes:
    def ticket(self, session: Session) -> str:
        phrase = "núi rừng Tây Bắc xanh"
        commands.create_account(session, None, username="mai", full_name="Cà Thị Mai", password=phrase, roles=["media"])
        session.commit()
        return sessions.sign_in("mai", phrase, entry=ENTRY)

    def test_a_ticket_becomes_a_cookie_that_scripts_cannot_read(self, session: Session):
        status, headers = visit("/session/begin", "next=/alumni&ticket=" + self.ticket(session))
        assert (status, headers["location"]) == (303, "/alumni")
        made = headers["set-cookie"].lower()
        assert "httponly" in made
        assert "samesite=lax" in made
        row = session.scalars(sa.select(AppSession)).one()
        assert row.address == "192.0.2.7"

    @pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
    def test_nobody_is_sent_to_another_host(self, session: Session, target: str):
        assert visit("/session/begin", f"next={target}&ticket={self.ticket(session)}")[1]["location"] == "/"

    @pytest.mark.parametrize("ticket", ["", "made-up"])
    def test_a_made_up_ticket_brings_no_cookie(self, session: Session, ticket: str):
        status, headers = visit("/session/begin", f"ticket={ticket}")
        assert (status, headers["location"]) == (303, "/")
        assert "set-cookie" not in headers

    @pytest.mark.parametrize("other", ["", "ketnoi_entry=another browser"])
    def test_a_ticket_is_worth_nothing_in_another_browser(self, session: Session, other: str):
        assert "set-cookie" not in visit("/session/begin", f"ticket={self.ticket(session)}", other)[1]

    def test_another_site_can_neither_sign_a_browser_in_nor_out(self, session: Session):
        ticket, foreign = self.ticket(session), (b"sec-fetch-site", b"cross-site")
        assert "set-cookie" not in visit("/session/begin", f"ticket={ticket}", f"ketnoi_entry={ENTRY}", foreign)[1]
        token = sessions.exchange(ticket, entry=ENTRY)
        visit("/session/end", "", f"ketnoi_session={token}", foreign)
        assert sessions.is_live(sessions.digest_hex(token))

    def test_signing_out_ends_the_session_in_the_database(self, session: Session):
        token = sessions.exchange(self.ticket(session), entry=ENTRY)
        visit("/session/end", cookie=f"ketnoi_session={token}")
        session.expire_all()
        assert session.scalars(sa.select(AppSession)).one().ended_at is not None
