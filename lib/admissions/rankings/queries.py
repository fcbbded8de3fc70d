"""Reads for a ranking: everything that decides a round, and the runs that were kept."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.accounts.tables import Account
from lib.admissions import snapshots
from lib.admissions.applicants import queries as applicants
from lib.admissions.dossiers import RoundCase
from lib.admissions.rounds import queries as rounds
from lib.admissions.tables import Applicant, CouncilChoice, RankingRun
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.core.i18n import N_
from lib.registry.tables import Programme


class RunGone(NotFound):
    message = N_("Không tìm thấy kết quả đã lưu này. Hãy tải lại trang.")


@dataclass(frozen=True)
class CouncilRow:
    """One applicant whom the council chose, with its minutes."""

    programme_id: int
    programme: str
    code: str
    full_name: str
    minutes: str
    chosen_by: str
    created_at: datetime


@dataclass(frozen=True)
class RunRow:
    """A kept ranking; `counts` are applicants by status code."""

    id: int
    created_at: datetime
    saved_by: str
    settings: dict[str, Any]
    counts: dict[str, int]


@dataclass(frozen=True)
class Run:
    """A kept ranking whole."""

    settings: dict[str, Any]
    inputs: dict[str, Any]
    results: list[Any]

    @property
    def case(self) -> RoundCase:
        return snapshots.case_of(self.settings, self.inputs)

    @property
    def is_repeatable(self) -> bool:
        return snapshots.is_repeatable(self.settings, self.inputs, self.results)


def case(session: Session, actor: Actor, round_id: int) -> RoundCase:
    """Everything that decides the round as it stands; four statements."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    council: dict[str, set[str]] = defaultdict(set)
    for row in council_choices(session, actor, round_id):
        council[row.programme].add(row.code)
    return RoundCase(
        programmes=tuple(rounds.offers(session, round_id)),
        dossiers=applicants.dossiers(session, actor, round_id),
        rules=rounds.round_row(session, actor, round_id).rules,
        council={code: frozenset(chosen) for code, chosen in council.items()},
    )


def council_choices(session: Session, actor: Actor, round_id: int) -> list[CouncilRow]:
    """Whom the council chose, by programme and file code."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    rows = session.execute(
        sa.select(
            CouncilChoice.programme_id,
            Programme.code,
            Applicant.code,
            Applicant.full_name,
            CouncilChoice.minutes,
            Account.full_name,
            CouncilChoice.created_at,
        )
        .join(Programme, Programme.id == CouncilChoice.programme_id)
        .join(Applicant, Applicant.id == CouncilChoice.applicant_id)
        .join(Account, Account.id == CouncilChoice.created_by)
        .where(CouncilChoice.round_id == round_id)
        .order_by(Programme.code, Applicant.code)
    )
    return [CouncilRow(*row) for row in rows]


def runs(session: Session, actor: Actor, round_id: int) -> list[RunRow]:
    """The kept rankings of the round, newest first, without their inputs; one statement."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    statuses = sa.func.jsonb_path_query_array(RankingRun.results, sa.cast("$[*].status", JSONPATH))
    rows = session.execute(
        sa.select(RankingRun.id, RankingRun.created_at, Account.full_name, RankingRun.settings, statuses)
        .join(Account, Account.id == RankingRun.created_by)
        .where(RankingRun.round_id == round_id)
        .order_by(RankingRun.id.desc())
    )
    return [RunRow(id_, at, by, settings, dict(Counter(found))) for id_, at, by, settings, found in rows]


def run(session: Session, actor: Actor, *, round_id: int, run_id: int) -> Run:
    """One kept ranking; raises RunGone."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    row = session.execute(
        sa.select(RankingRun.settings, RankingRun.inputs, RankingRun.results).where(
            RankingRun.id == run_id, RankingRun.round_id == round_id
        )
    ).one_or_none()
    if row is None:
        raise RunGone()
    return Run(*row)


def newest_run(session: Session, round_id: int) -> tuple[int, Run] | None:
    """The last kept ranking of the round with its id, to compare with another."""
    row = session.execute(
        sa.select(RankingRun.id, RankingRun.settings, RankingRun.inputs, RankingRun.results)
        .where(RankingRun.round_id == round_id)
        .order_by(RankingRun.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], Run(*row[1:]))
