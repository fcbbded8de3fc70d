from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.core.errors import InvalidInput
from lib.core.money import (
    LARGEST_VND,
    AmountHasDecimals,
    AmountTooLarge,
    InvalidAmount,
    NegativeAmount,
    in_words,
    parse_vnd,
    round_to_thousand,
)

_DIGITS = dict(zip(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], range(10), strict=True))
_DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5}
_SCALES = {"nghìn": 1_000, "triệu": 1_000_000}


def number_said(words: list[str]) -> int:
    """An independent reader of Vietnamese numbers, for the round trip."""
    if "tỷ" in words:
        last = len(words) - 1 - words[::-1].index("tỷ")
        return number_said(words[:last]) * 1_000_000_000 + number_said(words[last + 1 :])
    total = group = digit = 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group, digit = group + 10, 0
        elif word in _SCALES:
            total, group, digit = total + (group + digit) * _SCALES[word], 0, 0
        else:
            assert word == "linh"
    return total + group + digit


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (1_490_000, 1_490_000),
        (1490000.0, 1_490_000),
        (Decimal("1490000.00"), 1_490_000),
        (np.int64(1_490_000), 1_490_000),
        (np.float64(1_490_000), 1_490_000),
        ("1490000", 1_490_000),
        ("1.490.000", 1_490_000),
        ("1,490,000 đ", 1_490_000),
        ("1 490 000 VNĐ", 1_490_000),
        ("1\u00a0490\u00a0000 ₫", 1_490_000),
        ("1.490.000,00", 1_490_000),
        ("1490000.0", 1_490_000),
        ("500.000đồng", 500_000),
        ("1.490", 1_490),
        ("0", 0),
    ],
)
def test_an_amount_is_read_however_people_and_excel_write_it(written, amount):
    assert parse_vnd(written) == amount


@pytest.mark.parametrize("written", ["", None, True, "1e6", "đ", "1,5 triệu", "500k", "²", "1.490.000đ/tháng", "nan"])
def test_what_is_not_an_amount_is_refused_with_an_example(written):
    with pytest.raises(InvalidAmount, match=r"1\.490\.000"):
        parse_vnd(written)


def test_the_empty_cell_of_a_table_is_not_an_amount():
    with pytest.raises(InvalidAmount):
        parse_vnd(float("nan"))


@pytest.mark.parametrize("written", ["1.49", "1,5", "1.490.00", "1490.000", "1.490.000,50", 1.5, Decimal("0.1")])
def test_a_fraction_of_a_dong_is_refused_rather_than_rounded(written):
    with pytest.raises(AmountHasDecimals):
        parse_vnd(written)


def test_a_negative_amount_needs_permission():
    with pytest.raises(NegativeAmount):
        parse_vnd("-5.000")
    assert parse_vnd("-5.000", allow_negative=True) == -5_000
    assert parse_vnd("\N{MINUS SIGN}5.000 đ", allow_negative=True) == -5_000


@pytest.mark.parametrize("written", [LARGEST_VND + 1, "9" * 20, "9" * 5_000, 1e300, Decimal("1E+999999999")])
def test_more_than_the_database_can_hold_is_refused(written):
    with pytest.raises(AmountTooLarge):
        parse_vnd(written)


@given(st.one_of(st.text(), st.text("0123456789., đ-eE+"), st.floats(), st.decimals(), st.none()))
def test_anything_typed_gives_an_amount_or_a_sentence(written):
    try:
        assert 0 <= parse_vnd(written) <= LARGEST_VND
    except InvalidInput as refusal:
        assert str(refusal)


@given(st.integers(0, LARGEST_VND), st.sampled_from(["{:,}", "{:,} đ", "{}", "{:,}.00"]))
def test_a_formatted_amount_reads_back(amount, pattern):
    english = pattern.format(amount)
    assert parse_vnd(english) == amount
    assert parse_vnd(english.translate(str.maketrans(",.", ".,"))) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (104, "Một trăm linh tư đồng"),
        (110, "Một trăm mười đồng"),
        (1_490_000, "Một triệu bốn trăm chín mươi nghìn đồng"),
        (894_000, "Tám trăm chín mươi tư nghìn đồng"),
        (17_880_000, "Mười bảy triệu tám trăm tám mươi nghìn đồng"),
        (2_005_000, "Hai triệu không trăm linh năm nghìn đồng"),
        (6_556_000, "Sáu triệu năm trăm năm mươi sáu nghìn đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (-5_000, "Âm năm nghìn đồng"),
    ],
)
def test_an_amount_in_words_has_the_northern_forms(amount, words):
    assert in_words(amount) == words


@given(st.integers(0, 10**21) | st.integers(0, 10_000))
def test_the_words_say_the_amount_and_nothing_else(amount):
    words = in_words(amount).lower().removesuffix(" đồng")
    assert number_said(words.split()) == amount


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [(0, 0), (499, 0), (500, 1_000), (1_500, 2_000), (2_500, 3_000), (-1_500, -2_000), (Decimal("893999.5"), 894_000)],
)
def test_half_a_thousand_rounds_up(amount, rounded):
    assert round_to_thousand(amount) == rounded
