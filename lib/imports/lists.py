"""A CSV list named on the command line: its rows with their numbers, and every problem at once, not only the first.

Uploads come in through `lib.imports.reading`, which trusts nothing; this file lies on the disk of whoever runs the
command, so it is read in this process, with its columns by their exact names.
"""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.imports.inert import runs_as_formula

T = TypeVar("T")
HEADING_ROW = 1
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Problem:
    """One thing to mend: file, row as a spreadsheet counts it (1 is the heading; 0 the file itself), column, value."""

    file: str
    row: int
    column: str
    value: str
    mend: str

    def __str__(self) -> str:
        if not self.row:
            return _("{file}: {mend}").format(file=self.file, mend=self.mend)
        value = self.value if len(self.value) <= LONGEST_VALUE else f"{self.value[:LONGEST_VALUE]}…"
        told = _("{file}, dòng {row}, cột {column}, giá trị «{value}»: {mend}").format(
            file=self.file, row=self.row, column=self.column, value=value, mend=self.mend
        )
        return " ".join(told.split())  # a cell may hold line breaks, a problem is one line


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its cells by the name of the column, without spaces around."""

    number: int
    cells: dict[str, str]


@dataclass
class CsvList:
    """The usable rows of one file in their order, and what was found so far; `notes` do not stop the work."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def ordered_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: problem.row)

    def reject(self, row: Row, column: str, mend: str) -> None:
        self.problems.append(self._at(row, column, mend))

    def note(self, row: Row, column: str, mend: str) -> None:
        self.notes.append(self._at(row, column, mend))

    def reject_file(self, mend: str) -> None:
        self.problems.append(Problem(self.file, 0, "", "", mend))

    def value(self, row: Row, column: str, parse: Callable[[str], T], otherwise: T) -> T:
        """The cell as `parse` reads it; when it raises a DomainError, note that and go on with `otherwise`."""
        try:
            return parse(row.cells[column])
        except DomainError as refusal:
            self.reject(row, column, str(refusal))
            return otherwise

    def check_unique(self, column: str) -> None:
        """Every row has its own, non-empty value that a spreadsheet does not run as a formula."""
        first: dict[str, int] = {}
        for row in self.rows:
            value = row.cells[column]
            if not value:
                self.reject(row, column, _("Ô đang để trống. Hãy nhập mã."))
            elif runs_as_formula(value):
                self.reject(row, column, _("Bảng tính sẽ hiểu giá trị này là công thức. Hãy bỏ ký tự đầu."))
            elif value in first:
                self.reject(row, column, _("Trùng với dòng {row}. Hãy giữ một dòng.").format(row=first[value]))
            first.setdefault(value, row.number)

    def _at(self, row: Row, column: str, mend: str) -> Problem:
        return Problem(self.file, row.number, column, row.cells[column], mend)


def read_list(path: Path, required: Sequence[str], optional: Collection[str] = ()) -> CsvList:
    """Read a UTF-8 file (BOM or not) separated by commas, or by semicolons as a Vietnamese Excel saves it.

    Never raises for what is wrong with the file: that stands in `problems`. Without a usable heading no row is read.
    Columns neither required nor optional are noted; a missing required one is a problem, because it may be a slip.
    """
    listed = CsvList(path.name)
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        listed.reject_file(_("Tệp không phải UTF-8. Hãy lưu lại dạng «CSV UTF-8»."))
    except OSError as failure:
        listed.reject_file(_("Không đọc được tệp ({reason}). Hãy kiểm tra đường dẫn.").format(reason=failure.strerror))
    else:
        _fill(listed, text, required, optional)
    return listed


def _fill(listed: CsvList, text: str, required: Sequence[str], optional: Collection[str]) -> None:
    first_line = text.partition("\n")[0]
    separator = ";" if first_line.count(";") > first_line.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        heading = [cell.strip().casefold() for cell in next(lines, [])]
        _check_heading(listed, heading, required, optional)
        if listed.problems:
            return
        listed.columns = tuple(dict.fromkeys(heading))
        for number, cells in enumerate(lines, start=HEADING_ROW + 1):
            _add_row(listed, number, heading, [cell.strip() for cell in cells])
    except csv.Error as failure:
        listed.reject_file(_("Dòng {row} sai định dạng CSV ({reason}).").format(row=lines.line_num, reason=failure))
    if not listed.rows and not listed.problems:
        listed.reject_file(_("Tệp không có dòng dữ liệu nào. Hãy thêm dữ liệu dưới dòng tiêu đề."))


def _check_heading(listed: CsvList, heading: list[str], required: Sequence[str], optional: Collection[str]) -> None:
    for column in (name for name in required if name not in heading):
        mend = _("Thiếu cột này. Hãy thêm cột; ô nào chưa biết thì để trống.")
        listed.problems.append(Problem(listed.file, HEADING_ROW, column, "", mend))
    for column, times in Counter(heading).items():
        if column not in required and column not in optional:
            if column:
                mend = _("Không dùng cột này; bỏ qua.")
                listed.notes.append(Problem(listed.file, HEADING_ROW, column, column, mend))
        elif times > 1:
            mend = _("Cột xuất hiện nhiều lần. Hãy giữ một cột.")
            listed.problems.append(Problem(listed.file, HEADING_ROW, column, column, mend))


def _add_row(listed: CsvList, number: int, heading: list[str], cells: list[str]) -> None:
    if not any(cells):
        return
    if len(cells) != len(heading):
        mend = _("Dòng có {n} ô nhưng tiêu đề có {expected} cột. Giá trị có dấu phẩy cần đặt trong ngoặc kép.")
        mend = mend.format(n=len(cells), expected=len(heading))
        listed.problems.append(Problem(listed.file, number, "*", ",".join(cells), mend))
        return
    listed.rows.append(Row(number, dict(zip(heading, cells, strict=True))))
