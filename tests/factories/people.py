"""Units, programmes, users and people for tests: sensible where a test does not say."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from lib.accounts.queries import actor_of_account
from lib.accounts.tables import Account, AccountRole
from lib.core import names
from lib.core.actor import Actor
from lib.registry.tables import Cohort, Contact, Employment, Person, Programme, StudyRecord, Unit

_numbers = count(1)


def unit(session: Session, *, name: str = "Khoa Nông lâm", kind: str = "faculty", code: str | None = None) -> Unit:
    made = Unit(code=code or f"U{next(_numbers)}", name=name, kind=kind)
    session.add(made)
    session.flush()
    return made


def programme(
    session: Session,
    *,
    faculty: Unit | None = None,
    name: str = "Chăn nuôi",
    level: str = "college",
    code: str | None = None,
) -> Programme:
    faculty = faculty or unit(session)
    made = Programme(code=code or f"P{next(_numbers)}", name=name, level=level, faculty_id=faculty.id)
    session.add(made)
    session.flush()
    return made


def cohort(session: Session, *, code: str | None = None, start_year: int = 2022) -> Cohort:
    made = Cohort(code=code or f"K{next(_numbers)}", start_year=start_year, graduation_year=start_year + 3)
    session.add(made)
    session.flush()
    return made


def person(session: Session, full_name: str = "Lò Văn Đức", **facts: object) -> Person:
    made = Person(full_name=full_name, sort_name=names.sort_key(full_name), **facts)
    session.add(made)
    session.flush()
    return made


def alumnus(
    session: Session,
    full_name: str = "Lò Văn Đức",
    *,
    programme_: Programme | None = None,
    cohort_: Cohort | None = None,
    graduated_on: date = date(2025, 6, 30),
    phone: str | None = None,
    employer: str | None = None,
    verified_on: date | None = None,
    **facts: object,
) -> Person:
    """A graduate, with a phone and an employer if given."""
    made = person(session, full_name, **facts)
    session.add(
        StudyRecord(
            person_id=made.id,
            programme_id=(programme_ or programme(session)).id,
            cohort_id=cohort_.id if cohort_ else None,
            student_code=f"HS{next(_numbers):05d}",
            status="graduated",
            graduated_on=graduated_on,
        )
    )
    if phone:
        session.add(Contact(person_id=made.id, kind="phone", value=phone, source="test", verified_on=verified_on))
    if employer:
        session.add(Employment(person_id=made.id, employer=employer, source="test", verified_on=verified_on))
    session.flush()
    return made


def actor(session: Session, *roles: str, unit_: Unit | None = None) -> Actor:
    """A user with the roles (without a usable password), as commands see them."""
    made = Account(
        username=f"user{next(_numbers)}",
        full_name="Cà Thị Mai",
        unit_id=unit_.id if unit_ else None,
        password_hash=None,
    )
    session.add(made)
    session.flush()
    session.add_all(AccountRole(account_id=made.id, role=role) for role in roles)
    session.flush()
    return actor_of_account(session, made.id)
