"""What holds for every round, against rounds that Hypothesis makes up and a plain one-by-one matching."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.admissions.ranking import rank
from lib.admissions.scores import Score
from lib.admissions.values import Applicant, Criterion, Programme, Ranking, Status, Ties
from tests.factories.ranking import applicant, programme

CODES = ("P", "Q", "R")
CRITERIA = [(), (Criterion.DXT,), (Criterion.DXT, Criterion.GRADE12)]
GETS_IN = (Status.ADMITTED, Status.DIRECT)


@st.composite
def people(draw: st.DrawFn) -> list[Applicant]:
    """Few different scores, so that equals are common."""
    return [
        applicant(
            f"A{n:02}",
            *draw(st.permutations(CODES))[: draw(st.integers(1, 3))],
            dxt=draw(st.sampled_from([None, 640, 650, 660, 670])),
            bonus=draw(st.sampled_from([0, 0, 10, 20])),
            language_ok=draw(st.sampled_from([True, True, True, False, None])),
            direct=draw(st.sampled_from(["", "", "", "", "", "hero"])),
            grade12=draw(st.sampled_from([None, 600, 700])),
        )
        for n in range(draw(st.integers(0, 12)))
    ]


@st.composite
def offers(draw: st.DrawFn) -> list[Programme]:
    return [
        programme(
            code,
            draw(st.integers(0, 5)),
            foreign_seats=draw(st.integers(0, 1)),
            taken=draw(st.integers(0, 1)),
            min_dxt=draw(st.sampled_from([None, 650])),
            language_required=draw(st.booleans()),
        )
        for code in CODES
    ]


criteria_settings = st.sampled_from(CRITERIA)
tie_settings = st.sampled_from(list(Ties))


def results(ranking: Ranking) -> dict[str, tuple[Status, str]]:
    return {one.id: (one.status, one.programme) for one in ranking.outcomes}


def is_eligible(person: Applicant, offer: Programme) -> bool:
    dxt, asked = person.score.dxt, offer.demands
    if dxt is None or person.direct:
        return False
    return dxt >= (asked.min_dxt or 0) and (not asked.language_required or person.evidence.language_ok is True)


def keys(group: Sequence[Applicant], criteria: Sequence[Criterion]) -> dict[str, tuple[int, ...]]:
    """Higher is better; a grade 12 that is unknown to one of several equals counts for none of them."""
    ranked = [person for person in group if person.score.dxt is not None]
    found = {one.id: (one.score.dxh, one.score.dxt if criteria else 0) for one in ranked}
    if Criterion.GRADE12 not in criteria:
        return found
    return {one.id: (*found[one.id], one.grade12 or 0) for one in ranked}


def one_by_one(
    group: Sequence[Applicant],
    seats: Mapping[str, int],
    orders: Mapping[str, Sequence[str]],
    by_code: Mapping[str, Programme],
) -> dict[str, str]:
    """Plain Gale and Shapley: one applicant at a time proposes; `orders` is each programme's strict order of ids."""
    left = {person.id: [code for code in person.choices if is_eligible(person, by_code[code])] for person in group}
    held: dict[str, list[str]] = {code: [] for code in seats}
    waiting = [person.id for person in group]
    while waiting:
        one = waiting.pop()
        if left[one]:
            code = left[one].pop(0)
            held[code] = sorted([*held[code], one], key=orders[code].index)
            waiting += held[code][seats[code] :]
            held[code] = held[code][: seats[code]]
    return {one: code for code, members in held.items() for one in members}


def some_resolution(
    group: Sequence[Applicant],
    ranking: Ranking,
    by_code: Mapping[str, Programme],
    random: Random,
    criteria: Sequence[Criterion],
) -> dict[str, str]:
    """One way in which the council, programme by programme, could separate all equals."""
    key = keys(group, criteria)
    orders = {}
    for code in CODES:
        shuffled = random.sample(sorted(key), len(key))
        orders[code] = sorted(shuffled, key=key.__getitem__, reverse=True)
    seats = {result.code: result.seats for result in ranking.programmes}
    return one_by_one([person for person in group if person.id in key], seats, orders, by_code)


@given(people(), offers(), tie_settings, criteria_settings, st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(group, plan, ties, criteria, random):
    shuffled = rank(random.sample(group, len(group)), random.sample(plan, len(plan)), ties=ties, criteria=criteria)
    assert shuffled == rank(group, plan, ties=ties, criteria=criteria)


@given(people(), offers(), tie_settings, criteria_settings)
def test_seats_are_exceeded_only_by_equals_that_are_all_admitted(group, plan, ties, criteria):
    ranking = rank(group, plan, ties=ties, criteria=criteria)
    key = keys(group, criteria)
    for result, offer in zip(ranking.programmes, plan, strict=True):
        inside = [one.id for one in ranking.outcomes if one.status is Status.ADMITTED and one.programme == offer.code]
        assert result.seats == max(0, offer.quota - offer.foreign_seats - offer.taken - result.direct)
        assert result.admitted == len(inside)
        if len(inside) > result.seats:
            assert ties is Ties.ADMIT_ALL
            last = min(key[one][:2] for one in inside)
            assert sum(key[one][:2] > last for one in inside) < result.seats


@settings(max_examples=200)
@given(people(), offers(), st.sampled_from(CRITERIA[:2]), st.randoms(use_true_random=False))
def test_what_is_final_holds_however_the_council_decides(group, plan, criteria, random):
    ranking = rank(group, plan, criteria=criteria)
    by_code = {offer.code: offer for offer in plan}
    for _ in range(5):
        possible = some_resolution(group, ranking, by_code, random, criteria)
        for one in ranking.outcomes:
            if one.status is Status.ADMITTED:
                assert possible[one.id] == one.programme
            elif one.status is Status.NOT_ADMITTED:
                assert one.id not in possible


@given(people(), offers())
def test_members_of_an_open_block_are_equal_and_too_many(group, plan):
    ranking = rank(group, plan)
    key = keys(group, (Criterion.DXT,))
    for result in ranking.programmes:
        if result.tie:
            assert len({key[member] for member in result.tie.members}) == 1
            assert 0 < result.tie.seats_left < len(result.tie.members)
            assert all(results(ranking)[member] == (Status.TIE, result.code) for member in result.tie.members)
    if not any(result.tie for result in ranking.programmes):
        assert Status.TIE not in {one.status for one in ranking.outcomes}


@given(people(), offers(), criteria_settings)
def test_with_a_single_preference_only_the_block_itself_waits(group, plan, criteria):
    ranking = rank([replace(person, choices=person.choices[:1]) for person in group], plan, criteria=criteria)
    members = {member for result in ranking.programmes if result.tie for member in result.tie.members}
    assert members == {one.id for one in ranking.outcomes if one.status is Status.TIE}
    assert all(result.tie.firm for result in ranking.programmes if result.tie)


def decided(group: list[Applicant], plan: list[Programme], random: Random) -> Ranking:
    """The council decides block after block, firm ones first."""
    choices: dict[str, frozenset[str]] = {}
    for _ in range(len(group) * len(plan) + 1):
        ranking = rank(group, plan, council_choices=choices)
        open_blocks = sorted((r.tie for r in ranking.programmes if r.tie), key=lambda block: not block.firm)
        if not open_blocks:
            return ranking
        block = open_blocks[0]
        chosen = frozenset(random.sample(block.members, block.seats_left))
        choices[block.programme] = choices.get(block.programme, frozenset()) | chosen
    raise AssertionError("the council never finishes")


@settings(max_examples=150)
@given(people(), offers(), st.randoms(use_true_random=False))
def test_choices_of_the_council_end_in_a_stable_list_within_the_seats(group, plan, random):
    ranking = decided(group, plan, random)
    assert Status.TIE not in {one.status for one in ranking.outcomes}
    assert all(result.admitted <= result.seats for result in ranking.programmes)
    assert_nobody_is_passed_over(group, plan, ranking)


@given(people(), offers(), criteria_settings)
def test_with_all_equals_admitted_nobody_is_passed_over(group, plan, criteria):
    assert_nobody_is_passed_over(group, plan, rank(group, plan, ties=Ties.ADMIT_ALL, criteria=criteria))


def assert_nobody_is_passed_over(group: list[Applicant], plan: list[Programme], ranking: Ranking) -> None:
    """Where somebody is eligible and would rather be, there is no free seat and nobody with a lower ĐXH."""
    result = results(ranking)
    scores = {person.id: person.score.dxh for person in group}
    for person in group:
        status, got = result[person.id]
        preferred = person.choices[: person.choices.index(got)] if status in GETS_IN else person.choices
        for offer in (offer for offer in plan if offer.code in preferred and is_eligible(person, offer)):
            inside = [one for one in result if result[one] == (Status.ADMITTED, offer.code)]
            seats = next(found.seats for found in ranking.programmes if found.code == offer.code)
            assert len(inside) >= seats
            assert all(scores[one] >= person.score.dxh for one in inside)


@settings(max_examples=200)
@given(people(), offers(), tie_settings, criteria_settings, st.data())
def test_a_higher_score_never_hurts(group, plan, ties, criteria, data):
    ranked = [at for at, person in enumerate(group) if person.score.dxt is not None and not person.direct]
    if not ranked:
        return
    at = data.draw(st.sampled_from(ranked))
    score = group[at].score
    raised = replace(group[at], score=Score(score.dxt + data.draw(st.integers(0, 40)), score.group, score.area))
    before = rank(group, plan, ties=ties, criteria=criteria)
    after = rank([*group[:at], raised, *group[at + 1 :]], plan, ties=ties, criteria=criteria)
    old, new = (next(one for one in ranking.outcomes if one.id == raised.id) for ranking in (before, after))
    if old.status is Status.ADMITTED:
        assert new.status in (Status.ADMITTED, Status.TIE)
        assert new.choice <= old.choice
    if old.rank and new.programme == old.programme:
        assert new.rank <= old.rank


@given(people(), offers(), tie_settings)
def test_nobody_gets_in_below_the_threshold_or_without_proof(group, plan, ties):
    by_code = {offer.code: offer for offer in plan}
    by_id = {person.id: person for person in group}
    for one in rank(group, plan, ties=ties).outcomes:
        eligible = [code for code in by_id[one.id].choices if is_eligible(by_id[one.id], by_code[code])]
        if one.status in (Status.ADMITTED, Status.TIE, Status.NOT_ADMITTED):
            assert one.programme in eligible
        else:
            assert not eligible


@given(people(), offers(), tie_settings)
def test_everybody_has_one_result_and_whoever_is_not_in_has_a_reason(group, plan, ties):
    outcomes = rank(group, plan, ties=ties).outcomes
    assert sorted(one.id for one in outcomes) == sorted(person.id for person in group)
    assert all(str(found) for one in outcomes for found in one.reasons)
    assert all(one.reasons for one in outcomes if one.status is not Status.ADMITTED)
