"""Page 1: the tabs of the alumni wing, each shown only to whom its permission allows."""

from functools import partial

from lib.accounts.permissions import Permission
from lib.alumni.agreements.view import agreements
from lib.alumni.directory.view import directory
from lib.alumni.fund.view import fund
from lib.alumni.graduates.view import graduates_import
from lib.alumni.mentors.view import mentors
from lib.alumni.talks.view import guest_talks
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.ui import layout
from lib.ui.layout import Tab


def show(actor: Actor) -> None:
    sees_alumni = actor.may(Permission.ALUMNI_VIEW)
    layout.header(_("Cựu HSSV"), _("Danh bạ, hoạt động và đóng góp của cựu học sinh, sinh viên."))
    layout.tabs(
        [
            Tab(_("Danh bạ"), partial(directory, actor), sees_alumni),
            Tab(_("Nói chuyện chuyên đề"), partial(guest_talks, actor), sees_alumni),
            Tab(_("Cố vấn đồng hành"), partial(mentors, actor), sees_alumni),
            Tab(_("Doanh nghiệp và hợp tác"), partial(agreements, actor), sees_alumni),
            Tab(_("Quỹ hỗ trợ sinh viên"), partial(fund, actor), actor.may(Permission.FUND_VIEW)),
            Tab(_("Nhập danh sách"), partial(graduates_import, actor), actor.may(Permission.ALUMNI_IMPORT)),
        ],
        key="alumni.tab",
    )
