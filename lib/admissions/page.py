"""Page 2: one round is chosen for the whole page; its tabs lead from seats to files to the ranking."""

from functools import partial

from lib.admissions.applicants.view import applicants_tab
from lib.admissions.rankings.view import ranking_tab
from lib.admissions.rounds import queries
from lib.admissions.rounds.view import chosen_round, rounds_tab
from lib.core.actor import Actor
from lib.core.database import reading
from lib.core.i18n import _
from lib.ui import layout
from lib.ui.layout import Tab


def show(actor: Actor) -> None:
    layout.header(_("Tuyển sinh"), _("Đợt và chỉ tiêu, hồ sơ thí sinh, xếp hạng và kết quả xét tuyển."))
    with reading() as session:
        rounds = queries.rounds(session, actor)
    round_ = chosen_round(rounds)
    layout.tabs(
        [
            Tab(_("Đợt và chỉ tiêu"), partial(rounds_tab, actor, rounds, round_)),
            Tab(_("Hồ sơ"), partial(applicants_tab, actor, round_)),
            Tab(_("Xếp hạng"), partial(ranking_tab, actor, round_)),
        ],
        key="admissions.tab",
    )
