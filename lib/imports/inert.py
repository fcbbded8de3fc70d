"""Text that a spreadsheet program would run as a formula, made harmless in CSV and recognised again.

CSV has no types: Excel runs every field that begins like a formula (OWASP, CSV injection). Such a text gets an
apostrophe in front; reading removes exactly that apostrophe, so a file that we wrote comes back unchanged.
"""

import re

# A formula may hide behind spaces, a non-breaking space or an apostrophe of its own, or begin a line inside the text.
_BEGINS_A_FORMULA = re.compile("(?:\\A|[\\n\\r])['\\s\u00a0]*[=+\\-@\\t\\r\\n\\x00\uff1d\uff0b\uff0d\uff20]")
_BEGINS_WITH_BREAK = re.compile("\\A'*[\\t\\r\\n\\x00]")


def runs_as_formula(text: str) -> bool:
    return bool(_BEGINS_A_FORMULA.search(text) or _BEGINS_WITH_BREAK.match(text))


def disarm(text: str) -> str:
    """The text for a CSV field."""
    return "'" + text if runs_as_formula(text) else text


def rearm(field: str) -> str:
    """The text that `disarm` was given; a field that it did not touch comes back as it is."""
    return field[1:] if field.startswith("'") and runs_as_formula(field[1:]) else field
