"""Facts are recorded in a handful of statements, and what they replaced stays on record."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.errors import NotAllowed
from lib.registry.facts.commands import decide, record_facts
from lib.registry.facts.queries import by_person_and_kind, facts_of
from lib.registry.facts.rules import Statement
from tests.factories import people as make

pytestmark = pytest.mark.database
TODAY = date(2024, 10, 1)


@pytest.fixture
def staff(session: Session) -> Actor:
    return make.actor(session, "student_affairs")


def test_poor_in_2023_and_not_poor_in_2024_are_both_on_record(session: Session, staff: Actor):
    who = make.person(session).id
    for year, poor in ((2023, True), (2024, False)):
        said = [Statement(who, "household_poor", poor, date(year, 1, 1), evidence=f"Giấy {year}")]
        record_facts(session, staff, statements=said, on=TODAY, source="thử")
    assert [(f.is_true, f.valid_from, f.valid_to, f.evidence) for f in facts_of(session, [who])] == [
        (True, date(2023, 1, 1), date(2023, 12, 31), "Giấy 2023"),
        (False, date(2024, 1, 1), date(2024, 12, 31), "Giấy 2024"),
    ]


def test_a_change_ends_the_old_fact_and_is_named_in_the_audit(session: Session, staff: Actor):
    who = make.person(session).id
    record_facts(session, staff, statements=[Statement(who, "disabled", False)], on=TODAY, source="một")
    record_facts(session, staff, statements=[Statement(who, "disabled", True)], on=TODAY, source="hai")
    assert [(f.is_true, f.valid_from, f.valid_to) for f in facts_of(session, [who])] == [
        (False, None, date(2024, 9, 30)),
        (True, TODAY, None),
    ]
    newest = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert newest.facts["replaced"] == [
        {"person_id": who, "kind": "disabled", "old": False, "new": True, "from": "2024-10-01"}
    ]


def test_a_missing_paper_and_a_last_day_are_added_to_the_fact(session: Session, staff: Actor):
    who = make.person(session).id
    from_on, to_on = date(2023, 1, 1), date(2024, 5, 31)
    record_facts(session, staff, statements=[Statement(who, "disabled", True, from_on)], on=TODAY, source="một")
    proved = [Statement(who, "disabled", True, from_on, evidence="Giấy 9")]
    record_facts(session, staff, statements=proved, on=TODAY, source="hai")
    ended = [Statement(who, "disabled", True, from_on, to_on)]
    record_facts(session, staff, statements=ended, on=TODAY, source="ba")
    assert [(f.evidence, f.valid_to) for f in facts_of(session, [who])] == [("Giấy 9", to_on)]


def test_telling_what_would_happen_writes_nothing(session: Session):
    who = make.person(session).id
    assert [c.state for c in decide(session, [Statement(who, "disabled", True)], on=TODAY)] == ["new"]
    assert facts_of(session, [who]) == []


def test_facts_are_grouped_by_person_and_kind(session: Session, staff: Actor):
    one, other = make.person(session).id, make.person(session).id
    said = [Statement(one, "disabled", True), Statement(one, "martyr_child", False), Statement(other, "disabled", True)]
    record_facts(session, staff, statements=said, on=TODAY, source="thử")
    found = by_person_and_kind(facts_of(session, [one, other]))
    assert set(found) == {(one, "disabled"), (one, "martyr_child"), (other, "disabled")}


def test_a_faculty_does_not_record_facts(session: Session):
    faculty = make.actor(session, "faculty", unit_=make.unit(session))
    with pytest.raises(NotAllowed):
        record_facts(session, faculty, statements=[], on=TODAY, source="thử")
