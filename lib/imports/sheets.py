"""From a workbook to rows of values with a remark on every cell that cannot be used as it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.imports import limits
from lib.imports.cells import CellProblem, Noted, as_text, usable
from lib.imports.choosing import choose_sheet
from lib.imports.doubts import holds_dates, legacy_font, swapped_dates
from lib.imports.gathering import too_many_rows
from lib.imports.headings import Headings, find_headings
from lib.imports.previews import Preview, PreviewRow, Remark
from lib.imports.specs import FieldSpec, SheetSpec
from lib.imports.workbook import Cell, CellError, Formula, Raw, Row, Sheet, Workbook, column_letters

_COLUMN_NUMBER = re.compile(r"[(\[]?(\d{1,3})[)\]]?")
_SHOWN = 80


def read_rows(
    workbook: Workbook, spec: SheetSpec, mapping: Mapping[int, str] | None = None, sheet: str | None = None
) -> Preview:
    """Read the sheet that `spec` describes (`sheet` names it where the file has several).

    `mapping` (column index from 0 to field key) overrides the automatic one. Raises `WhichSheet` when the person
    must choose, `UnreadableFile` for an empty workbook or more than `limits.MAX_ROWS` rows. Blank rows, repeated
    headings and the row of column numbers "(1) (2) (3)" are passed over.
    """
    chosen = choose_sheet(workbook, spec, sheet)
    headings = find_headings(chosen, spec, mapping)
    assert headings is not None, "a chosen sheet has rows"
    if headings.missing:
        return Preview(spec, chosen, headings, rows=())
    body = _body(chosen, headings)
    if len(body) > limits.MAX_ROWS:
        raise too_many_rows(chosen.name)
    reader = _Reader(chosen, spec, headings)
    rows = [reader.read(row) for row in body]
    rows = _mark_dates(rows, spec, reader)
    rows = _mark_duplicates(rows, spec)
    filled = {place: cell for place, (_first_row, cell) in reader.filled.items()}
    return Preview(spec, chosen, headings, tuple(rows), _doubts(rows), filled)


def shown(cell: Raw) -> str:
    """A cell in a preview: its text, a formula as written, cut to one short line."""
    if isinstance(cell, Formula):
        text = cell.text
    elif isinstance(cell, CellError):
        text = cell.code
    elif isinstance(cell, str):
        text = " ".join(cell.split())
    else:
        try:
            text = as_text(cell)
        except CellProblem:  # a number too long for Excel
            text = str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _body(sheet: Sheet, headings: Headings) -> list[Row]:
    names = {column.index: column.heading for column in headings.columns}
    used = headings.mapping.keys()
    rows = [row for row in sheet.rows if row.number > headings.last_row and not used.isdisjoint(row.cells)]
    if rows and _counts_columns(rows[0]):
        rows = rows[1:]
    return [row for row in rows if any(str(cell).strip() != names.get(at) for at, cell in row.cells.items())]


def _counts_columns(row: Row) -> bool:
    """True for the row below the headings of printed forms that numbers the columns: (1) (2) (3)."""
    found = [_COLUMN_NUMBER.fullmatch(str(cell).strip()) for _at, cell in sorted(row.cells.items())]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(found) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


class _Reader:
    """Reads the rows of one sheet; remembers the raw cells of date columns for the look at the whole column."""

    def __init__(self, sheet: Sheet, spec: SheetSpec, headings: Headings) -> None:
        self.spec = spec
        self.columns: dict[str, list[int]] = {}
        for at, key in sorted(headings.mapping.items()):
            self.columns.setdefault(key, []).append(at)
        self.filled = dict(_filled_down(sheet, headings))
        self.width = next((row.width for row in sheet.rows if row.number == headings.first_row), None)
        self.dates: dict[str, dict[int, Raw]] = {f.key: {} for f in spec.fields if holds_dates(f.parse)}

    def read(self, row: Row) -> PreviewRow:
        values: dict[str, object] = {field.key: None for field in self.spec.fields}
        problems: list[Remark] = []
        warnings: list[Remark] = []
        if row.width is not None and row.width != self.width:
            return PreviewRow(row.number, values, (self._ragged(row.width),))
        for field in self.spec.fields:
            raw: Raw = None
            try:
                raw, notes = self._raw(row, field)
                warnings += [Remark(field.key, field.label, shown(raw), note) for note in notes]
                value = field.parse(raw) if raw is not None else None
                if field.required and value is None:
                    raise CellProblem(_("Thiếu dữ liệu. Hãy điền cột này."))
            except DomainError as problem:
                where = self._written(row, field) if raw is None else shown(raw)
                problems.append(Remark(field.key, field.label, where, str(problem)))
                continue
            if isinstance(value, Noted):
                warnings.append(Remark(field.key, field.label, shown(raw), value.warning))
                value = value.value
            values[field.key] = value
        if self.spec.check_row and not problems:
            for key, sentence in self.spec.check_row(values):
                field = self.spec.field(key)
                problems.append(Remark(key, field.label, self._written(row, field), sentence))
        return PreviewRow(row.number, values, tuple(problems), tuple(warnings))

    def _raw(self, row: Row, field: FieldSpec) -> tuple[Raw, list[str]]:
        """The usable cell of the field, several columns joined by a space, and what there is to say about it."""
        found: list[Cell] = []
        notes: list[str] = []
        for at in self.columns.get(field.key, ()):
            cell = row.cells.get(at)
            if cell is None and (row.number, at) in self.filled:
                first_row, cell = self.filled[row.number, at]
                notes.append(_("Lấy từ ô gộp {cell}.").format(cell=f"{column_letters(at)}{first_row}"))
            if cell is None:
                continue
            usable_cell, warning = usable(cell)
            notes += [warning] if warning else []
            found += [usable_cell] if usable_cell is not None else []
        raw = " ".join(map(as_text, found)) if len(found) > 1 else next(iter(found), None)
        if field.key in self.dates and raw is not None:
            self.dates[field.key][row.number] = raw
        return raw, notes

    def _written(self, row: Row, field: FieldSpec) -> str:
        cells = (row.cells.get(at) for at in self.columns.get(field.key, ()))
        return " ".join(shown(cell) for cell in cells if cell is not None)

    def _ragged(self, width: int) -> Remark:
        sentence = _(
            "Dòng này có {n} ô trong khi dòng tiêu đề có {expected}. Hãy kiểm tra dấu phân cách; "
            "nội dung có dấu phẩy phải nằm trong dấu nháy kép."
        ).format(n=width, expected=self.width)
        return Remark("", "", "", sentence)


def _filled_down(sheet: Sheet, headings: Headings) -> Iterator[tuple[tuple[int, int], tuple[int, Cell]]]:
    """For cells merged over several rows of one column: (row, column) to the first row and its value."""
    anchors = {row.number: row for row in sheet.rows}
    budget = limits.MAX_ROWS * limits.MAX_COLUMNS
    for merge in sheet.merges:
        at, first = merge.first_column, anchors.get(merge.first_row)
        if merge.last_column != at or at not in headings.mapping or merge.first_row <= headings.last_row:
            continue
        if first is None or at not in first.cells or budget <= 0:
            continue
        budget -= merge.last_row - merge.first_row
        for number in range(merge.first_row + 1, merge.last_row + 1):
            if number in anchors:
                yield (number, at), (merge.first_row, first.cells[at])


def _mark_dates(rows: list[PreviewRow], spec: SheetSpec, reader: _Reader) -> list[PreviewRow]:
    for key, column in reader.dates.items():
        label = spec.field(key).label
        problems, warnings = swapped_dates(column)
        for at, row in enumerate(rows):
            if sentence := problems.get(row.number):
                remark = Remark(key, label, shown(column[row.number]), sentence)
                rows[at] = replace(row, problems=(*row.problems, remark))
            elif sentence := warnings.get(row.number):
                remark = Remark(key, label, shown(column[row.number]), sentence)
                rows[at] = replace(row, warnings=(*row.warnings, remark))
    return rows


def _mark_duplicates(rows: list[PreviewRow], spec: SheetSpec) -> list[PreviewRow]:
    places: dict[tuple[object, ...], list[int]] = {}
    for at, row in enumerate(rows):
        values = [row.values[key] for key in spec.key]
        if values and None not in values:
            key = tuple(value.casefold() if isinstance(value, str) else value for value in values)
            places.setdefault(key, []).append(at)
    labels = ", ".join(spec.field(key).label for key in spec.key)
    for same in (found for found in places.values() if len(found) > 1):
        for at in same:
            others = [str(rows[other].number) for other in same if other != at]
            sentence = _("Trùng với dòng {rows} của tệp. Hãy chỉ giữ lại một dòng.").format(
                rows=", ".join(others[:5]) + ("…" if len(others) > 5 else "")
            )
            value = ", ".join(str(rows[at].values[key]) for key in spec.key)
            remark = Remark(spec.key[0], labels, value, sentence)
            rows[at] = replace(rows[at], problems=(*rows[at].problems, remark))
    return rows


def _doubts(rows: list[PreviewRow]) -> tuple[str, ...]:
    texts = [value for row in rows for value in row.values.values() if isinstance(value, str)]
    sentence = legacy_font(texts)
    return (sentence,) if sentence else ()
