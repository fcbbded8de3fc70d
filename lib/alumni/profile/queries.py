"""Everything on record about one alumnus, for whom the actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts.permissions import Permission
from lib.alumni.directory.queries import sees
from lib.alumni.tables import FundEntry, GuestTalk, MentorOffer
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.registry.tables import Cohort, Contact, Employment, Person, Programme, StudyRecord, Unit


@dataclass(frozen=True)
class PersonFacts:
    id: int
    full_name: str
    born_on: date | None
    birth_year: int | None
    sex: str | None
    ethnicity: str | None
    citizen_id: str | None
    commune_code: str | None


@dataclass(frozen=True)
class StudyFacts:
    programme: str
    level: str
    faculty: str
    cohort: str | None
    student_code: str | None
    class_name: str | None
    status: str
    graduated_on: date | None
    diploma_number: str | None
    classification: str | None


@dataclass(frozen=True)
class ContactFacts:
    id: int
    kind: str
    value: str
    source: str
    verified_on: date | None


@dataclass(frozen=True)
class WorkFacts:
    id: int
    employer: str
    position: str | None
    sector: str | None
    from_on: date | None
    to_on: date | None
    source: str
    verified_on: date | None


@dataclass(frozen=True)
class Event:
    """One thing that the person did for the college; `amount_vnd` for a gift."""

    on: date
    kind: Literal["talk", "mentor", "gift"]
    what: str
    faculty: str | None
    amount_vnd: int | None = None


@dataclass(frozen=True)
class Profile:
    person: PersonFacts
    studies: tuple[StudyFacts, ...]
    contacts: tuple[ContactFacts, ...]
    works: tuple[WorkFacts, ...]
    timeline: tuple[Event, ...]


def profile(session: Session, actor: Actor, person_id: int) -> Profile:
    """Raises NotFound for a person whom the actor may not see. Seven statements."""
    row = session.execute(
        sa.select(
            Person.id, Person.full_name, Person.born_on, Person.birth_year, Person.sex, Person.ethnicity,
            Person.citizen_id, Person.commune_code,
        ).where(Person.id == person_id, sees(actor))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    return Profile(
        PersonFacts(*row),
        _studies(session, person_id),
        _contacts(session, person_id),
        _works(session, person_id),
        _timeline(session, actor, person_id),
    )


def _studies(session: Session, person_id: int) -> tuple[StudyFacts, ...]:
    statement = (
        sa.select(
            Programme.name, Programme.level, Unit.name, Cohort.code, StudyRecord.student_code, StudyRecord.class_name,
            StudyRecord.status, StudyRecord.graduated_on, StudyRecord.diploma_number, StudyRecord.classification,
        )
        .join(Programme, Programme.id == StudyRecord.programme_id)
        .join(Unit, Unit.id == Programme.faculty_id)
        .outerjoin(Cohort, Cohort.id == StudyRecord.cohort_id)
        .where(StudyRecord.person_id == person_id)
        .order_by(StudyRecord.graduated_on.desc().nulls_first(), StudyRecord.id.desc())
    )  # fmt: skip
    return tuple(StudyFacts(*tuple(row)) for row in session.execute(statement))


def _contacts(session: Session, person_id: int) -> tuple[ContactFacts, ...]:
    statement = (
        sa.select(Contact.id, Contact.kind, Contact.value, Contact.source, Contact.verified_on)
        .where(Contact.person_id == person_id)
        .order_by(Contact.kind.desc(), Contact.verified_on.desc().nulls_last(), Contact.id)
    )
    return tuple(ContactFacts(*row) for row in session.execute(statement))


def _works(session: Session, person_id: int) -> tuple[WorkFacts, ...]:
    statement = (
        sa.select(
            Employment.id, Employment.employer, Employment.position, Employment.sector, Employment.from_on,
            Employment.to_on, Employment.source, Employment.verified_on,
        )
        .where(Employment.person_id == person_id)
        .order_by(Employment.to_on.desc().nulls_first(), Employment.verified_on.desc().nulls_last(), Employment.id)
    )  # fmt: skip
    return tuple(WorkFacts(*row) for row in session.execute(statement))


def _timeline(session: Session, actor: Actor, person_id: int) -> tuple[Event, ...]:
    """Newest first. Activities of the units within reach; gifts for who may see the fund, never anonymous ones."""
    talks = sa.select(GuestTalk.held_on, GuestTalk.topic, Unit.name).join(Unit, Unit.id == GuestTalk.faculty_id)
    talks = talks.where(GuestTalk.speaker_id == person_id)
    offers = sa.select(MentorOffer.offered_on, MentorOffer.field, Unit.name)
    offers = offers.join(Unit, Unit.id == MentorOffer.faculty_id).where(MentorOffer.person_id == person_id)
    if actor.unit_ids is not None:
        talks = talks.where(GuestTalk.faculty_id.in_(sorted(actor.unit_ids)))
        offers = offers.where(MentorOffer.faculty_id.in_(sorted(actor.unit_ids)))
    events = [Event(on, "talk", topic, faculty) for on, topic, faculty in session.execute(talks)]
    events += [Event(on, "mentor", field, faculty) for on, field, faculty in session.execute(offers)]
    if actor.may(Permission.FUND_VIEW):
        undone = sa.select(FundEntry.reverses_id).where(FundEntry.reverses_id.is_not(None))
        gifts = sa.select(FundEntry.entered_on, FundEntry.purpose, FundEntry.amount_vnd).where(
            FundEntry.donor_id == person_id,
            FundEntry.kind == "contribution",
            FundEntry.reverses_id.is_(None),
            FundEntry.id.not_in(undone),
            ~FundEntry.is_anonymous,
        )
        events += [Event(on, "gift", purpose or "", None, amount) for on, purpose, amount in session.execute(gifts)]
    return tuple(sorted(events, key=lambda event: (event.on, event.kind, event.what), reverse=True))
