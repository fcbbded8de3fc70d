"""The calculation of a list: what was asked, and the result of those whose benefits were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from lib.core.calendar import Month
from lib.legal.law import Law
from lib.legal.values import LegalValue
from lib.scholarships.calculation.population import Roster
from lib.scholarships.schemes import calculate

PEOPLE = ["student_code", "full_name", "class_name", "programme", "faculty_id", "faculty"]
"""What a list shows of a student beside the sums."""


@dataclass(frozen=True)
class Request:
    """What to calculate: a period, the policy set (None: the dated one of each month), readings unlike the default."""

    first: Month
    last: Month
    policy: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> tuple[Month, Month]:
        return self.first, self.last

    @property
    def settings(self) -> dict[str, object]:
        """The request as it is kept beside a saved list."""
        return {"policy": self.policy, "options": dict(self.options)}


@dataclass(frozen=True, eq=False)
class BenefitList:
    """A calculated list, ordered by class, Vietnamese name, item and month.

    `lines` has id, item, scheme, months, monthly_vnd, total_vnd, `by_month` id, item, scheme, month (2023-09),
    amount_vnd, `undetermined` id, item, scheme, months, missing (codes of facts, separated by blanks); all three
    have the columns of `PEOPLE` as well. Money is whole đồng. `not_entered` are values that nobody has filled in.
    """

    request: Request
    lines: pd.DataFrame
    by_month: pd.DataFrame
    undetermined: pd.DataFrame
    not_entered: tuple[LegalValue, ...] = ()
    asked: int = 0

    @property
    def student_count(self) -> int:
        return int(self.lines["id"].nunique())

    @property
    def undetermined_count(self) -> int:
        return int(self.undetermined["id"].nunique())

    @property
    def total_vnd(self) -> int:
        return int(self.lines["total_vnd"].sum())


def benefit_list(roster: Roster, request: Request, law: Law) -> BenefitList:
    """Calculate the roster; raises what `schemes.calculate` raises."""
    result = calculate(
        roster.students, request.period, law, dated=roster.dated, options=request.options, policy=request.policy
    )
    asked = roster.records.loc[roster.records["is_asked"], ["id", *PEOPLE]]
    return BenefitList(
        request,
        _of(result.lines, asked),
        _of(result.by_month, asked),
        _of(result.undetermined, asked),
        result.not_entered(),
        len(asked),
    )


def _of(frame: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The rows of those who were asked for, in the order of their records, with who they are."""
    plain = frame.astype({name: str for name in ("item", "scheme", "month", "missing") if name in frame})
    return asked.merge(plain, on="id", how="inner")
