"""Writes on the files of a round: whole sheets, and the evidence of one file."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.admissions.applicants import queries
from lib.admissions.applicants.rules import FACTS, ApplicantRow, Decision, decide, row_of
from lib.admissions.applicants.sheet import CHOICES
from lib.admissions.applicants.verdicts import verdict_of
from lib.admissions.rounds import queries as round_queries
from lib.admissions.rounds import rules as round_rules
from lib.admissions.rounds.commands import open_round
from lib.admissions.tables import Applicant, Choice
from lib.audit import commands as audit
from lib.core.actor import Actor
from lib.core.errors import Conflict, InvalidInput
from lib.core.i18n import N_
from lib.core.names import clean, sort_key
from lib.imports.commands import Verdict
from lib.imports.previews import Preview

EVIDENCE = ("ut_verified", "language_ok", "direct_verified", "direct_decision")


class NotOffered(InvalidInput):
    message = N_("Có thí sinh đăng ký ngành không còn chỉ tiêu trong đợt. Hãy tải lại trang và chọn lại tệp.")


def describe(session: Session, actor: Actor, preview: Preview, _file_name: str, *, round_id: int) -> list[Verdict]:
    """What bringing the sheet into the round would do; reads only. Raises RoundClosed."""
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    round_ = round_queries.round_row(session, actor, round_id)
    round_rules.check_open(name=round_.name, status=round_.status, closed_on=round_.closed_on)
    return _verdicts(session, round_id, _decisions(session, round_id, _rows(session, round_id, preview)))


def apply(session: Session, actor: Actor, preview: Preview, file_name: str, *, round_id: int) -> list[Verdict]:
    """Bring the sheet into the round. Raises RoundClosed, and NotOffered for a programme withdrawn meanwhile."""
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    rows = _rows(session, round_id, preview)
    decisions = save_applicants(session, actor, round_id=round_id, rows=rows, source=file_name)
    return _verdicts(session, round_id, decisions)


def save_applicants(
    session: Session, actor: Actor, *, round_id: int, rows: Sequence[ApplicantRow], source: str, is_demo: bool = False
) -> list[Decision]:
    """Make new files and change known ones, by their code; what the rows leave blank stays as it is.

    Raises RoundClosed, and NotOffered for a choice outside the round. Imports of one round wait for each other.
    """
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    open_round(session, round_id)
    offered = {offer.programme_id for offer in round_queries.offers(session, round_id)}
    if any(not offered.issuperset(row.choices) for row in rows):
        raise NotOffered()
    decisions = _decisions(session, round_id, rows)
    _insert(session, round_id, [one.row for one in decisions if one.state == "new"], is_demo=is_demo)
    _update(session, actor, [one for one in decisions if one.state == "update"])
    audit.record(
        session, actor, "applicants.imported", "admission_round", round_id,
        source=source, new=[one.row.code for one in decisions if one.state == "new"],
        changed=[one.row.code for one in decisions if one.state == "update"],
    )  # fmt: skip
    session.flush()
    return decisions


def save_evidence(
    session: Session,
    actor: Actor,
    *,
    round_id: int,
    applicant_id: int,
    ut_verified: bool,
    language_ok: bool | None,
    direct_verified: bool,
    direct_decision: str,
    before: Mapping[str, object] | None = None,
) -> str:
    """What staff have seen of one applicant's papers. Returns the code of the file.

    `before` is what the form showed, by the names of `EVIDENCE`; raises Conflict when the file says otherwise by now.
    """
    guard.require(actor, Permission.ADMISSIONS_IMPORT)
    open_round(session, round_id)
    file = session.scalar(
        sa.select(Applicant).where(Applicant.id == applicant_id, Applicant.round_id == round_id).with_for_update()
    )
    if file is None:
        raise queries.ApplicantGone()
    seen = {
        "ut_verified": ut_verified,
        "language_ok": language_ok,
        "direct_verified": direct_verified,
        "direct_decision": clean(direct_decision) or None,
    }
    old = {name: getattr(file, name) for name in EVIDENCE}
    if before is not None and before != old:
        raise Conflict()
    changes = {name: [old[name], seen[name]] for name in EVIDENCE if old[name] != seen[name]}
    for name in changes:
        setattr(file, name, seen[name])
    session.flush()
    if changes:
        audit.record(session, actor, "applicant.evidence", "applicant", file.id, code=file.code, changes=changes)
    return file.code


def _rows(session: Session, round_id: int, preview: Preview) -> list[ApplicantRow]:
    ids = {offer.code: offer.programme_id for offer in round_queries.offers(session, round_id)}
    named = {row.values[key] for row in preview.accepted for key in CHOICES}
    if not named <= {*ids, None}:
        raise NotOffered()
    return [row_of(row.number, row.values, ids) for row in preview.accepted]


def _decisions(session: Session, round_id: int, rows: Sequence[ApplicantRow]) -> list[Decision]:
    known = queries.known_files(session, round_id, [row.code for row in rows])
    numbers = [row.facts["citizen_id"] for row in rows if "citizen_id" in row.facts]
    return decide(rows, known, queries.holders(session, round_id, numbers))


def _verdicts(session: Session, round_id: int, decisions: Sequence[Decision]) -> list[Verdict]:
    codes = {offer.programme_id: offer.code for offer in round_queries.offers(session, round_id)}
    return [verdict_of(decision, codes) for decision in decisions]


def _insert(session: Session, round_id: int, rows: Sequence[ApplicantRow], *, is_demo: bool) -> None:
    if not rows:
        return
    blank: dict[str, Any] = dict.fromkeys(FACTS)
    blank |= {"ut_groups": (), "ut_verified": False, "direct_verified": False}
    made = session.execute(
        sa.insert(Applicant).returning(Applicant.code, Applicant.id),
        [
            blank | _stored(row.facts) | {"round_id": round_id, "code": row.code, "is_demo": is_demo}
            for row in rows
        ],
    )  # fmt: skip
    ids = dict(made.all())
    _choose(session, {ids[row.code]: row.choices for row in rows})


def _update(session: Session, actor: Actor, decisions: Sequence[Decision]) -> None:
    """The changed files in a few statements; each has an entry of its own in the record of actions."""
    chosen = {one.applicant_id: one.row.choices for one in decisions if "choices" in one.changes and one.applicant_id}
    if chosen:
        session.execute(sa.delete(Choice).where(Choice.applicant_id.in_(chosen)))
        _choose(session, chosen)
    facts = [
        _stored({name: new for name, (_old, new) in one.changes.items() if name != "choices"})
        | {"id": one.applicant_id}
        for one in decisions
    ]
    # SQLAlchemy sends neighbours with the same fields together.
    if changed := sorted((row for row in facts if len(row) > 1), key=sorted):
        session.execute(sa.update(Applicant), changed)
    for one in decisions:
        changes = {name: [_json(old), _json(value)] for name, (old, value) in one.changes.items()}
        audit.record(
            session, actor, "applicant.changed", "applicant", one.applicant_id, code=one.row.code, changes=changes
        )


def _stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(facts)
    if "full_name" in stored:
        stored["sort_name"] = sort_key(stored["full_name"])
    if "ut_groups" in stored:
        stored["ut_groups"] = list(stored["ut_groups"])
    return stored


def _choose(session: Session, chosen: Mapping[int, Sequence[int]]) -> None:
    rows = [
        {"applicant_id": id_, "position": position, "programme_id": programme_id}
        for id_, programmes in chosen.items()
        for position, programme_id in enumerate(programmes, start=1)
    ]
    if rows:
        session.execute(sa.insert(Choice), rows)


def _json(value: object) -> object:
    return value if isinstance(value, bool | int | None) else list(value) if isinstance(value, tuple) else str(value)
