"""Applicants and programmes of a ranking round, in as few words as a test needs."""

from lib.admissions.eligibility import Demands, Evidence
from lib.admissions.scores import Points, Score
from lib.admissions.values import Applicant, Programme


def applicant(
    id: str = "A",
    *choices: str,
    dxt: int | None = 700,
    bonus: int = 0,
    language_ok: bool | None = True,
    direct: str = "",
    grade12: int | None = None,
) -> Applicant:
    """An applicant for programme P (or the given ones), scores in hundredths."""
    return Applicant(
        id=id,
        choices=choices or ("P",),
        score=Score(dxt, area=Points(bonus, bonus)),
        evidence=Evidence(language_ok=language_ok),
        direct=direct,
        grade12=grade12,
    )


def programme(
    code: str = "P",
    quota: int = 1,
    *,
    foreign_seats: int = 0,
    taken: int = 0,
    min_dxt: int | None = None,
    language_required: bool = False,
) -> Programme:
    return Programme(code, quota, foreign_seats, taken, Demands(min_dxt, language_required))
