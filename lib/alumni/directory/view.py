"""The tab "Danh bạ": a search box, filters, one page of people, and the person who was picked."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from lib.accounts import queries as account_queries
from lib.accounts import view as accounts
from lib.accounts.permissions import Permission
from lib.alumni.directory import commands, queries
from lib.alumni.directory.queries import Filters, Page, Place
from lib.alumni.profile.view import profile
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading, transaction
from lib.core.errors import NotAllowed
from lib.core.i18n import _
from lib.registry import queries as registry
from lib.registry.identifiers import shown_phone
from lib.ui.downloads import excel_button
from lib.ui.layout import empty_state
from lib.ui.tables import day_column

KEY = "directory"
PERSON = "person"
_YEAR = timedelta(days=365)
_LONGEST_ID = 18  # digits that a bigint surely holds


def directory(actor: Actor) -> None:
    picked = st.query_params.get(PERSON, "")
    if picked.isdecimal() and len(picked) <= _LONGEST_ID:
        st.button(_("Về danh bạ"), key=f"{KEY}.back", icon=":material/arrow_back:", on_click=_back)
        profile(actor, int(picked))
        return
    filters = _filters(actor)
    place = _place(filters)
    with reading() as session:
        found = queries.page(session, actor, filters, after=place)
    if not found.rows:
        _nobody(actor, filters)
        return
    _table(found)
    _pager(found)
    if actor.may(Permission.ALUMNI_EXPORT):
        digest = accounts.session_digest()
        excel_button(
            _("Xuất Excel"), lambda: _export(digest, filters), file_name="danh_ba_cuu_hssv.xlsx", key=f"{KEY}.export"
        )


def _filters(actor: Actor) -> Filters:
    search = st.text_input(
        _("Tìm cựu HSSV"),
        type="search",
        live=True,
        key=f"{KEY}.search",
        placeholder=_("Tên có dấu hoặc không dấu, số điện thoại, email, mã HSSV, lớp, nơi làm việc"),
    )
    with reading() as session:
        faculties = {row.id: row.name for row in registry.faculties_of(session, actor)}
        programmes = {row.id: row for row in registry.programmes(session) if row.faculty_id in faculties}
        cohorts = {row.id: row.code for row in registry.cohorts(session)}
        years = queries.graduation_years(session)
    anyone = _("Tất cả")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        faculty = None
        if len(faculties) > 1:
            faculty = st.selectbox(
                _("Khoa"), [None, *faculties], format_func=lambda id_: faculties.get(id_, anyone), key=f"{KEY}.faculty"
            )
        offered = [id_ for id_, row in programmes.items() if faculty in (None, row.faculty_id)]
        programme = st.selectbox(
            _("Ngành"),
            [None, *offered],
            format_func=lambda id_: programmes[id_].name if id_ else anyone,
            key=f"{KEY}.programme.{faculty}",
        )
        cohort = st.selectbox(
            _("Khóa"), [None, *cohorts], format_func=lambda id_: cohorts.get(id_, anyone), key=f"{KEY}.cohort"
        )
        year = st.selectbox(
            _("Năm tốt nghiệp"), [None, *years], format_func=lambda year: str(year or anyone), key=f"{KEY}.year"
        )
        stale = st.toggle(_("Chưa liên lạc 12 tháng"), key=f"{KEY}.stale")
    since = clock.today() - _YEAR if stale else None
    return Filters(search or "", faculty, programme, cohort, year, since)


def _place(filters: Filters) -> Place | None:
    """Where the page that is open begins; another search or filter leads back to the first."""
    kept = st.session_state.get(f"{KEY}.places")
    if kept is None or kept[0] != filters:
        st.session_state[f"{KEY}.places"] = (filters, [None])
        return None
    place: Place | None = kept[1][-1]
    return place


def _table(found: Page) -> None:
    count = formats.number(found.count)
    st.caption(
        _("Có hơn {n} người; hãy gõ thêm để thu hẹp.").format(n=count)
        if found.is_capped
        else _("Có {n} người.").format(n=count)
    )
    frame = pd.DataFrame(
        [
            (
                row.full_name, row.born_on, row.class_name, row.programme, row.cohort, row.graduated_on,
                shown_phone(row.phone) if row.phone else None, row.email, row.employer, row.verified_on,
            )
            for row in found.rows
        ],
        columns=["name", "born", "class", "programme", "cohort", "graduated", "phone", "email", "employer", "verified"],
    )  # fmt: skip
    event = st.dataframe(
        frame,
        hide_index=True,
        alt=_("Danh sách cựu HSSV; chọn một dòng để mở hồ sơ"),
        key=f"{KEY}.table.{st.session_state.get(f'{KEY}.turn', 0)}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
        column_config={
            "name": st.column_config.TextColumn(_("Họ và tên")),
            "born": day_column(_("Ngày sinh")),
            "class": _("Lớp"),
            "programme": _("Ngành"),
            "cohort": _("Khóa"),
            "graduated": day_column(_("Tốt nghiệp")),
            "phone": _("Điện thoại"),
            "email": _("Email"),
            "employer": _("Nơi làm việc"),
            "verified": day_column(_("Xác nhận gần nhất")),
        },
    )
    if chosen := event.selection.rows:
        st.query_params[PERSON] = str(found.rows[chosen[0]].id)
        st.rerun()


def _pager(found: Page) -> None:
    places = st.session_state[f"{KEY}.places"][1]
    if len(places) == 1 and found.next is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Trang trước"),
            key=f"{KEY}.previous",
            icon=":material/chevron_left:",
            disabled=len(places) == 1,
            on_click=_previous,
        )
        st.caption(_("Trang {n}").format(n=len(places)))
        st.button(
            _("Trang sau"),
            key=f"{KEY}.next",
            icon=":material/chevron_right:",
            disabled=found.next is None,
            on_click=_next,
            args=(found.next,),
        )


def _nobody(actor: Actor, filters: Filters) -> None:
    if filters != Filters():
        empty_state(_("Không tìm thấy ai phù hợp."), _("Hãy gõ ít chữ hơn, hoặc bỏ bớt điều kiện lọc."))
    elif actor.may(Permission.ALUMNI_IMPORT):
        empty_state(_("Danh bạ chưa có ai."), _("Mở thẻ «Nhập danh sách» để tải danh sách tốt nghiệp từ Excel."))
    else:
        empty_state(_("Danh bạ chưa có ai."), _("Phòng TC-HSSV sẽ nhập danh sách tốt nghiệp."))


def _next(place: Place) -> None:
    st.session_state[f"{KEY}.places"][1].append(place)
    st.session_state[f"{KEY}.turn"] = st.session_state.get(f"{KEY}.turn", 0) + 1


def _previous() -> None:
    st.session_state[f"{KEY}.places"][1].pop()
    st.session_state[f"{KEY}.turn"] = st.session_state.get(f"{KEY}.turn", 0) + 1


def _back() -> None:
    st.query_params.pop(PERSON, None)
    st.session_state[f"{KEY}.turn"] = st.session_state.get(f"{KEY}.turn", 0) + 1


def _export(digest: str | None, filters: Filters) -> bytes:
    """Made when the button is pressed, with the rights that the person then has."""
    with transaction() as session:
        actor = account_queries.actor_of_session(session, bytes.fromhex(digest)) if digest else None
        if actor is None:
            raise NotAllowed()
        return commands.export(session, actor, filters=filters)
