"""The demo as a whole."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands as accounts
from lib.accounts import passwords, sessions
from lib.accounts import queries as account_queries
from lib.accounts.permissions import ROLES
from lib.admissions.tables import Applicant
from lib.alumni.tables import Agreement, FundEntry, GuestTalk, MentorOffer
from lib.audit.tables import AuditEntry
from lib.core.errors import NotAllowed
from lib.demo import accounts as demo_accounts
from lib.demo.load import AlreadyLoaded, NotEmpty, Summary, load
from lib.registry.tables import (
    Contact,
    Employment,
    Person,
    Programme,
    StudyRecord,
    Suspension,
    Unit,
)
from tests.conftest import Cloner
from tests.demo.loading import TODAY, count, loaded
from tests.factories import people as factories

pytestmark = pytest.mark.database


def checksum(session: Session) -> str:
    people = session.execute(sa.select(Person.full_name, Person.born_on).order_by(Person.id)).all()
    applicants = session.execute(sa.select(Applicant.full_name, Applicant.grade12).order_by(Applicant.code)).all()
    return hashlib.sha256(repr([people, applicants]).encode()).hexdigest()


def test_the_demo_has_the_size_that_was_asked_for(school: Session, summary: Summary) -> None:
    graduated, studying = StudyRecord.status == "graduated", StudyRecord.status == "studying"
    alumni = sa.select(sa.func.count(StudyRecord.person_id.distinct())).where(graduated)
    cohorts = sa.select(sa.func.count(StudyRecord.cohort_id.distinct())).where(graduated)
    assert school.scalar(alumni) == 5000
    assert school.scalar(cohorts) == 12
    assert count(school, StudyRecord, studying) == 1500
    assert count(school, StudyRecord, StudyRecord.status == "left", StudyRecord.ended_on <= TODAY) == 40
    assert count(school, Applicant) == 1200
    assert count(school, Unit, Unit.kind == "faculty") == 9
    assert 18 <= count(school, Programme) <= 24
    assert summary.people == count(school, Person)


def test_the_same_day_gives_the_same_people(school: Session, summary: Summary, clone: Cloner) -> None:
    engine, again = loaded(clone, TODAY)
    with Session(engine) as session:
        assert again.counts == summary.counts
        assert checksum(session) == checksum(school)
    engine.dispose()
    assert [password for _name, password, _role in again.accounts] != [one[1] for one in summary.accounts]


def test_nothing_happened_in_the_future(school: Session) -> None:
    for column in (
        Contact.verified_on,
        Employment.verified_on,
        Employment.from_on,
        StudyRecord.started_on,
        StudyRecord.graduated_on,
        Suspension.from_on,
        GuestTalk.held_on,
        MentorOffer.offered_on,
        Agreement.signed_on,
        FundEntry.entered_on,
    ):
        assert school.scalar(sa.select(sa.func.max(column))) <= TODAY, column


def test_one_account_for_each_role_that_can_sign_in(school: Session, summary: Summary) -> None:
    roles = set()
    for username, password, _role in summary.accounts:
        account_id, stored = account_queries.credentials(school, username) or (0, None)
        assert passwords.matches(password, stored)
        roles.update(account_queries.actor_of_account(school, account_id).roles)
    assert roles == set(ROLES)


def test_the_load_is_on_record_without_passwords(school: Session, summary: Summary) -> None:
    (entry,) = school.scalars(sa.select(AuditEntry).where(AuditEntry.action == "demo.loaded")).all()
    assert entry.facts == summary.counts


def test_a_second_load_is_refused(school: Session) -> None:
    with pytest.raises(AlreadyLoaded):
        load(school, today=TODAY)


def test_a_database_with_real_people_is_left_alone(session: Session) -> None:
    factories.person(session)
    with pytest.raises(NotEmpty):
        load(session, today=TODAY)


def test_only_who_may_change_settings_may_load_the_demo(session: Session) -> None:
    with pytest.raises(NotAllowed):
        load(session, factories.actor(session, "student_affairs"), today=TODAY)


def test_the_first_administrator_and_the_units_that_are_there_stay(session: Session) -> None:
    unit = factories.unit(session, name="Phòng Tổ chức cán bộ", kind="office", code="TC-HSSV")
    password = demo_accounts.new_password()
    actor_id = accounts.create_account(
        session, None, username="admin", full_name="Cà Thị Mai", password=password, roles=["admin"]
    )
    actor = factories.actor(session, "admin")
    summary = load(session, actor, today=date(2027, 9, 1))
    assert "admin" not in [username for username, _password, _role in summary.accounts]
    session.commit()
    assert sessions.confirm("admin", password) == account_queries.actor_of_account(session, actor_id).user_id
    assert session.scalars(sa.select(Unit.name).where(Unit.code == "TC-HSSV")).all() == [unit.name]
