"""What bringing in a list of applicants did or would do, in the words of the import wizard."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lib.admissions.applicants.rules import Change, Decision
from lib.admissions.direct import category_of
from lib.core import formats
from lib.core.i18n import N_, _
from lib.imports.commands import Verdict
from lib.legal.reader import published_law
from lib.registry import communes
from lib.registry.tables import SEX_LABELS, Sex

FIELD_LABELS = {
    "full_name": N_("Họ và tên"),
    "born_on": N_("Ngày sinh"),
    "sex": N_("Giới tính"),
    "ethnicity": N_("Dân tộc"),
    "citizen_id": N_("Số định danh"),
    "phone": N_("Điện thoại"),
    "commune_code": N_("Xã/phường"),
    "grade10": N_("ĐTB lớp 10"),
    "grade11": N_("ĐTB lớp 11"),
    "grade12": N_("ĐTB lớp 12"),
    "average": N_("ĐTB chung"),
    "ut_groups": N_("Đối tượng ưu tiên"),
    "ut_verified": N_("Minh chứng ưu tiên"),
    "area": N_("Khu vực"),
    "language_ok": N_("Ngoại ngữ đạt bậc 1/6"),
    "direct_category": N_("Diện tuyển thẳng"),
    "direct_verified": N_("Minh chứng tuyển thẳng"),
    "direct_decision": N_("Quyết định của Hiệu trưởng"),
    "choices": N_("Nguyện vọng"),
}


def verdict_of(decision: Decision, programmes: Mapping[int, str]) -> Verdict:
    """`programmes`: codes by id, for sentences about changed choices."""
    notes = []
    if decision.same_person:
        notes.append(_("Số định danh trùng với hồ sơ {codes}.").format(codes=", ".join(decision.same_person)))
    for claim, checked in (("ut_groups", "ut_verified"), ("direct_category", "direct_verified")):
        if claim in decision.changes and decision.changes.get(checked, (None, True))[1] is False:
            notes.append(_("{claim} đã đổi nên cần kiểm tra lại minh chứng.").format(claim=_(FIELD_LABELS[claim])))
    return Verdict(decision.row.number, decision.state, _reason(decision, programmes), tuple(notes))


def _reason(decision: Decision, programmes: Mapping[int, str]) -> str:
    if decision.state == "new":
        return _("Mã hồ sơ chưa có trong đợt.")
    if decision.state == "unchanged":
        return _("Hồ sơ đã có, không có gì khác.")
    return "; ".join(_sentence(name, change, programmes) for name, change in decision.changes.items())


def _sentence(name: str, change: Change, programmes: Mapping[int, str]) -> str:
    old, new = (shown(name, value, programmes) for value in change)
    return _("{field}: «{old}» thành «{new}»").format(field=_(FIELD_LABELS[name]), old=old, new=new)


def shown(name: str, value: object, programmes: Mapping[int, str]) -> str:  # noqa: PLR0911  one return for each kind
    """A value of a file as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return _("Có") if value else _("Không")
        case Decimal():
            return formats.number(value, 2 if name != "average" else 3)
        case date():
            return formats.day(value)
        case tuple():
            return ", ".join(programmes.get(one, str(one)) for one in value)
    text = str(value)
    if name == "ethnicity":
        return published_law().ethnic.by_code(text).name
    if name == "sex":
        return _(SEX_LABELS[Sex(text)])
    if name == "commune_code" and (commune := communes.by_code(text)):
        return commune.full_name
    if name == "direct_category" and (category := category_of(text)):
        return _(category.label)
    return text
