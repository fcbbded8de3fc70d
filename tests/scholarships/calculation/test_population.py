"""Two dated facts on record become one dated question to the law."""

from datetime import date

import pandas as pd

from lib.legal.reader import published_law
from lib.registry.facts.rules import KnownFact
from lib.scholarships.calculation.population import _told, roster
from lib.scholarships.calculation.queries import RECORD_COLUMNS

YEAR = date(2023, 1, 1), date(2023, 12, 31)


def households(*facts: KnownFact) -> list[tuple[object, ...]]:
    return [row[2:] for row in _told(facts, published_law()) if row[1] == "household"]


def poor(is_true: bool, first: date | None, last: date | None, id_: int = 1) -> KnownFact:
    return KnownFact(id_, 7, "household_poor", is_true, first, last, None)


def near_poor(is_true: bool, first: date | None, last: date | None, id_: int = 2) -> KnownFact:
    return KnownFact(id_, 7, "household_near_poor", is_true, first, last, None)


def test_poor_near_poor_and_neither():
    assert households(poor(True, *YEAR), near_poor(False, *YEAR)) == [("poor", *YEAR)]
    assert households(poor(False, *YEAR), near_poor(True, *YEAR)) == [("near_poor", *YEAR)]
    assert households(poor(False, *YEAR), near_poor(False, *YEAR)) == [("none", *YEAR)]


def test_one_no_alone_leaves_the_question_open():
    assert households(poor(False, *YEAR)) == []
    assert households(near_poor(False, *YEAR)) == []


def test_one_yes_alone_answers_it():
    assert households(near_poor(True, *YEAR)) == [("near_poor", *YEAR)]


def test_a_household_that_rises_in_the_middle_of_a_year_has_two_answers():
    july = date(2023, 7, 1)
    found = households(poor(True, YEAR[0], date(2023, 6, 30)), poor(False, july, YEAR[1], 3), near_poor(False, *YEAR))
    assert found == [("poor", YEAR[0], date(2023, 6, 30)), ("none", july, YEAR[1])]


def test_facts_without_a_first_or_last_day_hold_for_ever():
    assert households(poor(False, None, None), near_poor(False, None, None)) == [("none", None, None)]


def test_a_school_without_students_has_an_empty_population():
    empty = pd.DataFrame([], columns=RECORD_COLUMNS).astype({"is_asked": bool})
    suspensions = pd.DataFrame([], columns=["id", "suspended_from", "suspended_to"])
    assert len(roster(empty, [], suspensions, published_law()).students) == 0
