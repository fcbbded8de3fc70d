"""From a cell to a value, or to a sentence that says how to mend the cell.

A parser takes a cell that is not blank and returns the value, or `Noted(value, warning)` when the person should
look at it, or raises a `DomainError`. A blank cell never reaches a parser: it is None, which for a fact means
unknown. `usable` comes before every parser, so no parser meets a formula, an error or an invisible character.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from lib.core import formats, names
from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.core.money import parse_vnd
from lib.imports.workbook import Cell, CellError, Formula, Raw

_EXCEL_DIGITS = 10**15
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_POWER_OF_TEN = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


class CellProblem(InvalidInput):
    """A cell cannot be read as what its column should hold."""


@dataclass(frozen=True)
class Noted:
    """A value that was read, with a sentence about what was doubtful or repaired."""

    value: object
    warning: str


@lru_cache(maxsize=10_000)
def comparable(text: str) -> str:
    """A text without accents, case, punctuation and line breaks: 'HỌ VÀ TÊN *' as 'ho va ten'."""
    return _NOT_LETTERS.sub(" ", names.fold(text)).strip()


def usable(cell: Cell) -> tuple[Raw, str | None]:
    """The cell in NFC without invisible characters, and a warning if some were taken out; None if nothing is left."""
    if isinstance(cell, Formula):
        raise CellProblem(N_("Ô này là công thức. Hãy chép ô rồi dán lại dạng giá trị (Paste Special > Values)."))
    if isinstance(cell, CellError):
        raise CellProblem(N_("Ô này đang báo lỗi {code} trong Excel. Hãy sửa lại hoặc để trống."), code=cell.code)
    if not isinstance(cell, str):
        return cell, None
    if _TURNING.search(cell):
        raise CellProblem(N_("Ô này chứa ký tự ẩn làm đảo chiều chữ. Hãy gõ lại nội dung của ô."))
    if _CONTROL.search(cell):
        raise CellProblem(N_("Ô này chứa ký tự điều khiển không hiển thị. Hãy gõ lại nội dung của ô."))
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", cell))
    warning = _("Đã bỏ ký tự ẩn trong ô.") if _INVISIBLE.search(cell) else None
    return seen if seen.strip() else None, warning


def as_text(raw: Raw) -> str:  # noqa: PLR0911  one return for each kind of cell
    """What the cell shows, on one line: for texts, and for codes and numbers that are not counted with.

    Refuses a number whose digits Excel has already lost. Parsers of ids and phones begin with this.
    """
    match raw:
        case str():
            line = names.clean(raw)
            if _POWER_OF_TEN.fullmatch(line):
                raise _lost_digits(line)
            return line
        case bool():
            return "1" if raw else "0"
        case int() | Decimal():
            if abs(Decimal(raw)) >= _EXCEL_DIGITS:
                raise _lost_digits(f"{Decimal(raw):.3E}")
            return str(raw)
        case datetime():
            return f"{formats.day(raw.date())} {raw:%H:%M}"
        case date():
            return formats.day(raw)
        case time():
            return f"{raw:%H:%M}"
    return ""


def _lost_digits(shown: str) -> CellProblem:
    return CellProblem(
        N_("«{value}»: Excel đã làm mất chữ số của số dài. Hãy định dạng cột là Text rồi gõ lại đủ các chữ số."),
        value=shown,
    )


def text_up_to(length: int, *, lines: bool = False) -> Callable[[Raw], str]:
    """A parser of texts of at most `length` characters; line breaks are kept only with `lines`."""

    def parse(raw: Raw) -> str:
        value = as_text(raw)
        if lines and isinstance(raw, str):
            value = "\n".join(names.clean(line) for line in raw.splitlines()).strip()
        if len(value) > length:
            raise CellProblem(
                N_("Nội dung dài {n} ký tự, nhiều hơn {limit}. Hãy rút ngắn lại."), n=len(value), limit=length
            )
        return value

    return parse


text = text_up_to(500)
code = text_up_to(50)
note = text_up_to(5000, lines=True)
_name = text_up_to(100)


def person_name(raw: Raw) -> str:
    """A full name of at most 100 characters; one that is all capitals is written as names are."""
    value = _name(raw)
    if not any(c.isalpha() for c in value):
        raise CellProblem(N_("«{value}» không phải là họ tên. Hãy ghi đủ họ, chữ đệm và tên."), value=value)
    return names.tidy_case(value)


def decimal(raw: Raw) -> Decimal:
    """An exact number; comma and dot both mark decimals, thousands are not grouped: '6,5' and 6.5 are equal."""
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Decimal(raw)
    written = as_text(raw).replace("\N{MINUS SIGN}", "-") if isinstance(raw, str) else ""
    if not _DECIMAL.fullmatch(written) or not written.isascii():
        raise CellProblem(N_("«{value}» không phải là số. Hãy ghi bằng chữ số, ví dụ 6,5."), value=as_text(raw))
    return Decimal(written.replace(",", "."))


def score(raw: Raw) -> Decimal:
    """A mark from 0 to 10 with at most four decimals, exact."""
    value = decimal(raw)
    if not 0 <= value <= 10:
        raise CellProblem(N_("Điểm «{value}» nằm ngoài khoảng từ 0 đến 10. Hãy kiểm tra lại."), value=as_text(raw))
    if value != round(value, 4):
        raise CellProblem(
            N_("Điểm «{value}» có quá nhiều chữ số sau dấu phẩy. Hãy làm tròn, ví dụ 6,53."), value=as_text(raw)
        )
    return value


def integer_between(least: int, most: int) -> Callable[[Raw], int]:
    """A parser of whole numbers, both ends included."""

    def parse(raw: Raw) -> int:
        value = decimal(raw)
        if value != value.to_integral_value():
            raise CellProblem(N_("«{value}» có phần lẻ. Ở đây cần một số nguyên."), value=as_text(raw))
        if not least <= value <= most:
            raise CellProblem(
                N_("Số {value} nằm ngoài khoảng từ {least} đến {most}. Hãy kiểm tra lại."),
                value=as_text(raw),
                least=least,
                most=most,
            )
        return int(value)

    return parse


integer = integer_between(0, 1_000_000_000)


def money(raw: Raw) -> int:
    """Whole đồng, not negative: see `lib.core.money.parse_vnd`."""
    return parse_vnd(raw if isinstance(raw, int | Decimal) and not isinstance(raw, bool) else as_text(raw))


@dataclass(frozen=True)
class Choice:
    """A parser of one of a few values. `labels` are shown in the template, `aliases` are accepted as well.

    Accents, case and punctuation do not matter, unless two different values would then look the same.
    """

    labels: Mapping[str, object]
    aliases: Mapping[str, object] = field(default_factory=dict)

    def label_of(self, value: object) -> str:
        """How the template writes a value; the value itself where no label stands for it."""
        return next((label for label, meant in self.labels.items() if meant == value), str(value))

    def __call__(self, raw: Raw) -> object:
        written = as_text(raw)
        known = {**self.aliases, **self.labels}
        exact = {names.spelling(name) or name: value for name, value in known.items()}
        key = names.spelling(written) or written
        if key in exact:
            return exact[key]
        like = comparable(written)
        found = list(dict.fromkeys(value for name, value in known.items() if like and comparable(name) == like))
        if len(found) == 1:
            return found[0]
        raise CellProblem(
            N_("«{value}» không có trong danh sách. Hãy chọn một trong: {options}."),
            value=written,
            options=", ".join(list(self.labels)[:15]) + ("…" if len(self.labels) > 15 else ""),
        )


yes_no = Choice(
    {"Có": True, "Không": False},
    {
        **dict.fromkeys(("x", "1", "true", "yes", "y", "đúng", "✓", "✔", "☑"), True),
        **dict.fromkeys(("0", "false", "no", "n", "k", "ko", "kg", "sai", "☐"), False),
        **dict.fromkeys(("?", "chưa rõ", "không rõ", "chưa biết", "unknown"), None),
    },
)
"""Yes, no, or None for unknown; a blank cell is unknown too."""

sex = Choice(
    {"Nam": "male", "Nữ": "female"},
    {"male": "male", "m": "male", "trai": "male", "female": "female", "f": "female", "gái": "female"},
)
