"""The board on the screen: cards for what is urgent, tables for the rest."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import pandas as pd
import streamlit as st

from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.config import ROOT
from lib.core.database import reading
from lib.core.i18n import _
from lib.reports import queries as reports
from lib.reports import workbook
from lib.reports.obligations import queries
from lib.reports.obligations.duties import FREQUENCY_LABELS, MEASURE_UNITS, Link
from lib.reports.obligations.rules import STATE_LABELS, STATE_ORDER, Row, State, needs_attention
from lib.reports.queries import Scope
from lib.ui import downloads, layout, notices, tables

NAMES_SHOWN = 6
_FILES = {"alumni": "1_Alumni.py", "reports": "4_Reports.py"}
_LOOKS = {
    State.OVERDUE: ("red", ":material/error:"),
    State.DUE_SOON: ("orange", ":material/schedule:"),
    State.UPCOMING: ("blue", ":material/event:"),
    State.NOT_MEASURED: ("gray", ":material/help:"),
    State.MET: ("green", ":material/check_circle:"),
}


@st.cache_data(ttl="10m", max_entries=200, show_spinner=False)
def _board(version: int, scope: Scope, roles: tuple[str, ...], day: date) -> list[Row]:
    """Kept until something is saved (`version`), apart for each scope and set of roles."""
    with reading() as session:
        return queries.board_of(session, scope, roles, day)


def rows_of(actor: Actor) -> list[Row]:
    with reading() as session:
        version = reports.data_version(session)
    return _board(version, reports.scope_of(actor), actor.roles, clock.today())


def urgent(actor: Actor, rows: Sequence[Row]) -> None:
    """What is overdue, in red, then what is due soon: a card for each kind of duty, with a way to the form."""
    shown = [row for row in rows if needs_attention(row, clock.today())]
    if not shown:
        st.success(_("Không có việc nào quá hạn hoặc đến hạn trong 30 ngày tới."), icon=":material/task_alt:")
        return
    with st.grid("auto", min_column_width=320):
        for _same, group in groupby(shown, key=lambda row: (row.state, row.duty.title, row.span)):
            _card(actor, list(group))


def whole_board(actor: Actor) -> None:
    """The tab of the report: every duty that the actor may see, as one table with its workbook."""
    rows = rows_of(actor)
    if not rows:
        layout.empty_state(_("Chưa có việc nào"), _("Tài khoản này chưa gắn với đơn vị có nhiệm vụ theo QĐ 1262."))
        return
    states = st.pills(
        _("Tình trạng"),
        [state for state in STATE_ORDER if any(row.state is state for row in rows)],
        selection_mode="multi",
        format_func=lambda state: _(STATE_LABELS[state]),
        key="obligations.states",
    )
    frame = table([row for row in rows if not states or row.state in states])
    show_table(frame, alt=_("Bảng việc phải làm của các đơn vị"))
    downloads.excel_button(
        _("Excel bảng việc"),
        workbook.one_table(frame),
        file_name=f"viec-phai-lam-{clock.today():%Y-%m-%d}.xlsx",
        key="obligations.xlsx",
    )


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """One line for each duty of each unit, in the order of the board."""
    return pd.DataFrame(
        [
            (
                _(STATE_LABELS[row.state]),
                _(row.duty.title),
                who(row),
                row.span.due_on,
                told(row),
                _(FREQUENCY_LABELS[row.duty.frequency]),
                row.duty.clause,
            )
            for row in rows
        ],
        columns=[
            _("Tình trạng"),
            _("Việc"),
            _("Đơn vị"),
            _("Hạn"),
            _("Kết quả"),
            _("Định kỳ"),
            _("Căn cứ"),
        ],
    )


def show_table(frame: pd.DataFrame, *, alt: str) -> None:
    tables.show_table(frame, alt=alt, columns={_("Hạn"): tables.day_column(_("Hạn"))})


def who(row: Row) -> str:
    return row.debtor.name or _(ROLES[row.debtor.role].label)


def told(row: Row) -> str:
    """What the data shows, such as 0/1 buổi; empty where nothing can be measured."""
    if row.progress is None or row.duty.measure is None:
        return ""
    return _(MEASURE_UNITS[row.duty.measure]).format(
        done=formats.number(row.progress.done), needed=formats.number(row.progress.needed)
    )


def _card(actor: Actor, rows: list[Row]) -> None:
    first = rows[0]
    colour, icon = _LOOKS[first.state]
    with st.container(border=True, height="stretch"):
        label = _("Hạn {day}, phần mềm chưa đo được") if first.state is State.NOT_MEASURED else _("{state}: {day}")
        due = label.format(state=_(STATE_LABELS[first.state]), day=formats.day(first.span.due_on))
        st.badge(due, color=colour, icon=icon)  # type: ignore[arg-type]  # the colours above are Streamlit's names
        st.markdown(f"**{_(first.duty.title)}** ({first.duty.clause})")
        names = [who(row) for row in rows]
        listed = ", ".join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            listed = _("{units} và {n} đơn vị khác").format(units=listed, n=len(names) - NAMES_SHOWN)
        st.caption(notices.escaped(f"{listed} · {told(first)}" if len(rows) == 1 and told(first) else listed))
        if first.duty.link is not None:
            _way(actor, first.duty.link)


def _way(actor: Actor, link: Link) -> None:
    """A link to the tab where the duty is fulfilled, for those who may open it."""
    if not actor.may(*PAGE_PERMISSIONS[link.page]):
        return
    st.page_link(
        str(ROOT / "pages" / _FILES[link.page]),
        label=_("Mở nơi thực hiện"),
        icon=":material/arrow_forward:",
        query_params={f"{link.page}.tab": _(link.tab)} if link.tab else None,
    )
