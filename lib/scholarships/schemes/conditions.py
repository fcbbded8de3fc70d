"""Conditions of a scheme over a whole population at once, with three truth values.

A truth is an int8: 0 no, 1 unknown, 2 yes, so that Kleene's AND is the minimum, OR the maximum and NOT 2 minus it.
The same tree says afterwards which unknown fact matters and, one person at a time, why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lib.legal.law import Condition, Fact, Law

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2

Int8s = NDArray[np.int8]
Columns = Mapping[str, Int8s]


@dataclass(frozen=True)
class Constant:
    """A condition that a reading of the text has already decided."""

    truth: int


@dataclass(frozen=True)
class Leaf:
    """A test of one fact. `wanted` are the codes that fulfil it, empty for a flag, whose code is its truth.

    `label` says what is tested, `among` names the values that fulfil it where the label does not.
    """

    fact: str
    wanted: frozenset[int]
    label: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """All, any, or the opposite of the children; `label` names the whole where the law has a word for it."""

    kind: Literal["all", "any", "not"]
    children: "tuple[Node, ...]"
    label: str = ""


Node = Constant | Leaf | Branch
ALWAYS = Constant(YES)


def codes_of(fact: Fact, law: Law) -> dict[str, int]:
    """The int8 code of every value of a fact that is not a flag; 0 is unknown.

    A country that is not listed has the code after the listed ones.
    """
    if fact.kind == "ethnicity":
        return {group.code: group.number for group in law.ethnic.groups}
    return {value.code: number for number, value in enumerate(fact.values, start=1)}


def unknown_code(fact: Fact) -> int:
    """The code that stands for unknown: a flag stores its truth, everything else a number from 1 up."""
    return UNKNOWN if fact.kind == "flag" else 0


def compiled(condition: Condition, law: Law, settings: Mapping[str, str], inside: tuple[str, ...] = ()) -> Node:
    """The tree of a condition as the law's data states it, with the chosen readings already applied.

    Equal trees are the same object. Raises ValueError for a definition that leads back to itself.
    """
    return only_one(_compiled(condition, law, settings, inside))


@lru_cache(maxsize=4096)
def only_one(node: Node) -> Node:
    """The object that stands for every tree equal to this one."""
    return node


def _compiled(condition: Condition, law: Law, settings: Mapping[str, str], inside: tuple[str, ...]) -> Node:
    match condition:
        case {"setting": name, "equals": choice}:
            return Constant(YES if settings[name] == choice else NO)
        case {"is": name}:
            if name in inside:
                raise ValueError(f"definition {name!r} is defined by itself")
            label, meaning = law.definitions[name]
            return _named(compiled(meaning, law, settings, (*inside, name)), label)
        case {"not": child}:
            return _opposite(compiled(child, law, settings, inside))
        case {"all": children}:
            nodes = [compiled(child, law, settings, inside) for child in children]
            return _joined("all", nodes, condition.get("label", ""))
        case {"any": children}:
            nodes = [compiled(child, law, settings, inside) for child in children]
            return _joined("any", nodes, condition.get("label", ""))
    return _leaf(condition, law)


def _leaf(condition: Condition, law: Law) -> Leaf:
    fact = law.facts[condition["fact"]]
    if fact.kind == "flag":
        return Leaf(fact.code, frozenset(), fact.label)
    codes = codes_of(fact, law)
    if "in_list" in condition:
        named = law.ethnic.lists[condition["in_list"]]
        return Leaf(fact.code, frozenset(codes[code] for code in named.groups), named.label)
    labels = {group.code: group.name for group in law.ethnic.groups} if fact.kind == "ethnicity" else {}
    labels |= {value.code: value.label for value in fact.values}
    wanted = condition["in"]
    return Leaf(
        fact.code, frozenset(codes[code] for code in wanted), fact.label, tuple(labels[code] for code in wanted)
    )


def _named(node: Node, label: str) -> Node:
    if isinstance(node, Branch):
        return Branch(node.kind, node.children, label) if not node.label else Branch("all", (node,), label)
    return Branch("all", (node,), label) if isinstance(node, Leaf) else node


def _opposite(node: Node) -> Node:
    return Constant(YES - node.truth) if isinstance(node, Constant) else Branch("not", (node,))


def _joined(kind: Literal["all", "any"], nodes: list[Node], label: str) -> Node:
    """Fold what the readings have decided: a no in an AND, a yes in an OR."""
    decisive = NO if kind == "all" else YES
    constants = [node.truth for node in nodes if isinstance(node, Constant)]
    if decisive in constants:
        return Constant(decisive)
    children = tuple(node for node in nodes if not isinstance(node, Constant))
    if not children:
        return Constant(YES - decisive)
    return children[0] if len(children) == 1 and not label else Branch(kind, children, label)


class Evaluation:
    """The truths of conditions over the columns of one population; a condition met twice is computed once.

    Conditions are known by identity: hashing whole trees would cost more than one person's calculation.
    """

    def __init__(self, columns: Columns, size: int) -> None:
        self.columns = columns
        self.size = size
        self._known: dict[int, tuple[Node, Int8s]] = {}

    def truths(self, node: Node) -> Int8s:
        """One truth for each member, shape (size,); do not write into it."""
        if id(node) not in self._known:
            self._known[id(node)] = node, self._compute(node)
        return self._known[id(node)][1]

    def _compute(self, node: Node) -> Int8s:
        if isinstance(node, Constant):
            return np.full(self.size, node.truth, np.int8)
        if isinstance(node, Leaf):
            column = self.columns[node.fact]
            return np.take(_table(node.wanted), column) if node.wanted else column
        first, *others = (self.truths(child) for child in node.children)
        if node.kind == "not":
            return np.subtract(np.int8(YES), first)
        join = np.minimum if node.kind == "all" else np.maximum
        result = join(first, others[0]) if others else first
        for other in others[1:]:
            join(result, other, out=result)
        return result

    def missing(self, node: Node, bits: Mapping[str, int]) -> NDArray[np.int64]:
        """The unknown facts that leave a condition undecided, as a set of bits for each member; 0 where decided.

        `bits` gives each fact its bit. A fact that cannot change the truth of its branch is not counted.
        """
        undecided = self.truths(node) == UNKNOWN
        if isinstance(node, Constant):
            return np.zeros(self.size, np.int64)
        if isinstance(node, Leaf):
            return np.where(undecided, np.int64(1) << bits[node.fact], np.int64(0))
        facts = np.zeros(self.size, np.int64)
        for child in node.children:
            facts |= self.missing(child, bits)
        return np.where(undecided, facts, 0)


def _table(wanted: frozenset[int]) -> Int8s:
    """Truth by code: 0 is unknown, the wanted codes are yes, every other is no."""
    table = np.zeros(128, np.int8)
    table[0] = UNKNOWN
    table[list(wanted)] = YES
    return table


def leaves(node: Node) -> Iterator[Leaf]:
    """Every test of a fact in the tree, from left to right."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Branch):
        for child in node.children:
            yield from leaves(child)
