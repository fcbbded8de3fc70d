"""Real spreadsheet files for tests: honest ones by openpyxl, hostile ones put together by hand."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from lib.imports.workbook import Cell, Row, Sheet, Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_PART = "xl/worksheets/sheet1.xml"


def xlsx(
    *sheets: Sequence[Sequence[Any]],
    names: Sequence[str] = (),
    hidden: Iterable[int] = (),
    merged: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of the sheets' rows; `merged` ranges and number `formats` by cell apply to the first sheet.

    A text that begins with "=" becomes a formula, as when somebody types it.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, rows in enumerate(sheets):
        sheet = book.create_sheet(names[n] if n < len(names) else f"Trang {n + 1}")
        for row in rows:
            sheet.append(list(row))
        if n in set(hidden):
            sheet.sheet_state = "hidden"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    for at, number_format in (formats or {}).items():
        book.worksheets[0][at].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def workbook(*rows: Sequence[Cell | None], name: str = "Trang 1") -> Workbook:
    """A workbook as reading gives it, for tests of what comes after."""
    kept = (Row(n, {at: c for at, c in enumerate(row) if c is not None}) for n, row in enumerate(rows, start=1))
    return Workbook("thử.xlsx", "0" * 64, (Sheet(name, tuple(row for row in kept if row.cells)),))


def repacked(
    data: bytes, *, changed: Mapping[str, Callable[[str], str] | str | bytes] | None = None, compression: int = 8
) -> bytes:
    """The zip with parts changed (a function of their text) or added (new content)."""
    out = io.BytesIO()
    changes = dict(changed or {})
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", compression) as target:
        for part in source.infolist():
            content: str | bytes = source.read(part)
            change = changes.pop(part.filename, None)
            if callable(change):
                content = change(source.read(part).decode())
            elif change is not None:
                content = change
            target.writestr(part.filename, content)
        for name, added in changes.items():
            assert not callable(added), f"no part {name} to change"
            target.writestr(name, added)
    return out.getvalue()


def with_sheet_xml(data: str, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', after: str = "") -> bytes:
    """A workbook whose only sheet has this sheetData, written as it is."""
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return repacked(xlsx([["x"]]), changed={SHEET_PART: sheet})


def far_corner() -> bytes:
    cell = '<c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c>'
    return with_sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>gần</t></is></c></row>' + f'<row r="1048576">{cell}</row>'
    )


def many_merges(count: int = 2000) -> bytes:
    areas = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, count + 1))
    merges = f'<mergeCells count="{count}">{areas}</mergeCells>'
    return with_sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', after=merges)


def with_declaration(declaration: str, *, text: str = "&x;", encoding: str = "utf-8") -> bytes:
    """A sheet that declares a document type before its root."""
    sheet = (
        f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<worksheet xmlns="{MAIN}"><sheetData>'
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData></worksheet>'
    )
    return repacked(xlsx([["x"]]), changed={SHEET_PART: sheet.encode(encoding)})


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_declaration(f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{entities}]>', text="&l9;")


def bomb(unpacked: int, *, part: str = "xl/media/zero.bin") -> bytes:
    """A workbook with a part of zeros, packed in pieces so that the test itself needs little memory."""
    out = io.BytesIO(xlsx([["x"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as target, target.open(part, "w") as content:
        for _ in range(unpacked // 2**20):
            content.write(bytes(2**20))
    return out.getvalue()


def ratio_bomb() -> bytes:
    """A part of 20 MB that packs about 400 to 1."""
    block = bytes(range(256)) * 4 + bytes(2**17)
    while len(zlib.compress(block)) * 400 > len(block):
        block += bytes(2**14)
    return repacked(xlsx([["x"]]), changed={"xl/media/wide.bin": block * (20 * 2**20 // len(block))})


def lying_size() -> bytes:
    """A table of contents that tells a tenth of what the sheet unpacks to."""
    data = bytearray(repacked(xlsx([["x" * 1000] for _ in range(300)])))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as source:
        true_size = source.getinfo(SHEET_PART).file_size
    for found in list(re.finditer(re.escape(true_size.to_bytes(4, "little")), bytes(data))):
        data[found.start() : found.end()] = (true_size // 10).to_bytes(4, "little")
    return bytes(data)


def old_office(*, encrypted: bool) -> bytes:
    """The first bytes of an OLE file, as old .xls and every password-protected workbook have them."""
    stream = "EncryptedPackage" if encrypted else "Workbook"
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + stream.encode("utf-16-le") + bytes(2000)


def one_text_named_often(text: str, times: int) -> bytes:
    """A text that is stored once and shown by many cells, as Excel itself stores texts."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet().write_column(0, 0, [text] * times)
    return content.getvalue()


def large(rows: int, *headings: str) -> bytes:
    """Headings and this many rows of texts, numbers and dates, written as Excel writes them."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for n in range(1, rows + 1):
            sheet.write_row(n, 0, [f"SV{n:06}", f"Lò Văn {n}", "15/08/2003", "7,4"][: len(headings)])
    return content.getvalue()
