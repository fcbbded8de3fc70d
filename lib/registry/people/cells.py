"""Cells about people: phones, mails, identity numbers, ethnic group, commune, cohort."""

import re
from functools import lru_cache

from lib.core.i18n import N_
from lib.imports.cells import CellProblem, Noted, as_text
from lib.imports.workbook import Raw
from lib.legal.ethnicity import EthnicGroup
from lib.legal.reader import published_law
from lib.registry import communes, identifiers
from lib.registry.identifiers import Reading

_SEVERAL_MAILS = re.compile(r"[;,\s]+")
_COHORT = re.compile(r"(?:k|kh[oó]a|kho[aá])?[\s.]*(\d{1,3})", re.IGNORECASE)


def phones(raw: Raw) -> object:
    """All numbers of the cell in E.164."""
    return _noted(identifiers.phones(as_text(raw)))


def emails(raw: Raw) -> object:
    """All addresses of the cell, in small letters."""
    parts = [part for part in _SEVERAL_MAILS.split(as_text(raw)) if part]
    return _noted([identifiers.email(part) for part in parts])


def citizen_id(raw: Raw) -> object:
    return _single(identifiers.citizen_id(as_text(raw)))


def student_code(raw: Raw) -> object:
    return _single(identifiers.student_code(as_text(raw)))


def cohort(raw: Raw) -> str:
    """The code of a cohort: K58 for 'K58', '58', 'Khóa 58'; any other text as written."""
    text = as_text(raw)
    found = _COHORT.fullmatch(text)
    return f"K{int(found[1])}" if found else text


def ethnicity(raw: Raw) -> str:
    """The code of an ethnic group. A name that fits two groups is asked (requirements, section 6)."""
    return _ethnicity(as_text(raw))


@lru_cache(maxsize=1_000)
def _ethnicity(text: str) -> str:
    found = published_law().ethnic.resolve(text)
    if isinstance(found, EthnicGroup):
        return found.code
    names = ", ".join(group.name for group in found.candidates)
    if found.candidates:
        raise CellProblem(N_("«{value}» có thể là {names}. Hãy ghi rõ tên dân tộc."), value=text, names=names)
    raise CellProblem(N_("«{value}» không có trong danh mục 54 dân tộc. Hãy kiểm tra cách viết."), value=text)


def commune(raw: Raw) -> object:
    """The code of a commune of today, from its name or an address of before or after 01/7/2025."""
    return _commune(as_text(raw))


@lru_cache(maxsize=20_000)
def _commune(text: str) -> object:
    if known := communes.by_code(text):
        return known.code
    found = communes.resolve_address(text, home=communes.SON_LA)
    if isinstance(found, communes.Match):
        if found.exact and found.legacy is None:
            return found.commune.code
        sentence = N_("«{value}» được đọc là {name}.")
        return Noted(found.commune.code, sentence.format(value=text, name=found.commune.full_name))
    if found is None:
        raise CellProblem(
            N_("Không nhận ra xã, phường trong «{value}». Hãy ghi ví dụ «Xã Mường La, tỉnh Sơn La»."), value=text
        )
    names = "; ".join(match.commune.full_name for match in found.candidates[:4])
    raise CellProblem(
        N_("«{value}»: {question} Có thể là {names}."), value=text, question=found.doubt.question, names=names
    )


def shown_ethnicity(code: str) -> str:
    return published_law().ethnic.by_code(code).name


def shown_commune(code: str) -> str:
    found = communes.by_code(code)
    return found.full_name if found else code


def shown_phones(values: tuple[str, ...]) -> str:
    return ", ".join(map(identifiers.shown_phone, values))


def _noted(readings: list[Reading]) -> object:
    values = tuple(dict.fromkeys(reading.value for reading in readings))
    warnings = " ".join(str(remark) for reading in readings for remark in reading.warnings)
    return Noted(values, warnings) if warnings else values


def _single(reading: Reading) -> object:
    warnings = " ".join(map(str, reading.warnings))
    return Noted(reading.value, warnings) if warnings else reading.value
