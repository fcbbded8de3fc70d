"""Sums paid every month, and the waiver, which holds every month and pays nothing."""

from collections.abc import Sequence

import numpy as np

from lib.scholarships.schemes.conditions import UNKNOWN, YES
from lib.scholarships.schemes.population import Decided, Int64s, Population
from lib.scholarships.schemes.results import Lines, Undetermined


def monthly_lines(population: Population, place: int, decided: list[Decided]) -> Lines:
    """One line for each student and monthly sum: the months of all spells with that sum are added up."""
    pieces = []
    for found in decided:
        count, first = population.covered(found.run.months)
        due = population.matching(found, YES)
        pieces.append((population.spells.rows[due], found.vnd[due], count[due], first[due]))
    rows, vnd, count, first = _joined(pieces)
    if _may_meet(population, decided):
        rows, vnd, count, first = _added_up(rows, vnd, count, first)
    return Lines(rows, np.full(len(rows), place), first, count, vnd, vnd * count)


def waiver_lines(population: Population, place: int, decided: list[Decided]) -> Lines:
    """One line of zeros for each student who is exempt in any month."""
    lines = monthly_lines(population, place, decided)
    nothing = np.zeros_like(lines.months)
    return lines._replace(months=nothing, monthly_vnd=nothing, total_vnd=nothing)


def waiting(population: Population, place: int, decided: list[Decided]) -> Undetermined:
    """One row for each student with months that cannot be decided."""
    pieces = []
    for found in decided:
        count, _first = population.covered(found.run.months)
        open_ = population.matching(found, UNKNOWN)
        facts = population.missing(found.run, open_)
        pieces.append((population.spells.rows[open_], count[open_], facts))
    rows, count, facts = _joined(pieces, columns=3)
    order = np.argsort(rows, kind="stable")
    begins = np.flatnonzero(np.diff(rows[order], prepend=-1))
    if len(begins):
        count = np.add.reduceat(count[order], begins)
        facts = np.bitwise_or.reduceat(facts[order], begins)
    return Undetermined(rows[order][begins], np.full(len(begins), place), count, facts)


def _joined(pieces: Sequence[tuple[Int64s, ...]], columns: int = 4) -> tuple[Int64s, ...]:
    if not pieces:
        return tuple(np.zeros(0, np.int64) for _column in range(columns))
    return tuple(np.concatenate(column) for column in zip(*pieces, strict=True))


def _may_meet(population: Population, decided: list[Decided]) -> bool:
    """True when a student may have the same monthly sum in two pieces."""
    sums = [found.run.fixed_vnd for found in decided]
    return not population.spells.is_plain or None in sums or len(set(sums)) < len(sums)


def _added_up(rows: Int64s, vnd: Int64s, count: Int64s, first: Int64s) -> tuple[Int64s, Int64s, Int64s, Int64s]:
    """Months added up for each student and sum, in order of student and first month."""
    order = np.lexsort((first, vnd, rows))
    rows, vnd, count, first = rows[order], vnd[order], count[order], first[order]
    begins = np.flatnonzero((np.diff(rows, prepend=-1) != 0) | (np.diff(vnd, prepend=-1) != 0))
    if not len(begins):
        return rows, vnd, count, first
    count, rows, vnd, first = np.add.reduceat(count, begins), rows[begins], vnd[begins], first[begins]
    order = np.lexsort((first, rows))
    return rows[order], vnd[order], count[order], first[order]
