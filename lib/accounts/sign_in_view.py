"""The sign-in screen: streamlit-authenticator's form around our own check and session."""

import secrets
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.utilities import Encryptor, Validator

from lib.accounts import sessions
from lib.accounts.gate import cookies
from lib.core.errors import DomainError
from lib.core.i18n import _

TICKET = "accounts.ticket"
PROBLEM = "accounts.problem"


class _NoCookie:
    """Stands in for the package's cookie, which scripts could read and which outlives signing out."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None

    def delete_cookie(self) -> None:
        return None


class SignInForm(Authenticate):  # type: ignore[misc]  # the package ships no types
    """The package's form; the package's own store, lock-out and cookie are replaced by ours."""

    def __init__(self) -> None:
        # The parent's __init__ would render the cookie component, so it is not called.
        secret = secrets.token_hex(32)
        self.api_key = self.path = None
        self.attrs = {"login_sleep_time": 0}
        self.secret_key = secret
        self.cookie_controller = _NoCookie()
        self.encryptor = Encryptor(secret)
        self.authentication_controller = AuthenticationController(
            {"usernames": {}}, Validator(), False, None, None, secret, None
        )
        model = self.authentication_controller.authentication_model
        model.check_credentials = self._check
        model._record_failed_login_attempts = lambda *args, **kwargs: None
        self._users: dict[str, Any] = model.credentials["usernames"]

    def _check(self, username: str, password: str) -> bool:
        st.session_state.pop(PROBLEM, None)
        try:
            st.session_state[TICKET] = sessions.sign_in(username, password, address=address(), entry=_entry())
        except DomainError as refusal:
            st.session_state[PROBLEM] = refusal
            return False
        self._users[username] = {"name": username, "email": "", "roles": [], "password": ""}
        return True


def address() -> str:
    """Where the browser is, as far as the server or its proxy can tell; the machine itself is ''."""
    return st.context.ip_address or ""


def _entry() -> str | None:
    """The cookie that the gate gave to this browser with the page; only it may exchange the ticket."""
    for secure in (True, False):
        if found := st.context.cookies.get(cookies.name_of(cookies.ENTRY, secure=secure)):
            return found
    return None


def show(next_path: str) -> None:
    """Show the form; after a good password the browser leaves to fetch its cookie and comes back to `next_path`."""
    st.session_state["authentication_status"] = None  # the package hides its form after a success that it remembers
    SignInForm().login(
        fields={
            "Form name": _("Đăng nhập"),
            "Username": _("Tên đăng nhập"),
            "Password": _("Mật khẩu"),
            "Login": _("Đăng nhập"),
        },
        key="accounts.sign_in",
    )
    if ticket := st.session_state.pop(TICKET, None):
        leave_for("/session/begin?" + urlencode({"ticket": ticket, "next": next_path}))
        st.stop()
    problem = st.session_state.get(PROBLEM)
    if isinstance(problem, DomainError):
        st.error(str(problem), icon=":material/error:")


def leave_for(path: str) -> None:
    """Send the browser to a route of the server, the way Streamlit's own sign-in does."""
    message = ForwardMsg()
    message.auth_redirect.url = path
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(message)
