"""The files that an import hands out: one to fill in, one to mend."""

import io

import openpyxl

from lib.imports import cells
from lib.imports.headings import REASON_HEADING, ROW_HEADING
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.specs import FieldSpec, SheetSpec, person_name
from lib.imports.templates import error_file, template
from lib.imports.workbook import Formula
from tests.factories import sheets
from tests.imports.test_sheets import HEADINGS, SPEC

PLACES = cells.Choice({f"Xã Mường {n}, Sơn La": n for n in range(30)})
RICH = SheetSpec(
    "rich",
    "Hồ sơ: K1/K2",
    (
        person_name(),
        FieldSpec("id", "Số CCCD", example="014203001234", help="Đủ 12 chữ số.", width=20),
        FieldSpec("sex", "Giới tính", cells.sex),
        FieldSpec("place", "Xã", PLACES),
        FieldSpec("money", "Số tiền", cells.money, shape="money"),
    ),
)


def test_a_filled_template_reads_without_any_question():
    book = openpyxl.load_workbook(io.BytesIO(template(RICH)))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Họ và tên *", "Số CCCD", "Giới tính", "Xã", "Số tiền"]
    sheet.append(["Lò Thị An", "014203001234", "Nữ", "Xã Mường 3, Sơn La", 1_490_000])
    filled = io.BytesIO()
    book.save(filled)
    (row,) = read_rows(read_workbook(filled.getvalue(), "mẫu.xlsx"), RICH).accepted
    assert row.values == {
        "full_name": "Lò Thị An",
        "id": "014203001234",
        "sex": "female",
        "place": 3,
        "money": 1_490_000,
    }


def test_an_untouched_template_has_no_rows():
    assert read_rows(read_workbook(template(SPEC), "mẫu.xlsx"), SPEC).rows == ()


def test_the_guide_explains_every_column():
    guide = openpyxl.load_workbook(io.BytesIO(template(RICH)))["Hướng dẫn"]
    rows = {row[0]: row[1:4] for row in guide.iter_rows(min_row=4, max_col=4, values_only=True) if row[0]}
    assert rows["Họ và tên *"][0] == "Bắt buộc"
    assert rows["Số CCCD"] == ("Không bắt buộc", "014203001234", "Đủ 12 chữ số.")
    assert rows["Giới tính"][2] == "Chọn một trong: Nam, Nữ."
    assert rows["Số tiền"][2] == "Ghi số đồng nguyên, ví dụ 1.490.000."


def test_ids_are_typed_as_text_and_choices_come_in_a_list():
    book = openpyxl.load_workbook(io.BytesIO(template(RICH)))
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["B"].width > 19
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"C2:C20001": '"Nam,Nữ"', "D2:D20001": "'Danh mục'!$A$1:$A$30"}
    assert [(s.title, s.sheet_state) for s in book] == [
        ("Hồ sơ  K1 K2", "visible"),
        ("Hướng dẫn", "visible"),
        ("Danh mục", "hidden"),
    ]


def test_the_error_file_holds_exactly_the_failed_rows_with_reasons():
    book = sheets.workbook(
        [*HEADINGS, "Ghi chú"],
        ["SV1", "Lò Văn An", "15/08/2003", "7,4", "0912345678", "K1", "tốt"],
        ["SV2", "Lò Văn Bình", "31/02/2003", "7,4", "0912345678", "K1", "=xấu"],
        ["SV3", "Lò Thị Chi", "15/08/2003", Formula("=B1"), "0912345678", "K1"],
        ["SV4", "Lò Thị Dung", "15/08/2003", "8", "0912345678", "K1"],
    )
    preview = read_rows(book, SPEC)
    data = error_file(preview, {5: ["Không tìm thấy lớp «K1»."]})
    rows = [list(row.cells.values()) for row in read_workbook(data, "lỗi.xlsx").sheets[0].rows]
    assert rows[0] == [*HEADINGS, "Ghi chú", REASON_HEADING, ROW_HEADING]
    assert [row[-1] for row in rows[1:]] == [3, 4, 5]
    assert rows[1][:7] == ["SV2", "Lò Văn Bình", "31/02/2003", "7,4", "0912345678", "K1", "=xấu"]
    assert rows[1][7] == "Ngày sinh: Ngày «31/02/2003» không có trong lịch. Hãy kiểm tra lại."
    assert "=B1" in rows[2]
    assert rows[3][-2] == "Không tìm thấy lớp «K1»."


def test_a_mended_error_file_is_imported_as_it_is():
    book = sheets.workbook(["Mã SV", "Họ tên", "Điểm TB"], ["SV1", "Lò An", "11"])
    data = error_file(read_rows(book, SPEC))
    mended = openpyxl.load_workbook(io.BytesIO(data))
    mended.active["C2"] = "9,5"
    content = io.BytesIO()
    mended.save(content)
    preview = read_rows(read_workbook(content.getvalue(), "lỗi.xlsx"), SPEC)
    assert (len(preview.accepted), preview.unmatched) == (1, ())


def test_a_failed_row_keeps_what_it_was_merged_with():
    data = sheets.xlsx(
        [["Mã SV", "Họ tên", "Lớp", "Điểm TB"], ["SV1", "Lò An", "K1", 7], ["SV2", "Lò Bình", None, 77]],
        merged=["C2:C3"],
    )
    failed = error_file(read_rows(read_workbook(data, "a.xlsx"), SPEC))
    assert list(read_workbook(failed, "lỗi.xlsx").sheets[0].rows[1].cells.values())[:4] == ["SV2", "Lò Bình", "K1", 77]
