"""Direct admission: eight categories, each with its grounds, level and who decides."""

import pytest

from lib.admissions.direct import CATEGORIES, Level, Verdict, category_of, check

FULL = {
    "hero": {"hero_title": True},
    "returned_from_service": {"admitted_earlier": True, "called_up_that_year": True, "service_completed": True},
    "prize_provincial": {"provincial_prize": True},
    "prize_national": {"national_prize": True, "prize_field_fits": True},
    "severe_disability": {"especially_severe_disability": True},
    "poor_district": {
        "poor_district_months": 36,
        "poor_district_school_years": 3,
        "poor_district_graduate": True,
    },
    "intermediate_diploma": {"diploma_excellent": True, "same_trade": True},
    "policy_child": {"orphan_of_both": True, "conduct_good": True},
}
LEVELS = {
    "prize_provincial": {Level.INTERMEDIATE},
    "prize_national": {Level.COLLEGE},
    "intermediate_diploma": {Level.COLLEGE},
    "policy_child": {Level.INTERMEDIATE},
}
RECTOR = {"severe_disability", "poor_district"}


def test_there_are_eight_categories_each_found_by_code_and_number():
    assert [category.code for category in CATEGORIES] == list(FULL)
    for category in CATEGORIES:
        assert category_of(category.code) is category_of(category.number.upper()) is category
    assert category_of("") is None
    assert category_of("9") is None


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.code)
@pytest.mark.parametrize("level", list(Level))
def test_full_facts_give_the_right_at_the_level_of_the_clause(category, level):
    finding = check(category, FULL[category.code], level)
    if level in LEVELS.get(category.code, set(Level)):
        assert finding.verdict is (Verdict.RECTOR_DECIDES if category.code in RECTOR else Verdict.ENTITLED)
        assert not finding.failed
        assert not finding.missing
    else:
        assert finding.verdict is Verdict.NO
        assert not finding.level_fits


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.code)
def test_without_facts_the_answer_is_undetermined_and_names_what_is_missing(category):
    finding = check(category, {}, next(iter(category.leads_to)))
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.missing


@pytest.mark.parametrize(("code", "fact"), [(code, fact) for code, facts in FULL.items() for fact in facts])
def test_a_fact_that_is_no_ends_the_right_unless_another_ground_is_open(code, fact):
    category = category_of(code)
    facts = {condition.fact: False for ground in category.grounds for condition in ground}
    facts |= FULL[code] | {fact: False}
    finding = check(category, facts, next(iter(category.leads_to)))
    assert finding.verdict is Verdict.NO
    assert finding.failed


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"poor_district_months": 35, "very_small_ethnic_group": False}, Verdict.NO),
        ({"poor_district_months": 35}, Verdict.UNDETERMINED),
        ({"poor_district_months": 0, "very_small_ethnic_group": True}, Verdict.RECTOR_DECIDES),
    ],
)
def test_a_very_small_ethnic_group_needs_no_poor_district(facts, verdict):
    assert check(category_of("poor_district"), facts, Level.COLLEGE).verdict is verdict


@pytest.mark.parametrize(
    ("months", "same_trade", "verdict"),
    [(24, True, Verdict.ENTITLED), (23, True, Verdict.NO), (24, False, Verdict.NO), (None, True, Verdict.UNDETERMINED)],
)
def test_a_good_diploma_needs_24_months_of_work_and_the_same_trade(months, same_trade, verdict):
    facts = {"diploma_excellent": False, "diploma_good": True, "work_months": months, "same_trade": same_trade}
    assert check(category_of("6"), facts, Level.COLLEGE).verdict is verdict


@pytest.mark.parametrize("relation", ["martyr_child", "invalid_parent_81", "orphan_of_both"])
@pytest.mark.parametrize(("conduct", "verdict"), [(True, Verdict.ENTITLED), (False, Verdict.NO)])
def test_a_policy_child_needs_good_conduct(relation, conduct, verdict):
    facts = {"martyr_child": False, "invalid_parent_81": False, "orphan_of_both": False, relation: True}
    assert check(category_of("7"), facts | {"conduct_good": conduct}, Level.INTERMEDIATE).verdict is verdict
