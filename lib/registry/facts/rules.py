"""What a statement about a person does to what is on record: nothing of the past is rewritten in silence.

A later paper ends the earlier one on the eve of its own first day. Of two papers for the same day the one that
begins later speaks, and of two that begin on the same day the one that was recorded later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from lib.core import formats
from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.registry.facts.kinds import KINDS

State = Literal["new", "changed", "corrected", "evidence", "unchanged", "contradicts"]


class EndsBeforeItBegins(InvalidInput):
    message = N_("«{label}»: hiệu lực đến {to_on} lại trước hiệu lực từ {from_on}. Hãy sửa một trong hai ngày.")


@dataclass(frozen=True)
class Statement:
    """What somebody says of a person; `person_id` None for a person not saved yet. Days None: not said."""

    person_id: int | None
    kind: str
    is_true: bool
    valid_from: date | None = None
    valid_to: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class KnownFact:
    """A fact on record. `valid_from` None: from ever, `valid_to` None: until something else is said."""

    id: int
    person_id: int
    kind: str
    is_true: bool
    valid_from: date | None
    valid_to: date | None
    evidence: str | None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True)
class Change:
    """What recording a statement does. `statement` has its days filled in; `before` is what it takes the place of.

    `ends` gives facts a last day, by id; `proves` is the id of a fact that gets the paper it lacked.
    A correction speaks for days for which something else was recorded: the old row stays, the new one speaks.
    """

    state: State
    statement: Statement
    before: KnownFact | None = None
    ends: Mapping[int, date] = field(default_factory=dict)
    proves: int | None = None

    @property
    def adds(self) -> bool:
        return self.state in ("new", "changed", "corrected") and not (self.state == "changed" and self.is_ending)

    @property
    def is_ending(self) -> bool:
        """Only the last day of a fact becomes known: nothing is added."""
        return self.before is not None and self.before.is_true == self.statement.is_true and bool(self.ends)


def speaking(known: Iterable[KnownFact], day: date) -> KnownFact | None:
    """The fact that speaks on the day, among facts of one person and kind."""
    holding = (fact for fact in known if fact.holds_on(day))
    return max(holding, key=lambda fact: (fact.valid_from or date.min, fact.id), default=None)


def decide_all(
    statements: Sequence[Statement], known: Mapping[tuple[int, str], Sequence[KnownFact]], on: date
) -> list[Change]:
    """What becomes of each statement, in their order; `known` are the facts by person and kind.

    Two statements about the same thing count once; if they contradict each other, the second is not recorded.
    """
    first: dict[tuple[int, str], bool] = {}
    changes = []
    for statement in statements:
        if statement.person_id is None:
            changes.append(decide(statement, (), on))
            continue
        key = statement.person_id, statement.kind
        if key in first:
            changes.append(Change("unchanged" if first[key] == statement.is_true else "contradicts", statement))
            continue
        first[key] = statement.is_true
        changes.append(decide(statement, known.get(key, ()), on))
    return changes


def decide(statement: Statement, known: Sequence[KnownFact], on: date) -> Change:
    """What one statement made on the day `on` does to the facts of its person and kind.

    Without a first day a lasting fact holds from ever if nothing was known, a yearly one in the year of `on`, and
    what contradicts the record holds from `on`. Raises EndsBeforeItBegins.
    """
    from_on = statement.valid_from or _first_day(statement, known, on)
    to_on = statement.valid_to
    if to_on is None and from_on is not None and KINDS[statement.kind].is_yearly:
        to_on = date(from_on.year, 12, 31)
    if from_on and to_on and to_on < from_on:
        label = _(KINDS[statement.kind].label)
        raise EndsBeforeItBegins(label=label, from_on=formats.day(from_on), to_on=formats.day(to_on))
    dated = replace(statement, valid_from=from_on, valid_to=to_on)
    before = speaking(known, from_on or date.min)
    if before is not None and before.is_true == statement.is_true:
        return _same(dated, before, is_end_said=statement.valid_to is not None)
    return _different(dated, before, known)


def _first_day(statement: Statement, known: Sequence[KnownFact], on: date) -> date | None:
    """The day from which an undated statement holds."""
    today = speaking(known, on)
    if today is not None:
        return today.valid_from if today.is_true == statement.is_true else on
    if KINDS[statement.kind].is_yearly:
        return date((statement.valid_to or on).year, 1, 1)
    return on if known else None


def _same(dated: Statement, before: KnownFact, *, is_end_said: bool) -> Change:
    """The record says so already, for a shorter or a longer time perhaps."""
    reaches = before.valid_to is None or (dated.valid_to is not None and dated.valid_to <= before.valid_to)
    if not reaches and (dated.valid_to is not None or dated.valid_from != before.valid_from):
        return Change("new", dated, before)
    same_start = dated.valid_from == before.valid_from
    if is_end_said and dated.valid_to is not None and same_start and dated.valid_to != before.valid_to:
        return Change("changed", dated, before, {before.id: dated.valid_to})
    if dated.evidence and not before.evidence:
        return Change("evidence", dated, before, proves=before.id)
    return Change("unchanged", dated, before)


def _different(dated: Statement, before: KnownFact | None, known: Sequence[KnownFact]) -> Change:
    """Something new, or the opposite of what was recorded: whatever began earlier ends on the eve."""
    begins = dated.valid_from or date.min
    ends = {
        fact.id: begins - timedelta(days=1)
        for fact in known
        if fact.is_true != dated.is_true and (fact.valid_from or date.min) < begins <= (fact.valid_to or date.max)
    }
    if before is None:
        return Change("new", dated)
    same_start = (before.valid_from or date.min) == begins
    return Change("corrected" if same_start else "changed", dated, before, ends)
