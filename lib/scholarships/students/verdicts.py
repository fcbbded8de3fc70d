"""What bringing in a student does or would do, in the words of the import wizard."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from lib.core import formats
from lib.core.i18n import _
from lib.imports.commands import Verdict
from lib.legal.reader import published_law
from lib.registry import queries
from lib.registry.facts.kinds import KINDS
from lib.registry.facts.rules import Change
from lib.registry.people.commands import Decision
from lib.registry.people.verdicts import verdict_of

NameOf = Callable[[str, object], str | None]


def verdict_with_facts(decision: Decision, changes: Sequence[Change], name_of: NameOf) -> Verdict:
    """The verdict on a row when what it says of the person is counted in."""
    verdict = verdict_of(decision, name_of)
    saved = [change for change in changes if change.state not in ("unchanged", "contradicts")]
    state = "update" if saved and verdict.state == "unchanged" else verdict.state
    return replace(verdict, state=state, notes=(*verdict.notes, *_notes(changes)))


def _notes(changes: Sequence[Change]) -> Iterator[str]:
    """What the person should know: what takes the place of something recorded, and days that the sheet left open."""
    for change in changes:
        given, before = change.statement, change.before
        kind = KINDS[given.kind]
        label = _(kind.label)
        if change.state == "contradicts":
            yield _("{label}: một dòng khác của tệp ghi ngược lại về cùng một người nên chưa ghi.").format(label=label)
        elif before is not None and before.is_true != given.is_true:
            yield _("{label}: từ {day} là «{new}», trước đó ghi «{old}».").format(
                label=label,
                day=formats.day(given.valid_from) or _("trước đến nay"),
                new=_yes_no(given.is_true),
                old=_yes_no(before.is_true),
            )
        elif change.state == "new" and kind.is_yearly and given.is_true:
            yield _("{label}: tính từ {first} đến {last}.").format(
                label=label, first=formats.day(given.valid_from), last=formats.day(given.valid_to)
            )


def _yes_no(truth: bool) -> str:
    return _("Có") if truth else _("Không")


def names(session: Session) -> NameOf:
    """The names behind ids, for sentences about values that were kept."""
    programmes = {programme.id: programme.name for programme in queries.programmes(session)}
    cohorts = {cohort.id: cohort.code for cohort in queries.cohorts(session)}

    def name_of(field: str, value: object) -> str | None:
        if field == "programme_id" and isinstance(value, int):
            return programmes.get(value)
        if field == "cohort_id" and isinstance(value, int):
            return cohorts.get(value)
        if field == "ethnicity":
            return published_law().ethnic.by_code(str(value)).name
        return None

    return name_of
