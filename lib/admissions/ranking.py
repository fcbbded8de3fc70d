"""Ranking of a round (N II.3): who gets which seat, who is equal at the last one, and why everybody else is not in.

Seats = quota − foreign seats − seats already taken − direct admissions. The result is the stable one over one to three
ordered preferences and does not depend on the order of the input.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import numpy as np

from lib.admissions.eligibility import NOTHING, DemandArrays, Demands, FactArrays, unmet_flags
from lib.admissions.explanations import Explainer
from lib.admissions.matching import NO_PROGRAMME, Bools, Ints
from lib.admissions.seating import Field, Seated, Seating, seat
from lib.admissions.values import (
    MOST_CHOICES,
    Applicant,
    Criterion,
    Outcome,
    Programme,
    ProgrammeResult,
    Ranking,
    Status,
    TieBlock,
    Ties,
)
from lib.core.errors import InvalidInput
from lib.core.i18n import N_

HIGHEST_DXH = 10_000
"""Hundredths; far above any ĐXH, so that a score given in the wrong unit is noticed."""

NO_CHOICES: Mapping[str, frozenset[str]] = MappingProxyType({})


def rank(
    applicants: Iterable[Applicant],
    programmes: Iterable[Programme],
    *,
    ties: Ties = Ties.COUNCIL,
    criteria: Sequence[Criterion] = (Criterion.DXT,),
    council_choices: Mapping[str, frozenset[str]] = NO_CHOICES,
) -> Ranking:
    """Rank one round.

    `council_choices`: programme code → applicants whom the council chose among equals there; it separates equals only
    and is not used when all equals are admitted. Raises InvalidInput for codes or ids that are unknown or doubled.
    """
    people = sorted(applicants, key=lambda person: person.id)
    offers = sorted(programmes, key=lambda programme: programme.code)
    index = _index([offer.code for offer in offers])
    ids = _index([person.id for person in people])
    arrays = _field(people, offers, index, criteria)
    pending = ties is Ties.COUNCIL
    favoured = _favoured(council_choices, index, ids) if pending else {}
    seating = seat(arrays, ties_pending=pending, favoured=favoured)
    results = tuple(_programme_result(seating, p, offer.code, people) for p, offer in enumerate(offers))
    explainer = Explainer(seating, people, offers, criteria, results)
    outcomes = [_outcome(seating, i, person, explainer) for i, person in enumerate(people)]
    return Ranking(tuple(sorted(outcomes, key=_order)), results)


def check_council_choice(block: TieBlock, chosen: frozenset[str]) -> None:
    """Raise InvalidInput unless the council chose members of the block, and no more than there are seats."""
    strangers = sorted(chosen - set(block.members))
    if strangers:
        raise InvalidInput(
            N_("Thí sinh {ids} không thuộc nhóm bằng điểm của ngành {programme}. Hãy chọn trong nhóm."),
            ids=", ".join(strangers),
            programme=block.programme,
        )
    if len(chosen) > block.seats_left:
        raise InvalidInput(
            N_("Ngành {programme} chỉ còn {seats} chỉ tiêu nhưng đã chọn {n} thí sinh. Hãy bỏ bớt."),
            programme=block.programme,
            seats=block.seats_left,
            n=len(chosen),
        )


def _index(names: list[str]) -> dict[str, int]:
    index = {name: position for position, name in enumerate(names)}
    if len(index) < len(names):
        doubled = sorted(name for name, times in Counter(names).items() if times > 1)
        raise InvalidInput(N_("Mã bị lặp: {codes}. Mỗi mã chỉ dùng một lần."), codes=", ".join(doubled))
    return index


def _field(
    people: list[Applicant], offers: list[Programme], index: Mapping[str, int], criteria: Sequence[Criterion]
) -> Field:
    choices = np.full((len(people), MOST_CHOICES), NO_PROGRAMME, dtype=np.int16)
    for i, person in enumerate(people):
        choices[i, : len(person.choices)] = _chosen_programmes(person, index)
    dxh = _column(person.score.dxh for person in people)
    if dxh.max(initial=0) > HIGHEST_DXH:
        raise InvalidInput(N_("Có điểm xếp hạng lớn hơn 100. Hãy kiểm tra lại thang điểm."))
    columns = {
        Criterion.DXT: _column(person.score.dxt for person in people),
        Criterion.GRADE12: _column(person.grade12 for person in people),
    }
    facts = FactArrays.of((person.score.dxt for person in people), (person.evidence for person in people))
    asked = DemandArrays.of([*(offer.demands for offer in offers), Demands()]).at(choices)
    return Field(
        choices=choices,
        dxh=dxh,
        criteria=[columns[criterion] for criterion in criteria],
        unmet=unmet_flags(facts, asked),
        direct=np.array([bool(person.direct) for person in people], dtype=np.bool_),
        seats=np.array([offer.quota - offer.foreign_seats - offer.taken for offer in offers], dtype=np.int64),
    )


def _chosen_programmes(person: Applicant, index: Mapping[str, int]) -> list[int]:
    unknown = [code for code in person.choices if code not in index]
    if unknown:
        raise InvalidInput(
            N_("Thí sinh {id}: không có ngành {codes} trong đợt này."), id=person.id, codes=", ".join(unknown)
        )
    if not 1 <= len(set(person.choices)) == len(person.choices) <= MOST_CHOICES:
        raise InvalidInput(
            N_("Thí sinh {id}: cần từ 1 đến {most} nguyện vọng khác nhau."), id=person.id, most=MOST_CHOICES
        )
    return [index[code] for code in person.choices]


def _column(values: Iterable[int | None]) -> Ints:
    return np.array([NOTHING if value is None else value for value in values], dtype=np.int64)


def _favoured(
    council_choices: Mapping[str, frozenset[str]], index: Mapping[str, int], ids: Mapping[str, int]
) -> dict[int, Bools]:
    unknown = sorted(({*council_choices} - {*index}) | ({*chain(*council_choices.values())} - {*ids}))
    if unknown:
        raise InvalidInput(
            N_("Quyết định của Hội đồng nhắc đến mã không có trong đợt: {codes}."), codes=", ".join(unknown)
        )
    masks = {}
    for code, chosen in council_choices.items():
        masks[index[code]] = np.isin(np.arange(len(ids)), [ids[one] for one in chosen])
    return masks


def _programme_result(seating: Seating, p: int, code: str, people: list[Applicant]) -> ProgrammeResult:
    held = seating.settlement.held[p]
    seats = int(seating.seats[p])
    here = seating.programme == p
    room = int(seating.field.seats[p])
    cutoff, tie = None, None
    if held.size:
        standing = seating.contest.places_at(p, held)
        last = held[standing == standing.max()]
        cutoff = int(seating.field.dxh[last[0]])
        if seating.status[last[0]] == Seated.TIE and held.size > seats:
            members = tuple(sorted(people[i].id for i in last))
            left = seats - (len(held) - len(last))
            tie = TieBlock(code, cutoff, left, members, bool(seating.settlement.firm[p]))
    return ProgrammeResult(
        code=code,
        seats=seats,
        direct=int(seating.direct[p]),
        admitted=int((here & (seating.status == Seated.ADMITTED)).sum()),
        cutoff=cutoff,
        tie=tie,
        over_quota=max(0, int(seating.direct[p]) - max(0, room)),
    )


STATUSES = {
    Seated.DIRECT: Status.DIRECT,
    Seated.ADMITTED: Status.ADMITTED,
    Seated.TIE: Status.TIE,
    Seated.NOT_ADMITTED: Status.NOT_ADMITTED,
    Seated.INELIGIBLE: Status.INELIGIBLE,
}


def _outcome(seating: Seating, i: int, person: Applicant, explainer: Explainer) -> Outcome:
    place = int(seating.rank[i])
    programme = explainer.offers[seating.programme[i]].code
    return Outcome(
        id=person.id,
        status=STATUSES[Seated(seating.status[i])],
        programme=programme,
        choice=person.choices.index(programme) + 1,
        rank=place or None,
        score=person.score,
        reasons=explainer.reasons(i),
    )


def _order(outcome: Outcome) -> tuple[str, bool, int, str]:
    return outcome.programme, outcome.status is Status.INELIGIBLE, outcome.rank or 0, outcome.id
