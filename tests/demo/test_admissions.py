"""The demo's rounds, as the ranking takes them."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.dossiers import DirectClaim, Dossier, OfferedProgramme, RoundCase
from lib.admissions.tables import Applicant, Choice, Offer, Round
from lib.demo.school import CROWDED, HIGH_QUALITY
from lib.registry.tables import (
    Programme,
)
from tests.demo.loading import TODAY

pytestmark = pytest.mark.database


def test_two_rounds_one_of_them_open(school: Session) -> None:
    rounds = school.scalars(sa.select(Round).order_by(Round.opens_on)).all()
    assert [one.status for one in rounds] == ["closed", "open"]
    assert rounds[0].closes_on < TODAY <= rounds[1].closes_on


def cases(session: Session) -> Iterator[RoundCase]:
    """Each round as the ranking takes it."""
    chosen: dict[int, list[str]] = {}
    choices = sa.select(Choice.applicant_id, Programme.code).join(Programme, Programme.id == Choice.programme_id)
    for applicant_id, code in session.execute(choices.order_by(Choice.applicant_id, Choice.position)):
        chosen.setdefault(applicant_id, []).append(code)
    for round_id in session.scalars(sa.select(Round.id).order_by(Round.id)):
        offers = session.execute(
            sa.select(Programme, Offer)
            .join(Offer, Offer.programme_id == Programme.id)
            .where(Offer.round_id == round_id)
        )
        applicants = session.scalars(sa.select(Applicant).where(Applicant.round_id == round_id))
        yield RoundCase(
            tuple(offered(programme, offer) for programme, offer in offers),
            tuple(dossier(applicant, chosen[applicant.id]) for applicant in applicants),
        )


def offered(programme: Programme, offer: Offer) -> OfferedProgramme:
    return OfferedProgramme(
        programme.id,
        programme.code,
        programme.name,
        programme.level,
        offer.quota,
        offer.foreign_seats,
        offer.taken,
        offer.min_dxt,
        offer.language_required,
    )


def dossier(applicant: Applicant, choices: list[str]) -> Dossier:
    return Dossier(
        applicant.code,
        applicant.full_name,
        tuple(choices),
        applicant.grade10,
        applicant.grade11,
        applicant.grade12,
        applicant.average,
        tuple(applicant.ut_groups),
        applicant.ut_verified,
        applicant.area or "",
        applicant.language_ok,
        applicant.nationality != "VN",
        applicant.direct_category or "",
        applicant.direct_verified,
        applicant.direct_decision or "",
    )


def test_claims_to_direct_admission_stand_at_every_step(school: Session) -> None:
    claims = {claim for case in cases(school) for claim in case.claims().values()}
    assert claims == {DirectClaim.ENTITLED, DirectClaim.RECTOR, DirectClaim.UNVERIFIED}


def test_each_round_ends_in_equals_at_the_last_seat_of_the_crowded_programme(school: Session) -> None:
    for case in cases(school):
        (crowded,) = [one for one in case.rank().programmes if one.code == CROWDED]
        assert crowded.tie is not None
        assert 0 < crowded.tie.seats_left < len(crowded.tie.members)


def test_the_high_quality_programme_asks_for_six_and_a_half_and_a_language(school: Session) -> None:
    offers = school.scalars(
        sa.select(Offer).join(Programme, Programme.id == Offer.programme_id).where(Programme.code == HIGH_QUALITY)
    ).all()
    assert {(str(offer.min_dxt), offer.language_required) for offer in offers} == {("6.50", True)}
    candidates = (
        sa.select(Applicant.language_ok)
        .join(Choice, Choice.applicant_id == Applicant.id)
        .join(Programme, Programme.id == Choice.programme_id)
        .where(Programme.code == HIGH_QUALITY)
        .distinct()
    )
    assert set(school.scalars(candidates)) == {True, False, None}
