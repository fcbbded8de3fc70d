"""An .xlsx file as sheets of plain cells. Runs in the limited child process only (`lib.imports.child`).

openpyxl in read-only mode, because it tells formulas from texts and survives a cell in the last corner of the sheet
(calamine aborts the process) and thousands of merged ranges (openpyxl's full mode burns 40 s): decision 0013.
"""

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from lib.core.i18n import N_
from lib.imports import limits
from lib.imports.gathering import Gathering
from lib.imports.preflight import refuse_declarations
from lib.imports.workbook import Cell, CellError, Formula, Merge, Sheet, UnreadableFile

_LAST_ROW_OF_EXCEL = 1_048_576
_EXACT_INTEGERS = 10**15
_ESCAPED_CONTROL = re.compile("_x00([01][0-9A-Fa-f])_")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def read(data: bytes, file_name: str) -> list[Sheet]:
    """All sheets in the order of the file. Raises `UnreadableFile`."""
    gathering = Gathering(file_name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and styles that do not matter here
            refuse_declarations(archive, file_name)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            _check_sheet_count(len(book.worksheets), file_name)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file claims about its size is not to be trusted
                _gather(gathering, sheet.title, sheet.iter_rows())
                merges = _merges(archive.read(sheet._worksheet_path))  # the only way to find them in this mode
                gathering.finish(sheet.title, hidden=sheet.sheet_state != "visible", merges=merges)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as broken:  # whatever a foreign file makes the library raise, the file is what is broken
        raise UnreadableFile(file=file_name) from broken
    return gathering.sheets


def _check_sheet_count(count: int, file_name: str) -> None:
    if count > limits.MAX_SHEETS:
        raise UnreadableFile(
            N_("Tệp «{file}» có {count} trang, nhiều hơn {limit}. Hãy chép trang cần nhập sang một tệp Excel mới."),
            file=file_name,
            count=count,
            limit=limits.MAX_SHEETS,
        )


def _gather(gathering: Gathering, sheet: str, rows: Iterable[Iterable[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        if number > _LAST_ROW_OF_EXCEL:
            raise UnreadableFile(file=gathering.file_name)
        if row:
            read_cells = ((at, _cell(c.value, c.data_type)) for at, c in enumerate(row) if c.value is not None)
            gathering.add(sheet, number, {at: cell for at, cell in read_cells if cell is not None})


def _cell(value: Any, data_type: str) -> Cell | None:  # noqa: PLR0911  one return for each kind of cell
    if data_type == "f":
        return Formula(str(getattr(value, "text", value) or "="))
    if data_type == "e":
        return CellError(str(value))
    match value:
        case str():
            return _text(value)
        case bool() | int() | time():
            return value
        case float():
            return _number(value)
        case datetime():
            return _moment(value)
        case date():
            return value
        case timedelta():
            return str(value)
    raise ValueError(f"not a value of a cell: {value!r}")


def _text(value: str) -> str | None:
    text = _ESCAPED_CONTROL.sub(lambda found: chr(int(found[1], 16)), value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None


def _number(value: float) -> Cell:
    """The number with the 15 digits that Excel works with: 7.4000000000000004 in the file is 7.4 on the screen."""
    if not math.isfinite(value):
        return CellError("#NUM!")
    if value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return int(value)
    return Decimal(f"{value:.15g}")


def _moment(value: datetime) -> date | datetime:
    """Excel keeps a day as a fraction; half a microsecond before midnight is midnight."""
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.date() if rounded.time() == time() else rounded


def _merges(xml: bytes) -> tuple[Merge, ...]:
    found = [
        Merge(int(first_row), int(last_row), _column(first), _column(last))
        for first, first_row, last, last_row in _MERGE.findall(xml)
    ]
    return tuple(found[: limits.MAX_MERGES])


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1
