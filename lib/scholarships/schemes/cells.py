"""One cell of a list of students: what people write, and what it means."""

import re
import unicodedata
from datetime import date, datetime

from lib.core.calendar import Month
from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.legal.ethnicity import Ambiguous, EthnicGroup, Unknown
from lib.legal.law import Fact, Law
from lib.scholarships.schemes.conditions import NO, YES, codes_of, unknown_code

_YES = {"1", "1.0", "1,0", "có", "co", "x", "yes", "y", "true", "đúng", "✓", "✔"}
_NO = {"0", "0.0", "0,0", "không", "khong", "no", "n", "false", "sai"}
_UNKNOWN = {"", "?", "chưa rõ", "chưa biết", "không rõ", "unknown"}


class Unreadable(InvalidInput):
    """A text that cannot be understood as a value of its column; the sentence says what to write instead."""


def folded(text: str) -> str:
    """A word as it is compared: NFC, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def value_of(fact: Fact, text: str, law: Law) -> int:
    """The code of one written value. Raises Unreadable, which for an ethnic name that fits two groups asks which."""
    word = folded(text)
    if word in _UNKNOWN:
        return unknown_code(fact)
    match fact.kind:
        case "flag":
            return _flag(word)
        case "ethnicity":
            return _group(text, law).number
    codes = codes_of(fact, law)
    for value in fact.values:
        if word in {folded(written) for written in (value.code, value.label, *value.aliases)}:
            return codes[value.code]
    if fact.kind == "country" and re.fullmatch(r"[a-z]{2}", word):
        return len(codes) + 1
    offered = ", ".join(value.code for value in fact.values)
    raise Unreadable(N_("ghi một trong: {offered}; để trống nếu chưa biết"), offered=offered)


def _flag(word: str) -> int:
    if word in _YES:
        return YES
    if word in _NO:
        return NO
    raise Unreadable(N_("ghi 1 (có) hoặc 0 (không); để trống nếu chưa biết"))


def _group(text: str, law: Law) -> EthnicGroup:
    match law.ethnic.resolve(text):
        case Ambiguous(candidates=candidates):
            raise Unreadable(
                N_("tên này chỉ hai dân tộc; ghi số của dân tộc đúng: {groups}"), groups=_named(candidates)
            )
        case Unknown(candidates=()):
            raise Unreadable(N_("ghi tên một trong 54 dân tộc, hoặc số thứ tự của dân tộc; để trống nếu chưa biết"))
        case Unknown(candidates=candidates):
            raise Unreadable(N_("không có dân tộc này; có phải là: {groups}?"), groups=_named(candidates))
        case EthnicGroup() as group:
            return group


def _named(groups: tuple[EthnicGroup, ...]) -> str:
    return _(" hoặc ").join(f"{group.number} ({group.name})" for group in groups)


def day_of(text: str, *, end: bool = False) -> date:
    """A day written 2023-09-05 or 05/09/2023; a month (2023-09, 09/2023) is its first or, with `end`, last day."""
    words = text.strip()
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(words, pattern).date()  # noqa: DTZ007  a calendar day has no zone
        except ValueError:
            continue
    try:
        month = Month.parse(words)
    except ValueError:
        raise Unreadable(N_("ghi ngày dạng 05/09/2023 hoặc tháng dạng 09/2023; để trống nếu chưa có")) from None
    return month.last_day if end else month.first_day
