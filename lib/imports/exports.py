"""Tables out of the app, as .xlsx or .csv that do exactly nothing when they are opened.

A text stays a text in every program: no formulas, no links, ids and phones with all their digits.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from lib.core import formats
from lib.core.clock import SCHOOL_ZONE
from lib.core.i18n import _
from lib.imports import limits
from lib.imports.inert import disarm, runs_as_formula

Look = Literal["text", "day", "moment", "integer", "decimal", "money", "percent"]

_NUMBER_FORMATS: dict[str, dict[str, object]] = {
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "day": {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
    "moment": {"num_format": "hh:mm dd/mm/yyyy", "align": "left", "valign": "top"},
    "integer": {"num_format": "0", "valign": "top"},
    "decimal": {"num_format": "0.00##", "valign": "top"},
    "money": {"num_format": "#,##0", "valign": "top"},
    "percent": {"num_format": "0.0%", "valign": "top"},
}
INERT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
}
"""Options of every workbook that we write: xlsxwriter would else guess formulas and links from texts."""

_HEADING = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EEF7", "num_format": "@"}
_TITLE = {"bold": True, "font_size": 14}
_SHEET_NAME_FORBIDS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SHEET_NAME_LENGTH = 31
_EXCEL_DIGITS = 10**15


@dataclass(frozen=True)
class ExportColumn:
    """A column of a table. Without `look` each cell is written as its value asks: money must be named."""

    label: str
    look: Look | None = None
    width: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows under headings, optional lines above and below. A cell is text, number, date, yes/no or None."""

    columns: tuple[ExportColumn, ...]
    rows: Iterable[Sequence[Any]]
    title: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()

    @classmethod
    def of_frame(
        cls,
        frame: pd.DataFrame,
        *,
        labels: Mapping[str, str] | None = None,
        looks: Mapping[str, Look] | None = None,
        title: tuple[str, ...] = (),
        footer: tuple[str, ...] = (),
    ) -> "Table":
        """A DataFrame without its index; `labels` and `looks` are by column name."""
        names = [str(name) for name in frame.columns]
        columns = tuple(ExportColumn((labels or {}).get(name, name), (looks or {}).get(name)) for name in names)
        return cls(columns, frame.itertuples(index=False, name=None), title, footer)


def to_xlsx(sheets: Mapping[str, Table | pd.DataFrame]) -> bytes:
    """A workbook with one sheet for each entry; names are shortened and made different where Excel demands it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, INERT) as book:
        taken: set[str] = set()
        for name, table in sheets.items():
            write_table(book, sheet_name(name, taken), table if isinstance(table, Table) else Table.of_frame(table))
    return content.getvalue()


def to_csv(table: Table | pd.DataFrame) -> bytes:
    """UTF-8 with its mark, comma, every field quoted; texts that Excel would run get an apostrophe in front.

    `lib.imports.reading` takes exactly that apostrophe off again. Title and footer are left out: a CSV is data.
    """
    table = table if isinstance(table, Table) else Table.of_frame(table)
    content = io.StringIO(newline="")
    writer = csv.writer(content, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([disarm(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_field(value) for value in row])
    return content.getvalue().encode("utf-8-sig")


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no sheet of the book has yet; it is added to `taken`."""
    base = _SHEET_NAME_FORBIDS.sub(" ", unicodedata.normalize("NFC", text)).strip(" '")[:_SHEET_NAME_LENGTH].strip(" '")
    base = base or _("Trang")
    name, n = base, 1
    while name.casefold() in taken or name.casefold() == "history":  # a name that Excel keeps for itself
        n += 1
        name = f"{base[: _SHEET_NAME_LENGTH - len(str(n)) - 1]} {n}"
    taken.add(name.casefold())
    return name


def write_table(book: xlsxwriter.Workbook, name: str, table: Table) -> None:
    """Add a sheet: title lines, framed headings that stay in sight and filter, rows, footer lines."""
    sheet = book.add_worksheet(name)
    pen = Pen(book, sheet)
    for at, line in enumerate(table.title):
        pen.text(at, 0, line, book.add_format(_TITLE))
    top = len(table.title) + 1 if table.title else 0
    heading = book.add_format(_HEADING)
    widths = [column.width or min(max(len(column.label) + 2, 8), 40) for column in table.columns]
    for at, column in enumerate(table.columns):
        pen.text(top, at, column.label, heading)
    last = top
    for last, row in enumerate(table.rows, start=top + 1):
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            length = pen.write(last, at, value, column.look)
            if column.width is None:
                widths[at] = max(widths[at], min(length + 2, 50))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(top + 1, 0)
    if table.columns:
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
        sheet.repeat_rows(top)
    for at, line in enumerate(table.footer, start=last + 2):
        pen.text(at, 0, line, None)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


class Pen:
    """Writes values into one sheet, each in the format that its look or its type asks for."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Any) -> None:
        self._sheet = sheet
        self._formats = {look: book.add_format(how) for look, how in _NUMBER_FORMATS.items()}
        # Even if somebody edits the cell and presses Enter, Excel then keeps it a text.
        self._quoted = book.add_format({**_NUMBER_FORMATS["text"], "quote_prefix": True})

    def text(self, row: int, column: int, value: str, how: Any) -> int:
        if len(value) > limits.MAX_CELL:  # Excel would call the whole file damaged
            value = value[: limits.MAX_CELL - 1] + "…"
        self._sheet.write_string(row, column, value, how)
        return max(map(len, value.split("\n")))

    def write(self, row: int, column: int, value: Any, look: Look | None = None) -> int:
        """Write a value and return how many characters wide it shows. NaN, NaT and infinity are left blank."""
        value = plain(value)
        match value:
            case None:
                return 0
            case datetime():
                self._sheet.write_datetime(row, column, value, self._formats["moment"])
                return 16
            case date():
                self._sheet.write_datetime(row, column, value, self._formats["day"])
                return 10
            case int() | Decimal() if look != "text" and abs(Decimal(value)) < _EXCEL_DIGITS:
                how = look or ("integer" if isinstance(value, int) else "decimal")
                self._sheet.write_number(row, column, value, self._formats[how])
                return len(f"{value:,}")
        text = str(value)
        return self.text(row, column, text, self._quoted if runs_as_formula(text) else self._formats["text"])


def plain(value: Any) -> str | int | Decimal | date | datetime | None:
    """A value of Python, NumPy or pandas as one that can be written; a moment is given in the school's time."""
    if isinstance(value, str | date | time | Decimal | bool | int | None):
        pass
    elif hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    match value:
        case bool():
            return _("Có") if value else _("Không")
        case datetime():
            return value.astimezone(SCHOOL_ZONE).replace(tzinfo=None) if value.tzinfo else value
        case float() | Decimal():
            exact = Decimal(f"{value:.15g}") if isinstance(value, float) else value
            return exact if exact.is_finite() else None
        case int() | date():
            return value
    return str(value)


def _csv_field(value: Any) -> str:
    value = plain(value)
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return formats.day(value)
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return disarm(str(value))
