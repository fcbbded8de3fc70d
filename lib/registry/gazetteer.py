"""The provinces and communes of Vietnam as data: those of today (since 01/7/2025) and those before.

Read once from lib/registry/data (docs/decisions/0012), then kept: about 3,300 communes of today, 10,000 before.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from lib.core.names import fold, spelling

_DATA = Path(__file__).parent / "data"

# Words that say what kind of unit follows, with the abbreviations of addresses; kinds of two words are joined.
KINDS = {kind: kind for kind in ("tinh", "thanhpho", "huyen", "quan", "thixa", "xa", "phuong", "thitran", "dackhu")}
KINDS |= {"t": "tinh", "tp": "thanhpho", "h": "huyen", "q": "quan", "tx": "thixa"}
KINDS |= {"x": "xa", "p": "phuong", "tt": "thitran"}


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone of today. Latitude and longitude are those of its centre, in degrees."""

    code: str
    name: str
    province: Province
    latitude: float = field(compare=False, repr=False)
    longitude: float = field(compare=False, repr=False)
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.province.name}"


@dataclass(frozen=True, slots=True)
class LegacyProvince:
    """One of the 63 provinces before 01/7/2025; `became` is the province it belongs to now."""

    code: str
    name: str
    became: Province
    aliases: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LegacyDistrict:
    code: str
    name: str
    province: LegacyProvince
    aliases: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LegacyCommune:
    """A commune before 01/7/2025. Five island districts had none: there code and name are empty.

    `became` has one commune, or all those that received a part of it, the usual one first.
    """

    code: str
    name: str
    district: LegacyDistrict
    became: tuple[Commune, ...]
    aliases: tuple[str, ...] = field(compare=False, repr=False)

    @property
    def full_name(self) -> str:
        return ", ".join(filter(None, (self.name, self.district.name, self.district.province.name)))


Unit = TypeVar("Unit", Province, Commune, LegacyProvince, LegacyDistrict, LegacyCommune)


class Likeness(IntEnum):
    """How well a written name fits a unit, best first. Up to `UNACCENTED` nothing in it contradicts the unit."""

    SAME = 1
    UNACCENTED = 2
    OTHER_KIND = 3
    OTHER_ACCENTS = 4
    OTHER_KIND_UNACCENTED = 5


@dataclass(frozen=True)
class Call(Generic[Unit]):
    """One way to call a unit: an empty kind fits any, an alias has no accents."""

    kind: str
    spelled: str
    unit: Unit


class Names(Generic[Unit]):
    """The units under every name they are called by."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._calls: defaultdict[str, list[Call[Unit]]] = defaultdict(list)
        for unit in units:
            kind, words = split_kind(unit.name)
            self._calls[bare_key(words)].append(Call(kind, words, unit))
            for alias in unit.aliases:
                kind, _, key = alias.partition(":")
                self._calls[bare_key(key)].append(Call(kind, "", unit))

    def like(self, kind: str, words: str) -> Iterator[tuple[Likeness, Unit]]:
        """Units with this name and how well it fits; `kind` is a value of KINDS, or empty where none is written."""
        for call in self._calls.get(bare_key(words), ()):
            same_kind = not kind or not call.kind or kind == call.kind
            same_accents = spelling(words) == spelling(call.spelled)
            unaccented = not call.spelled or fold(words) == words.lower()
            if same_kind and same_accents:
                yield Likeness.SAME, call.unit
            elif same_kind:
                yield Likeness.UNACCENTED if unaccented else Likeness.OTHER_ACCENTS, call.unit
            elif same_accents:
                yield Likeness.OTHER_KIND, call.unit
            elif unaccented:
                yield Likeness.OTHER_KIND_UNACCENTED, call.unit


@dataclass(frozen=True)
class Gazetteer:
    provinces: dict[str, Province]
    communes: dict[str, Commune]
    legacy_provinces: dict[str, LegacyProvince]
    legacy_districts: dict[str, LegacyDistrict]
    legacy_communes: tuple[LegacyCommune, ...]
    communes_before: dict[str, tuple[LegacyCommune, ...]]  # by the code of the district
    predecessors: dict[str, tuple[LegacyCommune, ...]]  # by the code of the commune of today
    province_names: Names[LegacyProvince]  # every province of today bears the name of an older one
    district_names: Names[LegacyDistrict]
    commune_names: Names[Commune]
    legacy_names: Names[LegacyCommune]


@cache
def gazetteer() -> Gazetteer:
    """All units, read at the first call (about 0.2 s), the same object after that."""
    provinces = {row["code"]: Province(row["code"], row["name"]) for row in _rows("provinces")}
    communes = {commune.code: commune for commune in _communes(provinces)}
    older = {
        row["code"]: LegacyProvince(row["code"], row["name"], provinces[row["became"]], _listed(row["aliases"]))
        for row in _rows("legacy_provinces")
    }
    districts = {
        row["code"]: LegacyDistrict(row["code"], row["name"], older[row["province_code"]], _listed(row["aliases"]))
        for row in _rows("legacy_districts")
    }
    legacy = tuple(_legacy_communes(communes, districts))
    return Gazetteer(
        provinces=provinces,
        communes=communes,
        legacy_provinces=older,
        legacy_districts=districts,
        legacy_communes=legacy,
        communes_before=_grouped((old.district.code, old) for old in legacy),
        predecessors=_grouped((commune.code, old) for old in legacy for commune in old.became),
        province_names=Names(older.values()),
        district_names=Names(districts.values()),
        commune_names=Names(communes.values()),
        legacy_names=Names(old for old in legacy if old.name),
    )


def bare_key(text: str) -> str:
    """The letters and digits of a text without accents and spaces; y is read as i (Quy, Qui)."""
    return re.sub(r"[\W_]+", "", fold(text)).replace("y", "i")


def kind_of(word: str) -> str:
    """The kind that a word or two joined words stand for ('tp', 'ThịTrấn'); empty for any other word."""
    return KINDS.get(fold(word), "")


def split_kind(name: str) -> tuple[str, str]:
    """'Thị trấn Thuận Châu' or 'TT.Thuận Châu' as ('thitran', 'Thuận Châu'); without a kind that is empty."""
    words = name.replace(".", " ").split()
    for count in (2, 1):
        if len(words) > count and (kind := kind_of("".join(words[:count]))):
            return kind, " ".join(words[count:])
    return "", name


def _communes(provinces: dict[str, Province]) -> Iterator[Commune]:
    for row in _rows("communes"):
        province = provinces[row["province_code"]]
        yield Commune(row["code"], row["name"], province, float(row["latitude"]), float(row["longitude"]))


def _legacy_communes(communes: dict[str, Commune], districts: dict[str, LegacyDistrict]) -> Iterator[LegacyCommune]:
    for row in _rows("legacy_communes"):
        became = tuple(communes[code] for code in _listed(row["became"]))
        yield LegacyCommune(row["code"], row["name"], districts[row["district_code"]], became, _listed(row["aliases"]))


def _grouped(pairs: Iterable[tuple[str, LegacyCommune]]) -> dict[str, tuple[LegacyCommune, ...]]:
    groups: defaultdict[str, list[LegacyCommune]] = defaultdict(list)
    for code, commune in pairs:
        groups[code].append(commune)
    return {code: tuple(group) for code, group in groups.items()}


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
