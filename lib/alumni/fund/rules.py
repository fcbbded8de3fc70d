"""The fund's two purses: money, and equipment with its stated value (Đ5.2, Đ9.2).

Cash also pays scholarships; equipment pays nothing.
"""

MONEY = frozenset({"cash", "scholarship"})
EQUIPMENT = frozenset({"equipment"})


def effect(kind: str, amount_vnd: int, *, is_reversal: bool) -> int:
    """What an entry does to its purse. A reversal has the kind of the entry it undoes and the opposite effect."""
    sign = 1 if kind == "contribution" else -1
    return -sign * amount_vnd if is_reversal else sign * amount_vnd
