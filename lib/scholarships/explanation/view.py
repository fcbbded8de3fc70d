"""The tab that explains one student's benefits: what is due, what is not and why, what is missing. For a phone too."""

import pandas as pd
import streamlit as st

from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import DomainError
from lib.core.i18n import N_, _
from lib.legal.law import Law
from lib.legal.reader import load_law
from lib.registry.facts.kinds import KINDS
from lib.registry.tables import LEVEL_LABELS, Level
from lib.scholarships.calculation import period_view
from lib.scholarships.calculation.lines import labels, month_words
from lib.scholarships.calculation.rules import Request, benefit_list
from lib.scholarships.explanation import queries
from lib.scholarships.explanation.queries import Case
from lib.scholarships.explanation.rules import Papers, days
from lib.scholarships.schemes import BenefitExplanation, Explanation, explain
from lib.scholarships.schemes.account import Stretch
from lib.scholarships.students import queries as students
from lib.scholarships.students.queries import StudentFilter, StudentRow
from lib.scholarships.students.view import ethnic_name, question_label
from lib.ui import layout, notices
from lib.ui.tables import show_table, vnd_column

KEY = "explanation"
OFFERED = 20
_BADGES = {
    "due": (N_("Được hưởng"), "green", ":material/check_circle:"),
    "undetermined": (N_("Chưa xác định được"), "orange", ":material/help:"),
    "not_due": (N_("Không được hưởng"), "gray", ":material/block:"),
}
_ORDER = {"due": 0, "undetermined": 1, "not_due": 2}


def explanation(actor: Actor) -> None:
    law = load_law()
    record_id = _student(actor)
    if record_id is None:
        return
    request = period_view.request(law, KEY)
    try:
        with reading() as session:
            case = queries.case(session, actor, record_id, *request.period, law, on=clock.today())
        _who(case.student)
        if not case.is_studying:
            layout.empty_state(
                _("Không học trong kỳ này"), _("Hãy chọn kỳ khác, hoặc kiểm tra ngày nhập học và ngày thôi học.")
            )
        else:
            _benefits(case, request, law)
        _facts(case)
    except DomainError as refusal:
        st.error(notices.escaped(str(refusal)), icon=":material/error:")


def _student(actor: Actor) -> int | None:
    """Search and pick; nothing is offered before something is typed."""
    text = st.text_input(
        _("Tìm một HSSV"),
        type="search",
        live=True,
        key=f"{KEY}.search",
        placeholder=_("Tên có dấu hoặc không dấu, mã HSSV, lớp"),
    )
    if not (text or "").strip():
        layout.empty_state(
            _("Chưa chọn HSSV"), _("Gõ tên hoặc mã để xem vì sao được hưởng, không được hưởng hay còn thiếu giấy tờ.")
        )
        return None
    with reading() as session:
        found = students.students(
            session, actor, StudentFilter(text or "", status=None), on=clock.today(), limit=OFFERED
        )
    if not found:
        layout.empty_state(_("Không tìm thấy HSSV nào"), _("Hãy gõ lại tên, mã HSSV hoặc lớp."))
        return None
    names = {row.record_id: _name(row) for row in found}
    return st.selectbox(_("HSSV"), list(names), format_func=names.__getitem__, key=f"{KEY}.picked.{text}")


def _name(row: StudentRow) -> str:
    return " · ".join(filter(None, (row.full_name, row.student_code, row.class_name, formats.day(row.born_on))))


def _who(row: StudentRow) -> None:
    with st.container(border=True):
        st.text(_name(row))
        st.text(
            _("{programme}, {level}, {faculty}. Nhập học {day}. Dân tộc: {ethnicity}.").format(
                programme=row.programme,
                level=_(LEVEL_LABELS[Level(row.level)]),
                faculty=row.faculty,
                day=formats.day(row.started_on) or _("chưa ghi"),
                ethnicity=ethnic_name(row.ethnicity) or _("chưa biết"),
            )
        )
        if row.missing:
            st.text(_("Hôm nay còn chưa biết: {list}.").format(list="; ".join(map(question_label, row.missing))))


def _benefits(case: Case, request: Request, law: Law) -> None:
    row = case.roster.row_of(case.student.record_id)
    told = explain(
        case.roster.students,
        row,
        request.period,
        law,
        dated=case.roster.dated,
        options=request.options,
        policy=request.policy,
    )
    _summary(told)
    papers = Papers.of(case.facts, law)
    for benefit in sorted(told.benefits, key=lambda benefit: _ORDER[benefit.status]):
        _benefit(benefit, papers)
    _by_month(case, request, law)


def _summary(told: Explanation) -> None:
    with st.container(horizontal=True):
        st.metric(_("Tổng trong kỳ"), formats.vnd(told.total_vnd), border=True)
        for status in ("due", "undetermined"):
            n = sum(benefit.status == status for benefit in told.benefits)
            st.metric(_(_BADGES[status][0]), formats.number(n), border=True)


def _benefit(benefit: BenefitExplanation, papers: Papers) -> None:
    label, colour, icon = _BADGES[benefit.status]
    with st.container(border=True):
        st.badge(_(label), color=colour, icon=icon)  # type: ignore[arg-type]  # the colours above are Streamlit's names
        st.markdown("\n".join(f"- {notices.escaped(sentence)}" for sentence in benefit.sentences))
        with st.expander(_("Từng điều kiện của «{label}»").format(label=benefit.label)):
            if not benefit.stretches:
                st.caption(_("Không có tháng nào trong kỳ."))
            for stretch in papers.together(benefit.stretches):
                _stretch(stretch, papers)


def _stretch(stretch: Stretch, papers: Papers) -> None:
    """The conditions in months in which nothing about the student changes, each with its fact and paper."""
    st.caption(
        _("Từ tháng {first} đến tháng {last}").format(first=month_words(stretch.first), last=month_words(stretch.last))
    )
    lines = []
    for condition in stretch.conditions:
        paper = papers.behind(condition, stretch.first)
        proof = " " + _("Giấy tờ: {paper}.").format(paper=paper) if paper else ""
        lines.append("  " * condition.depth + f"- {notices.escaped(str(condition) + proof)}")
    for rival in stretch.excluded_by:
        lines.append(f"- {notices.escaped(_('Đã thuộc diện «{rival}».').format(rival=rival))}")
    st.markdown("\n".join(lines))


def _by_month(case: Case, request: Request, law: Law) -> None:
    own = benefit_list(case.roster, request, law).by_month
    if own.empty:
        return
    st.subheader(_("Từng tháng"))
    frame = own.assign(benefit=own["scheme"].map(labels(law)), month_name=[month_words(m) for m in own["month"]])
    frame = frame.sort_values(["month", "item"], kind="stable")
    show_table(
        frame[["month_name", "benefit", "amount_vnd"]],
        alt=_("Số tiền của từng chế độ theo tháng"),
        key=f"{KEY}.months",
        columns={"month_name": _("Tháng"), "benefit": _("Chế độ"), "amount_vnd": vnd_column(_("Số tiền (đồng)"))},
    )


def _facts(case: Case) -> None:
    st.subheader(_("Giấy tờ trong hồ sơ"))
    if not case.facts:
        layout.empty_state(_("Chưa ghi thông tin nào"), _("Hãy nhập danh sách HSSV có các cột về chế độ."))
        return
    frame = pd.DataFrame(
        [
            (
                _(KINDS[fact.kind].label) if fact.kind in KINDS else fact.kind,
                _("Có") if fact.is_true else _("Không"), fact.evidence, days(fact),
            )
            for fact in case.facts
        ],
        columns=["label", "answer", "paper", "days"],
    )  # fmt: skip
    show_table(
        frame,
        alt=_("Thông tin về HSSV với giấy tờ và thời hạn"),
        key=f"{KEY}.facts",
        columns={"label": _("Thông tin"), "answer": _("Trả lời"), "paper": _("Giấy tờ"), "days": _("Hiệu lực")},
    )
