"""Marks and priority claims of the demo's applicants."""

from dataclasses import dataclass
from decimal import Decimal

from lib.admissions.scores import NOTICE_2023, Score, area_points, average, group_points
from lib.demo import places
from lib.demo.people import Human
from lib.demo.rows import Rows
from lib.registry.tables import Level

SHARE_VERIFIED = 0.88
SHARE_WITHOUT_MARKS = 0.004


@dataclass(frozen=True)
class Marks:
    """`grades`: grades 10 to 12, one average alone, or nothing. `area` is None where unknown."""

    grades: tuple[Decimal, ...]
    ut_groups: tuple[str, ...]
    ut_verified: bool
    area: str | None

    @property
    def score(self) -> Score:
        return Score(
            dxt=average(self.grades),
            group=group_points(self.ut_groups, NOTICE_2023, is_verified=self.ut_verified),
            area=area_points(self.area or "", NOTICE_2023),
        )

    def columns(self) -> dict[str, object]:
        """The columns of an applicant."""
        years = self.grades if len(self.grades) == 3 else (None, None, None)
        return {
            "grade10": years[0],
            "grade11": years[1],
            "grade12": years[2],
            "average": self.grades[0] if len(self.grades) == 1 else None,
            "ut_groups": list(self.ut_groups),
            "ut_verified": self.ut_verified,
            "area": self.area,
        }


def marks(rows: Rows, human: Human, level: Level) -> Marks:
    """Who comes after grade 9 has one average; priority follows from group and commune."""
    tenths = min(96, max(45, round(rows.random.gauss(68, 8))))
    by_year = tuple(Decimal(min(99, max(40, tenths + rows.random.randint(-4, 5)))).scaleb(-1) for _year in range(3))
    grades: tuple[Decimal, ...] = by_year if level is Level.COLLEGE else by_year[:1]
    if rows.chance(SHARE_WITHOUT_MARKS):
        grades = ()
    area = _area(human)
    groups = _groups(rows, human, area)
    return Marks(grades, groups, bool(groups) and rows.chance(SHARE_VERIFIED), area)


def equal_at_the_last_seat(scored: list[tuple[Human, Marks]], *, seats: int, equals: int) -> list[tuple[Human, Marks]]:
    """Best first, where the last who gets a seat and those just behind share all marks and claims."""
    best_first = sorted(scored, key=lambda one: (one[1].score.dxh or 0, one[1].score.dxt or 0), reverse=True)
    last = best_first[seats - 1][1]
    return [
        (human, last if seats - 1 <= place < seats - 1 + equals else one)
        for place, (human, one) in enumerate(best_first)
    ]


def _area(human: Human) -> str | None:
    if human.commune is None:
        return None
    return "KV2" if places.is_ward(human.commune) else "KV1"


def _groups(rows: Rows, human: Human, area: str | None) -> tuple[str, ...]:
    """Minority people are UT1 in KV1 and UT2 elsewhere; a few others have a claim of their own."""
    groups: tuple[str, ...] = ()
    if human.group not in (None, "kinh"):
        groups = ("UT1",) if area == "KV1" else ("UT2",)
    return tuple(sorted({*groups, "UT2"})) if rows.chance(0.04) else groups
