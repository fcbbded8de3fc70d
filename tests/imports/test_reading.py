"""Every bad file of the security page is refused with a sentence, or read as it says; nothing hangs or crashes."""

import io
import threading
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from lib.imports import limits
from lib.imports.reading import read_workbook
from lib.imports.workbook import CellError, Formula, Sheet, UnreadableFile
from tests.factories import sheets


def first_sheet(data: bytes, name: str = "tệp.xlsx") -> Sheet:
    return read_workbook(data, name).sheets[0]


def cells(sheet: Sheet) -> list[list[object]]:
    return [list(row.cells.values()) for row in sheet.rows]


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "an empty file": (lambda: b"", "a.xlsx", "rỗng"),
    "a file of blanks": (lambda: b" \r\n ", "a.csv", "rỗng"),
    "text renamed .xlsx": (lambda: b"Ho ten,Ngay sinh\r\n", "a.xlsx", "không phải là tệp Excel"),
    "a web page renamed .xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "trang web"),
    "an old .xls": (lambda: sheets.old_office(encrypted=False), "a.xls", "Excel cũ"),
    "a password": (lambda: sheets.old_office(encrypted=True), "a.xlsx", "mật khẩu"),
    "a truncated zip": (lambda: sheets.xlsx([["x"]])[:-200], "a.xlsx", "bị hỏng"),
    "an .xlsx called .csv": (lambda: sheets.xlsx([["x"]]), "a.csv", "đổi đuôi"),
    "1 GB in little": (lambda: sheets.bomb(2**30), "a.xlsx", "quá lớn"),
    "a part of 300 MB": (lambda: sheets.bomb(300 * 2**20), "a.xlsx", "quá lớn"),
    "a sheet just over its limit": (lambda: sheets.bomb(limits.MAX_PART + 2**20), "a.xlsx", "quá lớn"),
    "400 to 1": (sheets.ratio_bomb, "a.xlsx", "quá lớn"),
    "a false size": (sheets.lying_size, "a.xlsx", "Không đọc được"),
    "301 parts": (
        lambda: sheets.repacked(sheets.xlsx([["x"]]), changed={f"xl/media/{n}.png": b"" for n in range(301)}),
        "a.xlsx",
        "quá lớn",
    ),
    "a part that climbs out": (
        lambda: sheets.repacked(sheets.xlsx([["x"]]), changed={"../../evil.txt": b"x"}),
        "a.xlsx",
        "cấu trúc bất thường",
    ),
    "macros": (
        lambda: sheets.repacked(sheets.xlsx([["x"]]), changed={"xl/vbaProject.bin": b"x"}),
        "a.xlsm",
        "macro",
    ),
    "an embedded object": (
        lambda: sheets.repacked(sheets.xlsx([["x"]]), changed={"xl/embeddings/oleObject1.bin": b"x"}),
        "a.xlsx",
        "nhúng tệp khác",
    ),
    "a Word document": (
        lambda: sheets.repacked(_empty_zip(), changed={"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}),
        "a.docx",
        "không phải là bảng tính",
    ),
    "an external entity": (
        lambda: sheets.with_declaration('<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
        "a.xlsx",
        "khai báo XML",
    ),
    "a billion laughs": (sheets.billion_laughs, "a.xlsx", "khai báo XML"),
    "a declaration in UTF-16": (
        lambda: sheets.with_declaration('<!DOCTYPE worksheet [<!ENTITY x "y">]>', encoding="utf-16"),
        "a.xlsx",
        "khai báo XML",
    ),
    "a sheet that is no XML": (
        lambda: sheets.repacked(sheets.xlsx([["x"]]), changed={sheets.SHEET_PART: "<worksheet"}),
        "a.xlsx",
        "Không đọc được",
    ),
    "a number that is none": (
        lambda: sheets.with_sheet_xml('<row r="1"><c r="A1"><v>NaN</v></c></row>'),
        "a.xlsx",
        "Không đọc được",
    ),
    "rows beyond the last row of Excel": (
        lambda: sheets.with_sheet_xml('<row r="99999999999"><c><v>1</v></c></row>'),
        "a.xlsx",
        "Không đọc được",
    ),
    "151 columns": (lambda: sheets.xlsx([list(range(151))]), "a.xlsx", "150 cột"),
    "a cell of 40,000 characters": (
        lambda: sheets.with_sheet_xml(f'<row r="3"><c r="B3" t="inlineStr"><is><t>{"ả" * 40_000}</t></is></c></row>'),
        "a.xlsx",
        "Ô B3",
    ),
    "41 sheets": (lambda: sheets.xlsx(*([["x"]] for _ in range(41))), "a.xlsx", "41 trang"),
    "one text named by millions of cells": (
        lambda: sheets.one_text_named_often("b" * 30_000, 2000),
        "a.xlsx",
        "quá nhiều chữ",
    ),
    "UTF-16 without its mark": (lambda: "Họ tên,Lớp\r\n".encode("utf-16-le"), "a.csv", "UTF-16"),
    "windows-1258": (lambda: "Nguyễn Văn Ân,Sơn La\r\n".encode("cp1258", "ignore"), "a.csv", "CSV UTF-8"),
    "NUL": (lambda: b"Ho ten,Lop\r\nAn\x00h,K1\r\n", "a.csv", "NUL"),
    "NUL in UTF-16": (lambda: "\ufeffHọ tên\r\nA\x00".encode("utf-16-le"), "a.csv", "NUL"),
    "an open quote": (lambda: b'Ho ten,Lop\r\n"An,K1\r\nBinh,K2\r\n', "a.csv", "dấu nháy kép"),
    "a CSV cell of 5 MB": (lambda: b"Ho ten\r\n" + b"a" * 5_000_000 + b"\r\n", "a.csv", "Ô A2"),
    "an upload over the limit": (lambda: b"a," * (limits.MAX_UPLOAD // 2 + 1), "a.csv", "20 MB"),
}


def _empty_zip() -> bytes:
    content = io.BytesIO()
    zipfile.ZipFile(content, "w").close()
    return content.getvalue()


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_file_is_refused_with_the_reason(what: str):
    make, name, expected = REFUSED[what]
    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(make(), name)
    assert expected in str(refusal.value)
    assert "{" not in str(refusal.value)


def test_a_part_that_stands_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = sheets.repacked(sheets.xlsx([["x"]]), changed={"xl/media/a.png": b"1"})
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as target:
            target.writestr(sheets.SHEET_PART, "<worksheet/>")
    with pytest.raises(UnreadableFile, match="cấu trúc bất thường"):
        read_workbook(out.getvalue(), "a.xlsx")


def test_the_external_file_never_reaches_the_sentence():
    data = sheets.with_declaration('<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(data, "a.xlsx")
    assert "root" not in str(refusal.value)


def test_a_cell_in_the_last_corner_is_read():
    sheet = first_sheet(sheets.far_corner())
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [(1, {0: "gần"}), (1_048_576, {16_383: "xa"})]


def test_two_thousand_merged_rows_are_read():
    assert cells(first_sheet(sheets.many_merges())) == [[1]]


def test_values_keep_their_kind():
    half_past_seven = datetime.fromisoformat("2003-05-06T07:30")
    rows = [[7.4, 7.4000000000000004, 12, True, "0012", date(2003, 5, 6), half_past_seven, "  ", None, "x"]]
    read = first_sheet(sheets.xlsx(rows)).rows[0].cells
    assert read == {
        0: Decimal("7.4"),
        1: Decimal("7.4"),
        2: 12,
        3: True,
        4: "0012",
        5: date(2003, 5, 6),
        6: half_past_seven,
        9: "x",
    }
    assert type(read[3]) is bool
    assert type(read[5]) is date


def test_a_sum_of_floats_shows_what_excel_shows():
    assert cells(first_sheet(sheets.xlsx([[0.1 + 0.2, 6.8999999999999995]]))) == [[Decimal("0.3"), Decimal("6.9")]]


def test_a_formula_is_told_from_a_text_that_looks_like_one():
    formula = '=WEBSERVICE("http://evil.test/")'
    text_like = '<row r="1"><c r="A1" t="inlineStr"><is><t>=cmd|\' /C calc\'!A0</t></is></c></row>'
    assert cells(first_sheet(sheets.xlsx([[formula]]))) == [[Formula(formula)]]
    assert cells(first_sheet(sheets.with_sheet_xml(text_like))) == [["=cmd|' /C calc'!A0"]]


def test_an_error_of_excel_is_no_text():
    assert cells(first_sheet(sheets.with_sheet_xml('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'))) == [
        [CellError("#N/A")]
    ]


def test_row_numbers_are_those_that_excel_shows():
    assert [row.number for row in first_sheet(sheets.xlsx([[], ["a"], [], [], ["b"]])).rows] == [2, 5]


def test_hidden_sheets_are_told_as_such():
    book = read_workbook(sheets.xlsx([["a"]], [["b"]], hidden=[0]), "a.xlsx")
    assert [sheet.hidden for sheet in book.sheets] == [True, False]


def test_the_same_file_has_the_same_digest():
    data = sheets.csv_file("a,b")
    assert read_workbook(data, "a.csv").sha256 == read_workbook(data, "b.csv").sha256


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_of_excel_in_any_country_is_read(encoding: str, separator: str):
    data = sheets.csv_file(
        separator.join(["Họ tên", "Điểm", "Lớp"]), separator.join(["Đỗ Ước", '"7,5"', "K1"]), encoding=encoding
    )
    assert cells(first_sheet(data, "a.csv")) == [["Họ tên", "Điểm", "Lớp"], ["Đỗ Ước", "7,5", "K1"]]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_any_end_of_line_will_do(end: str):
    sheet = first_sheet(end.join(["a,b", "", "c,d"]).encode(), "a.csv")
    assert [(row.number, list(row.cells.values())) for row in sheet.rows] == [(1, ["a", "b"]), (3, ["c", "d"])]


def test_excels_own_word_on_the_separator_counts():
    sheet = first_sheet(b"sep=;\r\na,1;b\r\n", "a.csv")
    assert [(row.number, list(row.cells.values())) for row in sheet.rows] == [(2, ["a,1", "b"])]


def test_a_name_of_a_file_that_looks_like_an_option_or_a_path_is_only_a_name():
    for name in ("--help.csv", '../../x"\r\n.csv', "a\x00b.csv"):
        assert cells(first_sheet(b"a,b\r\n", name)) == [["a", "b"]]


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0.01)
    with pytest.raises(UnreadableFile, match="quá phức tạp"):
        read_workbook(sheets.xlsx([["x"]]), "a.xlsx")


def test_files_are_read_from_any_thread():
    found: list[list[list[object]]] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(cells(first_sheet(sheets.xlsx([[n]]))))) for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [[[n]] for n in range(5)]
