"""Where the headings of a sheet stand and which field each column holds.

Sheets made by people begin with letterhead and title, cut headings over two merged rows, and write the same
heading in many ways. The result is only a proposal: the person who imports may override it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.imports import limits
from lib.imports.cells import comparable
from lib.imports.specs import FieldSpec, SheetSpec
from lib.imports.workbook import Row, Sheet

REASON_HEADING = "Lý do chưa nhập được"
ROW_HEADING = "Dòng trong tệp gốc"
"""Two columns of our own files of failed rows: passed over when such a file comes back."""
COUNTER_HEADINGS = ("STT", "TT", "Số thứ tự", "No.")

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WHOSE = re.compile(
    r" (cua |)(hssv|hs sv|hs|sv|hoc sinh sinh vien|hoc sinh|sinh vien|thi sinh|nguoi hoc|cuu hssv|cuu sinh vien)$"
)


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its heading as written and the key of its field, None if nothing uses it."""

    index: int
    heading: str
    field: str | None


@dataclass(frozen=True)
class Headings:
    """The headings of a sheet. `first_row` and `last_row` are equal unless the headings are cut over two rows."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    missing: tuple[FieldSpec, ...]

    @property
    def mapping(self) -> dict[int, str]:
        return {column.index: column.field for column in self.columns if column.field}

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Headings that no field claims, without counters and the columns that our own files add."""
        return tuple(
            column.heading for column in self.columns if not column.field and comparable(column.heading) not in _PASSED
        )


_PASSED = frozenset(map(comparable, (REASON_HEADING, ROW_HEADING, *COUNTER_HEADINGS)))


def find_headings(sheet: Sheet, spec: SheetSpec, mapping: Mapping[int, str] | None = None) -> Headings | None:
    """The heading row is the one, among the first, in which most fields are recognised; the higher one if equal.

    With `mapping` (column index to field key) the row is found in the same way but its columns mean what the mapping
    says. None for a sheet without any row; when no heading is recognised, the first row with most cells is proposed.
    """
    best: Headings | None = None
    best_fitness = (-1, -1)
    for row in sheet.rows[: limits.MAX_TITLE_ROWS]:
        found = _headings_at(sheet, row, spec)
        fitness = (len(set(found.mapping.values())), len(row.cells))
        if fitness > best_fitness:
            best, best_fitness = found, fitness
    if best and mapping is not None:
        return _overridden(best, spec, mapping)
    return best


def _headings_at(sheet: Sheet, row: Row, spec: SheetSpec) -> Headings:
    spans = [m for m in sheet.merges if m.first_row <= row.number <= m.last_row]
    spans = [m for m in spans if m.first_row == row.number and m.first_column < limits.MAX_COLUMNS]
    last_row = max((m.last_row for m in spans if m.last_row - row.number <= 2), default=row.number)
    texts = _texts(sheet, row.number, last_row)
    fields = match([texts[at] for at in sorted(texts)], spec.fields)
    columns = tuple(Column(at, " ".join(texts[at]), field) for at, field in zip(sorted(texts), fields, strict=True))
    return Headings(row.number, last_row, columns, _missing(spec, {c.field for c in columns}))


def _texts(sheet: Sheet, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """For every column the different texts above its data, from top to bottom, merged cells counted everywhere."""
    found: dict[int, list[str]] = {}
    for row in (r for r in sheet.rows[: limits.MAX_TITLE_ROWS + 3] if first <= r.number <= last):
        shown = {at: str(cell).strip() for at, cell in row.cells.items()}
        for merge in (m for m in sheet.merges if m.first_row == row.number and m.first_column in shown):
            for at in range(merge.first_column, min(merge.last_column, limits.MAX_COLUMNS) + 1):
                shown.setdefault(at, shown[merge.first_column])
        for at, text in shown.items():
            texts = found.setdefault(at, [])
            if text and text not in texts:
                texts.append(text)
    return {at: tuple(texts) for at, texts in found.items() if texts}


def match(headings: Sequence[tuple[str, ...]], fields: tuple[FieldSpec, ...]) -> list[str | None]:
    """The field of each heading, None where no field fits. A heading may be cut into texts, from top to bottom.

    Neighbouring columns under one heading both belong to its field (a name merged over two columns). Otherwise the
    first column wins, and a whole value wins over its parts.
    """
    names = {comparable(name): f.key for f in reversed(fields) for name in (*f.aliases, f.label, f.key)}
    parts = {comparable(name): (f.key, n) for f in fields for n, part in enumerate(f.parts) for name in part}
    found: list[str | None] = [None] * len(headings)
    taken: set[str] = set()
    for at, heading in enumerate(headings):
        key = next((names[form] for form in _forms(heading) if form in names), None)
        if key and (key not in taken or (at > 0 and headings[at - 1] == heading and found[at - 1] == key)):
            found[at] = key
            taken.add(key)
    pieces = {at: next((parts[form] for form in _forms(h) if form in parts), None) for at, h in enumerate(headings)}
    for field in (f for f in fields if f.parts and f.key not in taken):
        places = {piece[1]: at for at, piece in reversed(pieces.items()) if piece and piece[0] == field.key}
        if len(places) == len(field.parts) and all(found[at] is None for at in places.values()):
            for at in places.values():
                found[at] = field.key
    return found


def _forms(heading: tuple[str, ...]) -> list[str]:
    """A heading in the ways it may be compared, the fullest first: whole, without brackets, without its owner."""
    whole = " ".join(heading)
    forms = [comparable(whole), comparable(_BRACKETS.sub(" ", whole))]
    if len(heading) > 1:
        forms += [comparable(heading[-1]), comparable(_BRACKETS.sub(" ", heading[-1]))]
    return [*forms, *(_WHOSE.sub("", form) for form in forms)]


def _missing(spec: SheetSpec, found: set[str | None]) -> tuple[FieldSpec, ...]:
    return tuple(field for field in spec.fields if field.required and field.key not in found)


def _overridden(headings: Headings, spec: SheetSpec, mapping: Mapping[int, str]) -> Headings:
    known = {field.key for field in spec.fields}
    if unknown := set(mapping.values()) - known:
        raise KeyError(f"no such field in {spec.name}: {sorted(unknown)}")
    texts = {column.index: column.heading for column in headings.columns}
    columns = tuple(Column(at, texts.get(at, ""), mapping.get(at)) for at in sorted({*texts, *mapping}))
    return Headings(headings.first_row, headings.last_row, columns, _missing(spec, set(mapping.values())))
