"""Scores are exact: hundredths, half-up, only verified points."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.admissions.eligibility import Demands, Evidence, unmet
from lib.admissions.scores import (
    CIRCULAR_05_2021,
    NOTICE_2023,
    Points,
    Score,
    area_code,
    area_points,
    average,
    group_codes,
    group_points,
    hundredths,
)
from lib.core.errors import InvalidInput

CASES = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "cases" / "ranking_scores.csv").read_text(encoding="utf-8").splitlines()
    )
)
DEMANDS = {"CNTT-CLC": Demands(650, language_required=True), "CD-THUONG": Demands()}
grades = st.decimals(min_value=0, max_value=10, places=2)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_gives_the_scores_computed_by_hand(case):
    score = Score(
        average(decimals(*case["grades"].split("|"))),
        group_points(group_codes(case["ut"]), NOTICE_2023, is_verified=case["ut_verified"] == "1"),
        area_points(area_code(case["kv"]), NOTICE_2023),
    )
    expected = [hundredths(Decimal(case[f"expect_{name}"])) for name in ("dxt", "ut_points", "kv_points", "dxh")]
    assert [score.dxt, score.group.counted, score.area.counted, score.dxh] == expected
    evidence = Evidence(language_ok=case["language_ok"] == "1")
    reasons = unmet(score.dxt, evidence, DEMANDS[case["programme"]], case["programme"])
    assert (not reasons) == (case["expect_eligible"] == "1")


@pytest.mark.parametrize(
    ("given_grades", "dxt"),
    [
        (["6.495"], 650),
        (["6.4949"], 649),
        (["6.4", "6.5", "6.5"], 647),
        (["7.0", "7.0", "7.01"], 700),
        (["7.00", "7.00", "7.02"], 701),
        (["0", "0", "0"], 0),
        (["10", "10", "10"], 1000),
        (["9.999"], 1000),
        (["8.005"], 801),
        (["1.005"], 101),
    ],
)
def test_the_average_is_rounded_half_up_to_hundredths(given_grades, dxt):
    assert average(decimals(*given_grades)) == dxt


def test_without_grades_there_is_no_average():
    assert average([]) is None


@pytest.mark.parametrize("wrong", [["7", "7"], ["7"] * 4, ["10.01"], ["-0.1"], ["NaN"], ["Infinity"], ["7", "7", "11"]])
def test_impossible_grades_are_refused(wrong):
    with pytest.raises(InvalidInput):
        average(decimals(*wrong))


@given(st.lists(grades, min_size=3, max_size=3))
def test_the_average_is_never_further_than_half_a_hundredth_from_the_mean(three):
    exact = sum(map(Fraction, three), Fraction()) / 3
    assert -Fraction(1, 200) < Fraction(average(three), 100) - exact <= Fraction(1, 200)


@given(st.lists(grades, min_size=3, max_size=3), st.integers(0, 2), st.decimals(0, 1, places=2))
def test_a_higher_grade_never_lowers_the_average(three, which, more):
    better = [min(Decimal(10), grade + more) if at == which else grade for at, grade in enumerate(three)]
    assert average(better) >= average(three)


@pytest.mark.parametrize(
    ("groups", "table", "points"),
    [
        ("", NOTICE_2023, 0),
        ("UT1", NOTICE_2023, 200),
        ("UT2", NOTICE_2023, 100),
        ("UT1+UT2", NOTICE_2023, 200),
        ("ut2 + ut1", NOTICE_2023, 200),
        ("UT2+UT2", CIRCULAR_05_2021, 100),
    ],
)
def test_only_the_highest_priority_group_counts(groups, table, points):
    assert group_points(group_codes(groups), table, is_verified=True) == Points(points, points)


@pytest.mark.parametrize(("groups", "points"), [("UT1", 200), ("UT2", 100), ("UT1+UT2", 200)])
def test_unverified_points_stay_visible_but_do_not_count(groups, points):
    found = group_points(group_codes(groups), NOTICE_2023, is_verified=False)
    assert found == Points(counted=0, potential=points)
    assert (Score(700, group=found).dxh, Score(700, group=found).potential_dxh) == (700, 700 + points)


@pytest.mark.parametrize(
    ("area", "notice", "circular"),
    [("", 0, 0), ("KV1", 75, 75), ("KV2", 50, 25), ("KV2-NT", 50, 50), ("kv2nt", 50, 50), ("KV3", 25, 0)],
)
def test_the_two_area_tables_differ_as_printed(area, notice, circular):
    assert area_points(area_code(area), NOTICE_2023).counted == notice
    assert area_points(area_code(area), CIRCULAR_05_2021).counted == circular


@pytest.mark.parametrize("table", [NOTICE_2023, CIRCULAR_05_2021], ids=lambda table: table.code)
def test_every_point_table_names_its_source_and_the_same_areas(table):
    assert table.source
    assert set(table.areas) == {"KV1", "KV2", "KV2-NT", "KV3"}
    assert set(table.groups) == {"UT1", "UT2"}


@pytest.mark.parametrize(("kind", "code"), [("group", "UT3"), ("group", "UT1+X"), ("area", "KV4")])
def test_an_unknown_priority_is_refused_and_the_known_ones_are_named(kind, code):
    with pytest.raises(InvalidInput, match="UT1" if kind == "group" else "KV1"):
        if kind == "group":
            group_points(group_codes(code), NOTICE_2023, is_verified=True)
        else:
            area_points(area_code(code), NOTICE_2023)


def test_without_an_average_there_is_no_ranking_score():
    assert Score(None, Points(200, 200)).dxh is None
    assert Score(None, Points(200, 200)).potential_dxh is None
