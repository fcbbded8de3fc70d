"""Rows on their way into a sheet: blank cells dropped, limits kept, whatever the file format."""

from collections.abc import Mapping

from lib.core.i18n import N_
from lib.imports import limits
from lib.imports.workbook import Cell, Merge, Row, Sheet, UnreadableFile, column_letters


class Gathering:
    """Collects the rows of one file; raises `UnreadableFile` as soon as a limit is passed.

    One instance serves all sheets of a file, because the limit on text is that of the whole file.
    """

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.sheets: list[Sheet] = []
        self._characters = 0
        self._begin()

    def _begin(self) -> None:
        self._rows: list[Row] = []
        self._columns: set[int] = set()

    def add(self, sheet: str, number: int, cells: Mapping[int, Cell], width: int | None = None) -> None:
        """Keep a row of the sheet being read, unless it is blank."""
        if not cells:
            return
        self._rows.append(Row(number, cells, width))
        self._columns.update(cells)
        for column, cell in cells.items():
            if isinstance(cell, str):
                self._characters += len(cell)
                if len(cell) > limits.MAX_CELL:
                    self._refuse_cell(sheet, number, column, len(cell))
        self._check(sheet)

    def finish(self, sheet: str, *, hidden: bool = False, merges: tuple[Merge, ...] = ()) -> None:
        """Close the sheet being read; the next row begins another one."""
        self.sheets.append(Sheet(sheet, tuple(self._rows), hidden, merges))
        self._begin()

    def _refuse_cell(self, sheet: str, number: int, column: int, length: int) -> None:
        raise UnreadableFile(
            N_(
                "Ô {cell} của trang «{sheet}» dài {length} ký tự, nhiều hơn {limit} ký tự mà Excel cho phép. "
                "Hãy rút ngắn nội dung ô này rồi tải lại."
            ),
            cell=f"{column_letters(column)}{number}",
            sheet=sheet,
            length=length,
            limit=limits.MAX_CELL,
        )

    def _check(self, sheet: str) -> None:
        if len(self._rows) > limits.MAX_ROWS + limits.MAX_TITLE_ROWS:
            raise too_many_rows(sheet)
        if len(self._columns) > limits.MAX_COLUMNS:
            raise UnreadableFile(
                N_("Trang «{sheet}» có hơn {limit} cột có dữ liệu. Hãy xoá các cột không cần nhập rồi tải lại."),
                sheet=sheet,
                limit=limits.MAX_COLUMNS,
            )
        if self._characters > limits.MAX_TEXT:
            raise UnreadableFile(
                N_("Tệp «{file}» chứa quá nhiều chữ. Hãy tách thành nhiều tệp nhỏ hơn rồi tải lần lượt."),
                file=self.file_name,
            )


def too_many_rows(sheet: str) -> UnreadableFile:
    return UnreadableFile(
        N_("Trang «{sheet}» có hơn {limit} dòng dữ liệu. Hãy tách thành nhiều tệp nhỏ hơn rồi tải lần lượt."),
        sheet=sheet,
        limit=limits.MAX_ROWS,
    )
