"""English is a full second language: no text of the app is missing from its catalogue."""

from tests.consistency.catalogue import problems


def test_the_english_catalogue_is_complete_and_current():
    assert problems() == []
