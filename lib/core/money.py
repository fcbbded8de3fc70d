"""Whole đồng: reading them from what people type and Excel holds, and writing them in words."""

import re
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral

from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import clean

LARGEST_VND = 2**63 - 1  # what a bigint column holds
_MOST_DIGITS = 30

_UNIT = re.compile(r"\s*(?:₫|đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"(?P<whole>\d+)(?:[.,]0{1,2})?")
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:(?P<mark>[., ])\d{3})(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,]0{1,2})?")

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu")
_BILLION = 10**9


class InvalidAmount(InvalidInput):
    message = N_("«{value}» không phải là số tiền. Hãy ghi số đồng nguyên, ví dụ 1.490.000.")


class AmountHasDecimals(InvalidInput):
    message = N_("«{value}» có phần lẻ. Tiền là số đồng nguyên: hãy ghi lại, ví dụ 1.490.000.")


class NegativeAmount(InvalidInput):
    message = N_("«{value}» là số âm. Ở đây chỉ nhận số tiền từ 0 đồng trở lên.")


class AmountTooLarge(InvalidInput):
    message = N_("«{value}» lớn quá mức có thể ghi. Hãy kiểm tra lại số chữ số.")


def parse_vnd(value: object, *, allow_negative: bool = False) -> int:
    """Whole đồng from a cell or a field: 1490000, 1490000.0, '1.490.000', '1,490,000 đ', '1 490 000 VNĐ'.

    Refused with a sentence: decimals other than zeros, '1e6', '1,5 triệu', grouping that does not fit ('1.49'),
    a negative amount unless allowed, more than a bigint holds. A single group reads as thousands: '1.490' is 1490.
    """
    if isinstance(value, str):
        amount = _from_text(value)
    elif isinstance(value, Integral) and not isinstance(value, bool):  # NumPy's whole numbers as well
        amount = int(value)
    elif isinstance(value, float | Decimal):
        amount = _from_number(value)
    else:
        raise InvalidAmount(value="" if value is None else value)
    if amount < 0 and not allow_negative:
        raise NegativeAmount(value=value)
    if abs(amount) > LARGEST_VND:
        raise AmountTooLarge(value=value)
    return amount


def round_to_thousand(amount: int | Decimal) -> int:
    """The nearest whole thousand đồng, halves away from zero: 1.500 gives 2.000."""
    return int((Decimal(amount) / 1000).quantize(Decimal(1), ROUND_HALF_UP)) * 1000


def in_words(amount: int) -> str:
    """The amount "bằng chữ" in the northern forms: nghìn, linh, mươi tư, mươi mốt, mươi lăm; ends with "đồng".

    1.490.000 is 'Một triệu bốn trăm chín mươi nghìn đồng', 2.005.000 'Hai triệu không trăm linh năm nghìn đồng'.
    Always Vietnamese: it is part of a Vietnamese document whatever language the screen speaks.
    Own code because num2words (LGPL) reads 'lẻ', 'chín mươi bốn' and leaves 'không trăm' out, each of them a
    rule of the reading itself and none of them an option of it.
    """
    words = _read(abs(amount)) or _DIGITS[0]
    sentence = ("âm " if amount < 0 else "") + words + " đồng"
    return sentence[0].upper() + sentence[1:]


def _from_number(value: float | Decimal) -> int:
    exact = Decimal(value)  # of a float: its exact value, so that 0.1 + 0.2 cannot look whole
    if not exact.is_finite():
        raise InvalidAmount(value=value)
    if exact.adjusted() >= _MOST_DIGITS:  # Decimal('1E+999999999') as an int would fill the memory
        raise AmountTooLarge(value=value)
    if exact != exact.to_integral_value():
        raise AmountHasDecimals(value=value)
    return int(exact)


def _from_text(text: str) -> int:
    bare = _UNIT.sub("", clean(text).replace("\N{MINUS SIGN}", "-"))
    sign, digits = (-1, bare[1:].lstrip()) if bare.startswith("-") else (1, bare)
    if not digits.isascii():
        raise InvalidAmount(value=text)
    if len(digits) > 2 * _MOST_DIGITS:
        raise AmountTooLarge(value=text)
    if read := _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits):
        return sign * int(re.sub(r"\D", "", read["whole"]))
    if re.fullmatch(r"[\d., ]*\d[.,]\d+", digits):
        raise AmountHasDecimals(value=text)
    raise InvalidAmount(value=text)


def _read(amount: int) -> str:
    """Empty for 0. What stands above a billion is read first and followed by "tỷ" (một nghìn tỷ)."""
    above, below = divmod(amount, _BILLION)
    parts = [_read(above) + " tỷ"] if above else []
    for place in (2, 1, 0):
        if group := below // 1000**place % 1000:
            parts.append(_read_group(group, follows=bool(parts)) + _SCALES[place])
    return " ".join(parts)


def _read_group(group: int, *, follows: bool) -> str:
    """Three digits from 1 to 999; after a higher group the missing hundreds are said: không trăm linh năm."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or follows else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(tens, ones, after_linh=words[-1:] == ["linh"]))
    return " ".join(words)


def _ones(tens: int, ones: int, *, after_linh: bool) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and (tens > 1 or after_linh):
        return "tư"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
