"""From what a sheet writes about a course of study to the programme and cohort of the registry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.imports.cells import comparable
from lib.registry import commands, queries
from lib.registry.queries import ProgrammeRow
from lib.registry.tables import LEVEL_LABELS, Level

_YEARS = {Level.COLLEGE: 3, Level.INTERMEDIATE: 2}


class UnknownProgramme(InvalidInput):
    message = N_("Ngành «{name}» chưa có. Hãy thêm ở Thiết lập › Ngành, hoặc sửa tên ngành trong tệp.")


class UnknownLevel(InvalidInput):
    message = N_("Ngành «{name}» có ở nhiều trình độ. Hãy ghi cột Trình độ: {levels}.")


class UnknownCohort(InvalidInput):
    message = N_("Khóa «{code}» chưa có. Hãy ghi ngày tốt nghiệp để máy lập khóa, hoặc sửa tên khóa.")


@dataclass(frozen=True)
class Programmes:
    """The programmes of the school by code, and by name without accents."""

    by_name: Mapping[str, tuple[ProgrammeRow, ...]]

    @classmethod
    def of(cls, session: Session) -> "Programmes":
        found: dict[str, list[ProgrammeRow]] = {}
        for programme in queries.programmes(session):
            for name in {comparable(programme.code), comparable(programme.name)}:
                found.setdefault(name, []).append(programme)
        return cls({name: tuple(rows) for name, rows in found.items()})

    def find(self, name: str, level: str | None) -> ProgrammeRow:
        """The programme with this name or code. Raises `UnknownProgramme`, or `UnknownLevel` where it must be said."""
        found = self.by_name.get(comparable(name), ())
        fitting = [programme for programme in found if level in (None, programme.level)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            levels = ", ".join(_(LEVEL_LABELS[Level(programme.level)]) for programme in fitting)
            raise UnknownLevel(name=name, levels=levels)
        if found:
            there = ", ".join(_(LEVEL_LABELS[Level(programme.level)]) for programme in found)
            raise UnknownProgramme(
                N_("Ngành «{name}» chỉ có ở trình độ {levels}. Hãy sửa cột Trình độ hoặc thêm ở Thiết lập › Ngành."),
                name=name,
                levels=there,
            )
        raise UnknownProgramme(name=name)


def cohort_ids(session: Session) -> dict[str, int]:
    return {cohort.code: cohort.id for cohort in queries.cohorts(session)}


def new_cohorts(values: Iterable[Mapping[str, Any]], known: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """The cohorts that a list of graduates names for the first time: code, first year, year of graduation.

    The year of graduation is that of most of its graduates; studies take three years for the college level and two
    for the intermediate one, which gives the first year.
    """
    years: dict[str, Counter[tuple[int, str]]] = {}
    for row in values:
        if row.get("cohort") and row["cohort"] not in known and row.get("graduated_on"):
            level = row.get("level") or Level.COLLEGE
            years.setdefault(row["cohort"], Counter())[row["graduated_on"].year, level] += 1
    found = []
    for code, counted in sorted(years.items()):
        (year, level), _times = min(counted.items(), key=lambda entry: (-entry[1], entry[0]))
        found.append((code, year - _YEARS[Level(level)], year))
    return found


def ensure_cohorts(session: Session, values: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The ids of all cohorts by code, those that the rows name for the first time made."""
    known = cohort_ids(session)
    return known | commands.ensure_cohorts(session, new_cohorts(values, known))
