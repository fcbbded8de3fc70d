"""Page 4: the indicators and the obligations."""

from lib.core.actor import Actor
from lib.core.i18n import _
from lib.reports import view
from lib.reports.obligations import view as obligations
from lib.ui import layout
from lib.ui.layout import Tab

TABS = "reports.tab"


def show(actor: Actor) -> None:
    layout.header(_("Báo cáo"), _("Chỉ tiêu và nhiệm vụ kết nối cựu HSSV theo Quyết định 1262/QĐ-CĐSL."))
    layout.tabs(
        [
            Tab(_("Các chỉ tiêu"), lambda: view.indicators(actor)),
            Tab(_("Việc phải làm"), lambda: obligations.whole_board(actor)),
        ],
        key=TABS,
    )
