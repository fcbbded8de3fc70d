"""What a cell means, and the sentence when it means nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.errors import InvalidInput
from lib.imports import cells, days
from lib.imports.cells import CellProblem, Noted
from lib.imports.days import Birth
from lib.imports.workbook import CellError, Formula


@pytest.mark.parametrize(
    ("raw", "value"),
    [("7,4", "7.4"), ("7.4", "7.4"), (" 10 ", "10"), (Decimal("7.4"), "7.4"), (0, "0"), ("6,495", "6.495")],
)
def test_a_score_is_exact_with_comma_or_dot(raw: str | int | Decimal, value: str):
    assert cells.score(raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw", ["10,1", "-1", "abc", "7,4,1", "1e1", "NaN", "inf", "٧", True, Decimal("6.12345"), date(2025, 1, 7)]
)
def test_what_is_no_score_is_refused(raw: str | Decimal | bool | date):
    with pytest.raises(CellProblem):
        cells.score(raw)


@given(st.decimals(0, 10, places=2))
def test_a_written_score_reads_back_to_itself(value: Decimal):
    assert cells.score(str(value).replace(".", ",")) == cells.score(value) == value


def test_a_whole_number_has_no_fraction():
    assert cells.integer("12") == cells.integer(Decimal("12.0")) == 12
    with pytest.raises(CellProblem, match="phần lẻ"):
        cells.integer("12,5")
    with pytest.raises(CellProblem, match="từ 1 đến 3"):
        cells.integer_between(1, 3)(4)


@pytest.mark.parametrize("raw", ["1.000.000", "1,000,000", 1_000_000, Decimal("1000000.0"), "1.000.000 đ"])
def test_money_is_read_in_the_ways_people_write_it(raw: str | int | Decimal):
    assert cells.money(raw) == 1_000_000


@pytest.mark.parametrize("raw", ["1e6", "-5", -5, "một triệu", Decimal("0.5"), date(2025, 1, 1)])
def test_what_is_no_amount_is_refused(raw: str | int | Decimal | date):
    with pytest.raises(InvalidInput):
        cells.money(raw)


@pytest.mark.parametrize("raw", ["x", "X", "có", "Co", "1", 1, True, "✓", "TRUE", "Yes"])
def test_yes_in_the_ways_people_tick(raw: str | int | bool):
    assert cells.yes_no(raw) is True


@pytest.mark.parametrize("raw", ["không", "Khong", "0", 0, False, "ko", "false"])
def test_no_in_the_ways_people_write_it(raw: str | int | bool):
    assert cells.yes_no(raw) is False


@pytest.mark.parametrize("raw", ["?", "chưa rõ", "Không rõ"])
def test_unknown_is_neither_yes_nor_no(raw: str):
    assert cells.yes_no(raw) is None


def test_a_word_that_is_no_answer_lists_the_answers():
    with pytest.raises(CellProblem, match="Có, Không"):
        cells.yes_no("có lẽ")


@pytest.mark.parametrize(
    ("raw", "code"), [("Nữ", "female"), ("nu", "female"), ("NAM", "male"), ("Male", "male"), ("F", "female")]
)
def test_sex_in_both_languages(raw: str, code: str):
    assert cells.sex(raw) == code


def test_two_choices_that_differ_only_in_accents_are_told_apart_and_never_guessed():
    either = cells.Choice({"Lão": 1, "Lào": 2})
    assert either("lào") == 2
    assert either("LÃO") == 1
    with pytest.raises(CellProblem):
        either("lao")


def test_an_id_that_excel_has_shortened_is_refused():
    for raw in ("7.9204E+10", "7,9204E+10", Decimal("1234567890123450000"), 1234567890123456):
        with pytest.raises(CellProblem, match="mất chữ số"):
            cells.as_text(raw)
    assert cells.as_text("079204001234") == "079204001234"
    assert cells.as_text(79204001234) == "79204001234"


@pytest.mark.parametrize(
    ("raw", "shown"), [(date(2025, 12, 31), "31/12/2025"), (Decimal("7.5"), "7.5"), ("a\n b", "a b")]
)
def test_a_cell_as_text_is_what_excel_shows(raw: date | Decimal | str, shown: str):
    assert cells.as_text(raw) == shown


def test_a_name_keeps_what_was_typed_but_not_its_shouting():
    assert cells.person_name("NGUYỄN VĂN  ĐỨC") == "Nguyễn Văn Đức"
    assert cells.person_name("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0"
    assert cells.person_name("Hạ 🎓 Đỗ Ước") == "Hạ 🎓 Đỗ Ước"


@pytest.mark.parametrize("raw", ["a" * 10_000, "123", "---"])
def test_what_cannot_be_a_name_is_refused(raw: str):
    with pytest.raises(CellProblem):
        cells.person_name(raw)


def test_notes_keep_their_lines():
    assert cells.note("dòng 1 \n  dòng 2") == "dòng 1\ndòng 2"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Formula("=A1"), "công thức"),
        (CellError("#N/A"), "#N/A"),
        ("An\u202egnp.exe", "đảo chiều"),
        ("An\x00", "điều khiển"),
        ("An\x1b", "điều khiển"),
    ],
)
def test_no_parser_ever_sees_what_is_not_plain(cell: str | Formula | CellError, reason: str):
    with pytest.raises(CellProblem, match=reason):
        cells.usable(cell)


def test_invisible_characters_go_and_are_reported():
    assert cells.usable("Ng\u200buyễn") == ("Nguyễn", "Đã bỏ ký tự ẩn trong ô.")
    assert cells.usable("\u200b") == (None, "Đã bỏ ký tự ẩn trong ô.")
    assert cells.usable("Nguye\u0302\u0303n") == ("Nguyễn", None)


@pytest.mark.parametrize(
    "raw",
    ["05/06/2003", "5/6/2003", "5-6-2003", "05.06.2003", "2003-06-05", "ngày 5 tháng 6 năm 2003",
     "05/06/2003 00:00:00", date(2003, 6, 5), datetime.fromisoformat("2003-06-05T07:30")],
)  # fmt: skip
def test_a_date_is_day_before_month(raw: str | date):
    assert days.day(raw) == date(2003, 6, 5)


def test_a_bare_number_is_an_excel_day_and_is_noted():
    assert days.day(45000) == Noted(date(2023, 3, 15), "Số 45000 được đọc là ngày 15/03/2023.")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("31/02/2026", "không có trong lịch"),
        ("29/02/2025", "không có trong lịch"),
        ("12/25/2003", "Ngày phải đứng trước tháng"),
        ("05/06/03", "hai chữ số năm"),
        (60, "29/02/1900"),
        (date(1900, 2, 28), "1901"),
        ("01/01/0203", "1901"),
        ("hôm qua", "không phải là ngày"),
        (True, "không phải là ngày"),
        (-5, "không phải là ngày"),
        (10**12, "không phải là ngày"),
    ],
)
def test_an_impossible_date_is_refused_with_the_reason(raw: str | int | date, reason: str):
    with pytest.raises(CellProblem, match=reason):
        days.day(raw)


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back_from_how_people_write_it(day: date):
    assert days.day(f"{day:%d/%m/%Y}") == days.day(f"{day.day}.{day.month}.{day.year}") == day


def test_a_birth_may_be_only_a_year():
    assert days.birth(1985) == days.birth("1985") == Birth(1985)
    assert days.birth("15/08/1985") == Birth(1985, date(1985, 8, 15))
    assert days.birth("08/1985") == Noted(Birth(1985), "«08/1985» thiếu ngày sinh nên chỉ ghi năm 1985.")
    assert days.birth(31274) == Noted(Birth(1985, date(1985, 8, 15)), "Số 31274 được đọc là ngày 15/08/1985.")
    for raw in ("13/1985", "1885", 19850):
        if raw != 19850:
            with pytest.raises(CellProblem):
                days.birth(raw)
