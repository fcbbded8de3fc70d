"""The English catalogue against the source text: `python -m tests.consistency.catalogue [--update]`.

Without --update it says what is missing, superfluous, untranslated or has other placeholders, and exits with 1.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lib.legal.reader import screen_texts

ROOT = Path(__file__).parents[2]
PO = ROOT / "lib" / "locale" / "en" / "LC_MESSAGES" / "messages.po"
SCHOOL = "Trường Cao đẳng Sơn La"
HEADER = "# Kết nối in English. The source text is Vietnamese; `make messages` brings this file up to date."
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}


def source_texts() -> Catalog:
    """Every marked text of lib/, in the order of the files, then the texts of the law's data files."""
    catalogue = Catalog(locale="vi", charset="utf-8")
    found = extract_from_dir(str(ROOT / "lib"), method_map=[("**.py", "python")], keywords=KEYWORDS)
    for file, line, message, _comments, _context in sorted(found, key=lambda item: (item[0], item[1])):
        catalogue.add(message, locations=[(f"lib/{file}", line)])
    for text in screen_texts():
        catalogue.add(text, locations=[("lib/legal/data", 0)])
    return catalogue


def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def _texts(message_id: object) -> tuple[str, ...]:
    return message_id if isinstance(message_id, tuple) else (str(message_id),)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}", text))


def problems() -> list[str]:
    """One line for each thing that keeps the catalogue from being current and complete."""
    wanted = {_texts(message.id): message for message in source_texts() if message.id}
    have = {_texts(message.id): message for message in english() if message.id}
    found = [f"missing: {key[0]}" for key in wanted if key not in have]
    found += [f"superfluous: {key[0]}" for key in have if key not in wanted]
    for key, message in have.items():
        translated = _texts(message.string)
        if key in wanted and (message.fuzzy or not all(translated)):
            found.append(f"untranslated: {key[0]}")
        elif key in wanted and any(_placeholders(text) != _placeholders(key[0]) for text in translated):
            found.append(f"other placeholders: {key[0]}")
    return found


def update() -> None:
    """Add new texts (untranslated), drop old ones, keep translations; no locations, which change all the time."""
    old = english() if PO.exists() else Catalog(locale="en")
    known = {_texts(message.id): message for message in old if message.id}
    fresh = Catalog(locale="en", charset="utf-8", project="Kết nối", version="1", header_comment=HEADER, fuzzy=False)
    fresh.msgid_bugs_address = fresh.last_translator = fresh.language_team = SCHOOL
    for message in source_texts():
        if not message.id:
            continue
        before = known.get(_texts(message.id))
        fresh.add(message.id, before.string if before else None)
    # A real date would change with every run.
    fresh.creation_date = fresh.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    with PO.open("wb") as file:
        write_po(file, fresh, no_location=True, sort_output=True, width=120)


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    open_problems = problems()
    sys.stdout.write("\n".join(open_problems[:60]) + f"\n{len(open_problems)} problems in the English catalogue\n")
    sys.exit(bool(open_problems) and "--update" not in sys.argv)
