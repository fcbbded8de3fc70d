"""The ASGI gate before Streamlit: cookie in, vouched identity out, and nothing through that has no business here.

Whatever a client claims in our own header is dropped; only the gate writes it, from the cookie. What a page may fetch
or upload is decided in `presence`; who is still signed in, by the database.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.accounts import sessions
from lib.accounts.gate import away, cookies, frames, headers
from lib.accounts.gate.presence import STRANGER, Presence, Socket, here
from lib.core.errors import DomainError

CLOSED = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/.*)?|.*/_stcore/agent/.*")
OWNED = ("/media/", "/_stcore/upload_file/")
PARTS = ("/_stcore/", "/static/", "/media/", "/component/")
"""Addresses that pages ask for by themselves; every other address is one that a person opens."""
READING = ("GET", "HEAD")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Gate:
    """Middleware around the whole app; `is_live` asks the database whether a session's digest is alive."""

    def __init__(
        self, app: ASGIApp, presence: Presence = here, is_live: Callable[[str], bool] = sessions.is_live
    ) -> None:
        self.app, self.presence, self.is_live = app, presence, is_live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != sessions.HEADER]
        scope = {**scope, "headers": kept}
        if not _HOST.fullmatch(Headers(scope=scope).get("host", "")):
            await _refuse(scope, receive, send, 400)
        elif scope["type"] == "http":
            await self._http(scope, receive, self._dressed(scope, send))
        else:
            await self._websocket(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if CLOSED.fullmatch(path) or method == "OPTIONS":
            await _answer(scope, receive, send, 404)
        elif method not in READING and not _is_same_origin(scope):
            self.presence.report("security.origin_refused", path=path, address=_address(scope))
            await _answer(scope, receive, send, 403)
        elif path.startswith(OWNED) and (status := await self._refusal(scope)):
            await _answer(scope, receive, send, status)
        elif not self.presence.database_answers and not path.startswith(PARTS):
            await away.page()(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> int | None:
        """The status with which an export or an upload is refused; None lets it through."""
        path, method = scope["path"], scope["method"]
        try:
            digest = await self._digest(scope)
        except DomainError:
            return 503
        if method in READING and self.presence.was_given(STRANGER, path):
            return None
        if digest == STRANGER:
            return 401
        if not self.presence.was_given(digest, path):
            self.presence.report("security.file_refused", method=method, address=_address(scope))
            return 403
        return self._upload_refusal(digest, path, scope) if method not in READING else None

    def _upload_refusal(self, digest: str, path: str, scope: Scope) -> int | None:
        if scope["method"] == "DELETE":
            self.presence.store(digest, path, 0)
            return None
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            return 411
        if not self.presence.has_room(digest, path, int(length)):
            return 413
        self.presence.store(digest, path, int(length))
        return None

    async def _digest(self, scope: Scope) -> str:
        """The digest of the request's living session, else STRANGER; raises a DomainError without a database."""
        token = cookies.read(scope["headers"], cookies.SESSION, secure=cookies.is_secure(scope))
        if token is None:
            return STRANGER
        digest = sessions.digest_hex(token)
        if digest in self.presence.live:
            return digest
        return digest if await asyncio.to_thread(self.is_live, digest) else STRANGER

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = _address(scope)
        if not _is_same_origin(scope):
            self.presence.report("security.origin_refused", path=scope["path"], address=address)
            await _refuse(scope, receive, send, 403)
            return
        try:
            digest = await self._digest(scope)
        except DomainError:
            await _refuse(scope, receive, send, 503)
            return
        if digest == STRANGER and self.presence.is_crowded(address):
            await _refuse(scope, receive, send, 429)
            return
        if digest != STRANGER:
            scope = {**scope, "headers": [*scope["headers"], (sessions.HEADER, digest.encode())]}
        socket = Socket(digest, address, send)
        self.presence.enter(socket)
        try:
            await self.app(scope, self._heard(socket, receive), self._said(socket))
        finally:
            self.presence.leave(socket)

    def _heard(self, socket: Socket, receive: Receive) -> Receive:
        """What the page sends: only what a page has to say; what a person did keeps the session from idling out."""

        async def heard() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or not message.get("bytes"):
                    return message
                kind = frames.kind_of(message["bytes"])
                if kind is frames.Kind.PERSON:
                    self.presence.touched.add(socket.digest)
                if kind is not frames.Kind.REFUSED:
                    return message

        return heard

    def _said(self, socket: Socket) -> Send:
        """What the page is told, with the addresses in it noted; nothing more once the session is over."""

        async def said(message: Message) -> None:
            if socket.is_over:
                return
            if message["type"] == "websocket.send" and message.get("bytes"):
                self.presence.note_addresses(socket.digest, message["bytes"])
            await socket.send(message)

        return said

    def _dressed(self, scope: Scope, send: Send) -> Send:
        """Answers with the headers of every answer; a page brings the cookie that its sign-in will be tied to."""
        secure, host = cookies.is_secure(scope), Headers(scope=scope)["host"]
        has_entry = cookies.read(scope["headers"], cookies.ENTRY, secure=secure) is not None

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                headers.put_into(told, path=scope["path"], host=host, secure=secure)
                if not has_entry and told.get("content-type", "").startswith("text/html"):
                    made = Response()
                    cookies.put(made, cookies.ENTRY, secrets.token_urlsafe(32), secure=secure)
                    told.append("set-cookie", made.headers["set-cookie"])
            await send(message)

        return dressed


def _is_same_origin(scope: Scope) -> bool:
    """Exactly the host and port that were asked; browsers always say where a socket or an upload comes from."""
    told = Headers(scope=scope)
    origin = urlsplit(told.get("origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc.lower() == told.get("host", "").lower()


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


async def _answer(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    await PlainTextResponse("", status)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    """Refuse before anything is opened; a server that cannot say why to a socket answers 403."""
    if scope["type"] == "http":
        await _answer(scope, receive, send, status)
    elif "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": status, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": 1008})
