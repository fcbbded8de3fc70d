"""Dates and numbers as the reader's language writes them."""

from datetime import date, datetime
from decimal import Decimal

from lib.core import clock
from lib.core.i18n import language


def _localised(text: str) -> str:
    """Turn 1,490.5 into 1.490,5 for a Vietnamese reader."""
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def day(value: date | None) -> str:
    """31/12/2025 in both languages; empty for an unknown day."""
    return f"{value:%d/%m/%Y}" if value else ""


def moment(value: datetime | None) -> str:
    """14:05 31/12/2025 in the school's time zone."""
    return f"{value.astimezone(clock.SCHOOL_ZONE):%H:%M %d/%m/%Y}" if value else ""


def number(value: int | float | Decimal, places: int = 0) -> str:
    return _localised(f"{value:,.{places}f}")


def percent(share: float | Decimal, places: int = 1) -> str:
    """A share between 0 and 1 as 82,5 %."""
    return _localised(f"{share * 100:,.{places}f}") + " %"


def vnd(amount: int) -> str:
    """Whole đồng: 1.490.000 ₫."""
    return _localised(f"{amount:,d}") + " ₫"
