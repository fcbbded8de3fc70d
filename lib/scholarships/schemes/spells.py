"""Spells: the longest stretches of months in which nothing about a student changes.

Students without dated facts have one spell each; others are cut only where one of their own facts begins or ends
or a suspension interrupts. Law is not cut here: it changes sums, not people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.core.calendar import Month
from lib.scholarships.schemes.conditions import Columns, Int8s
from lib.scholarships.schemes.students import MONTH_UNKNOWN, DatedFacts, Intervals, Ints, StudentTable

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spells:
    """`first` and `last` are months counted from `start`; `rows` point into the table, ascending.

    A spell may begin before the period: a sum paid once may have fallen due earlier. None ends after it.
    `is_plain`: spell number i is student number i.
    """

    start: Month
    length: int
    rows: Rows
    first: Ints
    last: Ints
    facts: Columns
    is_plain: bool

    def __len__(self) -> int:
        return len(self.rows)


def spells(students: StudentTable, dated: DatedFacts, first: Month, last: Month) -> Spells:
    """Cut every student's study, from enrolling to the end of the period, where something about them changes."""
    size, end = len(students), last.ordinal
    begins = _months(students.first_month, size, first.ordinal)
    ends = np.minimum(_months(students.last_month, size, end), end)
    begins = np.minimum(begins, end + 1)
    start = int(begins.min(initial=first.ordinal))
    begins, ends = begins - np.int32(start), ends - np.int32(start)
    window = (Month.from_ordinal(start), end - start + 1)
    stretches = [found for found in (*dated.intervals.values(), dated.suspensions) if found is not None and len(found)]
    if not stretches:
        return Spells(*window, np.arange(size), begins, ends, students.facts, is_plain=True)
    shifted = [(found.rows, found.first - start, found.last - start) for found in stretches]
    rows, firsts, lasts = _cut(begins, ends, shifted)
    facts = {fact: column[rows] for fact, column in students.facts.items()}
    for fact, found in dated.intervals.items():
        places, codes = _covered(rows, firsts, found, start, window[1])
        facts[fact][places] = codes
    kept = _not_suspended(rows, firsts, dated.suspensions, start, window[1])
    facts = {fact: column[kept] for fact, column in facts.items()}
    return Spells(*window, rows[kept], firsts[kept], lasts[kept], facts, is_plain=False)


def _months(known: Ints | None, size: int, otherwise: int) -> Ints:
    if known is None:
        return np.full(size, otherwise, np.int32)
    return np.where(known == MONTH_UNKNOWN, np.int32(otherwise), known).astype(np.int32)


def _cut(begins: Ints, ends: Ints, stretches: list[tuple[Rows, Ints, Ints]]) -> tuple[Rows, Ints, Ints]:
    """The spells between all cuts of each student, ordered by student and month."""
    rows = np.concatenate([np.arange(len(begins)), *(np.concatenate([r, r]) for r, _first, _last in stretches)])
    cuts = np.concatenate([begins, *(np.concatenate([first, last + 1]) for _rows, first, last in stretches)])
    inside = (cuts == begins[rows]) | ((cuts > begins[rows]) & (cuts <= ends[rows]))
    keys = np.unique(rows[inside].astype(np.int64) << 32 | cuts[inside].astype(np.int64))
    rows, firsts = keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)
    lasts = ends[rows].copy()
    same = rows[1:] == rows[:-1]
    lasts[:-1][same] = firsts[1:][same] - 1
    return rows, firsts, lasts


def _covered(rows: Rows, firsts: Ints, found: Intervals, start: int, length: int) -> tuple[Rows, Int8s]:
    """The spells that intervals cover with the code each gets, later beginnings last."""
    order = np.argsort(found.first, kind="stable")
    keys = rows << 32 | firsts
    own = found.rows[order].astype(np.int64) << 32
    lows = np.searchsorted(keys, own | np.clip(found.first[order] - start, 0, length).astype(np.int64))
    highs = np.searchsorted(keys, own | np.clip(found.last[order] - start, -1, length).astype(np.int64), "right")
    counts = np.maximum(highs - lows, 0)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(lows, counts) + offsets, np.repeat(found.codes[order], counts)


def _not_suspended(
    rows: Rows, firsts: Ints, suspensions: Intervals | None, start: int, length: int
) -> NDArray[np.bool_]:
    kept = np.ones(len(rows), np.bool_)
    if suspensions is not None:
        kept[_covered(rows, firsts, suspensions, start, length)[0]] = False
    return kept
