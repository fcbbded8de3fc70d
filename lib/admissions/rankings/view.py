"""The ranking of a round: its rules, seats and cut-offs, equals who wait for the council, and everybody's result."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.accounts.permissions import Permission
from lib.admissions.rankings import queries
from lib.admissions.rankings.council_view import council
from lib.admissions.rankings.kept_view import exports, kept_runs
from lib.admissions.rankings.rows import ProgrammeRow, ResultRow, programme_rows, result_rows, waiting_claims
from lib.admissions.rankings.rules_view import ranking_rules
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.values import Status
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.registry.tables import LEVEL_LABELS, Level
from lib.ui import layout, notices
from lib.ui.tables import decimal_column, show_table

PROGRAMME = "admissions.ranking.programme"
STATUS = "admissions.ranking.status"
RESULTS = "admissions.ranking.results"


def ranking_tab(actor: Actor, round_: RoundRow | None) -> None:
    if round_ is None:
        layout.empty_state(_("Chưa có đợt tuyển sinh nào"), _("Hãy thêm đợt ở thẻ «Đợt và chỉ tiêu» trước."))
        return
    may_rank = actor.may(Permission.ADMISSIONS_RANK)
    ranking_rules(round_, editable=may_rank and round_.is_open)
    if not round_.applicants:
        layout.empty_state(_("Đợt này chưa có hồ sơ nào"), _("Nhập hồ sơ ở thẻ «Hồ sơ» để có bảng xếp hạng."))
        return
    with reading() as session:
        case = queries.case(session, actor, round_.id)
        chosen = queries.council_choices(session, actor, round_.id)
    try:
        ranking = case.rank()
    except DomainError as refusal:
        st.error(notices.escaped(str(refusal)), icon=":material/error:")
        return
    programmes = programme_rows(case, ranking)
    counts = {status: sum(one.counts[status] for one in programmes) for status in Status}
    _totals(counts)
    _waiting(len(waiting_claims(case)))
    _programmes(programmes)
    council(round_, case, programmes, chosen, editable=may_rank and round_.is_open)
    _results(result_rows(case, ranking), programmes, counts)
    exports(round_)
    kept_runs(actor, round_, may_keep=may_rank)


def _totals(counts: dict[Status, int]) -> None:
    with st.container(horizontal=True):
        for status, n in counts.items():
            st.metric(_(status.label), formats.number(n), border=True)


def _waiting(claims: int) -> None:
    if claims:
        st.warning(
            _(
                "{n} hồ sơ đăng ký tuyển thẳng chưa được tính là tuyển thẳng: chưa kiểm tra minh chứng, sai trình độ "
                "hoặc chờ Hiệu trưởng quyết định. Mở từng hồ sơ ở thẻ «Hồ sơ» để xem lý do."
            ).format(n=formats.number(claims)),
            icon=":material/hourglass_empty:",
        )


def _programmes(programmes: Sequence[ProgrammeRow]) -> None:
    st.subheader(_("Theo ngành"))
    frame = pd.DataFrame(
        {
            _("Mã ngành"): [one.code for one in programmes],
            _("Ngành"): [one.name for one in programmes],
            _("Trình độ"): [_(LEVEL_LABELS[Level(one.level)]) for one in programmes],
            _("Chỉ tiêu"): [one.seats.quota for one in programmes],
            _("− Lưu học sinh"): [one.seats.foreign for one in programmes],
            _("− Tuyển thẳng"): [one.seats.direct for one in programmes],
            _("− Đã nhận"): [one.seats.taken for one in programmes],
            _("= Còn xếp hạng"): [one.seats.left for one in programmes],
            **{
                _(status.label): [one.counts[status] for one in programmes]
                for status in Status
                if status is not Status.DIRECT
            },
            _("ĐXH của người cuối"): [one.cutoff for one in programmes],
            _("Chỗ trống"): [one.empty for one in programmes],
        }
    )
    show_table(
        frame,
        alt=_("Chỉ tiêu, điểm của người cuối cùng và số thí sinh theo kết quả của từng ngành"),
        columns={_("ĐXH của người cuối"): decimal_column(_("ĐXH của người cuối"))},
    )


def _results(rows: Sequence[ResultRow], programmes: Sequence[ProgrammeRow], counts: dict[Status, int]) -> None:
    st.subheader(_("Kết quả từng thí sinh"))
    names = {one.code: f"{one.code} – {one.name}" for one in programmes}
    labels = {status: f"{_(status.label)} ({formats.number(n)})" for status, n in counts.items() if n}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        programme = st.selectbox(
            _("Ngành"), list(names), index=None, key=PROGRAMME, format_func=lambda code: names.get(code, ""),
            placeholder=_("Mọi ngành"), width=320,
        )  # fmt: skip
        wanted = st.pills(
            _("Kết quả"), list(labels), selection_mode="multi", key=STATUS, format_func=labels.__getitem__
        )
    shown = [
        row
        for row in rows
        if (programme is None or row.programme == programme) and (not wanted or row.status in wanted)
    ]
    if not shown:
        layout.empty_state(_("Không có thí sinh nào khớp"), _("Hãy bỏ bớt điều kiện lọc."))
        return
    picked = st.dataframe(
        _frame(shown),
        hide_index=True,
        alt=_("Kết quả và lý do của từng thí sinh"),
        key=RESULTS,
        column_config=_columns(),
        height=520,
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
    )
    _reasons([shown[at] for at in picked["selection"]["rows"] if at < len(shown)])


def _reasons(picked: Sequence[ResultRow]) -> None:
    """All reasons of one applicant, which are longer than a cell."""
    if not picked:
        st.caption(_("Chọn một dòng để đọc đủ lý do."))
    for row in picked:
        with st.container(border=True):
            st.text(f"{row.code} – {row.full_name}: {_(row.status.label)}")
            for reason in row.reasons or (_("Không có gì cản trở: đủ điều kiện và đủ điểm."),):
                st.text(reason)


def _frame(rows: Sequence[ResultRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "programme": [row.programme for row in rows],
            "rank": pd.array([row.rank for row in rows], dtype="Int64"),
            "code": [row.code for row in rows],
            "full_name": [row.full_name for row in rows],
            "choice": [row.choice for row in rows],
            "dxt": [row.dxt for row in rows],
            "ut": [row.ut for row in rows],
            "kv": [row.kv for row in rows],
            "dxh": [row.dxh for row in rows],
            "status": [[_(row.status.label)] for row in rows],
            "reasons": [" ".join(row.reasons) for row in rows],
        }
    )


def _columns() -> dict[str, Any]:
    # Colours say the same as the words beside them.
    return {
        "programme": _("Ngành"),
        "rank": _("Hạng"),
        "code": _("Mã hồ sơ"),
        "full_name": st.column_config.TextColumn(_("Họ và tên"), width="medium"),
        "choice": st.column_config.NumberColumn(_("NV"), help=_("Nguyện vọng thứ mấy")),
        "dxt": decimal_column(_("ĐXT")),
        "ut": decimal_column(_("UTĐT"), help=_("Điểm ưu tiên đối tượng đã có minh chứng")),
        "kv": decimal_column(_("UTKV")),
        "dxh": decimal_column(_("ĐXH")),
        "status": st.column_config.MultiselectColumn(
            _("Kết quả"),
            options=[_(status.label) for status in Status],
            color=["blue", "green", "orange", "red", "gray"],
        ),
        "reasons": st.column_config.TextColumn(_("Lý do, và còn thiếu bao nhiêu"), width="large"),
    }
