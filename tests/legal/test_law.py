"""The law as data: nothing missing in any month, every value cited, amendments go first, gaps are loud."""

from datetime import date
from itertools import pairwise

import pytest

from lib.core.calendar import Month, months
from lib.legal.law import PolicyInForce, UnknownPolicy, UnknownSetting
from lib.legal.reader import load_law, screen_texts
from lib.legal.values import AmendedValue, MissingLaw, UnknownLegalName, share_of

LAW = load_law()
COVERED = list(months(Month(2019, 7), Month(2027, 12)))


def amended(**changes):
    given = {
        "name": "base_salary",
        "value": 2_600_000,
        "in_force_from": date(2026, 7, 1),
        "source": "Nghị định thử",
        "clause": "Đ1",
        "author": "an",
        "approver": "binh",
        "approved_on": date(2026, 6, 1),
    }
    return AmendedValue(**given | changes)


@pytest.mark.parametrize("month", COVERED, ids=str)
def test_no_month_lacks_a_value_or_a_policy(month):
    for name in LAW.values:
        value = LAW.value_on(name, month.first_day)
        assert value.holds_on(month.first_day) and value.source and value.verified_on <= date(2026, 11, 21)
    assert LAW.policy_on(month.first_day).policy in LAW.policy_sets


@pytest.mark.parametrize("month", COVERED, ids=str)
@pytest.mark.parametrize("policy", [None, *LAW.policy_sets])
def test_every_scheme_has_a_sum_in_every_month(month, policy):
    policy = policy or LAW.policy_on(month.first_day).policy
    for scheme in LAW.schemes:
        parts = scheme.parts(policy)
        assert bool(parts) == (scheme.kind != "waiver")
        for part in parts:
            assert LAW.value_on(part.sum_name, month.first_day)


@pytest.mark.parametrize(
    ("day", "salary"),
    [
        (date(2019, 7, 1), 1_490_000),
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_base_salary_changes_on_the_first_of_july(day, salary):
    assert LAW.value_on("base_salary", day).value == salary


@pytest.mark.parametrize(
    ("day", "policy"),
    [(date(2024, 6, 30), "notice-2023"), (date(2024, 7, 1), "indexed"), (date(2027, 1, 1), "indexed")],
)
def test_the_printed_sums_end_with_june_2024(day, policy):
    assert LAW.policy_on(day).policy == policy


@pytest.mark.parametrize("scheme", ["boarding_full", "boarding_80", "boarding_60", "province_30", "province_40"])
def test_the_printed_sums_are_the_shares_of_the_salary_of_2019(scheme):
    day = date(2023, 1, 1)
    share, printed = LAW.value_on(f"{scheme}_share", day), LAW.value_on(f"{scheme}_sum", day)
    assert share_of(1_490_000, share.value) == printed.value


@pytest.mark.parametrize(("base", "percent", "vnd"), [(1, 50, 1), (1, 49, 0), (999, 50, 500), (2_530_000, 30, 759_000)])
def test_a_share_is_rounded_half_up_to_whole_dong(base, percent, vnd):
    assert share_of(base, percent) == vnd


def test_a_day_without_law_is_refused_with_name_and_day():
    with pytest.raises(MissingLaw, match=r"Lương cơ sở.*30/06/2019"):
        LAW.value_on("base_salary", date(2019, 6, 30))
    with pytest.raises(MissingLaw, match="30/06/2019"):
        LAW.policy_on(date(2019, 6, 30))


def test_a_name_nobody_published_is_refused():
    with pytest.raises(UnknownLegalName, match="base_wage"):
        LAW.value_on("base_wage", date(2024, 1, 1))
    with pytest.raises(UnknownLegalName, match="base_wage"):
        load_law([amended(name="base_wage")])


def test_an_approved_amendment_speaks_from_its_day_and_says_who():
    law = load_law([amended()])
    before, after = (law.value_on("base_salary", day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert (before.value, before.is_amended) == (2_340_000, False)
    assert (after.value, after.author, after.approver) == (2_600_000, "an", "binh")
    assert LAW.value_on("base_salary", date(2026, 7, 1)).value == 2_530_000


def test_an_amendment_with_an_end_gives_way_to_the_published_value_again():
    law = load_law([amended(in_force_from=date(2026, 8, 1), in_force_to=date(2026, 8, 31))])
    found = [law.value_on("base_salary", date(2026, month, 1)).value for month in (7, 8, 9)]
    assert found == [2_530_000, 2_600_000, 2_530_000]


@pytest.mark.parametrize("wrong", [{"value": -1}, {"in_force_to": date(2026, 6, 30)}])
def test_an_impossible_amendment_is_refused(wrong):
    with pytest.raises(Exception, match="base_salary"):
        load_law([amended(**wrong)])


def test_the_policy_that_applies_can_be_amended_too():
    law = load_law(policies=[PolicyInForce(date(2023, 9, 1), "indexed", "thử", "an", "binh")])
    assert [law.policy_on(day).policy for day in (date(2023, 8, 1), date(2023, 9, 1))] == ["notice-2023", "indexed"]


def test_without_amendments_the_law_is_read_once():
    assert load_law() is load_law()


def test_readings_have_defaults_and_refuse_what_is_not_offered():
    assert LAW.chosen({})["item2_with_item3"] == "both"
    assert LAW.chosen({"item2_with_item3": "highest_only"})["item2_with_item3"] == "highest_only"
    for wrong in ({"item2_with_item3": "sometimes"}, {"item9": "both"}):
        with pytest.raises(UnknownSetting):
            LAW.chosen(wrong)
    with pytest.raises(UnknownPolicy, match=r"notice-2023, indexed"):
        LAW.check_policy("notice-2024")


def test_every_code_of_the_requirements_is_a_scheme_under_its_item():
    found = {scheme.code: scheme.item for scheme in LAW.schemes}
    assert (
        found.items()
        >= {
            "tuition_waiver": "III.1",
            "social_allowance": "III.2",
            "boarding_full": "III.3.1",
            "boarding_80": "III.3.2",
            "boarding_60": "III.3.3",
            "encouragement": "III.4",
            "province_30": "III.5.1",
            "province_40": "III.5.2",
            "lao_cooperation": "III.6",
        }.items()
    )


def test_a_sum_that_the_notice_does_not_give_is_flagged_as_not_entered():
    value = LAW.value_on("lao_cooperation_sum", date(2024, 1, 1))
    assert (value.value, value.is_entered) == (0, False)


def test_values_are_in_order_of_their_days():
    for rows in LAW.values.values():
        assert all(one.in_force_from < next_.in_force_from for one, next_ in pairwise(rows))


def test_the_texts_for_the_catalogue_include_labels_papers_and_groups():
    found = set(screen_texts())
    assert {"Lương cơ sở", "giấy xác nhận mức độ khuyết tật", "Khơ-mú", "Trợ cấp xã hội", "hộ cận nghèo"} <= found
