"""Beside each answer stands the paper that gave it, with its days."""

from datetime import date

import pandas as pd

from lib.core.calendar import Month
from lib.legal.reader import published_law
from lib.registry.facts.rules import KnownFact
from lib.scholarships.calculation.population import roster
from lib.scholarships.calculation.queries import RECORD_COLUMNS
from lib.scholarships.explanation.rules import Papers, days, told
from lib.scholarships.schemes import explain
from lib.scholarships.schemes.account import ConditionState, Stretch
from lib.scholarships.schemes.conditions import YES
from tests.scholarships.calculation.test_population import near_poor, poor

LAW = published_law()
YEAR = date(2023, 1, 1), date(2023, 12, 31)


def fact(kind: str, is_true: bool = True, evidence: str | None = None, id_: int = 9) -> KnownFact:
    return KnownFact(id_, 7, kind, is_true, *YEAR, evidence)


def papers_in_explanation(*facts: KnownFact) -> dict[str, str]:
    """The paper beside each condition of the explanation of a Thái student in the first month of 2023."""
    record = [1, 7, "college", "thpt", "VN", "thai", "male", date(2022, 9, 1), None, "A", "An", "K", "CN", 1, "K", True]
    records = pd.DataFrame([record], columns=RECORD_COLUMNS)
    suspensions = pd.DataFrame([], columns=["id", "suspended_from", "suspended_to"])
    made = roster(records, facts, suspensions, LAW)
    january = Month(2023, 1)
    explained = explain(made.students, 0, (january, january), LAW, dated=made.dated)
    papers = Papers.of(facts, LAW)
    return {
        condition.text: papers.behind(condition, january)
        for benefit in explained.benefits
        for stretch in benefit.stretches
        for condition in stretch.conditions
        if papers.behind(condition, january)
    }


def test_every_dated_fact_of_the_law_is_found_behind_its_condition():
    flags = [known.code for known in LAW.facts.values() if known.kind == "flag" and known.code != "stays_over_tet"]
    facts = [fact(code, evidence=f"Giấy {code}", id_=n) for n, code in enumerate(flags)]
    found = set(papers_in_explanation(*facts, poor(True, *YEAR), near_poor(False, *YEAR)).values())
    assert {f"Giấy {code} (từ 01/01/2023 đến 31/12/2023)" for code in flags} <= found


def test_behind_the_household_stands_the_paper_that_says_yes():
    yes = KnownFact(2, 7, "household_near_poor", True, *YEAR, "GCN hộ cận nghèo 12")
    found = papers_in_explanation(poor(False, *YEAR), yes)
    assert [paper for text, paper in found.items() if text.startswith("Diện hộ")] == [
        "GCN hộ cận nghèo 12 (từ 01/01/2023 đến 31/12/2023)"
    ]


def test_a_fact_without_a_paper_says_so():
    assert told(fact("disabled")) == "chưa ghi giấy tờ (từ 01/01/2023 đến 31/12/2023)"


def test_days_are_told_as_far_as_they_are_known():
    spans = [(first, last) for first in (None, YEAR[0]) for last in (None, YEAR[1])]
    known = [KnownFact(1, 7, "disabled", True, first, last, None) for first, last in spans]
    assert [days(each) for each in known] == [
        "không ghi thời hạn", "đến 31/12/2023", "từ 01/01/2023", "từ 01/01/2023 đến 31/12/2023",
    ]  # fmt: skip


def test_of_two_papers_in_a_month_the_later_one_is_named():
    early = KnownFact(1, 7, "disabled", False, None, date(2023, 1, 9), "cũ")
    late = KnownFact(2, 7, "disabled", True, date(2023, 1, 10), None, "mới")
    found = papers_in_explanation(early, late)
    assert found["Là người khuyết tật"] == "mới (từ 10/01/2023)"


def test_months_in_which_nothing_changes_are_told_once():
    papers = Papers.of([fact("disabled", evidence="Giấy 1"), fact("border_area", id_=3)], LAW)
    condition = ConditionState("Là người khuyết tật", YES, 0, "có")
    months = [Month(2023, 11), Month(2023, 12), Month(2024, 1)]
    stretches = [Stretch(month, month, YES, (condition,), (), ()) for month in months]
    assert [(each.first, each.last) for each in papers.together(stretches)] == [
        (months[0], months[1]),
        (months[2], months[2]),
    ]
