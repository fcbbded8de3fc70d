"""A CSV list of students for the command line: its rows as texts, and every problem of the file at once."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from lib.core.i18n import _
from lib.imports.inert import runs_as_formula
from lib.legal.law import Law
from lib.scholarships.schemes import CellProblem
from lib.scholarships.schemes.encoding import DAYS, ID, PERSON

HEADING_ROW = 1


@dataclass(frozen=True)
class Problem:
    """One thing to mend: row as a spreadsheet counts it (1 is the heading, 0 the file itself), column and value."""

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


@dataclass
class StudentList:
    """The rows of the file as texts, the row number of each, and what was found; `notes` stop nothing."""

    file: str
    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({ID: []}))
    row_numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def refuse(self, mend: str, row: int = 0, column: str = "", value: str = "") -> None:
        self.problems.append(Problem(self.file, row, column, value, mend))

    def located(self, found: CellProblem) -> Problem:
        """A problem of the encoded table where the person finds it in the file."""
        return Problem(self.file, self.row_numbers[found.row], found.column, found.value, found.mend)


def read_students(path: Path, law: Law) -> StudentList:
    """Read a UTF-8 file (BOM or not) separated by commas, or by semicolons as a Vietnamese Excel saves it."""
    listed = StudentList(path.name)
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        listed.refuse(_("Tệp không phải UTF-8. Hãy lưu lại dạng «CSV UTF-8»."))
    except OSError as failure:
        listed.refuse(_("Không đọc được tệp ({reason}). Hãy kiểm tra đường dẫn.").format(reason=failure.strerror))
    else:
        _fill(listed, text, law)
    return listed


def _fill(listed: StudentList, text: str, law: Law) -> None:
    first_line = text.partition("\n")[0]
    separator = ";" if first_line.count(";") > first_line.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        heading = [cell.strip().casefold() for cell in next(lines, [])]
        _check_heading(listed, heading, law)
        for number, cells in enumerate(lines, start=HEADING_ROW + 1):
            if any(cell.strip() for cell in cells):
                _keep(listed, rows, number, heading, cells)
    except csv.Error as failure:
        listed.refuse(_("Dòng {row} sai định dạng CSV ({reason}).").format(row=lines.line_num, reason=failure))
    if listed.problems:
        return
    if not rows:
        listed.refuse(_("Tệp không có dòng dữ liệu nào. Hãy thêm dữ liệu dưới dòng tiêu đề."))
        return
    listed.frame = pd.DataFrame(dict(zip(heading, zip(*rows, strict=True), strict=True)), dtype=object)
    _check_ids(listed)


def _check_heading(listed: StudentList, heading: Sequence[str], law: Law) -> None:
    """A missing column is refused, for an empty one says the same and cannot be a slip; a strange one is told."""
    wanted = [ID, *(fact.code for fact in law.facts.values() if not fact.optional)]
    known = {ID, PERSON, *law.facts, *DAYS}
    for column in (name for name in wanted if name not in heading):
        listed.refuse(_("Thiếu cột này. Hãy thêm cột, để trống các ô chưa biết."), HEADING_ROW, column)
    for column, times in Counter(heading).items():
        if times > 1:
            listed.refuse(_("Cột xuất hiện nhiều lần. Hãy giữ một cột."), HEADING_ROW, column, column)
        elif column not in known:
            mend = _("Không dùng cột này; bỏ qua.")
            listed.notes.append(Problem(listed.file, HEADING_ROW, column, column, mend))


def _keep(listed: StudentList, rows: list[list[str]], number: int, heading: Sequence[str], cells: list[str]) -> None:
    if len(cells) != len(heading):
        mend = _("Dòng có {n} ô nhưng tiêu đề có {expected} cột. Giá trị có dấu phẩy cần đặt trong ngoặc kép.")
        listed.refuse(mend.format(n=len(cells), expected=len(heading)), number, "*", ",".join(cells))
        return
    rows.append([cell.strip() for cell in cells])
    listed.row_numbers.append(number)


def _check_ids(listed: StudentList) -> None:
    """Every student has a code of their own that a spreadsheet does not run as a formula."""
    first: dict[str, int] = {}
    for number, value in zip(listed.row_numbers, listed.frame[ID], strict=True):
        if not value:
            listed.refuse(_("Ô đang để trống. Hãy nhập mã."), number, ID)
        elif runs_as_formula(value):
            listed.refuse(_("Bảng tính sẽ hiểu giá trị này là công thức. Hãy bỏ ký tự đầu."), number, ID, value)
        elif value in first:
            listed.refuse(_("Trùng với dòng {row}. Hãy giữ một dòng.").format(row=first[value]), number, ID, value)
        first.setdefault(value, number)
