"""Small corrections of one record: a contact added or verified, a job added or verified."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.directory.queries import check_can_see
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotFound
from lib.core.i18n import N_
from lib.core.names import one_line
from lib.registry import identifiers
from lib.registry.tables import Contact, ContactKind, Employment


def may_edit(actor: Actor) -> bool:
    """TC-HSSV keeps the records (Đ10.1); the others tell it what has changed."""
    return actor.may(Permission.ALUMNI_IMPORT)


def add_contact(session: Session, actor: Actor, *, person_id: int, kind: str, value: str, verified_on: date) -> int:
    """Add a phone, mail or address that was verified on this day; one that is there only gets the new day."""
    _check(session, actor, person_id)
    readers = {ContactKind.PHONE: identifiers.phone, ContactKind.EMAIL: identifiers.email}
    reader = readers.get(ContactKind(kind))
    read = reader(value).value if reader else one_line(value)
    if not read:
        raise InvalidInput(N_("Hãy ghi nội dung liên hệ."))
    statement = insert(Contact).values(
        person_id=person_id, kind=kind, value=read, source=actor.username, verified_on=verified_on
    )
    contact_id = session.scalars(
        statement.on_conflict_do_update(
            constraint="uq_contact_person_id_kind_value",
            set_={"verified_on": sa.func.greatest(Contact.verified_on, statement.excluded.verified_on)},
        ).returning(Contact.id)
    ).one()
    audit.record(session, actor, "contact.added", "person", person_id, kind=kind, value=read, verified_on=verified_on)
    return contact_id


def verify(session: Session, actor: Actor, *, person_id: int, contact_id: int, verified_on: date) -> None:
    """Somebody made sure on this day that the contact is right."""
    _check(session, actor, person_id)
    contact = _locked(session, Contact, contact_id, person_id)
    before, contact.verified_on = contact.verified_on, verified_on
    audit.record(
        session, actor, "contact.verified", "person", person_id,
        contact=contact.value, before=before, verified_on=verified_on,
    )  # fmt: skip


def add_work(
    session: Session, actor: Actor, *, person_id: int, employer: str, position: str | None, sector: str | None,
    from_on: date | None, verified_on: date,
) -> int:  # fmt: skip
    """Add the present job; an earlier present one ends where this one begins."""
    _check(session, actor, person_id)
    if not (name := one_line(employer)):
        raise InvalidInput(N_("Hãy ghi nơi làm việc."))
    session.execute(
        sa.update(Employment)
        .where(Employment.person_id == person_id, Employment.to_on.is_(None))
        .values(to_on=from_on or verified_on)
    )
    made = Employment(
        person_id=person_id, employer=name, position=one_line(position), sector=one_line(sector),
        from_on=from_on, source=actor.username, verified_on=verified_on,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, actor, "employment.added", "person", person_id, employer=name, verified_on=verified_on)
    return made.id


def _check(session: Session, actor: Actor, person_id: int) -> None:
    guard.require(actor, Permission.ALUMNI_IMPORT)
    check_can_see(session, actor, person_id)


def _locked(session: Session, table: type[Any], id_: int, person_id: int) -> Any:
    found = session.scalars(
        sa.select(table).where(table.id == id_, table.person_id == person_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found
