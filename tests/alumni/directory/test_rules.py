"""What was typed becomes words that cannot act as operators."""

import pytest

from lib.alumni.directory.rules import text_query, words


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Lò Hương", "'lo' & 'huong':*"),
        ("  ĐỨC ", "'duc':*"),
        ("0981 234", "'0981234':*"),
        ("+84 981.234", "'0981234':*"),
        ("huong@gmail.com", "'huong' & 'gmail' & 'com':*"),
        ("K58 CĐ-Thú y", "'k58' & 'cd' & 'thu' & 'y':*"),
        ("a' | !b & (c):*", "'a' & 'b' & 'c':*"),
        ("", None),
        (" ! & ", None),
    ],
)
def test_a_search_is_whole_words_and_the_beginning_of_the_last(typed: str, query: str | None) -> None:
    assert text_query(typed) == query


def test_a_very_long_search_is_cut_to_its_first_words() -> None:
    assert len(words("a b c d e f g h i k l")) == 8


@pytest.mark.parametrize("pasted", ["x" * 10_000, "1" * 10_000 + "x", "1 " * 10_000, "'\\" * 10_000])
def test_a_pasted_page_is_no_word_that_the_search_could_not_take(pasted: str) -> None:
    assert all(len(word) <= 200 for word in words(pasted))
