"""A population as columns of small integers: what the calculation works on.

A fact's column is int8: a flag holds its truth (0 no, 1 unknown, 2 yes), any other fact 0 for unknown or the
number of its value (`conditions.codes_of`). Months are ordinals (`Month.ordinal`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.legal.law import Law
from lib.scholarships.schemes.conditions import Columns, Int8s, unknown_code

Ints = NDArray[np.int32]
MONTH_UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class StudentTable:
    """One row for each study record, in the caller's order.

    `ids` names the rows in results. `facts` has a column for every fact of the law. `first_month` and `last_month`
    are the months of enrolling and leaving, both of them months of study; None or MONTH_UNKNOWN: the whole period.
    `people` numbers the persons where one may have several rows, which matters for sums paid once a person.
    """

    ids: "pd.Index[Any]"
    facts: Columns
    first_month: Ints | None = None
    last_month: Ints | None = None
    people: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.intp]) -> "StudentTable":
        """The chosen rows, in the order in which they are chosen."""
        return StudentTable(
            self.ids[rows],
            {fact: column[rows] for fact, column in self.facts.items()},
            None if self.first_month is None else self.first_month[rows],
            None if self.last_month is None else self.last_month[rows],
            None if self.people is None else self.people[rows],
        )


@dataclass(frozen=True, eq=False)
class Intervals:
    """Stretches of months of single students: `rows` into the table, `first` to `last`, both included.

    `codes` are the values that a fact has then, coded as in the table's column; not used for suspensions.
    """

    rows: NDArray[np.int64]
    first: Ints
    last: Ints
    codes: Int8s

    def take(self, row: int) -> "Intervals":
        """The stretches of one student, renumbered as row 0."""
        own = self.rows == row
        return Intervals(np.zeros(int(own.sum()), np.int64), self.first[own], self.last[own], self.codes[own])

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class DatedFacts:
    """What is known only from one month to another, and the months in which students are suspended.

    A month that no interval covers has the value of the table's own column. Where two intervals of a fact cover
    the same month, the one that begins later speaks: the newest paper.
    """

    intervals: Mapping[str, Intervals] = field(default_factory=dict)
    suspensions: Intervals | None = None

    def take(self, row: int) -> "DatedFacts":
        """What is dated about one student, as row 0 of a table of one."""
        return DatedFacts(
            {fact: stretches.take(row) for fact, stretches in self.intervals.items()},
            None if self.suspensions is None else self.suspensions.take(row),
        )


def unknown_columns(law: Law, size: int) -> dict[str, Int8s]:
    """A column of unknown for every fact of the law."""
    return {fact.code: np.full(size, unknown_code(fact), np.int8) for fact in law.facts.values()}
