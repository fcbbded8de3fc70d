"""For administrators: who is signed in where, and a link for who forgot the password."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from lib.accounts import commands, queries
from lib.accounts.queries import AccountRow, SessionRow
from lib.accounts.view import perform
from lib.core import config, formats
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.ui.tables import show_table

KEY = "settings.sessions"
LINK = "settings.reset_link"


def show(actor: Actor, users: Sequence[AccountRow]) -> None:
    _reset_link([user for user in users if user.is_active and user.id != actor.user_id])
    with reading() as session:
        rows = queries.live_sessions(session)
    st.subheader(_("Đang đăng nhập"))
    show_table(
        pd.DataFrame(
            {
                _("Người dùng"): [f"{row.full_name} ({row.username})" for row in rows],
                _("Từ lúc"): [formats.moment(row.created_at) for row in rows],
                _("Lần cuối"): [formats.moment(row.last_seen_at) for row in rows],
                _("Địa chỉ"): [row.address for row in rows],
                _("Trình duyệt"): [row.browser for row in rows],
            }
        ),
        alt=_("Các phiên đang mở"),
    )
    _end_one(rows)


def _end_one(rows: Sequence[SessionRow]) -> None:
    by_id = {row.id: row for row in rows}
    if not by_id:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Phiên"),
            list(by_id),
            format_func=lambda id_: f"{by_id[id_].username} · {formats.moment(by_id[id_].created_at)} · {id_}",
            key=f"{KEY}.chosen",
        )
        row = by_id.get(chosen, rows[0])
        st.button(_("Kết thúc phiên"), key=f"{KEY}.end", on_click=_end, args=(row.account_id, row.id))
        st.button(
            _("Kết thúc mọi phiên của người này"), key=f"{KEY}.end_all", on_click=_end, args=(row.account_id, None)
        )


def _end(account_id: int, session_id: int | None) -> None:
    def work(session: Session, actor: Actor) -> str:
        commands.end_sessions_of(session, actor, account_id=account_id, session_id=session_id)
        return _("Đã kết thúc; trang đang mở của người đó trở về màn hình đăng nhập.")

    perform(work)


def _reset_link(users: Sequence[AccountRow]) -> None:
    if not users:
        return
    names = {user.id: f"{user.full_name} ({user.username})" for user in users}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Người dùng quên mật khẩu"), list(names), format_func=names.__getitem__, key=f"{LINK}.user"
        )
        st.button(_("Tạo liên kết đặt lại mật khẩu"), key=f"{LINK}.make", on_click=_make_link, args=(chosen,))
    if made := st.session_state.pop(LINK, None):
        st.info(_("Hãy chuyển liên kết này cho người dùng; nó chỉ hiện lần này và dùng được trong một ngày:"))
        st.code(made, language=None)


def _make_link(account_id: int) -> None:
    made: list[str] = []

    def work(session: Session, actor: Actor) -> None:
        made.append(commands.make_reset_link(session, actor, account_id=account_id))

    if perform(work):
        st.session_state[LINK] = f"{config.read().public_url}/reset?token={made[0]}"
