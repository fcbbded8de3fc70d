"""What Decision 1262 (Đ5–Đ10) asks of whom, how often, and what in the data shows that it was done.

A duty without `measure` has no feature in the app yet: the board says so instead of guessing. Not duties, so not
here: definitions and principles (Đ1–Đ4), the two sources of money (Đ10.2 only names them).
"""

from dataclasses import dataclass
from enum import StrEnum

from lib.core.i18n import N_


class Frequency(StrEnum):
    SEMESTER = "semester"
    HALF_YEAR = "half_year"
    OCTOBER = "october"
    YEAR = "year"
    ONGOING = "ongoing"


FREQUENCY_LABELS = {
    Frequency.SEMESTER: N_("Mỗi học kỳ"),
    Frequency.HALF_YEAR: N_("6 tháng một lần"),
    Frequency.OCTOBER: N_("Tháng 10 hằng năm"),
    Frequency.YEAR: N_("Mỗi năm"),
    Frequency.ONGOING: N_("Thường xuyên"),
}


class Measure(StrEnum):
    """What is counted in the data."""

    TALKS = "talks"
    MENTORS = "mentors"
    AGREEMENTS = "agreements"
    SCHOLARSHIPS = "scholarships"
    UPDATED = "updated"


MEASURE_UNITS = {
    Measure.TALKS: N_("{done}/{needed} buổi"),
    Measure.MENTORS: N_("{done}/{needed} cố vấn"),
    Measure.AGREEMENTS: N_("{done}/{needed} biên bản còn hiệu lực"),
    Measure.SCHOLARSHIPS: N_("{done}/{needed} khoản đóng góp"),
    Measure.UPDATED: N_("{done}/{needed} người đã cập nhật"),
}
PER_FACULTY = frozenset({Measure.TALKS, Measure.MENTORS, Measure.AGREEMENTS})


@dataclass(frozen=True)
class Link:
    """A page and the tab of it (its label) where the duty is fulfilled."""

    page: str
    tab: str | None = None


@dataclass(frozen=True)
class Duty:
    """`role` owes it; for `faculty` each faculty does. `measure` None: cannot be measured in the app yet."""

    code: str
    role: str
    title: str
    clause: str
    frequency: Frequency
    measure: Measure | None = None
    link: Link | None = None


_F, _ALUMNI = Frequency, "alumni"

DUTIES = (
    Duty("capture", "student_affairs", N_("Thu email, số điện thoại, đơn vị công tác khi trao bằng"), "Đ5.1", _F.YEAR),
    Duty("survey", "student_affairs", N_("Khảo sát tình trạng việc làm của cựu HSSV"), "Đ5.1", _F.YEAR),
    Duty(
        "updated_share",
        "student_affairs",
        N_("Cập nhật thông tin trên 80 % cựu HSSV khóa mới"),
        "Đ5.1, Đ10.3",
        _F.YEAR,
        Measure.UPDATED,
        Link("reports"),
    ),
    Duty("school_committee", "student_affairs", N_("Ban liên lạc cựu HSSV cấp Trường"), "Đ5.2", _F.ONGOING),
    Duty("faculty_committees", "student_affairs", N_("Hỗ trợ các khoa lập Ban liên lạc cấp Khoa"), "Đ5.2", _F.ONGOING),
    Duty("fund_rules", "student_affairs", N_("Quy chế quản lý Quỹ hỗ trợ sinh viên, minh bạch"), "Đ5.2", _F.ONGOING),
    Duty("homecoming", "student_affairs", N_("Tổ chức «Ngày hội trở về» (Homecoming Day)"), "Đ5.3", _F.OCTOBER),
    Duty("alumni_card", "student_affairs", N_("Phát hành và quản lý Thẻ cựu sinh viên"), "Đ5.3", _F.ONGOING),
    Duty("honours", "student_affairs", N_("Xét chọn, vinh danh «Cựu HSSV tiêu biểu»"), "Đ5.4", _F.YEAR),
    Duty("sharing", "student_affairs", N_("Chia sẻ dữ liệu ngành cho các khoa, nhận phản hồi"), "Đ10.1", _F.ONGOING),
    Duty("school_report", "student_affairs", N_("Tổng hợp báo cáo 6 tháng của các đơn vị"), "Đ10.4", _F.HALF_YEAR),
    Duty("channels", "media", N_("Quản trị chuyên mục «Cựu sinh viên» và fanpage"), "Đ6", _F.ONGOING),
    Duty("story", "media", N_("Video hoặc bài viết «Gương sáng cựu HSSV»"), "Đ6", _F.OCTOBER),
    Duty("ambassadors", "admissions", N_("Mời cựu HSSV làm đại sứ, tư vấn tại trường THPT cũ"), "Đ7.1", _F.ONGOING),
    Duty("promotion", "admissions", N_("Đăng tin, giới thiệu doanh nghiệp của cựu HSSV"), "Đ7.2", _F.ONGOING),
    Duty(
        "guest_talks",
        "faculty",
        N_("Mời ít nhất 1 cựu HSSV thành đạt báo cáo chuyên đề"),
        "Đ8.1",
        _F.SEMESTER,
        Measure.TALKS,
        Link(_ALUMNI, N_("Nói chuyện chuyên đề")),
    ),
    Duty("curriculum", "faculty", N_("Lấy ý kiến cựu HSSV để điều chỉnh chương trình đào tạo"), "Đ8.1", _F.ONGOING),
    Duty(
        "mentors",
        "faculty",
        N_("Mạng lưới «Cố vấn đồng hành» cho HSSV năm cuối"),
        "Đ8.2",
        _F.ONGOING,
        Measure.MENTORS,
        Link(_ALUMNI, N_("Cố vấn đồng hành")),
    ),
    Duty(
        "agreements",
        "faculty",
        N_("Ký kết hợp tác với doanh nghiệp do cựu HSSV quản lý"),
        "Đ8.3",
        _F.ONGOING,
        Measure.AGREEMENTS,
        Link(_ALUMNI, N_("Doanh nghiệp và hợp tác")),
    ),
    Duty("connect_movement", "union", N_("Phong trào «Sinh viên năm cuối kết nối cựu sinh viên»"), "Đ9.1", _F.YEAR),
    Duty("soft_skills", "union", N_("Tọa đàm kỹ năng mềm"), "Đ9.1", _F.ONGOING),
    Duty(
        "scholarships",
        "union",
        N_("Vận động, điều tiết học bổng từ cựu HSSV (Hội Khuyến học)"),
        "Đ9.2",
        _F.ONGOING,
        Measure.SCHOLARSHIPS,
        Link(_ALUMNI, N_("Quỹ hỗ trợ sinh viên")),
    ),
    *(
        Duty(f"report_{role}", role, N_("Báo cáo kết quả kết nối cựu HSSV 6 tháng"), "Đ10.4", _F.HALF_YEAR)
        for role in ("faculty", "media", "admissions", "union")
    ),
)
