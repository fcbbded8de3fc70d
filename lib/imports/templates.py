"""The two files that an import hands to people: the empty template, and the rows that could not be read."""

import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from lib.core.i18n import _
from lib.imports import limits
from lib.imports.cells import Choice
from lib.imports.days import birth, day
from lib.imports.exports import INERT, ExportColumn, Table, sheet_name, to_xlsx, write_table
from lib.imports.headings import REASON_HEADING, ROW_HEADING
from lib.imports.previews import Preview
from lib.imports.specs import FieldSpec, SheetSpec
from lib.imports.workbook import CellError, Formula, Raw, column_letters

GUIDE_SHEET = "Hướng dẫn"
LIST_SHEET = "Danh mục"

_SHAPES = {"text": "@", "integer": "0", "decimal": "0.00##", "money": "#,##0"}
_INLINE_LIST = 255
"""Characters of a drop-down list that Excel keeps in the cell rule itself; a longer one needs a sheet."""


def template(spec: SheetSpec) -> bytes:
    """An .xlsx to fill in: headings on the first sheet, every column explained with an example on the second.

    Required headings end in " *" and are bold. Columns of text and dates are formatted as text, so that ids keep
    their zeros and no date is turned; columns with few possible values offer them in a list, and refuse nothing:
    the import says what is wrong in a sentence.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, INERT) as book:
        sheet = book.add_worksheet(sheet_name(spec.title, {GUIDE_SHEET.casefold(), LIST_SHEET.casefold()}))
        write_table(book, GUIDE_SHEET, _guide(spec))
        lists = _Lists(book)
        for at, field in enumerate(spec.fields):
            heading = {"bold": field.required, "text_wrap": True, "valign": "vcenter", "border": 1}
            heading["bg_color"] = "#FFE9B8" if field.required else "#E8EEF7"
            sheet.set_column(at, at, field.width, book.add_format({"num_format": _SHAPES[field.shape]}))
            sheet.write_string(0, at, _heading(field), book.add_format(heading))
            if isinstance(field.parse, Choice):
                rule = {"validate": "list", "source": lists.source(field.parse), "error_type": "information"}
                sheet.data_validation(1, at, limits.MAX_ROWS, at, rule)
        sheet.freeze_panes(1, 0)
        sheet.activate()
    return content.getvalue()


def error_file(preview: Preview, refused: Mapping[int, Sequence[str]] | None = None) -> bytes:
    """Exactly the rows that were not taken, as they stood in the file, with the reason and their row number beside.

    `refused` adds sentences by row number from later steps (an unknown unit, somebody else's record); a row named
    only there is included. The file can be mended and imported again: the two added columns are passed over.
    """
    reasons = {row.number: [str(problem) for problem in row.problems] for row in preview.failed}
    for number, sentences in (refused or {}).items():
        reasons.setdefault(number, []).extend(sentences)
    columns = [c for c in preview.headings.columns if c.heading not in (REASON_HEADING, ROW_HEADING)]
    rows = (
        (*(_as_found(preview.cell(row, c.index)) for c in columns), "\n".join(reasons[row.number]), row.number)
        for row in preview.sheet.rows
        if row.number in reasons
    )
    headings = (*(ExportColumn(c.heading) for c in columns), ExportColumn(REASON_HEADING, width=60))
    return to_xlsx({preview.sheet.name: Table((*headings, ExportColumn(ROW_HEADING)), rows)})


class _Lists:
    """Drop-down values, in the rule while they are short, else on a hidden sheet."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._sheet: Any = None
        self._used = 0

    def source(self, choice: Choice) -> list[str] | str:
        labels = list(choice.labels)
        if len(",".join(labels)) <= _INLINE_LIST and not any("," in label for label in labels):
            return labels
        if self._sheet is None:
            self._sheet = self._book.add_worksheet(LIST_SHEET)
            self._sheet.hide()
        at = column_letters(self._used)
        self._sheet.write_column(0, self._used, labels)
        self._used += 1
        return f"='{LIST_SHEET}'!${at}$1:${at}${len(labels)}"


def _heading(field: FieldSpec) -> str:
    return f"{field.label} *" if field.required else field.label


def _guide(spec: SheetSpec) -> Table:
    rows = [
        (
            _heading(field),
            _("Bắt buộc") if field.required else _("Không bắt buộc"),
            field.example,
            " ".join(filter(None, (field.help, *_hints(field)))),
        )
        for field in spec.fields
    ]
    columns = (
        ExportColumn(_("Cột"), width=28),
        ExportColumn(_("Yêu cầu"), width=16),
        ExportColumn(_("Ví dụ"), "text", width=28),
        ExportColumn(_("Cách ghi"), width=80),
    )
    footer = (
        _("Mỗi dòng là một bản ghi. Giữ nguyên dòng tiêu đề; thứ tự các cột có thể thay đổi."),
        _("Không dùng công thức; ô để trống nghĩa là chưa có thông tin. Tối đa {n} dòng mỗi tệp.").format(
            n=limits.MAX_ROWS
        ),
    )
    return Table(columns, rows, (_("Hướng dẫn điền: {title}").format(title=spec.title),), footer)


def _hints(field: FieldSpec) -> Iterable[str]:
    if isinstance(field.parse, Choice):
        labels = list(field.parse.labels)
        listed = ", ".join(labels[:60]) + ("…" if len(labels) > 60 else "")
        yield _("Chọn một trong: {options}.").format(options=listed)
    elif field.parse is day:
        yield _("Ghi ngày/tháng/năm, ví dụ 31/12/2025.")
    elif field.parse is birth:
        yield _("Ghi ngày/tháng/năm, ví dụ 31/12/2005; nếu chỉ biết năm thì ghi năm.")
    elif field.shape == "money":
        yield _("Ghi số đồng nguyên, ví dụ 1.490.000.")
    elif field.shape == "decimal":
        yield _("Ghi số, dấu phẩy hay dấu chấm đều được, ví dụ 6,5.")


def _as_found(cell: Raw) -> str | int | Decimal | object:
    """A cell of the original file as a value to write; a formula as the text that it was."""
    if isinstance(cell, Formula):
        return cell.text
    return cell.code if isinstance(cell, CellError) else cell
