"""Workbook sheets as JSON bytes and back: what the reading child process hands to its parent.

JSON and not pickle, because the child has handled a file from outside and its answer must not be able to run code.
"""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from lib.imports.workbook import Cell, CellError, Formula, Merge, Row, Sheet

_EXACT_IN_JSON = 2**53


def encode_sheets(sheets: list[Sheet]) -> bytes:
    document = [
        [
            sheet.name,
            sheet.hidden,
            [[row.number, row.width, list(row.cells), [_encode(c) for c in row.cells.values()]] for row in sheet.rows],
            [[m.first_row, m.last_row, m.first_column, m.last_column] for m in sheet.merges],
        ]
        for sheet in sheets
    ]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def decode_sheets(document: bytes) -> tuple[Sheet, ...]:
    return tuple(
        Sheet(
            name=name,
            hidden=hidden,
            rows=tuple(
                Row(number, {at: _decode(c) for at, c in zip(columns, cells, strict=True)}, width)
                for number, width, columns, cells in rows
            ),
            merges=tuple(Merge(*merge) for merge in merges),
        )
        for name, hidden, rows, merges in json.loads(document)
    )


def _encode(cell: Cell) -> Any:  # noqa: PLR0911  one return for each kind of cell
    """Text, yes/no and whole numbers as themselves, everything else as [letter, text]."""
    match cell:
        case str() | bool():
            return cell
        case int():
            return cell if abs(cell) <= _EXACT_IN_JSON else ["n", str(cell)]
        case Decimal():
            return ["n", str(cell)]
        case datetime():
            return ["m", cell.isoformat()]
        case date():
            return ["d", cell.isoformat()]
        case time():
            return ["t", cell.isoformat()]
        case Formula():
            return ["f", cell.text]
        case CellError():
            return ["e", cell.code]


def _decode(cell: Any) -> Cell:  # noqa: PLR0911  one return for each kind of cell
    match cell:
        case str() | bool() | int():
            return cell
        case ["n", text]:
            number = Decimal(text)
            return int(number) if "." not in text and "E" not in text else number
        case ["m", text]:
            return datetime.fromisoformat(text)
        case ["d", text]:
            return date.fromisoformat(text)
        case ["t", text]:
            return time.fromisoformat(text)
        case ["f", text]:
            return Formula(text)
        case ["e", text]:
            return CellError(text)
    raise ValueError(f"not a cell: {cell!r}")
