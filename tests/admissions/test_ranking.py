"""Seats, ties and preferences: the rules as sentences. What holds for every round is in test_ranking_laws."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from lib.admissions.eligibility import Evidence
from lib.admissions.ranking import check_council_choice, rank
from lib.admissions.reasons import ReasonCode
from lib.admissions.scores import NOTICE_2023, Score, area_points, average, group_codes, group_points, hundredths
from lib.admissions.values import Applicant, Criterion, Status, TieBlock, Ties
from lib.core.errors import InvalidInput
from tests.factories.ranking import applicant, programme

CUTOFF = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "cases" / "ranking_cutoff.csv").read_text(encoding="utf-8").splitlines()
    )
)
DXT, GRADE12 = Criterion.DXT, Criterion.GRADE12
SETTINGS = {
    "expect_admit_all": (Ties.ADMIT_ALL, ()),
    "expect_tiebreak_dxt": (Ties.COUNCIL, (DXT,)),
    "expect_tiebreak_dxt_grade12": (Ties.COUNCIL, (DXT, GRADE12)),
}


def statuses(ranking):
    return {outcome.id: (outcome.status.value, outcome.programme) for outcome in ranking.outcomes}


def outcome(ranking, wanted):
    return next(one for one in ranking.outcomes if one.id == wanted)


def codes(ranking, wanted):
    return [found.code for found in outcome(ranking, wanted).reasons]


def worked_case(case):
    return Applicant(
        id=case["id"],
        choices=("P",),
        score=Score(
            average([Decimal(case["dxt"])]),
            group_points(group_codes(case["ut"]), NOTICE_2023, is_verified=True),
            area_points(case["kv"], NOTICE_2023),
        ),
        evidence=Evidence(language_ok=case["language_ok"] == "1"),
        grade12=hundredths(Decimal(case["grade12"])),
    )


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_worked_cutoff_comes_out_under_each_tie_setting(setting):
    ties, criteria = SETTINGS[setting]
    direct = [applicant(f"D{n}", dxt=None, direct="hero") for n in (1, 2)]
    offer = programme(quota=8, foreign_seats=1, min_dxt=650, language_required=True)
    ranking = rank([*map(worked_case, CUTOFF), *direct], [offer], ties=ties, criteria=criteria)
    for case in CUTOFF:
        found = outcome(ranking, case["id"])
        assert found.status == case[setting]
        assert str(found.rank or "") == case["expect_rank"]
        assert found.score.dxh == hundredths(Decimal(case["expect_dxh"]))
    assert outcome(ranking, "D1").status is Status.DIRECT
    assert ranking.programmes[0].seats == 5


def test_seats_are_the_quota_less_foreign_taken_and_direct_ones():
    people = [applicant(f"A{n}", dxt=500 + n) for n in range(9)] + [applicant("Z", direct="hero")]
    ranking = rank(people, [programme(quota=8, foreign_seats=2, taken=3)])
    assert (ranking.programmes[0].seats, ranking.programmes[0].direct, ranking.programmes[0].admitted) == (2, 1, 2)


def test_direct_admissions_beyond_the_quota_are_kept_and_told():
    people = [applicant("A"), applicant("Y", direct="hero"), applicant("Z", direct="hero")]
    ranking = rank(people, [programme(quota=1)])
    assert statuses(ranking) == {"A": ("not_admitted", "P"), "Y": ("direct", "P"), "Z": ("direct", "P")}
    assert (ranking.programmes[0].seats, ranking.programmes[0].over_quota) == (0, 1)
    assert codes(ranking, "A") == [ReasonCode.NO_SEATS]


def test_a_direct_admission_below_the_threshold_is_flagged_for_the_council():
    ranking = rank([applicant("A", dxt=600, direct="hero")], [programme(min_dxt=650)])
    assert codes(ranking, "A") == [ReasonCode.DIRECT, ReasonCode.DIRECT_WITH_FLAGS, ReasonCode.DXT_TOO_LOW]


def test_bonus_points_do_not_help_over_the_threshold_but_count_in_the_ranking():
    people = [applicant("A", dxt=640, bonus=275), applicant("B", dxt=650, bonus=100), applicant("C", dxt=740)]
    ranking = rank(people, [programme(min_dxt=650)])
    assert statuses(ranking) == {"A": ("ineligible", "P"), "B": ("admitted", "P"), "C": ("not_admitted", "P")}


def test_equal_scores_are_separated_by_the_criteria_in_their_order():
    people = [
        applicant("A", dxt=700, bonus=50, grade12=900),
        applicant("B", dxt=725, bonus=25, grade12=700),
        applicant("C", dxt=725, bonus=25, grade12=710),
    ]
    assert statuses(rank(people, [programme()], criteria=(DXT, GRADE12)))["C"] == ("admitted", "P")
    assert statuses(rank(people, [programme()], criteria=(GRADE12,)))["A"] == ("admitted", "P")
    by_average = statuses(rank(people, [programme()]))
    assert by_average == {"A": ("not_admitted", "P"), "B": ("tie", "P"), "C": ("tie", "P")}
    assert {status for status, _ in statuses(rank(people, [programme()], criteria=())).values()} == {"tie"}


def test_nobody_loses_the_last_seat_to_an_unknown_mark():
    people = [applicant("A", grade12=900), applicant("B", grade12=None)]
    assert {status for status, _ in statuses(rank(people, [programme()], criteria=(DXT, GRADE12))).values()} == {"tie"}


def test_an_unknown_mark_of_somebody_else_does_not_stop_the_criterion():
    people = [applicant("A", grade12=900), applicant("B", grade12=800), applicant("C", dxt=600)]
    ranking = rank(people, [programme()], criteria=(DXT, GRADE12))
    assert statuses(ranking)["A"] == ("admitted", "P")


def test_equals_who_all_fit_are_no_tie():
    ranking = rank([applicant("A"), applicant("B")], [programme(quota=2)])
    assert statuses(ranking) == {"A": ("admitted", "P"), "B": ("admitted", "P")}
    assert ranking.programmes[0].tie is None


def test_a_tie_block_names_its_members_and_the_seats_left():
    people = [applicant("A", dxt=800), applicant("B"), applicant("C"), applicant("D"), applicant("E", dxt=600)]
    ranking = rank(people, [programme(quota=3)])
    assert ranking.programmes[0].tie == TieBlock("P", 700, 2, ("B", "C", "D"), firm=True)
    assert statuses(ranking)["E"] == ("not_admitted", "P")


@pytest.mark.parametrize("chosen", ["B", "C"])
def test_the_council_choice_settles_the_block(chosen):
    people = [applicant("A", dxt=800), applicant("B"), applicant("C")]
    ranking = rank(people, [programme(quota=2)], council_choices={"P": frozenset({chosen})})
    other = "C" if chosen == "B" else "B"
    assert statuses(ranking) == {"A": ("admitted", "P"), chosen: ("admitted", "P"), other: ("not_admitted", "P")}
    assert codes(ranking, other) == [ReasonCode.NOT_CHOSEN]


def test_a_council_choice_never_passes_over_a_better_score():
    people = [applicant("A", dxt=701), applicant("B", dxt=700)]
    ranking = rank(people, [programme()], council_choices={"P": frozenset({"B"})})
    assert statuses(ranking) == {"A": ("admitted", "P"), "B": ("not_admitted", "P")}


def test_a_council_choice_never_passes_over_the_least_better_score_without_criteria():
    people = [applicant("A", dxt=701), applicant("B", dxt=700)]
    ranking = rank(people, [programme()], criteria=(), council_choices={"P": frozenset({"B"})})
    assert statuses(ranking) == {"A": ("admitted", "P"), "B": ("not_admitted", "P")}


def test_who_comes_late_and_stands_behind_an_open_block_is_not_admitted():
    people = [applicant("A"), applicant("B"), applicant("C", "Q", "P", dxt=600), applicant("D", "Q", dxt=900)]
    ranking = rank(people, [programme("P"), programme("Q")])
    assert statuses(ranking)["C"] == ("not_admitted", "Q")
    assert codes(ranking, "C") == [ReasonCode.BELOW_CUTOFF, ReasonCode.BELOW_CUTOFF]


def test_a_seat_kept_for_an_open_block_is_no_refuge_for_those_behind_it():
    """A or B may push C out of Q; P will be taken by the other one, so C ends in R and E must wait."""
    people = [
        applicant("A", "P", "Q"),
        applicant("B", "P", "Q"),
        applicant("C", "Q", "P", "R", dxt=650),
        applicant("E", "R", dxt=600),
    ]
    offers = [programme("P"), programme("Q"), programme("R")]
    assert statuses(rank(people, offers))["E"] == ("tie", "R")
    decided = rank(people, offers, council_choices={"P": frozenset({"A"})})
    assert statuses(decided) == {
        "A": ("admitted", "P"),
        "B": ("admitted", "Q"),
        "C": ("admitted", "R"),
        "E": ("not_admitted", "R"),
    }


def test_a_council_that_chose_too_few_leaves_the_others_tied():
    people = [applicant("A"), applicant("B"), applicant("C"), applicant("D")]
    ranking = rank(people, [programme(quota=2)], council_choices={"P": frozenset({"A"})})
    assert statuses(ranking)["A"] == ("admitted", "P")
    assert ranking.programmes[0].tie == TieBlock("P", 700, 1, ("B", "C", "D"), firm=True)


@pytest.mark.parametrize(("chosen", "fits"), [("B", True), ("BC", True), ("BCD", False), ("A", False), ("", True)])
def test_a_council_chooses_within_the_block_and_its_seats(chosen, fits):
    block = TieBlock("P", 700, 2, ("B", "C", "D"), firm=True)
    if fits:
        check_council_choice(block, frozenset(chosen))
    else:
        with pytest.raises(InvalidInput):
            check_council_choice(block, frozenset(chosen))


def test_who_misses_the_first_choice_gets_the_second():
    people = [applicant("A", "P", dxt=800), applicant("B", "P", "Q", dxt=700), applicant("C", "Q", dxt=600)]
    ranking = rank(people, [programme("P"), programme("Q")])
    assert statuses(ranking) == {"A": ("admitted", "P"), "B": ("admitted", "Q"), "C": ("not_admitted", "Q")}
    assert outcome(ranking, "B").choice == 2
    assert outcome(ranking, "C").rank == 2


def test_who_is_eligible_for_the_second_choice_only_competes_there():
    offers = [programme("P", language_required=True), programme("Q")]
    ranking = rank([applicant("A", "P", "Q", language_ok=None)], offers)
    assert statuses(ranking) == {"A": ("admitted", "Q")}
    assert codes(ranking, "A") == [ReasonCode.LANGUAGE_UNPROVEN]


def test_a_tied_applicant_gets_no_lower_choice_and_blocks_nobody_for_good():
    """B or C misses P and then takes the only seat of Q from D: so D is not admitted, nor refused, before that."""
    people = [applicant("B", "P", "Q"), applicant("C", "P", "Q"), applicant("D", "Q", dxt=600)]
    offers = [programme("P"), programme("Q")]
    ranking = rank(people, offers)
    assert statuses(ranking) == {"B": ("tie", "P"), "C": ("tie", "P"), "D": ("tie", "Q")}
    assert codes(ranking, "D") == [ReasonCode.WAITS_FOR_TIE]
    decided = rank(people, offers, council_choices={"P": frozenset({"B"})})
    assert statuses(decided) == {"B": ("admitted", "P"), "C": ("admitted", "Q"), "D": ("not_admitted", "Q")}


def test_who_stands_above_the_tied_ones_in_their_second_choice_is_admitted_at_once():
    people = [applicant("B", "P", "Q"), applicant("C", "P", "Q"), applicant("D", "Q", dxt=900)]
    assert statuses(rank(people, [programme("P"), programme("Q")]))["D"] == ("admitted", "Q")


def test_a_block_that_another_block_can_still_change_is_not_firm():
    people = [
        applicant("A", "P", "Q"),
        applicant("B", "P", "Q"),
        applicant("C", "Q", dxt=650),
        applicant("D", "Q", dxt=650),
    ]
    ranking = rank(people, [programme("P"), programme("Q")])
    assert [result.tie.firm for result in ranking.programmes] == [True, False]


def test_admit_all_is_the_only_way_over_the_seats():
    people = [applicant("A", dxt=800), applicant("B"), applicant("C"), applicant("D", dxt=699)]
    ranking = rank(people, [programme(quota=2)], ties=Ties.ADMIT_ALL)
    assert [one.id for one in ranking.outcomes if one.status is Status.ADMITTED] == ["A", "B", "C"]


def test_ranks_are_shared_by_equal_scores_whatever_the_criteria():
    people = [applicant("A", dxt=700, bonus=50), applicant("B", dxt=750), applicant("C", dxt=740)]
    ranking = rank(people, [programme()])
    assert [(one.id, one.rank) for one in ranking.outcomes] == [("A", 1), ("B", 1), ("C", 3)]


def test_a_refusal_says_what_would_have_been_enough():
    people = [applicant("A", dxt=800), applicant("B", dxt=725, bonus=50), applicant("C", dxt=780)]
    ranking = rank(people, [programme()])
    assert [str(found) for found in outcome(ranking, "B").reasons] == [
        "Ngành P: ĐXH 7,75 thấp hơn điểm của người cuối cùng 8,00, thiếu 0,25 (N II.3)."
    ]


def test_a_refusal_by_a_criterion_names_it():
    people = [applicant("A", dxt=800), applicant("B", dxt=750, bonus=50)]
    (found,) = outcome(rank(people, [programme()]), "B").reasons
    assert str(found) == ("Ngành P: bằng ĐXH 8,00 của người cuối cùng nhưng xếp sau theo ĐXT: 7,50, cần 8,00 (N II.3).")


def test_claimed_but_unverified_points_are_told():
    score = Score(700, group=group_points(["UT1"], NOTICE_2023, is_verified=False))
    ranking = rank([Applicant("A", ("P",), score)], [programme()])
    assert [str(found) for found in ranking.outcomes[0].reasons] == [
        "Chưa cộng 2,00 điểm ưu tiên đối tượng vì minh chứng chưa được xác minh (N II.5.1)."
    ]


def test_a_round_without_applicants_has_an_empty_result():
    ranking = rank([], [programme()])
    assert ranking.outcomes == ()
    assert ranking.programmes[0].cutoff is None


@pytest.mark.parametrize(
    ("people", "offers", "choices"),
    [
        ([applicant("A"), applicant("A")], [programme()], {}),
        ([applicant("A")], [programme(), programme()], {}),
        ([applicant("A", "X")], [programme()], {}),
        ([applicant("A", "P", "P")], [programme()], {}),
        ([applicant("A", "P", "Q", "R", "S")], [programme(code) for code in "PQRS"], {}),
        ([applicant("A")], [programme()], {"X": frozenset({"A"})}),
        ([applicant("A")], [programme()], {"P": frozenset({"X"})}),
        ([applicant("A", dxt=10_001)], [programme()], {}),
    ],
)
def test_a_round_that_contradicts_itself_is_refused(people, offers, choices):
    with pytest.raises(InvalidInput):
        rank(people, offers, council_choices=choices)
