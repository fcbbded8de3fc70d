"""The Excel lists that offices keep, as people make them: with and without accents, with what Excel does to numbers."""

from datetime import date
from typing import Any

from tests.factories.sheets import xlsx

Rows = list[list[Any]]

GRADUATES = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số CCCD", "Mã SV", "Lớp", "Ngành", "Hệ", "Khoá",
    "Ngày TN", "Số bằng", "Xếp loại", "SĐT", "Email", "Nơi công tác", "Ngày cập nhật",
)  # fmt: skip
NGUYET, CHU = "Lò Thị Bích Nguyệt", "Giàng A Chư"


def graduates() -> bytes:
    """Two good rows; a day that does not exist in the third, a programme that nobody teaches in the fourth."""
    good: Rows = [
        [1, NGUYET.upper(), "05/04/2003", "nữ", "Thái", 14303001234, "QA26T001", "K61 CĐ DVTY Q", "Dịch vụ thú y", "CĐ",
         "K61", "28/06/2026", "QA-0001", "Giỏi", 981234567, "nguyet@gmail.con", "HTX Mường La", "01/07/2026"],
        [2, CHU, date(2002, 11, 9), "Nam", "Mông", 14202005678, "QA26T002", "K61 CĐ DVTY Q", "dich vu thu y", "CĐ",
         "K61", date(2026, 6, 28), "QA-0002", "Khá", "0912 345 678", "chu@gmail.com", None, date(2026, 7, 1)],
    ]  # fmt: skip
    bad: Rows = [
        [3, "Quàng Văn Đôi", "31/02/2003", "Nam", "Thái", None, "QA26T003", "K61 CĐ DVTY Q", "Dịch vụ thú y", "CĐ",
         "K61", "28/06/2026", "QA-0003", "Khá", 912345001, None, None, None],
        [4, "Lường Thị Inh", "12/12/2003", "Nữ", "Thái", None, "QA26T004", "K61 CĐ LĐ", "Luyện đan", "CĐ",
         "K61", "28/06/2026", "QA-0004", "Khá", 912345002, None, None, None],
    ]  # fmt: skip
    title: Rows = [["DANH SÁCH TỐT NGHIỆP NĂM 2026"], [], list(GRADUATES)]
    return xlsx([*title, *good, *bad], names=["Tốt nghiệp 2026"])


APPLICANTS = (
    "TT", "Ma ho so", "Ho va ten", "Ngay sinh", "Gioi tinh", "Dan toc", "So dinh danh", "Dien thoai", "Lop 10",
    "Lop 11", "Lop 12", "UT", "MC uu tien", "KV", "Ngoai ngu", "Nguyen vong 1", "Nguyen vong 2",
)  # fmt: skip
ADMITTED, TOO_LOW, BAD_MARK = "QA.0001", "QA.0002", "QA.0003"


def applicants() -> bytes:
    """One who surely gets a place, one below every threshold of the high-quality programme, one with a mark of 78."""
    rows: Rows = [
        [1, ADMITTED, "Hà Thị Xuân Mới", "05/04/2008", "Nu", "Thai", 14308001234, 981234001, 9.9, "9,9", 10, "UT1",
         "x", "KV1", "co", "TC-HAN", None],
        [2, TOO_LOW, "Vì Văn Nọi", date(2008, 9, 12), "Nam", "Thai", 14208005678, "0981 234 002", 5.1, 5.2, 5.3, None,
         None, "KV1", "khong", "CNTT-CLC", None],
        [3, BAD_MARK, "Tòng Văn Sai", "01/01/2008", "Nam", "Thai", None, 981234003, 7.8, 78, 7.9, None,
         None, "KV2", None, "CD-CNTT", None],
    ]  # fmt: skip
    return xlsx([["DANH SACH THI SINH"], list(APPLICANTS), *rows])


STUDENTS = (
    "Mã HSSV", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quốc tịch", "Số định danh", "Ngành", "Trình độ",
    "Lớp", "Khóa", "Trình độ đầu vào", "Ngày nhập học", "Hộ", "Khuyết tật", "Tốt nghiệp PTDTNT", "Thường trú Sơn La",
    "Vùng ĐBKK", "Vùng dân tộc", "Vùng biên giới", "Con liệt sĩ", "Con thương binh hạng 1/4", "Giấy tờ",
    "Hiệu lực từ", "Hiệu lực đến", "Điện thoại",
)  # fmt: skip
CLASS, POOR, UNSURE = "K60 CĐ DVTY Q", "Mùa Thị Dợ", "Lò Văn Hặc"


def students() -> bytes:
    """A poor Mông woman of whom everything is known, a Thái man of whose household nothing is, and a row to mend."""
    known = ["Không", "Không", "Có", "Có", "Có", "Không", "Không", "Không"]
    rows: Rows = [
        ["QA23S001", POOR, "05/04/2005", "Nữ", "Mông", "Việt Nam", 14305001234, "Dịch vụ thú y", "Cao đẳng",
         CLASS, "K60", "THPT", "05/09/2023", "Nghèo", *known, "GCN hộ nghèo 12/2023", "01/09/2023", "31/08/2024",
         981235001],
        ["QA23S002", UNSURE, date(2005, 7, 20), "Nam", "Thái", "VN", 14205005678, "dich vu thu y", "CĐ",
         CLASS, "K60", "THPT", date(2023, 9, 5), None, *known, "Hồ sơ nhập học", "01/09/2023", None, 981235002],
        ["QA23S003", "Cầm Văn Lỗi", "20/07/2025", "Nam", "Thái", "Việt Nam", None, "Dịch vụ thú y", "Cao đẳng",
         CLASS, "K60", "THPT", "05/09/2023", "Không", *known, None, "01/09/2023", None, None],
    ]  # fmt: skip
    return xlsx([["DANH SÁCH HSSV"], list(STUDENTS), *rows])


def not_a_workbook() -> bytes:
    return "Kính gửi Phòng Tổ chức cán bộ, danh sách ở thư sau.".encode()
