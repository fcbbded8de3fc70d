"""Taking a ranking away as Excel, and keeping it so that it can be worked out again."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import sessions
from lib.accounts.view import SignedOut, perform, session_digest
from lib.admissions.rankings import commands, queries
from lib.admissions.rankings.commands import Kind
from lib.admissions.rankings.queries import RunRow
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.values import Status
from lib.core import formats
from lib.core.actor import Actor
from lib.core.database import reading, transaction
from lib.core.i18n import _
from lib.ui.downloads import excel_button
from lib.ui.tables import show_table

KEEP = "admissions.keep"
RUN = "admissions.run"


def exports(round_: RoundRow) -> None:
    """Both workbooks; made, and written into the record of actions, only when somebody takes them."""
    digest, round_id = session_digest(), round_.id
    with st.container(horizontal=True):
        excel_button(
            _("Kết quả ra Excel"), lambda: made(digest, round_id, "results"), file_name=f"ket_qua_{round_id}.xlsx",
            key="admissions.export.results", help=_("Điểm, kết quả và lý do của mọi thí sinh; dùng nội bộ."),
        )  # fmt: skip
        excel_button(
            _("Danh sách công bố"), lambda: made(digest, round_id, "public"), file_name=f"danh_sach_{round_id}.xlsx",
            key="admissions.export.public",
            help=_("Chỉ người trúng tuyển: mã hồ sơ, họ tên, ngành; không có thông tin cá nhân khác và lý do."),
        )  # fmt: skip


def made(digest: str | None, round_id: int, kind: Kind) -> bytes:
    """The workbook for whoever is signed in when it is taken: this runs later and in another thread."""
    actor = sessions.actor_for(digest)
    if actor is None:
        raise SignedOut()
    with transaction() as session:
        return commands.export(session, actor, round_id=round_id, kind=kind)


def kept_runs(actor: Actor, round_: RoundRow, *, may_keep: bool) -> None:
    st.subheader(_("Kết quả đã lưu"))
    if may_keep:
        st.button(
            _("Lưu kết quả"), key=f"{KEEP}.save", type="primary", icon=":material/save:", on_click=_keep,
            args=(round_.id,), help=_("Lưu cả dữ liệu vào, quy tắc và kết quả; sau đó không sửa được."),
        )  # fmt: skip
    with reading() as session:
        runs = queries.runs(session, actor, round_.id)
    if not runs:
        st.caption(_("Chưa lưu lần nào."))
        return
    _list(runs)
    labels = {run.id: _("Lần {id}, {moment}").format(id=run.id, moment=formats.moment(run.created_at)) for run in runs}
    if st.session_state.get(RUN) not in labels:
        st.session_state.pop(RUN, None)
    chosen = st.selectbox(
        _("Kiểm tra lại một lần đã lưu"), list(labels), index=None, key=RUN, placeholder=_("Chọn lần lưu"),
        format_func=lambda id_: labels.get(id_, ""), width=320,
    )  # fmt: skip
    if chosen is not None:
        _replay(actor, round_.id, int(chosen))


def _keep(round_id: int) -> None:
    def work(session: Session, actor: Actor) -> str:
        return _("Đã lưu kết quả lần {id}.").format(id=commands.save_run(session, actor, round_id=round_id))

    perform(work)


def _list(runs: Sequence[RunRow]) -> None:
    counted = {
        _(status.label): pd.array([run.counts.get(status.value, 0) for run in runs], dtype="Int64") for status in Status
    }
    frame = pd.DataFrame(
        {
            _("Lần"): [run.id for run in runs],
            _("Lúc"): [formats.moment(run.created_at) for run in runs],
            _("Người lưu"): [run.saved_by for run in runs],
            **counted,
        }
    )
    show_table(frame, alt=_("Các lần đã lưu kết quả xếp hạng, mới nhất trước"))


def _replay(actor: Actor, round_id: int, run_id: int) -> None:
    """Work the run out again from what was kept with it."""
    with reading() as session:
        run = queries.run(session, actor, round_id=round_id, run_id=run_id)
    if run.is_repeatable:
        st.success(_("Tính lại từ dữ liệu đã lưu cho đúng kết quả này."), icon=":material/verified:")
    else:
        st.error(
            _("Tính lại cho kết quả khác với kết quả đã lưu. Hãy báo quản trị hệ thống trước khi dùng lần lưu này."),
            icon=":material/error:",
        )
    frame = pd.DataFrame(run.results)[["programme", "rank", "code", "dxt", "ut_counted", "kv", "dxh", "status"]]
    labels = {status.value: _(status.label) for status in Status}
    show_table(
        frame.assign(status=frame["status"].map(labels), rank=frame["rank"].astype("Int64")),
        alt=_("Kết quả như đã lưu"),
        columns={
            "programme": _("Ngành"), "rank": _("Hạng"), "code": _("Mã hồ sơ"), "dxt": _("ĐXT"),
            "ut_counted": _("UTĐT"), "kv": _("UTKV"), "dxh": _("ĐXH"), "status": _("Kết quả"),
        },
    )  # fmt: skip
