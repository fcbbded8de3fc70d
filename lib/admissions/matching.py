"""Seats for one to three ordered preferences, stable, on arrays (N II.3).

Applicants propose to their choices in order, all at once; each programme keeps the best and refuses the rest, who
propose further. Two answers are worked out: `best`, where everybody who is equal at the last seat gets in, and
`sure`, where none of them does. Whatever the council decides about the equal ones, an applicant ends no better than
`best` and no worse than `sure`: where the two agree the result is final (docs/decisions/0010-ties-at-the-last-seat.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Choices: TypeAlias = NDArray[np.int16]
Bools: TypeAlias = NDArray[np.bool_]
BarRule: TypeAlias = Callable[[Ints, int], int]

NO_BAR = np.iinfo(np.int64).max
NO_PROGRAMME = -1


@dataclass(frozen=True)
class Contest:
    """Who competes for what.

    `choices` (n, k): programme indexes in order of preference, NO_PROGRAMME where none or where not eligible.
    `places` (n,): at least 0, smaller is better, equal means nothing recorded separates them.
    `seats` (m,): at least 0. `favoured`: programme → (n,) mask of those whom the council chose among equals there.
    """

    choices: Choices
    places: Ints
    seats: Ints
    favoured: Mapping[int, Bools]

    def places_at(self, programme: int, people: Ints) -> Ints:
        """Places as this programme sees them: the chosen stand before those who were their equals."""
        chosen = self.favoured.get(programme)
        places = self.places[people]
        return places if chosen is None else 2 * places + ~chosen[people]


@dataclass(frozen=True)
class Settlement:
    """`best` and `sure` (n,): the column of the choice that each applicant gets, k for none.

    `held`: per programme, the applicants whom it holds in the best case. `firm` (m,): False where the undecided block
    of another programme can still send somebody into the block of this one or above it.
    """

    best: Ints
    sure: Ints
    held: tuple[Ints, ...]
    firm: Bools


@dataclass
class _Hall:
    """While people propose: `bars`, places from here on are refused; `earliest`, best place that arrived."""

    turn: Ints
    held: list[Ints]
    bars: Ints
    earliest: Ints


def settle(contest: Contest, *, ties_pending: bool) -> Settlement:
    """Work out the best case and, when `ties_pending`, the sure one (otherwise `sure` is `best`)."""
    people, columns = contest.choices.shape
    programmes = len(contest.seats)
    hall = _Hall(
        turn=np.zeros(people, dtype=np.int64),
        held=[np.empty(0, dtype=np.int64) for _ in range(programmes)],
        bars=np.full(programmes, NO_BAR),
        earliest=np.full(programmes, NO_BAR),
    )
    _propose(contest, hall, np.arange(people if columns else 0), _bar_below_ties)
    best, held = hall.turn.copy(), tuple(hall.held)
    crowded = [p for p in range(programmes) if len(held[p]) > contest.seats[p]]
    if not (ties_pending and crowded):
        return Settlement(best, best, held, np.ones(programmes, dtype=np.bool_))
    # Whoever was refused in the best case is refused in the sure one too, so that one goes on from here.
    hall.earliest[:] = NO_BAR
    nobody = np.empty(0, dtype=np.int64)
    refused = np.concatenate([_sift(contest, hall, p, nobody, _bar_above_ties) for p in crowded])
    _propose(contest, hall, _moved_on(hall, refused, columns), _bar_above_ties)
    last = np.array([contest.places_at(p, held[p]).max(initial=-1) for p in range(programmes)], dtype=np.int64)
    return Settlement(best, hall.turn, held, hall.earliest > last)


def _propose(contest: Contest, hall: _Hall, pending: Ints, rule: BarRule) -> None:
    columns = contest.choices.shape[1]
    while pending.size:
        target = contest.choices[pending, hall.turn[pending]]
        by_programme = np.argsort(target, kind="stable")
        arrived, target = pending[by_programme], target[by_programme]
        edges = np.searchsorted(target, np.arange(len(contest.seats) + 1, dtype=target.dtype))
        refused = [arrived[: edges[0]]]
        for p in np.flatnonzero(np.diff(edges)).tolist():
            refused.append(_sift(contest, hall, p, arrived[edges[p] : edges[p + 1]], rule))
        pending = _moved_on(hall, np.concatenate(refused), columns)


def _sift(contest: Contest, hall: _Hall, programme: int, arrivals: Ints, rule: BarRule) -> Ints:
    """Let a programme choose among those it holds and those who arrive; return whom it refuses."""
    crowd = np.concatenate((hall.held[programme], arrivals))
    places = contest.places_at(programme, crowd)
    if arrivals.size:
        hall.earliest[programme] = min(hall.earliest[programme], places[-arrivals.size :].min())
    # The bar stays: a block that did not fit is gone from the hall, yet nobody behind it may pass.
    hall.bars[programme] = min(hall.bars[programme], rule(places, int(contest.seats[programme])))
    keeps = places < hall.bars[programme]
    hall.held[programme] = crowd[keeps]
    refused: Ints = crowd[~keeps]
    return refused


def _moved_on(hall: _Hall, refused: Ints, columns: int) -> Ints:
    hall.turn[refused] += 1
    moved: Ints = refused[hall.turn[refused] < columns]
    return moved


def _bar_below_ties(places: Ints, seats: int) -> int:
    """Everybody equal to the last one seated passes: refused is who has as many before them as there are seats."""
    if places.size <= seats:
        return NO_BAR
    return int(np.partition(places, seats - 1)[seats - 1]) + 1 if seats else 0


def _bar_above_ties(places: Ints, seats: int) -> int:
    """A block of equals passes only if it fits whole."""
    if places.size <= seats:
        return NO_BAR
    return int(np.partition(places, seats)[seats])
