"""The two cookies: the session's, and the one that ties a sign-in to the browser that began it.

Behind https their names begin with __Host-, which browsers take only with Secure, from this host and for every path,
so that no neighbouring site can plant one.
"""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response
from starlette.types import Scope

SESSION = "ketnoi_session"
ENTRY = "ketnoi_entry"
_HOST = "__Host-"


def is_secure(scope: Scope) -> bool:
    """True when the browser came by https, also through a proxy that uvicorn was told to trust."""
    return scope.get("scheme") in ("https", "wss")


def name_of(cookie: str, *, secure: bool) -> str:
    return _HOST + cookie if secure else cookie


def read(headers: Iterable[tuple[bytes, bytes]], cookie: str, *, secure: bool) -> str | None:
    """The cookie's value from raw headers, None without one or when the header cannot be read."""
    jar = SimpleCookie()
    for name, value in headers:
        if name.lower() == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return None
    found = jar.get(name_of(cookie, secure=secure))
    return found.value or None if found else None


def put(response: Response, cookie: str, value: str, *, secure: bool) -> None:
    response.set_cookie(name_of(cookie, secure=secure), value, httponly=True, samesite="lax", secure=secure, path="/")


def drop(response: Response, cookie: str, *, secure: bool) -> None:
    response.delete_cookie(name_of(cookie, secure=secure), httponly=True, samesite="lax", secure=secure, path="/")
