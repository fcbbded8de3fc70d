"""Reads on rounds and on what they offer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions.dossiers import OfferedProgramme, RankingRules
from lib.admissions.tables import Applicant, Offer, Round
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.core.i18n import N_
from lib.registry.tables import Programme


class RoundGone(NotFound):
    message = N_("Không tìm thấy đợt tuyển sinh này. Hãy tải lại trang.")


@dataclass(frozen=True)
class RoundRow:
    id: int
    year: int
    name: str
    opens_on: date
    closes_on: date
    status: str
    closed_on: date | None
    kept_rules: dict[str, Any]
    applicants: int

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def rules(self) -> RankingRules:
        return RankingRules.decode(self.kept_rules)


def rounds(session: Session, actor: Actor) -> list[RoundRow]:
    """Every round, newest first."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    rows = session.execute(_rounds().order_by(Round.year.desc(), Round.opens_on.desc(), Round.id.desc()))
    return [RoundRow(*row) for row in rows]


def round_row(session: Session, actor: Actor, round_id: int) -> RoundRow:
    """One round; raises RoundGone."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    row = session.execute(_rounds().where(Round.id == round_id)).one_or_none()
    if row is None:
        raise RoundGone()
    return RoundRow(*row)


def offers(session: Session, round_id: int) -> list[OfferedProgramme]:
    """What the round offers, by programme code."""
    rows = session.execute(
        sa.select(
            Programme.id,
            Programme.code,
            Programme.name,
            Programme.level,
            Offer.quota,
            Offer.foreign_seats,
            Offer.taken,
            Offer.min_dxt,
            Offer.language_required,
        )
        .join(Offer, Offer.programme_id == Programme.id)
        .where(Offer.round_id == round_id)
        .order_by(Programme.code)
    )
    return [OfferedProgramme(*row) for row in rows]


def _rounds() -> sa.Select[int, int, str, date, date, str, date | None, dict[str, Any], int]:
    applicants = sa.select(sa.func.count()).where(Applicant.round_id == Round.id).correlate(Round).scalar_subquery()
    return sa.select(
        Round.id,
        Round.year,
        Round.name,
        Round.opens_on,
        Round.closes_on,
        Round.status,
        Round.closed_on,
        Round.ranking_rules,
        applicants,
    )
