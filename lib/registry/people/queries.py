"""Known people for the rows of a sheet: a handful of statements, however many rows there are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lib.registry.people.rows import KnownPerson, KnownStudy, KnownWork, PersonRow
from lib.registry.people.rules import class_key, code_key, name_key
from lib.registry.tables import Contact, Employment, Person, StudyRecord


def known_for(session: Session, rows: Sequence[PersonRow]) -> list[KnownPerson]:
    """Everybody whom a row may be about, in order of their ids. Six statements."""
    return people(session, _by_codes(session, rows) | _by_name_and_birth(session, rows))


def people(session: Session, ids: Iterable[int]) -> list[KnownPerson]:
    """The people with these ids with what an import compares, in order of their ids."""
    wanted = _among(sorted(ids), sa.BigInteger)
    contacts: dict[int, dict[tuple[str, str], date | None]] = {}
    for person_id, kind, value, verified_on in session.execute(
        sa.select(Contact.person_id, Contact.kind, Contact.value, Contact.verified_on)
        .where(Contact.person_id == wanted)
        .order_by(Contact.id)
    ):
        contacts.setdefault(person_id, {})[kind, value] = verified_on
    studies: dict[int, list[KnownStudy]] = {}
    columns = [getattr(StudyRecord, name) for name in KnownStudy.__dataclass_fields__]
    for person_id, *values in session.execute(
        sa.select(StudyRecord.person_id, *columns).where(StudyRecord.person_id == wanted).order_by(StudyRecord.id)
    ):
        studies.setdefault(person_id, []).append(KnownStudy(*values))
    works: dict[int, list[KnownWork]] = {}
    columns = [getattr(Employment, name) for name in KnownWork.__dataclass_fields__]
    for person_id, *values in session.execute(
        sa.select(Employment.person_id, *columns)
        .where(Employment.person_id == wanted, Employment.to_on.is_(None))
        .order_by(Employment.verified_on.desc().nulls_last(), Employment.id)
    ):
        works.setdefault(person_id, []).append(KnownWork(*values))
    facts = sa.select(
        Person.id, Person.full_name, Person.born_on, Person.birth_year, Person.sex, Person.nationality,
        Person.ethnicity, Person.citizen_id, Person.commune_code,
    ).where(Person.id == wanted).order_by(Person.id)  # fmt: skip
    return [
        KnownPerson(*row, contacts.get(row.id, {}), tuple(studies.get(row.id, ())), tuple(works.get(row.id, ())))
        for row in session.execute(facts)
    ]


def _by_codes(session: Session, rows: Sequence[PersonRow]) -> set[int]:
    citizen_ids = {row.citizen_id for row in rows if row.citizen_id}
    codes = {row.study.student_code for row in rows if row.study and row.study.student_code}
    phones = {phone for row in rows if row.born_on for phone in row.phones}
    statement = sa.union(
        sa.select(Person.id).where(Person.citizen_id == _among(citizen_ids, sa.Text)),
        sa.select(StudyRecord.person_id).where(
            StudyRecord.student_code == _among(codes | {code_key(code) for code in codes}, sa.Text)
        ),
        sa.select(Contact.person_id).where(Contact.kind == "phone", Contact.value == _among(phones, sa.Text)),
    )
    return set(session.scalars(statement))


def _by_name_and_birth(session: Session, rows: Sequence[PersonRow]) -> set[int]:
    """People born on one of the days with a class on record; name and class are compared here, as the rules do."""
    wanted = {
        (name_key(row.full_name), row.born_on, class_key(row.study.class_name))
        for row in rows
        if row.born_on and row.study and row.study.class_name
    }
    if not wanted:
        return set()
    statement = (
        sa.select(Person.id, Person.full_name, Person.born_on, StudyRecord.class_name)
        .join(StudyRecord, StudyRecord.person_id == Person.id)
        .where(Person.born_on == _among({day for _name, day, _class in wanted}, sa.Date))
        .where(StudyRecord.class_name.is_not(None))
        .order_by(Person.id, StudyRecord.id)
    )
    return {
        id_
        for id_, name, born_on, class_name in session.execute(statement)
        if (name_key(name), born_on, class_key(class_name)) in wanted
    }


def _among(values: Iterable[Any], kind: type[sa.types.TypeEngine[Any]]) -> Any:
    """ANY of an array: one parameter, whatever the number of values."""
    return sa.any_(sa.bindparam(None, sorted(values), ARRAY(kind)))
