"""Taking the directory away as a file: the same people as on the screen, and a trace of it."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.directory import queries
from lib.alumni.directory.queries import Filters
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.imports.exports import ExportColumn, Table, to_xlsx
from lib.registry.identifiers import shown_phone


def export(session: Session, actor: Actor, *, filters: Filters) -> bytes:
    """The list as .xlsx, phones and identity numbers as text; the filter and the number of rows are recorded."""
    guard.require(actor, Permission.ALUMNI_EXPORT)
    rows = queries.everybody(session, actor, filters)
    columns = (
        ExportColumn(_("Họ và tên")), ExportColumn(_("Ngày sinh"), "day"), ExportColumn(_("Số định danh"), "text"),
        ExportColumn(_("Mã HSSV"), "text"), ExportColumn(_("Lớp"), "text"), ExportColumn(_("Ngành")),
        ExportColumn(_("Khóa"), "text"), ExportColumn(_("Ngày tốt nghiệp"), "day"),
        ExportColumn(_("Điện thoại"), "text"), ExportColumn(_("Email"), "text"), ExportColumn(_("Nơi làm việc")),
        ExportColumn(_("Chức vụ")), ExportColumn(_("Xác nhận gần nhất"), "day"),
    )  # fmt: skip
    cells = (
        (
            row.full_name, row.born_on, row.citizen_id, row.student_code, row.class_name, row.programme, row.cohort,
            row.graduated_on, shown_phone(row.phone) if row.phone else None, row.email, row.employer, row.position,
            row.verified_on,
        )
        for row in rows
    )  # fmt: skip
    content = to_xlsx({_("Danh bạ cựu HSSV"): Table(columns, cells)})
    chosen = {name: str(value) for name, value in asdict(filters).items() if value}
    audit.record(session, actor, "alumni.exported", "person", filters=chosen, rows=len(rows))
    return content
