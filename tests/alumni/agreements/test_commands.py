"""Agreements with businesses of alumni: a right tax code, one number each, dates in order."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lib.accounts.guard import OutsideOwnUnit
from lib.alumni.agreements import commands, queries
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import InvalidInput, NotAllowed, NotFound
from lib.registry.tables import Unit
from tests.factories import people as make

pytestmark = pytest.mark.database
SIGNED = date(2025, 4, 1)


def business(session: Session, actor: Actor, **facts: object) -> int:
    given = {"name": "Bò sữa Mộc Châu", "tax_code_": None, "sector": None, "owner_id": None} | facts
    return commands.register_business(session, actor, **given)  # type: ignore[arg-type]  # facts are its arguments


def sign(session: Session, actor: Actor, faculty: Unit, business_id: int, **facts: object) -> int:
    given = {"number": "01/BB", "signed_on": SIGNED, "expires_on": None, "seats_promised": 5, "scope": None} | facts
    return commands.sign(session, actor, faculty_id=faculty.id, business_id=business_id, **given)  # type: ignore[arg-type]  # facts are its arguments


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0100233488", "0100233488"), (" 0100 233 488 ", "0100233488"), ("0314409058-002", "0314409058-002"), ("", None)],
)
def test_a_tax_code_is_kept_in_one_form(typed: str, kept: str | None) -> None:
    assert commands.tax_code(typed) == kept


@pytest.mark.parametrize("typed", ["0100233480", "123", "abc"])
def test_a_tax_code_with_a_wrong_digit_is_refused(typed: str) -> None:
    with pytest.raises(commands.InvalidTaxCode, match=typed):
        commands.tax_code(typed)


def test_an_agreement_is_listed_with_its_business_and_owner(session: Session) -> None:
    faculty = make.unit(session, name="Khoa Nông lâm")
    actor = make.actor(session, "faculty", unit_=faculty)
    owner = make.alumnus(session, "Lò Thị Hương", programme_=make.programme(session, faculty=faculty))
    sign(session, actor, faculty, business(session, actor, owner_id=owner.id))
    (row,) = queries.agreements(session, actor)
    assert (row.business, row.owner, row.faculty, row.seats_promised) == (
        "Bò sữa Mộc Châu", "Lò Thị Hương", "Khoa Nông lâm", 5,
    )  # fmt: skip


def test_an_owner_whom_the_faculty_may_not_see_is_not_found(session: Session) -> None:
    actor = make.actor(session, "faculty", unit_=make.unit(session))
    with pytest.raises(NotFound):
        business(session, actor, owner_id=make.alumnus(session).id)


def test_a_faculty_neither_signs_for_another_nor_sees_its_agreements(session: Session) -> None:
    own, other = make.unit(session), make.unit(session)
    actor, office = make.actor(session, "faculty", unit_=own), make.actor(session, "student_affairs")
    firm = business(session, office)
    sign(session, office, other, firm)
    assert queries.agreements(session, actor) == []
    with pytest.raises(OutsideOwnUnit):
        sign(session, actor, other, firm, number="02/BB")


def test_a_number_is_used_once_and_an_agreement_ends_after_it_begins(session: Session) -> None:
    faculty, actor = make.unit(session), make.actor(session, "student_affairs")
    firm = business(session, actor)
    sign(session, actor, faculty, firm)
    session.commit()
    with pytest.raises(ConstraintRefused, match="đã có"), transaction() as writing:
        sign(writing, actor, faculty, firm)
    with pytest.raises(ConstraintRefused, match="sau ngày ký"), transaction() as writing:
        sign(writing, actor, faculty, firm, number="02/BB", expires_on=date(2025, 3, 31))


@pytest.mark.parametrize("missing", [{"number": " "}, {"signed_on": None}])
def test_an_agreement_has_a_number_and_a_day(session: Session, missing: dict[str, object]) -> None:
    actor = make.actor(session, "student_affairs")
    with pytest.raises(InvalidInput):
        sign(session, actor, make.unit(session), business(session, actor), **missing)


@pytest.mark.parametrize("role", ["leadership", "media", "union", "finance", "admissions", "admin"])
def test_who_may_not_record_agreements_is_refused(session: Session, role: str) -> None:
    actor = make.actor(session, role)
    with pytest.raises(NotAllowed):
        business(session, actor)
    with pytest.raises(NotAllowed):
        sign(session, actor, make.unit(session), 1)
