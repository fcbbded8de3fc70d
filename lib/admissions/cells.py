"""Cells of the command-line lists of admissions as values; a refusal says how to write the cell."""

import re
from decimal import Decimal

from lib.core.errors import DomainError
from lib.core.i18n import N_

NUMBER = re.compile(r"\d+([.,]\d+)?")
MOST_DIGITS = 6
FLAGS = {"": None, "1": True, "0": False, "có": True, "không": False, "true": True, "false": False}


def number(text: str) -> Decimal:
    """A number without sign, with a point or a comma."""
    if not NUMBER.fullmatch(text):
        raise DomainError(N_("Không phải số. Hãy nhập dạng 6.5 hoặc 6,5."))
    return Decimal(text.replace(",", "."))


def whole(text: str) -> int:
    """A whole number from 0 with at most six digits; an empty cell is 0."""
    if text and not (text.isascii() and text.isdigit()):
        raise DomainError(N_("Cần một số nguyên từ 0 trở lên."))
    if len(text) > MOST_DIGITS:
        raise DomainError(N_("Số quá lớn. Hãy kiểm tra lại số chữ số."))
    return int(text or 0)


def flag(text: str) -> bool | None:
    """1, 0 or empty for unknown."""
    try:
        return FLAGS[text.lower()]
    except KeyError:
        raise DomainError(N_("Hãy nhập 1 (có), 0 (không) hoặc để trống (chưa rõ).")) from None
