"""Page 3: the tabs of scholarships and benefits, each shown only to whom its permission allows."""

from functools import partial

from lib.accounts.permissions import Permission
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.scholarships.calculation.view import calculation
from lib.scholarships.explanation.view import explanation
from lib.scholarships.law.view import legal_values
from lib.scholarships.students.view import student_list, students_import
from lib.ui import layout
from lib.ui.layout import Tab


def show(actor: Actor) -> None:
    layout.header(
        _("Học bổng và chế độ"), _("Miễn học phí, trợ cấp, nội trú, khuyến khích và hỗ trợ của tỉnh cho HSSV.")
    )
    may_view = actor.may(Permission.BENEFITS_VIEW)
    layout.tabs(
        [
            Tab(_("Danh sách HSSV"), partial(student_list, actor), may_view),
            Tab(_("Nhập danh sách"), partial(students_import, actor), actor.may(Permission.BENEFITS_IMPORT)),
            Tab(_("Tính chế độ"), partial(calculation, actor), may_view),
            Tab(_("Giải thích"), partial(explanation, actor), may_view),
            Tab(_("Mức và căn cứ"), partial(legal_values, actor), may_view),
        ],
        key="scholarships.tab",
    )
