"""Equals at the last seat: shown as a block, with a form for the choice of the council and its minutes (N II.3)."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.view import perform
from lib.admissions.dossiers import Dossier, RoundCase, score
from lib.admissions.rankings import commands
from lib.admissions.rankings.queries import CouncilRow
from lib.admissions.rankings.rows import ProgrammeRow
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.scores import decimal_score
from lib.admissions.values import TieBlock
from lib.audit import commands as audit
from lib.core import formats
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.ui import forms, notices
from lib.ui.tables import decimal_column, show_table

COUNCIL = "admissions.council"


def council(
    round_: RoundRow,
    case: RoundCase,
    programmes: Sequence[ProgrammeRow],
    chosen: Sequence[CouncilRow],
    *,
    editable: bool,
) -> None:
    open_blocks = [(one, one.tie) for one in programmes if one.tie is not None]
    if not open_blocks and not chosen:
        return
    st.subheader(_("Bằng điểm ở chỉ tiêu cuối"))
    files = {one.code: one for one in case.dossiers}
    for programme, block in open_blocks:
        with st.container(border=True, key=f"{COUNCIL}.block.{programme.code}"):
            _block(programme, block, case, files)
            if editable and block.firm:
                _form(round_.id, block, files)
    if chosen:
        _recorded(round_.id, chosen, editable=editable)


def _block(programme: ProgrammeRow, block: TieBlock, case: RoundCase, files: Mapping[str, Dossier]) -> None:
    sentence = _("Ngành {code} – {name}: {n} thí sinh cùng ĐXH {dxh}, còn {seats} chỉ tiêu.").format(
        code=programme.code,
        name=programme.name,
        n=len(block.members),
        dxh=formats.number(decimal_score(block.dxh), 2),
        seats=block.seats_left,
    )
    st.warning(notices.escaped(sentence), icon=":material/balance:")
    if not block.firm:
        st.info(
            _("Nhóm này còn có thể thay đổi theo quyết định ở ngành khác. Hãy ghi quyết định ở ngành kia trước."),
            icon=":material/hourglass_empty:",
        )
    members = [files[code] for code in block.members]
    scores = [score(one, case.rules.points) for one in members]
    show_table(
        pd.DataFrame(
            {
                _("Mã hồ sơ"): [one.code for one in members],
                _("Họ và tên"): [one.full_name for one in members],
                _("ĐXT"): [None if one.dxt is None else decimal_score(one.dxt) for one in scores],
                _("UTĐT"): [decimal_score(one.group.counted) for one in scores],
                _("UTKV"): [decimal_score(one.area.counted) for one in scores],
                _("ĐTB lớp 12"): [one.grade12 for one in members],
            }
        ),
        alt=_("Thí sinh bằng điểm ở chỉ tiêu cuối của ngành"),
        columns={label: decimal_column(label) for label in (_("ĐXT"), _("UTĐT"), _("UTKV"), _("ĐTB lớp 12"))},
    )


def _form(round_id: int, block: TieBlock, files: Mapping[str, Dossier]) -> None:
    form = _form_key(round_id, block.programme)
    with st.form(form, border=False):
        st.markdown(f"**{_('Quyết định của Hội đồng tuyển sinh')}**")
        for code in block.members:
            st.checkbox(notices.escaped(f"{code} – {files[code].full_name}"), key=f"{form}.{code}")
        st.text_input(_("Số biên bản họp Hội đồng"), key=f"{form}.minutes", max_chars=100, width=320)
        st.form_submit_button(
            _("Ghi lựa chọn của Hội đồng"), key=f"{form}.save", type="primary", icon=":material/gavel:",
            on_click=_record, args=(round_id, block.programme, block.members, forms.action_key(form)),
        )  # fmt: skip


def _record(round_id: int, programme: str, members: Sequence[str], action_key: str) -> None:
    form = _form_key(round_id, programme)

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, action_key)
        chosen = [code for code in members if st.session_state[f"{form}.{code}"]]
        n = commands.record_council_choice(
            session, actor, round_id=round_id, programme=programme, chosen=chosen,
            minutes=st.session_state[f"{form}.minutes"],
        )  # fmt: skip
        return _("Đã ghi lựa chọn của Hội đồng: {n} thí sinh vào ngành {programme}.").format(n=n, programme=programme)

    if perform(work):
        forms.renew(form, f"{form}.minutes", *(f"{form}.{code}" for code in members))


def _recorded(round_id: int, chosen: Sequence[CouncilRow], *, editable: bool) -> None:
    st.markdown(f"**{_('Hội đồng đã chọn')}**")
    show_table(
        pd.DataFrame(
            {
                _("Ngành"): [one.programme for one in chosen],
                _("Mã hồ sơ"): [one.code for one in chosen],
                _("Họ và tên"): [one.full_name for one in chosen],
                _("Biên bản"): [one.minutes for one in chosen],
                _("Người ghi"): [one.chosen_by for one in chosen],
                _("Lúc"): [formats.moment(one.created_at) for one in chosen],
            }
        ),
        alt=_("Thí sinh mà Hội đồng đã chọn, theo biên bản"),
    )
    if not editable:
        return
    with st.container(horizontal=True):
        for programme_id, code in {one.programme_id: one.programme for one in chosen}.items():
            st.button(
                _("Rút lựa chọn ở ngành {code}").format(code=notices.escaped(code)), icon=":material/undo:",
                key=f"{COUNCIL}.withdraw.{round_id}.{programme_id}", on_click=_withdraw, args=(round_id, programme_id),
            )  # fmt: skip


def _withdraw(round_id: int, programme_id: int) -> None:
    def work(session: Session, actor: Actor) -> str:
        n = commands.withdraw_council_choice(session, actor, round_id=round_id, programme_id=programme_id)
        return _("Đã rút lựa chọn của Hội đồng đối với {n} thí sinh.").format(n=n)

    perform(work)


def _form_key(round_id: int, programme: str) -> str:
    return f"{COUNCIL}.{round_id}.{programme}"
