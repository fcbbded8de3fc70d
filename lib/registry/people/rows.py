"""People as a sheet brings them and as the registry knows them, on plain values."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PERSON_FIELDS = ("full_name", "born_on", "birth_year", "sex", "nationality", "ethnicity", "citizen_id", "commune_code")
STUDY_FIELDS = (
    "programme_id", "cohort_id", "student_code", "class_name", "status", "entry", "started_on", "ended_on",
    "graduated_on", "diploma_number", "classification",
)  # fmt: skip

ContactPair = tuple[str, str]
"""Kind (`ContactKind`) and value: a phone in E.164, a mail in small letters, an address as written."""


@dataclass(frozen=True)
class StudyRow:
    """A course of study as a sheet tells it; None where it says nothing. Its level is that of the programme."""

    programme_id: int
    status: Literal["studying", "graduated", "left"]
    cohort_id: int | None = None
    student_code: str | None = None
    class_name: str | None = None
    entry: Literal["thpt", "thcs", "intermediate"] | None = None
    started_on: date | None = None
    ended_on: date | None = None
    graduated_on: date | None = None
    diploma_number: str | None = None
    classification: str | None = None


@dataclass(frozen=True)
class WorkRow:
    employer: str
    position: str | None = None
    sector: str | None = None
    from_on: date | None = None


@dataclass(frozen=True)
class PersonRow:
    """One row about one person. `number` is its row in the sheet; `verified_on` the day of what it says.

    Nationality is an ISO code; None leaves what is known, and makes a new person Vietnamese.
    """

    number: int
    full_name: str
    born_on: date | None = None
    birth_year: int | None = None
    sex: Literal["male", "female"] | None = None
    nationality: str | None = None
    ethnicity: str | None = None
    citizen_id: str | None = None
    commune_code: str | None = None
    contacts: tuple[ContactPair, ...] = ()
    study: StudyRow | None = None
    work: WorkRow | None = None
    verified_on: date | None = None

    @property
    def phones(self) -> tuple[str, ...]:
        return tuple(value for kind, value in self.contacts if kind == "phone")


@dataclass(frozen=True)
class KnownStudy:
    """A study record of the registry."""

    id: int
    programme_id: int
    cohort_id: int | None
    student_code: str | None
    class_name: str | None
    status: str
    entry: str
    started_on: date | None
    ended_on: date | None
    graduated_on: date | None
    diploma_number: str | None
    classification: str | None


@dataclass(frozen=True)
class KnownWork:
    """A job of the registry without an end: the present one."""

    id: int
    employer: str
    position: str | None
    sector: str | None
    from_on: date | None
    verified_on: date | None


@dataclass(frozen=True)
class KnownPerson:
    """A person of the registry with everything that an import may compare or fill in."""

    id: int
    full_name: str
    born_on: date | None = None
    birth_year: int | None = None
    sex: str | None = None
    nationality: str = "VN"
    ethnicity: str | None = None
    citizen_id: str | None = None
    commune_code: str | None = None
    contacts: dict[ContactPair, date | None] = field(default_factory=dict)
    studies: tuple[KnownStudy, ...] = ()
    works: tuple[KnownWork, ...] = ()
