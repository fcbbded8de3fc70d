"""Signs that a whole column means something else than it says: swapped dates, text in a font of before Unicode."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from lib.core.i18n import _
from lib.imports import days
from lib.imports.workbook import Raw

_DATES_THAT_MAKE_A_PATTERN = 3

# Letters that TCVN3 (.VnTime) puts in place of ă â đ ê ô ơ ư and toned vowels, and that no Vietnamese word has.
_TCVN3 = re.compile("[A-Za-z\u00c0-\u00ff][µ¸¶·¹¨»¾¼½©®§¬¦«ª¤¢£Ö×ØÞßæç]|[§®][a-zA-Z]")
# VNI writes the tone as a letter of its own after the vowel: Nguyeãn Vaên Ñaït.
_VNI = re.compile("[aeoAEO][âÂ]|[aeiouyAEIOUY][øØïÏûÛåÅëËüÜ]|[aoAO][ùÙõÕ]|a[êéè]|[Ññ][a-zA-Z]|[öÖôÔ][ùøûõïÙØÛÕÏ]")
_LEGACY_ROWS = 2


def legacy_font(texts: Sequence[str]) -> str | None:
    """A warning when at least two texts look as if typed in TCVN3 or VNI."""
    for name, pattern in (("TCVN3 (.VnTime)", _TCVN3), ("VNI", _VNI)):
        suspects = [text for text in texts if pattern.search(text)]
        if len(suspects) >= min(_LEGACY_ROWS, len(texts)) and suspects:
            return _(
                "Chữ như «{example}» có vẻ được gõ bằng phông cũ {font}. Hãy chuyển sang Unicode (ví dụ bằng UniKey: "
                "Ctrl+Shift+F6) rồi tải lại, nếu không tên người sẽ bị lưu sai."
            ).format(example=suspects[0][:60], font=name)
    return None


def swapped_dates(column: Mapping[int, Raw]) -> tuple[dict[int, str], dict[int, str]]:
    """Problems and warnings by row number for a column of dates, where day and month may stand in each other's place.

    If any row can only be month/day, every row that could be either is a problem. If all real dates have a day up
    to 12 while later days stayed text, Excel has turned what it could: each real date is a warning.
    """
    texts = {number: read for number, raw in column.items() if isinstance(raw, str) and (read := days.parts(raw))}
    month_first = [number for number, (first, second, _year) in texts.items() if first <= 12 < second <= 31]
    either = [n for n, (first, second, _year) in texts.items() if first <= 12 and second <= 12 and first != second]
    problems: dict[int, str] = {}
    if month_first:
        sentence = _(
            "Không rõ ngày hay tháng đứng trước, vì dòng {row} của cột này ghi tháng trước. "
            "Hãy sửa cả cột theo ngày/tháng/năm."
        ).format(row=month_first[0])
        problems = dict.fromkeys(either, sentence)
    real = {number: raw for number, raw in column.items() if isinstance(raw, date)}
    late_days_are_text = any(first > 12 >= second for first, second, _year in texts.values())
    turned = len(real) >= _DATES_THAT_MAKE_A_PATTERN and late_days_are_text and not either
    warnings: dict[int, str] = {}
    if turned and all(raw.day <= 12 for raw in real.values()):
        sentence = _("Excel có thể đã đảo ngày và tháng: các ngày sau mùng 12 trong cột vẫn là chữ. Hãy đối chiếu.")
        warnings = {number: sentence for number, raw in real.items() if raw.day != raw.month}
    return problems, warnings


def holds_dates(parse: Callable[[Raw], object]) -> bool:
    return parse in (days.day, days.birth)
