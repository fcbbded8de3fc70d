from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.errors import InvalidInput
from lib.registry import communes
from lib.registry.gazetteer import gazetteer
from lib.registry.identifiers import (
    DigitsLost,
    InvalidCitizenId,
    InvalidEmail,
    InvalidPhone,
    InvalidStudentCode,
    citizen_id,
    email,
    phone,
    phones,
    shown_phone,
    student_code,
)

READERS = (phone, citizen_id, email, student_code)


@pytest.mark.parametrize(
    "written",
    ["0981 234 567", "0981.234.567", "0981-234-567", "+84981234567", "84981234567", "+84 (0)981234567", "'0981234567"],
)
def test_a_mobile_number_is_stored_in_one_form(written):
    reading = phone(written)
    assert (reading.value, reading.warnings) == ("+84981234567", ())


@pytest.mark.parametrize(
    ("written", "stored", "said"),
    [
        (981234567, "+84981234567", "thiếu số 0"),
        (981234567.0, "+84981234567", "thiếu số 0"),
        (np.int64(981234567), "+84981234567", "thiếu số 0"),
        ("981234567.0", "+84981234567", "thiếu số 0"),
        (856123456, "+84856123456", "thiếu số 0"),
        (2123874546, "+842123874546", "thiếu số 0"),
        ("0168 123 4567", "+84381234567", "11 số cũ"),
        ("841681234567", "+84381234567", "11 số cũ"),
        ("0223874546", "+842123874546", "mã vùng cũ 022"),
    ],
)
def test_what_was_mended_in_a_phone_number_is_said(written, stored, said):
    reading = phone(written)
    assert reading.value == stored
    assert said in str(reading.warnings[0])


def test_the_landline_of_the_school_is_a_phone_number():
    assert phone("02123.874.546").value == "+842123874546"


@pytest.mark.parametrize("written", ["+856 20 5551 2345", "856 20 5551 2345", 8562055512345])
def test_a_lao_number_keeps_its_country(written):
    assert phone(written).value == "+8562055512345"


def test_a_mobile_number_with_an_unknown_prefix_is_kept_with_a_remark():
    reading = phone("0890000000")
    assert reading.value == "+84890000000"
    assert "đầu số" in str(reading.warnings[0])


def test_a_number_without_country_belongs_to_the_region_asked_for():
    assert phone("020 5551 2345", region="LA").value == "+8562055512345"


@pytest.mark.parametrize("written", ["", None, "12345", "0981ABC567", "không có", "0281234567", True, float("nan")])
def test_what_is_not_a_phone_number_is_refused(written):
    with pytest.raises(InvalidPhone, match="số điện thoại"):
        phone(written)


@pytest.mark.parametrize(
    "cell",
    [
        "0981234567/0212 3874 546",
        "0981234567; 02123874546",
        "0981234567, 02123874546, 0981 234 567",
        "0981234567 02123874546",
        "0981 234 567 - 0212 3874 546",
        "0981234567\n02123874546",
        "0981234567 hoặc 02123874546",
    ],
)
def test_several_numbers_in_one_cell_are_all_read_once(cell):
    assert [reading.value for reading in phones(cell)] == ["+84981234567", "+842123874546"]


@pytest.mark.parametrize("cell", ["0981234567/8", " / ", ""])
def test_a_cell_with_one_wrong_number_is_refused_and_the_part_is_named(cell):
    with pytest.raises(InvalidPhone):
        phones(cell)


def test_numbers_are_shown_as_people_read_them():
    assert shown_phone("+84981234567") == "0981 234 567"
    assert shown_phone("+842123874546") == "0212 3874 546"
    assert shown_phone("+8562055512345").startswith("+856 20")


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_phone_number_survives_excel(number):
    assert phone(int(number)).value == phone(number).value
    assert phone(phone(number).value).value == phone(number).value
    assert phone(shown_phone(phone(number).value)).value == phone(number).value


@pytest.mark.parametrize(
    ("written", "stored"),
    [("014201001234", "014201001234"), ("014 201 001 234", "014201001234"), ("050123456", "050123456")],
)
def test_a_citizen_id_is_stored_as_digits(written, stored):
    reading = citizen_id(written)
    assert (reading.value, reading.warnings) == (stored, ())


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (14201001234, "014201001234"),
        (14201001234.0, "014201001234"),
        (1201001234, "001201001234"),
        (50123456, "050123456"),
    ],
)
def test_leading_zeros_that_excel_dropped_are_put_back_and_said(written, stored):
    reading = citizen_id(written)
    assert reading.value == stored
    assert stored in str(reading.warnings[0])


@pytest.mark.parametrize(
    "written", ["99201001234", "14901001234", "03201001234", "abc", "", "1234567", "0142010012345"]
)
def test_a_number_that_cannot_be_mended_beyond_doubt_is_refused(written):
    with pytest.raises(InvalidCitizenId):
        citizen_id(written)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("written", ["7.9204E+10", "7,9204e+10", 7.9204e15])
def test_lost_digits_are_never_guessed(reader, written):
    with pytest.raises(DigitsLost, match="mất chữ số"):
        reader(written)


def test_a_citizen_id_that_contradicts_the_person_is_kept_with_remarks():
    reading = citizen_id("014201001234", born_on=date(2002, 5, 1), is_female=True)
    assert reading.value == "014201001234"
    assert [str(remark).split(" ")[0] for remark in reading.warnings] == ["Giới", "Năm"]
    assert citizen_id("014301001234", born_on=date(2001, 5, 1), is_female=True).warnings == ()
    assert citizen_id("014199001234", born_on=date(1999, 5, 1), is_female=True).warnings == ()


@pytest.mark.parametrize("written", ["999201001234", "014901001234", "114201001234"])
def test_a_citizen_id_of_an_impossible_make_is_kept_with_a_remark(written):
    reading = citizen_id(written)
    assert reading.value == written
    assert "cấu tạo" in str(reading.warnings[0])


def test_every_province_of_before_2025_may_begin_a_citizen_id():
    codes = set(gazetteer().legacy_provinces)
    possible = {f"{n:02}" for n in range(100) if not citizen_id(f"0{n:02}201001234").warnings}
    assert possible == codes
    assert communes.SON_LA in codes


@pytest.mark.parametrize(
    ("written", "stored"),
    [(" Lo.An@GMAIL.com ", "lo.an@gmail.com"), ("mailto:a_b+c@cdsonla.edu.vn", "a_b+c@cdsonla.edu.vn")],
)
def test_an_address_is_stored_in_small_letters(written, stored):
    reading = email(written)
    assert (reading.value, reading.warnings) == (stored, ())


def test_a_mistyped_domain_is_asked_about_not_changed():
    reading = email("an@gmail.con")
    assert reading.value == "an@gmail.con"
    assert "gmail.com" in str(reading.warnings[0])


@pytest.mark.parametrize(
    "written",
    ["", None, "an", "an@", "an@gmail", "a..n@gmail.com", ".an@gmail.com", "lò@gmail.com", "a b@c.vn", "a,b@c.vn"],
)
def test_what_is_not_an_address_is_refused(written):
    with pytest.raises(InvalidEmail):
        email(written)


@pytest.mark.parametrize(
    ("written", "stored"), [(" SV  001 ", "SV 001"), (20123.0, "20123"), ("K61E05", "K61E05"), ("1E05", "1E05")]
)
def test_a_student_code_is_free_text(written, stored):
    assert student_code(written).value == stored


@pytest.mark.parametrize("written", ["", None, "x" * 33, float("nan")])
def test_a_student_code_must_be_there_and_short(written):
    with pytest.raises(InvalidStudentCode):
        student_code(written)


@pytest.mark.parametrize("reader", [*READERS, phones])
@given(written=st.one_of(st.text(), st.text("0123456789+-/., E@."), st.floats(), st.integers(0, 10**14), st.none()))
def test_anything_typed_gives_a_reading_or_a_sentence(reader, written):
    try:
        assert reader(written)
    except InvalidInput as refusal:
        assert str(refusal)


@pytest.mark.parametrize("reader", READERS)
@given(written=st.one_of(st.text("0123456789", min_size=8, max_size=12), st.emails(domains=st.just("cdsonla.edu.vn"))))
def test_what_was_stored_reads_back_as_itself(reader, written):
    try:
        stored = reader(written).value
    except InvalidInput:
        return
    assert reader(stored).value == stored
