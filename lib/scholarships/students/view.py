"""The tabs of the students: the list with what is missing, and bringing a list in."""

import pandas as pd
import streamlit as st

from lib.accounts.permissions import Permission
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.imports.view import wizard
from lib.legal.reader import published_law
from lib.registry import queries as registry
from lib.registry.facts.kinds import HOUSEHOLD, KINDS
from lib.registry.tables import LEVEL_LABELS, STUDY_STATUS_LABELS, Level, StudyStatus
from lib.scholarships.students import commands, queries
from lib.scholarships.students.queries import StudentFilter, StudentRow
from lib.scholarships.students.sheet import STUDENTS
from lib.ui import layout
from lib.ui.tables import day_column, show_table

KEY = "students"
ROWS_ON_A_PAGE = 100


def students_import(actor: Actor) -> None:
    st.caption(
        _(
            "Tải danh sách HSSV từ Excel. Ô để trống về hộ nghèo, khuyết tật, nơi thường trú… nghĩa là chưa biết. "
            "Thông tin khác với lần trước được ghi thêm từ ngày hiệu lực; thông tin cũ vẫn còn."
        )
    )
    wizard(f"{KEY}.import", STUDENTS, describe=commands.describe, apply=commands.apply, actor=actor)


def student_list(actor: Actor) -> None:
    wanted = _filters(actor)
    today = clock.today()
    with reading() as session:
        counted = queries.count(session, actor, wanted, on=today)
        if not counted.students:
            _nobody(actor)
            return
        pages = -(-counted.students // ROWS_ON_A_PAGE)
        page = st.pagination(pages, key=f"{KEY}.page.{wanted}") if pages > 1 else 1
        rows = queries.students(
            session, actor, wanted, on=today, limit=ROWS_ON_A_PAGE, offset=(page - 1) * ROWS_ON_A_PAGE
        )
    with st.container(horizontal=True):
        st.metric(_("HSSV"), formats.number(counted.students), border=True)
        st.metric(_("Còn thiếu giấy tờ"), formats.number(counted.incomplete), border=True)
    _table(rows)


def _filters(actor: Actor) -> StudentFilter:
    text = st.text_input(
        _("Tìm HSSV"),
        type="search",
        live=True,
        key=f"{KEY}.search",
        placeholder=_("Tên có dấu hoặc không dấu, mã HSSV, lớp, số điện thoại"),
    )
    anyone = _("Tất cả")
    with reading() as session:
        faculties = {row.id: row.name for row in registry.faculties_of(session, actor)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        faculty = None
        if len(faculties) > 1:
            faculty = st.selectbox(
                _("Khoa"), [None, *faculties], format_func=lambda id_: faculties.get(id_, anyone), key=f"{KEY}.faculty"
            )
        with reading() as session:
            classes = queries.classes(session, actor, faculty)
        class_name = st.selectbox(
            _("Lớp"), [None, *classes], format_func=lambda name: name or anyone, key=f"{KEY}.class.{faculty}"
        )
        status = st.selectbox(
            _("Tình trạng"),
            [StudyStatus.STUDYING, StudyStatus.LEFT, None],
            format_func=lambda status: _(STUDY_STATUS_LABELS[status]) if status else anyone,
            key=f"{KEY}.status",
        )
        incomplete = st.toggle(_("Chỉ người còn thiếu giấy tờ"), key=f"{KEY}.incomplete")
    return StudentFilter(text or "", faculty, class_name, str(status) if status else None, incomplete)


def _nobody(actor: Actor) -> None:
    step = (
        _("Hãy nhập danh sách HSSV ở thẻ «Nhập danh sách», hoặc bỏ bớt điều kiện lọc.")
        if actor.may(Permission.BENEFITS_IMPORT)
        else _("Hãy bỏ bớt điều kiện lọc, hoặc đề nghị Phòng TC-HSSV nhập danh sách HSSV.")
    )
    layout.empty_state(_("Không có HSSV nào"), step)


def question_label(question: str) -> str:
    return _("Diện hộ (nghèo, cận nghèo)") if question == HOUSEHOLD else _(KINDS[question].label)


def ethnic_name(code: str | None) -> str | None:
    """The name of an ethnic group; a code that is no group is shown as it is."""
    names = {group.code: group.name for group in published_law().ethnic.groups}
    return names.get(code, code) if code else None


def _table(rows: list[StudentRow]) -> None:
    frame = pd.DataFrame(
        [
            (
                row.student_code, row.full_name, row.born_on, row.class_name, row.programme,
                _(LEVEL_LABELS[Level(row.level)]), row.faculty, ethnic_name(row.ethnicity), row.started_on,
                len(row.missing), "; ".join(map(question_label, row.missing)),
            )
            for row in rows
        ],
        columns=[
            "code", "name", "born", "class", "programme", "level", "faculty", "ethnicity", "started", "n", "missing",
        ],
    )  # fmt: skip
    show_table(
        frame,
        alt=_("Danh sách HSSV với giấy tờ còn thiếu"),
        key=f"{KEY}.table",
        columns={
            "code": _("Mã HSSV"),
            "name": st.column_config.TextColumn(_("Họ và tên")),
            "born": day_column(_("Ngày sinh")),
            "class": _("Lớp"),
            "programme": _("Ngành"),
            "level": _("Trình độ"),
            "faculty": _("Khoa"),
            "ethnicity": _("Dân tộc"),
            "started": day_column(_("Nhập học")),
            "n": st.column_config.NumberColumn(_("Số giấy tờ thiếu"), help=_("Thông tin mà hôm nay chưa có giấy tờ.")),
            "missing": st.column_config.TextColumn(_("Chưa biết"), width="large"),
        },
    )
