"""Bringing in a list of graduates: who is new, who is completed, who must be asked about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from lib.accounts import guard
from lib.accounts.permissions import Permission
from lib.core.actor import Actor
from lib.core.errors import DomainError
from lib.imports.commands import Verdict
from lib.imports.previews import Preview, PreviewRow
from lib.legal.reader import published_law
from lib.registry import communes, queries
from lib.registry.people import studies
from lib.registry.people.commands import Decision, decide, save_people
from lib.registry.people.fields import person_row
from lib.registry.people.rows import PersonRow, StudyRow
from lib.registry.people.verdicts import verdict_of

_NOT_MADE_YET = 0  # the id of a cohort that the import itself will make


def describe(session: Session, actor: Actor, preview: Preview, _file_name: str) -> Sequence[Verdict]:
    """What importing the sheet would do; reads only."""
    guard.require(actor, Permission.ALUMNI_IMPORT)
    values = [row.values for row in preview.accepted]
    known = studies.cohort_ids(session)
    planned = {code: _NOT_MADE_YET for code, *_years in studies.new_cohorts(values, known)}
    rows, refused = _people(session, preview.accepted, planned | known)
    return _verdicts(session, preview, decide(session, rows), refused)


def apply(session: Session, actor: Actor, preview: Preview, file_name: str) -> Sequence[Verdict]:
    """Save the people of the sheet; cohorts that it names for the first time are made."""
    guard.require(actor, Permission.ALUMNI_IMPORT)
    cohorts = studies.ensure_cohorts(session, [row.values for row in preview.accepted])
    rows, refused = _people(session, preview.accepted, cohorts)
    return _verdicts(session, preview, save_people(session, actor, rows=rows, source=file_name), refused)


def _people(
    session: Session, rows: Sequence[PreviewRow], cohorts: Mapping[str, int]
) -> tuple[list[PersonRow], dict[int, str]]:
    """The rows whose programme and cohort are known, and the sentence for each of the others."""
    programmes = studies.Programmes.of(session)
    people, refused = [], {}
    for row in rows:
        try:
            people.append(person_row(row.number, row.values, _study(row.values, programmes, cohorts)))
        except DomainError as refusal:
            refused[row.number] = str(refusal)
    return people, refused


def _study(values: Mapping[str, Any], programmes: studies.Programmes, cohorts: Mapping[str, int]) -> StudyRow:
    programme = programmes.find(values["programme"], values["level"])
    if values["cohort"] and values["cohort"] not in cohorts:
        raise studies.UnknownCohort(code=values["cohort"])
    return StudyRow(
        programme.id,
        "graduated",
        cohort_id=cohorts.get(values["cohort"]),
        student_code=values["student_code"],
        class_name=values["class_name"],
        graduated_on=values["graduated_on"],
        diploma_number=values["diploma_number"],
        classification=values["classification"],
    )


def _verdicts(
    session: Session, preview: Preview, decisions: Sequence[Decision], refused: Mapping[int, str]
) -> list[Verdict]:
    name_of = _names(session)
    found = {decision.number: verdict_of(decision, name_of) for decision in decisions}
    found |= {number: Verdict(number, "refused", sentence) for number, sentence in refused.items()}
    return [found[row.number] for row in preview.accepted]


def _names(session: Session) -> Callable[[str, object], str | None]:
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
        if field == "commune_code" and (commune := communes.by_code(str(value))):
            return commune.full_name
        return None

    return name_of
