"""Page 1: the tabs of the alumni wing, each shown only to whom its permission allows."""

from functools import partial

from lib.accounts.permissions import Permission
from lib.alumni.graduates.view import graduates_import
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.ui import layout
from lib.ui.layout import Tab


def show(actor: Actor) -> None:
    layout.header(_("Cựu HSSV"), _("Danh bạ, hoạt động và đóng góp của cựu học sinh, sinh viên."))
    layout.tabs(
        [
            Tab(_("Nhập danh sách"), partial(graduates_import, actor), actor.may(Permission.ALUMNI_IMPORT)),
        ],
        key="alumni.tab",
    )
