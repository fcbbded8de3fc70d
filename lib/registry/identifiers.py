"""Phone numbers, personal identity numbers, e-mail addresses and student codes as people and Excel write them.

Every reader gives a `Reading`: the value to store and remarks on what was mended or looks odd. What cannot be read
without guessing is refused with a sentence. Excel turns text into numbers: a lost leading zero can be put back
where the rest leaves no doubt, digits lost in 7.9204E+10 cannot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import phonenumbers

from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.core.names import clean

Region = Literal["VN", "LA"]

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_MOST_EXACT_FLOAT = 10**15  # Excel keeps 15 digits
_SEVERAL = re.compile(r"[/,;|\n]|\s-\s|\s+(?:hoặc|và)\s+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().-]+")
_VIETNAMESE_MOBILE = re.compile(r"\+84[35789]\d{8}")

# Mobile prefixes of eleven-digit numbers before 11/2018, and what each became.
_OLD_MOBILE = {f"16{n}": f"3{n}" for n in range(2, 10)}
_OLD_MOBILE |= {"120": "70", "121": "79", "122": "77", "126": "76", "128": "78", "186": "56", "188": "58", "199": "59"}
_OLD_MOBILE |= {"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"}

# Provinces of birth registration in the first three digits of a personal identity number: the 63 before 01/7/2025.
_PROVINCES = frozenset(
    re.findall(
        r"\d\d",
        "01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56"
        " 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96",
    )
)
_LATEST_CENTURY_DIGIT = 3  # 0 and 1: born 19xx, 2 and 3: born 20xx; even male, odd female

_EMAIL = re.compile(r"(?P<local>[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@"
                    r"(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})")  # fmt: skip
_MISTYPED_DOMAINS = {
    "gmail.con": "gmail.com", "gmai.com": "gmail.com", "gmial.com": "gmail.com", "gmail.co": "gmail.com",
    "gmail.com.vn": "gmail.com", "gamil.com": "gmail.com", "gmal.com": "gmail.com", "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com", "hotmail.con": "hotmail.com",
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """A Vietnamese sentence with its facts, translated when shown."""

    message: str
    facts: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return _(self.message).format(**dict(self.facts))


@dataclass(frozen=True)
class Reading:
    value: str
    warnings: tuple[Remark, ...] = ()


class DigitsLost(InvalidInput):
    message = N_("«{value}» đã mất chữ số do Excel đổi sang dạng số. Hãy định dạng ô là Văn bản rồi gõ lại số đầy đủ.")


class InvalidPhone(InvalidInput):
    message = N_(
        "«{value}» không phải là số điện thoại. Hãy ghi ví dụ 0981 234 567, 0212 3874 546 hoặc +856 20 5551 2345."
    )


class InvalidCitizenId(InvalidInput):
    message = N_("«{value}» không phải là số căn cước (12 chữ số) hay chứng minh nhân dân (9 chữ số).")


class InvalidEmail(InvalidInput):
    message = N_("«{value}» không phải là địa chỉ thư điện tử. Hãy ghi ví dụ lovan.an@gmail.com.")


class InvalidStudentCode(InvalidInput):
    message = N_("«{value}» không dùng được làm mã sinh viên. Hãy ghi mã từ 1 đến 32 ký tự.")


def phone(value: object, *, region: Region = "VN") -> Reading:
    """One phone number in E.164 (+84981234567). `region` is where a number without country code belongs.

    Mended with a remark: a leading zero that Excel dropped, an eleven-digit mobile number of before 2018,
    the area code 022 of Sơn La of before 2017, 856 without plus.
    """
    text = _text(value, InvalidPhone)
    if not _PHONE.fullmatch(text):
        raise InvalidPhone(value=text)
    digits = re.sub(r"\D", "", text)
    if not text.startswith("+"):
        if digits.startswith("856") and len(digits) >= 11:
            return _checked(f"+{digits}", text, region)
        if region == "VN" and (mended := _mended_vietnamese(digits)):
            local, remark = mended
            return _checked(local, text, region, Remark(remark, (("value", text), ("mended", local))))
    return _checked(text, text, region)


def phones(value: object, *, region: Region = "VN") -> list[Reading]:
    """All numbers of one cell, separated by / , ; or a new line, without repetition; refused if one is wrong."""
    text = _text(value, InvalidPhone)
    found: dict[str, Reading] = {}
    for part in _parts(text):
        reading = phone(part, region=region)
        found.setdefault(reading.value, reading)
    if not found:
        raise InvalidPhone(value=text)
    return list(found.values())


def shown_phone(e164: str) -> str:
    """+84981234567 as 0981 234 567; a foreign number keeps its country code: +856 20 55 512 345."""
    number = phonenumbers.parse(e164)
    formats = phonenumbers.PhoneNumberFormat
    style = formats.NATIONAL if number.country_code == 84 else formats.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))


def citizen_id(value: object, *, born_on: date | None = None, is_female: bool | None = None) -> Reading:
    """A personal identity number (12 digits) or the older card number (9 digits), as digits.

    Leading zeros that Excel dropped are put back with a remark, only where the result is a possible number.
    Province, century, sex and year of birth inside a 12-digit number are compared with what is known; a
    difference is a remark, not a refusal.
    """
    text = _text(value, InvalidCitizenId)
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[0-9]{8,12}", digits):
        raise InvalidCitizenId(value=text)
    whole = digits.zfill(9 if len(digits) <= 9 else 12)
    remarks = list(_oddities(whole, born_on, is_female)) if len(whole) == 12 else []
    if whole != digits:
        if len(whole) == 12 and not _is_possible(whole):
            raise InvalidCitizenId(value=text)
        facts = (("value", text), ("mended", whole))
        remarks.insert(0, Remark(N_("«{value}» thiếu số 0 ở đầu, đã sửa thành {mended}."), facts))
    return Reading(whole, tuple(remarks))


def email(value: object) -> Reading:
    """A well-formed address in small letters; a domain that looks mistyped gives a remark."""
    text = _text(value, InvalidEmail).lower().removeprefix("mailto:")
    found = _EMAIL.fullmatch(text)
    if not found or len(text) > 254 or len(found["local"]) > 64:
        raise InvalidEmail(value=text)
    if meant := _MISTYPED_DOMAINS.get(found["domain"]):
        facts = (("value", text), ("meant", meant))
        return Reading(text, (Remark(N_("«{value}» có thể gõ nhầm tên miền, ý là {meant}?"), facts),))
    return Reading(text)


def student_code(value: object) -> Reading:
    """The school's own code: any text of 1 to 32 characters, without outer and double spaces."""
    text = _text(value, InvalidStudentCode)
    if not 1 <= len(text) <= 32:
        raise InvalidStudentCode(value=text)
    return Reading(text)


def _text(value: object, refusal: type[InvalidInput]) -> str:
    """What a cell holds as text; a whole number without '.0'."""
    if isinstance(value, float) and value.is_integer():
        if abs(value) >= _MOST_EXACT_FLOAT:
            raise DigitsLost(value=value)
        value = int(value)
    if isinstance(value, bool | float) or value is None:
        raise refusal(value="" if value is None else value)
    text = clean(re.sub(r"[\r\n]+", "; ", str(value))).removeprefix("'").strip()
    text = re.sub(r"^(\d{8,15})\.0$", r"\1", text)
    if _SCIENTIFIC.fullmatch(text):
        raise DigitsLost(value=text)
    return text


def _parts(text: str) -> Iterator[str]:
    """The numbers of a cell; two that only a space separates have more digits together than one can have."""
    for part in filter(None, (part.strip(" .:") for part in _SEVERAL.split(text))):
        if len(re.sub(r"\D", "", part)) > 15:
            yield from part.split()
        else:
            yield part


def _mended_vietnamese(digits: str) -> tuple[str, str] | None:
    """The number as it should have been written and the sentence that says what was mended; None if nothing was."""
    if re.fullmatch(r"[35789]\d{8}|2\d{9}", digits):
        return f"0{digits}", N_("«{value}» thiếu số 0 ở đầu, đã sửa thành {mended}.")
    if (old := re.fullmatch(r"(?:0|84)?(1\d\d)(\d{7})", digits)) and old[1] in _OLD_MOBILE:
        return f"0{_OLD_MOBILE[old[1]]}{old[2]}", N_("«{value}» là số di động 11 số cũ, đã đổi thành {mended}.")
    if old := re.fullmatch(r"(?:0|84)22(3\d{6})", digits):
        return f"0212{old[1]}", N_("«{value}» có mã vùng cũ 022, đã đổi thành {mended}.")
    return None


def _checked(number: str, typed: str, region: Region, *remarks: Remark) -> Reading:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as unreadable:
        raise InvalidPhone(value=typed) from unreadable
    e164 = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_valid_number(parsed):
        return Reading(e164, remarks)
    if _VIETNAMESE_MOBILE.fullmatch(e164):  # prefixes are handed out faster than the library learns of them
        unknown = Remark(N_("«{value}» có đầu số chưa biết, hãy kiểm tra lại."), (("value", typed),))
        return Reading(e164, (*remarks, unknown))
    raise InvalidPhone(value=typed)


def _is_possible(number: str) -> bool:
    return number[0] == "0" and number[1:3] in _PROVINCES and int(number[3]) <= _LATEST_CENTURY_DIGIT


def _oddities(number: str, born_on: date | None, is_female: bool | None) -> Iterator[Remark]:
    """NĐ 137/2015: province (3 digits), century with sex, year of birth (2), then 6 digits of chance."""
    if not _is_possible(number):
        yield Remark(N_("Số {number} không đúng cấu tạo số định danh: xem lại mã tỉnh và chữ số thế kỷ."),
                     (("number", number),))  # fmt: skip
        return
    century, year = int(number[3]), (19 + int(number[3]) // 2) * 100 + int(number[4:6])
    if is_female is not None and is_female != bool(century % 2):
        yield Remark(N_("Giới tính không khớp với số định danh {number}."), (("number", number),))
    if born_on is not None and born_on.year != year:
        yield Remark(N_("Năm sinh {born} không khớp với số định danh {number} (sinh năm {year})."),
                     (("born", born_on.year), ("number", number), ("year", year)))  # fmt: skip
