"""Writes of a ranking: the council's choice among equals, and rankings that are kept."""

from collections.abc import Collection
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions import snapshots
from lib.admissions.applicants import queries as applicants
from lib.admissions.ranking import check_council_choice
from lib.admissions.rankings import queries, workbook
from lib.admissions.rankings.queries import Run
from lib.admissions.rankings.workbook import RoundResult
from lib.admissions.rounds import queries as rounds
from lib.admissions.rounds.commands import locked_round, open_round
from lib.admissions.tables import Applicant, CouncilChoice, RankingRun
from lib.admissions.values import TieBlock
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import clean

Kind = Literal["results", "public"]


class NothingToChoose(InvalidInput):
    message = N_("Ngành {programme} không còn nhóm bằng điểm nào chờ Hội đồng. Hãy xem lại bảng xếp hạng.")


class OtherBlockFirst(InvalidInput):
    message = N_(
        "Nhóm bằng điểm của ngành {programme} còn phụ thuộc ngành khác. Hãy ghi quyết định của ngành kia trước."
    )


def record_council_choice(
    session: Session, actor: Actor, *, round_id: int, programme: str, chosen: Collection[str], minutes: str
) -> int:
    """Record whom the council chose among the equals of a programme, by file codes. Returns how many.

    Raises RoundClosed, NothingToChoose, OtherBlockFirst, and InvalidInput for a choice that the block does not allow.
    """
    guard.require(actor, Permission.ADMISSIONS_RANK)
    open_round(session, round_id)
    number = clean(minutes)
    if not number or not chosen:
        raise InvalidInput(N_("Hãy chọn thí sinh mà Hội đồng đã chọn và ghi số biên bản họp."))
    block = _block(session, actor, round_id, programme)
    check_council_choice(block, frozenset(chosen))
    named = sa.select(Applicant.code, Applicant.id).where(Applicant.round_id == round_id, Applicant.code.in_(chosen))
    ids = dict(session.execute(named).all())
    programme_id = next(one.programme_id for one in rounds.offers(session, round_id) if one.code == programme)
    session.add_all(
        CouncilChoice(
            round_id=round_id,
            programme_id=programme_id,
            applicant_id=ids[code],
            minutes=number,
            created_by=actor.user_id,
        )
        for code in sorted(chosen)
    )
    session.flush()
    audit.record(
        session, actor, "council.chosen", "admission_round", round_id,
        programme=programme, chosen=sorted(chosen), among=list(block.members), minutes=number,
    )  # fmt: skip
    return len(chosen)


def withdraw_council_choice(session: Session, actor: Actor, *, round_id: int, programme_id: int) -> int:
    """Take back every choice of the council in one programme. Returns how many there were."""
    guard.require(actor, Permission.ADMISSIONS_RANK)
    open_round(session, round_id)
    before = [row for row in queries.council_choices(session, actor, round_id) if row.programme_id == programme_id]
    session.execute(
        sa.delete(CouncilChoice).where(CouncilChoice.round_id == round_id, CouncilChoice.programme_id == programme_id)
    )
    audit.record(
        session, actor, "council.withdrawn", "admission_round", round_id,
        programme_id=programme_id, chosen=[row.code for row in before], minutes=[row.minutes for row in before],
    )  # fmt: skip
    return len(before)


def save_run(session: Session, actor: Actor, *, round_id: int) -> int:
    """Keep the ranking as it stands now, with all that it came from; it can never be changed. Returns its id.

    If the newest kept ranking is the very same, as after a double click, nothing is added and that one is meant.
    """
    guard.require(actor, Permission.ADMISSIONS_RANK)
    locked_round(session, round_id)
    case = queries.case(session, actor, round_id)
    if not case.dossiers:
        raise InvalidInput(N_("Đợt này chưa có hồ sơ nào để xếp hạng. Hãy nhập hồ sơ trước."))
    kept = Run(snapshots.settings(case), snapshots.inputs(case), snapshots.results(case.rank()))
    newest = queries.newest_run(session, round_id)
    if newest is not None and newest[1] == kept:
        return newest[0]
    made = RankingRun(
        round_id=round_id,
        settings=kept.settings,
        inputs=kept.inputs,
        results=kept.results,
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "ranking.saved", "ranking_run", made.id, round_id=round_id, rows=len(made.results))
    return made.id


def export(session: Session, actor: Actor, *, round_id: int, kind: Kind) -> bytes:
    """The ranking as it stands as a workbook; who took which one away is on record.

    `results` holds everything with the reasons, `public` who is admitted where and nothing else about them.
    """
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    case = queries.case(session, actor, round_id)
    found = RoundResult(
        round_=rounds.round_row(session, actor, round_id),
        case=case,
        ranking=case.rank(),
        cards={card.dossier.code: card for card in applicants.cards(session, actor, round_id)},
        council=queries.council_choices(session, actor, round_id),
        made_at=clock.now(),
    )
    audit.record(session, actor, "ranking.exported", "admission_round", round_id, kind=kind, rows=len(case.dossiers))
    return workbook.results(found) if kind == "results" else workbook.public_list(found)


def _block(session: Session, actor: Actor, round_id: int, programme: str) -> TieBlock:
    ranking = queries.case(session, actor, round_id).rank()
    for result in ranking.programmes:
        if result.code == programme and result.tie is not None:
            if not result.tie.firm:
                raise OtherBlockFirst(programme=programme)
            return result.tie
    raise NothingToChoose(programme=programme)
