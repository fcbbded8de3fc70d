"""How the round is ranked: equals at the last seat, what separates equals, which points an area gives."""

import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.view import perform
from lib.admissions.dossiers import POINT_TABLES, RankingRules
from lib.admissions.rounds import commands
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.scores import PointTable, decimal_score
from lib.admissions.values import Criterion, Ties
from lib.core import formats
from lib.core.actor import Actor
from lib.core.i18n import N_, _

RULES = "admissions.rules"
TIES = {Ties.COUNCIL: N_("Hội đồng chọn"), Ties.ADMIT_ALL: N_("Nhận tất cả")}
CRITERIA = {
    "dxt": (N_("ĐXT"), (Criterion.DXT,)),
    "dxt,grade12": (N_("ĐXT, rồi điểm lớp 12"), (Criterion.DXT, Criterion.GRADE12)),
    "none": (N_("Không"), ()),
}


def ranking_rules(round_: RoundRow, *, editable: bool) -> None:
    """The rules in one line; whoever may change them opens a form."""
    rules = round_.rules
    st.text(
        _("Bằng ĐXH ở chỉ tiêu cuối: {ties}. Xét thêm: {criteria}. Điểm ưu tiên: {points}.").format(
            ties=_(TIES[rules.ties]).lower(), criteria=_(CRITERIA[_criteria(rules)][0]), points=_points(rules.points)
        )
    )
    if editable:
        with st.popover(_("Đổi quy tắc xếp hạng"), icon=":material/tune:", key=f"{RULES}.open"):
            _form(round_.id, rules)


def _form(round_id: int, rules: RankingRules) -> None:
    with st.form(f"{RULES}.form", border=False):
        st.radio(
            _("Thí sinh bằng điểm ở chỉ tiêu cuối"), list(TIES), index=list(TIES).index(rules.ties),
            format_func=lambda ties: _(TIES[ties]), key=f"{RULES}.{round_id}.ties", horizontal=True,
        )  # fmt: skip
        st.radio(
            _("Tiêu chí xét thêm khi bằng ĐXH"), list(CRITERIA), index=list(CRITERIA).index(_criteria(rules)),
            format_func=lambda code: _(CRITERIA[code][0]), key=f"{RULES}.{round_id}.criteria", horizontal=True,
        )  # fmt: skip
        st.radio(
            _("Bảng điểm ưu tiên"), list(POINT_TABLES), index=list(POINT_TABLES).index(rules.points.code),
            format_func=lambda code: _points(POINT_TABLES[code]), key=f"{RULES}.{round_id}.points",
        )  # fmt: skip
        st.form_submit_button(
            _("Áp dụng"), key=f"{RULES}.save", type="primary", on_click=_save, args=(round_id,)
        )  # fmt: skip


def _save(round_id: int) -> None:
    def work(session: Session, actor: Actor) -> str:
        state = st.session_state
        chosen = RankingRules(
            ties=state[f"{RULES}.{round_id}.ties"],
            criteria=CRITERIA[state[f"{RULES}.{round_id}.criteria"]][1],
            points=POINT_TABLES[state[f"{RULES}.{round_id}.points"]],
        )
        commands.save_rules(session, actor, round_id=round_id, chosen=chosen)
        return _("Đã áp dụng quy tắc xếp hạng của đợt.")

    perform(work)


def _criteria(rules: RankingRules) -> str:
    return next(code for code, (_label, criteria) in CRITERIA.items() if criteria == rules.criteria)


def _points(table: PointTable) -> str:
    areas = ", ".join(f"{area} {formats.number(decimal_score(points), 2)}" for area, points in table.areas.items())
    return f"{table.source} ({areas})"
