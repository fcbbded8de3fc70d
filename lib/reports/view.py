"""The indicators on the screen: cards, charts with their pictures and data, and the rows behind the first one."""

from dataclasses import astuple
from datetime import date

import pandas as pd
import streamlit as st

from lib.accounts import sessions
from lib.accounts.permissions import Permission
from lib.accounts.view import session_digest
from lib.audit.commands import record
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.database import reading, transaction
from lib.core.errors import NotAllowed
from lib.core.i18n import _
from lib.reports import charts_view, figures, kpi, queries, workbook
from lib.reports.figures import Figures
from lib.reports.periods import PERIOD_KIND_LABELS, Period, PeriodKind
from lib.reports.queries import Scope, StaleRow
from lib.ui import downloads, layout, tables

KIND, PERIOD, BEHIND = "reports.kind", "reports.period", "reports.behind"
ROWS_SHOWN = 500
_COLOURS = {
    kpi.Status.MET: ("green", ":material/check_circle:"),
    kpi.Status.NOT_MET: ("orange", ":material/flag:"),
    kpi.Status.NO_TARGET: ("gray", ":material/info:"),
    kpi.Status.NO_DATA: ("gray", ":material/hourglass_empty:"),
}


@st.cache_data(ttl="10m", max_entries=100, show_spinner=False)
def _gather(version: int, scope: Scope, kind: PeriodKind, day: date) -> Figures:
    """Kept until something is saved (`version`), apart for each scope; plain figures, no words."""
    with reading() as session:
        return figures.gather(session, scope, kind, day)


def indicators(actor: Actor) -> None:
    """The tab of the three indicators."""
    with reading() as session:
        version = queries.data_version(session)
    day = clock.today()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("Xem theo"),
            list(PeriodKind),
            default=PeriodKind.HALF_YEAR,
            format_func=lambda each: _(PERIOD_KIND_LABELS[each]),
            key=KIND,
            required=True,
        )
        found = _gather(version, queries.scope_of(actor), PeriodKind(kind), day)
        period = st.selectbox(
            _("Kỳ"), tuple(reversed(found.periods)), format_func=Period.label, key=f"{PERIOD}.{kind}", width=280
        )
        downloads.excel_button(
            _("Excel cả báo cáo"),
            workbook.whole_report(found, period),
            file_name=f"chi-tieu-{period.last:%Y-%m-%d}.xlsx",
            key="reports.workbook",
            primary=True,
        )
    if actor.unit_ids is not None:
        st.caption(_("Số liệu trong phạm vi đơn vị của bạn."))
    _cards(found, period)
    if actor.may(Permission.ALUMNI_VIEW) and found.updated is not None:
        _behind(actor, found)
    charts_view.show(found, period)


def _cards(found: Figures, period: Period) -> None:
    whole = found.updated.whole if found.updated else None
    share = kpi.share_of(whole.updated, whole.people) if whole else None
    signed = found.signed(period)
    with st.grid("auto", min_column_width=260):
        _card(
            kpi.UPDATED,
            formats.percent(float(share)) if share is not None else "–",
            kpi.UPDATED.status(share),
            _("{updated} trên {people} người tốt nghiệp năm {year}, tính đến {day}").format(
                updated=formats.number(whole.updated),
                people=formats.number(whole.people),
                year=whole.name,
                day=formats.day(found.day),
            )
            if whole
            else _("Chưa có người tốt nghiệp nào trong dữ liệu"),
        )
        _card(
            kpi.AGREEMENTS,
            formats.number(signed.agreements),
            kpi.AGREEMENTS.status(None),
            _("với {n} doanh nghiệp, kỳ {period}").format(n=formats.number(signed.businesses), period=period.label()),
        )
        _card(
            kpi.RAISED,
            formats.vnd(found.raised_vnd(period)),
            kpi.RAISED.status(None),
            _("kỳ {period}").format(period=period.label()),
        )


def _card(indicator: kpi.Kpi, value: str, status: kpi.Status, told: str) -> None:
    colour, icon = _COLOURS[status]
    with st.container(border=True, height="stretch"):
        label = _(indicator.label)
        st.markdown(f"**{label}**", help=f"{_(indicator.question)} {_(indicator.formula)}")
        st.metric(label, value, label_visibility="collapsed")
        st.caption(told)
        if indicator.target is not None:
            standing = _("{status} ({target})").format(
                status=_(kpi.STATUS_LABELS[status]), target=_(indicator.target.label)
            )
        else:
            standing = _("{clause} không ấn định mức").format(clause=indicator.clause)
        st.badge(standing, color=colour, icon=icon)  # type: ignore[arg-type]  # the colours above are Streamlit's names


def _behind(actor: Actor, found: Figures) -> None:
    """The people not yet updated; read only when asked for, never cached."""
    opened = st.expander(
        _("Những người chưa được cập nhật"), key=BEHIND, on_change="rerun", icon=":material/person_search:"
    )
    if not opened.open:
        return
    with reading() as session:
        rows = queries.not_updated(session, actor, found.day, limit=ROWS_SHOWN)
    with opened:
        if not rows:
            layout.empty_state(_("Không còn ai"), _("Mọi người tốt nghiệp của năm mới nhất đều đã được cập nhật."))
            return
        if len(rows) == ROWS_SHOWN:
            st.caption(_("Hiện {n} người đầu tiên theo tên.").format(n=ROWS_SHOWN))
        tables.show_table(
            _people(rows, _headings()),
            alt=_("Danh sách người tốt nghiệp chưa được cập nhật thông tin"),
            columns={
                _("Xác minh liên hệ"): tables.day_column(_("Xác minh liên hệ")),
                _("Xác minh việc làm"): tables.day_column(_("Xác minh việc làm")),
            },
        )
        if actor.may(Permission.ALUMNI_EXPORT):
            digest, day, sheet, headings = session_digest(), found.day, _("Chưa cập nhật"), _headings()
            downloads.excel_button(
                _("Excel danh sách đầy đủ"),
                lambda: _export(digest, day, sheet, headings),
                file_name=f"chua-cap-nhat-{day:%Y-%m-%d}.xlsx",
                key="reports.behind.xlsx",
            )


def _headings() -> list[str]:
    return [
        _("Họ và tên"),
        _("Khoa"),
        _("Ngành"),
        _("Khóa"),
        _("Lớp"),
        _("Xác minh liên hệ"),
        _("Xác minh việc làm"),
    ]


def _people(rows: list[StaleRow], headings: list[str]) -> pd.DataFrame:
    return pd.DataFrame([astuple(row) for row in rows], columns=headings)


def _export(digest: str | None, day: date, sheet: str, headings: list[str]) -> bytes:
    """All the rows, with the rights of this moment, and on record: who took how many. Runs outside the page."""
    actor = sessions.actor_for(digest)
    if actor is None or not actor.may(Permission.ALUMNI_EXPORT):
        raise NotAllowed()
    with transaction() as session:
        rows = queries.not_updated(session, actor, day)
        record(session, actor, "report.exported", "person", None, report="not_updated", day=day, rows=len(rows))
    return workbook.maker(workbook.Sheet(sheet, _people(rows, headings), {}, ()))()
