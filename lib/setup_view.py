"""The first screen ever: the administrator, the school's name and its units; then data of one's own or the demo."""

import streamlit as st

from lib.accounts import commands as accounts
from lib.core.database import reading, transaction
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.registry import commands as registry
from lib.registry import units_view
from lib.registry.commands import UnitInput
from lib.registry.tables import UnitKind
from lib.ui import layout, notices

FORM = "setup"
DONE = "setup.done"
UNITS = "setup.units"

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
    if st.session_state.get(DONE):
        _next_steps()
        return
    token = str(st.query_params.get("token", ""))
    with reading() as session:
        live = accounts.link_is_live(session, token=token, purpose="setup")
    if not live:
        st.error(str(accounts.LinkSpent()), icon=":material/link_off:")
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
            registry.set_up_school(
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
    state[DONE] = True


def _next_steps() -> None:
    st.success(_("Đã thiết lập xong. Hãy đăng nhập bằng tài khoản quản trị vừa tạo."), icon=":material/check_circle:")
    st.page_link(st.Page(lambda: None, url_path="home"), label=_("Đến trang đăng nhập"), icon=":material/login:")
