"""From a sheet that people made to rows, with a remark where a cell cannot be used."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import pytest

from lib.core.errors import InvalidInput
from lib.imports import cells, days
from lib.imports.choosing import WhichSheet
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.specs import FieldSpec, SheetSpec, person_name
from lib.imports.workbook import Formula, Merge, Raw, Sheet, UnreadableFile, Workbook
from tests.factories import sheets


def phone(raw: Raw) -> str:
    """Stands for a parser that a wing brings along: it raises a refusal of its own."""
    digits = cells.as_text(raw)
    if not digits.isdigit():
        raise InvalidInput("Số điện thoại «{value}» có chữ.", value=digits)
    return digits


def leaves_after_birth(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if values["score"] == Decimal(0) and values["class"] is None:
        yield "class", "Điểm 0 cần ghi lớp."


SPEC = SheetSpec(
    "students",
    "Học sinh, sinh viên",
    (
        FieldSpec("code", "Mã HSSV", cells.code, ("Mã sinh viên", "Mã SV", "MSSV"), required=True),
        person_name(),
        FieldSpec("birth", "Ngày sinh", days.birth, ("Ngày, tháng, năm sinh",)),
        FieldSpec("score", "Điểm TB", cells.score, ("ĐTB",), shape="decimal"),
        FieldSpec("phone", "Số điện thoại", phone, ("SĐT", "Điện thoại")),
        FieldSpec("class", "Lớp"),
    ),
    check_row=leaves_after_birth,
    key=("code",),
)
HEADINGS = ["Mã HSSV", "Họ và tên", "Ngày sinh", "Điểm TB", "SĐT", "Lớp"]
GOOD = ["SV1", "Lò Văn An", "15/08/2003", "7,4", "0912345678", "K1"]


def sentences(book: Workbook) -> dict[int, list[str]]:
    return {row.number: [str(problem) for problem in row.problems] for row in read_rows(book, SPEC).failed}


def test_a_good_row_becomes_values():
    (row,) = read_rows(sheets.workbook(HEADINGS, GOOD), SPEC).accepted
    assert row.number == 2
    assert row.values == {
        "code": "SV1",
        "full_name": "Lò Văn An",
        "birth": days.Birth(2003, date(2003, 8, 15)),
        "score": Decimal("7.4"),
        "phone": "0912345678",
        "class": "K1",
    }


@pytest.mark.parametrize(
    "heading",
    [
        "Họ và tên",
        "Họ tên",
        "Ho ten",
        "HỌ VÀ TÊN HSSV",
        "Họ và tên *",
        "ho_va_ten",
        "Họ và tên\n(chữ in hoa)",
        "full_name",
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str):
    assert read_rows(sheets.workbook(["MSSV", heading], ["SV1", "Lò Văn An"]), SPEC).mapping == {
        0: "code",
        1: "full_name",
    }


def test_a_name_cut_into_two_columns_is_joined():
    book = sheets.workbook(["Mã SV", "Họ đệm", "Tên"], ["SV1", "Lò Văn", "An"])
    assert read_rows(book, SPEC).rows[0].values["full_name"] == "Lò Văn An"


def test_a_name_merged_over_two_columns_is_joined():
    data = sheets.xlsx([["Mã SV", "Họ và tên", None, "Lớp"], ["SV1", "Lò Văn", "An", "K1"]], merged=["B1:C1"])
    assert read_rows(read_workbook(data, "a.xlsx"), SPEC).rows[0].values["full_name"] == "Lò Văn An"


def test_headings_are_found_under_letterhead_and_title():
    data = sheets.xlsx(
        [["TRƯỜNG CAO ĐẲNG SƠN LA"], ["DANH SÁCH HỌC SINH, SINH VIÊN"], [], ["STT", *HEADINGS], [1, *GOOD]],
        merged=["A1:G1", "A2:G2"],
    )
    preview = read_rows(read_workbook(data, "a.xlsx"), SPEC)
    assert (preview.heading_row, [row.number for row in preview.accepted], preview.unmatched) == (4, [5], ())


def test_headings_over_two_merged_rows_are_one():
    data = sheets.xlsx(
        [["Mã HSSV", "Họ và tên", "Kết quả", None], [None, None, "Điểm TB", "Lớp"], ["SV1", "Lò Văn An", 7.5, "K1"]],
        merged=["A1:A2", "B1:B2", "C1:D1"],
    )
    preview = read_rows(read_workbook(data, "a.xlsx"), SPEC)
    assert preview.mapping == {0: "code", 1: "full_name", 2: "score", 3: "class"}
    assert [row.values["score"] for row in preview.accepted] == [Decimal("7.5")]


def test_the_row_of_column_numbers_and_repeated_headings_are_no_data():
    book = sheets.workbook(HEADINGS, [f"({n})" for n in range(1, 7)], GOOD, HEADINGS, ["SV2", *GOOD[1:]])
    assert [row.number for row in read_rows(book, SPEC).rows] == [3, 5]


def test_unknown_headings_are_told_and_counters_are_not():
    preview = read_rows(
        sheets.workbook(["STT", "Mã SV", "Họ tên", "Cung hoàng đạo"], [1, "SV1", "An Lò", "Sư tử"]), SPEC
    )
    assert preview.unmatched == ("Cung hoàng đạo",)


def test_a_missing_required_column_is_told_once_and_not_per_row():
    preview = read_rows(sheets.workbook(["Họ tên", "Lớp"], ["Lò Văn An", "K1"]), SPEC)
    assert preview.missing == ("Mã HSSV",)
    assert preview.rows == ()


def test_the_person_overrides_the_mapping():
    book = sheets.workbook(["Mã số", "Họ tên", "Lớp"], ["SV1", "Lò Văn An", "K1"])
    assert read_rows(book, SPEC).missing == ("Mã HSSV",)
    preview = read_rows(book, SPEC, mapping={0: "code", 1: "full_name"})
    assert preview.unmatched == ("Lớp",)
    assert (preview.rows[0].values["code"], preview.rows[0].values["class"]) == ("SV1", None)


def test_every_bad_cell_of_a_row_is_told_at_once():
    bad = [None, "Lò Văn An", "31/02/2026", "11", "không có", "K1"]
    assert sentences(sheets.workbook(HEADINGS, bad)) == {
        2: [
            "Mã HSSV: Thiếu dữ liệu. Hãy điền cột này.",
            "Ngày sinh: Ngày «31/02/2026» không có trong lịch. Hãy kiểm tra lại.",
            "Điểm TB: Điểm «11» nằm ngoài khoảng từ 0 đến 10. Hãy kiểm tra lại.",
            "Số điện thoại: Số điện thoại «không có» có chữ.",
        ]
    }


def test_a_formula_is_refused_with_what_it_says():
    (row,) = read_rows(sheets.workbook(HEADINGS, ["SV1", "Lò Văn An", None, Formula("=1+1")]), SPEC).failed
    assert [(p.column, p.value) for p in row.problems] == [("Điểm TB", "=1+1")]


def test_a_column_that_nobody_reads_may_hold_anything():
    assert read_rows(sheets.workbook([*HEADINGS, "Ghi chú"], [*GOOD, Formula("=A1")]), SPEC).failed == ()


def test_a_contradiction_between_cells_names_its_column():
    assert sentences(sheets.workbook(HEADINGS, [*GOOD[:3], 0, None, None])) == {2: ["Lớp: Điểm 0 cần ghi lớp."]}


def test_the_same_key_twice_is_refused_on_both_rows():
    book = sheets.workbook(HEADINGS, GOOD, ["SV2", *GOOD[1:]], ["sv1", *GOOD[1:]])
    assert sentences(book) == {
        2: ["Mã HSSV: Trùng với dòng 4 của tệp. Hãy chỉ giữ lại một dòng."],
        4: ["Mã HSSV: Trùng với dòng 2 của tệp. Hãy chỉ giữ lại một dòng."],
    }


def test_blank_rows_are_passed_over_and_row_numbers_stay():
    assert [
        row.number for row in read_rows(sheets.workbook(HEADINGS, [], GOOD, [None] * 6, ["SV2", *GOOD[1:]]), SPEC).rows
    ] == [3, 5]


def test_a_cell_merged_over_rows_is_filled_down_and_shown():
    data = sheets.xlsx(
        [["Mã SV", "Họ tên", "Lớp"], ["SV1", "Lò An", "K1"], ["SV2", "Lò Bình", None], ["SV3", "Lò Chi", None]],
        merged=["C2:C3"],
    )
    rows = read_rows(read_workbook(data, "a.xlsx"), SPEC).rows
    assert [row.values["class"] for row in rows] == ["K1", "K1", None]
    assert [str(w) for w in rows[1].warnings] == ["Lớp: Lấy từ ô gộp C2."]


def test_absurd_merges_cost_nothing():
    sheet = sheets.workbook(HEADINGS, GOOD).sheets[0]
    merges = tuple(Merge(2, 1_048_576, at % 6, at % 6) for at in range(10_000))
    book = Workbook("a.xlsx", "", (Sheet(sheet.name, sheet.rows, merges=merges),))
    assert len(read_rows(book, SPEC).accepted) == 1


def test_headings_without_rows_are_no_rows():
    preview = read_rows(read_workbook(sheets.csv_file(",".join(HEADINGS)), "a.csv"), SPEC)
    assert (preview.rows, preview.missing) == ((), ())


def test_a_ragged_row_of_a_csv_is_refused_with_its_number():
    book = read_workbook(
        sheets.csv_file("Mã SV,Họ tên,Lớp", "SV1,Lò, Văn An,K1", "SV2,Lò Bình", "SV3,Lò Chi,K1"), "a.csv"
    )
    preview = read_rows(book, SPEC)
    assert [row.number for row in preview.failed] == [2, 3]
    assert "có 4 ô trong khi dòng tiêu đề có 3" in str(preview.failed[0].problems[0])


def test_zero_width_characters_and_nfd_are_mended_and_the_first_reported():
    (row,) = read_rows(sheets.workbook(["Mã SV", "Họ tên"], ["SV\u200b1", "Nguye\u0302\u0303n An"]), SPEC).accepted
    assert (row.values["code"], row.values["full_name"]) == ("SV1", "Nguyễn An")
    assert [str(w) for w in row.warnings] == ["Mã HSSV: Đã bỏ ký tự ẩn trong ô."]


def test_a_column_with_months_first_makes_its_doubtful_dates_problems():
    book = sheets.workbook(
        ["Mã SV", "Họ tên", "Ngày sinh"],
        *([f"SV{n}", "Lò An", d] for n, d in enumerate(["12/25/2003", "05/06/2003", "06/06/2003"])),
    )
    found = sentences(book)
    assert list(found) == [2, 3]
    assert "vì dòng 2 của cột này ghi tháng trước" in found[3][0]


def test_days_that_excel_may_have_turned_are_warned_of():
    dates = [date(2003, 6, 5), date(2003, 1, 12), date(2003, 3, 3), date(2004, 2, 9), "25/12/2003"]
    book = sheets.workbook(["Mã SV", "Họ tên", "Ngày sinh"], *([f"SV{n}", "Lò An", d] for n, d in enumerate(dates)))
    assert [row.number for row in read_rows(book, SPEC).rows if row.warnings] == [2, 3, 5]


@pytest.mark.parametrize("names", [("NguyÔn V¨n §øc", "TrÇn ThÞ H¹nh"), ("Nguyeãn Vaên Ñöùc", "Traàn Thò Haïnh")])
def test_text_in_a_font_of_before_unicode_is_warned_of(names: tuple[str, str]):
    book = sheets.workbook(["Mã SV", "Họ tên"], *([f"SV{n}", name] for n, name in enumerate(names)))
    assert "phông cũ" in read_rows(book, SPEC).doubts[0]


def test_names_of_the_province_are_no_legacy_font():
    people = (
        "Nguyễn Thị Hoà, Lò Văn Thuỷ, Giàng A Sùng, Quàng Thị Uyên, Bùi Thuý Oanh, Tòng Văn Ước, Sùng A Páo, "
        "Vừ Thị Mỷ, Khoàng Văn Khuê, Cầm Thị Nguyệt, Xồng Bá Nếnh, Đèo Quốc Huy, Mùa A Tủa, Bounmy Phommachanh, "
        "Phòng Quản lý đào tạo, Huỳnh Quý Thoại, Lường Thị Xuê, Hoàng Yến, Tráng Seo Chúng, Y Êban, Loan Ả Nàng"
    )
    names = people.split(", ")
    assert (
        read_rows(sheets.workbook(["Mã SV", "Họ tên"], *([f"SV{n}", v] for n, v in enumerate(names))), SPEC).doubts
        == ()
    )


def test_of_several_fitting_sheets_the_person_chooses():
    book = read_workbook(sheets.xlsx([HEADINGS, GOOD], [HEADINGS, ["SV9", *GOOD[1:]]], names=["K1", "K2"]), "a.xlsx")
    with pytest.raises(WhichSheet, match="«K1», «K2»") as asked:
        read_rows(book, SPEC)
    assert asked.value.names == ("K1", "K2")
    assert read_rows(book, SPEC, sheet="K2").rows[0].values["code"] == "SV9"


def test_a_hidden_first_sheet_is_never_read_unasked():
    book = read_workbook(sheets.xlsx([HEADINGS, GOOD], [["ghi chú"]], hidden=[0]), "a.xlsx")
    with pytest.raises(WhichSheet):
        read_rows(book, SPEC)


def test_sheets_of_another_kind_do_not_disturb():
    book = read_workbook(sheets.xlsx([["ghi chú"], ["x"]], [HEADINGS, GOOD]), "a.xlsx")
    assert len(read_rows(book, SPEC).accepted) == 1


def test_an_empty_workbook_is_refused():
    with pytest.raises(UnreadableFile, match="không có dữ liệu"):
        read_rows(read_workbook(sheets.xlsx([]), "a.xlsx"), SPEC)


def test_twenty_thousand_rows_are_read_and_one_more_is_refused():
    headings = ("Mã HSSV", "Họ và tên", "Ngày sinh", "Điểm TB")
    preview = read_rows(read_workbook(sheets.large(20_000, *headings), "a.xlsx"), SPEC)
    assert len(preview.accepted) == 20_000
    with pytest.raises(UnreadableFile, match="20000 dòng"):
        read_rows(read_workbook(sheets.large(20_001, *headings), "a.xlsx"), SPEC)
