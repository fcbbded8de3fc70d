"""Entries of the fund's ledger: never changed, never more spent than there is, mistakes undone by a new entry."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.fund import queries, rules
from lib.alumni.tables import FUND_FORM_LABELS, FundEntry, FundForm
from lib.audit import commands as audit
from lib.core import clock, formats
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotFound
from lib.core.i18n import N_, _
from lib.core.names import clean, one_line
from lib.registry.tables import Person

_LEDGER = 0x66756E64  # key of the lock under which an entry is added: the app's role cannot lock rows it cannot change


class NotEnough(InvalidInput):
    message = N_("Quỹ không đủ: còn {left}, cần {needed} ({form}). Hãy giảm số tiền hoặc ghi khoản ủng hộ trước.")


class AlreadyReversed(InvalidInput):
    message = N_("Bút toán này đã được đảo, hoặc chính nó là bút toán đảo.")


class DonorMissing(InvalidInput):
    message = N_("Hãy chọn cựu HSSV, ghi tên người ủng hộ, hoặc đánh dấu «Ẩn danh».")


def contribute(
    session: Session, actor: Actor, *, form: str, amount_vnd: int, purpose: str | None, entered_on: date,
    donor_id: int | None = None, donor_name: str | None = None, is_anonymous: bool = False,
    receipt_number: str | None = None, faculty_id: int | None = None,
) -> int:  # fmt: skip
    """Keep a gift; returns its id. An anonymous donor may still be known to the fund."""
    _open_ledger(session, actor)
    name = one_line(donor_name)
    if donor_id is None and name is None and not is_anonymous:
        raise DonorMissing()
    if donor_id is not None and session.scalar(sa.select(Person.id).where(Person.id == donor_id)) is None:
        raise NotFound()
    return _add(
        session, actor, kind="contribution", form=form, amount_vnd=amount_vnd, purpose=purpose, entered_on=entered_on,
        donor_id=donor_id, donor_name=None if donor_id else name, is_anonymous=is_anonymous,
        receipt_number=one_line(receipt_number), faculty_id=faculty_id,
    )  # fmt: skip


def disburse(
    session: Session, actor: Actor, *, form: str, amount_vnd: int, purpose: str | None, entered_on: date,
    faculty_id: int | None = None, receipt_number: str | None = None,
) -> int:  # fmt: skip
    """Spend from the fund; raises NotEnough rather than let the balance fall below zero."""
    _open_ledger(session, actor)
    if not clean(purpose or ""):
        raise InvalidInput(N_("Hãy ghi mục đích chi và căn cứ (biên bản, quyết định)."))
    return _add(
        session, actor, kind="disbursement", form=form, amount_vnd=amount_vnd, purpose=purpose, entered_on=entered_on,
        faculty_id=faculty_id, receipt_number=one_line(receipt_number),
    )  # fmt: skip


def reverse(session: Session, actor: Actor, *, entry_id: int, reason: str, entered_on: date) -> int:
    """Undo an entry by one with the opposite effect. A gift that was already spent cannot be undone."""
    _open_ledger(session, actor)
    if not clean(reason):
        raise InvalidInput(N_("Hãy ghi lý do đảo bút toán."))
    entry = session.get(FundEntry, entry_id)
    if entry is None:
        raise NotFound()
    undone = session.scalar(sa.select(FundEntry.id).where(FundEntry.reverses_id == entry_id))
    if undone is not None or entry.reverses_id is not None:
        raise AlreadyReversed()
    return _add(
        session, actor, kind=entry.kind, form=entry.form, amount_vnd=entry.amount_vnd, purpose=reason,
        entered_on=entered_on, donor_id=entry.donor_id, donor_name=entry.donor_name, is_anonymous=entry.is_anonymous,
        faculty_id=entry.faculty_id, reverses_id=entry_id,
    )  # fmt: skip


def _open_ledger(session: Session, actor: Actor) -> None:
    """One entry at a time: whoever comes second sees the balance that the first one left."""
    guard.require(actor, Permission.FUND_RECORD)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LEDGER)))


def _add(session: Session, actor: Actor, *, kind: str, form: str, amount_vnd: int, **facts: object) -> int:
    if form not in set(FundForm):
        raise InvalidInput(N_("Hãy chọn hình thức."))
    if amount_vnd <= 0:
        raise InvalidInput(N_("Số tiền phải lớn hơn 0."))
    entered_on = facts["entered_on"]
    if isinstance(entered_on, date) and entered_on > clock.today():
        raise InvalidInput(N_("Ngày ghi sổ không được ở tương lai."))
    effect = rules.effect(kind, amount_vnd, is_reversal=facts.get("reverses_id") is not None)
    held = queries.balance(session)
    left = held.money_vnd if form in rules.MONEY else held.equipment_vnd
    if effect < 0 and left + effect < 0:
        raise NotEnough(left=formats.vnd(left), needed=formats.vnd(-effect), form=_(FUND_FORM_LABELS[FundForm(form)]))
    facts["purpose"] = one_line(str(facts.get("purpose") or ""))
    made = FundEntry(kind=kind, form=form, amount_vnd=amount_vnd, created_by=actor.user_id, **facts)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "fund_entry.added", "fund_entry", made.id,
        kind=kind, form=form, amount_vnd=amount_vnd, reverses_id=made.reverses_id,
    )  # fmt: skip
    return made.id
