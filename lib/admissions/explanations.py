"""The reasons of each applicant of a finished ranking: what failed, and what would have been enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.admissions.direct import category_of
from lib.admissions.eligibility import unmet_reasons
from lib.admissions.reasons import Reason, ReasonCode, Term, reason
from lib.admissions.scores import decimal_score
from lib.admissions.seating import Seated, Seating
from lib.admissions.values import Applicant, Criterion, Programme, ProgrammeResult


@dataclass(frozen=True)
class Explainer:
    """Looks a seating over; `people`, `offers` and `results` are in the order of its arrays."""

    seating: Seating
    people: Sequence[Applicant]
    offers: Sequence[Programme]
    criteria: Sequence[Criterion]
    results: Sequence[ProgrammeResult]

    def reasons(self, i: int) -> tuple[Reason, ...]:
        """Choice by choice down to the seat, then the points that were claimed but not counted."""
        if self.seating.field.direct[i]:
            return self._direct(i)
        found: list[Reason] = []
        best = int(self.seating.settlement.best[i])
        for column in range(len(self.people[i].choices)):
            unmet = self._unmet(i, column)
            if unmet:
                found += unmet
            elif column < best:
                found.append(self._refused(i, column))
            elif self.seating.status[i] == Seated.TIE:
                found.append(self._undecided(i, column))
            if column >= best:
                break
        return tuple(found) + self._uncounted(i)

    def _programme(self, i: int, column: int) -> int:
        return int(self.seating.field.choices[i, column])

    def _unmet(self, i: int, column: int) -> tuple[Reason, ...]:
        offer = self.offers[self._programme(i, column)]
        flags = int(self.seating.field.unmet[i, column])
        return unmet_reasons(flags, offer.code, self.people[i].score.dxt, offer.demands)

    def _direct(self, i: int) -> tuple[Reason, ...]:
        person, code = self.people[i], self.offers[self._programme(i, 0)].code
        category = category_of(person.direct)
        label = Term(category.label) if category else person.direct
        seat = reason(ReasonCode.DIRECT, programme=code, category=label)
        unmet = self._unmet(i, 0)
        return (seat, reason(ReasonCode.DIRECT_WITH_FLAGS, programme=code), *unmet) if unmet else (seat,)

    def _refused(self, i: int, column: int) -> Reason:
        """Against the last one whom the programme holds: lower ĐXH, behind on a criterion, or not chosen."""
        p = self._programme(i, column)
        code, held = self.offers[p].code, self.seating.settlement.held[p]
        if not held.size:
            return reason(ReasonCode.NO_SEATS, programme=code)
        last = int(held[self.seating.contest.places_at(p, held).argmax()])
        own, needed = int(self.seating.field.dxh[i]), int(self.seating.field.dxh[last])
        if own < needed:
            value, threshold, gap = map(decimal_score, (own, needed, needed - own))
            return reason(ReasonCode.BELOW_CUTOFF, programme=code, value=value, threshold=threshold, gap=gap)
        if self.seating.contest.places[i] == self.seating.contest.places[last]:
            return reason(ReasonCode.NOT_CHOSEN, programme=code)
        return self._behind(i, last, code)

    def _behind(self, i: int, last: int, code: str) -> Reason:
        """Equal ĐXH and unequal places: one of the criteria is lower."""
        criterion, value, threshold = next(
            (criterion, int(values[i]), int(values[last]))
            for criterion, values in zip(self.criteria, self.seating.field.criteria, strict=True)
            if values[i] != values[last]
        )
        return reason(
            ReasonCode.BEHIND_ON_CRITERION,
            programme=code,
            dxh=decimal_score(int(self.seating.field.dxh[i])),
            criterion=Term(criterion.label),
            value=decimal_score(value),
            threshold=decimal_score(threshold),
        )

    def _undecided(self, i: int, column: int) -> Reason:
        p = self._programme(i, column)
        tie = self.results[p].tie
        if tie is not None and self.people[i].id in tie.members:
            return reason(
                ReasonCode.TIE_AT_LAST_SEAT,
                programme=tie.programme,
                members=len(tie.members),
                dxh=decimal_score(tie.dxh),
                seats=tie.seats_left,
            )
        others = ", ".join(result.code for result in self.results if result.tie and result.code != self.offers[p].code)
        return reason(ReasonCode.WAITS_FOR_TIE, programme=self.offers[p].code, others=others)

    def _uncounted(self, i: int) -> tuple[Reason, ...]:
        score = self.people[i].score
        return tuple(
            reason(code, value=decimal_score(points.potential - points.counted))
            for code, points in ((ReasonCode.GROUP_UNVERIFIED, score.group), (ReasonCode.AREA_UNVERIFIED, score.area))
            if points.potential > points.counted
        )
