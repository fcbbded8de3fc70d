"""Writes on rounds and on what they offer."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions.dossiers import RankingRules
from lib.admissions.rounds import rules
from lib.admissions.rounds.queries import RoundGone
from lib.admissions.rounds.rules import OfferInput
from lib.admissions.tables import Applicant, Choice, Offer, Round
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import clean

OFFER_FIELDS = ("quota", "foreign_seats", "taken", "min_dxt", "language_required")


class StillChosen(InvalidInput):
    message = N_("Ngành {codes} đã có thí sinh đăng ký trong đợt này nên không bỏ được. Hãy đặt chỉ tiêu là 0.")


def locked_round(session: Session, round_id: int) -> Round:
    """The round, kept from other writers until the transaction ends; raises RoundGone."""
    found = session.scalar(sa.select(Round).where(Round.id == round_id).with_for_update())
    if found is None:
        raise RoundGone()
    return found


def open_round(session: Session, round_id: int) -> Round:
    """The locked round; raises RoundClosed when it takes no more changes."""
    found = locked_round(session, round_id)
    rules.check_open(name=found.name, status=found.status, closed_on=found.closed_on)
    return found


def create_round(session: Session, actor: Actor, *, year: int, name: str, opens_on: date, closes_on: date) -> int:
    """A new, open round; its name is used once a year. Returns its id."""
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    called = clean(name)
    if not called:
        raise InvalidInput(N_("Hãy ghi tên đợt, ví dụ «Đợt 1»."))
    made = Round(year=year, name=called, opens_on=opens_on, closes_on=closes_on)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "round.created", "admission_round", made.id,
        year=year, name=called, opens_on=opens_on, closes_on=closes_on,
    )  # fmt: skip
    return made.id


def close_round(session: Session, actor: Actor, *, round_id: int) -> str:
    """Freeze the files, offers, rules and council choices of the round. Returns its name."""
    return _move(session, actor, round_id, rules.CLOSED)


def reopen_round(session: Session, actor: Actor, *, round_id: int) -> str:
    return _move(session, actor, round_id, rules.OPEN)


def save_offers(session: Session, actor: Actor, *, round_id: int, offers: Sequence[OfferInput]) -> int:
    """Add, change or (without a quota) withdraw the given offers; others stay. Returns how many were given.

    Raises StillChosen for a withdrawn programme that an applicant has chosen.
    """
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    open_round(session, round_id)
    for offer in offers:
        rules.check_offer(offer)
    ids = [offer.programme_id for offer in offers]
    known = session.scalars(sa.select(Offer).where(Offer.round_id == round_id, Offer.programme_id.in_(ids)))
    before = {offer.programme_id: _facts(offer) for offer in known}
    _withdraw(session, round_id, [offer for offer in offers if offer.quota is None])
    kept = [offer for offer in offers if offer.quota is not None]
    if kept:
        rows = [{"round_id": round_id, "programme_id": offer.programme_id} | _facts(offer) for offer in kept]
        statement = insert(Offer).values(rows)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[Offer.round_id, Offer.programme_id],
                set_={name: statement.excluded[name] for name in OFFER_FIELDS},
            )
        )
    session.expire_all()
    changed = [
        {"code": offer.code, "old": _said(before.get(offer.programme_id)), "new": _said(_facts(offer))}
        for offer in offers
    ]
    audit.record(session, actor, "offers.saved", "admission_round", round_id, offers=changed)
    return len(offers)


def save_rules(session: Session, actor: Actor, *, round_id: int, chosen: RankingRules) -> None:
    """How the round is ranked, the same for everybody who looks at it."""
    guard.require(actor, Permission.ADMISSIONS_RANK)
    round_ = open_round(session, round_id)
    before = RankingRules.decode(round_.ranking_rules).encode()
    round_.ranking_rules = chosen.encode()
    session.flush()
    audit.record(
        session, actor, "round.rules_changed", "admission_round", round_id, old=before, new=round_.ranking_rules
    )


def _move(session: Session, actor: Actor, round_id: int, to: str) -> str:
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    round_ = locked_round(session, round_id)
    rules.check_move(name=round_.name, status=round_.status, to=to)
    round_.status = to
    round_.closed_on = clock.today() if to == rules.CLOSED else None
    session.flush()
    audit.record(session, actor, f"round.{to}", "admission_round", round_id, name=round_.name)
    return round_.name


def _withdraw(session: Session, round_id: int, offers: Iterable[OfferInput]) -> None:
    codes = {offer.programme_id: offer.code for offer in offers}
    if not codes:
        return
    chosen = session.scalars(
        sa.select(Choice.programme_id)
        .join(Applicant, Applicant.id == Choice.applicant_id)
        .where(Applicant.round_id == round_id, Choice.programme_id.in_(codes))
        .distinct()
    ).all()
    if chosen:
        raise StillChosen(codes=", ".join(sorted(codes[one] for one in chosen)))
    session.execute(sa.delete(Offer).where(Offer.round_id == round_id, Offer.programme_id.in_(codes)))


def _facts(offer: Offer | OfferInput) -> dict[str, Any]:
    values = asdict(offer) if isinstance(offer, OfferInput) else vars(offer)
    return {name: values[name] for name in OFFER_FIELDS}


def _said(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    """As JSON: a threshold is kept to the digit."""
    if facts is None or facts["quota"] is None:
        return None
    return facts | {"min_dxt": None if facts["min_dxt"] is None else str(facts["min_dxt"])}
