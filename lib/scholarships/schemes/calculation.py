"""Who is due what in a period, for a whole population at once.

For every scheme: the truth of its condition over all spells, then for each run of months that law does not tell
apart the number of months. Nothing is calculated month by month, and the result is the same as if it were.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from lib.core.calendar import Month
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.legal.law import Law
from lib.scholarships.schemes.monthly import monthly_lines, waiting, waiver_lines
from lib.scholarships.schemes.once import once
from lib.scholarships.schemes.plan import plan, runs
from lib.scholarships.schemes.population import Int64s, Population
from lib.scholarships.schemes.results import Calculation, Finding, Lines, Undetermined
from lib.scholarships.schemes.spells import spells
from lib.scholarships.schemes.students import DatedFacts, StudentTable


class WrongPeriod(InvalidInput):
    message = N_("Kỳ tính từ {first} đến {last} không hợp lệ: tháng đầu phải không sau tháng cuối.")


def calculate(
    students: StudentTable,
    period: tuple[Month, Month],
    law: Law,
    *,
    dated: DatedFacts | None = None,
    options: Mapping[str, str] | None = None,
    policy: str | None = None,
) -> Calculation:
    """The benefits of N III for every student in the months of the period, both ends included.

    `options` are the readings of `law.settings` that differ from their defaults, `policy` a policy set that applies
    to every month instead of the dated ones. Sums are whole đồng. A student's month is a month with at least one
    day of study. An unknown fact that matters makes a benefit undetermined, never absent.

    Raises WrongPeriod, MissingLaw where the law has no value for a month, UnknownSetting, UnknownPolicy.
    Not modelled: study at two institutions at once, part of a month, credits instead of months (QĐ 53/2015 Đ4.3).
    """
    first, last = period
    if first > last:
        raise WrongPeriod(first=first, last=last)
    active = plan(law, options, policy)
    cut = spells(students, dated or DatedFacts(), first, last)
    population = Population(active, period, students, cut)
    lines: list[Lines] = []
    waits: list[Undetermined] = []
    findings: list[Finding] = []
    for place, scheme in enumerate(active.schemes):
        kind = scheme.law.kind
        begin = cut.start if kind == "once" else first
        decided = [population.decide(run) for run in runs(active, place, begin, last, first)]
        if kind == "once":
            for due, open_ in once(population, place, scheme.once_per, decided):
                lines.append(due)
                waits.append(open_)
            continue
        if kind == "monthly":
            findings += [Finding(place, found.truth, found.vnd, found.run.months) for found in decided]
        lines.append((monthly_lines if kind == "monthly" else waiver_lines)(population, place, decided))
        waits.append(waiting(population, place, decided))
    return Calculation(
        active, period, students, cut, Lines(*_by_student(lines)), Undetermined(*_by_student(waits)), tuple(findings)
    )


def _by_student(tables: Sequence[tuple[Int64s, ...]]) -> list[Int64s]:
    """One table of all schemes, students in the order of the list and each one's schemes in that of the notice."""
    columns = [np.concatenate(column) for column in zip(*tables, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]
