"""The list of graduates as offices keep it: one row for each diploma (Đ5.1)."""

from collections.abc import Iterator, Mapping
from datetime import date

from lib.core.i18n import _
from lib.imports import cells
from lib.imports.days import Birth, day
from lib.imports.specs import FieldSpec, SheetSpec
from lib.registry.people import fields

classification = cells.Choice(
    {name: name for name in ("Xuất sắc", "Giỏi", "Khá", "Trung bình khá", "Trung bình")},
    {
        "XS": "Xuất sắc",
        "G": "Giỏi",
        "K": "Khá",
        "TBK": "Trung bình khá",
        "TB Khá": "Trung bình khá",
        "TB": "Trung bình",
    },
)

_GRADUATED_ON = FieldSpec(
    "graduated_on", "Ngày tốt nghiệp", day,
    ("Ngày TN", "Tốt nghiệp ngày", "Ngày công nhận tốt nghiệp", "Ngày cấp bằng"), example="30/06/2025",
)  # fmt: skip
_DIPLOMA = FieldSpec(
    "diploma_number", "Số hiệu bằng", cells.code, ("Số bằng", "Số hiệu văn bằng", "Số hiệu bằng tốt nghiệp"),
    example="B 012345",
)  # fmt: skip
_CLASSIFICATION = FieldSpec(
    "classification", "Xếp loại", classification, ("Xếp loại tốt nghiệp", "Loại tốt nghiệp", "Hạng tốt nghiệp", "XLTN"),
    example="Khá",
)  # fmt: skip


_YOUNGEST_GRADUATE = 15


def _contradictions(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    born, graduated_on = values["born"], values["graduated_on"]
    if not (isinstance(born, Birth) and isinstance(graduated_on, date)):
        return
    if graduated_on.year - born.year < _YOUNGEST_GRADUATE:
        yield "graduated_on", _("Ngày tốt nghiệp quá gần ngày sinh. Hãy kiểm tra lại hai cột này.")


GRADUATES = SheetSpec(
    "graduates",
    "Danh sách cựu HSSV",
    (
        fields.NAME,
        fields.BORN,
        fields.SEX,
        fields.ETHNICITY,
        fields.CITIZEN_ID,
        fields.STUDENT_CODE,
        fields.CLASS,
        fields.PROGRAMME,
        fields.LEVEL,
        fields.COHORT,
        _GRADUATED_ON,
        _DIPLOMA,
        _CLASSIFICATION,
        fields.PHONES,
        fields.EMAILS,
        fields.COMMUNE,
        fields.EMPLOYER,
        fields.POSITION,
        fields.SECTOR,
        fields.VERIFIED_ON,
    ),
    check_row=_contradictions,
    key=("student_code",),
)
