"""Sums paid once: for a person, a level, a course or a school year, in the first month in which they fall due.

A sum that fell due before the period is not due again in it: somebody who enrolled two years ago has had, or should
have had, the encouragement of N III.4 then.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lib.core.calendar import Month, SchoolYear
from lib.scholarships.schemes.conditions import UNKNOWN, YES
from lib.scholarships.schemes.population import Decided, Int64s, Population
from lib.scholarships.schemes.results import Lines, Undetermined

_LEVELS = 128


def once(
    population: Population, place: int, once_per: str, decided: list[Decided]
) -> Iterator[tuple[Lines, Undetermined]]:
    """The lines and the undecided of each stretch of time in which the sum can be paid once."""
    for window in _windows(once_per, decided):
        groups = _groups(population, once_per)
        lines, paid = _first_due(population, place, window, groups)
        yield lines, _waiting(population, place, window, groups, paid)


def _windows(once_per: str, decided: list[Decided]) -> Iterator[list[Decided]]:
    """The runs as they are, or split into school years."""
    if once_per != "school_year":
        yield decided
        return
    years = {_school_year(month) for found in decided for month in found.run.months}
    for year in sorted(years):
        within = [(found, tuple(m for m in found.run.months if _school_year(m) == year)) for found in decided]
        yield [found._replace(run=replace(found.run, months=kept)) for found, kept in within if kept]


def _school_year(ordinal: int) -> SchoolYear:
    return SchoolYear.of(Month.from_ordinal(ordinal).first_day)


def _groups(population: Population, once_per: str) -> Int64s:
    """For each spell the number of what is paid once: the study record, the person, or the person at a level."""
    rows, people = population.spells.rows, population.students.people
    if people is None or once_per in ("course", "school_year"):
        return rows
    if once_per == "person":
        return people[rows]
    return people[rows] * _LEVELS + population.spells.facts["level"]


def _first_due(population: Population, place: int, window: list[Decided], groups: Int64s) -> tuple[Lines, Int64s]:
    """The lines that fall due within the period, and every group whose sum is due by its end."""
    pieces = []
    for found in window:
        _count, first = population.covered(found.run.months)
        due = population.matching(found, YES)
        pieces.append((groups[due], first[due], population.spells.rows[due], found.vnd[due]))
    group, month, rows, vnd = (np.concatenate(column) for column in zip(*pieces, strict=True))
    order = np.lexsort((rows, month, group))
    chosen = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    now = np.sort(chosen[month[chosen] >= population.period[0].ordinal])
    nothing = np.zeros(len(now), np.int64)
    return Lines(rows[now], np.full(len(now), place), month[now], nothing, nothing, vnd[now]), group[chosen]


def _waiting(
    population: Population,
    place: int,
    window: list[Decided],
    groups: Int64s,
    paid: Int64s,
) -> Undetermined:
    """Undecided in the period and due at no time up to its end."""
    rows, facts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for found in window:
        if found.run.months[-1] < population.period[0].ordinal:
            continue
        open_ = population.matching(found, UNKNOWN)
        open_ = open_[~np.isin(groups[open_], paid)]
        rows.append(population.spells.rows[open_])
        facts.append(population.missing(found.run, open_))
    row, missing = np.concatenate(rows), np.concatenate(facts)
    order = np.argsort(row, kind="stable")
    begins = np.flatnonzero(np.diff(row[order], prepend=-1))
    if len(begins):
        missing = np.bitwise_or.reduceat(missing[order], begins)
    return Undetermined(row[order][begins], np.full(len(begins), place), np.zeros(len(begins), np.int64), missing)
