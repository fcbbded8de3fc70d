"""Words on the screen: Vietnamese is the source text, other languages are catalogues beside it.

The language is asked for at the moment of use: the shell registers where to look (`read_language_from`),
because a value kept in a context variable is lost when Streamlit reruns only a fragment.
"""

import gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALE_DIR = Path(__file__).parents[1] / "locale"


def _source_language() -> Language:
    return "vi"


_current: Callable[[], Language] = _source_language


def read_language_from(source: Callable[[], Language]) -> None:
    """Register the function that tells the language of whoever is looking now."""
    global _current
    _current = source


def language() -> Language:
    return _current()


def N_(text: str) -> str:  # noqa: N802  the name is the one that every gettext extractor knows
    """Mark a text for translation where it is only kept, not shown."""
    return text


def _(text: str) -> str:
    return text if language() == "vi" else _catalogue(language()).gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    if language() == "vi":
        return singular
    return _catalogue(language()).ngettext(singular, plural, n)


@cache
def _catalogue(wanted: Language) -> gettext.NullTranslations:
    """Read the .po file itself, so that no compiled copy can go stale; about 0.1 s, once a process."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALE_DIR / wanted / "LC_MESSAGES" / "messages.po").open("rb") as source:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(source, locale=wanted))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
