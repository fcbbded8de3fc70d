"""What is around every page: who is looking, where they may go, in which language."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import streamlit as st

from lib.accounts import view as accounts
from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES
from lib.core import i18n
from lib.core.actor import Actor
from lib.core.config import ROOT
from lib.core.errors import DomainError, NotAllowed
from lib.core.i18n import LANGUAGES, N_, Language, _
from lib.ui import builtin, notices

LANGUAGE = "shell.language"
ICON = str(ROOT / "lib" / "ui" / "icon.png")  # a Material name would be fetched from outside
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class Door:
    """A page of the navigation; `source` is a file of pages/ or a function of the shell."""

    name: str
    title: str
    icon: str
    source: Path | Callable[[], None]


def _home() -> None:
    from lib import home_view

    home_view.show(open_page("home"))


def _settings() -> None:
    from lib import settings_view

    settings_view.show(open_page("settings"))


def _account() -> None:
    from lib.accounts import own_view

    own_view.show(open_page("account"))


DOORS = (
    Door("home", N_("Việc phải làm"), ":material/checklist:", _home),
    Door("alumni", N_("Cựu HSSV"), ":material/groups:", ROOT / "pages" / "1_Alumni.py"),
    Door("admissions", N_("Tuyển sinh"), ":material/how_to_reg:", ROOT / "pages" / "2_Admissions.py"),
    Door("scholarships", N_("Học bổng và chế độ"), ":material/payments:", ROOT / "pages" / "3_Scholarships.py"),
    Door("reports", N_("Báo cáo"), ":material/monitoring:", ROOT / "pages" / "4_Reports.py"),
    Door("settings", N_("Thiết lập"), ":material/settings:", _settings),
    Door("account", N_("Tài khoản"), ":material/person:", _account),
)


def run() -> None:
    """One run of the app: read who is looking, offer what they may open, run the page."""
    i18n.read_language_from(_language)
    st.set_page_config(page_title="Kết nối", page_icon=ICON, layout="wide")
    st.logo(ICON, size="large")
    builtin.mend()
    actor = accounts.current_actor()
    kept = accounts.of_this_run.set(actor)
    try:
        page = _signed_in(actor) if actor else _signed_out()
        notices.show()
        page.run()
    except DomainError as refusal:
        st.error(notices.escaped(str(refusal)), icon=":material/block:")
    finally:
        accounts.of_this_run.reset(kept)


def open_page(name: str) -> Actor:
    """The guard at a page's door: the actor, or a refusal. A stranger gets the sign-in form and the run ends."""
    actor = accounts.of_this_run.get() or accounts.current_actor()
    if actor is None:
        from lib.accounts import sign_in_view

        sign_in_view.show(f"/{name}")
        st.stop()
    if not may_open(actor, name):
        raise NotAllowed()
    return actor


def may_open(actor: Actor, name: str) -> bool:
    needed = PAGE_PERMISSIONS.get(name)
    return needed is None or actor.may(*needed)


def _signed_in(actor: Actor) -> "st.Page":
    if actor.must_change_password:
        return _first_password(actor)
    pages = [
        st.Page(
            door.source,
            title=_(door.title),
            icon=door.icon,
            url_path="" if door.name == "home" else door.name,
            default=door.name == "home",
            visibility="visible" if may_open(actor, door.name) else "hidden",
        )
        for door in DOORS
    ]
    pages.append(st.Page(_reset, title=_("Đặt lại mật khẩu"), url_path="reset", visibility="hidden"))
    with st.sidebar:
        st.markdown(f"**{notices.escaped(actor.full_name)}**")
        st.caption(" · ".join(_(ROLES[role].label) for role in actor.roles if role in ROLES))
        _language_switch()
        st.button(_("Đăng xuất"), key="shell.sign_out", icon=":material/logout:", on_click=_sign_out, width="stretch")
    return st.navigation(pages)


def _first_password(actor: Actor) -> "st.Page":
    """Under every address only the form that replaces the password which an administrator knows."""

    def entrance() -> None:
        from lib.accounts import own_view

        own_view.show_first(actor)
        st.button(_("Đăng xuất"), key="shell.sign_out", icon=":material/logout:", on_click=_sign_out)

    title = _("Đổi mật khẩu")
    home = st.Page(entrance, title=title, url_path="", default=True)
    others = [_same(entrance, door.name, title) for door in DOORS if door.name != "home"]
    return st.navigation([home, *others], position="hidden")


def _same(show: Callable[[], None], name: str, title: str) -> "st.Page":
    """The same view under another address; Streamlit tells pages apart by their functions."""

    def page() -> None:
        show()

    return st.Page(page, title=title, url_path=name)


def _signed_out() -> "st.Page":
    """The sign-in form under every address, so that a deep link leads where it pointed once signed in."""
    pages = [
        st.Page(_entrance_to(door.name), title=_("Đăng nhập"), url_path=door.name, default=door.name == "home")
        for door in DOORS
    ]
    pages.append(st.Page(_setup, title=_("Thiết lập lần đầu"), url_path="setup"))
    pages.append(st.Page(_reset, title=_("Đặt lại mật khẩu"), url_path="reset"))
    return st.navigation(pages, position="hidden")


def _entrance_to(name: str) -> Callable[[], None]:
    def entrance() -> None:
        from lib.accounts import sign_in_view

        _left, middle, _right = st.columns([1, 2, 1])
        with middle:
            st.title("Kết nối")
            st.caption(_("Cựu HSSV, tuyển sinh, chế độ và báo cáo của Trường Cao đẳng Sơn La."))
            sign_in_view.show("/" if name == "home" else f"/{name}")
            _language_switch()

    return entrance


def _setup() -> None:
    from lib import setup_view

    setup_view.show()


def _reset() -> None:
    from lib.accounts import own_view

    own_view.show_reset()


def _language() -> Language:
    chosen = st.session_state.get(LANGUAGE)
    return cast(Language, chosen) if chosen in LANGUAGES else "vi"


def _language_switch() -> None:
    st.segmented_control(
        _("Ngôn ngữ"),
        LANGUAGES,
        default=_language(),
        format_func=LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE,
        label_visibility="collapsed",
        required=True,
    )


def _sign_out() -> None:
    from lib.accounts.sign_in_view import leave_for

    leave_for("/session/end")
