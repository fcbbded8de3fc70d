"""The list of students with what decides their benefits, as the office keeps it: one row for each course of study.

An empty cell about a fact means that nobody knows, never no.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from lib.core.i18n import N_, _
from lib.imports import cells
from lib.imports.cells import CellProblem, Choice, as_text, comparable
from lib.imports.days import Birth, day
from lib.imports.specs import FieldSpec, SheetSpec
from lib.imports.workbook import Raw
from lib.registry.facts.kinds import HOUSEHOLD
from lib.registry.people import fields

YOUNGEST_STUDENT = 14

household = Choice(
    {"Nghèo": "poor", "Cận nghèo": "near_poor", "Không": "none", "Chưa rõ": None},
    {
        "Hộ nghèo": "poor", "poor": "poor", "HN": "poor",
        "Hộ cận nghèo": "near_poor", "near_poor": "near_poor", "HCN": "near_poor",
        "Không thuộc diện": "none", "Không nghèo": "none", "none": "none", "0": "none", "k": "none", "ko": "none",
        "Bình thường": "none", "Hộ không nghèo": "none",
        "?": None, "Không rõ": None, "Chưa biết": None, "unknown": None,
    },
)  # fmt: skip
entry = Choice(
    {"THPT": "thpt", "THCS": "thcs", "Trung cấp": "intermediate"},
    {
        "Tốt nghiệp THPT": "thpt", "Trung học phổ thông": "thpt", "12/12": "thpt", "BTTHPT": "thpt", "GDTX": "thpt",
        "Tốt nghiệp THCS": "thcs", "Trung học cơ sở": "thcs", "9/12": "thcs",
        "Tốt nghiệp trung cấp": "intermediate", "TC": "intermediate", "TCCN": "intermediate",
        "intermediate": "intermediate",
    },
)  # fmt: skip


def nationality(raw: Raw) -> str:
    """The ISO code of a country by its Vietnamese name or its code."""
    written = as_text(raw)
    code = _countries().get(comparable(written))
    if code is None:
        raise CellProblem(
            N_("«{value}» không phải là tên nước. Hãy ghi ví dụ Việt Nam, Lào hoặc mã VN, LA."), value=written
        )
    return code


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names = {code: name for code, name in Locale("vi").territories.items() if len(code) == 2 and code.isalpha()}
    found = {comparable(name): code for code, name in names.items()} | {code.lower(): code for code in names}
    return found | {"viet nam": "VN", "vietnam": "VN", "vnm": "VN", "viet": "VN", "lao": "LA", "chdcnd lao": "LA"}


def _flag(key: str, label: str, *aliases: str, help_: str = "") -> FieldSpec:
    return FieldSpec(key, label, cells.yes_no, aliases, example="Có", help=help_ or _UNKNOWN, width=14)


_UNKNOWN = "Để trống nếu chưa biết; ô trống không có nghĩa là Không."
FLAGS = (
    _flag("disabled", "Khuyết tật", "Là người khuyết tật", "Người khuyết tật", "KT"),
    _flag("boarding_school_graduate", "Tốt nghiệp PTDTNT", "TN PTDTNT", "PTDTNT", "Tốt nghiệp trường PTDTNT"),
    _flag("resident_son_la", "Thường trú Sơn La", "Hộ khẩu Sơn La", "HKTT Sơn La", "Thường trú tại Sơn La"),
    _flag("hardship_area", "Vùng ĐBKK", "ĐBKK", "Xã ĐBKK", "Vùng đặc biệt khó khăn", "Xã đặc biệt khó khăn"),
    _flag("minority_area", "Vùng dân tộc", "Vùng DTTS", "Vùng dân tộc thiểu số", "Vùng đồng bào dân tộc"),
    _flag("border_area", "Vùng biên giới", "Xã biên giới", "Biên giới"),
    _flag("martyr_child", "Con liệt sĩ", "Con liệt sỹ", "Con LS"),
    _flag("war_invalid_class1_child", "Con thương binh hạng 1/4", "Con thương binh 1/4", "Con TB 1/4"),
    _flag("cooperation_programme", "Diện hợp tác Lào", "Chương trình hợp tác", "Diện hợp tác"),
)
_HOUSEHOLD = FieldSpec(
    HOUSEHOLD, "Hộ", household, ("Diện hộ", "Hộ nghèo/cận nghèo", "Hộ nghèo, cận nghèo", "Hộ gia đình", "Hoàn cảnh"),
    example="Cận nghèo", help="Giấy có giá trị trong một năm. " + _UNKNOWN, width=12,
)  # fmt: skip
_NATIONALITY = FieldSpec("nationality", "Quốc tịch", nationality, ("QT",), example="Việt Nam", width=12)
_ENTRY = FieldSpec(
    "entry", "Trình độ đầu vào", entry, ("Đầu vào", "Đối tượng đầu vào", "Đối tượng tuyển", "Tốt nghiệp"),
    example="THCS", help="Văn bằng dùng để nhập học; cần để xét miễn học phí.", width=12,
)  # fmt: skip
_STARTED_ON = FieldSpec(
    "started_on", "Ngày nhập học", day, ("Nhập học", "Ngày vào trường", "Nhập học ngày"), required=True,
    example="05/09/2025", help="Chế độ tính từ tháng này.",
)  # fmt: skip
_ENDED_ON = FieldSpec(
    "ended_on", "Ngày thôi học", day, ("Thôi học", "Ngày nghỉ học", "Ngày ra trường", "Thôi học ngày"),
    example="", help="Chỉ ghi khi đã thôi học; chế độ tính hết tháng này.",
)  # fmt: skip
_EVIDENCE = FieldSpec(
    "evidence", "Giấy tờ", cells.text, ("Minh chứng", "Giấy tờ minh chứng", "Giấy tờ kèm theo", "Căn cứ"),
    example="GCN hộ cận nghèo số 12/2025, UBND xã Mường La", width=34,
)  # fmt: skip
_VALID_FROM = FieldSpec(
    "valid_from", "Hiệu lực từ", day, ("Có hiệu lực từ", "Hiệu lực từ ngày", "Từ ngày"), example="01/01/2025",
    help="Ngày mà các thông tin ở dòng này bắt đầu đúng.",
)  # fmt: skip
_VALID_TO = FieldSpec(
    "valid_to", "Hiệu lực đến", day, ("Hiệu lực đến ngày", "Hết hiệu lực", "Đến ngày", "Có hiệu lực đến"),
    example="31/12/2025", help="Để trống: diện hộ tính đến hết năm, thông tin khác đến khi có thay đổi.",
)  # fmt: skip


def _contradictions(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    born, started_on, ended_on = values["born"], values["started_on"], values["ended_on"]
    if isinstance(born, Birth) and isinstance(started_on, date) and started_on.year - born.year < YOUNGEST_STUDENT:
        yield "started_on", _("Ngày nhập học quá gần ngày sinh. Hãy kiểm tra lại hai cột này.")
    if isinstance(ended_on, date) and isinstance(started_on, date) and ended_on < started_on:
        yield "ended_on", _("Ngày thôi học trước ngày nhập học. Hãy sửa một trong hai ngày.")
    valid_from, valid_to = values["valid_from"], values["valid_to"]
    if valid_to is not None and valid_from is None:
        yield "valid_from", _("Có hiệu lực đến thì cần có hiệu lực từ. Hãy điền cột này.")
    if isinstance(valid_from, date) and isinstance(valid_to, date) and valid_to < valid_from:
        yield "valid_to", _("Hiệu lực đến trước hiệu lực từ. Hãy sửa một trong hai ngày.")


STUDENTS = SheetSpec(
    "students",
    "Danh sách HSSV",
    (
        replace(fields.STUDENT_CODE, required=True),
        fields.NAME,
        fields.BORN,
        fields.SEX,
        fields.ETHNICITY,
        _NATIONALITY,
        fields.CITIZEN_ID,
        fields.PROGRAMME,
        fields.LEVEL,
        fields.CLASS,
        fields.COHORT,
        _ENTRY,
        _STARTED_ON,
        _ENDED_ON,
        _HOUSEHOLD,
        *FLAGS,
        _EVIDENCE,
        _VALID_FROM,
        _VALID_TO,
        fields.PHONES,
    ),
    check_row=_contradictions,
    key=("student_code",),
)
