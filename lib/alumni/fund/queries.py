"""The ledger of the Student Support Fund and what is left in it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lib.alumni.fund.rules import EQUIPMENT, MONEY
from lib.alumni.tables import FundEntry
from lib.registry.tables import Person, Unit


@dataclass(frozen=True)
class EntryRow:
    """`donor` is None for an anonymous gift; `effect_vnd` is negative for what left the fund or was undone."""

    id: int
    entered_on: date
    kind: str
    form: str
    effect_vnd: int
    purpose: str | None
    donor: str | None
    is_anonymous: bool
    faculty: str | None
    receipt_number: str | None
    reverses_id: int | None
    is_reversed: bool


@dataclass(frozen=True)
class Balance:
    """Whole đồng; money and equipment are never spent for each other."""

    money_vnd: int
    equipment_vnd: int


def signed_amount() -> sa.ColumnElement[int]:
    """What an entry does to the fund, as `rules.effect` says it for one entry."""
    sign = sa.case((FundEntry.kind == "contribution", 1), else_=-1)
    undone = sa.case((FundEntry.reverses_id.is_not(None), -1), else_=1)
    return FundEntry.amount_vnd * sign * undone


def balance(session: Session) -> Balance:
    sums = {
        forms: sa.func.coalesce(sa.func.sum(signed_amount()).filter(FundEntry.form.in_(sorted(forms))), 0)
        for forms in (MONEY, EQUIPMENT)
    }
    held = session.execute(sa.select(*sums.values())).one()
    return Balance(int(held[0]), int(held[1]))


def entries(session: Session, *, limit: int = 500) -> list[EntryRow]:
    """Newest first."""
    undoing = aliased(FundEntry)
    donor = sa.case((FundEntry.is_anonymous, None), else_=sa.func.coalesce(Person.full_name, FundEntry.donor_name))
    statement = (
        sa.select(
            FundEntry.id, FundEntry.entered_on, FundEntry.kind, FundEntry.form, signed_amount(), FundEntry.purpose,
            donor, FundEntry.is_anonymous, Unit.name, FundEntry.receipt_number, FundEntry.reverses_id,
            undoing.id.is_not(None),
        )
        .outerjoin(Person, Person.id == FundEntry.donor_id)
        .outerjoin(Unit, Unit.id == FundEntry.faculty_id)
        .outerjoin(undoing, undoing.reverses_id == FundEntry.id)
        .order_by(FundEntry.entered_on.desc(), FundEntry.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [EntryRow(*tuple(row)) for row in session.execute(statement)]
