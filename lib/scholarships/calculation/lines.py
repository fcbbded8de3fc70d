"""Lists of benefits as people read them: one line for each student and monthly sum, and the choice of some."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.core.calendar import Month
from lib.core.i18n import _
from lib.legal.law import Law
from lib.scholarships.calculation.rules import PEOPLE


@dataclass(frozen=True)
class Choice:
    """Which lines to show; None: all of them."""

    faculty: str | None = None
    class_name: str | None = None
    scheme: str | None = None

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        kept = frame
        for column, value in (("faculty", self.faculty), ("class_name", self.class_name), ("scheme", self.scheme)):
            if value is not None:
                kept = kept[kept[column] == value]
        return kept

    @property
    def facts(self) -> dict[str, str | None]:
        """The choice as an export records it."""
        return {"faculty": self.faculty, "class_name": self.class_name, "scheme": self.scheme}


def lines_of(by_month: pd.DataFrame, law: Law) -> pd.DataFrame:
    """The months of a saved list added up as the calculation does: months 0 for a waiver and a sum paid once."""
    keys = ["id", *PEOPLE, "item", "scheme", "amount_vnd"]
    counted = by_month.groupby(keys, sort=False, dropna=False).size().rename("months").reset_index()
    is_monthly = counted["scheme"].isin([scheme.code for scheme in law.schemes if scheme.kind == "monthly"])
    return counted.assign(
        months=counted["months"].where(is_monthly, 0),
        monthly_vnd=counted["amount_vnd"].where(is_monthly, 0),
        total_vnd=counted["amount_vnd"] * counted["months"].where(is_monthly, 1),
    ).drop(columns="amount_vnd")


def labels(law: Law) -> dict[str, str]:
    """The names of the benefits in the reader's language, by code."""
    return {scheme.code: _(scheme.label) for scheme in law.schemes}


def papers(missing: str, law: Law) -> str:
    """The papers that would answer the facts (codes separated by blanks)."""
    return "; ".join(dict.fromkeys(_(law.facts[code].paper) for code in missing.split()))


def month_words(month: Any) -> str:
    """09/2023 for a month or for 2023-09."""
    found = month if isinstance(month, Month) else Month.parse(str(month))
    return f"{found.number:02d}/{found.year}"
