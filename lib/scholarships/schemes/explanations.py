"""Why one student gets, does not get, or cannot yet be told about each benefit, in sentences.

The same plan, trees and spells as the calculation, so that the explanation cannot say anything else than the list.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from lib.core.calendar import Month
from lib.core.i18n import N_, _
from lib.legal.law import Fact, Law
from lib.legal.values import LegalValue
from lib.scholarships.schemes.account import AmountDue, BenefitExplanation, ConditionState, Explanation, Stretch
from lib.scholarships.schemes.calculation import calculate
from lib.scholarships.schemes.conditions import (
    NO,
    UNKNOWN,
    YES,
    Branch,
    Evaluation,
    Leaf,
    Node,
    codes_of,
    unknown_code,
)
from lib.scholarships.schemes.plan import ActiveScheme, Term
from lib.scholarships.schemes.results import Calculation
from lib.scholarships.schemes.students import DatedFacts, StudentTable

_FLAGS = {YES: N_("có"), NO: N_("không"), UNKNOWN: N_("chưa biết")}


def explain(
    students: StudentTable,
    row: int,
    period: tuple[Month, Month],
    law: Law,
    *,
    dated: DatedFacts | None = None,
    options: Mapping[str, str] | None = None,
    policy: str | None = None,
) -> Explanation:
    """Explain the student in one row of the table; the other arguments, and what is raised, as for `calculate`."""
    own = students.take(np.array([row]))
    result = calculate(own, period, law, dated=(dated or DatedFacts()).take(row), options=options, policy=policy)
    benefits = tuple(_benefit(result, place) for place in range(len(result.plan.schemes)))
    return Explanation(str(own.ids[0]), period, benefits, result.total_vnd)


def _benefit(result: Calculation, place: int) -> BenefitExplanation:
    scheme = result.plan.schemes[place]
    amounts = tuple(_amounts(result, place))
    waiting = np.flatnonzero(result.open_columns.scheme == place)
    missing = tuple(fact for at in waiting for fact in result.facts_in(int(result.open_columns.missing[at])))
    return BenefitExplanation(
        scheme=scheme.law.code,
        item=scheme.law.item,
        label=_(scheme.law.label),
        clause=scheme.law.clause,
        source=_(scheme.law.source),
        kind=scheme.law.kind,
        status="undetermined" if len(waiting) else "due" if amounts else "not_due",
        amounts=amounts,
        undetermined_months=int(result.open_columns.months[waiting].sum()),
        missing=missing,
        stretches=tuple(_stretches(result, scheme)),
    )


def _amounts(result: Calculation, place: int) -> Iterator[AmountDue]:
    lines = result.columns
    for at in np.flatnonzero(lines.scheme == place):
        first = Month.from_ordinal(int(lines.month[at]))
        terms = result.plan.terms(result.plan.schemes[place], first)
        yield AmountDue(
            monthly_vnd=int(lines.monthly_vnd[at]),
            months=int(lines.months[at]),
            total_vnd=int(lines.total_vnd[at]),
            first=first,
            values=_values_due(result, terms, first),
        )


def _values_due(result: Calculation, terms: tuple[Term, ...], month: Month) -> tuple[LegalValue, ...]:
    """The values of the parts that the student gets in the month."""
    spells, ordinal = result.spells, month.ordinal - result.spells.start.ordinal
    at = np.flatnonzero((spells.first <= ordinal) & (ordinal <= spells.last))
    truth = Evaluation({fact: column[at] for fact, column in spells.facts.items()}, len(at))
    return tuple(value for term in terms if (truth.truths(term.when) == YES).all() for value in term.values)


def _stretches(result: Calculation, scheme: ActiveScheme) -> Iterator[Stretch]:
    """The student's spells within the period, each with the state of every condition."""
    first = result.period[0]
    start = result.spells.start.ordinal
    for at in range(len(result.spells)):
        begin = Month.from_ordinal(max(int(result.spells.first[at]) + start, first.ordinal))
        end = Month.from_ordinal(int(result.spells.last[at]) + start)
        if end < begin:
            continue
        facts = {fact: int(column[at]) for fact, column in result.spells.facts.items()}
        truth = Evaluation({fact: np.array([code], np.int8) for fact, code in facts.items()}, 1)
        rivals = [result.plan.schemes[rival] for rival in scheme.rivals]
        taken = tuple(_(rival.law.label) for rival in rivals if truth.truths(rival.condition)[0] == YES)
        own = int(truth.truths(scheme.condition)[0])
        conditions = tuple(_states(scheme.condition, truth, facts, result.plan.law))
        failed = tuple(_failed(scheme.condition, truth, is_root=True))
        yield Stretch(begin, end, own, conditions, failed, taken)


def _states(
    node: Node, truth: Evaluation, facts: Mapping[str, int], law: Law, depth: int = 0, *, matters: bool = True
) -> Iterator[ConditionState]:
    """A line for every condition, its parts below it; the fact and its paper stand beside the test of the fact.

    A paper is asked for only where the fact can still change the whole: as long as nothing above it is decided.
    """
    state = int(truth.truths(node)[0])
    matters = matters and state == UNKNOWN
    tested = _tested(node)
    if tested is not None:
        fact = law.facts[tested.fact]
        paper = _(fact.paper) if matters else ""
        yield ConditionState(_words(node), state, depth, _said(fact, facts[fact.code], law), paper)
    elif isinstance(node, Branch):
        yield ConditionState(_words(node), state, depth)
        for part in node.children:
            yield from _states(part, truth, facts, law, depth + 1, matters=matters)


def _tested(node: Node) -> Leaf | None:
    """The leaf that a line is about: the node itself, or what it is the opposite of."""
    if isinstance(node, Branch) and node.kind == "not":
        node = node.children[0]
    return node if isinstance(node, Leaf) else None


def _words(node: Node) -> str:
    """What a condition asks, in words."""
    if isinstance(node, Leaf):
        among = _(" hoặc ").join(_(name) for name in node.among)
        return _("{fact}: {values}").format(fact=_(node.label), values=among) if among else _(node.label)
    if not isinstance(node, Branch):
        return ""
    if node.kind == "not":
        return _("Không phải «{text}»").format(text=_words(node.children[0]))
    if node.label:
        return _(node.label)
    return _("Đủ các điều kiện sau") if node.kind == "all" else _("Có ít nhất một điều kiện sau")


def _failed(node: Node, truth: Evaluation, *, is_root: bool = False) -> Iterator[str]:
    """The conditions whose failing makes the whole fail, as near to the facts as the law has words for them."""
    if truth.truths(node)[0] != NO:
        return
    if isinstance(node, Branch) and node.kind != "not" and (is_root or not node.label):
        for child in node.children:
            yield from _failed(child, truth)
    else:
        yield _words(node)


def _said(fact: Fact, code: int, law: Law) -> str:
    """What the record says of a fact, in words."""
    if fact.kind == "flag":
        return _(_FLAGS[code])
    if code == unknown_code(fact):
        return _("chưa biết")
    if fact.kind == "ethnicity":
        return law.ethnic.by_number(code).name
    known = {number: value for value, number in codes_of(fact, law).items()}
    labels = {value.code: value.label for value in fact.values}
    return _(labels[known[code]]) if code in known else _("nước khác")
