"""What a sheet would bring in, row by row, before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.imports.headings import Headings
from lib.imports.specs import SheetSpec
from lib.imports.workbook import Cell, Raw, Row, Sheet


@dataclass(frozen=True)
class Remark:
    """A sentence about one cell, or about the whole row where `field` is empty.

    `column` is the label of the field (not always the heading in the file), `value` the cell as it shows.
    """

    field: str
    column: str
    value: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}" if self.column else self.sentence


@dataclass(frozen=True)
class PreviewRow:
    """A row of data. `values` holds every field of the spec, None for blank or unreadable."""

    number: int
    values: Mapping[str, object]
    problems: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The rows of a sheet as an import understands them.

    There are no rows while a required column is `missing`: the person first maps the columns.
    `doubts` are sentences about whole columns.
    """

    spec: SheetSpec = field(repr=False)
    sheet: Sheet
    headings: Headings
    rows: tuple[PreviewRow, ...] = field(repr=False)
    doubts: tuple[str, ...] = ()
    filled: Mapping[tuple[int, int], Cell] = field(default_factory=dict, repr=False)
    """By (row number, column): what cells merged over several rows stand for below their first row."""

    def cell(self, row: Row, column: int) -> Raw:
        """The cell as it stands in the file, or what it is merged with."""
        return row.cells.get(column, self.filled.get((row.number, column)))

    @property
    def accepted(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if not row.problems)

    @property
    def failed(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.problems)

    @property
    def heading_row(self) -> int:
        return self.headings.first_row

    @property
    def mapping(self) -> dict[int, str]:
        return self.headings.mapping

    @property
    def unmatched(self) -> tuple[str, ...]:
        return self.headings.unmatched

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the required fields that no column holds."""
        return tuple(f.label for f in self.headings.missing)
