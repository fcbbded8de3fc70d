"""The spells of a population with what several schemes ask of them: truths, months covered, facts missing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.core.calendar import Month
from lib.scholarships.schemes.conditions import ALWAYS, UNKNOWN, YES, Evaluation, Int8s
from lib.scholarships.schemes.plan import Plan, Run
from lib.scholarships.schemes.spells import Spells
from lib.scholarships.schemes.students import StudentTable

Int64s = NDArray[np.int64]
Places = NDArray[np.intp]


class Decided(NamedTuple):
    """A run of months with the truth and the sum a month (whole đồng) of every spell."""

    run: Run
    truth: Int8s
    vnd: Int64s


class Population:
    """One calculation's spells; whatever is asked twice is computed once."""

    def __init__(self, plan: Plan, period: tuple[Month, Month], students: StudentTable, spells: Spells) -> None:
        self.plan = plan
        self.period = period
        self.students = students
        self.spells = spells
        self._truth = Evaluation(spells.facts, len(spells))
        self._covered: dict[tuple[int, ...], tuple[Int64s, Int64s]] = {}

    def decide(self, run: Run) -> Decided:
        """Who is entitled and to how much; entitled with a part of the sum unknown is unknown."""
        truth = self._truth.truths(run.condition)
        vnd = np.zeros(1, np.int64)
        for term in run.terms:
            if term.when == ALWAYS:
                vnd = vnd + term.vnd
                continue
            due = self._truth.truths(term.when)
            vnd = vnd + np.where(due == YES, term.vnd, 0)
            truth = np.where((truth == YES) & (due == UNKNOWN), np.int8(UNKNOWN), truth)
        return Decided(run, truth, np.broadcast_to(vnd, len(self.spells)))

    def covered(self, months: tuple[int, ...]) -> tuple[Int64s, Int64s]:
        """For each spell how many of the months (ordinals) it covers, and the first of them where there is any."""
        if months not in self._covered:
            start, size = self.spells.start.ordinal, self.spells.length
            member = np.zeros(size + 1, np.int64)
            member[np.array(months) - start] = 1
            before = np.concatenate([[0], np.cumsum(member)])
            places = np.where(member > 0, np.arange(size + 1), size)
            following = np.minimum.accumulate(places[::-1])[::-1] + start
            begins, ends = self.spells.first, self.spells.last
            count = np.maximum(before[ends + 1] - before[begins], 0)
            self._covered[months] = count, following[begins]
        return self._covered[months]

    def matching(self, found: Decided, truth: int) -> Places:
        """The spells with this truth that cover at least one month of the run."""
        count, _first = self.covered(found.run.months)
        return np.flatnonzero((found.truth == truth) & (count > 0))

    def missing(self, run: Run, places: Places) -> Int64s:
        """The unknown facts that matter to these spells: in the condition, its rivals and the parts of the sum."""
        if not len(places):
            return np.zeros(0, np.int64)
        bits = {fact: bit for bit, fact in enumerate(self.plan.law.facts)}
        some = Evaluation({fact: column[places] for fact, column in self.spells.facts.items()}, len(places))
        facts = some.missing(run.condition, bits)
        for term in run.terms:
            facts = facts | some.missing(term.when, bits)
        return facts
