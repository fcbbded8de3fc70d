import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.names import (
    LONGEST_LINE,
    LONGEST_NOTE,
    TextTooLong,
    clean,
    equal_names,
    fold,
    one_line,
    reading_order,
    several_lines,
    sort_key,
    spelling,
    tidy_case,
)

IN_ORDER = ["An", "Ánh", "Ăn", "Ân", "Dếnh", "Dũng", "Đào", "Hà", "Hả", "Hạ", "Hòa"]
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

letters = st.text(ALPHABET, min_size=1, max_size=5)
syllables = st.tuples(letters, st.integers(0, 5))
names = st.lists(syllables, min_size=1, max_size=4)


def written(name: list[tuple[str, int]]) -> str:
    words = (word[0] + TONES[tone] + word[1:] for word, tone in name)
    return unicodedata.normalize("NFC", " ".join(words)).title()


def by_the_book(name: list[tuple[str, int]]) -> list[tuple[list[int], int]]:
    """Given name, family name, middle names; of each the letters by the alphabet, then the tone."""
    return [([ALPHABET.index(c) for c in word], tone) for word, tone in [name[-1], *name[:-1]]]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đặng Thị Hòa", "dang thi hoa"),
        ("HOÀ", "hoa"),
        ("Vừ A Dếnh", "vu a denh"),
        ("ĐIỆN BIÊN", "dien bien"),
        (unicodedata.normalize("NFD", "Nguyễn Ước"), "nguyen uoc"),
        ("0212-3874", "0212-3874"),
        ("", ""),
    ],
)
def test_folding_drops_accents_and_case(text, key):
    assert fold(text) == key


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_care_how_the_accents_are_encoded(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(), st.text())
def test_folding_is_done_letter_by_letter(one, other):
    """So it equals PostgreSQL's lower(), which does not look at the neighbours (final sigma)."""
    assert fold(one + " " + other) == fold(one) + " " + fold(other)


def test_a_final_sigma_is_lowered_as_postgresql_does():
    assert fold("ΟΔΟΣ") == "οδοσ"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Lò   Văn\u00a0An ", "Lò Văn An"),
        ("Lò\u200b Văn\ufeff An\u202c", "Lò Văn An"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hòa"), "Nguyễn Thị Hòa"),
        ("Hoà", "Hoà"),
        ("\u00d0ặng", "Đặng"),
        ("Lò\x00 An", "Lò An"),
        ("Lò\r\nAn", "Lò An"),
    ],
)
def test_cleaning_keeps_what_was_typed_but_for_what_cannot_be_seen(typed, stored):
    assert clean(typed) == stored


@given(st.text())
def test_a_clean_text_is_nfc_without_invisible_characters(text):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf"}
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("VỪ A DẾNH", "Vừ A Dếnh"),
        ("ĐINH THỊ Ứ", "Đinh Thị Ứ"),
        ("KHAMPHONE", "Khamphone"),
        ("Nguyễn văn An", "Nguyễn văn An"),
        ("nguyễn văn an", "nguyễn văn an"),
        ("", ""),
    ],
)
def test_only_a_name_in_capitals_changes_its_case(typed, shown):
    assert tidy_case(typed) == shown


def test_given_names_stand_in_vietnamese_order():
    shuffled = IN_ORDER[::-1]
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_the_given_name_decides_then_the_family_name_then_the_middle_names():
    in_order = ["An", "Lò An", "Lò Thị An", "Lò Văn An", "Lò Văn Ăn", "Cà Thị Bình", "Đèo Thị Bình", "Vừ A Dếnh"]
    shuffled = in_order[::-1]
    assert sorted(shuffled, key=sort_key) == in_order


def test_places_are_ordered_as_they_are_read():
    in_order = ["Bắc Yên", "Chiềng Cơi", "Chiềng Ơn", "Đá Đỏ", "Mai Sơn", "Mường Bang", "Mường Bằng", "Mường É"]
    shuffled = in_order[::-1]
    assert sorted(shuffled, key=reading_order) == in_order


def test_a_tone_breaks_ties_only():
    assert sort_key("Lò Hà") < sort_key("Lò Hải") < sort_key("Lò Hạnh")
    assert sort_key("Lò Hạ") < sort_key("Lò Hai")


@given(names, names)
def test_the_plain_order_of_keys_is_the_vietnamese_order(one, other):
    assert (sort_key(written(one)) < sort_key(written(other))) == (by_the_book(one) < by_the_book(other))


@given(names)
def test_the_bytes_of_keys_order_as_their_characters(name):
    """COLLATE "C" compares bytes; the keys of Vietnamese names are ASCII, where both are the same."""
    assert sort_key(written(name)).isascii()


@given(st.text(), st.text())
def test_a_key_exists_for_whatever_was_typed(one, other):
    first, second = sort_key(one), sort_key(other)
    assert (first < second) == (first.encode() < second.encode())


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hoà"), ("Thúy", "Thuý"), ("LÒ VĂN  QUÝ", "Lò Văn Qúy"), ("H'Mông", "H’Mông")]
)
def test_names_that_differ_in_the_way_of_writing_are_equal(one, other):
    assert equal_names(one, other)
    assert sort_key(one) == sort_key(other)
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(("one", "other"), [("Hà", "Hạ"), ("Đào", "Dao"), ("An", "Ân"), ("Lò An", "An Lò")])
def test_names_that_differ_in_an_accent_or_the_order_are_not_equal(one, other):
    assert not equal_names(one, other)


def test_a_typed_line_is_cleaned_and_a_blank_one_is_nothing():
    assert one_line("  Lo\u0300  Thị\u200b Ún\x00 ") == "Lò Thị Ún"
    assert one_line(None) is one_line(" \u200b\n ") is None


def test_a_typed_note_keeps_its_lines():
    assert several_lines(" Rất hay.\u202e\r\n\n Mời\tlại\x00 ") == "Rất hay.\n\nMời lại"
    assert several_lines("\n \n") is None


@pytest.mark.parametrize(("read", "most"), [(one_line, LONGEST_LINE), (several_lines, LONGEST_NOTE)])
def test_a_pasted_page_is_refused_with_its_length(read, most):
    assert read("ổ" * most) == "ổ" * most
    with pytest.raises(TextTooLong, match=f"dài {most + 1} ký tự; ở đây nhiều nhất {most}"):
        read("ổ" * (most + 1))
