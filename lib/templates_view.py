"""The sheets to fill in, from one place."""

from lib.admissions.applicants.sheet import SPEC as APPLICANTS
from lib.alumni.graduates.sheet import GRADUATES as ALUMNI
from lib.core.i18n import _
from lib.imports.templates import template
from lib.scholarships.students.sheet import STUDENTS
from lib.ui.downloads import excel_button


def buttons() -> None:
    """One download for each kind of list that a page imports."""
    for key, label, spec in (
        ("alumni", _("Mẫu danh sách cựu HSSV"), ALUMNI),
        ("applicants", _("Mẫu danh sách thí sinh"), APPLICANTS),
        ("students", _("Mẫu danh sách HSSV và giấy tờ"), STUDENTS),
    ):
        excel_button(label, lambda spec=spec: template(spec), file_name=f"mau-{key}.xlsx", key=f"templates.{key}")
