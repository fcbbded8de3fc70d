"""The 54 ethnic groups and the many ways in which people write them.

A spelling is first compared as it is written, accents included; only a spelling typed wholly without accents is
then compared without them. A name that fits two groups is returned as `Ambiguous` and must be asked: Xá Khao is
written by Kháng and by La Ha people, whose benefits differ.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

_IGNORED = re.compile(r"[\s\-‐-―'’‘ʼ`´.·_()]+")
_PREFIX = re.compile(r"^\s*(dân tộc|dan toc|người|nguoi)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class EthnicGroup:
    """One of the 54 groups; `number` is its order number in the national list, 1 for Kinh."""

    number: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class EthnicList:
    """A named set of groups that a clause speaks of."""

    code: str
    label: str
    source: str
    clause: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Ambiguous:
    """The text fits several groups; whoever entered it must say which."""

    text: str
    candidates: tuple[EthnicGroup, ...]


@dataclass(frozen=True)
class Unknown:
    """The text fits no group; `candidates` are the groups that look like it when accents are dropped."""

    text: str
    candidates: tuple[EthnicGroup, ...] = ()


Resolution = EthnicGroup | Ambiguous | Unknown


def _as_written(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFC", text).casefold())


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", _as_written(text)).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@dataclass(frozen=True, eq=False)
class EthnicRegister:
    """The groups, the lists of them, and the index of spellings."""

    groups: tuple[EthnicGroup, ...]
    lists: Mapping[str, EthnicList]
    _by_code: dict[str, EthnicGroup] = field(init=False, repr=False)
    _written: dict[str, tuple[EthnicGroup, ...]] = field(init=False, repr=False)
    _plain: dict[str, tuple[EthnicGroup, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {group.code: group for group in self.groups})
        object.__setattr__(self, "_written", _index(self.groups, _as_written))
        object.__setattr__(self, "_plain", _index(self.groups, _without_accents))

    def by_code(self, code: str) -> EthnicGroup:
        """The group of this code; KeyError for any other text."""
        return self._by_code[code]

    def by_number(self, number: int) -> EthnicGroup:
        """The group with this order number, 1 to 54."""
        return self.groups[number - 1]

    def resolve(self, text: str) -> Resolution:
        """Which group a person meant: a name, another spelling, or the order number 1 to 54."""
        name = _PREFIX.sub("", text)
        if re.fullmatch(r"\d{1,2}", name.strip()) and 1 <= int(name) <= len(self.groups):
            return self.by_number(int(name))
        if found := self._written.get(_as_written(name)):
            return _one_or_ask(text, found)
        alike = self._plain.get(_without_accents(name), ())
        if alike and _as_written(name).isascii():
            return _one_or_ask(text, alike)
        return Unknown(text, alike)


def _one_or_ask(text: str, found: tuple[EthnicGroup, ...]) -> Resolution:
    return found[0] if len(found) == 1 else Ambiguous(text, found)


def _index(groups: Iterable[EthnicGroup], key: Callable[[str], str]) -> dict[str, tuple[EthnicGroup, ...]]:
    """Every spelling of every group by its key; groups of one spelling in order of their numbers."""
    index: dict[str, tuple[EthnicGroup, ...]] = {}
    for group in groups:
        for spelling in dict.fromkeys(key(name) for name in (group.name, *group.aliases)):
            index[spelling] = (*index.get(spelling, ()), group)
    return index
