"""The demo's units and programmes. Units have the codes that the first set-up proposes, so that none is doubled."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.registry.tables import Level, Programme, Unit, UnitKind

FACULTIES = {
    "K-NL": "Khoa Nông lâm",
    "K-CNTT": "Khoa Công nghệ thông tin",
    "K-KT": "Khoa Kinh tế",
    "K-SP": "Khoa Sư phạm",
    "K-YD": "Khoa Y dược",
    "K-KTCN": "Khoa Kỹ thuật công nghệ",
    "K-CKXD": "Khoa Cơ khí - Xây dựng",
    "K-VHDL": "Khoa Văn hoá - Du lịch",
    "K-NN": "Khoa Ngoại ngữ",
}
OTHER_UNITS = {
    "BGH": ("Ban Giám hiệu", UnitKind.OFFICE),
    "TC-HSSV": ("Phòng Tổ chức cán bộ - Công tác HSSV", UnitKind.OFFICE),
    "KH-TC": ("Phòng Kế hoạch - Tài chính", UnitKind.OFFICE),
    "TTTS": ("Trung tâm Tuyển sinh - Hướng nghiệp", UnitKind.CENTRE),
    "TTTV": ("Trung tâm Thông tin - Thư viện", UnitKind.CENTRE),
    "DTN": ("Đoàn Thanh niên", UnitKind.ASSOCIATION),
    "HSV": ("Hội Sinh viên", UnitKind.ASSOCIATION),
    "HKH": ("Hội Khuyến học", UnitKind.ASSOCIATION),
}


@dataclass(frozen=True)
class Trade:
    """A programme of the demo: `weight` is how many choose it, `since` the first intake, `women` their share."""

    code: str
    name: str
    level: Level
    faculty: str
    weight: int
    women: float = 0.5
    since: int = 0

    @property
    def short(self) -> str:
        """What stands in class names and student codes: CNTT of CD-CNTT."""
        return self.code.removeprefix("CD-").removeprefix("TC-").replace("-", "")

    @property
    def level_mark(self) -> str:
        return "CĐ" if self.level is Level.COLLEGE else "TC"


_C, _I = Level.COLLEGE, Level.INTERMEDIATE
HIGH_QUALITY = "CNTT-CLC"
CROWDED = "CD-GDMN"
"""The programme in which the ranking of each round ends in equals at the last seat."""
TRADES = (
    Trade(HIGH_QUALITY, "Công nghệ thông tin (chất lượng cao)", _C, "K-CNTT", 4, 0.35, since=2023),
    Trade("CD-CNTT", "Công nghệ thông tin", _C, "K-CNTT", 7, 0.35),
    Trade("TC-THUD", "Tin học ứng dụng", _I, "K-CNTT", 4, 0.45),
    Trade("CD-KTOAN", "Kế toán", _C, "K-KT", 7, 0.8),
    Trade("CD-QTKD", "Quản trị kinh doanh", _C, "K-KT", 5, 0.6),
    Trade("TC-KTDN", "Kế toán doanh nghiệp", _I, "K-KT", 4, 0.8),
    Trade("CD-DVTY", "Dịch vụ thú y", _C, "K-NL", 4, 0.3),
    Trade("CD-KHCT", "Khoa học cây trồng", _C, "K-NL", 4, 0.4),
    Trade("CD-LS", "Lâm sinh", _C, "K-NL", 3, 0.25),
    Trade("TC-TY", "Thú y", _I, "K-NL", 5, 0.3),
    Trade("TC-BVTV", "Trồng trọt và bảo vệ thực vật", _I, "K-NL", 4, 0.4),
    Trade(CROWDED, "Giáo dục mầm non", _C, "K-SP", 11, 0.97),
    Trade("CD-DD", "Điều dưỡng", _C, "K-YD", 8, 0.85),
    Trade("TC-YS", "Y sỹ đa khoa", _I, "K-YD", 6, 0.6),
    Trade("CD-DCN", "Điện công nghiệp", _C, "K-KTCN", 5, 0.05),
    Trade("TC-DDD", "Điện dân dụng", _I, "K-KTCN", 5, 0.05),
    Trade("CD-OTO", "Công nghệ ô tô", _C, "K-CKXD", 5, 0.03),
    Trade("TC-HAN", "Hàn", _I, "K-CKXD", 3, 0.03),
    Trade("CD-KTXD", "Kỹ thuật xây dựng", _C, "K-CKXD", 3, 0.1),
    Trade("CD-HDDL", "Hướng dẫn du lịch", _C, "K-VHDL", 4, 0.65),
    Trade("TC-NHKS", "Nghiệp vụ nhà hàng, khách sạn", _I, "K-VHDL", 4, 0.7),
    Trade("CD-TA", "Tiếng Anh", _C, "K-NN", 4, 0.75),
)


@dataclass(frozen=True)
class School:
    """Ids by code."""

    units: dict[str, int]
    programmes: dict[str, int]

    def faculty_of(self, trade: Trade) -> int:
        return self.units[trade.faculty]

    @property
    def faculties(self) -> list[int]:
        return [self.units[code] for code in FACULTIES]


def ensure_school(session: Session) -> School:
    """Add the units and programmes whose codes are not there yet; those that are stay as they are."""
    units = _ids(session, Unit)
    wanted = {code: (name, UnitKind.FACULTY) for code, name in FACULTIES.items()} | OTHER_UNITS
    session.add_all(Unit(code=code, name=name, kind=kind) for code, (name, kind) in wanted.items() if code not in units)
    session.flush()
    units = _ids(session, Unit)
    known = _ids(session, Programme)
    session.add_all(
        Programme(code=trade.code, name=trade.name, level=trade.level, faculty_id=units[trade.faculty])
        for trade in TRADES
        if trade.code not in known
    )
    session.flush()
    return School(units, _ids(session, Programme))


def _ids(session: Session, table: type[Unit] | type[Programme]) -> dict[str, int]:
    return {row.code: row.id for row in session.execute(sa.select(table.code, table.id))}
