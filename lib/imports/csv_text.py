"""A CSV file as one sheet of texts. Runs in the limited child process only (`lib.imports.child`)."""

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from lib.core.i18n import N_
from lib.imports import limits
from lib.imports.gathering import Gathering
from lib.imports.inert import rearm
from lib.imports.workbook import Sheet, UnreadableFile

SHEET = "CSV"
_SEPARATORS = ",;\t"
_LOOK_AT_RECORDS = 20
_DECLARED_SEPARATOR = re.compile(r"\Asep=([,;\t])\r?\n?", re.IGNORECASE)
_SAVE_AS_UTF8 = N_(
    "Tệp «{file}» không được lưu bằng bảng mã Unicode (có thể là windows-1258 hoặc TCVN3). "
    "Hãy mở bằng Excel, chọn Lưu thành (Save As) «CSV UTF-8» hoặc «Excel Workbook (*.xlsx)» rồi tải lại."
)


def read(data: bytes, file_name: str) -> list[Sheet]:
    """The records of the file; the separator is the comma, semicolon or tab that fits. Raises `UnreadableFile`."""
    csv.field_size_limit(limits.MAX_UPLOAD)  # the limit of a cell is checked with its address, in Gathering
    text = _decode(data, file_name)
    declared = _DECLARED_SEPARATOR.match(text)
    skipped = 1 if declared else 0  # Excel counts the declaration as row 1
    text = text[declared.end() :] if declared else text
    separator = declared[1] if declared else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    gathering = Gathering(file_name)
    number = skipped
    try:
        for number, record in enumerate(reader, start=1 + skipped):
            cells = {at: rearm(value) for at, value in enumerate(record) if value.strip()}
            gathering.add(SHEET, number, cells, width=len(record))
    except csv.Error as broken:
        raise UnreadableFile(
            N_(
                'Tệp «{file}»: từ dòng {row} có dấu nháy kép (") mở mà không đóng đúng chỗ. '
                "Hãy sửa dấu nháy ở dòng đó, hoặc lưu tệp lại bằng Excel, rồi tải lên."
            ),
            file=file_name,
            row=number + 1,
        ) from broken
    gathering.finish(SHEET)
    return gathering.sheets


def _decode(data: bytes, file_name: str) -> str:
    """Unicode only: guessing an old code page would store wrong names in silence."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\x00" in data:
            raise UnreadableFile(
                N_(
                    "Tệp «{file}» chứa ký tự rỗng (NUL) hoặc được lưu bằng UTF-16 không có dấu nhận dạng. "
                    "Hãy mở bằng Excel, lưu thành (Save As) «CSV UTF-8» hoặc «Excel Workbook (*.xlsx)» rồi tải lại."
                ),
                file=file_name,
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise UnreadableFile(_SAVE_AS_UTF8, file=file_name) from wrong
    if "\x00" in text:
        raise UnreadableFile(N_("Tệp «{file}» chứa ký tự rỗng (NUL). Hãy lưu lại bằng Excel."), file=file_name)
    return text


def _separator(text: str) -> str:
    """The separator that cuts most of the first records into the same number of fields, more than one.

    One under which the quotes close comes first: a quoted field may hold any separator.
    """

    def fitness(separator: str) -> tuple[bool, int, int]:
        head = csv.reader(io.StringIO(text[: limits.MEGABYTE], newline=""), delimiter=separator, strict=True)
        widths, closes = Counter[int](), True
        try:
            widths.update(len(record) for record in islice(head, _LOOK_AT_RECORDS) if len(record) > 1)
        except csv.Error:
            closes = False
        count, width = max(((count, width) for width, count in widths.items()), default=(0, 0))
        return closes and count > 0, count, width

    return max(_SEPARATORS, key=fitness)
