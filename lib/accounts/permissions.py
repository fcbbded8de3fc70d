"""Who may do what: roles and permissions of requirements §1 as data.

A permission is one kind of action. A role is a set of permissions and a reach: the whole school, or only the
records of the user's own unit. The matrix page, the guards and the tests all read this one table.
"""

from dataclasses import dataclass
from enum import StrEnum

from lib.core.i18n import N_


class Permission(StrEnum):
    ALUMNI_VIEW = "alumni.view"
    ALUMNI_IMPORT = "alumni.import"
    ALUMNI_EXPORT = "alumni.export"
    TALKS_RECORD = "talks.record"
    MENTORS_RECORD = "mentors.record"
    AGREEMENTS_RECORD = "agreements.record"
    FUND_VIEW = "fund.view"
    FUND_RECORD = "fund.record"
    ADMISSIONS_VIEW = "admissions.view"
    ADMISSIONS_IMPORT = "admissions.import"
    ADMISSIONS_RANK = "admissions.rank"
    BENEFITS_VIEW = "benefits.view"
    BENEFITS_IMPORT = "benefits.import"
    BENEFITS_CALCULATE = "benefits.calculate"
    REPORTS_VIEW = "reports.view"
    ACCOUNTS_MANAGE = "accounts.manage"
    SETTINGS_MANAGE = "settings.manage"
    AUDIT_VIEW = "audit.view"


class Reach(StrEnum):
    SCHOOL = "school"
    OWN_UNIT = "own_unit"


PERMISSION_LABELS = {
    Permission.ALUMNI_VIEW: N_("Xem danh bạ cựu HSSV"),
    Permission.ALUMNI_IMPORT: N_("Nhập danh sách cựu HSSV"),
    Permission.ALUMNI_EXPORT: N_("Xuất danh bạ ra Excel"),
    Permission.TALKS_RECORD: N_("Ghi buổi nói chuyện chuyên đề"),
    Permission.MENTORS_RECORD: N_("Ghi cố vấn đồng hành"),
    Permission.AGREEMENTS_RECORD: N_("Ghi biên bản hợp tác"),
    Permission.FUND_VIEW: N_("Xem Quỹ hỗ trợ sinh viên"),
    Permission.FUND_RECORD: N_("Ghi thu, chi của Quỹ"),
    Permission.ADMISSIONS_VIEW: N_("Xem hồ sơ tuyển sinh"),
    Permission.ADMISSIONS_IMPORT: N_("Nhập hồ sơ và đợt tuyển sinh"),
    Permission.ADMISSIONS_RANK: N_("Xếp hạng và lưu kết quả xét tuyển"),
    Permission.BENEFITS_VIEW: N_("Xem chế độ của HSSV"),
    Permission.BENEFITS_IMPORT: N_("Nhập danh sách HSSV hưởng chế độ"),
    Permission.BENEFITS_CALCULATE: N_("Tính và lưu danh sách chế độ"),
    Permission.REPORTS_VIEW: N_("Xem báo cáo và chỉ tiêu"),
    Permission.ACCOUNTS_MANAGE: N_("Quản lý người dùng"),
    Permission.SETTINGS_MANAGE: N_("Sửa thiết lập, đơn vị, ngành"),
    Permission.AUDIT_VIEW: N_("Xem nhật ký thao tác"),
}


@dataclass(frozen=True)
class Role:
    """A kind of user: what they may do, and how far it reaches."""

    code: str
    label: str
    reach: Reach
    permissions: frozenset[Permission]


_P = Permission


def _role(code: str, label: str, *permissions: Permission, reach: Reach = Reach.SCHOOL) -> Role:
    return Role(code, label, reach, frozenset(permissions))


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "admin",
            N_("Quản trị hệ thống"),
            _P.ALUMNI_VIEW,
            _P.REPORTS_VIEW,
            _P.ACCOUNTS_MANAGE,
            _P.SETTINGS_MANAGE,
            _P.AUDIT_VIEW,
        ),
        _role(
            "student_affairs",
            N_("Phòng TC-HSSV"),
            _P.ALUMNI_VIEW,
            _P.ALUMNI_IMPORT,
            _P.ALUMNI_EXPORT,
            _P.TALKS_RECORD,
            _P.MENTORS_RECORD,
            _P.AGREEMENTS_RECORD,
            _P.FUND_VIEW,
            _P.FUND_RECORD,
            _P.BENEFITS_VIEW,
            _P.BENEFITS_IMPORT,
            _P.BENEFITS_CALCULATE,
            _P.REPORTS_VIEW,
        ),
        _role(
            "admissions",
            N_("Trung tâm Tuyển sinh – Hướng nghiệp"),
            _P.ALUMNI_VIEW,
            _P.ADMISSIONS_VIEW,
            _P.ADMISSIONS_IMPORT,
            _P.ADMISSIONS_RANK,
            _P.REPORTS_VIEW,
        ),
        _role(
            "faculty",
            N_("Khoa"),
            _P.ALUMNI_VIEW,
            _P.ALUMNI_EXPORT,
            _P.TALKS_RECORD,
            _P.MENTORS_RECORD,
            _P.AGREEMENTS_RECORD,
            _P.BENEFITS_VIEW,
            _P.REPORTS_VIEW,
            reach=Reach.OWN_UNIT,
        ),
        _role("media", N_("Trung tâm Thông tin – Thư viện"), _P.ALUMNI_VIEW, _P.REPORTS_VIEW),
        _role("union", N_("Đoàn TN, Hội SV, Hội Khuyến học"), _P.ALUMNI_VIEW, _P.FUND_VIEW, _P.REPORTS_VIEW),
        _role(
            "finance",
            N_("Phòng KH-TC"),
            _P.FUND_VIEW,
            _P.FUND_RECORD,
            _P.BENEFITS_VIEW,
            _P.REPORTS_VIEW,
        ),
        _role(
            "leadership",
            N_("Ban Giám hiệu"),
            _P.ALUMNI_VIEW,
            _P.FUND_VIEW,
            _P.ADMISSIONS_VIEW,
            _P.BENEFITS_VIEW,
            _P.REPORTS_VIEW,
        ),
    )
}

PAGE_PERMISSIONS: dict[str, tuple[Permission, ...]] = {
    "alumni": (_P.ALUMNI_VIEW, _P.FUND_VIEW),
    "admissions": (_P.ADMISSIONS_VIEW,),
    "scholarships": (_P.BENEFITS_VIEW,),
    "reports": (_P.REPORTS_VIEW,),
    "settings": (_P.ACCOUNTS_MANAGE, _P.SETTINGS_MANAGE, _P.AUDIT_VIEW),
}
"""Any of these permissions opens the page."""


def permissions_of(roles: tuple[str, ...]) -> frozenset[str]:
    """All permissions of the roles together; a code that is no longer a role permits nothing."""
    return frozenset(p.value for code in roles if code in ROLES for p in ROLES[code].permissions)


def reaches_school(roles: tuple[str, ...]) -> bool:
    """True when no role confines the user to their own unit; of two roles the narrower reach counts.

    Otherwise a faculty's rights to record would widen to the whole school by a second, harmless role.
    """
    known = [ROLES[code] for code in roles if code in ROLES]
    return bool(known) and all(role.reach is Reach.SCHOOL for role in known)
