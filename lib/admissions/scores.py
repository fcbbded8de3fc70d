"""Admission scores, exact: every score is a whole number of hundredths (7,40 is 740).

ĐXH = ĐXT + UTĐT + UTKV (N II.3). The points are law, so they come in as a `PointTable`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType

from lib.core.errors import InvalidInput
from lib.core.i18n import N_

TOP_GRADE = Decimal(10)
SCHOOL_YEARS = 3


@dataclass(frozen=True)
class PointTable:
    """Priority points in hundredths by group (UT1…) and by area (KV1…), with the text that sets them."""

    code: str
    groups: Mapping[str, int]
    areas: Mapping[str, int]
    source: str


NOTICE_2023 = PointTable(
    code="notice-2023",
    groups=MappingProxyType({"UT1": 200, "UT2": 100}),
    areas=MappingProxyType({"KV1": 75, "KV2": 50, "KV2-NT": 50, "KV3": 25}),
    source="N II.5.1, II.5.4",
)
"""The notice's own points; it prints no KV2-NT, which is read as KV2."""

CIRCULAR_05_2021 = PointTable(
    code="tt-05-2021",
    groups=MappingProxyType({"UT1": 200, "UT2": 100}),
    areas=MappingProxyType({"KV1": 75, "KV2-NT": 50, "KV2": 25, "KV3": 0}),
    source="TT 05/2021/TT-BLĐTBXH, Phụ lục 01",
)


@dataclass(frozen=True)
class Points:
    """Priority points that count, and those that would count once the evidence is verified (hundredths)."""

    counted: int = 0
    potential: int = 0


NO_POINTS = Points()


@dataclass(frozen=True)
class Score:
    """One applicant's scores in hundredths; `dxt` is None while no grades are known."""

    dxt: int | None
    group: Points = NO_POINTS
    area: Points = NO_POINTS

    @property
    def dxh(self) -> int | None:
        """The ranking score, with the verified points only."""
        return None if self.dxt is None else self.dxt + self.group.counted + self.area.counted

    @property
    def potential_dxh(self) -> int | None:
        """The ranking score if every claimed point were verified."""
        return None if self.dxt is None else self.dxt + self.group.potential + self.area.potential


def hundredths(value: Decimal | Fraction) -> int:
    """Round half-up to two decimals and return hundredths; exact for any number of decimals (value >= 0)."""
    return floor(Fraction(value) * 100 + Fraction(1, 2))


def decimal_score(value: int) -> Decimal:
    """Hundredths as an exact decimal with two places."""
    return Decimal(value).scaleb(-2)


def average(grades: Sequence[Decimal]) -> int | None:
    """ĐXT: the mean of grades 10, 11 and 12, or the one average that is known; None without grades (N II.2).

    Raises InvalidInput for another number of grades or a grade outside 0–10.
    """
    if not grades:
        return None
    if len(grades) not in (1, SCHOOL_YEARS):
        raise InvalidInput(
            N_("Có {n} điểm. Hãy nhập đủ 3 điểm trung bình lớp 10, 11, 12 hoặc một điểm trung bình chung."),
            n=len(grades),
        )
    for grade in grades:
        if not (grade.is_finite() and 0 <= grade <= TOP_GRADE):
            raise InvalidInput(N_("Điểm «{grade}» nằm ngoài thang điểm 0–10. Hãy sửa lại điểm."), grade=grade)
    return hundredths(sum(map(Fraction, grades), Fraction()) / len(grades))


def group_codes(text: str) -> tuple[str, ...]:
    """The priority groups in a cell such as "UT1" or "UT1+UT2"; empty for an empty cell."""
    return tuple(part.strip().upper() for part in text.split("+") if part.strip())


def area_code(text: str) -> str:
    """The area in a cell such as "KV1" or "kv2 nt"; empty for an empty cell."""
    code = "".join(text.upper().split())
    return "KV2-NT" if code == "KV2NT" else code


def group_points(groups: Iterable[str], table: PointTable, *, is_verified: bool) -> Points:
    """Points of the highest group only; they count once the evidence is verified (N II.5.1)."""
    highest = max((_points_of(group, table.groups) for group in groups), default=0)
    return Points(counted=highest if is_verified else 0, potential=highest)


def area_points(area: str, table: PointTable, *, is_verified: bool = True) -> Points:
    """Points of the area, none for an empty one (N II.5.4)."""
    points = _points_of(area, table.areas) if area else 0
    return Points(counted=points if is_verified else 0, potential=points)


def _points_of(code: str, known: Mapping[str, int]) -> int:
    if code not in known:
        raise InvalidInput(
            N_("Không có diện ưu tiên «{code}». Hãy dùng một trong: {known}."), code=code, known=", ".join(known)
        )
    return known[code]
