"""The report as one Excel workbook, and single tables of it.

Words are looked up when a page is drawn; the returned makers run in another thread, where nobody knows the reader's
language, and may run twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from lib.core import formats
from lib.core.i18n import Language, _, language
from lib.imports import exports
from lib.imports.exports import Look, Table
from lib.reports import figures as made
from lib.reports.figures import Figures
from lib.reports.periods import Period


@dataclass(frozen=True)
class Sheet:
    """A table with the lines above it and how its columns are written."""

    name: str
    frame: pd.DataFrame
    looks: dict[str, Look]
    title: tuple[str, ...]


def sheet_of(name: str, frame: pd.DataFrame, *title: str) -> Sheet:
    """Shares are written as percentages and sums as money."""
    looks: dict[str, Look] = {_("Tỷ lệ"): "percent", _("Tổng (đồng)"): "money"}
    return Sheet(name, frame, looks, title)


def maker(*sheets: Sheet) -> Callable[[], bytes]:
    """A function that writes the sheets, as often as it is called."""
    return lambda: exports.to_xlsx(
        {each.name: Table.of_frame(each.frame, looks=each.looks, title=each.title) for each in sheets}
    )


def one_table(frame: pd.DataFrame) -> Callable[[], bytes]:
    return maker(sheet_of(_("Dữ liệu"), frame))


def whole_report(figures: Figures, period: Period) -> Callable[[], bytes]:
    """Every table of the report for the chosen period."""
    return maker(*_sheets(figures, period, language()))


@lru_cache(maxsize=64)
def _sheets(figures: Figures, period: Period, words_of: Language) -> tuple[Sheet, ...]:
    """Kept by what is in it: the figures themselves and the language of the words."""
    told = _("Kỳ {period}, tính đến ngày {day}").format(period=period.label(), day=formats.day(figures.day))
    headline = _("Chỉ tiêu kết nối cựu HSSV (Đ10.3)")
    found = [sheet_of(_("Các chỉ tiêu"), made.summary_table(figures, period), headline, told)]
    if figures.updated is not None:
        title = _("Cập nhật thông tin, năm tốt nghiệp {year}").format(year=figures.updated.year)
        by_faculty = made.updated_table(figures.updated.by_faculty, _("Khoa"))
        by_cohort = made.updated_table(figures.updated.by_cohort, _("Khóa"))
        trend = made.updated_table(figures.updated.trend, _("Năm tốt nghiệp"))
        found += [
            sheet_of(_("Cập nhật theo khoa"), by_faculty, title),
            sheet_of(_("Cập nhật theo khóa"), by_cohort, title),
            sheet_of(_("Cập nhật theo năm"), trend, told),
        ]
    signed = [figures.signed(each) for each in figures.periods]
    signed_by_faculty = made.agreements_table(figures.signed_by_faculty(period), _("Khoa"), by_period=False)
    return (
        *found,
        sheet_of(_("MOU theo kỳ"), made.agreements_table(signed, _("Kỳ"), by_period=True), told),
        sheet_of(_("MOU theo khoa"), signed_by_faculty, told),
        sheet_of(_("Tài trợ theo kỳ"), made.raised_table(figures), told),
        sheet_of(_("Tài trợ theo khoa"), made.raised_by_faculty_table(figures, period), told),
    )
