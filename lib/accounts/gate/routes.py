"""Where a finished sign-in becomes a cookie, and where a cookie ends."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lib.accounts import sessions
from lib.accounts.gate import away, cookies
from lib.accounts.links.commands import LinkSpent
from lib.core.errors import DomainError


def _begin(request: Request) -> Response:
    """Exchange the ticket for a cookie and go where the user wanted to go."""
    secure = cookies.is_secure(request.scope)
    entry = request.cookies.get(cookies.name_of(cookies.ENTRY, secure=secure), "")
    if not _asked_from_here(request):
        return RedirectResponse("/", status_code=303)
    try:
        token = sessions.exchange(
            request.query_params.get("ticket", ""),
            entry=entry,
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
        )
    except LinkSpent:
        return RedirectResponse("/", status_code=303)
    except DomainError:
        return away.page()
    response = RedirectResponse(_inside(request.query_params.get("next", "/")), status_code=303)
    cookies.put(response, cookies.SESSION, token, secure=secure)
    return response


def _end(request: Request) -> Response:
    secure = cookies.is_secure(request.scope)
    response = RedirectResponse("/", status_code=303)
    if not _asked_from_here(request):
        return response
    if token := request.cookies.get(cookies.name_of(cookies.SESSION, secure=secure)):
        try:
            sessions.end(token)
        except DomainError:
            return away.page()
    cookies.drop(response, cookies.SESSION, secure=secure)
    return response


def _asked_from_here(request: Request) -> bool:
    """False when another site sent the browser here; over plain http most browsers do not say."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _inside(target: str) -> str:
    """Only a path of this app: an address of another host must not ride on our redirect."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


routes = [Route("/session/begin", _begin), Route("/session/end", _end)]
