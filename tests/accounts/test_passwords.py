"""Which passwords are taken, and that hashes behave."""

import pytest

from lib.accounts import passwords
from lib.accounts.passwords import CommonPassword, PersonalPassword, WeakPassword, check_password, matches

PHRASE = "núi rừng Tây Bắc xanh"


def check(password: str) -> None:
    check_password(password, username="cathimai", full_name="Cà Thị Mai")


@pytest.mark.parametrize("password", [PHRASE, "một con ngựa đau cả tàu", "correct horse battery", "ký-tự-đặc-biệt-%{}"])
def test_a_phrase_is_taken_without_composition_rules(password: str):
    check(password)


@pytest.mark.parametrize("password", ["", "ngắn quá", "a" * 11, "x1" * 65])
def test_too_short_or_too_long_is_refused(password: str):
    with pytest.raises(WeakPassword, match="từ 12 đến 128"):
        check(password)


@pytest.mark.parametrize("password", ["cathimai-2026-x", "xin chào Cà Thị Mai", "CATHIMAI và đồng bọn"])
def test_ones_own_name_is_refused(password: str):
    with pytest.raises(PersonalPassword):
        check(password)


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaaaa", "012345678901234", "abcdefghijklmno", "matkhau matkhau", "password12345"]
)
def test_what_anybody_would_guess_is_refused(password: str):
    with pytest.raises((CommonPassword, WeakPassword)):
        check(password)


@pytest.mark.parametrize(
    "password",
    ["MatKhau@2026!!", "mật khẩu 123456", "P@ssw0rd123456", "anhyeuem123456", "caodangsonla2026", "iloveyou!!!!!!!",
     "sonla@12345678", "Quantri@123456", "admin admin admin", "198119821983", "qwerty123456789", "xinchaovietnam"],
)  # fmt: skip
def test_common_words_with_digits_and_signs_around_them_are_refused(password: str):
    with pytest.raises(CommonPassword):
        check(password)


@pytest.mark.parametrize("password", ["xin chào ca thi mai", "CàThịMai2026!!", "ca.thi.mai.son.la", "cathimai và tôi"])
def test_ones_own_name_is_refused_however_it_is_written(password: str):
    with pytest.raises(PersonalPassword):
        check(password)


@pytest.mark.parametrize("password", ["sonla có mười hai huyện", "yêu cầu số bảy của tôi", "mk3-trăng-thượng-tuần"])
def test_a_phrase_may_hold_common_words(password: str):
    check(password)


def test_a_hash_matches_its_password_only():
    stored = passwords.hash_password(PHRASE)
    assert matches(PHRASE, stored)
    assert not matches(PHRASE + " ", stored)


def test_the_end_of_a_long_password_counts():
    long = "đ" * 60
    stored = passwords.hash_password(long + "1")
    assert matches(long + "1", stored)
    assert not matches(long + "2", stored)


def test_composed_and_decomposed_typing_are_the_same_password():
    import unicodedata

    stored = passwords.hash_password(unicodedata.normalize("NFC", PHRASE))
    assert matches(unicodedata.normalize("NFD", PHRASE), stored)


@pytest.mark.parametrize("stored", [None, "", "không phải hash"])
def test_nothing_matches_without_a_hash(stored: str | None):
    assert not matches(PHRASE, stored)
