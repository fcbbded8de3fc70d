"""What holds for every student: against the plain reading of the notice, and for every way to fill what is unknown."""

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.core.calendar import Month, months
from lib.legal.reader import load_law
from lib.scholarships.schemes import calculate, dated_from, encode, explain, students_from
from tests.factories.students import FACTS, SCHOOL_YEAR, due, open_schemes, student, totals
from tests.scholarships import notice

GROUPS = ["Kinh", "Thái", "Mông", "La Ha", "Xinh-mun", "Lào"]
CHOICES = {fact: ["0", "1"] for fact in FACTS if FACTS[fact] == "0"} | {
    "level": ["intermediate", "college"],
    "entry": ["thpt", "thcs"],
    "nationality": ["VN", "LA"],
    "ethnicity": GROUPS,
    "sex": ["female", "male"],
    "household": ["none", "near_poor", "poor"],
}
ASKED = [fact for fact in CHOICES if fact != "stays_over_tet"]
BOARDING = {"boarding_full", "boarding_80", "boarding_60"}
MONTHS = st.integers(Month(2022, 1).ordinal, Month(2026, 12).ordinal).map(Month.from_ordinal)
POLICIES = st.sampled_from([None, "notice-2023", "indexed"])


@st.composite
def known(draw):
    return student(**{fact: draw(st.sampled_from(choices)) for fact, choices in CHOICES.items()})


@st.composite
def periods(draw):
    first = draw(MONTHS)
    return first, first + draw(st.integers(0, 30))


@given(st.lists(known(), min_size=1, max_size=8), periods(), POLICIES)
@settings(max_examples=80, deadline=None)
def test_the_calculation_is_the_notice_month_by_month(rows, period, policy):
    result = due(*rows, period=period, policy=policy)
    assert result.undetermined.empty
    for place, row in enumerate(rows):
        own = result.lines[result.lines.id == f"S{place}"]
        found = {str(scheme): int(vnd) for scheme, vnd in own.groupby("scheme", observed=True).total_vnd.sum().items()}
        assert found == notice.sums([(month, row) for month in months(*period)], policy)


@given(st.lists(known(), min_size=1, max_size=6), periods(), POLICIES)
@settings(max_examples=40, deadline=None)
def test_nothing_is_negative_everything_adds_up_and_only_one_boarding_rate_is_paid(rows, period, policy):
    result = due(*rows, period=period, policy=policy)
    lines, monthly = result.lines, result.by_month
    assert (lines[["months", "monthly_vnd", "total_vnd"]] >= 0).all().all() and (monthly.amount_vnd >= 0).all()
    paid = lines[lines.months > 0]
    assert (paid.total_vnd == paid.months * paid.monthly_vnd).all()
    keys = ["id", "scheme"]
    by_line, by_month = (f.groupby(keys, observed=True).sum(numeric_only=True) for f in (lines, monthly))
    assert (by_line.total_vnd == by_month.amount_vnd).all()
    length = len(list(months(*period)))
    assert (paid.groupby(keys, observed=True).months.sum() <= length).all()
    assert not monthly.duplicated(["id", "scheme", "month"]).any()
    boarding = monthly[monthly.scheme.isin(BOARDING)]
    assert not boarding.duplicated(["id", "month"]).any()
    province = monthly[monthly.item.isin(["III.5.1", "III.5.2"])]
    assert not pd.concat([boarding, province]).duplicated(["id", "month"]).any()


@given(known(), st.lists(st.sampled_from(ASKED), min_size=1, max_size=4, unique=True))
@settings(max_examples=120, deadline=None)
def test_an_unknown_fact_never_turns_into_a_no_or_a_yes(row, hidden):
    blurred = due(row | dict.fromkeys(hidden, ""))
    waiting, sure = open_schemes(blurred), totals(blurred)
    for missing in waiting.values():
        assert missing and missing <= set(hidden)
    filled = [row | dict(zip(hidden, values, strict=True)) for values in product(*(CHOICES[fact] for fact in hidden))]
    result = due(*filled)
    for place in range(len(filled)):
        own = result.lines[result.lines.id == f"S{place}"].groupby("scheme", observed=True).total_vnd.sum()
        decided = {str(scheme): int(vnd) for scheme, vnd in own.items() if scheme not in waiting}
        assert decided == sure


@given(known(), st.sampled_from(ASKED))
@settings(max_examples=80, deadline=None)
def test_a_fact_is_asked_for_exactly_when_its_values_differ_in_a_benefit(row, hidden):
    """Exactly, but for ethnicity and nationality, which several conditions ask in opposite ways."""
    waiting = open_schemes(due(row | {hidden: ""}))
    answers = [totals(due(row | {hidden: value})) for value in CHOICES[hidden]]
    differing = {
        scheme for answer in answers for scheme in answer if any(a.get(scheme) != answer[scheme] for a in answers)
    }
    assert differing <= waiting.keys()
    if hidden not in ("ethnicity", "nationality"):
        assert differing == waiting.keys()


@st.composite
def histories(draw):
    """A student with papers that begin and end, and enrolment, leaving and a suspension, all in whole months."""
    row = draw(known())
    facts = draw(st.lists(st.sampled_from(["household", "disabled", "resident_son_la", "hardship_area"]), max_size=5))
    papers = []
    for fact in facts:
        first = draw(MONTHS)
        papers.append((fact, draw(st.sampled_from(CHOICES[fact])), first, first + draw(st.integers(0, 15))))
    enrolled = draw(MONTHS)
    left = enrolled + draw(st.integers(0, 40))
    away = draw(MONTHS)
    return row, papers, enrolled, left, (away, away + draw(st.integers(0, 6)))


def as_of(row, papers, month):
    """The facts of a month: the paper that began last among those that cover it, the later one in the list if equal."""
    covering = [paper for paper in papers if paper[2] <= month <= paper[3]]
    return row | {fact: value for fact, value, _first, _last in sorted(covering, key=lambda paper: paper[2])}


@given(st.lists(histories(), min_size=1, max_size=5), periods(), POLICIES)
@settings(max_examples=80, deadline=None)
def test_spells_give_the_same_as_reading_every_month(people, period, policy):
    frame = pd.DataFrame(
        [
            {"id": f"S{n}"} | row | {"enrolled_on": str(enrolled), "left_on": str(left)}
            for n, (row, _papers, enrolled, left, _away) in enumerate(people)
        ]
    )
    facts = [
        (f"S{n}", fact, value, str(first), str(last))
        for n, person in enumerate(people)
        for fact, value, first, last in person[1]
    ]
    away = [(f"S{n}", str(person[4][0]), str(person[4][1])) for n, person in enumerate(people)]
    students = students_from(frame, load_law())
    dated = dated_from(
        pd.DataFrame(facts, columns=["id", "fact", "value", "valid_from", "valid_to"]),
        students,
        load_law(),
        pd.DataFrame(away, columns=["id", "suspended_from", "suspended_to"]),
    )
    result = calculate(students, period, load_law(), dated=dated, policy=policy)
    for n, (row, papers, enrolled, left, gone) in enumerate(people):
        studied = [m for m in months(enrolled, min(left, period[1])) if not gone[0] <= m <= gone[1]]
        had_before = any("encouragement" in notice.entitled(as_of(row, papers, m)) for m in studied if m < period[0])
        expected = notice.sums([(m, as_of(row, papers, m)) for m in studied if m >= period[0]], policy)
        if had_before:
            expected.pop("encouragement", None)
        own = result.lines[result.lines.id == f"S{n}"].groupby("scheme", observed=True).total_vnd.sum()
        assert {str(scheme): int(vnd) for scheme, vnd in own.items()} == expected
        assert explain(students, n, period, load_law(), dated=dated, policy=policy).total_vnd == sum(expected.values())


@given(st.lists(known(), min_size=2, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_nobody_is_changed_by_who_stands_beside_them(rows, random):
    together = due(*rows).lines
    shuffled = list(enumerate(rows))
    random.shuffle(shuffled)
    frame = pd.DataFrame([{"id": f"S{place}"} | row for place, row in shuffled])
    again = calculate(students_from(frame, load_law()), SCHOOL_YEAR, load_law(), policy="notice-2023").lines
    columns = ["id", "item", "scheme", "months", "monthly_vnd", "total_vnd"]
    assert sorted(together[columns].values.tolist()) == sorted(again[columns].values.tolist())


@given(known())
@settings(max_examples=25, deadline=None)
def test_numbers_and_categories_say_the_same_as_texts(row):
    frame = pd.DataFrame([{"id": "S0"} | row])
    typed = frame.astype({fact: float for fact in FACTS if FACTS[fact] == "0"} | {"household": "category"})
    one, other = encode(frame, load_law()), encode(typed, load_law())
    assert not one.problems and not other.problems
    for fact, column in one.students.facts.items():
        assert np.array_equal(column, other.students.facts[fact])
