"""From scores on arrays to places, ranks and statuses: everything about a round that needs no sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lib.admissions.eligibility import NOTHING, Flags
from lib.admissions.matching import NO_PROGRAMME, Bools, Choices, Contest, Ints, Settlement, settle

Statuses: TypeAlias = NDArray[np.int8]


class Seated(IntEnum):
    """Result of one applicant, as stored in `Seating.status`."""

    DIRECT = 0
    ADMITTED = 1
    TIE = 2
    NOT_ADMITTED = 3
    INELIGIBLE = 4


@dataclass(frozen=True)
class Field:
    """The applicants of a round.

    `choices` (n, k): programme indexes in order of preference, NO_PROGRAMME for none; the first is always given.
    `dxh` (n,): hundredths, NOTHING where unknown. `criteria`: what separates equal ĐXH, in order, (n,) each, higher is
    better, NOTHING where unknown. `unmet` (n, k): 0 where eligible. `direct` (n,): takes a seat in the first choice.
    `seats` (m,): seats before direct admissions are taken off; may be negative.
    """

    choices: Choices
    dxh: Ints
    criteria: Sequence[Ints]
    unmet: Flags
    direct: Bools
    seats: Ints


@dataclass(frozen=True)
class Seating:
    """The result on arrays: `status` (n,) of `Seated`, `programme` (n,) the one that the status speaks of,
    `direct` (m,) direct admissions and `seats` (m,) the seats that were ranked for.
    """

    field: Field
    contest: Contest
    settlement: Settlement
    status: Statuses
    programme: Choices
    direct: Ints
    seats: Ints

    @cached_property
    def _above(self) -> Ints:
        """(m, scores): how many contenders who named the programme have a strictly higher ĐXH."""
        choices = self.contest.choices
        width = int(self.field.dxh.max(initial=0)) + 1
        counts = np.zeros(len(self.seats) * width, dtype=np.int64)
        for column in choices.T:
            named = column != NO_PROGRAMME
            cells = column[named].astype(np.int64) * width + self.field.dxh[named]
            counts += np.bincount(cells, minlength=len(counts))
        table = counts.reshape(len(self.seats), width)
        return table[:, ::-1].cumsum(axis=1)[:, ::-1] - table

    @cached_property
    def rank(self) -> Ints:
        """(n,): competition rank on ĐXH among all eligible who named the programme; 0 for those not ranked."""
        ranked = (self.status != Seated.DIRECT) & (self.status != Seated.INELIGIBLE)
        ranks = np.zeros(len(self.status), dtype=np.int64)
        ranks[ranked] = self._above[self.programme[ranked], self.field.dxh[ranked]] + 1
        return ranks


def seat(field: Field, *, ties_pending: bool, favoured: Mapping[int, Bools] | None = None) -> Seating:
    """Take direct admissions off the seats, rank the eligible for the rest.

    `ties_pending`: equals at the last seat wait for the council (status TIE); otherwise all of them get in.
    `favoured`: per programme index, (n,) mask of those whom the council chose among equals.
    """
    eligible = (field.choices != NO_PROGRAMME) & (field.unmet == 0) & ~field.direct[:, None]
    contending = eligible.any(axis=1)
    direct = np.bincount(field.choices[field.direct, 0], minlength=len(field.seats)).astype(np.int64)
    seats = np.maximum(field.seats - direct, 0)
    contest = Contest(
        choices=np.where(eligible, field.choices, np.int16(NO_PROGRAMME)),
        places=places(field.dxh, field.criteria, contending),
        seats=seats,
        favoured=favoured or {},
    )
    settlement = settle(contest, ties_pending=ties_pending)
    return Seating(field, contest, settlement, *_statuses(field, contest, settlement, contending), direct, seats)


def places(dxh: Ints, criteria: Sequence[Ints], contending: Bools) -> Ints:
    """One whole number per applicant, smaller is better: higher ĐXH first, then each criterion in order.

    A criterion unknown for one of several equals separates none of them: nobody loses a seat to a missing mark.
    """
    key: Ints = dxh.max(initial=0) - dxh
    for values in criteria:
        unknown = contending & (values == NOTHING)
        compared = np.where(np.isin(key, key[unknown]), 0, values) if unknown.any() else values
        top = values.max(initial=0)
        key = key * (top + 2) + (top - compared)
    return key


def _statuses(field: Field, contest: Contest, settlement: Settlement, contending: Bools) -> tuple[Statuses, Choices]:
    people, columns = contest.choices.shape
    best, sure = settlement.best, settlement.sure
    gets_in = best < columns
    status = np.full(people, Seated.INELIGIBLE, dtype=np.int8)
    status[contending] = Seated.NOT_ADMITTED
    status[gets_in] = Seated.ADMITTED
    status[best != sure] = Seated.TIE
    status[field.direct] = Seated.DIRECT
    first_eligible = (contest.choices != NO_PROGRAMME).argmax(axis=1)
    column = np.where(gets_in, best, first_eligible)
    return status, field.choices[np.arange(people), column]
