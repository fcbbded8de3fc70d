"""Who may be ranked in which programme (N II.1, II.2): every condition that fails, not only the first.

The conditions are written once, on arrays that broadcast: one applicant against one programme, or all against all
their choices. A fact is yes, no or unknown; an unknown one that matters is a missing paper, never a silent no,
but it does not let anybody in either.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lib.admissions.reasons import Reason, ReasonCode, reason
from lib.admissions.scores import decimal_score

YES, NO, UNKNOWN = 1, 0, -1
NOTHING = -1
"""Stands for a missing score, and for a threshold that a programme does not set."""

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Flags: TypeAlias = NDArray[np.uint16]


@dataclass(frozen=True)
class Demands:
    """What one programme asks of its applicants; `min_dxt` in hundredths, tested before bonus points."""

    min_dxt: int | None = None
    language_required: bool = False
    vietnamese_required: bool = False


@dataclass(frozen=True)
class Evidence:
    """What is known about one applicant besides the score; None is unknown."""

    language_ok: bool | None = None
    is_foreign: bool = False
    vietnamese_ok: bool | None = None
    has_graduated: bool | None = True
    from_admission_area: bool | None = True


@dataclass(frozen=True)
class FactArrays:
    """Applicants side by side: scores in hundredths or NOTHING, the others YES, NO or UNKNOWN; shapes broadcast."""

    dxt: Ints
    language: Ints
    foreign: Ints
    vietnamese: Ints
    graduated: Ints
    origin: Ints

    @classmethod
    def of(cls, scores: Iterable[int | None], evidence: Iterable[Evidence]) -> "FactArrays":
        """One column per fact, shape (n, 1), so that it meets demands of shape (n, choices)."""
        rows = [
            (
                NOTHING if dxt is None else dxt,
                _coded(one.language_ok),
                _coded(one.is_foreign),
                _coded(one.vietnamese_ok),
                _coded(one.has_graduated),
                _coded(one.from_admission_area),
            )
            for dxt, one in zip(scores, evidence, strict=True)
        ]
        table = np.array(rows, dtype=np.int64).reshape(len(rows), len(fields(cls)))
        return cls(*(table[:, [column]] for column in range(table.shape[1])))


@dataclass(frozen=True)
class DemandArrays:
    """Demands side by side: `min_dxt` in hundredths or NOTHING."""

    min_dxt: Ints
    language: Bools
    vietnamese: Bools

    @classmethod
    def of(cls, demands: Sequence[Demands]) -> "DemandArrays":
        return cls(
            np.array([NOTHING if one.min_dxt is None else one.min_dxt for one in demands], dtype=np.int64),
            np.array([one.language_required for one in demands], dtype=np.bool_),
            np.array([one.vietnamese_required for one in demands], dtype=np.bool_),
        )

    def at(self, programmes: NDArray[np.signedinteger]) -> "DemandArrays":
        """The demands of the programmes with these indexes, in their shape."""
        return DemandArrays(self.min_dxt[programmes], self.language[programmes], self.vietnamese[programmes])


Test: TypeAlias = Callable[[FactArrays, DemandArrays], Bools]

CONDITIONS: tuple[tuple[ReasonCode, Test], ...] = (
    (ReasonCode.NO_SCORE, lambda facts, _: facts.dxt == NOTHING),
    (ReasonCode.DXT_TOO_LOW, lambda facts, asked: (facts.dxt != NOTHING) & (facts.dxt < asked.min_dxt)),
    (ReasonCode.LANGUAGE_TOO_LOW, lambda facts, asked: asked.language & (facts.language == NO)),
    (ReasonCode.LANGUAGE_UNPROVEN, lambda facts, asked: asked.language & (facts.language == UNKNOWN)),
    (
        ReasonCode.VIETNAMESE_TOO_LOW,
        lambda facts, asked: asked.vietnamese & (facts.foreign == YES) & (facts.vietnamese == NO),
    ),
    (
        ReasonCode.VIETNAMESE_UNPROVEN,
        lambda facts, asked: asked.vietnamese & (facts.foreign == YES) & (facts.vietnamese == UNKNOWN),
    ),
    (ReasonCode.NOT_GRADUATED, lambda facts, _: facts.graduated == NO),
    (ReasonCode.GRADUATION_UNPROVEN, lambda facts, _: facts.graduated == UNKNOWN),
    (ReasonCode.OUTSIDE_AREA, lambda facts, _: facts.origin == NO),
    (ReasonCode.ORIGIN_UNPROVEN, lambda facts, _: facts.origin == UNKNOWN),
)


def unmet_flags(facts: FactArrays, asked: DemandArrays) -> Flags:
    """Bit i is set where CONDITIONS[i] fails; 0 means eligible. The shape is what facts and demands broadcast to."""
    shape = np.broadcast_shapes(facts.dxt.shape, asked.min_dxt.shape)
    flags = np.zeros(shape, dtype=np.uint16)
    for bit, (_, fails) in enumerate(CONDITIONS):
        failing = fails(facts, asked)
        if failing.any():
            flags |= failing.astype(np.uint16) << np.uint16(bit)
    return flags


def unmet_reasons(flags: int, programme: str, dxt: int | None, demands: Demands) -> tuple[Reason, ...]:
    """The sentences behind the flags of one applicant in one programme."""
    return tuple(_reason(code, programme, dxt, demands) for bit, (code, _) in enumerate(CONDITIONS) if flags >> bit & 1)


def unmet(dxt: int | None, evidence: Evidence, demands: Demands, programme: str) -> tuple[Reason, ...]:
    """Every condition of the programme that the applicant fails; empty when eligible. `dxt` in hundredths."""
    flags = unmet_flags(FactArrays.of([dxt], [evidence]), DemandArrays.of([demands]))
    return unmet_reasons(int(flags[0, 0]), programme, dxt, demands)


def _reason(code: ReasonCode, programme: str, dxt: int | None, demands: Demands) -> Reason:
    if code is ReasonCode.DXT_TOO_LOW and dxt is not None and demands.min_dxt is not None:
        value, threshold = decimal_score(dxt), decimal_score(demands.min_dxt)
        return reason(code, programme=programme, value=value, threshold=threshold)
    return reason(code, programme=programme)


def _coded(fact: bool | None) -> int:
    return UNKNOWN if fact is None else int(fact)
