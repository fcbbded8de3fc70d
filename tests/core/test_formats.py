from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lib.core import formats, i18n


@pytest.fixture
def english() -> Iterator[None]:
    i18n.read_language_from(lambda: "en")
    yield
    i18n.read_language_from(lambda: "vi")


def test_numbers_have_points_between_thousands_and_a_decimal_comma():
    assert formats.vnd(1_490_000) == "1.490.000 ₫"
    assert formats.vnd(-5_000) == "-5.000 ₫"
    assert formats.number(Decimal("1234.5"), 2) == "1.234,50"
    assert formats.percent(Decimal("0.825")) == "82,5 %"


@pytest.mark.usefixtures("english")
def test_an_english_reader_sees_english_numbers():
    assert formats.vnd(1_490_000) == "1,490,000 ₫"
    assert formats.number(Decimal("1234.5"), 2) == "1,234.50"
    assert formats.percent(0.825) == "82.5 %"


@pytest.mark.usefixtures("english")
def test_days_are_written_the_same_in_both_languages():
    assert formats.day(date(2025, 12, 31)) == "31/12/2025"


def test_an_unknown_day_is_empty():
    assert formats.day(None) == ""
    assert formats.moment(None) == ""


def test_a_moment_is_shown_in_the_time_of_the_school():
    assert formats.moment(datetime(2025, 12, 31, 18, 5, tzinfo=UTC)) == "01:05 01/01/2026"
