"""The three indicators of Đ10.3: what each asks, how it is counted and what the school must reach.

Screen, report and export all read these definitions; the figures come from `lib.reports.queries`.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from lib.core.i18n import N_


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"


STATUS_LABELS = {
    Status.MET: N_("Đạt chỉ tiêu"),
    Status.NOT_MET: N_("Chưa đạt chỉ tiêu"),
    Status.NO_TARGET: N_("Không có mức ấn định"),
    Status.NO_DATA: N_("Chưa có dữ liệu"),
}


@dataclass(frozen=True)
class Target:
    """A share that must be exceeded, not only reached."""

    strictly_over: Fraction
    label: str

    def is_met(self, share: Fraction) -> bool:
        return share > self.strictly_over

    def least(self, whole: int) -> int:
        """The smallest count out of `whole` that meets the target."""
        return floor(whole * self.strictly_over) + 1


@dataclass(frozen=True)
class Kpi:
    """One indicator. `target` is None where Đ10.3 names no figure."""

    code: str
    label: str
    question: str
    formula: str
    unit: str
    clause: str
    target: Target | None = None

    def status(self, share: Fraction | None) -> Status:
        """Where a share stands against the target; None means that there is nothing to divide by."""
        if self.target is None:
            return Status.NO_TARGET
        if share is None:
            return Status.NO_DATA
        return Status.MET if self.target.is_met(share) else Status.NOT_MET


def share_of(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


UPDATED = Kpi(
    "updated_share",
    N_("Tỷ lệ cựu HSSV khóa mới được cập nhật thông tin"),
    question=N_("Bao nhiêu người của khóa tốt nghiệp mới nhất còn giữ được liên lạc và biết nơi làm việc?"),
    formula=N_(
        "Số người có ít nhất một liên hệ và một nơi làm việc đã xác minh trong 12 tháng qua, "
        "chia cho số người tốt nghiệp trong năm tốt nghiệp mới nhất."
    ),
    unit="%",
    clause="Đ10.3",
    target=Target(Fraction(80, 100), N_("trên 80 %")),
)
AGREEMENTS = Kpi(
    "agreements",
    N_("Biên bản hợp tác (MOU) ký với doanh nghiệp cựu HSSV"),
    question=N_("Trong kỳ đã ký thêm bao nhiêu biên bản, với bao nhiêu doanh nghiệp?"),
    formula=N_("Đếm biên bản có ngày ký trong kỳ, tính cho khoa đứng tên; doanh nghiệp ký nhiều lần chỉ đếm một."),
    unit=N_("biên bản"),
    clause="Đ10.3",
)
RAISED = Kpi(
    "raised",
    N_("Giá trị học bổng, tài trợ vận động được"),
    question=N_("Trong kỳ cựu HSSV đã góp bao nhiêu cho Quỹ hỗ trợ sinh viên?"),
    formula=N_("Tổng các khoản đóng góp ghi trong kỳ (tiền, học bổng, giá trị trang thiết bị), trừ các bút toán đảo."),
    unit="₫",
    clause="Đ10.3",
)
KPIS = (UPDATED, AGREEMENTS, RAISED)
