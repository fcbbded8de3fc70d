"""Provinces and communes: what every wing asks about places.

The list is that in force since 01/7/2025 (34 provinces); names of before are found too and lead to today's.
"""

from dataclasses import dataclass
from functools import cache

from lib.core.names import fold, reading_order
from lib.registry.addresses import Ambiguous, Doubt, Match, resolve_address
from lib.registry.gazetteer import (
    Commune,
    LegacyCommune,
    LegacyDistrict,
    Likeness,
    Province,
    bare_key,
    gazetteer,
    split_kind,
)

__all__ = [
    "SON_LA",
    "Ambiguous",
    "Commune",
    "Doubt",
    "LegacyCommune",
    "LegacyDistrict",
    "Match",
    "Province",
    "by_code",
    "communes_of",
    "find",
    "find_province",
    "legacy_district_codes",
    "legacy_districts",
    "provinces",
    "resolve_address",
    "search",
]

SON_LA = "14"


def provinces() -> list[Province]:
    """The 34 provinces in Vietnamese order of their names."""
    return sorted(gazetteer().provinces.values(), key=lambda province: reading_order(split_kind(province.name)[1]))


def communes_of(province_code: str) -> list[Commune]:
    """The communes of a province in Vietnamese order of their names; empty for an unknown code."""
    found = [commune for commune in gazetteer().communes.values() if commune.province.code == province_code]
    return sorted(found, key=_order)


def by_code(code: str) -> Commune | None:
    """The commune of today with this five-digit code ('03721')."""
    return gazetteer().communes.get(code)


def find_province(written: str) -> Province | None:
    """A province by its code or name, with or without accents; the name of a merged one gives today's."""
    places = gazetteer()
    if province := places.provinces.get(written.strip()):
        return province
    found = [unit for likeness, unit in places.province_names.like(*split_kind(written)) if likeness < _WRONG_KIND]
    return found[0].became if found else None


def find(province: str, commune: str) -> Commune | None:
    """The one commune of today with this name or code in this province; None for none or several.

    For two separate columns of a form or a sheet. An address in one cell is for `resolve_address`.
    """
    if not (place := find_province(province)):
        return None
    if (known := by_code(commune.strip())) and known.province is place:
        return known
    here = [
        (likeness, unit)
        for likeness, unit in gazetteer().commune_names.like(*split_kind(commune))
        if unit.province is place and likeness <= Likeness.UNACCENTED
    ]
    best = min((likeness for likeness, _ in here), default=None)
    found = [unit for likeness, unit in here if likeness == best]
    return found[0] if len(found) == 1 else None


def search(text: str, *, province_code: str | None = None, limit: int = 20) -> list[Commune]:
    """Communes of which the name, a name of before or, word by word, all of these and the province fit; for a picker.

    First those whose name begins with the text, then those whose name contains it, then those of which a name of
    before contains it, then those that have all words somewhere; each in Vietnamese order.
    """
    words = fold(text).split()
    key = bare_key(split_kind(text)[1])
    found = [
        (_nearness(key, entry), entry.order, entry.commune.code, entry.commune)
        for entry in _entries()
        if (province_code is None or entry.commune.province.code == province_code)
        and (all(word in entry.words for word in words) or (key and _nearness(key, entry) < _FAR))
    ]
    return [commune for *_, commune in sorted(found, key=lambda row: row[:-1])[:limit]]


def legacy_districts(province_code: str) -> list[LegacyDistrict]:
    """The districts before 01/7/2025 of a province by its code of that time, in order of their codes."""
    return [unit for unit in gazetteer().legacy_districts.values() if unit.province.code == province_code]


def legacy_district_codes(commune_code: str) -> frozenset[str]:
    """The districts of before whose communes went into this commune of today: for dated lists of poor districts."""
    return frozenset(old.district.code for old in gazetteer().predecessors.get(commune_code, ()))


_WRONG_KIND = Likeness.OTHER_KIND


def _order(commune: Commune) -> str:
    return reading_order(split_kind(commune.name)[1])


_FAR = 3


@dataclass(frozen=True)
class _Entry:
    """What `search` looks at, made once: 3,321 of them."""

    commune: Commune
    key: str
    keys_before: str
    words: str
    order: str


def _nearness(key: str, entry: _Entry) -> int:
    if key in entry.key:
        return 0 if entry.key.startswith(key) else 1
    return 2 if key in entry.keys_before else _FAR


@cache
def _entries() -> list[_Entry]:
    places = gazetteer()
    entries = []
    for commune in places.communes.values():
        olds = places.predecessors.get(commune.code, ())
        names = [name for old in olds for name in (split_kind(old.name)[1], *old.aliases)]
        entries.append(
            _Entry(
                commune,
                key=bare_key(split_kind(commune.name)[1]),
                keys_before="|".join(bare_key(name.partition(":")[2] or name) for name in names),
                words=fold(" ".join([commune.full_name, *(old.name for old in olds)])),
                order=_order(commune),
            )
        )
    return entries
