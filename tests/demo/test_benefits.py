"""Students of the demo and the facts about them."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.registry.tables import (
    PersonFact,
    StudyRecord,
    Suspension,
)
from tests.demo.loading import TODAY, count

pytestmark = pytest.mark.database

FACTS = {
    "household_poor",
    "household_near_poor",
    "disabled",
    "boarding_school_graduate",
    "resident_son_la",
    "hardship_area",
    "minority_area",
    "border_area",
    "martyr_child",
    "war_invalid_class1_child",
}


def test_every_fact_of_the_benefits_is_there_yes_and_no_and_for_some_unknown(school: Session) -> None:
    found = school.execute(sa.select(PersonFact.kind, PersonFact.is_true).distinct()).all()
    assert {(kind, truth) for kind in FACTS for truth in (True, False)} <= {tuple(row) for row in found}
    students = count(school, StudyRecord, StudyRecord.status != "graduated")
    for kind in FACTS:
        known = school.scalar(
            sa.select(sa.func.count(PersonFact.person_id.distinct())).where(
                PersonFact.kind == kind,
                sa.or_(PersonFact.valid_to.is_(None), PersonFact.valid_to >= TODAY),
            )
        )
        assert known is not None
        assert 0.9 * students < known < students, kind


def test_a_poverty_paper_is_good_for_one_calendar_year_and_never_says_both(school: Session) -> None:
    rows = school.execute(
        sa.select(PersonFact.person_id, PersonFact.valid_from, PersonFact.valid_to, sa.func.count())
        .where(PersonFact.kind.in_(("household_poor", "household_near_poor")), PersonFact.is_true)
        .group_by(PersonFact.person_id, PersonFact.valid_from, PersonFact.valid_to)
    ).all()
    assert rows
    for _person, first, last, papers in rows:
        assert (first.month, first.day, last) == (1, 1, date(first.year, 12, 31))
        assert papers == 1


def test_students_begin_with_the_intake_or_late_and_some_are_suspended(school: Session) -> None:
    late = sa.extract("month", StudyRecord.started_on) != 9
    assert count(school, StudyRecord, StudyRecord.status == "studying", late) > 20
    assert count(school, Suspension) > 10
    assert count(school, Suspension, Suspension.to_on.is_(None)) > 0
