"""What a spreadsheet holds once it has been read: plain values that no program will run.

Columns are counted from 0; rows carry the number that Excel shows beside them. Only cells that hold something
are kept, so a stray cell in the last corner of a sheet costs nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from lib.core.errors import InvalidInput
from lib.core.i18n import N_


class UnreadableFile(InvalidInput):
    """The file cannot be used as a whole; the sentence says why and what to do."""

    message = N_("Không đọc được tệp «{file}». Hãy mở bằng Excel, lưu lại dạng «Excel Workbook (*.xlsx)» rồi tải lên.")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell whose content is calculated: it is never taken as a value, because the result may be stale or hostile."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell in which Excel shows an error such as #N/A."""

    code: str


Cell: TypeAlias = str | bool | int | Decimal | date | datetime | time | Formula | CellError
Raw: TypeAlias = Cell | None
"""What a cell parser receives. Numbers are int or Decimal, never float; a midnight datetime is a date."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds at least one value. `width` is the number of fields of a CSV record, None for Excel."""

    number: int
    cells: Mapping[int, Cell]
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[Row, ...] = field(repr=False)
    hidden: bool = False
    merges: tuple[Merge, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Workbook:
    """A file that was read. `sha256` recognises the same file when it comes again."""

    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]

    def filled(self) -> Iterator[Sheet]:
        """The sheets that hold anything, in the order of the file."""
        return (sheet for sheet in self.sheets if sheet.rows)


def column_letters(column: int) -> str:
    """The name that Excel gives to column 0, 1, …: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
