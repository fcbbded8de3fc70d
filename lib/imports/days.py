"""Dates in cells: real Excel dates, serial numbers and dd/mm/yyyy as people type it.

Text is always day before month. A date that would only make sense the other way round is refused, never turned.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from lib.core import formats
from lib.core.i18n import N_, _
from lib.core.names import clean, fold
from lib.imports.cells import CellProblem, Noted, as_text
from lib.imports.workbook import Raw

FIRST_YEAR, LAST_YEAR = 1901, 2100
"""Excel believes in 29/02/1900, so days before March 1900 are not to be trusted; nothing here is older than 1901."""

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_1900_LEAP_DAY = 60
_CLOCK = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _CLOCK)
_IN_WORDS = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Birth:
    """When somebody was born; `on` is None where only the year is known."""

    year: int
    on: date | None = None


def day(raw: Raw) -> date | Noted:
    """A date between 1901 and 2100. A bare number is read as an Excel serial and noted."""
    match raw:
        case datetime():
            return _in_range(raw.date(), as_text(raw))
        case date():
            return _in_range(raw, as_text(raw))
        case int() | Decimal() if not isinstance(raw, bool):
            found = _from_serial(raw)
            return Noted(found, _("Số {n} được đọc là ngày {day}.").format(n=raw, day=formats.day(found)))
        case str():
            return _from_text(raw)
    raise _not_a_date(as_text(raw))


def birth(raw: Raw) -> Birth | Noted:
    """A day of birth, or only its year: 2003, '2003'. Month and year are read as the year and noted."""
    if isinstance(raw, int) and not isinstance(raw, bool) and FIRST_YEAR <= raw <= LAST_YEAR:
        return Birth(raw)
    if isinstance(raw, str):
        written = clean(raw)
        if _YEAR.fullmatch(written):
            return Birth(_year_in_range(int(written), written))
        if found := _MONTH_YEAR.fullmatch(written):
            if not 1 <= int(found[1]) <= 12:
                raise _not_a_date(written)
            year = _year_in_range(int(found[2]), written)
            warning = _("«{value}» thiếu ngày sinh nên chỉ ghi năm {year}.").format(value=written, year=year)
            return Noted(Birth(year), warning)
    read = day(raw)
    if isinstance(read, Noted):
        assert isinstance(read.value, date)
        return Noted(Birth(read.value.year, read.value), read.warning)
    return Birth(read.year, read)


def parts(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a date written day/month/year, as written and unchecked; None for any other text."""
    found = _DAY_FIRST.fullmatch(clean(text).lower())
    return (int(found[1]), int(found[3]), int(found[4])) if found else None


def _from_serial(serial: int | Decimal) -> date:
    if int(serial) == _EXCEL_1900_LEAP_DAY:
        raise CellProblem(N_("Số 60 là ngày 29/02/1900 của Excel, không có thật. Hãy ghi lại dạng 31/12/2025."))
    if not 1 <= serial < 100_000:
        raise _not_a_date(str(serial))
    return _in_range(_EXCEL_DAY_ZERO + timedelta(days=int(serial)), str(serial))


def _from_text(raw: str) -> date:
    written = clean(raw)
    if numbers := parts(written):
        return _real_day(*numbers, written)
    if found := _YEAR_FIRST.fullmatch(written.lower()):
        return _real_day(int(found[3]), int(found[2]), int(found[1]), written)
    if found := _IN_WORDS.fullmatch(fold(written)):
        return _real_day(int(found[1]), int(found[2]), int(found[3]), written)
    if _SHORT_YEAR.fullmatch(written):
        raise CellProblem(N_("Ngày «{value}» chỉ có hai chữ số năm. Hãy ghi đủ, ví dụ 31/12/2025."), value=written)
    raise _not_a_date(written)


def _real_day(day_: int, month: int, year: int, written: str) -> date:
    if month > 12 and 1 <= day_ <= 12:
        raise CellProblem(
            N_("Ngày «{value}» có tháng {month}. Ngày phải đứng trước tháng: ngày/tháng/năm, ví dụ 31/12/2025."),
            value=written,
            month=month,
        )
    _year_in_range(year, written)
    try:
        return date(year, month, day_)
    except ValueError:
        raise CellProblem(N_("Ngày «{value}» không có trong lịch. Hãy kiểm tra lại."), value=written) from None


def _in_range(value: date, written: str) -> date:
    _year_in_range(value.year, written)
    return value


def _year_in_range(year: int, written: str) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellProblem(
            N_("Ngày «{value}» có năm ngoài khoảng {first}–{last}. Hãy kiểm tra lại."),
            value=written,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return year


def _not_a_date(written: str) -> CellProblem:
    return CellProblem(N_("«{value}» không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2025."), value=written)
