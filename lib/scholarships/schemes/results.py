"""The result of a calculation: columns of numbers, and the tables that people and programs read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.core.calendar import Month
from lib.legal.law import Fact
from lib.legal.values import LegalValue
from lib.scholarships.schemes.conditions import YES, Int8s
from lib.scholarships.schemes.plan import Plan
from lib.scholarships.schemes.spells import Spells
from lib.scholarships.schemes.students import StudentTable

Int64s = NDArray[np.int64]


class Lines(NamedTuple):
    """What is due: a row for each student, scheme and monthly sum. A waiver and a sum paid once have months 0.

    `row` is the student's place in the table, `scheme` the place in the plan, `month` the ordinal of the first
    month, sums are whole đồng. All columns have the same length.
    """

    row: Int64s
    scheme: Int64s
    month: Int64s
    months: Int64s
    monthly_vnd: Int64s
    total_vnd: Int64s


class Undetermined(NamedTuple):
    """What cannot be decided: a row for each student and scheme. `missing` has a bit for each unknown fact."""

    row: Int64s
    scheme: Int64s
    months: Int64s
    missing: Int64s


class Finding(NamedTuple):
    """A monthly scheme over a run of months: for each spell its truth and the sum a month, in whole đồng."""

    scheme: int
    truth: Int8s
    vnd: Int64s
    months: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Calculation:
    """The benefits of a population in a period. The frames are built when first asked for."""

    plan: Plan
    period: tuple[Month, Month]
    students: StudentTable
    spells: Spells
    columns: Lines
    open_columns: Undetermined
    findings: tuple[Finding, ...]

    @cached_property
    def lines(self) -> pd.DataFrame:
        """id, item, scheme, months, monthly_vnd, total_vnd: by student, item and first month.

        One row for each monthly sum, so a change of the base salary in the period gives two.
        """
        found = self.columns
        return self._frame(found.row, found.scheme).assign(
            months=found.months, monthly_vnd=found.monthly_vnd, total_vnd=found.total_vnd
        )

    @cached_property
    def by_month(self) -> pd.DataFrame:
        """id, item, scheme, month (2023-09), amount_vnd: by student, item and month.

        The amounts add up to `lines`. A sum paid once stands in the month in which it falls due, a waiver as 0 in
        its first month.
        """
        row, scheme, month, vnd = (np.concatenate(column) for column in zip(*self._monthly_columns(), strict=True))
        order = np.lexsort((month, scheme, row))
        ordinals, places = np.unique(month[order], return_inverse=True)
        names = pd.Index([str(Month.from_ordinal(int(n))) for n in ordinals])
        frame = self._frame(row[order], scheme[order])
        return frame.assign(month=pd.Categorical.from_codes(places, names, ordered=True), amount_vnd=vnd[order])

    @cached_property
    def undetermined(self) -> pd.DataFrame:
        """id, item, scheme, months, missing: the months that wait, and the codes of the facts that are needed."""
        found = self.open_columns
        sets, places = np.unique(found.missing, return_inverse=True)
        names = pd.Index([" ".join(fact.code for fact in self.facts_in(int(mask))) for mask in sets])
        frame = self._frame(found.row, found.scheme)
        return frame.assign(months=found.months, missing=pd.Categorical.from_codes(places, names))

    @property
    def total_vnd(self) -> int:
        return int(self.columns.total_vnd.sum())

    def facts_in(self, mask: int) -> list[Fact]:
        """The facts whose bits are set."""
        return [fact for place, fact in enumerate(self.plan.law.facts.values()) if mask >> place & 1]

    def not_entered(self) -> tuple[LegalValue, ...]:
        """The values nobody has filled in yet ("chưa nhập") on which lines of this calculation rest."""
        first, last = self.period
        found = {
            value
            for place in np.unique(self.columns.scheme)
            for month in (first, last)
            for term in self.plan.terms(self.plan.schemes[place], month)
            for value in term.values
            if not value.is_entered
        }
        return tuple(sorted(found, key=lambda value: (value.name, value.in_force_from)))

    def _frame(self, rows: Int64s, schemes: Int64s) -> pd.DataFrame:
        laws = [scheme.law for scheme in self.plan.schemes]
        return pd.DataFrame(
            {
                "id": self.students.ids[rows],
                "item": pd.Categorical.from_codes(schemes, pd.Index([law.item for law in laws])),
                "scheme": pd.Categorical.from_codes(schemes, pd.Index([law.code for law in laws])),
            }
        )

    def _monthly_columns(self) -> Iterable[tuple[Int64s, Int64s, Int64s, Int64s]]:
        single = self.columns.months == 0
        paid = self.columns
        yield paid.row[single], paid.scheme[single], paid.month[single], paid.total_vnd[single]
        start = self.spells.start.ordinal
        for finding in self.findings:
            for month in finding.months:
                present = (self.spells.first <= month - start) & (month - start <= self.spells.last)
                due = np.flatnonzero((finding.truth == YES) & present)
                same = np.ones(len(due), np.int64)
                yield self.spells.rows[due], same * finding.scheme, same * month, finding.vnd[due]
