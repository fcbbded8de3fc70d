"""The charts of the three indicators: how each stands over time and in each faculty."""

import streamlit as st

from lib.alumni.tables import FUND_FORM_LABELS, FundForm
from lib.core import formats
from lib.core.i18n import _
from lib.reports import figures, kpi
from lib.reports.figures import Figures
from lib.reports.periods import Period
from lib.reports.queries import Updated, UpdatedRow
from lib.reports.workbook import one_table
from lib.ui import charts
from lib.ui.charts import Look, show_chart


def show(found: Figures, period: Period) -> None:
    with st.grid("auto", min_column_width=340):
        if found.updated is not None:
            _updated(found.updated)
        _agreements(found, period)
        _raised(found, period)


def _updated(updated: Updated) -> None:
    year = updated.year
    _shares(
        updated.by_faculty,
        _("Tỷ lệ đã cập nhật theo khoa, năm tốt nghiệp {year}").format(year=year),
        _("Khoa"),
        name="cap-nhat-theo-khoa",
    )
    _shares(
        updated.by_cohort,
        _("Tỷ lệ đã cập nhật theo khóa, năm tốt nghiệp {year}").format(year=year),
        _("Khóa"),
        name="cap-nhat-theo-khoa-hoc",
    )
    _shares(
        updated.trend,
        _("Tỷ lệ đã cập nhật theo năm tốt nghiệp"),
        _("Năm tốt nghiệp"),
        name="cap-nhat-theo-nam",
        upright=True,
    )


def _shares(rows: tuple[UpdatedRow, ...], title: str, group: str, *, name: str, upright: bool = False) -> None:
    target = kpi.UPDATED.target
    look = Look(
        group,
        _("Tỷ lệ đã cập nhật"),
        form="share",
        target=float(target.strictly_over) if target else None,
        target_label=_("Chỉ tiêu: trên"),
    )
    shown = [(row.name or _("Chưa ghi"), row.updated / row.people) for row in rows if row.people]
    told = ", ".join(f"{label} {formats.percent(share)}" for label, share in shown)
    show_chart(
        charts.bars(shown, look, upright=upright),
        title=title,
        alt=_("{title}: {values}").format(title=title, values=told),
        name=name,
        make_excel=one_table(figures.updated_table(rows, group)),
    )


def _agreements(found: Figures, period: Period) -> None:
    signed = [found.signed(each) for each in found.periods]
    title = _("Biên bản hợp tác ký trong từng kỳ")
    show_chart(
        charts.bars(
            [(row.period.short(), row.agreements) for row in signed], Look(_("Kỳ"), _("Biên bản hợp tác")), upright=True
        ),
        title=title,
        alt=_("{title}: {values}").format(
            title=title, values=", ".join(f"{row.period.label()} {row.agreements}" for row in signed)
        ),
        name="mou-theo-ky",
        make_excel=one_table(figures.agreements_table(signed, _("Kỳ"), by_period=True)),
    )
    rows = found.signed_by_faculty(period)
    title = _("Biên bản hợp tác theo khoa, kỳ {period}").format(period=period.label())
    show_chart(
        charts.bars([(row.faculty or "", row.agreements) for row in rows], Look(_("Khoa"), _("Biên bản hợp tác"))),
        title=title,
        alt=_("{title}: {values}").format(
            title=title, values=", ".join(f"{row.faculty} {row.agreements}" for row in rows)
        ),
        name="mou-theo-khoa",
        make_excel=one_table(figures.agreements_table(rows, _("Khoa"), by_period=False)),
    )


def _raised(found: Figures, period: Period) -> None:
    title = _("Học bổng, tài trợ vận động được trong từng kỳ")
    rows = [
        (each.short(), _(FUND_FORM_LABELS[form]), found.raised_vnd(each, form))
        for each in found.periods
        for form in FundForm
    ]
    show_chart(
        charts.stacks(rows, Look(_("Kỳ"), _("Triệu đồng"), form="vnd", series=_("Hình thức"))),
        title=title,
        alt=_("{title}: {values}").format(
            title=title,
            values=", ".join(f"{each.label()} {formats.vnd(found.raised_vnd(each))}" for each in found.periods),
        ),
        name="tai-tro-theo-ky",
        make_excel=one_table(figures.raised_table(found)),
    )
    by_faculty = [(name or _("Toàn trường"), amount) for name, amount in found.raised_by_faculty(period)]
    title = _("Học bổng, tài trợ theo khoa, kỳ {period}").format(period=period.label())
    show_chart(
        charts.bars(by_faculty, Look(_("Khoa"), _("Triệu đồng"), form="vnd")),
        title=title,
        alt=_("{title}: {values}").format(
            title=title, values=", ".join(f"{name} {formats.vnd(amount)}" for name, amount in by_faculty)
        ),
        name="tai-tro-theo-khoa",
        make_excel=one_table(figures.raised_by_faculty_table(found, period)),
    )
