"""What a sheet should hold: its columns, how each cell is read, and what makes two rows the same."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lib.imports import cells
from lib.imports.workbook import Raw

Parse = Callable[[Raw], object]
"""Takes a cell that is not blank; returns the value, or `cells.Noted(value, warning)`; raises a `DomainError`."""
CheckRow = Callable[[Mapping[str, object]], Iterable[tuple[str, str]]]
"""Takes the values of a row without problems (None where blank); yields (field key, sentence) per contradiction."""
Shape = Literal["text", "integer", "decimal", "money"]
"""How the column is formatted in the template. Dates are text there, so that Excel cannot swap day and month."""


@dataclass(frozen=True)
class FieldSpec:
    """A column that an import understands.

    `label` is its heading in the template (Vietnamese), `aliases` what people write instead; accents, case,
    punctuation and a note in brackets do not matter. `show` writes a stored value (a code, say) for a reader; a
    `cells.Choice` needs none. `parts` are the aliases of columns that together make the
    value, such as family name and given name: their texts are joined by a space.
    """

    key: str
    label: str
    parse: Parse = cells.text
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    help: str = ""
    width: int = 16
    shape: Shape = "text"
    parts: tuple[tuple[str, ...], ...] = ()
    show: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class SheetSpec:
    """A kind of sheet. `name` is a stable code, `title` what people call it.

    `key` names the fields that together identify a row: two rows of one file with the same key are both refused.
    """

    name: str
    title: str
    fields: tuple[FieldSpec, ...]
    check_row: CheckRow | None = None
    key: tuple[str, ...] = ()

    def field(self, key: str) -> FieldSpec:
        """The field with this key; KeyError if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


PERSON_NAME_ALIASES = (
    "Họ tên", "Họ và tên", "Họ tên đầy đủ", "Tên đầy đủ", "Họ & tên", "Họ, tên", "Full name", "Name",
)  # fmt: skip
PERSON_NAME_PARTS = (
    ("Họ đệm", "Họ và đệm", "Họ lót", "Họ và tên đệm", "Họ và chữ đệm", "Họ, chữ đệm", "Họ"),
    ("Tên", "Tên gọi"),
)


def person_name(key: str = "full_name", label: str = "Họ và tên", *, required: bool = True) -> FieldSpec:
    """The column with a person's name, in one column or cut into family and given name."""
    return FieldSpec(
        key, label, cells.person_name, PERSON_NAME_ALIASES, required, "Lò Thị Hương", width=26, parts=PERSON_NAME_PARTS
    )
