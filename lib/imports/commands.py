"""Bringing a sheet in: its good rows in one transaction, the others named, the same file never twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.imports.previews import Preview
from lib.imports.tables import ImportBatch
from lib.imports.workbook import Sheet, Workbook

State = Literal["new", "update", "unchanged", "refused"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of one accepted row. `reason` says why in a sentence, `notes` what the person should know."""

    number: int
    state: State
    reason: str
    notes: tuple[str, ...] = ()


Judge = Callable[[Session, Actor, Preview, str], Sequence[Verdict]]
"""Takes the preview and the file name; gives a verdict for each row of `preview.accepted`, in their order.

One such function tells what would happen and only reads; its twin does it. Checking the right is theirs.
"""


@dataclass(frozen=True)
class Outcome:
    """A finished import. `failed` counts the rows that could not be read, `refused` those that the wing refused."""

    file_name: str
    verdicts: tuple[Verdict, ...]
    failed: int

    @property
    def counts(self) -> dict[str, int]:
        return count(self.verdicts) | {"failed": self.failed}

    @property
    def refused(self) -> dict[int, tuple[str, ...]]:
        """Reasons by row number, for the file of failed rows."""
        return {verdict.number: (verdict.reason,) for verdict in self.verdicts if verdict.state == "refused"}


class NothingToImport(InvalidInput):
    message = N_("Tệp «{file}» không có dòng nào nhập được. Hãy sửa các lỗi đã nêu rồi chọn lại tệp.")


def count(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many rows have each verdict, the verdicts without rows included."""
    found = Counter(verdict.state for verdict in verdicts)
    return {state: found[state] for state in ("new", "update", "unchanged", "refused")}


def digest_of(workbook: Workbook, sheet: Sheet) -> str:
    """What recognises the same content: the file, and the sheet where a file has several that are filled."""
    if len(list(workbook.filled())) == 1:
        return workbook.sha256
    return hashlib.sha256(f"{workbook.sha256}/{sheet.name}".encode()).hexdigest()


def bring_in(session: Session, actor: Actor, *, workbook: Workbook, preview: Preview, apply: Judge) -> Outcome:
    """Apply the rows of a preview that can be read and record the import.

    Raises `NothingToImport` when no row is left, and the constraint of the same file being imported twice.
    """
    batch = ImportBatch(
        kind=preview.spec.name,
        file_name=workbook.file_name,
        file_sha256=digest_of(workbook, preview.sheet),
        account_id=actor.user_id,
        counts={},
    )
    session.add(batch)
    session.flush()
    verdicts = tuple(apply(session, actor, preview, workbook.file_name))
    outcome = Outcome(workbook.file_name, verdicts, len(preview.failed))
    if all(verdict.state == "refused" for verdict in verdicts):
        raise NothingToImport(file=workbook.file_name)
    batch.counts = dict(outcome.counts)
    session.flush()
    audit.record(
        session, actor, "sheet.imported", "import_batch", batch.id,
        kind=batch.kind, file_name=batch.file_name, **outcome.counts,
    )  # fmt: skip
    return outcome
