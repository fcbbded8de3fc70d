"""Writing many people at once: matched, completed or made, with their studies, contacts and work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.audit import commands as audit
from lib.core import clock
from lib.core.actor import Actor
from lib.core.names import sort_key
from lib.registry.people import changes as changing
from lib.registry.people import queries, rules
from lib.registry.people.changes import Changes, Kept
from lib.registry.people.rows import PERSON_FIELDS, STUDY_FIELDS, PersonRow
from lib.registry.tables import Contact, Employment, Person, StudyRecord

State = Literal["new", "update", "unchanged", "ask"]

WORK_FIELDS = ("employer", "position", "sector", "from_on", "verified_on")
_IMPORTING = 0x70656F70  # key of the lock that lets one import of people match and write at a time


@dataclass(frozen=True)
class Decision:
    """What becomes of one row. `person_id` is None for a question, and for a new person until it is saved."""

    number: int
    state: State
    reason: str
    changes: Changes
    person_id: int | None = None

    @property
    def kept(self) -> tuple[Kept, ...]:
        return self.changes.kept


def decide(session: Session, rows: Sequence[PersonRow], *, overwrite: bool = False) -> list[Decision]:
    """What saving these rows would do, in their order; reads only, seven statements at most."""
    known = queries.known_for(session, rows)
    by_id = {person.id: person for person in known}
    decisions = []
    for row, match in zip(rows, rules.matches(rows, known), strict=True):
        state: State
        if match.state == "ask":
            change, state = Changes(), "ask"
        elif match.person_id is None:
            change, state = changing.for_new(row), "new"
        else:
            change = changing.for_known(row, by_id[match.person_id], overwrite=overwrite)
            state = "update" if change else "unchanged"
        decisions.append(Decision(row.number, state, match.reason, change, match.person_id))
    return decisions


def save_people(
    session: Session, actor: Actor, *, rows: Sequence[PersonRow], source: str, overwrite: bool = False,
    is_demo: bool = False,
) -> list[Decision]:  # fmt: skip
    """Apply every row that is not a question; returns what became of each, with the ids of the people.

    Values on record are never replaced by blanks, and by other values only with `overwrite`; what was kept is in
    `Decision.kept`. `source` (a file name) is written beside each contact and job. Only one import of people
    matches and writes at a time, so two that bring the same person cannot both make a record.
    """
    guard.require(actor, Permission.ALUMNI_IMPORT, Permission.BENEFITS_IMPORT, Permission.ADMISSIONS_IMPORT)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_IMPORTING)))
    decisions = decide(session, rows, overwrite=overwrite)
    decisions = _insert_people(session, decisions, is_demo)
    _update_people(session, decisions)
    _write_studies(session, decisions)
    _write_contacts(session, decisions, {row.number: row for row in rows}, source)
    _write_works(session, decisions, {row.number: row for row in rows}, source)
    counts = {state: sum(decision.state == state for decision in decisions) for state in ("new", "update", "ask")}
    audit.record(session, actor, "people.saved", "person", source=source, rows=len(rows), **counts)
    return decisions


def _insert_people(session: Session, decisions: Sequence[Decision], is_demo: bool) -> list[Decision]:
    new = [decision for decision in decisions if decision.state == "new"]
    values = [
        {
            **{name: decision.changes.person.get(name) for name in PERSON_FIELDS},
            "nationality": decision.changes.person.get("nationality", "VN"),
            "sort_name": sort_key(str(decision.changes.person["full_name"])),
            "is_demo": is_demo,
        }
        for decision in new
    ]
    ids = _insert(session, Person, values)
    made = {decision.number: id_ for decision, id_ in zip(new, ids, strict=True)}
    return [replace(d, person_id=made.get(d.number, d.person_id)) for d in decisions]


def _update_people(session: Session, decisions: Sequence[Decision]) -> None:
    rows = []
    for decision in decisions:
        if decision.state == "update" and decision.changes.person:
            person = dict(decision.changes.person)
            if "full_name" in person:
                person["sort_name"] = sort_key(str(person["full_name"]))
            rows.append({"id": decision.person_id, **person})
    _update(session, Person, (*PERSON_FIELDS, "sort_name"), rows, version=Person.version + 1)


def _write_studies(session: Session, decisions: Sequence[Decision]) -> None:
    changed = [d for d in decisions if d.changes.study]
    new = [
        {
            **dict.fromkeys(STUDY_FIELDS),
            "entry": "thpt",
            **d.changes.study,
            "person_id": d.person_id,
        }
        for d in changed
        if d.changes.study_id is None
    ]
    _insert(session, StudyRecord, new)
    rows = [{"id": d.changes.study_id, **d.changes.study} for d in changed if d.changes.study_id is not None]
    _update(session, StudyRecord, STUDY_FIELDS, rows)


def _write_contacts(
    session: Session, decisions: Sequence[Decision], by_number: Mapping[int, PersonRow], source: str
) -> None:
    """A contact that is there already only gets the later day on which it was verified, and who said so."""
    rows = {
        (d.person_id, kind, value): _plain({"source": source, "verified_on": by_number[d.number].verified_on})
        for d in decisions
        for kind, value in d.changes.contacts
    }
    if not rows:
        return
    values = [{"person_id": p, "kind": kind, "value": value, **rest} for (p, kind, value), rest in rows.items()]
    columns = ("person_id", "kind", "value", "source", "verified_on")
    given = _recordset(Contact, columns, values)
    statement = insert(Contact).from_select(columns, sa.select(*(given.c[name] for name in columns)))
    unverified = sa.literal("-infinity").cast(sa.Date)
    session.execute(
        statement.on_conflict_do_update(
            constraint="uq_contact_person_id_kind_value",
            set_={"verified_on": statement.excluded.verified_on, "source": statement.excluded.source},
            where=statement.excluded.verified_on > sa.func.coalesce(Contact.verified_on, unverified),
        )
    )


def _write_works(
    session: Session, decisions: Sequence[Decision], by_number: Mapping[int, PersonRow], source: str
) -> None:
    changed = [d for d in decisions if d.changes.work]
    ended = [
        {"id": work_id, "to_on": by_number[d.number].verified_on or clock.today()}
        for d in changed
        for work_id in d.changes.ends_work
    ]
    _update(session, Employment, ("to_on",), ended)
    new = [
        {**dict.fromkeys(WORK_FIELDS), **d.changes.work, "person_id": d.person_id, "source": source}
        for d in changed
        if d.changes.work_id is None
    ]
    _insert(session, Employment, new)
    rows = [{"id": d.changes.work_id, **d.changes.work} for d in changed if d.changes.work_id is not None]
    _update(session, Employment, WORK_FIELDS, rows)


def _insert(session: Session, table: type[Any], rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Insert in batches; returns the ids in the order of the rows."""
    if not rows:
        return []
    statement = sa.insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, [dict(row) for row in rows]))


def _update(
    session: Session, table: type[Any], columns: Sequence[str], rows: Sequence[Mapping[str, object]], **also: object
) -> None:
    """Write the given columns of many rows in one statement; a column that a row does not give keeps its value.

    One statement, because the search words are brought up to date once for each statement.
    """
    if not rows:
        return
    given = _recordset(table, ("id", *columns), [_plain(row) for row in rows])
    values = {name: sa.func.coalesce(given.c[name], getattr(table, name)) for name in columns}
    session.execute(
        sa.update(table).values(**values, **also).where(table.id == given.c.id),
        execution_options={"synchronize_session": False},
    )


def _recordset(table: type[Any], columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> sa.TableValuedAlias:
    """Rows as one JSON parameter that the server unfolds: no limit on their number, no statement per row."""
    types = [sa.column(name, getattr(table, name).type) for name in columns]
    function = sa.func.jsonb_to_recordset(sa.bindparam(None, list(rows), JSONB))
    return function.table_valued(*types, name="given").render_derived(with_types=True)


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
