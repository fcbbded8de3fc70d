"""What saving people did or would do, in the words of the import wizard."""

from collections.abc import Callable
from datetime import date

from lib.core import formats
from lib.core.i18n import N_, _
from lib.imports.commands import Verdict
from lib.registry.people.changes import Kept
from lib.registry.people.commands import Decision
from lib.registry.tables import SEX_LABELS, STUDY_STATUS_LABELS

FIELD_LABELS = {
    "full_name": N_("Họ và tên"),
    "born_on": N_("Ngày sinh"),
    "birth_year": N_("Năm sinh"),
    "sex": N_("Giới tính"),
    "nationality": N_("Quốc tịch"),
    "ethnicity": N_("Dân tộc"),
    "citizen_id": N_("Số định danh"),
    "commune_code": N_("Xã/phường"),
    "programme_id": N_("Ngành"),
    "cohort_id": N_("Khóa"),
    "student_code": N_("Mã HSSV"),
    "class_name": N_("Lớp"),
    "status": N_("Tình trạng học"),
    "entry": N_("Đầu vào"),
    "started_on": N_("Ngày nhập học"),
    "ended_on": N_("Ngày thôi học"),
    "graduated_on": N_("Ngày tốt nghiệp"),
    "diploma_number": N_("Số hiệu bằng"),
    "classification": N_("Xếp loại"),
    "employer": N_("Nơi làm việc"),
    "position": N_("Chức vụ"),
    "sector": N_("Lĩnh vực"),
    "from_on": N_("Làm từ ngày"),
    "verified_on": N_("Ngày cập nhật"),
}
_WORDS = {code.value: label for labels in (SEX_LABELS, STUDY_STATUS_LABELS) for code, label in labels.items()}


def verdict_of(
    decision: Decision, name_of: Callable[[str, object], str | None] = lambda _field, _value: None
) -> Verdict:
    """The verdict on one row. `name_of` gives the name behind an id or code of a field, None to show it as it is."""
    if decision.state == "ask":
        return Verdict(decision.number, "refused", decision.reason)
    notes = tuple(_kept_sentence(kept, name_of) for kept in decision.kept)
    return Verdict(decision.number, decision.state, decision.reason, notes)


def _kept_sentence(kept: Kept, name_of: Callable[[str, object], str | None]) -> str:
    known, given = (name_of(kept.field, value) or _shown(value) for value in (kept.known, kept.given))
    return _("{field}: giữ «{known}» đã có; tệp ghi «{given}».").format(
        field=_(FIELD_LABELS[kept.field]), known=known, given=given
    )


def _shown(value: object) -> str:
    if isinstance(value, date):
        return formats.day(value)
    return _(_WORDS[value]) if isinstance(value, str) and value in _WORDS else str(value)
