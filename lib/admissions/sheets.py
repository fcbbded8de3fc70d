"""Reading a CSV file of the command line: rows with their numbers, and every problem at once instead of the first."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from lib.core.errors import DomainError
from lib.core.i18n import N_, _
from lib.imports.inert import runs_as_formula

T = TypeVar("T")

NUMBER = re.compile(r"\d+([.,]\d+)?")
FLAGS = {"": None, "1": True, "0": False, "có": True, "không": False, "true": True, "false": False}
HEADING_ROW = 1


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
        value = " ".join(self.value.split())  # a cell may hold line breaks, a problem is one line
        return _("{file}, dòng {row}, cột {column}, giá trị «{value}»: {mend}").format(
            file=self.file, row=self.row, column=self.column, value=value, mend=self.mend
        )


@dataclass(frozen=True)
class Row:
    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """The rows of one file and the problems found in it so far; `warnings` do not stop the work."""

    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def ordered_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: problem.row)

    def reject(self, row: Row, column: str, mend: str) -> None:
        self.problems.append(Problem(self.file, row.number, column, row.cells[column], mend))

    def reject_file(self, mend: str) -> None:
        self.problems.append(Problem(self.file, 0, "", "", mend))

    def value(self, row: Row, column: str, parse: Callable[[str], T], otherwise: T) -> T:
        """The cell as `parse` reads it; when it refuses, note the problem and go on with `otherwise`."""
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


def read_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Read a UTF-8 file (with or without BOM) separated by commas, or by semicolons as Vietnamese Excel saves it."""
    sheet = Sheet(path.name)
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        sheet.reject_file(_("Tệp không phải UTF-8. Hãy lưu lại dạng «CSV UTF-8»."))
    except OSError as failure:
        sheet.reject_file(_("Không đọc được tệp ({reason}). Hãy kiểm tra đường dẫn.").format(reason=failure.strerror))
    else:
        _fill(sheet, text, columns)
    return sheet


def _fill(sheet: Sheet, text: str, columns: Sequence[str]) -> None:
    first_line = text.partition("\n")[0]
    separator = ";" if ";" in first_line and "," not in first_line else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        heading = [cell.strip().lower() for cell in next(lines, [])]
        if not _check_heading(sheet, heading, columns):
            return
        for number, cells in enumerate(lines, start=HEADING_ROW + 1):
            _add_row(sheet, number, heading, [cell.strip() for cell in cells])
    except csv.Error as failure:
        sheet.reject_file(_("Dòng {row} sai định dạng CSV ({reason}).").format(row=lines.line_num, reason=failure))
    if not sheet.rows and not sheet.problems:
        sheet.reject_file(_("Tệp không có dòng dữ liệu nào. Hãy thêm dữ liệu dưới dòng tiêu đề."))


def _check_heading(sheet: Sheet, heading: list[str], columns: Sequence[str]) -> bool:
    missing = [column for column in columns if column not in heading]
    doubled = [column for column, times in Counter(heading).items() if times > 1 and column in columns]
    for column in missing:
        mend = _("Thiếu cột này. Dòng tiêu đề cần có: {columns}.").format(columns=", ".join(columns))
        sheet.problems.append(Problem(sheet.file, HEADING_ROW, column, "", mend))
    for column in doubled:
        mend = _("Cột xuất hiện nhiều lần. Hãy giữ một cột.")
        sheet.problems.append(Problem(sheet.file, HEADING_ROW, column, column, mend))
    for column in heading:
        if column and column not in columns:
            mend = _("Không dùng cột này; bỏ qua.")
            sheet.warnings.append(Problem(sheet.file, HEADING_ROW, column, column, mend))
    return not (missing or doubled)


def _add_row(sheet: Sheet, number: int, heading: list[str], cells: list[str]) -> None:
    if not any(cells):
        return
    if len(cells) != len(heading):
        mend = _("Dòng có {n} ô nhưng tiêu đề có {expected} cột. Số có dấu phẩy cần đặt trong ngoặc kép.").format(
            n=len(cells), expected=len(heading)
        )
        sheet.problems.append(Problem(sheet.file, number, "*", ",".join(cells), mend))
        return
    sheet.rows.append(Row(number, dict(zip(heading, cells, strict=True))))


def number(text: str) -> Decimal:
    """A number without sign, with a point or a comma."""
    if not NUMBER.fullmatch(text):
        raise DomainError(N_("Không phải số. Hãy nhập dạng 6.5 hoặc 6,5."))
    return Decimal(text.replace(",", "."))


def whole(text: str) -> int:
    """A whole number from 0; an empty cell is 0."""
    if text and not (text.isascii() and text.isdigit()):
        raise DomainError(N_("Cần một số nguyên từ 0 trở lên."))
    return int(text or 0)


def flag(text: str) -> bool | None:
    """1, 0 or empty for unknown."""
    try:
        return FLAGS[text.lower()]
    except KeyError:
        raise DomainError(N_("Hãy nhập 1 (có), 0 (không) hoặc để trống (chưa rõ).")) from None
