"""Where graduates of each faculty work: invented employers around real place names."""

from datetime import date

from lib.demo import places
from lib.demo.rows import Rows
from lib.registry.tables import Employment

SECTORS = {
    "K-NL": "Nông, lâm nghiệp",
    "K-CNTT": "Công nghệ thông tin",
    "K-KT": "Thương mại, tài chính",
    "K-SP": "Giáo dục",
    "K-YD": "Y tế",
    "K-KTCN": "Điện, công nghiệp",
    "K-CKXD": "Cơ khí, xây dựng",
    "K-VHDL": "Du lịch, dịch vụ",
    "K-NN": "Giáo dục",
}
EMPLOYERS = {
    "K-NL": ("HTX Nông nghiệp {place}", "Trạm Thú y {place}", "HTX Cà phê {place}", "Hạt Kiểm lâm {place}"),
    "K-CNTT": ("Công ty TNHH Tin học {place}", "Viễn thông {place}", "Cửa hàng máy tính {place}", "UBND {place}"),
    "K-KT": ("Công ty TNHH Thương mại {place}", "Quỹ tín dụng {place}", "HTX Dịch vụ {place}", "UBND {place}"),
    "K-SP": ("Trường Mầm non {place}", "Trường Mầm non tư thục {place}", "Trường PTDTBT {place}"),
    "K-YD": ("Trạm Y tế {place}", "Trung tâm Y tế {place}", "Phòng khám Đa khoa {place}", "Nhà thuốc {place}"),
    "K-KTCN": ("Điện lực {place}", "Nhà máy Thuỷ điện {place}", "Công ty TNHH Cơ điện {place}"),
    "K-CKXD": ("Công ty TNHH Xây dựng {place}", "Gara ô tô {place}", "Xưởng cơ khí {place}"),
    "K-VHDL": ("Homestay {place}", "Khách sạn {place}", "Công ty Du lịch {place}", "Nhà hàng {place}"),
    "K-NN": ("Trung tâm Ngoại ngữ {place}", "Trường Tiểu học {place}", "Công ty Du lịch {place}"),
}
POSITIONS = {
    "K-NL": ("Kỹ thuật viên", "Cán bộ thú y", "Giám đốc HTX", "Cán bộ khuyến nông"),
    "K-CNTT": ("Lập trình viên", "Kỹ thuật viên", "Quản trị mạng", "Chuyên viên"),
    "K-KT": ("Kế toán", "Nhân viên kinh doanh", "Thủ quỹ", "Kế toán trưởng"),
    "K-SP": ("Giáo viên", "Giáo viên", "Tổ trưởng chuyên môn", "Phó hiệu trưởng"),
    "K-YD": ("Điều dưỡng", "Y sỹ", "Điều dưỡng trưởng", "Nhân viên y tế"),
    "K-KTCN": ("Thợ điện", "Vận hành viên", "Kỹ thuật viên", "Tổ trưởng"),
    "K-CKXD": ("Thợ sửa chữa", "Thợ hàn", "Kỹ thuật thi công", "Quản đốc"),
    "K-VHDL": ("Hướng dẫn viên", "Lễ tân", "Chủ cơ sở", "Quản lý"),
    "K-NN": ("Giáo viên", "Phiên dịch", "Hướng dẫn viên"),
}
ELSEWHERE = ("Công ty may khu công nghiệp Phú Thọ", "Nhà máy điện tử Bắc Ninh", "Lao động tự do", "Kinh doanh tại nhà")
SHARE_ELSEWHERE = 0.15
SHARE_THAT_CHANGED = 0.25


def add_career(rows: Rows, person_id: int, faculty: str, graduated_on: date, *, source: str, verified_on: date) -> None:
    """The job as it was on the day of verification, for some with an earlier one."""
    random = rows.random
    first = rows.day_between(graduated_on, min(verified_on, date(graduated_on.year + 1, 6, 30)))
    if rows.chance(SHARE_THAT_CHANGED) and (verified_on - first).days > 400:
        second = rows.day_between(date(first.year + 1, first.month, 1), verified_on)
        _add_job(rows, person_id, faculty, (first, second), source=source, verified_on=None)
        first = second
    if rows.chance(SHARE_ELSEWHERE):
        rows.add(
            Employment,
            person_id=person_id,
            employer=random.choice(ELSEWHERE),
            position=None,
            sector="Ngành khác",
            from_on=first,
            to_on=None,
            source=source,
            verified_on=verified_on,
        )
    else:
        _add_job(rows, person_id, faculty, (first, None), source=source, verified_on=verified_on)


def _add_job(
    rows: Rows,
    person_id: int,
    faculty: str,
    period: tuple[date, date | None],
    *,
    source: str,
    verified_on: date | None,
) -> None:
    rows.add(
        Employment,
        person_id=person_id,
        employer=rows.random.choice(EMPLOYERS[faculty]).format(place=places.workplace(rows.random)),
        position=rows.random.choice(POSITIONS[faculty]),
        sector=SECTORS[faculty],
        from_on=period[0],
        to_on=period[1],
        source=source,
        verified_on=verified_on,
    )
