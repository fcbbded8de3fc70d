"""What can be said about an uploaded file without parsing it: its kind, its size, and signs that it is hostile.

`check_upload` looks only at the first bytes and at the table of contents of the zip and is safe in the web process.
`refuse_declarations` unpacks the parts and therefore runs in the limited child process.
"""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from lib.core.i18n import N_
from lib.imports import limits
from lib.imports.workbook import UnreadableFile

Kind = Literal["xlsx", "csv"]

CSV_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = limits.MEGABYTE
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_upload(data: bytes, file_name: str) -> Kind:
    """Tell what kind of file this is, or raise `UnreadableFile` with the reason and the way out."""
    ending = PurePath(file_name).suffix.lower()
    if not data.strip():
        raise UnreadableFile(N_("Tệp «{file}» rỗng. Hãy chọn lại đúng tệp cần nhập."), file=file_name)
    if len(data) > limits.MAX_UPLOAD:
        raise UnreadableFile(
            N_("Tệp «{file}» lớn hơn {limit} MB. Hãy xoá ảnh và các trang thừa, hoặc tách thành nhiều tệp."),
            file=file_name,
            limit=limits.MAX_UPLOAD // limits.MEGABYTE,
        )
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data, file_name)
    if data.startswith(_ZIP):
        _check_zip(data, file_name, ending)
        return "xlsx"
    if ending in CSV_ENDINGS:
        return "csv"
    raise _disguise(data, file_name)


def _old_office(data: bytes, file_name: str) -> UnreadableFile:
    if _ENCRYPTED in data:
        return UnreadableFile(
            N_("Tệp «{file}» có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin), lưu rồi tải lại."),
            file=file_name,
        )
    return UnreadableFile(
        N_(
            "Tệp «{file}» có dạng Excel cũ (.xls). Hãy mở bằng Excel, chọn Lưu thành (Save As) "
            "«Excel Workbook (*.xlsx)» rồi tải lại."
        ),
        file=file_name,
    )


def _disguise(data: bytes, file_name: str) -> UnreadableFile:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head")):
        return UnreadableFile(
            N_(
                "Tệp «{file}» thật ra là một trang web mang đuôi Excel. Hãy mở bằng Excel, chọn Lưu thành (Save As) "
                "«Excel Workbook (*.xlsx)» rồi tải lại."
            ),
            file=file_name,
        )
    return UnreadableFile(
        N_("Tệp «{file}» không phải là tệp Excel (.xlsx) hay CSV (.csv). Hãy chọn lại đúng tệp cần nhập."),
        file=file_name,
    )


def _check_zip(data: bytes, file_name: str, ending: str) -> None:
    if ending in CSV_ENDINGS:
        raise UnreadableFile(
            N_("Tệp «{file}» mang đuôi {ending} nhưng bên trong là Excel. Hãy đổi đuôi thành .xlsx rồi tải lại."),
            file=file_name,
            ending=ending,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as broken:
        raise UnreadableFile(
            N_("Tệp «{file}» bị hỏng hoặc tải lên chưa hết. Hãy mở lại bằng Excel, lưu lại rồi tải lên lần nữa."),
            file=file_name,
        ) from broken
    _check_sizes(parts, len(data), file_name)
    _check_names(parts, file_name)
    _check_contents({part.filename.lower() for part in parts}, file_name)


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int, file_name: str) -> None:
    """A zip reader stops at the declared size, so the declared sizes are what can be unpacked."""
    is_bomb = (
        len(parts) > limits.MAX_PARTS
        or sum(part.file_size for part in parts) > limits.MAX_UNPACKED
        or sum(part.compress_size for part in parts) > packed
        or any(part.file_size > limits.MAX_PART for part in parts)
        or any(
            part.file_size > limits.RATIO_MATTERS_FROM and part.file_size > limits.MAX_RATIO * part.compress_size
            for part in parts
        )
    )
    if is_bomb:
        raise UnreadableFile(
            N_(
                "Tệp «{file}» bung ra quá lớn nên không được đọc. Hãy chép riêng phần dữ liệu cần nhập "
                "sang một tệp Excel mới rồi tải tệp đó lên."
            ),
            file=file_name,
        )


def _check_names(parts: list[zipfile.ZipInfo], file_name: str) -> None:
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    is_odd = (
        len(set(names)) < len(names)
        or any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names)
        or any(part.flag_bits & 0x1 for part in parts)
    )
    if is_odd:
        raise UnreadableFile(
            N_("Tệp «{file}» có cấu trúc bất thường nên không được đọc. Hãy chép dữ liệu sang một tệp Excel mới."),
            file=file_name,
        )


def _check_contents(names: set[str], file_name: str) -> None:
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise UnreadableFile(
            N_(
                "Tệp «{file}» có chứa macro. Hãy lưu lại dạng «Excel Workbook (*.xlsx)», không phải .xlsm, rồi tải lại."
            ),
            file=file_name,
        )
    if any("/embeddings/" in name or "/activex/" in name for name in names):
        raise UnreadableFile(
            N_("Tệp «{file}» có nhúng tệp khác bên trong. Hãy chép riêng phần dữ liệu sang một tệp Excel mới."),
            file=file_name,
        )
    if "[content_types].xml" not in names or not any(name.startswith("xl/worksheets/") for name in names):
        raise UnreadableFile(
            N_(
                "Tệp «{file}» không phải là bảng tính .xlsx. Hãy mở bằng Excel, chọn Lưu thành (Save As) "
                "«Excel Workbook (*.xlsx)» rồi tải lại."
            ),
            file=file_name,
        )


def refuse_declarations(archive: zipfile.ZipFile, file_name: str) -> None:
    """Refuse XML that declares a document type or entities: no spreadsheet program writes them.

    Parts in UTF-16 are refused too, because nothing that is hidden in them would be seen.
    """
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(part) as content:
            tail = b""
            while chunk := content.read(_CHUNK):
                if _DECLARATION.search(tail + chunk) or b"\x00" in chunk:
                    raise UnreadableFile(
                        N_("Tệp «{file}» chứa khai báo XML không an toàn. Hãy chép dữ liệu sang một tệp Excel mới."),
                        file=file_name,
                    )
                tail = chunk[-64:]
