"""Bringing in a list of students: their studies by the registry's rules, their facts with dates and papers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.core import clock
from lib.core.actor import Actor
from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_
from lib.imports.commands import Verdict
from lib.imports.previews import Preview, PreviewRow
from lib.registry import commands as registry
from lib.registry.facts import commands as facts
from lib.registry.facts.kinds import HOUSEHOLD, NEAR_POOR, POOR
from lib.registry.facts.rules import Change, Statement
from lib.registry.people import studies
from lib.registry.people.commands import Decision, decide, save_people
from lib.registry.people.fields import person_row
from lib.registry.people.rows import PersonRow, StudyRow
from lib.registry.tables import Level, StudyRecord
from lib.scholarships.students.sheet import FLAGS
from lib.scholarships.students.verdicts import names, verdict_with_facts

_NOT_MADE_YET = 0  # the id of a cohort that the import itself will make


class EntryUnknown(InvalidInput):
    message = N_("Ngành trình độ trung cấp: hãy ghi Trình độ đầu vào, vì miễn học phí tuỳ thuộc vào đó.")


class OtherFaculty(InvalidInput):
    message = N_("Ngành «{name}» không thuộc đơn vị của bạn. Hãy gửi dòng này cho khoa quản lý ngành.")


def describe(session: Session, actor: Actor, preview: Preview, _file_name: str) -> Sequence[Verdict]:
    """What importing the sheet would do; reads only."""
    guard.require(actor, Permission.BENEFITS_IMPORT)
    values = [row.values for row in preview.accepted]
    known = studies.cohort_ids(session)
    planned = {code: _NOT_MADE_YET for code, *_years in _new_cohorts(values, known)}
    people, refused = _people(session, actor, preview.accepted, planned | known)
    decisions = decide(session, people)
    statements = _statements(preview.accepted, decisions)
    changes = facts.decide(session, [statement for _number, statement in statements], on=clock.today())
    return _verdicts(session, preview, decisions, refused, _by_row(statements, changes))


def apply(session: Session, actor: Actor, preview: Preview, file_name: str) -> Sequence[Verdict]:
    """Save the students and their facts; cohorts that the sheet names for the first time are made."""
    guard.require(actor, Permission.BENEFITS_IMPORT)
    values = [row.values for row in preview.accepted]
    known = studies.cohort_ids(session)
    cohorts = known | registry.ensure_cohorts(session, _new_cohorts(values, known))
    people, refused = _people(session, actor, preview.accepted, cohorts)
    decisions = save_people(session, actor, rows=people, source=file_name)
    _mark_left(session, [d.person_id for d in decisions if d.person_id is not None])
    statements = _statements(preview.accepted, decisions)
    changes = facts.record_facts(
        session, actor, statements=[statement for _number, statement in statements], on=clock.today(), source=file_name
    )
    return _verdicts(session, preview, decisions, refused, _by_row(statements, changes))


def _people(
    session: Session, actor: Actor, rows: Sequence[PreviewRow], cohorts: Mapping[str, int]
) -> tuple[list[PersonRow], dict[int, str]]:
    """The rows that can be matched, and the sentence for each of the others."""
    programmes = studies.Programmes.of(session)
    people, refused = [], {}
    for row in rows:
        try:
            people.append(person_row(row.number, row.values, _study(actor, row.values, programmes, cohorts)))
        except DomainError as refusal:
            refused[row.number] = str(refusal)
    return people, refused


def _study(
    actor: Actor, values: Mapping[str, Any], programmes: studies.Programmes, cohorts: Mapping[str, int]
) -> StudyRow:
    programme = programmes.find(values["programme"], values["level"])
    if not actor.reaches(programme.faculty_id):
        raise OtherFaculty(name=programme.name)
    if programme.level == Level.INTERMEDIATE and values["entry"] is None:
        raise EntryUnknown()
    return StudyRow(
        programme.id,
        "studying",
        cohort_id=cohorts.get(values["cohort"]),
        student_code=values["student_code"],
        class_name=values["class_name"],
        entry=values["entry"],
        started_on=values["started_on"],
        ended_on=values["ended_on"],
    )


def _new_cohorts(values: Sequence[Mapping[str, Any]], known: Mapping[str, int]) -> list[tuple[str, int, None]]:
    """The cohorts that the list names for the first time, with the earliest year in which somebody enrolled."""
    years: dict[str, int] = {}
    for row in values:
        if row["cohort"] and row["cohort"] not in known:
            years[row["cohort"]] = min(years.get(row["cohort"], row["started_on"].year), row["started_on"].year)
    return [(code, year, None) for code, year in sorted(years.items())]


def _mark_left(session: Session, person_ids: Sequence[int]) -> None:
    """Whoever has a last day of study that has passed does not study any more."""
    people = sa.bindparam("people", sorted(person_ids), ARRAY(sa.BigInteger))
    session.execute(
        sa.update(StudyRecord)
        .where(StudyRecord.person_id == sa.any_(people), StudyRecord.status == "studying")
        .where(StudyRecord.ended_on <= clock.today())
        .values(status="left"),
        execution_options={"synchronize_session": False},
    )


def _statements(rows: Sequence[PreviewRow], decisions: Sequence[Decision]) -> list[tuple[int, Statement]]:
    """What the sheet says of each person who was recognised, with the number of the row."""
    by_number = {row.number: row.values for row in rows}
    return [
        (decision.number, statement)
        for decision in decisions
        if decision.state != "ask"
        for statement in _said(by_number[decision.number], decision.person_id)
    ]


def _said(values: Mapping[str, Any], person_id: int | None) -> Iterator[Statement]:
    """The facts of one row; an empty cell says nothing."""
    truths: dict[str, bool | None] = {flag.key: cast(bool | None, values[flag.key]) for flag in FLAGS}
    if values[HOUSEHOLD] is not None:
        truths |= {POOR: values[HOUSEHOLD] == "poor", NEAR_POOR: values[HOUSEHOLD] == "near_poor"}
    about = Statement(person_id, "", False, values["valid_from"], values["valid_to"], values["evidence"])
    for kind, truth in truths.items():
        if truth is not None:
            yield replace(about, kind=kind, is_true=truth)


def _by_row(statements: Sequence[tuple[int, Statement]], changes: Sequence[Change]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    for (number, _statement), change in zip(statements, changes, strict=True):
        found.setdefault(number, []).append(change)
    return found


def _verdicts(
    session: Session,
    preview: Preview,
    decisions: Sequence[Decision],
    refused: Mapping[int, str],
    changes: Mapping[int, Sequence[Change]],
) -> list[Verdict]:
    name_of = names(session)
    found = {d.number: verdict_with_facts(d, changes.get(d.number, ()), name_of) for d in decisions}
    found |= {number: Verdict(number, "refused", sentence) for number, sentence in refused.items()}
    return [found[row.number] for row in preview.accepted]
