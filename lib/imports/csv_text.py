"""A CSV file as one sheet of texts. Runs in the limited child process only (`lib.imports.child`)."""

import codecs
import csv
import io
import re

from lib.core.i18n import N_
from lib.imports import limits
from lib.imports.gathering import Gathering
from lib.imports.inert import rearm
from lib.imports.workbook import Sheet, UnreadableFile

SHEET = "CSV"
_SEPARATORS = ",;\t"
_LOOK_AT_LINES = 20
_DECLARED_SEPARATOR = re.compile(r"\Asep=([,;\t])\r?\n?", re.IGNORECASE)
_SAVE_AS_UTF8 = N_(
    "Tệp «{file}» không được lưu bằng bảng mã Unicode (có thể là windows-1258 hoặc TCVN3). "
    "Hãy mở bằng Excel, chọn Lưu thành (Save As) «CSV UTF-8» hoặc «Excel Workbook (*.xlsx)» rồi tải lại."
)


def read(data: bytes, file_name: str) -> list[Sheet]:
    """The records of the file; the separator is the comma, semicolon or tab that fits. Raises `UnreadableFile`."""
    text = _decode(data, file_name)
    declared = _DECLARED_SEPARATOR.match(text)
    skipped = 1 if declared else 0  # Excel counts the declaration as row 1
    text = text[declared.end() :] if declared else text
    separator = declared[1] if declared else _separator(text)
    csv.field_size_limit(limits.MAX_UPLOAD)
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
    """The separator that cuts most of the first records into the same number (over one) of fields."""

    def fitness(separator: str) -> tuple[int, int]:
        head = "\n".join(text[: limits.MEGABYTE].splitlines()[:_LOOK_AT_LINES])
        widths = [len(record) for record in csv.reader(io.StringIO(head), delimiter=separator) if record]
        agreeing = max((widths.count(width), width) for width in {*widths, 1})
        wider = [width for width in widths if width > 1]
        return (widths.count(max(set(wider), key=wider.count)), agreeing[1]) if wider else (0, 0)

    return max(_SEPARATORS, key=fitness)
