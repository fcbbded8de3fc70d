"""Vietnamese names and words: cleaning, searching, sorting, comparing.

A Vietnamese syllable is its letters (a ă â … ê … ô ơ … ư, đ) and at most one tone. The letters decide the
order, the tone only breaks ties, and where the tone mark is written in a syllable (Hòa, Hoà) means nothing.
"""

import re
import unicodedata

from lib.core.errors import InvalidInput
from lib.core.i18n import N_

LONGEST_LINE = 300
LONGEST_NOTE = 5000

_MARKS = re.compile("[\u0300-\u036f]")
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền, hỏi, ngã, sắc, nặng
_TONE_MARKS = re.compile("[{}]".format("".join(_TONES)))
_PLACES = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
_LOOKALIKES = str.maketrans("ÐðƉ", "ĐđĐ")  # Icelandic eth and African D: what old converters made of Đ


class TextTooLong(InvalidInput):
    message = N_("«{text}…» dài {n} ký tự; ở đây nhiều nhất {most}. Hãy viết ngắn lại.")


def fold(text: str) -> str:
    """The search key of a text: lower case without accents, đ as d.

    Equal, for every text, to the generated columns in SQL:
    `lower(regexp_replace(normalize(translate(x, 'Đđ', 'Dd'), NFD), '[\\u0300-\\u036f]', '', 'g'))`.
    Sigma is lowered by itself because Python, unlike PostgreSQL, looks whether it ends a word.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")))
    return bare.replace("Σ", "σ").lower()


def clean(text: str) -> str:
    """The text as it should be stored: NFC, single spaces, no invisible characters, Đ in place of its lookalikes.

    Zero-width, bidirectional and control characters come with copying from web pages and PDF; PostgreSQL refuses NUL.
    """
    spaced = " ".join(text.split())
    visible = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf"})
    return " ".join(unicodedata.normalize("NFC", visible).translate(_LOOKALIKES).split())


def one_line(text: str | None, *, most: int = LONGEST_LINE) -> str | None:
    """What somebody typed into a field, cleaned; None if nothing is left. Raises TextTooLong."""
    return _within(clean(text or ""), most)


def several_lines(text: str | None, *, most: int = LONGEST_NOTE) -> str | None:
    """As `one_line` for a field of several lines, which stay apart."""
    return _within("\n".join(map(clean, (text or "").splitlines())).strip(), most)


def _within(text: str, most: int) -> str | None:
    if len(text) > most:
        raise TextTooLong(text=text[:30], n=len(text), most=most)
    return text or None


def tidy_case(name: str) -> str:
    """NGUYỄN VĂN AN as Nguyễn Văn An; a name that has any small letter stays as it was typed."""
    return name.title() if name.isupper() else name


def sort_key(full_name: str) -> str:
    """A key whose plain order is the Vietnamese one: given name (last word), then family name, then middle names.

    Plain order is that of Python strings and of `COLLATE "C"`. Every letter becomes two characters (a0, ă a1,
    â a2, … đ d1) and the tone follows the syllable: An is 'a0n0.0'. Full stop and comma stand before all letters
    and digits, so the shorter word comes first. Equal names written differently (Hòa, Hoà, HÒA) have one key:
    order by the id after it. An empty name has an empty key.
    """
    words = [_syllable_key(letters, tone) for letters, tone in _syllables(full_name)]
    return ",".join([*words[-1:], *words[:-1]])


def reading_order(text: str) -> str:
    """A key as `sort_key`, in the order the words are read: for places, units, programmes."""
    return ",".join(_syllable_key(letters, tone) for letters, tone in _syllables(text))


def equal_names(one: str, other: str) -> bool:
    """True for the same letters and tones, whatever the case, the spaces and the place of the tone marks."""
    return _syllables(one) == _syllables(other)


def spelling(text: str) -> str:
    """Lower case with the accents kept and every tone moved behind its syllable: equal for Hòa and Hoà."""
    return " ".join(letters + tone for letters, tone in _syllables(text))


def _syllables(text: str) -> list[tuple[str, str]]:
    """The words as (letters without tone, tone from 0 to 5); punctuation is left out."""
    found = []
    for word in clean(text).lower().split():
        apart = unicodedata.normalize("NFD", word)
        tones = _TONE_MARKS.findall(apart)
        letters = unicodedata.normalize("NFC", _TONE_MARKS.sub("", apart))
        if letters := "".join(c for c in letters if c.isalnum() or unicodedata.category(c).startswith("M")):
            found.append((letters, _TONES[tones[0]] if tones else "0"))
    return found


def _syllable_key(letters: str, tone: str) -> str:
    return "".join(_PLACES.get(c) or base + "0" for c in letters if (base := fold(c))) + "." + tone
