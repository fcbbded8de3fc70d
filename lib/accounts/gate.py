"""The ASGI gate before Streamlit: cookie in, vouched identity out.

Whatever a client claims in our own header is dropped; only the gate writes it, from the cookie. The two routes are
where a ticket becomes a cookie and where a cookie ends.
"""

from http.cookies import CookieError, SimpleCookie

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.accounts import sessions
from lib.accounts.commands import LinkSpent


class Gate:
    """Middleware that lets a page know the session's digest, and nobody forge it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = [(name, value) for name, value in scope["headers"] if name.lower() != sessions.HEADER]
            if token := _cookie(headers):
                headers.append((sessions.HEADER, sessions.digest_hex(token).encode()))
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


def _cookie(headers: list[tuple[bytes, bytes]]) -> str | None:
    jar = SimpleCookie[str]()
    for name, value in headers:
        if name.lower() == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return None
    return jar[sessions.COOKIE].value if sessions.COOKIE in jar else None


def _begin(request: Request) -> Response:
    """Exchange the ticket for a cookie and go where the user wanted to go."""
    try:
        token = sessions.exchange(request.query_params.get("ticket", ""))
    except LinkSpent:
        return RedirectResponse("/", status_code=303)
    response = RedirectResponse(_inside(request.query_params.get("next", "/")), status_code=303)
    response.set_cookie(
        sessions.COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _end(request: Request) -> Response:
    if token := request.cookies.get(sessions.COOKIE):
        sessions.end(token)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(sessions.COOKIE, path="/")
    return response


def _inside(target: str) -> str:
    """Only a path of this app: an address of another host must not ride on our redirect."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


routes = [Route("/session/begin", _begin), Route("/session/end", _end)]
