"""Who the demo invents."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.tables import Applicant
from lib.core import names
from lib.demo import load as demo
from lib.registry import communes, identifiers
from lib.registry.tables import (
    Cohort,
    Contact,
    Employment,
    Person,
    Setting,
    StudyRecord,
)
from tests.demo.loading import TODAY, count

pytestmark = pytest.mark.database


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
