"""Writes on units, programmes, cohorts and settings, and the very first set-up of a school."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from lib.accounts import commands as accounts
from lib.accounts import guard
from lib.accounts.links import commands as links
from lib.accounts.permissions import Permission
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import one_line
from lib.registry.tables import Cohort, Level, Programme, Setting, Unit, UnitKind

SCHOOL_NAME = "school.name"


@dataclass(frozen=True)
class UnitInput:
    """A unit as typed; `id` is None for a new one."""

    id: int | None
    code: str
    name: str
    kind: str
    is_active: bool = True


@dataclass(frozen=True)
class ProgrammeInput:
    """A programme as typed; `id` is None for a new one."""

    id: int | None
    code: str
    name: str
    level: str
    faculty_id: int
    is_active: bool = True


def set_up_school(
    session: Session,
    *,
    token: str,
    school_name: str,
    units: Sequence[UnitInput],
    username: str,
    full_name: str,
    password: str,
) -> int:
    """The first administrator with the school's name and units, all or nothing; uses up the set-up link.

    Returns the administrator's account id. Raises LinkSpent, InvalidInput or WeakPassword.
    """
    links.redeem_link(session, token=token, purpose="setup")
    account_id = accounts.create_account(
        session, None, username=username, full_name=full_name, password=password, roles=["admin"]
    )
    _put_setting(session, SCHOOL_NAME, _required(school_name, N_("Hãy ghi tên trường.")))
    _write_units(session, units)
    audit.record(session, None, "school.set_up", "setting", school_name=school_name, units=len(units))
    return account_id


def save_units(session: Session, actor: Actor, *, units: Sequence[UnitInput]) -> int:
    """Add and change units; none is ever deleted, because records point to it: switch it off instead."""
    guard.require(actor, Permission.SETTINGS_MANAGE)
    changed = _write_units(session, units)
    audit.record(session, actor, "units.saved", "unit", codes=[unit.code for unit in units])
    return changed


def save_programmes(session: Session, actor: Actor, *, programmes: Sequence[ProgrammeInput]) -> int:
    guard.require(actor, Permission.SETTINGS_MANAGE)
    for given in programmes:
        if given.level not in set(Level):
            raise InvalidInput(N_("Ngành «{name}»: hãy chọn trình độ."), name=given.name)
        made = session.get_one(Programme, given.id, with_for_update=True) if given.id else Programme()
        made.code = _required(given.code, N_("Hãy ghi mã cho từng ngành."))
        made.name = _required(given.name, N_("Hãy ghi tên cho từng ngành."))
        made.level, made.faculty_id, made.is_active = given.level, given.faculty_id, given.is_active
        session.add(made)
    session.flush()
    audit.record(session, actor, "programmes.saved", "programme", codes=[given.code for given in programmes])
    return len(programmes)


def rename_school(session: Session, actor: Actor, *, name: str) -> None:
    guard.require(actor, Permission.SETTINGS_MANAGE)
    _put_setting(session, SCHOOL_NAME, _required(name, N_("Hãy ghi tên trường.")))
    audit.record(session, actor, "school.renamed", "setting", name=name)


def ensure_cohorts(session: Session, cohorts: Sequence[tuple[str, int, int | None]]) -> dict[str, int]:
    """Make the cohorts (code, start year, graduation year) that are missing; returns ids by code."""
    if cohorts:
        session.execute(
            insert(Cohort)
            .values([{"code": code, "start_year": start, "graduation_year": end} for code, start, end in cohorts])
            .on_conflict_do_nothing(index_elements=[Cohort.code])
        )
    codes = [code for code, _start, _end in cohorts]
    found = session.execute(sa.select(Cohort.code, Cohort.id).where(Cohort.code.in_(codes)))
    return {row.code: row.id for row in found}


def _write_units(session: Session, units: Sequence[UnitInput]) -> int:
    for given in units:
        if given.kind not in set(UnitKind):
            raise InvalidInput(N_("Đơn vị «{name}»: hãy chọn loại đơn vị."), name=given.name)
        made = session.get_one(Unit, given.id, with_for_update=True) if given.id else Unit()
        made.code = _required(given.code, N_("Hãy ghi mã cho từng đơn vị."))
        made.name = _required(given.name, N_("Hãy ghi tên cho từng đơn vị."))
        made.kind, made.is_active = given.kind, given.is_active
        session.add(made)
    session.flush()
    return len(units)


def _put_setting(session: Session, key: str, value: object) -> None:
    statement = insert(Setting).values(key=key, value=value)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Setting.key], set_={"value": statement.excluded.value, "updated_at": clock.now()}
        )
    )


def _required(text: str | None, sentence: str) -> str:
    cleaned = one_line(text)
    if cleaned is None:
        raise InvalidInput(sentence)
    return cleaned
