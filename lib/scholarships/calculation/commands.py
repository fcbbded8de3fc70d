"""Keeping a calculated list as a draft: once for each press of the button, whole or not at all."""

import pandas as pd
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import Conflict, InvalidInput, NotAllowed
from lib.core.i18n import N_
from lib.legal.law import Law
from lib.scholarships.calculation import queries
from lib.scholarships.calculation.rules import BenefitList, Request, benefit_list
from lib.scholarships.tables import BenefitLine, BenefitRun

_COLUMNS = ("run_id", "study_record_id", "scheme", "month", "item", "amount_vnd")


class NothingToSave(InvalidInput):
    message = N_("Không có HSSV nào được hưởng trong kỳ này nên không có danh sách để lưu. Hãy kiểm tra lại kỳ tính.")


class DataChanged(Conflict):
    message = N_("Dữ liệu HSSV đã thay đổi từ lúc tính. Hãy tính lại, xem danh sách mới rồi lưu.")


class WholeSchoolOnly(NotAllowed):
    message = N_("Danh sách chế độ được lưu cho toàn trường. Hãy nhờ Phòng TC-HSSV lưu.")


def save_draft(
    session: Session, actor: Actor, *, request: Request, law: Law, key: str, seen_vnd: int | None = None
) -> tuple[int, BenefitList]:
    """Calculate again from the database and keep the list; returns the id of the run and the list.

    `key` is the form's: the second copy of a press raises AlreadyDone. `seen_vnd` is the total that the person saw:
    raises DataChanged where the records say otherwise by now. Lines are never changed once written.
    """
    guard.require(actor, Permission.BENEFITS_CALCULATE)
    if actor.unit_ids is not None:
        raise WholeSchoolOnly()
    audit.once(session, key)
    found = benefit_list(queries.population(session, actor, *request.period, law), request, law)
    if found.lines.empty:
        raise NothingToSave()
    if seen_vnd is not None and seen_vnd != found.total_vnd:
        raise DataChanged()
    run = BenefitRun(
        first_month=request.first.first_day,
        last_month=request.last.first_day,
        settings=request.settings,
        student_count=found.student_count,
        undetermined_count=found.undetermined_count,
        total_vnd=found.total_vnd,
        created_by=actor.user_id,
    )
    session.add(run)
    session.flush()
    _copy_lines(session, run.id, found.by_month)
    audit.record(
        session, actor, "benefits.draft_saved", "benefit_run", run.id,
        first=str(request.first), last=str(request.last), lines=len(found.by_month), total_vnd=found.total_vnd,
        students=found.student_count, undetermined=found.undetermined_count, settings=request.settings,
    )  # fmt: skip
    return run.id, found


def _copy_lines(session: Session, run_id: int, by_month: pd.DataFrame) -> None:
    """All lines in one COPY: a list of the school has tens of thousands."""
    table = BenefitLine.__table__
    statement = f"COPY {table.fullname} ({', '.join(_COLUMNS)}) FROM STDIN"  # type: ignore[attr-defined]  # a Table has it
    months = by_month["month"] + "-01"
    rows = zip(
        by_month["id"].tolist(), by_month["scheme"].tolist(), months.tolist(), by_month["item"].tolist(),
        by_month["amount_vnd"].tolist(), strict=True,
    )  # fmt: skip
    driver = session.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((run_id, *row))


def record_export(session: Session, actor: Actor, *, run_id: int | None, **facts: object) -> None:
    """Put on record who took which list out of the app; `run_id` None for one that was not saved."""
    guard.require(actor, Permission.BENEFITS_VIEW)
    audit.record(session, actor, "benefits.exported", "benefit_run", run_id, **facts)
