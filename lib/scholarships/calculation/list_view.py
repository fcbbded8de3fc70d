"""A list of benefits on the screen: choose a faculty, class or benefit, see the lines, take them away."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.accounts import sessions
from lib.accounts.permissions import Permission
from lib.accounts.view import session_digest
from lib.core import formats
from lib.core.calendar import Month
from lib.core.database import transaction
from lib.core.errors import NotAllowed
from lib.core.i18n import _
from lib.legal.law import Law
from lib.scholarships.calculation import commands, exports
from lib.scholarships.calculation.lines import Choice, labels, month_words, papers
from lib.ui.downloads import excel_button
from lib.ui.tables import show_table, vnd_column


@dataclass(frozen=True, eq=False)
class Shown:
    """What a list holds. `undetermined` None: a saved list does not keep it, and `run_id` names it."""

    first: Month
    last: Month
    lines: pd.DataFrame
    by_month: pd.DataFrame
    undetermined: pd.DataFrame | None
    run_id: int | None = None


def benefit_lines(key: str, shown: Shown, law: Law) -> None:
    """The lines of a list with its filters, its sums by month, what is undecided, and the Excel button."""
    choice = _choice(key, shown, law)
    lines, by_month = choice.of(shown.lines), choice.of(shown.by_month)
    undetermined = None if shown.undetermined is None else choice.of(shown.undetermined)
    st.caption(
        _("{n} HSSV, {lines} dòng, tổng {total}.").format(
            n=formats.number(lines["id"].nunique()),
            lines=formats.number(len(lines)),
            total=formats.vnd(int(lines["total_vnd"].sum())),
        )
    )
    _lines_table(key, lines, law)
    with st.expander(_("Tổng theo tháng"), icon=":material/calendar_month:"):
        _months_table(key, by_month, law)
    if undetermined is not None and len(undetermined):
        st.subheader(_("Chưa xác định được"))
        st.caption(_("Thiếu giấy tờ không có nghĩa là không được hưởng. Khi có giấy tờ, hãy nhập rồi tính lại."))
        if shown.first.year < shown.last.year:
            st.caption(_("Giấy về diện hộ có giá trị trong một năm: các tháng của năm sau chờ giấy của năm sau."))
        _undetermined_table(key, undetermined, law)
    excel_button(
        _("Tải Excel"),
        _export(shown, choice, law),
        file_name=f"che_do_{shown.first}_{shown.last}.xlsx",
        key=f"{key}.excel",
    )


def _choice(key: str, shown: Shown, law: Law) -> Choice:
    everything = _("Tất cả")
    frames = [shown.lines] if shown.undetermined is None else [shown.lines, shown.undetermined]
    people = pd.concat([frame[["faculty", "class_name", "scheme"]] for frame in frames])
    names = labels(law)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        faculty = None
        if len(faculties := sorted(people["faculty"].unique())) > 1:
            faculty = st.selectbox(
                _("Khoa"), [None, *faculties], format_func=lambda name: name or everything, key=f"{key}.faculty"
            )
        own = people if faculty is None else people[people["faculty"] == faculty]
        class_name = st.selectbox(
            _("Lớp"),
            [None, *sorted(own["class_name"].dropna().unique())],
            format_func=lambda name: name or everything,
            key=f"{key}.class.{faculty}",
        )
        due = set(people["scheme"])
        scheme = st.selectbox(
            _("Chế độ"),
            [None, *(code for code in names if code in due)],
            format_func=lambda code: names.get(code, everything),
            key=f"{key}.scheme",
        )
    return Choice(faculty, class_name, scheme)


def _lines_table(key: str, lines: pd.DataFrame, law: Law) -> None:
    columns = ["student_code", "full_name", "class_name", "item", "benefit", "months", "monthly_vnd", "total_vnd"]
    show_table(
        lines.assign(benefit=lines["scheme"].map(labels(law)))[columns],
        alt=_("Danh sách HSSV hưởng chế độ: số tháng, mức một tháng và tổng"),
        key=f"{key}.lines",
        columns={
            "student_code": _("Mã HSSV"),
            "full_name": st.column_config.TextColumn(_("Họ và tên")),
            "class_name": _("Lớp"),
            "item": _("Mục"),
            "benefit": _("Chế độ"),
            "months": st.column_config.NumberColumn(_("Số tháng"), help=_("0: miễn học phí hoặc hưởng một lần.")),
            "monthly_vnd": vnd_column(_("Mức một tháng (đồng)")),
            "total_vnd": vnd_column(_("Tổng (đồng)")),
        },
    )


def _months_table(key: str, by_month: pd.DataFrame, law: Law) -> None:
    sums = by_month.groupby(["month", "scheme"], sort=True)["amount_vnd"].sum().unstack(fill_value=0)
    wanted = [code for code in labels(law) if code in sums]
    frame = sums[wanted].rename(columns=labels(law)).assign(total=sums.sum(axis=1)).reset_index()
    show_table(
        frame.assign(month=[month_words(month) for month in frame["month"]]),
        alt=_("Tổng tiền của từng chế độ theo tháng"),
        key=f"{key}.months",
        columns={
            "month": _("Tháng"),
            **{name: vnd_column(name) for name in labels(law).values()},
            "total": vnd_column(_("Cộng (đồng)")),
        },
    )


def _undetermined_table(key: str, frame: pd.DataFrame, law: Law) -> None:
    told = frame.assign(
        benefit=frame["scheme"].map(labels(law)), papers=[papers(missing, law) for missing in frame["missing"]]
    )
    show_table(
        told[["student_code", "full_name", "class_name", "item", "benefit", "months", "papers"]],
        alt=_("HSSV chưa xác định được chế độ và giấy tờ còn thiếu"),
        key=f"{key}.undetermined",
        columns={
            "student_code": _("Mã HSSV"),
            "full_name": st.column_config.TextColumn(_("Họ và tên")),
            "class_name": _("Lớp"),
            "item": _("Mục"),
            "benefit": _("Chế độ"),
            "months": st.column_config.NumberColumn(_("Số tháng chờ"), help=_("0: khoản hưởng một lần.")),
            "papers": st.column_config.TextColumn(_("Giấy tờ cần bổ sung"), width="large"),
        },
    )


def _export(shown: Shown, choice: Choice, law: Law) -> Callable[[], bytes]:
    """Makes the workbook with the rights of the moment, and on record. Runs outside the page."""
    digest, said = session_digest(), exports.words(law, shown.first, shown.last)

    def make() -> bytes:
        actor = sessions.actor_for(digest)
        if actor is None or not actor.may(Permission.BENEFITS_VIEW):
            raise NotAllowed()
        lines = choice.of(shown.lines)
        with transaction() as session:
            commands.record_export(
                session, actor, run_id=shown.run_id,
                first=str(shown.first), last=str(shown.last), rows=len(lines), **choice.facts,
            )  # fmt: skip
        undetermined = None if shown.undetermined is None else choice.of(shown.undetermined)
        return exports.workbook(lines, choice.of(shown.by_month), undetermined, said)

    return make
