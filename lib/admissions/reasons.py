"""Why an applicant stands where they stand: a code and facts for programs, a whole sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from lib.core import formats
from lib.core.i18n import N_, _


class Term(str):
    """A catalogue text among the facts: translated when the sentence is shown."""

    __slots__ = ()


Fact: TypeAlias = Decimal | int | str


class ReasonCode(StrEnum):
    NO_SCORE = "no_score"
    DXT_TOO_LOW = "dxt_too_low"
    LANGUAGE_TOO_LOW = "language_too_low"
    LANGUAGE_UNPROVEN = "language_unproven"
    VIETNAMESE_TOO_LOW = "vietnamese_too_low"
    VIETNAMESE_UNPROVEN = "vietnamese_unproven"
    NOT_GRADUATED = "not_graduated"
    GRADUATION_UNPROVEN = "graduation_unproven"
    OUTSIDE_AREA = "outside_area"
    ORIGIN_UNPROVEN = "origin_unproven"
    NO_SEATS = "no_seats"
    BELOW_CUTOFF = "below_cutoff"
    BEHIND_ON_CRITERION = "behind_on_criterion"
    NOT_CHOSEN = "not_chosen"
    TIE_AT_LAST_SEAT = "tie_at_last_seat"
    WAITS_FOR_TIE = "waits_for_tie"
    DIRECT = "direct"
    DIRECT_WITH_FLAGS = "direct_with_flags"
    GROUP_UNVERIFIED = "group_unverified"
    AREA_UNVERIFIED = "area_unverified"


@dataclass(frozen=True)
class Wording:
    template: str
    clause: str


_CRITERIA = "N II.2"
_ORIGIN = "N II.1"
_RANKING = "N II.3"

WORDINGS: Mapping[ReasonCode, Wording] = MappingProxyType(
    {
        ReasonCode.NO_SCORE: Wording(
            N_("Ngành {programme}: chưa có điểm xét tuyển; cần bổ sung học bạ ({clause})."), _CRITERIA
        ),
        ReasonCode.DXT_TOO_LOW: Wording(
            N_("Ngành {programme}: ĐXT {value} thấp hơn mức tối thiểu {threshold}, chưa tính điểm ưu tiên ({clause})."),
            _CRITERIA,
        ),
        ReasonCode.LANGUAGE_TOO_LOW: Wording(
            N_("Ngành {programme}: chưa đạt trình độ ngoại ngữ bậc 1/6 mà ngành yêu cầu ({clause})."), _CRITERIA
        ),
        ReasonCode.LANGUAGE_UNPROVEN: Wording(
            N_("Ngành {programme}: thiếu minh chứng trình độ ngoại ngữ bậc 1/6 ({clause})."), _CRITERIA
        ),
        ReasonCode.VIETNAMESE_TOO_LOW: Wording(
            N_("Ngành {programme}: người học nước ngoài chưa đạt tiếng Việt B2 (bậc 4/6) ({clause})."), _CRITERIA
        ),
        ReasonCode.VIETNAMESE_UNPROVEN: Wording(
            N_("Ngành {programme}: thiếu minh chứng tiếng Việt B2 (bậc 4/6) của người học nước ngoài ({clause})."),
            _CRITERIA,
        ),
        ReasonCode.NOT_GRADUATED: Wording(
            N_("Ngành {programme}: chưa tốt nghiệp trình độ mà ngành yêu cầu ({clause})."), _ORIGIN
        ),
        ReasonCode.GRADUATION_UNPROVEN: Wording(
            N_("Ngành {programme}: thiếu minh chứng tốt nghiệp ({clause})."), _ORIGIN
        ),
        ReasonCode.OUTSIDE_AREA: Wording(
            N_("Ngành {programme}: ngoài khu vực tuyển sinh (cả nước và các tỉnh Bắc Lào) ({clause})."), _ORIGIN
        ),
        ReasonCode.ORIGIN_UNPROVEN: Wording(
            N_("Ngành {programme}: thiếu minh chứng về nơi cư trú thuộc khu vực tuyển sinh ({clause})."), _ORIGIN
        ),
        ReasonCode.NO_SEATS: Wording(
            N_("Ngành {programme}: không còn chỉ tiêu để xếp hạng sau khi trừ các chỉ tiêu đã dành ({clause})."),
            _RANKING,
        ),
        ReasonCode.BELOW_CUTOFF: Wording(
            N_("Ngành {programme}: ĐXH {value} thấp hơn điểm của người cuối cùng {threshold}, thiếu {gap} ({clause})."),
            _RANKING,
        ),
        ReasonCode.BEHIND_ON_CRITERION: Wording(
            N_(
                "Ngành {programme}: bằng ĐXH {dxh} của người cuối cùng nhưng xếp sau theo {criterion}: "
                "{value}, cần {threshold} ({clause})."
            ),
            _RANKING,
        ),
        ReasonCode.NOT_CHOSEN: Wording(
            N_("Ngành {programme}: bằng điểm ở chỉ tiêu cuối, Hội đồng tuyển sinh đã chọn thí sinh khác ({clause})."),
            _RANKING,
        ),
        ReasonCode.TIE_AT_LAST_SEAT: Wording(
            N_(
                "Ngành {programme}: {members} thí sinh cùng ĐXH {dxh} tranh {seats} chỉ tiêu cuối; "
                "chờ Hội đồng tuyển sinh quyết định ({clause})."
            ),
            _RANKING,
        ),
        ReasonCode.WAITS_FOR_TIE: Wording(
            N_("Ngành {programme}: còn chờ Hội đồng quyết định nhóm bằng điểm của ngành {others} ({clause})."),
            _RANKING,
        ),
        ReasonCode.DIRECT: Wording(N_("Tuyển thẳng vào ngành {programme}: {category} ({clause})."), "N II.5.2"),
        ReasonCode.DIRECT_WITH_FLAGS: Wording(
            N_("Thí sinh tuyển thẳng chưa đủ điều kiện riêng của ngành {programme}; Hội đồng cần xem xét ({clause})."),
            "N II.5.2",
        ),
        ReasonCode.GROUP_UNVERIFIED: Wording(
            N_("Chưa cộng {value} điểm ưu tiên đối tượng vì minh chứng chưa được xác minh ({clause})."), "N II.5.1"
        ),
        ReasonCode.AREA_UNVERIFIED: Wording(
            N_("Chưa cộng {value} điểm ưu tiên khu vực vì minh chứng chưa được xác minh ({clause})."), "N II.5.4"
        ),
    }
)


@dataclass(frozen=True)
class Reason:
    """One reason: scores among the facts are decimals, the sentence is made in the reader's language when shown."""

    code: ReasonCode
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def clause(self) -> str:
        return WORDINGS[self.code].clause

    def __str__(self) -> str:
        facts = {name: _shown(fact) for name, fact in self.facts.items()}
        return _(WORDINGS[self.code].template).format(clause=self.clause, **facts)


def reason(code: ReasonCode, **facts: Fact) -> Reason:
    return Reason(code, MappingProxyType(facts))


def _shown(fact: Fact) -> str:
    if isinstance(fact, Decimal):
        return formats.number(fact, 2)
    return _(fact) if isinstance(fact, Term) else str(fact)
