"""The first screen ever: the administrator, the school's name and its units; then data of one's own or the demo."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import templates_view
from lib.accounts import queries as account_queries
from lib.accounts.links import commands as links
from lib.core.database import reading, transaction
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.registry import commands as registry
from lib.registry import units_view
from lib.registry.commands import UnitInput
from lib.registry.tables import UnitKind
from lib.ui import layout, notices
from lib.ui.tables import show_table

FORM = "setup"
DONE = "setup.done"
UNITS = "setup.units"
DEMO_ACCOUNTS = "setup.demo_accounts"

# The units that the two source documents name; the school adds its faculties.
KNOWN = [
    UnitInput(None, "TC-HSSV", "Phòng Tổ chức cán bộ - Công tác HSSV", UnitKind.OFFICE),
    UnitInput(None, "KH-TC", "Phòng Kế hoạch - Tài chính", UnitKind.OFFICE),
    UnitInput(None, "TTTS", "Trung tâm Tuyển sinh - Hướng nghiệp", UnitKind.CENTRE),
    UnitInput(None, "TTTV", "Trung tâm Thông tin - Thư viện", UnitKind.CENTRE),
    UnitInput(None, "DTN", "Đoàn Thanh niên", UnitKind.ASSOCIATION),
    UnitInput(None, "HSV", "Hội Sinh viên", UnitKind.ASSOCIATION),
    UnitInput(None, "HKH", "Hội Khuyến học", UnitKind.ASSOCIATION),
]


def show() -> None:
    layout.header(
        _("Thiết lập lần đầu"),
        _("Tạo tài khoản quản trị, ghi tên trường và các đơn vị. Chỉ làm một lần, khoảng năm phút."),
    )
    if account_id := st.session_state.get(DONE):
        _next_steps(account_id)
        return
    token = str(st.query_params.get("token", ""))
    with reading() as session:
        live = links.link_is_live(session, token=token, purpose="setup")
    if not live:
        st.error(str(links.LinkSpent()), icon=":material/link_off:")
        return
    _form(token)


def _form(token: str) -> None:
    with st.form(FORM, border=False):
        st.subheader(_("1. Quản trị viên"))
        st.text_input(_("Họ và tên"), key=f"{FORM}.full_name")
        st.text_input(
            _("Tên đăng nhập"), key=f"{FORM}.username", help=_("Chữ không dấu, số, dấu chấm; ít nhất 3 ký tự.")
        )
        st.text_input(
            _("Mật khẩu"), type="password", key=f"{FORM}.password", help=_("Ít nhất 12 ký tự; nên là một câu dễ nhớ.")
        )
        st.text_input(_("Nhập lại mật khẩu"), type="password", key=f"{FORM}.repeated")
        st.subheader(_("2. Trường"))
        st.text_input(_("Tên trường"), value="Trường Cao đẳng Sơn La", key=f"{FORM}.school")
        st.subheader(_("3. Đơn vị"))
        st.caption(_("Thêm các khoa của trường ở dòng trống cuối bảng. Có thể sửa, thêm sau ở trang Thiết lập."))
        units_view.editor(KNOWN, key=UNITS)
        st.form_submit_button(_("Hoàn tất thiết lập"), type="primary", on_click=_save, args=(token,))


def _save(token: str) -> None:
    state = st.session_state
    if state[f"{FORM}.password"] != state[f"{FORM}.repeated"]:
        notices.refused(_("Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại."))
        return
    try:
        with transaction() as session:
            account_id = registry.set_up_school(
                session,
                token=token,
                school_name=state[f"{FORM}.school"],
                units=units_view.edited(KNOWN, key=UNITS),
                username=state[f"{FORM}.username"],
                full_name=state[f"{FORM}.full_name"],
                password=state[f"{FORM}.password"],
            )
    except DomainError as refusal:
        notices.refused(str(refusal))
        return
    state[DONE] = account_id


def _next_steps(account_id: int) -> None:
    """What to do now: sign in, and begin with the demo or with lists of one's own."""
    st.success(_("Đã thiết lập xong. Hãy đăng nhập bằng tài khoản quản trị vừa tạo."), icon=":material/check_circle:")
    st.link_button(_("Đến trang đăng nhập"), "/", icon=":material/login:", type="primary")
    own, demo = st.columns(2)
    with own.container(border=True, height="stretch"):
        st.subheader(_("Bắt đầu bằng dữ liệu của trường"))
        st.write(_("Tải tệp mẫu, chép danh sách vào, rồi nhập ở trang tương ứng."))
        templates_view.buttons()
    with demo.container(border=True, height="stretch"):
        st.subheader(_("Hoặc tập dùng với dữ liệu minh hoạ"))
        if accounts_made := st.session_state.get(DEMO_ACCOUNTS):
            demo_accounts(accounts_made)
        else:
            st.write(
                _("Khoảng 5.000 cựu HSSV, 1.500 HSSV và 1.200 thí sinh không có thật. Chỉ nạp vào máy dùng để tập.")
            )
            st.button(
                _("Nạp dữ liệu minh hoạ"),
                icon=":material/science:",
                on_click=_load_demo,
                args=(account_id,),
                key=f"{FORM}.demo",
            )


def _load_demo(account_id: int) -> None:
    from lib.demo.load import load

    try:
        with transaction() as session:
            summary = load(session, account_queries.actor_of_account(session, account_id))
    except DomainError as refusal:
        notices.refused(str(refusal))
        return
    st.session_state[DEMO_ACCOUNTS] = summary.accounts


def demo_accounts(accounts_made: Sequence[tuple[str, str, str]]) -> None:
    """The demo's accounts with their passwords: shown once, kept nowhere."""
    st.write(_("Đã nạp. Hãy chép lại các tài khoản minh hoạ; mật khẩu chỉ hiện lần này:"))
    columns = [_("Tên đăng nhập"), _("Mật khẩu"), _("Vai trò")]
    show_table(pd.DataFrame(accounts_made, columns=columns), alt=_("Các tài khoản minh hoạ"))
