"""What a row changes about a known person: blanks are filled, what is on record stays unless told otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lib.core.names import equal_names, fold
from lib.registry.people.rows import (
    PERSON_FIELDS,
    STUDY_FIELDS,
    ContactPair,
    KnownPerson,
    KnownStudy,
    KnownWork,
    PersonRow,
    StudyRow,
    WorkRow,
)
from lib.registry.people.rules import class_key, code_key


@dataclass(frozen=True)
class Kept:
    """A value on record that differs from the row and was kept."""

    field: str
    known: object
    given: object


@dataclass(frozen=True)
class Changes:
    """What to write for one row. Of a new person everything in the row is a change.

    `study_id` is the record that `study` changes, None for a new one; the same for `work_id`. `ends_work` are
    present jobs that end on the day of the row, because it knows of a later one.
    """

    person: Mapping[str, object] = field(default_factory=dict)
    study_id: int | None = None
    study: Mapping[str, object] = field(default_factory=dict)
    contacts: tuple[ContactPair, ...] = ()
    work_id: int | None = None
    work: Mapping[str, object] = field(default_factory=dict)
    ends_work: tuple[int, ...] = ()
    kept: tuple[Kept, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.person or self.study or self.contacts or self.work)


def for_new(row: PersonRow) -> Changes:
    """Everything that the row says."""
    person = {name: getattr(row, name) for name in PERSON_FIELDS if getattr(row, name) is not None}
    study = _given_study(row.study) if row.study else {}
    return Changes(person, None, study, row.contacts, None, _work_values(row.work, row.verified_on))


def for_known(row: PersonRow, known: KnownPerson, *, overwrite: bool = False) -> Changes:
    """The difference between the row and what is known; `overwrite` lets the row win where both say something."""
    kept: list[Kept] = []
    given = {name: getattr(row, name) for name in PERSON_FIELDS if getattr(row, name) is not None}
    if equal_names(row.full_name, known.full_name):
        given.pop("full_name")
    if known.born_on and given.get("birth_year") == known.born_on.year:
        given.pop("birth_year")
    person = dict(_filled(given, {name: getattr(known, name) for name in given}, kept, overwrite))
    study_id, study = _study_changes(row.study, known.studies, kept, overwrite)
    contacts = tuple(pair for pair in row.contacts if _is_news(pair, known.contacts, row.verified_on))
    work_id, work, ends = _work_changes(row, known.works, kept, overwrite)
    return Changes(person, study_id, study, contacts, work_id, work, ends, tuple(kept))


def study_meant(given: StudyRow, studies: Sequence[KnownStudy]) -> KnownStudy | None:
    """The record that a row speaks of: that of its student code, else the one of its programme that fits its class.

    A record of the programme under another student code is another course of study.
    """
    if given.student_code:
        for study in studies:
            if study.student_code and code_key(study.student_code) == code_key(given.student_code):
                return study
    fitting = [
        study
        for study in studies
        if study.programme_id == given.programme_id
        and not (given.student_code and study.student_code)
        and (not given.class_name or not study.class_name or class_key(given.class_name) == class_key(study.class_name))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _study_changes(
    given: StudyRow | None, studies: Sequence[KnownStudy], kept: list[Kept], overwrite: bool
) -> tuple[int | None, Mapping[str, object]]:
    if given is None:
        return None, {}
    values = _given_study(given)
    record = study_meant(given, studies)
    if record is None:
        return None, values
    graduates = record.status == "studying" and given.status == "graduated"
    if not graduates and record.status == "graduated" and given.status == "studying":
        values.pop("status")  # an older list does not undo a diploma
    known = {name: getattr(record, name) for name in values}
    if graduates:
        known["status"] = None  # the one step that a list may take by itself (Đ5.1)
    for name, same in (("class_name", class_key), ("student_code", code_key)):
        if known.get(name) and name in values and same(str(known[name])) == same(str(values[name])):
            values.pop(name)
    return record.id, dict(_filled(values, known, kept, overwrite))


def _given_study(given: StudyRow) -> dict[str, object]:
    return {name: getattr(given, name) for name in STUDY_FIELDS if getattr(given, name) is not None}


def _filled(
    given: Mapping[str, object], known: Mapping[str, object], kept: list[Kept], overwrite: bool
) -> Iterator[tuple[str, object]]:
    for name, value in given.items():
        if known[name] is None or (overwrite and known[name] != value):
            yield name, value
        elif known[name] != value:
            kept.append(Kept(name, known[name], value))


def _is_news(pair: ContactPair, known: Mapping[ContactPair, date | None], verified_on: date | None) -> bool:
    """True for a contact that is not on record, or that somebody verified later than the record says."""
    return pair not in known or later(verified_on, known[pair])


def later(day: date | None, than: date | None) -> bool:
    return day is not None and (than is None or day > than)


def _work_values(work: WorkRow | None, verified_on: date | None) -> dict[str, object]:
    if work is None:
        return {}
    values = {"employer": work.employer, "position": work.position, "sector": work.sector, "from_on": work.from_on}
    return {name: value for name, value in {**values, "verified_on": verified_on}.items() if value is not None}


def _work_changes(
    row: PersonRow, present: Sequence[KnownWork], kept: list[Kept], overwrite: bool
) -> tuple[int | None, Mapping[str, object], tuple[int, ...]]:
    """A job at the same employer is completed. Another employer replaces the present one only if it is later news."""
    if row.work is None:
        return None, {}, ()
    values = _work_values(row.work, row.verified_on)
    for job in present:
        if fold(job.employer) == fold(row.work.employer):
            values.pop("employer")
            if "verified_on" in values and not later(row.verified_on, job.verified_on):
                values.pop("verified_on")
            known = {name: getattr(job, name) for name in values} | ({"verified_on": None} if values else {})
            return job.id, dict(_filled(values, known, kept, overwrite)), ()
    if all(overwrite or later(row.verified_on, job.verified_on) for job in present):
        return None, values, tuple(job.id for job in present)
    kept.append(Kept("employer", present[0].employer, row.work.employer))
    return None, {}, ()
