"""Registering a business of an alumnus and an agreement signed with it (Đ7.2, Đ8.3)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from stdnum.exceptions import ValidationError
from stdnum.vn import mst

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.alumni.directory.queries import check_can_see
from lib.alumni.tables import Agreement, Business
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotFound
from lib.core.i18n import N_
from lib.core.names import clean, one_line, several_lines


class InvalidTaxCode(InvalidInput):
    message = N_("«{value}» không phải là mã số thuế. Hãy ghi 10 chữ số, ví dụ 0100233488, chi nhánh thêm -001.")


def tax_code(text: str | None) -> str | None:
    """A tax code with its check digit right, written 0100233488 or 0314409058-002; None for an empty text."""
    written = clean(text or "")
    if not written:
        return None
    try:
        return str(mst.format(mst.validate(written)))
    except ValidationError:
        raise InvalidTaxCode(value=written) from None


def register_business(
    session: Session, actor: Actor, *, name: str, tax_code_: str | None, sector: str | None, owner_id: int | None
) -> int:  # fmt: skip
    """Keep a business; returns its id. The owner, if given, is an alumnus whom the actor may see."""
    guard.require(actor, Permission.AGREEMENTS_RECORD)
    if not (called := one_line(name)):
        raise InvalidInput(N_("Hãy ghi tên doanh nghiệp."))
    if owner_id is not None:
        check_can_see(session, actor, owner_id)
    made = Business(name=called, tax_code=tax_code(tax_code_), sector=one_line(sector), owner_id=owner_id)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "business.added", "business", made.id,
        name=made.name, tax_code=made.tax_code, owner_id=owner_id,
    )  # fmt: skip
    return made.id


def sign(
    session: Session, actor: Actor, *, business_id: int, faculty_id: int | None, number: str, signed_on: date | None,
    expires_on: date | None, seats_promised: int | None, scope: str | None,
) -> int:  # fmt: skip
    """Keep a signed agreement; returns its id."""
    guard.require(actor, Permission.AGREEMENTS_RECORD)
    guard.require_unit(actor, faculty_id)
    if faculty_id is None:
        raise InvalidInput(N_("Hãy chọn khoa phụ trách."))
    if not (numbered := one_line(number)):
        raise InvalidInput(N_("Hãy ghi số biên bản hợp tác."))
    if signed_on is None:
        raise InvalidInput(N_("Hãy ghi ngày ký."))
    if session.scalar(sa.select(Business.id).where(Business.id == business_id)) is None:
        raise NotFound()
    made = Agreement(
        business_id=business_id, faculty_id=faculty_id, number=numbered, signed_on=signed_on,
        expires_on=expires_on, seats_promised=seats_promised or 0, scope=several_lines(scope),
        created_by=actor.user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "agreement.signed", "agreement", made.id,
        business_id=business_id, faculty_id=faculty_id, number=made.number, signed_on=signed_on, expires_on=expires_on,
    )  # fmt: skip
    return made.id
