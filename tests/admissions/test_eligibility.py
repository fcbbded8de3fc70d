"""Every condition that fails is told, with value, threshold and clause; unknown is a missing paper."""

from itertools import product

import pytest

from lib.admissions.eligibility import CONDITIONS, Demands, Evidence, unmet
from lib.admissions.reasons import WORDINGS, ReasonCode, reason

HIGH_QUALITY = Demands(min_dxt=650, language_required=True, vietnamese_required=True)


def codes(dxt, evidence, demands=HIGH_QUALITY):
    return [found.code for found in unmet(dxt, evidence, demands, "P")]


def test_all_failing_conditions_come_at_once():
    evidence = Evidence(
        language_ok=False, is_foreign=True, vietnamese_ok=None, has_graduated=False, from_admission_area=None
    )
    assert codes(640, evidence) == [
        ReasonCode.DXT_TOO_LOW,
        ReasonCode.LANGUAGE_TOO_LOW,
        ReasonCode.VIETNAMESE_UNPROVEN,
        ReasonCode.NOT_GRADUATED,
        ReasonCode.ORIGIN_UNPROVEN,
    ]


@pytest.mark.parametrize(("dxt", "eligible"), [(0, False), (649, False), (650, True), (651, True), (1000, True)])
def test_the_threshold_itself_is_enough(dxt, eligible):
    assert (codes(dxt, Evidence(language_ok=True)) == []) is eligible


def test_the_sentence_names_value_threshold_and_clause():
    (found,) = unmet(640, Evidence(language_ok=True), HIGH_QUALITY, "CNTT-CLC")
    assert str(found) == ("Ngành CNTT-CLC: ĐXT 6,40 thấp hơn mức tối thiểu 6,50, chưa tính điểm ưu tiên (N II.2).")


@pytest.mark.parametrize(
    ("language_ok", "expected"),
    [(True, []), (False, [ReasonCode.LANGUAGE_TOO_LOW]), (None, [ReasonCode.LANGUAGE_UNPROVEN])],
)
def test_an_unknown_language_level_is_a_missing_paper(language_ok, expected):
    assert codes(700, Evidence(language_ok=language_ok)) == expected


@pytest.mark.parametrize("language_ok", [True, False, None])
def test_a_programme_without_demands_takes_anybody_with_a_score(language_ok):
    assert codes(1, Evidence(language_ok=language_ok), Demands()) == []
    assert codes(None, Evidence(language_ok=language_ok), Demands()) == [ReasonCode.NO_SCORE]


@pytest.mark.parametrize(
    ("is_foreign", "vietnamese_ok", "expected"),
    [
        (False, None, []),
        (False, False, []),
        (True, True, []),
        (True, False, [ReasonCode.VIETNAMESE_TOO_LOW]),
        (True, None, [ReasonCode.VIETNAMESE_UNPROVEN]),
    ],
)
def test_vietnamese_is_asked_of_foreigners_only(is_foreign, vietnamese_ok, expected):
    evidence = Evidence(language_ok=True, is_foreign=is_foreign, vietnamese_ok=vietnamese_ok)
    assert codes(700, evidence) == expected


@pytest.mark.parametrize(
    ("dxt", "language_ok", "is_foreign", "vietnamese_ok", "has_graduated", "from_area"),
    list(product([None, 650], [True, False, None], [True, False], [True, None], [True, False, None], [True, None])),
)
def test_one_more_proof_never_adds_a_reason(dxt, language_ok, is_foreign, vietnamese_ok, has_graduated, from_area):
    known = Evidence(language_ok, is_foreign, vietnamese_ok, has_graduated, from_area)
    proven = Evidence(True, is_foreign, True, True, True)
    assert set(codes(dxt, proven)) <= set(codes(dxt, known))
    assert set(codes(1000, proven)) == set()


def test_every_condition_and_reason_has_a_sentence_and_a_clause():
    assert set(WORDINGS) == set(ReasonCode)
    assert all(wording.clause.startswith("N II") for wording in WORDINGS.values())
    assert len({code for code, _ in CONDITIONS}) == len(CONDITIONS) <= 16


def test_a_reason_is_a_value():
    assert reason(ReasonCode.NO_SEATS, programme="P") == reason(ReasonCode.NO_SEATS, programme="P")
