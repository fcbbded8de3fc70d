"""From what the office keeps (grades, claims, papers checked) to what the ranking takes, by the rules of the round.

Pure: the database and the saved runs both come through here, so a saved run can be worked out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from lib.admissions import ranking
from lib.admissions.direct import Level, category_of
from lib.admissions.eligibility import Demands, Evidence
from lib.admissions.scores import (
    CIRCULAR_05_2021,
    NO_POINTS,
    NOTICE_2023,
    PointTable,
    Score,
    area_points,
    average,
    group_points,
    hundredths,
)
from lib.admissions.values import Applicant, Criterion, Programme, Ranking, Ties
from lib.core.i18n import N_

POINT_TABLES: Mapping[str, PointTable] = MappingProxyType(
    {table.code: table for table in (NOTICE_2023, CIRCULAR_05_2021)}
)


@dataclass(frozen=True)
class RankingRules:
    """How a round treats equals, what separates them, and which points it gives."""

    ties: Ties = Ties.COUNCIL
    criteria: tuple[Criterion, ...] = (Criterion.DXT,)
    points: PointTable = NOTICE_2023

    def encode(self) -> dict[str, Any]:
        return {"ties": self.ties.value, "criteria": [one.value for one in self.criteria], "points": self.points.code}

    @classmethod
    def decode(cls, kept: Mapping[str, Any]) -> "RankingRules":
        """What `encode` wrote; the defaults stand for what was never chosen."""
        plain = cls()
        return cls(
            ties=Ties(kept.get("ties", plain.ties)),
            criteria=tuple(map(Criterion, kept.get("criteria", plain.criteria))),
            points=POINT_TABLES[kept.get("points", plain.points.code)],
        )


@dataclass(frozen=True)
class OfferedProgramme:
    """What a round offers in one programme; `min_dxt` as a score from 0 to 10."""

    programme_id: int
    code: str
    name: str
    level: str
    quota: int
    foreign_seats: int = 0
    taken: int = 0
    min_dxt: Decimal | None = None
    language_required: bool = False

    @property
    def demands(self) -> Demands:
        return Demands(None if self.min_dxt is None else hundredths(self.min_dxt), self.language_required)

    @property
    def ranked(self) -> Programme:
        return Programme(self.code, self.quota, self.foreign_seats, self.taken, self.demands)


class DirectClaim(StrEnum):
    """How far a claim to direct admission has come (N II.5.2)."""

    NONE = "none"
    WRONG_LEVEL = "wrong_level"
    UNVERIFIED = "unverified"
    RECTOR = "rector"
    ENTITLED = "entitled"

    @property
    def label(self) -> str:
        return _CLAIM_LABELS[self]


_CLAIM_LABELS = {
    DirectClaim.NONE: N_("Không đăng ký tuyển thẳng"),
    DirectClaim.WRONG_LEVEL: N_("Diện này không tuyển thẳng vào trình độ của nguyện vọng 1; xét như thí sinh khác"),
    DirectClaim.UNVERIFIED: N_("Chưa kiểm tra minh chứng; chưa được tính là tuyển thẳng"),
    DirectClaim.RECTOR: N_("Đã có minh chứng, chờ Hiệu trưởng quyết định; chưa được tính là tuyển thẳng"),
    DirectClaim.ENTITLED: N_("Được tuyển thẳng vào nguyện vọng 1"),
}


@dataclass(frozen=True)
class Dossier:
    """One applicant's file. `choices` are programme codes in order; grades are exact, None where not known."""

    code: str
    full_name: str
    choices: tuple[str, ...]
    grade10: Decimal | None = None
    grade11: Decimal | None = None
    grade12: Decimal | None = None
    average: Decimal | None = None
    ut_groups: tuple[str, ...] = ()
    ut_verified: bool = False
    area: str = ""
    language_ok: bool | None = None
    is_foreign: bool = False
    direct_category: str = ""
    direct_verified: bool = False
    direct_decision: str = ""

    @property
    def grades(self) -> tuple[Decimal, ...]:
        """All three years where they are known, else the average that was given, else nothing."""
        years = [grade for grade in (self.grade10, self.grade11, self.grade12) if grade is not None]
        if len(years) == 3:
            return tuple(years)
        return () if self.average is None else (self.average,)

    @property
    def evidence(self) -> Evidence:
        return Evidence(language_ok=self.language_ok, is_foreign=self.is_foreign)


def score(dossier: Dossier, points: PointTable) -> Score:
    """ĐXT and the priority points of one file; points of an area need no paper of their own."""
    return Score(
        dxt=average(dossier.grades),
        group=group_points(dossier.ut_groups, points, is_verified=dossier.ut_verified),
        area=area_points(dossier.area, points) if dossier.area else NO_POINTS,
    )


def direct_claim(dossier: Dossier, level: str) -> DirectClaim:
    """Whether the file takes a seat without ranking in its first choice, which is of this level."""
    if not dossier.direct_category:
        return DirectClaim.NONE
    category = category_of(dossier.direct_category)
    if category and Level(level) not in category.leads_to:
        return DirectClaim.WRONG_LEVEL
    if not dossier.direct_verified:
        return DirectClaim.UNVERIFIED
    if category and category.rector_decides and not dossier.direct_decision:
        return DirectClaim.RECTOR
    return DirectClaim.ENTITLED


@dataclass(frozen=True)
class RoundCase:
    """Everything that decides a round. `council`: programme code → codes of those whom the council chose."""

    programmes: tuple[OfferedProgramme, ...]
    dossiers: tuple[Dossier, ...]
    rules: RankingRules = RankingRules()
    council: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def levels(self) -> dict[str, str]:
        return {programme.code: programme.level for programme in self.programmes}

    def claims(self) -> dict[str, DirectClaim]:
        """The claim of every file that makes one, by its code; a file without an offered first choice makes none."""
        levels = self.levels
        return {
            one.code: direct_claim(one, levels[one.choices[0]])
            for one in self.dossiers
            if one.direct_category and one.choices and one.choices[0] in levels
        }

    def rank(self) -> Ranking:
        """The ranking by the rules of this round; raises InvalidInput for files that cannot be ranked."""
        claims = self.claims()
        return ranking.rank(
            [
                Applicant(
                    id=one.code,
                    choices=one.choices,
                    score=score(one, self.rules.points),
                    evidence=one.evidence,
                    direct=one.direct_category if claims.get(one.code) is DirectClaim.ENTITLED else "",
                    grade12=None if one.grade12 is None else hundredths(one.grade12),
                )
                for one in self.dossiers
            ],
            [programme.ranked for programme in self.programmes],
            ties=self.rules.ties,
            criteria=self.rules.criteria,
            council_choices=self.council,
        )
