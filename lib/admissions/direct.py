"""Direct admission (N II.5.2): eight categories as data, and a checker over three-valued facts.

Each category has grounds; any one ground suffices, and within a ground every condition must hold. Whoever waives the
right gets the bonus that the school sets, none by default (N II.5.3): that is a legal value, not a rule here.
Not modelled: which field is near enough to the subject of a prize; staff answer it as a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lib.core.i18n import N_


class Level(StrEnum):
    COLLEGE = "college"
    INTERMEDIATE = "intermediate"


ANY_LEVEL = frozenset(Level)


@dataclass(frozen=True)
class Condition:
    """A fact that must be yes, or a number that must reach `at_least`."""

    fact: str
    label: str
    at_least: int | None = None

    def holds(self, facts: Mapping[str, bool | int | None]) -> bool | None:
        """True, False, or None while the fact is unknown."""
        value = facts.get(self.fact)
        if value is None:
            return None
        return bool(value) if self.at_least is None else int(value) >= self.at_least


@dataclass(frozen=True)
class Category:
    code: str
    number: str
    label: str
    leads_to: frozenset[Level]
    grounds: tuple[tuple[Condition, ...], ...]
    rector_decides: bool = False
    clause: str = "N II.5.2"


class Verdict(StrEnum):
    """Answer of the checker; `label` is what the users read."""

    ENTITLED = "entitled"
    RECTOR_DECIDES = "rector_decides"
    UNDETERMINED = "undetermined"
    NO = "no"

    @property
    def label(self) -> str:
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.ENTITLED: N_("Được tuyển thẳng"),
    Verdict.RECTOR_DECIDES: N_("Đủ điều kiện, Hiệu trưởng quyết định"),
    Verdict.UNDETERMINED: N_("Chưa xác định: thiếu minh chứng"),
    Verdict.NO: N_("Không thuộc diện tuyển thẳng"),
}


@dataclass(frozen=True)
class Finding:
    """`failed` and `missing` speak of the ground that comes nearest; both empty when a ground holds whole."""

    verdict: Verdict
    failed: tuple[Condition, ...] = ()
    missing: tuple[Condition, ...] = ()
    level_fits: bool = True


_SAME_TRADE = Condition("same_trade", N_("Đăng ký đúng ngành, nghề đã được đào tạo"))
_CONDUCT = Condition("conduct_good", N_("Hạnh kiểm xếp loại khá trở lên"))

CATEGORIES: tuple[Category, ...] = (
    Category(
        code="hero",
        number="1",
        label=N_("Anh hùng, Chiến sĩ thi đua toàn quốc"),
        leads_to=ANY_LEVEL,
        grounds=((Condition("hero_title", N_("Có danh hiệu Anh hùng hoặc Chiến sĩ thi đua toàn quốc")),),),
    ),
    Category(
        code="returned_from_service",
        number="2",
        label=N_("Đã trúng tuyển, đi nghĩa vụ ngay năm đó, nay đã hoàn thành"),
        leads_to=ANY_LEVEL,
        grounds=(
            (
                Condition("admitted_earlier", N_("Đã trúng tuyển vào trường")),
                Condition("called_up_that_year", N_("Có lệnh điều động ngay trong năm trúng tuyển")),
                Condition("service_completed", N_("Đã hoàn thành nghĩa vụ, được phục viên hoặc xuất ngũ")),
            ),
        ),
    ),
    Category(
        code="prize_provincial",
        number="3a",
        label=N_("Đoạt giải khuyến khích trở lên từ cấp tỉnh"),
        leads_to=frozenset({Level.INTERMEDIATE}),
        grounds=((Condition("provincial_prize", N_("Có giải từ khuyến khích trở lên, cấp tỉnh trở lên")),),),
    ),
    Category(
        code="prize_national",
        number="3b",
        label=N_("Đoạt giải khuyến khích trở lên cấp quốc gia"),
        leads_to=frozenset({Level.COLLEGE}),
        grounds=(
            (
                Condition("national_prize", N_("Có giải từ khuyến khích trở lên, cấp quốc gia")),
                Condition("prize_field_fits", N_("Ngành đăng ký đúng hoặc gần với môn đoạt giải")),
            ),
        ),
    ),
    Category(
        code="severe_disability",
        number="4",
        label=N_("Người khuyết tật đặc biệt nặng"),
        leads_to=ANY_LEVEL,
        grounds=((Condition("especially_severe_disability", N_("Có giấy xác nhận khuyết tật đặc biệt nặng")),),),
        rector_decides=True,
    ),
    Category(
        code="poor_district",
        number="5",
        label=N_("Huyện nghèo hoặc dân tộc thiểu số rất ít người"),
        leads_to=ANY_LEVEL,
        grounds=(
            (
                Condition("poor_district_months", N_("Thường trú tại huyện nghèo từ 36 tháng"), at_least=36),
                Condition("poor_district_school_years", N_("Học 3 năm THPT tại huyện nghèo"), at_least=3),
                Condition("poor_district_graduate", N_("Tốt nghiệp THPT tại huyện nghèo")),
            ),
            (Condition("very_small_ethnic_group", N_("Thuộc dân tộc thiểu số rất ít người")),),
        ),
        rector_decides=True,
    ),
    Category(
        code="intermediate_diploma",
        number="6",
        label=N_("Có bằng trung cấp loại giỏi, hoặc loại khá và đã làm việc 24 tháng"),
        leads_to=frozenset({Level.COLLEGE}),
        grounds=(
            (Condition("diploma_excellent", N_("Bằng trung cấp loại giỏi trở lên")), _SAME_TRADE),
            (
                Condition("diploma_good", N_("Bằng trung cấp loại khá")),
                Condition("work_months", N_("Làm việc đúng nghề từ 24 tháng"), at_least=24),
                _SAME_TRADE,
            ),
        ),
    ),
    Category(
        code="policy_child",
        number="7",
        label=N_("Con liệt sĩ, con thương bệnh binh từ 81%, mồ côi cả cha lẫn mẹ"),
        leads_to=frozenset({Level.INTERMEDIATE}),
        grounds=(
            (Condition("martyr_child", N_("Con liệt sĩ")), _CONDUCT),
            (Condition("invalid_parent_81", N_("Con thương binh, bệnh binh suy giảm từ 81%")), _CONDUCT),
            (Condition("orphan_of_both", N_("Mồ côi cả cha lẫn mẹ")), _CONDUCT),
        ),
    ),
)

_BY_NAME = {name: category for category in CATEGORIES for name in (category.code, category.number)}


def category_of(text: str) -> Category | None:
    """The category with this code ("hero") or number ("1", "3a"); None when there is none."""
    return _BY_NAME.get(text.strip().lower())


def check(category: Category, facts: Mapping[str, bool | int | None], level: Level) -> Finding:
    """Whether the facts give the right to direct admission at this level; an unknown fact is never a silent no."""
    level_fits = level in category.leads_to
    judged = [[(condition, condition.holds(facts)) for condition in ground] for ground in category.grounds]
    nearest = min(judged, key=lambda ground: [sum(held is answer for _, held in ground) for answer in (False, None)])
    failed = tuple(condition for condition, held in nearest if held is False)
    missing = tuple(condition for condition, held in nearest if held is None)
    if failed or not level_fits:
        verdict = Verdict.NO
    elif missing:
        verdict = Verdict.UNDETERMINED
    else:
        verdict = Verdict.RECTOR_DECIDES if category.rector_decides else Verdict.ENTITLED
    return Finding(verdict, failed, missing, level_fits)
