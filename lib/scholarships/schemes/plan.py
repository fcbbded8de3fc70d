"""What the law, the readings and the period make of each scheme: its tree, whom it yields to, its sums by month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from lib.core.calendar import Month, months
from lib.legal.law import AmountPart, Law, SchemeLaw
from lib.legal.values import LegalValue, share_of
from lib.scholarships.schemes.conditions import ALWAYS, Branch, Constant, Node, compiled, only_one


@dataclass(frozen=True)
class ActiveScheme:
    """A scheme with the readings applied. `rivals` are places in the plan of the schemes that exclude it."""

    law: SchemeLaw
    condition: Node
    rivals: tuple[int, ...]
    once_per: str

    def is_due_in(self, month: Month) -> bool:
        """True in the calendar months of the scheme while it is in force."""
        day = month.first_day
        return month.number in self.law.months and (self.law.in_force_from or date.min) <= day <= (
            self.law.in_force_to or date.max
        )


@dataclass(frozen=True)
class Term:
    """A part of a month's sum: so many đồng, due when the condition holds, because of these legal values."""

    vnd: int
    when: Node
    values: tuple[LegalValue, ...] = field(compare=False)


@dataclass(frozen=True, eq=False)
class Plan:
    """The schemes that can be due at all under the readings, in the order of the notice."""

    law: Law
    settings: Mapping[str, str]
    policy: str | None
    schemes: tuple[ActiveScheme, ...]

    def terms(self, scheme: ActiveScheme, month: Month) -> tuple[Term, ...]:
        """The parts of a scheme's sum in a month; raises MissingLaw where the law has no value for it.

        The policy set is the one asked for, or the one that applies on the month's first day.
        """
        policy = self.policy or self.law.policy_on(month.first_day).policy
        terms = (self._term(part, month.first_day) for part in scheme.law.parts(policy))
        return tuple(term for term in terms if term is not None)

    def _term(self, part: AmountPart, day: date) -> Term | None:
        when = ALWAYS if part.when is None else compiled(part.when, self.law, self.settings)
        if when == Constant(0):
            return None
        base = self.law.value_on(part.sum_name, day)
        if part.share_name is None:
            return Term(base.value, when, (base,))
        share = self.law.value_on(part.share_name, day)
        return Term(share_of(base.value, share.value), when, (share, base))


def plan(law: Law, options: Mapping[str, str] | None, policy: str | None) -> Plan:
    """Compile the schemes; the same arguments give the same plan again without compiling.

    Raises UnknownSetting and UnknownPolicy for names that the law's data does not have.
    """
    law.check_policy(policy)
    return _plan(law, tuple(sorted(law.chosen(options or {}).items())), policy)


@lru_cache(maxsize=16)
def _plan(law: Law, chosen: tuple[tuple[str, str], ...], policy: str | None) -> Plan:
    settings = dict(chosen)
    trees = {scheme.code: compiled(scheme.condition, law, settings) for scheme in law.schemes}
    possible = [scheme for scheme in law.schemes if trees[scheme.code] != Constant(0)]
    places = {scheme.code: place for place, scheme in enumerate(possible)}
    active = tuple(
        ActiveScheme(
            law=scheme,
            condition=trees[scheme.code],
            rivals=tuple(places[code] for code in _rivals(scheme, law, settings) if code in places),
            once_per=settings.get(scheme.once_per_setting, scheme.once_per),
        )
        for scheme in possible
    )
    return Plan(law, settings, policy, active)


def _rivals(scheme: SchemeLaw, law: Law, settings: Mapping[str, str]) -> list[str]:
    return [
        code
        for row in scheme.yields_to
        if row.when is None or compiled(row.when, law, settings) == ALWAYS
        for code in row.schemes
    ]


@dataclass(frozen=True)
class Run:
    """Months (ordinals) that law does not tell apart: the same rivals and the same parts of the sum.

    `condition` is the scheme's own and none of its rivals' that are due in these months.
    """

    condition: Node
    terms: tuple[Term, ...]
    months: tuple[int, ...]

    @property
    def fixed_vnd(self) -> int | None:
        """The sum a month if it is the same for everybody."""
        return sum(term.vnd for term in self.terms) if all(term.when == ALWAYS for term in self.terms) else None


@lru_cache(maxsize=1024)
def runs(plan: Plan, place: int, begin: Month, last: Month, opening: Month) -> tuple[Run, ...]:
    """The months from `begin` to `last` in which a scheme of the plan is due, put together where law is the same.

    Months before `opening` carry no sums: nothing is paid for them now, and the law may not reach so far back.
    """
    scheme = plan.schemes[place]
    found: dict[tuple[tuple[int, ...], tuple[Term, ...]], list[int]] = {}
    for month in months(begin, last):
        if scheme.is_due_in(month):
            rivals = tuple(rival for rival in scheme.rivals if plan.schemes[rival].is_due_in(month))
            terms = plan.terms(scheme, month) if month >= opening else ()
            found.setdefault((rivals, terms), []).append(month.ordinal)
    return tuple(
        Run(_entitled(scheme, rivals, plan), terms, tuple(ordinals)) for (rivals, terms), ordinals in found.items()
    )


def _entitled(scheme: ActiveScheme, rivals: tuple[int, ...], plan: Plan) -> Node:
    if not rivals:
        return scheme.condition
    others = only_one(Branch("any", tuple(plan.schemes[place].condition for place in rivals)))
    return only_one(Branch("all", (scheme.condition, only_one(Branch("not", (others,))))))
