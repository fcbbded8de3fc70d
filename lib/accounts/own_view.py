"""One's own account: another password, where one is signed in, the forms for who has no password of their own."""

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import commands, queries, sessions
from lib.accounts.links import commands as links
from lib.accounts.permissions import ROLES
from lib.accounts.sign_in_view import address, leave_for
from lib.accounts.view import perform, session_digest
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading, transaction
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.ui import forms, layout, notices
from lib.ui.tables import show_table

FORM = "account.change"
FIELDS = tuple(f"{FORM}.{name}" for name in ("current", "new", "repeated"))
RESET = "account.reset"
RESET_DONE = "account.reset_done"


def show(actor: Actor) -> None:
    layout.header(_("Tài khoản"), _("Mật khẩu của bạn và những nơi bạn đang đăng nhập."))
    roles = ", ".join(_(ROLES[role].label) for role in actor.roles if role in ROLES)
    st.text(f"{actor.full_name} ({actor.username}) · {roles}")
    _password_form(actor)
    _own_sessions(actor)


def show_first(actor: Actor) -> None:
    layout.header(_("Đổi mật khẩu"), _("Mật khẩu hiện tại do người khác đặt. Hãy đổi trước khi bắt đầu làm việc."))
    _password_form(actor)


def _password_form(actor: Actor) -> None:
    with st.form(FORM):
        st.subheader(_("Đổi mật khẩu"))
        st.text_input(_("Mật khẩu hiện tại"), type="password", key=FIELDS[0])
        _new_password(*FIELDS[1:])
        st.form_submit_button(_("Đổi mật khẩu"), type="primary", on_click=_change, args=(actor.username,))


def _new_password(new: str, repeated: str) -> None:
    st.text_input(_("Mật khẩu mới"), type="password", key=new, help=_("Ít nhất 12 ký tự; nên là một câu dễ nhớ."))
    st.text_input(_("Nhập lại mật khẩu mới"), type="password", key=repeated)


def _are_equal(new: str, repeated: str) -> bool:
    if st.session_state[new] != st.session_state[repeated]:
        notices.refused(_("Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại."))
        return False
    return True


def _change(username: str) -> None:
    current, new, _repeated = (st.session_state[field] for field in FIELDS)
    if not _are_equal(*FIELDS[1:]):
        return
    try:
        sessions.confirm(username, current, address=address())  # counted, so that nobody guesses at a desk left open
    except sessions.TooManyTries as refusal:
        notices.refused(str(refusal))
        return
    except sessions.SignInRefused:
        notices.refused(str(commands.WrongPassword()))
        return

    def work(session: Session, actor: Actor) -> str:
        commands.change_own_password(session, actor, current=current, new=new, spared=session_digest())
        return _("Đã đổi mật khẩu. Các nơi khác đã bị đăng xuất.")

    if perform(work):
        forms.renew(FORM, *FIELDS)


def _own_sessions(actor: Actor) -> None:
    with reading() as session:
        rows = queries.live_sessions(session, account_id=actor.user_id)
    st.subheader(_("Đang đăng nhập"))
    here = session_digest()
    show_table(
        pd.DataFrame(
            {
                _("Từ lúc"): [formats.moment(row.created_at) for row in rows],
                _("Lần cuối"): [formats.moment(row.last_seen_at) for row in rows],
                _("Địa chỉ"): [row.address for row in rows],
                _("Trình duyệt"): [row.browser for row in rows],
                _("Phiên này"): [row.token_hash.hex() == here for row in rows],
            }
        ),
        alt=_("Những nơi bạn đang đăng nhập"),
    )
    st.button(_("Đăng xuất mọi thiết bị"), key="account.end_all", icon=":material/logout:", on_click=_end_all)


def _end_all() -> None:
    def work(session: Session, actor: Actor) -> None:
        commands.end_own_sessions(session, actor)

    if perform(work):
        leave_for("/session/end")


def show_reset() -> None:
    """The page of a link that an administrator made for who forgot the password."""
    layout.header(_("Đặt lại mật khẩu"), _("Chọn mật khẩu mới. Liên kết chỉ dùng được một lần, trong một ngày."))
    if st.session_state.get(RESET_DONE):
        st.success(_("Đã đặt mật khẩu mới. Hãy đăng nhập."), icon=":material/check_circle:")
        st.link_button(_("Đến trang đăng nhập"), "/", icon=":material/login:", type="primary")
        return
    token = str(st.query_params.get("token", ""))
    with reading() as session:
        live = links.link_is_live(session, token=token, purpose="reset")
    if not live:
        st.error(str(links.ResetLinkSpent()), icon=":material/link_off:")
        return
    with st.form(RESET):
        _new_password(f"{RESET}.new", f"{RESET}.repeated")
        st.form_submit_button(_("Đặt mật khẩu"), type="primary", on_click=_reset, args=(token,))


def _reset(token: str) -> None:
    if not _are_equal(f"{RESET}.new", f"{RESET}.repeated"):
        return
    try:
        with transaction() as session:
            commands.use_reset_link(session, token=token, password=st.session_state[f"{RESET}.new"])
    except DomainError as refusal:
        notices.refused(str(refusal))
        return
    st.session_state[RESET_DONE] = True
