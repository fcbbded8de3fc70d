"""Alumni businesses and the agreements signed with them (Đ7.2, Đ8.3)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.alumni.tables import Agreement, Business
from lib.core.actor import Actor
from lib.registry.tables import Person, Unit


@dataclass(frozen=True)
class BusinessRow:
    id: int
    name: str
    tax_code: str | None
    sector: str | None
    owner: str | None


@dataclass(frozen=True)
class AgreementRow:
    id: int
    number: str
    business: str
    tax_code: str | None
    owner: str | None
    faculty: str
    scope: str | None
    signed_on: date
    expires_on: date | None
    seats_promised: int


def businesses(session: Session) -> list[BusinessRow]:
    """All of them, by name: a business is no faculty's own."""
    statement = (
        sa.select(Business.id, Business.name, Business.tax_code, Business.sector, Person.full_name)
        .outerjoin(Person, Person.id == Business.owner_id)
        .order_by(Business.name, Business.id)
    )
    return [BusinessRow(*row) for row in session.execute(statement)]


def agreements(session: Session, actor: Actor, *, limit: int = 500) -> list[AgreementRow]:
    """Within the reader's limits, newest first."""
    statement = (
        sa.select(
            Agreement.id, Agreement.number, Business.name, Business.tax_code, Person.full_name, Unit.name,
            Agreement.scope, Agreement.signed_on, Agreement.expires_on, Agreement.seats_promised,
        )
        .join(Business, Business.id == Agreement.business_id)
        .join(Unit, Unit.id == Agreement.faculty_id)
        .outerjoin(Person, Person.id == Business.owner_id)
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
        .limit(limit)
    )  # fmt: skip
    if actor.unit_ids is not None:
        statement = statement.where(Agreement.faculty_id.in_(sorted(actor.unit_ids)))
    return [AgreementRow(*tuple(row)) for row in session.execute(statement)]
