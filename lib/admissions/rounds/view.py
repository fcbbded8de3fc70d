"""The rounds of the page: choosing one, adding one, closing and opening it, and what it offers."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts.permissions import Permission
from lib.accounts.view import perform
from lib.admissions.rounds import commands
from lib.admissions.rounds.offers_view import offers
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.rounds.rules import next_window
from lib.audit import commands as audit
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.ui import forms, layout, notices
from lib.ui.tables import day_column, show_table

ROUND = "admissions.round"
CREATE = "admissions.new_round"


def chosen_round(rounds: Sequence[RoundRow]) -> RoundRow | None:
    """The round that all tabs speak of; the newest one first."""
    by_id = {one.id: one for one in rounds}
    if not by_id:
        return None
    if st.session_state.get(ROUND) not in by_id:
        st.session_state.pop(ROUND, None)
    chosen = st.selectbox(
        _("Đợt tuyển sinh"), list(by_id), key=ROUND, format_func=lambda id_: label(by_id[id_]), required=True
    )
    return by_id[chosen]


def label(one: RoundRow) -> str:
    state = _("đang nhận hồ sơ") if one.is_open else _("đã khoá sổ ngày {day}").format(day=formats.day(one.closed_on))
    return _("{name} năm {year} ({state})").format(name=one.name, year=one.year, state=state)


def rounds_tab(actor: Actor, rounds: Sequence[RoundRow], round_: RoundRow | None) -> None:
    may_edit = actor.may(Permission.ADMISSIONS_IMPORT)
    if round_ is None:
        layout.empty_state(
            _("Chưa có đợt tuyển sinh nào"),
            _("Thêm đợt đầu tiên ở dưới đây, sau đó ghi chỉ tiêu từng ngành.")
            if may_edit
            else _("Trung tâm Tuyển sinh chưa mở đợt nào."),
        )
    if may_edit:
        _new_round(rounds)
    if round_ is None:
        return
    offers(actor, round_)
    if may_edit:
        _close_or_reopen(round_)
    st.subheader(_("Các đợt"))
    show_table(
        pd.DataFrame(
            {
                _("Năm"): [str(one.year) for one in rounds],
                _("Đợt"): [one.name for one in rounds],
                _("Nhận hồ sơ từ"): [one.opens_on for one in rounds],
                _("Đến"): [one.closes_on for one in rounds],
                _("Khoá sổ ngày"): [one.closed_on for one in rounds],
                _("Hồ sơ"): [one.applicants for one in rounds],
            }
        ),
        alt=_("Các đợt tuyển sinh, mới nhất trước"),
        columns={name: day_column(name) for name in (_("Nhận hồ sơ từ"), _("Đến"), _("Khoá sổ ngày"))},
    )


def _new_round(rounds: Sequence[RoundRow]) -> None:
    """Name and days are suggested from the rounds of that year (N II.7)."""
    with st.expander(_("Thêm đợt"), icon=":material/add:", expanded=not rounds):
        year = st.number_input(
            _("Năm tuyển sinh"), min_value=2000, max_value=2100, value=clock.today().year, step=1, key=f"{CREATE}.year"
        )
        same_year = [one for one in rounds if one.year == year]
        opens, closes = next_window(year, max((one.closes_on for one in same_year), default=None))
        turn = f"{CREATE}.{year}.{len(same_year)}"
        with st.container(horizontal=True):
            st.text_input(
                _("Tên đợt"), _("Đợt {n}").format(n=len(same_year) + 1), key=f"{turn}.name", max_chars=100, width=240
            )
            st.date_input(_("Nhận hồ sơ từ ngày"), opens, key=f"{turn}.opens", format="DD/MM/YYYY", width=180)
            st.date_input(_("Đến ngày"), closes, key=f"{turn}.closes", format="DD/MM/YYYY", width=180)
        st.caption(_("Gợi ý theo thông báo: đợt 1 từ 01/8 đến 20/8, sau đó cứ 15 ngày một đợt."))
        # The button is another one once the round is saved, so a second click finds nothing to press.
        action_key = forms.action_key(CREATE)
        st.button(
            _("Thêm đợt"), key=f"{CREATE}.save.{action_key}", type="primary", on_click=_create,
            args=(year, turn, action_key),
        )  # fmt: skip


def _create(year: int, turn: str, action_key: str) -> None:
    made: list[int] = []

    def work(session: Session, actor: Actor) -> str:
        audit.once(session, action_key)
        state = st.session_state
        opens_on: date = state[f"{turn}.opens"]
        name: str = state[f"{turn}.name"]
        made.append(
            commands.create_round(
                session, actor, year=year, name=name, opens_on=opens_on, closes_on=state[f"{turn}.closes"]
            )
        )
        return _("Đã thêm «{name}» năm {year}. Hãy ghi chỉ tiêu từng ngành.").format(name=name, year=year)

    if perform(work) and made:
        forms.renew(CREATE)
        st.session_state[ROUND] = made[0]


def _close_or_reopen(round_: RoundRow) -> None:
    name = notices.escaped(round_.name)
    if round_.is_open:
        st.button(
            _("Khoá sổ «{name}»").format(name=name), key="admissions.close", icon=":material/lock:", on_click=_move,
            args=(round_.id, True), help=_("Sau khi khoá, hồ sơ, chỉ tiêu và lựa chọn của Hội đồng không sửa được."),
        )  # fmt: skip
    else:
        st.button(
            _("Mở lại «{name}»").format(name=name), key="admissions.reopen", icon=":material/lock_open:",
            on_click=_move, args=(round_.id, False),
        )  # fmt: skip


def _move(round_id: int, closes: bool) -> None:
    def work(session: Session, actor: Actor) -> str:
        if closes:
            name = commands.close_round(session, actor, round_id=round_id)
            return _("Đã khoá sổ «{name}».").format(name=name)
        return _("Đã mở lại «{name}».").format(name=commands.reopen_round(session, actor, round_id=round_id))

    perform(work)
