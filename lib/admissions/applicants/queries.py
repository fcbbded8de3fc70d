"""Reads on the files of a round."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions.applicants.rules import FACTS, Known
from lib.admissions.dossiers import Dossier
from lib.admissions.tables import Applicant, Choice
from lib.core.actor import Actor
from lib.core.errors import NotFound
from lib.core.i18n import N_
from lib.core.names import fold
from lib.registry.tables import Programme

PAGE_SIZE = 100
_PERSONAL = ("id", "born_on", "sex", "ethnicity", "citizen_id", "phone", "commune_code")


class ApplicantGone(NotFound):
    message = N_("Không tìm thấy hồ sơ này trong đợt đang chọn. Hãy tìm lại.")


@dataclass(frozen=True)
class ApplicantCard:
    """Who the applicant is; what decides their admission is in `dossier`."""

    id: int
    born_on: date | None
    sex: str | None
    ethnicity: str | None
    citizen_id: str | None
    phone: str | None
    commune_code: str | None
    dossier: Dossier


@dataclass(frozen=True)
class Page:
    """One page of a list; `total` counts all that fit."""

    cards: tuple[ApplicantCard, ...]
    total: int


def dossiers(session: Session, actor: Actor, round_id: int) -> tuple[Dossier, ...]:
    """All files of the round, by code; one statement."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    rows = session.execute(_cards().where(Applicant.round_id == round_id).order_by(Applicant.code))
    return tuple(_card(row).dossier for row in rows)


def cards(session: Session, actor: Actor, round_id: int) -> list[ApplicantCard]:
    """Everybody of the round, by code; one statement."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    rows = session.execute(_cards().where(Applicant.round_id == round_id).order_by(Applicant.code))
    return [_card(row) for row in rows]


def search(session: Session, actor: Actor, *, round_id: int, text: str = "", page: int = 1) -> Page:
    """Files whose code, name (with or without accents), phone or identity number contains the text."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    statement = _cards().where(Applicant.round_id == round_id)
    if text.strip():
        statement = statement.where(_contains(text.strip()))
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = session.execute(
        statement.order_by(Applicant.sort_name, Applicant.code).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return Page(tuple(_card(row) for row in rows), total)


def card(session: Session, actor: Actor, *, round_id: int, applicant_id: int) -> ApplicantCard:
    """One file; raises ApplicantGone."""
    guard.require(actor, Permission.ADMISSIONS_VIEW)
    row = session.execute(_cards().where(Applicant.round_id == round_id, Applicant.id == applicant_id)).one_or_none()
    if row is None:
        raise ApplicantGone()
    return _card(row)


def known_files(session: Session, round_id: int, codes: Collection[str]) -> list[Known]:
    """The files with these codes as an import compares them."""
    choices = _choices(Choice.programme_id)
    columns = [getattr(Applicant, name) for name in (*FACTS, "direct_decision")]
    rows = session.execute(
        sa.select(Applicant.id, Applicant.code, choices.c.chosen, *columns)
        .outerjoin(choices, choices.c.applicant_id == Applicant.id)
        .where(Applicant.round_id == round_id, Applicant.code.in_(codes))
        .order_by(Applicant.id)
    )
    found = []
    for id_, code, chosen, *values in rows:
        facts: dict[str, Any] = dict(zip((*FACTS, "direct_decision"), values, strict=True))
        facts["ut_groups"] = tuple(sorted(facts["ut_groups"]))
        found.append(Known(id_, code, facts, tuple(chosen or ())))
    return found


def holders(session: Session, round_id: int, citizen_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Codes of the files of the round by identity number."""
    rows = session.execute(
        sa.select(Applicant.citizen_id, sa.func.array_agg(Applicant.code))
        .where(Applicant.round_id == round_id, Applicant.citizen_id.in_(citizen_ids))
        .group_by(Applicant.citizen_id)
    )
    return {number: frozenset(codes) for number, codes in rows if number}


def _contains(text: str) -> sa.ColumnElement[bool]:
    folded = fold(text)
    digits = "".join(c for c in text if c.isdigit())
    tests = [
        sa.func.app.fold(Applicant.full_name).contains(folded, autoescape=True),
        sa.func.app.fold(Applicant.code).contains(folded, autoescape=True),
    ]
    if len(digits) >= 3:
        # A phone is kept as +84…: what people type begins with the 0 that stands for it.
        tests += [Applicant.phone.contains(digits.removeprefix("0")), Applicant.citizen_id.contains(digits)]
    return sa.or_(*tests)


def _choices(value: sa.orm.InstrumentedAttribute[Any]) -> sa.Subquery:
    """The choices of each applicant in order, as one array."""
    ordered = sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(value, Choice.position))
    return (
        sa.select(Choice.applicant_id, ordered.label("chosen"))
        .join(Programme, Programme.id == Choice.programme_id)
        .group_by(Choice.applicant_id)
        .subquery()
    )


def _cards() -> sa.Select[*tuple[Any, ...]]:
    choices = _choices(Programme.code)
    return sa.select(
        Applicant.id,
        Applicant.born_on,
        Applicant.sex,
        Applicant.ethnicity,
        Applicant.citizen_id,
        Applicant.phone,
        Applicant.commune_code,
        Applicant.code,
        Applicant.full_name,
        choices.c.chosen,
        Applicant.grade10,
        Applicant.grade11,
        Applicant.grade12,
        Applicant.average,
        Applicant.ut_groups,
        Applicant.ut_verified,
        Applicant.area,
        Applicant.language_ok,
        (Applicant.nationality != "VN").label("is_foreign"),
        Applicant.direct_category,
        Applicant.direct_verified,
        Applicant.direct_decision,
    ).outerjoin(choices, choices.c.applicant_id == Applicant.id)


def _card(row: sa.Row[*tuple[Any, ...]]) -> ApplicantCard:
    known = row._mapping
    dossier = Dossier(
        code=known["code"],
        full_name=known["full_name"],
        choices=tuple(known["chosen"] or ()),
        grade10=known["grade10"],
        grade11=known["grade11"],
        grade12=known["grade12"],
        average=known["average"],
        ut_groups=tuple(known["ut_groups"]),
        ut_verified=known["ut_verified"],
        area=known["area"] or "",
        language_ok=known["language_ok"],
        is_foreign=known["is_foreign"],
        direct_category=known["direct_category"] or "",
        direct_verified=known["direct_verified"],
        direct_decision=known["direct_decision"] or "",
    )
    return ApplicantCard(dossier=dossier, **{name: known[name] for name in _PERSONAL})
