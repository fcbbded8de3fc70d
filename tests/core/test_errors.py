"""A refusal is a sentence that a person can read, whatever it quotes."""

from lib.core.errors import LONGEST_FACT, InvalidInput


def test_a_pasted_page_is_quoted_by_its_beginning():
    refusal = InvalidInput("«{value}» không phải là số.", value="x" * 10_000)
    assert str(refusal) == f"«{'x' * LONGEST_FACT}…» không phải là số."


def test_braces_in_what_was_typed_stay_as_they_were_typed():
    refusal = InvalidInput("«{value}»: {n}", value="{n} {value.__class__} {}", n=1)
    assert str(refusal) == "«{n} {value.__class__} {}»: 1"
