"""The lines of a ranking as the screen and the workbook show them."""

from dataclasses import dataclass
from decimal import Decimal

from lib.admissions.dossiers import DirectClaim, RoundCase
from lib.admissions.rounds.rules import Seats, seats_by_programme
from lib.admissions.scores import decimal_score
from lib.admissions.values import Outcome, Ranking, Status, TieBlock


@dataclass(frozen=True)
class ResultRow:
    """One applicant: scores as decimals, `ut_waiting` points that are claimed but not counted."""

    code: str
    full_name: str
    programme: str
    programme_name: str
    choice: int
    rank: int | None
    dxt: Decimal | None
    ut: Decimal
    ut_waiting: Decimal
    kv: Decimal
    dxh: Decimal | None
    status: Status
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme: its seats, how many stand how, and the ĐXH of the last one who gets in."""

    code: str
    name: str
    level: str
    seats: Seats
    counts: dict[Status, int]
    cutoff: Decimal | None
    tie: TieBlock | None

    @property
    def empty(self) -> int:
        """Seats that nobody has got yet; those of an open tie block count as empty."""
        return max(self.seats.left - self.counts[Status.ADMITTED], 0)


def result_rows(case: RoundCase, ranking: Ranking) -> list[ResultRow]:
    """Everybody, in the order of the ranking."""
    names = {one.code: one.full_name for one in case.dossiers}
    programmes = {one.code: one.name for one in case.programmes}
    return [_row(one, names[one.id], programmes[one.programme]) for one in ranking.outcomes]


def programme_rows(case: RoundCase, ranking: Ranking) -> list[ProgrammeRow]:
    """Every programme of the round, by code. An applicant counts in the programme that their status speaks of."""
    offered = {one.code: one for one in case.programmes}
    seats = seats_by_programme(case)
    counts = {code: dict.fromkeys(Status, 0) for code in offered}
    for outcome in ranking.outcomes:
        counts[outcome.programme][outcome.status] += 1
    return [
        ProgrammeRow(
            result.code,
            offered[result.code].name,
            offered[result.code].level,
            seats[result.code],
            counts[result.code],
            None if result.cutoff is None else decimal_score(result.cutoff),
            result.tie,
        )
        for result in ranking.programmes
    ]


def waiting_claims(case: RoundCase) -> list[tuple[str, DirectClaim]]:
    """Files that ask for direct admission and do not have it yet, by code."""
    return sorted((code, claim) for code, claim in case.claims().items() if claim is not DirectClaim.ENTITLED)


def _row(outcome: Outcome, full_name: str, programme_name: str) -> ResultRow:
    score = outcome.score
    return ResultRow(
        code=outcome.id,
        full_name=full_name,
        programme=outcome.programme,
        programme_name=programme_name,
        choice=outcome.choice,
        rank=outcome.rank,
        dxt=None if score.dxt is None else decimal_score(score.dxt),
        ut=decimal_score(score.group.counted),
        ut_waiting=decimal_score(score.group.potential - score.group.counted),
        kv=decimal_score(score.area.counted),
        dxh=None if score.dxh is None else decimal_score(score.dxh),
        status=outcome.status,
        reasons=tuple(map(str, outcome.reasons)),
    )
