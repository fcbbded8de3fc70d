"""A new paper ends the old one; nothing of the past is rewritten in silence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lib.registry.facts.kinds import KINDS
from lib.registry.facts.rules import EndsBeforeItBegins, KnownFact, Statement, decide, decide_all, speaking

TODAY = date(2024, 10, 1)
YEAR_2023 = KnownFact(1, 7, "household_poor", True, date(2023, 1, 1), date(2023, 12, 31), "GCN 12/2023")
DISABLED_NO = KnownFact(2, 7, "disabled", False, None, None, None)


def test_what_nobody_knew_holds_from_ever_unless_a_day_is_said():
    change = decide(Statement(7, "disabled", True), (), TODAY)
    assert (change.state, change.statement.valid_from, change.statement.valid_to) == ("new", None, None)


def test_poverty_without_days_holds_in_the_year_in_which_it_is_said():
    said = decide(Statement(7, "household_poor", True), (), TODAY).statement
    assert (said.valid_from, said.valid_to) == (date(2024, 1, 1), date(2024, 12, 31))


def test_poverty_from_a_day_holds_to_the_end_of_that_year():
    said = decide(Statement(7, "household_poor", True, valid_from=date(2023, 9, 5)), (), TODAY).statement
    assert said.valid_to == date(2023, 12, 31)


def test_a_paper_of_another_year_leaves_the_earlier_one_alone():
    change = decide(Statement(7, "household_poor", False, valid_from=date(2024, 1, 1)), [YEAR_2023], TODAY)
    assert (change.state, change.ends) == ("new", {})


def test_the_opposite_from_a_later_day_ends_what_was_recorded_on_the_eve():
    change = decide(Statement(7, "disabled", True, valid_from=date(2024, 3, 1)), [DISABLED_NO], TODAY)
    assert (change.state, change.ends, change.adds) == ("changed", {2: date(2024, 2, 29)}, True)


def test_the_opposite_without_a_day_holds_from_today_not_from_the_past():
    change = decide(Statement(7, "disabled", True), [DISABLED_NO], TODAY)
    assert (change.statement.valid_from, change.ends) == (TODAY, {2: date(2024, 9, 30)})


def test_the_opposite_from_the_same_day_is_a_correction_that_keeps_the_old_row():
    change = decide(Statement(7, "household_poor", False, valid_from=date(2023, 1, 1)), [YEAR_2023], TODAY)
    assert (change.state, change.ends, change.before) == ("corrected", {}, YEAR_2023)


def test_saying_the_same_again_changes_nothing():
    for from_on, to_on in ((None, None), (date(2023, 1, 1), date(2023, 12, 31)), (date(2023, 5, 1), None)):
        again = Statement(7, "household_poor", True, from_on, to_on, "bản sao")
        assert decide(again, [YEAR_2023], date(2023, 6, 1)).state == "unchanged"


def test_a_paper_that_comes_later_is_put_to_the_fact_that_lacked_it():
    change = decide(Statement(7, "disabled", False, evidence="Giấy 5"), [DISABLED_NO], TODAY)
    assert (change.state, change.proves, change.adds) == ("evidence", 2, False)


def test_a_last_day_learned_later_ends_the_fact_and_adds_nothing():
    open_ended = KnownFact(3, 7, "border_area", True, date(2022, 1, 1), None, None)
    change = decide(Statement(7, "border_area", True, date(2022, 1, 1), date(2024, 6, 30)), [open_ended], TODAY)
    assert (change.ends, change.adds) == ({3: date(2024, 6, 30)}, False)


def test_a_longer_paper_of_the_same_is_added():
    longer = Statement(7, "household_poor", True, date(2023, 7, 1), date(2024, 6, 30))
    assert decide(longer, [YEAR_2023], TODAY).state == "new"


def test_days_the_wrong_way_round_are_refused():
    with pytest.raises(EndsBeforeItBegins, match="Là người khuyết tật"):
        decide(Statement(7, "disabled", True, date(2024, 2, 1), date(2024, 1, 1)), (), TODAY)


def test_two_rows_that_contradict_each_other_are_not_both_recorded():
    both = [Statement(7, "disabled", True), Statement(7, "disabled", False), Statement(7, "disabled", True)]
    assert [change.state for change in decide_all(both, {}, TODAY)] == ["new", "contradicts", "unchanged"]


days = some.dates(date(2020, 1, 1), date(2026, 12, 31))


@given(some.lists(some.tuples(some.booleans(), some.none() | days, days), max_size=6))
def test_the_last_word_speaks_from_its_first_day_and_what_was_before_stays(said: list[tuple[bool, date | None, date]]):
    """Whatever is said in whatever order, no earlier day changes its answer unless a correction says so."""
    known: list[KnownFact] = []
    for truth, from_on, on in said:
        change = decide(Statement(7, "disabled", truth, from_on), known, on)
        before = list(known)
        known = [
            KnownFact(f.id, 7, f.kind, f.is_true, f.valid_from, change.ends.get(f.id, f.valid_to), None) for f in known
        ]
        if change.adds:
            now = change.statement
            known.append(KnownFact(len(known) + 1, 7, "disabled", truth, now.valid_from, now.valid_to, None))
            first = now.valid_from or date.min
            assert (speaks := speaking(known, first)) is not None
            assert speaks.is_true is truth
            for day in (date(2020, 6, 1), date(2022, 6, 1), date(2024, 6, 1)):
                if day < first:
                    was, is_ = speaking(before, day), speaking(known, day)
                    assert (was and was.is_true) == (is_ and is_.is_true)


def test_every_kind_has_a_label_and_names_the_paper_that_proves_it():
    assert all(kind.label and kind.paper for kind in KINDS.values())


def test_every_fact_of_the_law_that_is_a_yes_or_no_can_be_recorded():
    from lib.legal.reader import published_law

    flags = {fact.code for fact in published_law().facts.values() if fact.kind == "flag"}
    assert flags == set(KINDS) - {"household_poor", "household_near_poor"}
