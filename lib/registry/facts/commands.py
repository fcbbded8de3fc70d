"""Recording dated facts about people, many at once."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.registry.facts import queries, rules
from lib.registry.facts.rules import Change, Statement
from lib.registry.tables import Person, PersonFact


def decide(session: Session, statements: Sequence[Statement], *, on: date) -> list[Change]:
    """What recording the statements on the day `on` would do, in their order; one statement to the database."""
    people = {statement.person_id for statement in statements if statement.person_id is not None}
    known = queries.by_person_and_kind(queries.facts_of(session, people))
    return rules.decide_all(statements, known, on)


def record_facts(
    session: Session, actor: Actor, *, statements: Sequence[Statement], on: date, source: str
) -> list[Change]:
    """Record every statement that says something new; five statements to the database, however many there are.

    Facts of a person are recorded by one writer at a time. A fact on record is never deleted and its yes or no never
    changed: it gets a last day, or the paper that it lacked. What was changed or corrected is named in the audit.
    """
    guard.require(actor, Permission.BENEFITS_IMPORT)
    people = sorted({statement.person_id for statement in statements if statement.person_id is not None})
    ids = sa.bindparam("people", people, ARRAY(sa.BigInteger))
    session.execute(sa.select(Person.id).where(Person.id == sa.any_(ids)).order_by(Person.id).with_for_update())
    changes = decide(session, statements, on=on)
    _end(session, changes)
    _add(session, changes)
    count = {state: sum(change.state == state for change in changes) for state in ("new", "changed", "corrected")}
    audit.record(
        session, actor, "facts.recorded", "person_fact",
        source=source, **count, replaced=[_told(change) for change in changes if change.before and change.adds],
    )  # fmt: skip
    return changes


def _end(session: Session, changes: Sequence[Change]) -> None:
    ends = [{"id": id_, "valid_to": day} for change in changes for id_, day in change.ends.items()]
    proofs = [{"id": c.proves, "evidence": c.statement.evidence} for c in changes if c.proves is not None]
    for rows in (ends, proofs):
        if rows:
            session.execute(sa.update(PersonFact), rows, execution_options={"synchronize_session": False})


def _add(session: Session, changes: Sequence[Change]) -> None:
    rows = [
        {
            "person_id": change.statement.person_id,
            "kind": change.statement.kind,
            "is_true": change.statement.is_true,
            "valid_from": change.statement.valid_from,
            "valid_to": change.statement.valid_to,
            "evidence": change.statement.evidence,
        }
        for change in changes
        if change.adds
    ]
    if rows:
        session.execute(sa.insert(PersonFact), rows)


def _told(change: Change) -> dict[str, object]:
    assert change.before is not None
    given, before = change.statement, change.before
    return {
        "person_id": before.person_id,
        "kind": given.kind,
        "old": before.is_true,
        "new": given.is_true,
        "from": given.valid_from.isoformat() if given.valid_from else None,
    }
