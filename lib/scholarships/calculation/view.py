"""The tab of the calculation: choose a period, calculate, look, keep as a draft; and the lists that were kept."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.permissions import Permission
from lib.accounts.view import perform
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.legal.law import Law
from lib.legal.reader import load_law
from lib.scholarships.calculation import commands, list_view, period_view, queries
from lib.scholarships.calculation.lines import lines_of, month_words
from lib.scholarships.calculation.list_view import Shown
from lib.scholarships.calculation.queries import RunRow
from lib.scholarships.calculation.rules import BenefitList, Request, benefit_list
from lib.ui import forms, layout, notices
from lib.ui.tables import show_table, vnd_column

KEY = "benefits"
RESULT = f"{KEY}.result"


@dataclass(frozen=True, eq=False)
class _Result:
    """A calculated list and for whom it was made: it is shown to nobody else."""

    user_id: int
    unit_ids: frozenset[int] | None
    found: BenefitList

    def is_for(self, actor: Actor) -> bool:
        return (self.user_id, self.unit_ids) == (actor.user_id, actor.unit_ids)


def calculation(actor: Actor) -> None:
    law = load_law()
    if actor.may(Permission.BENEFITS_CALCULATE):
        _calculate(actor, law)
    _saved(actor, law)


def _calculate(actor: Actor, law: Law) -> None:
    with st.container(border=True):
        request = period_view.request(law, KEY)
        pressed = st.button(_("Tính chế độ"), key=f"{KEY}.calculate", type="primary", icon=":material/calculate:")
    if pressed:
        st.session_state.pop(RESULT, None)
        try:
            with st.spinner(_("Đang tính từng tháng…")), reading() as session:
                found = benefit_list(queries.population(session, actor, *request.period, law), request, law)
        except DomainError as refusal:
            st.error(notices.escaped(str(refusal)), icon=":material/error:")
            return
        forms.renew(KEY)
        st.session_state[RESULT] = _Result(actor.user_id, actor.unit_ids, found)
    kept: _Result | None = st.session_state.get(RESULT)
    if kept is not None and kept.is_for(actor):
        _show(kept.found, law, is_current=kept.found.request == request)


def _show(found: BenefitList, law: Law, *, is_current: bool) -> None:
    request = found.request
    st.subheader(
        _("Kết quả từ tháng {first} đến tháng {last}").format(
            first=month_words(request.first), last=month_words(request.last)
        )
    )
    if not is_current:
        st.info(_("Kết quả dưới đây là của lần tính trước. Bấm «Tính chế độ» để tính theo lựa chọn mới."))
    with st.container(horizontal=True):
        st.metric(_("HSSV trong kỳ"), formats.number(found.asked), border=True)
        st.metric(_("HSSV được hưởng"), formats.number(found.student_count), border=True)
        st.metric(_("Tổng số tiền"), formats.vnd(found.total_vnd), border=True)
        st.metric(_("HSSV chưa xác định được"), formats.number(found.undetermined_count), border=True)
    for value in found.not_entered:
        st.warning(_("{label}: chưa nhập, đang tính 0 ₫.").format(label=_(value.label)), icon=":material/flag:")
    if found.lines.empty and found.undetermined.empty:
        layout.empty_state(
            _("Không có HSSV nào được hưởng trong kỳ này"), _("Hãy kiểm tra kỳ tính và danh sách HSSV đã nhập.")
        )
        return
    st.button(
        _("Lưu danh sách nháp"),
        key=f"{KEY}.save",
        icon=":material/save:",
        on_click=_save,
        args=(request, found.total_vnd),
        disabled=found.lines.empty,
    )
    shown = Shown(request.first, request.last, found.lines, found.by_month, found.undetermined)
    list_view.benefit_lines(f"{KEY}.list", shown, law)


def _save(request: Request, seen_vnd: int) -> None:
    """The button: the form's key makes a second press count as done."""

    def work(session: Session, actor: Actor) -> str:
        key = forms.action_key(KEY)
        run_id, kept = commands.save_draft(session, actor, request=request, law=load_law(), key=key, seen_vnd=seen_vnd)
        return _("Đã lưu danh sách số {id}: {n} HSSV, {total}.").format(
            id=run_id, n=formats.number(kept.student_count), total=formats.vnd(kept.total_vnd)
        )

    if perform(work):
        forms.renew(KEY, RESULT)


def _saved(actor: Actor, law: Law) -> None:
    st.subheader(_("Danh sách đã lưu"))
    with reading() as session:
        runs = queries.runs(session, actor)
    if not runs:
        layout.empty_state(
            _("Chưa có danh sách nào"), _("Phòng TC-HSSV tính chế độ của một kỳ rồi bấm «Lưu danh sách nháp».")
        )
        return
    _runs_table(actor, runs, law)
    by_id = {run.id: run for run in runs}
    chosen = st.selectbox(
        _("Xem danh sách"),
        [None, *by_id],
        format_func=lambda id_: _run_name(by_id[id_]) if id_ else _("Chọn một danh sách"),
        key=f"{KEY}.run",
    )
    if chosen is None:
        return
    with reading() as session:
        by_month = queries.run_lines(session, actor, chosen)
    if by_month.empty:
        layout.empty_state(_("Danh sách này không có HSSV của đơn vị bạn"), _("Hãy chọn danh sách khác."))
        return
    run = by_id[chosen]
    shown = Shown(run.first, run.last, lines_of(by_month, law), by_month, None, run.id)
    list_view.benefit_lines(f"{KEY}.run.{run.id}", shown, law)


def _run_name(run: RunRow) -> str:
    return _("Số {id}: {first} – {last}, lưu lúc {moment}").format(
        id=run.id, first=month_words(run.first), last=month_words(run.last), moment=formats.moment(run.created_at)
    )


def _runs_table(actor: Actor, runs: list[RunRow], law: Law) -> None:
    is_whole = actor.unit_ids is None
    columns = ["id", "period", "policy", "students", "undetermined", "total", "by", "at"]
    frame = pd.DataFrame(
        [
            (
                run.id, f"{month_words(run.first)} – {month_words(run.last)}", _policy_name(run, law),
                run.student_count, run.undetermined_count if is_whole else None, run.total_vnd, run.created_by,
                formats.moment(run.created_at),
            )
            for run in runs
        ],
        columns=columns,
    )  # fmt: skip
    show_table(
        frame if is_whole else frame.drop(columns="undetermined"),
        alt=_("Các danh sách chế độ đã lưu"),
        key=f"{KEY}.runs",
        columns={
            "id": _("Số"),
            "period": _("Kỳ"),
            "policy": _("Bộ mức"),
            "students": _("HSSV được hưởng"),
            "undetermined": _("Chưa xác định"),
            "total": vnd_column(_("Tổng (đồng)")),
            "by": _("Người lưu"),
            "at": _("Lúc lưu"),
        },
    )


def _policy_name(run: RunRow, law: Law) -> str:
    code = str(run.settings.get("policy"))
    return _(law.policy_sets[code].label) if code in law.policy_sets else _("Mặc định theo ngày")
