"""What an entry does to its purse."""

import pytest

from lib.alumni.fund.rules import effect


@pytest.mark.parametrize(
    ("kind", "is_reversal", "expected"),
    [("contribution", False, 5), ("disbursement", False, -5), ("contribution", True, -5), ("disbursement", True, 5)],
)
def test_a_reversal_has_the_opposite_effect_of_its_kind(kind: str, is_reversal: bool, expected: int) -> None:
    assert effect(kind, 5, is_reversal=is_reversal) == expected
