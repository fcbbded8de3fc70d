"""What somebody typed into the search box, as the words to look for."""

import re

from lib.core.names import fold

_NOT_IN_A_WORD = re.compile(r"[\W_]+")
_NUMBER_LIKE = re.compile(r"[+\d\s.()-]*\d[\d\s.()-]*")
_MOST_WORDS = 8
_LONGEST = 200


def words(text: str) -> list[str]:
    """The folded words of a search; a phone number typed in groups is one word, in the national form.

    Nobody types that much; what is pasted is cut, because a search word has a longest length.
    """
    text = text[:_LONGEST]
    if _NUMBER_LIKE.fullmatch(text.strip()):
        digits = re.sub(r"\D", "", text)
        return ["0" + digits[2:] if text.strip().startswith("+84") else digits]
    return [word for word in _NOT_IN_A_WORD.split(fold(text)) if word][:_MOST_WORDS]


def text_query(text: str) -> str | None:
    """A tsquery with quoted lexemes: every word but the last whole, the last as the beginning of a word.

    None for a search without any word. Words hold only letters and digits, so nothing in them can be an operator.
    """
    found = words(text)
    if not found:
        return None
    return " & ".join([*(f"'{word}'" for word in found[:-1]), f"'{found[-1]}':*"])
