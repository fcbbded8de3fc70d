"""The first page after signing in: what has to be done, then what there is."""

from datetime import date

import streamlit as st

from lib.accounts.permissions import Permission
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.config import ROOT
from lib.core.database import reading
from lib.core.i18n import _
from lib.reports import queries as reports
from lib.reports.obligations import view as obligations
from lib.reports.obligations.rules import STATE_LABELS, State
from lib.reports.overview import queries
from lib.reports.overview.queries import Overview
from lib.reports.queries import Scope
from lib.ui import layout, notices


@st.cache_data(ttl="10m", max_entries=200, show_spinner=False)
def _overview(version: int, scope: Scope, day: date) -> Overview:
    """Kept until something is saved (`version`), apart for each scope."""
    with reading() as session:
        return queries.overview(session, scope, day)


def show(actor: Actor) -> None:
    with reading() as session:
        version = reports.data_version(session)
    day = clock.today()
    counts = _overview(version, reports.scope_of(actor), day)
    layout.header(
        _("Chào {name}").format(name=notices.escaped(actor.full_name)),
        _("Việc phải làm theo Quyết định 1262/QĐ-CĐSL, tính đến {day}.").format(day=formats.day(day)),
    )
    if not counts.has_people:
        _first_steps(actor)
    _board(actor)
    if actor.may(Permission.ALUMNI_VIEW):
        _counts(counts)


def _board(actor: Actor) -> None:
    rows = obligations.rows_of(actor)
    if not rows:
        layout.empty_state(
            _("Chưa có việc nào cho tài khoản này"),
            _("Quyết định 1262 không giao việc có hạn cho đơn vị của bạn. Các trang ở bên trái vẫn dùng được."),
        )
        return
    obligations.urgent(actor, rows)
    for state in (State.UPCOMING, State.NOT_MEASURED, State.MET):
        group = [row for row in rows if row.state is state]
        if not group:
            continue
        label = _("{state}: {n}").format(state=_(STATE_LABELS[state]), n=formats.number(len(group)))
        opened = st.expander(label, key=f"home.{state}", on_change="rerun")
        if opened.open:
            with opened:
                obligations.show_table(obligations.table(group), alt=label)


def _counts(counts: Overview) -> None:
    with st.grid("auto", min_column_width=170):
        st.metric(_("Cựu HSSV"), formats.number(counts.alumni), border=True)
        st.metric(_("Chuyên đề kỳ này"), formats.number(counts.talks), border=True)
        st.metric(_("Cố vấn đang nhận kèm"), formats.number(counts.mentors), border=True)
        st.metric(_("Biên bản còn hiệu lực"), formats.number(counts.agreements), border=True)


def _first_steps(actor: Actor) -> None:
    """An empty app says what to do first; each step only to those who may take it."""
    with st.container(border=True):
        st.markdown(f"**{_('Phần mềm chưa có dữ liệu')}**")
        if actor.may(Permission.SETTINGS_MANAGE):
            st.markdown(_("Vào **Thiết lập**: kiểm tra đơn vị, ngành, và tạo tài khoản cho các đơn vị."))
            st.markdown(_("Muốn tập dùng trước: nạp dữ liệu minh hoạ ở **Thiết lập**, thẻ «Dữ liệu minh hoạ»."))
        if actor.may(Permission.ALUMNI_IMPORT):
            st.markdown(_("Tải mẫu Excel, điền danh sách cựu HSSV rồi nhập vào danh bạ."))
            _open("alumni", _("Nhập danh sách cựu HSSV"))
        if actor.may(Permission.ADMISSIONS_IMPORT):
            st.markdown(_("Tải mẫu Excel, điền hồ sơ đăng ký rồi nhập vào đợt tuyển sinh."))
            _open("admissions", _("Nhập hồ sơ tuyển sinh"))
        if actor.may(Permission.BENEFITS_IMPORT):
            st.markdown(_("Tải mẫu Excel, điền danh sách HSSV và các diện được hưởng rồi nhập vào."))
            _open("scholarships", _("Nhập danh sách hưởng chế độ"))
        if not actor.may(
            Permission.SETTINGS_MANAGE,
            Permission.ALUMNI_IMPORT,
            Permission.ADMISSIONS_IMPORT,
            Permission.BENEFITS_IMPORT,
        ):
            st.caption(_("Khi phòng TC-HSSV nhập danh sách, dữ liệu của đơn vị bạn sẽ hiện ở đây."))


def _open(page: str, label: str) -> None:
    files = {"alumni": "1_Alumni.py", "admissions": "2_Admissions.py", "scholarships": "3_Scholarships.py"}
    st.page_link(str(ROOT / "pages" / files[page]), label=label, icon=":material/upload_file:")
