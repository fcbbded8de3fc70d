"""The values of a ranking round: what goes in, what comes out."""

from dataclasses import dataclass, field
from enum import StrEnum

from lib.admissions.eligibility import Demands, Evidence
from lib.admissions.reasons import Reason
from lib.admissions.scores import Score
from lib.core.i18n import N_

MOST_CHOICES = 3


class Ties(StrEnum):
    """What happens to equals at the last seat."""

    COUNCIL = "council"
    ADMIT_ALL = "admit_all"


class Criterion(StrEnum):
    """What separates equal ĐXH, the higher first."""

    DXT = "dxt"
    GRADE12 = "grade12"

    @property
    def label(self) -> str:
        return {Criterion.DXT: N_("ĐXT"), Criterion.GRADE12: N_("điểm trung bình lớp 12")}[self]


class Status(StrEnum):
    DIRECT = "direct"
    ADMITTED = "admitted"
    TIE = "tie"
    NOT_ADMITTED = "not_admitted"
    INELIGIBLE = "ineligible"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.DIRECT: N_("Tuyển thẳng"),
    Status.ADMITTED: N_("Trúng tuyển"),
    Status.TIE: N_("Bằng điểm, chờ Hội đồng"),
    Status.NOT_ADMITTED: N_("Không trúng tuyển"),
    Status.INELIGIBLE: N_("Chưa đủ điều kiện"),
}


@dataclass(frozen=True)
class Programme:
    """A programme in one round; `taken` are seats confirmed in earlier rounds."""

    code: str
    quota: int
    foreign_seats: int = 0
    taken: int = 0
    demands: Demands = field(default_factory=Demands)


@dataclass(frozen=True)
class Applicant:
    """`choices`: one to three programme codes in order. `direct`: the words of a verified category, empty for none.
    `grade12` in hundredths.
    """

    id: str
    choices: tuple[str, ...]
    score: Score
    evidence: Evidence = field(default_factory=Evidence)
    direct: str = ""
    grade12: int | None = None


@dataclass(frozen=True)
class Outcome:
    """`programme` is the one that the status speaks of: the seat, the tie block, or the first eligible choice.
    `choice` is its number among the preferences, `rank` None for those who are not ranked.
    """

    id: str
    status: Status
    programme: str
    choice: int
    rank: int | None
    score: Score
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class TieBlock:
    """Equals at the last seat who do not all fit. `firm` is False while the block of another programme can still
    change who stands in this one: decide that one first.
    """

    programme: str
    dxh: int
    seats_left: int
    members: tuple[str, ...]
    firm: bool


@dataclass(frozen=True)
class ProgrammeResult:
    """`seats` were ranked for; `over_quota` counts direct admissions for which the quota has no room.
    `cutoff` is the ĐXH of the last one who gets in (of the tie block where one is open), None if nobody does.
    """

    code: str
    seats: int
    direct: int
    admitted: int
    cutoff: int | None
    tie: TieBlock | None
    over_quota: int


@dataclass(frozen=True)
class Ranking:
    """`outcomes` by programme, then direct admissions, rank, those without a rank, and id; programmes by code."""

    outcomes: tuple[Outcome, ...]
    programmes: tuple[ProgrammeResult, ...]
