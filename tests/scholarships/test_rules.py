"""Every clause of N III for the people it speaks of and for their neighbours whom it does not."""

import pytest

from lib.core.calendar import Month
from lib.legal.reader import load_law
from tests.factories.students import due, open_schemes, student, totals
from tests.scholarships import notice

GROUPS = [group.name for group in load_law().ethnic.groups if group.name != "Thổ"]
HOUSEHOLDS = ["none", "near_poor", "poor"]
AREAS = ["hardship_area", "minority_area", "border_area"]
BOARDING = {"boarding_full", "boarding_80", "boarding_60"}


@pytest.mark.parametrize("household", HOUSEHOLDS)
@pytest.mark.parametrize("group", GROUPS)
def test_each_ethnic_group_and_household_at_home_and_away(group, household):
    for facts in ({"resident_son_la": "1", "minority_area": "1"}, {"hardship_area": "1"}):
        row = student(ethnicity=group, household=household, **facts)
        expected = notice.sums([(Month(2023, 9) + n, row) for n in range(12)], "notice-2023")
        assert totals(due(row)) == expected


@pytest.mark.parametrize("level", ["intermediate", "college"])
@pytest.mark.parametrize("entry", ["thpt", "thcs", "intermediate"])
def test_only_lower_secondary_graduates_at_intermediate_level_pay_no_tuition(entry, level):
    exempt = entry == "thcs" and level == "intermediate"
    assert ("tuition_waiver" in totals(due(student(entry=entry, level=level)))) == exempt


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("disabled", ["0", "1"])
@pytest.mark.parametrize("household", HOUSEHOLDS)
def test_a_kinh_student_of_any_of_the_three_areas(household, disabled, area):
    found = totals(due(student(household=household, disabled=disabled, **{area: "1"})))
    expected = "boarding_80" if disabled == "1" else "boarding_60" if household != "none" else None
    assert set(found) == ({expected} if expected else set())


@pytest.mark.parametrize(
    "facts", [{"household": "poor"}, {"disabled": "1"}, {"household": "near_poor", "disabled": "1"}]
)
def test_a_kinh_student_outside_the_areas_has_no_boarding_support(facts):
    assert totals(due(student(**facts, resident_son_la="1"))) == {}


@pytest.mark.parametrize("group", ["Kinh", "Thái", "La Ha"])
@pytest.mark.parametrize("household", HOUSEHOLDS)
def test_boarding_school_graduates_of_any_group_have_80_percent_unless_they_have_more(group, household):
    found = totals(due(student(ethnicity=group, household=household, boarding_school_graduate="1")))
    full = group == "La Ha" or (group != "Kinh" and household != "none")
    assert BOARDING & found.keys() == {"boarding_full" if full else "boarding_80"}


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("level", ["intermediate", "college"])
@pytest.mark.parametrize("ground", [{"ethnicity": "Dao"}, {"martyr_child": "1"}, {"war_invalid_class1_child": "1"}])
def test_the_encouragement_by_level_sex_and_ground(ground, level, sex):
    row = student(level=level, sex=sex, resident_son_la="1", **ground)
    expected = {"intermediate": 1_000_000, "college": 2_000_000}[level] + (1_000_000 if sex == "female" else 0)
    assert totals(due(row))["encouragement"] == expected
    assert "encouragement" not in totals(due(row | {"resident_son_la": "0"}))


def test_two_grounds_give_one_encouragement():
    row = student(ethnicity="Mông", martyr_child="1", war_invalid_class1_child="1", resident_son_la="1")
    assert totals(due(row))["encouragement"] == 2_000_000


@pytest.mark.parametrize("group", ["Lào", "Mông", "Thái", None])
def test_a_lao_national_has_no_minority_benefit_whatever_the_group(group):
    row = student(
        nationality="LA", ethnicity=group, household="poor", disabled="1", resident_son_la="1", minority_area="1"
    )
    assert due(row).lines.empty and due(row).undetermined.empty


def test_the_ethnic_group_lao_is_vietnamese():
    found = totals(due(student(ethnicity="Lào", resident_son_la="1")))
    assert set(found) == {"social_allowance", "encouragement", "province_40"}


def test_a_cooperation_student_is_listed_with_the_sum_that_nobody_has_entered():
    result = due(student(nationality="LA", cooperation_programme="1"))
    assert totals(result) == {"lao_cooperation": 0} and [value.name for value in result.not_entered()] == [
        "lao_cooperation_sum"
    ]


@pytest.mark.parametrize(
    ("facts", "items_2_and_3", "highest"),
    [
        ({"ethnicity": "Thái", "household": "poor"}, 140_000 * 12 + 1_490_000 * 12, 1_490_000 * 12),
        ({"ethnicity": "Thái", "boarding_school_graduate": "1"}, 140_000 * 12 + 1_192_000 * 12, 1_192_000 * 12),
        ({"ethnicity": "Thái"}, 140_000 * 12, 140_000 * 12),
    ],
)
def test_item_2_adds_to_item_3_unless_the_school_reads_highest_only(facts, items_2_and_3, highest):
    assert due(student(**facts)).total_vnd == items_2_and_3
    assert due(student(**facts), options={"item2_with_item3": "highest_only"}).total_vnd == highest


def test_highest_only_of_items_2_and_5_leaves_item_2_in_august():
    row = student(ethnicity="Thái", resident_son_la="1")
    found = totals(due(row, options={"item2_with_item5": "highest_only"}))
    assert found == {"social_allowance": 140_000, "province_30": 447_000 * 11}


def test_item_2_may_ask_for_an_area():
    asked = {"options": {"item2_require_area": "yes"}}
    assert totals(due(student(ethnicity="Thái"), **asked)) == {}
    assert set(totals(due(student(ethnicity="Thái", border_area="1"), **asked))) == {"social_allowance"}
    assert open_schemes(due(student(ethnicity="Thái", border_area=None), **asked))["social_allowance"] == {
        "border_area"
    }


@pytest.mark.parametrize(("group", "full"), [("Cống", True), ("La Ha", True), ("Kháng", False), ("Kinh", False)])
def test_the_decree_gives_the_full_rate_to_sixteen_groups(group, full):
    found = totals(due(student(ethnicity=group), options={"full_rate_ethnic": "nd57_16"}))
    assert ("boarding_full" in found) == full
    assert ("boarding_full" in totals(due(student(ethnicity=group)))) == (group == "La Ha")


@pytest.mark.parametrize(
    ("option", "facts", "vnd"),
    [
        ({"female_bonus_scope": "war_invalid_child"}, {"ethnicity": "Mông"}, 2_000_000),
        ({"female_bonus_scope": "war_invalid_child"}, {"war_invalid_class1_child": "1"}, 3_000_000),
        ({"female_bonus_levels": "intermediate"}, {"ethnicity": "Mông"}, 2_000_000),
        ({"female_bonus_levels": "intermediate"}, {"ethnicity": "Mông", "level": "intermediate"}, 2_000_000),
        ({}, {"ethnicity": "Mông", "level": "intermediate"}, 2_000_000),
    ],
)
def test_the_readings_of_the_female_bonus(option, facts, vnd):
    row = student(sex="female", resident_son_la="1", **facts)
    assert totals(due(row, options=option))["encouragement"] == vnd


def test_item_5_can_stay_at_the_printed_sums_when_the_rest_is_indexed():
    row = student(ethnicity="Thái", resident_son_la="1")
    period = (Month(2025, 9), Month(2025, 9))
    assert totals(due(row, period=period, policy=None))["province_30"] == 702_000
    assert totals(due(row, period=period, policy=None, options={"province_support": "fixed"}))["province_30"] == 447_000


def test_the_items_of_the_older_decision_are_off_until_switched_on():
    row = student(ethnicity="Thái", household="poor", hardship_area="1", stays_over_tet="1")
    switched = dict.fromkeys(("qd53_equipment", "qd53_tet_stay", "qd53_travel"), "on")
    years = (Month(2023, 9), Month(2025, 8))
    assert set(totals(due(row, period=years))) == {"social_allowance", "boarding_full"}
    found = totals(due(row, period=years, options=switched))
    assert (found["equipment"], found["tet_stay"], found["travel"]) == (1_000_000, 300_000, 600_000)
    assert totals(due(row | {"hardship_area": "0"}, period=years, options=switched))["travel"] == 400_000


@pytest.mark.parametrize(
    ("facts", "scheme", "missing"),
    [
        ({"ethnicity": "Thái", "household": None}, "boarding_full", {"household"}),
        ({"ethnicity": "Thái", "household": None, "resident_son_la": "1"}, "province_30", {"household"}),
        ({"ethnicity": None}, "social_allowance", {"ethnicity"}),
        ({"ethnicity": "Dao", "nationality": None}, "social_allowance", {"nationality"}),
        ({"ethnicity": "Dao", "resident_son_la": None}, "encouragement", {"resident_son_la"}),
        ({"ethnicity": "Dao", "resident_son_la": "1", "sex": None}, "encouragement", {"sex"}),
        ({"ethnicity": "Dao", "resident_son_la": "1", "level": None}, "encouragement", {"level"}),
        ({"entry": None, "level": "intermediate"}, "tuition_waiver", {"entry"}),
        ({"boarding_school_graduate": None}, "boarding_80", {"boarding_school_graduate"}),
        ({"nationality": "LA", "cooperation_programme": None}, "lao_cooperation", {"cooperation_programme"}),
    ],
)
def test_an_unknown_fact_that_matters_leaves_the_benefit_open(facts, scheme, missing):
    result = due(student(**facts))
    assert open_schemes(result)[scheme] == missing and scheme not in totals(result)


@pytest.mark.parametrize(
    "facts",
    [
        {"ethnicity": "Thái", "household": "poor", "disabled": None},
        {"ethnicity": "La Ha", "household": None, "boarding_school_graduate": None},
        {"border_area": None, "minority_area": None, "sex": None},
        {"cooperation_programme": None, "martyr_child": None, "war_invalid_class1_child": None},
        {"nationality": "LA", "ethnicity": None},
    ],
)
def test_an_unknown_fact_that_changes_nothing_asks_for_nothing(facts):
    assert due(student(**facts)).undetermined.empty
