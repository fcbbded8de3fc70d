"""Bringing a sheet in: all of its good rows or none, with its record and its trace."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.imports import queries
from lib.imports.commands import Judge, NothingToImport, State, Verdict, bring_in, digest_of
from lib.imports.previews import Preview
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.specs import FieldSpec, SheetSpec
from lib.imports.tables import ImportBatch
from lib.imports.workbook import Workbook
from tests.factories import people as make

pytestmark = pytest.mark.database
SPEC = SheetSpec("units", "Đơn vị", (FieldSpec("name", "Tên", required=True), FieldSpec("code", "Mã")))


def sheet(text: str = "Tên,Mã\nKhoa A,A\nKhoa B,B\n,C\n") -> tuple[Workbook, Preview]:
    workbook = read_workbook(text.encode(), "don_vi.csv")
    return workbook, read_rows(workbook, SPEC)


def judge(*states: State) -> Judge:
    def apply(_session: Session, _actor: Actor, preview: Preview, _file: str) -> Sequence[Verdict]:
        return [Verdict(row.number, state, "vì thế") for row, state in zip(preview.accepted, states, strict=True)]

    return apply


def test_an_import_leaves_its_counts_and_a_trace(session: Session) -> None:
    actor = make.actor(session, "student_affairs")
    workbook, preview = sheet()
    outcome = bring_in(session, actor, workbook=workbook, preview=preview, apply=judge("new", "refused"))
    assert outcome.counts == {"new": 1, "update": 0, "unchanged": 0, "refused": 1, "failed": 1}
    assert outcome.refused == {3: ("vì thế",)}
    (batch,) = queries.batches(session, "units")
    assert (batch.file_name, batch.counts) == ("don_vi.csv", outcome.counts)
    session.flush()
    facts = session.scalar(sa.select(AuditEntry.facts).where(AuditEntry.action == "sheet.imported"))
    assert facts is not None and facts["file_name"] == "don_vi.csv" and facts["new"] == 1


def test_a_file_without_a_single_good_row_leaves_no_record_and_may_come_again(session: Session) -> None:
    actor = make.actor(session, "student_affairs")
    session.commit()
    workbook, preview = sheet()
    with pytest.raises(NothingToImport, match="don_vi"), transaction() as writing:
        bring_in(writing, actor, workbook=workbook, preview=preview, apply=judge("refused", "refused"))
    assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def test_the_same_content_is_refused_whatever_the_file_is_called(session: Session) -> None:
    actor = make.actor(session, "student_affairs")
    session.commit()
    workbook, preview = sheet()
    with transaction() as writing:
        bring_in(writing, actor, workbook=workbook, preview=preview, apply=judge("new", "new"))
    assert queries.batch_of(session, "units", digest_of(workbook, preview.sheet))
    with pytest.raises(ConstraintRefused), transaction() as writing:
        bring_in(writing, actor, workbook=workbook, preview=preview, apply=judge("new", "new"))


def test_a_defect_in_the_middle_leaves_nothing_behind(session: Session) -> None:
    actor = make.actor(session, "student_affairs")
    session.commit()
    workbook, preview = sheet()

    def breaks(writing: Session, _actor: Actor, _preview: Preview, _file: str) -> Sequence[Verdict]:
        make.unit(writing, name="Khoa dở dang")
        raise RuntimeError("đứt giữa chừng")

    with pytest.raises(RuntimeError), transaction() as writing:
        bring_in(writing, actor, workbook=workbook, preview=preview, apply=breaks)
    assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0
    assert session.scalar(sa.text("SELECT count(*) FROM app.unit WHERE name = 'Khoa dở dang'")) == 0
