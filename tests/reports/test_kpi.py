from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.reports import kpi
from lib.reports.kpi import Status


@pytest.mark.parametrize(
    ("updated", "people", "status"),
    [
        (4, 5, Status.NOT_MET),
        (800, 1000, Status.NOT_MET),
        (801, 1000, Status.MET),
        (5, 5, Status.MET),
        (0, 7, Status.NOT_MET),
        (0, 0, Status.NO_DATA),
    ],
)
def test_exactly_eighty_per_cent_is_not_over_eighty_per_cent(updated, people, status):
    assert kpi.UPDATED.status(kpi.share_of(updated, people)) is status


@given(st.integers(min_value=1, max_value=10**6))
def test_the_least_count_meets_the_target_and_one_fewer_does_not(people):
    least = kpi.UPDATED.target.least(people)
    assert kpi.UPDATED.target.is_met(Fraction(least, people))
    assert not kpi.UPDATED.target.is_met(Fraction(least - 1, people))


def test_each_indicator_says_what_it_counts_and_where_it_comes_from():
    assert [each.code for each in kpi.KPIS] == ["updated_share", "agreements", "raised"]
    assert all(each.clause == "Đ10.3" and each.formula.endswith(".") and each.question for each in kpi.KPIS)


def test_where_the_decision_names_no_figure_nothing_is_called_met():
    assert kpi.AGREEMENTS.status(None) is Status.NO_TARGET
    assert kpi.RAISED.status(Fraction(1)) is Status.NO_TARGET
