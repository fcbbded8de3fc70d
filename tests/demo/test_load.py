"""The demo as a whole, loaded once for all tests of this module."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import commands as accounts
from lib.accounts import queries as account_queries
from lib.accounts.permissions import ROLES
from lib.admissions.dossiers import DirectClaim, Dossier, OfferedProgramme, RoundCase
from lib.admissions.tables import Applicant, Choice, Offer, Round
from lib.alumni.tables import Agreement, FundEntry, FundEntryKind, FundForm, GuestTalk, MentorOffer
from lib.audit.tables import AuditEntry
from lib.core import database, names
from lib.core.calendar import Semester
from lib.core.errors import NotAllowed
from lib.demo import accounts as demo_accounts
from lib.demo import load as demo
from lib.demo.load import AlreadyLoaded, NotEmpty, Summary, load
from lib.demo.school import CROWDED, FACULTIES, HIGH_QUALITY
from lib.registry import communes, identifiers
from lib.registry.tables import (
    Cohort,
    Contact,
    Employment,
    Person,
    PersonFact,
    Programme,
    Setting,
    StudyRecord,
    Suspension,
    Unit,
)
from tests.conftest import Cloner
from tests.factories import people as factories

pytestmark = pytest.mark.database

TODAY = date(2026, 11, 21)
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


def loaded(clone: Cloner, today: date) -> tuple[sa.Engine, Summary]:
    engine = database.engine_for(clone().app)
    with Session(engine) as session, session.begin():
        summary = load(session, today=today)
    return engine, summary


@pytest.fixture(scope="module")
def filled(clone: Cloner) -> Iterator[tuple[sa.Engine, Summary]]:
    engine, summary = loaded(clone, TODAY)
    yield engine, summary
    engine.dispose()


@pytest.fixture
def summary(filled: tuple[sa.Engine, Summary]) -> Summary:
    return filled[1]


@pytest.fixture
def school(filled: tuple[sa.Engine, Summary]) -> Iterator[Session]:
    """A session on the loaded database; what a test writes is rolled back."""
    with Session(filled[0]) as session:
        yield session
        session.rollback()


def count(session: Session, table: type[database.Base], *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


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


def test_two_rounds_one_of_them_open(school: Session) -> None:
    rounds = school.scalars(sa.select(Round).order_by(Round.opens_on)).all()
    assert [one.status for one in rounds] == ["closed", "open"]
    assert rounds[0].closes_on < TODAY <= rounds[1].closes_on


def test_everybody_is_marked_as_demo_and_can_be_sorted(school: Session) -> None:
    assert count(school, Person, ~Person.is_demo) == 0
    assert count(school, Applicant, ~Applicant.is_demo) == 0
    for name, key in school.execute(sa.select(Person.full_name, Person.sort_name)):
        assert key == names.sort_key(name) != ""
    mark = school.scalar(sa.select(Setting.value).where(Setting.key == demo.DEMO))
    assert mark is not None
    assert mark["today"] == TODAY.isoformat()


def test_everybody_can_be_found_by_name(school: Session) -> None:
    searchable = school.scalar(
        sa.text("SELECT count(*) FROM app.person_search WHERE cardinality(tsvector_to_array(words)) > 0")
    )
    assert searchable == count(school, Person)


def test_the_same_day_gives_the_same_people(school: Session, summary: Summary, clone: Cloner) -> None:
    engine, again = loaded(clone, TODAY)
    with Session(engine) as session:
        assert again.counts == summary.counts
        assert checksum(session) == checksum(school)
    engine.dispose()
    assert [password for _name, password, _role in again.accounts] != [one[1] for one in summary.accounts]


def test_the_newest_cohort_is_nearly_but_not_quite_up_to_date(school: Session) -> None:
    newest = school.scalar(
        sa.select(Cohort.id).where(
            Cohort.graduation_year
            == sa.select(sa.func.max(sa.extract("year", StudyRecord.graduated_on))).scalar_subquery()
        )
    )
    members = set(school.scalars(sa.select(StudyRecord.person_id).where(StudyRecord.cohort_id == newest)))
    a_year_ago = TODAY - timedelta(days=365)
    by_contact = school.scalars(sa.select(Contact.person_id).where(Contact.verified_on > a_year_ago))
    by_work = school.scalars(sa.select(Employment.person_id).where(Employment.verified_on > a_year_ago))
    updated = members & {*by_contact} & {*by_work}
    assert 0.70 <= len(updated) / len(members) <= 0.80


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


def test_people_of_all_groups_live_in_communes_that_exist(school: Session) -> None:
    groups = set(school.scalars(sa.select(Person.ethnicity).distinct()))
    assert {"kinh", "thai", "mong", "dao", "muong", "kho_mu", "la_ha", "khang", "xinh_mun", "lao", None} == groups
    codes = set(school.scalars(sa.select(Person.commune_code).where(Person.commune_code.is_not(None)).distinct()))
    assert all(communes.by_code(code) for code in codes)
    in_son_la = sum(communes.by_code(code).province.code == communes.SON_LA for code in codes)  # type: ignore[union-attr]  # known, see above
    assert in_son_la > 50
    assert count(school, Person, Person.nationality == "LA", Person.ethnicity.is_(None)) > 50


def test_numbers_and_addresses_read_like_those_that_people_type(school: Session) -> None:
    people = sa.select(Person.citizen_id, Person.born_on, Person.sex).where(Person.citizen_id.is_not(None))
    for number, born_on, sex in school.execute(people):
        read = identifiers.citizen_id(number, born_on=born_on, is_female=sex == "female")
        assert (read.value, read.warnings) == (number, ())
    for kind, value in school.execute(sa.select(Contact.kind, Contact.value).where(Contact.kind != "address")):
        read = identifiers.phone(value) if kind == "phone" else identifiers.email(value)
        assert (read.value, read.warnings) == (value, ())
    for code in school.scalars(sa.select(StudyRecord.student_code)):
        assert identifiers.student_code(code).value == code


def cases(session: Session) -> Iterator[RoundCase]:
    """Each round as the ranking takes it."""
    chosen: dict[int, list[str]] = {}
    choices = sa.select(Choice.applicant_id, Programme.code).join(Programme, Programme.id == Choice.programme_id)
    for applicant_id, code in session.execute(choices.order_by(Choice.applicant_id, Choice.position)):
        chosen.setdefault(applicant_id, []).append(code)
    for round_id in session.scalars(sa.select(Round.id).order_by(Round.id)):
        offers = session.execute(
            sa.select(Programme, Offer)
            .join(Offer, Offer.programme_id == Programme.id)
            .where(Offer.round_id == round_id)
        )
        applicants = session.scalars(sa.select(Applicant).where(Applicant.round_id == round_id))
        yield RoundCase(
            tuple(offered(programme, offer) for programme, offer in offers),
            tuple(dossier(applicant, chosen[applicant.id]) for applicant in applicants),
        )


def offered(programme: Programme, offer: Offer) -> OfferedProgramme:
    return OfferedProgramme(
        programme.id,
        programme.code,
        programme.name,
        programme.level,
        offer.quota,
        offer.foreign_seats,
        offer.taken,
        offer.min_dxt,
        offer.language_required,
    )


def dossier(applicant: Applicant, choices: list[str]) -> Dossier:
    return Dossier(
        applicant.code,
        applicant.full_name,
        tuple(choices),
        applicant.grade10,
        applicant.grade11,
        applicant.grade12,
        applicant.average,
        tuple(applicant.ut_groups),
        applicant.ut_verified,
        applicant.area or "",
        applicant.language_ok,
        applicant.nationality != "VN",
        applicant.direct_category or "",
        applicant.direct_verified,
        applicant.direct_decision or "",
    )


def test_claims_to_direct_admission_stand_at_every_step(school: Session) -> None:
    claims = {claim for case in cases(school) for claim in case.claims().values()}
    assert claims == {DirectClaim.ENTITLED, DirectClaim.RECTOR, DirectClaim.UNVERIFIED}


def test_each_round_ends_in_equals_at_the_last_seat_of_the_crowded_programme(school: Session) -> None:
    for case in cases(school):
        (crowded,) = [one for one in case.rank().programmes if one.code == CROWDED]
        assert crowded.tie is not None
        assert 0 < crowded.tie.seats_left < len(crowded.tie.members)


def test_the_high_quality_programme_asks_for_six_and_a_half_and_a_language(school: Session) -> None:
    offers = school.scalars(
        sa.select(Offer).join(Programme, Programme.id == Offer.programme_id).where(Programme.code == HIGH_QUALITY)
    ).all()
    assert {(str(offer.min_dxt), offer.language_required) for offer in offers} == {("6.50", True)}
    candidates = (
        sa.select(Applicant.language_ok)
        .join(Choice, Choice.applicant_id == Applicant.id)
        .join(Programme, Programme.id == Choice.programme_id)
        .where(Programme.code == HIGH_QUALITY)
        .distinct()
    )
    assert set(school.scalars(candidates)) == {True, False, None}


def test_two_faculties_missed_the_semester_before(school: Session) -> None:
    talks = sa.select(GuestTalk.faculty_id).where(GuestTalk.held_on.between(date(2026, 2, 1), date(2026, 8, 31)))
    assert len(FACULTIES) - len(set(school.scalars(talks))) == 2


def test_some_faculties_still_owe_this_semesters_talk(school: Session) -> None:
    begun = Semester.of(TODAY).first_day
    with_talk = set(school.scalars(sa.select(GuestTalk.faculty_id).where(GuestTalk.held_on >= begun)))
    assert len(FACULTIES) - len(with_talk) == 4
    first = school.scalar(sa.select(sa.func.min(GuestTalk.held_on)))
    assert first is not None
    assert begun - timedelta(days=3 * 366) <= first <= begun - timedelta(days=2 * 365)


def test_speakers_and_mentors_graduated_from_the_faculty_that_records_them(school: Session) -> None:
    of_faculty = {
        tuple(row)
        for row in school.execute(
            sa.select(StudyRecord.person_id, Programme.faculty_id).join(
                Programme, Programme.id == StudyRecord.programme_id
            )
        )
    }
    talks = school.execute(sa.select(GuestTalk.speaker_id, GuestTalk.faculty_id)).all()
    mentors = school.execute(sa.select(MentorOffer.person_id, MentorOffer.faculty_id)).all()
    assert {tuple(row) for row in (*talks, *mentors)} <= of_faculty


def test_the_fund_never_gave_what_it_did_not_have(school: Session) -> None:
    balance = dict.fromkeys(FundForm, 0)
    entries = school.scalars(sa.select(FundEntry).order_by(FundEntry.entered_on, FundEntry.id)).all()
    for entry in entries:
        balance[FundForm(entry.form)] += entry.amount_vnd * (1 if entry.kind == FundEntryKind.CONTRIBUTION else -1)
        assert min(balance.values()) >= 0, entry.entered_on
    gifts = [entry for entry in entries if entry.kind == FundEntryKind.CONTRIBUTION]
    assert {entry.form for entry in gifts} == set(FundForm)
    assert any(entry.is_anonymous for entry in gifts)
    assert len(gifts) < len(entries)
    assert entries[0].entered_on < TODAY - timedelta(days=1000)


def test_one_account_for_each_role_that_can_sign_in(school: Session, summary: Summary) -> None:
    roles = set()
    for username, password, _role in summary.accounts:
        account_id = accounts.verify(school, username=username, password=password)
        assert account_id is not None
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
    accounts.create_account(session, None, username="admin", full_name="Cà Thị Mai", password=password, roles=["admin"])
    actor = factories.actor(session, "admin")
    summary = load(session, actor, today=date(2027, 9, 1))
    assert "admin" not in [username for username, _password, _role in summary.accounts]
    assert accounts.verify(session, username="admin", password=password) is not None
    assert session.scalars(sa.select(Unit.name).where(Unit.code == "TC-HSSV")).all() == [unit.name]
