"""From an address as people write it to a commune of today.

Read from its end: province, district (an address before 01/7/2025), commune; what stands before them is the
village or street. Commas help but are not needed; the words xã, huyện, TT., TP. and so on may be missing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from lib.core.i18n import N_, _
from lib.core.names import clean, fold
from lib.registry.gazetteer import (
    Commune,
    Gazetteer,
    LegacyCommune,
    LegacyDistrict,
    LegacyProvince,
    Likeness,
    gazetteer,
    kind_of,
)

_COMMUNE_KINDS = {"", "xa", "phuong", "thitran", "dackhu"}
_DISTRICT_KINDS = {"", "huyen", "quan", "thixa", "thanhpho"}
_SEPARATORS = re.compile(r"[,;:|/()\n–—-]")
_LONGEST_NAME = 8  # words, its kind included

_Found = TypeVar("_Found")


class Doubt(StrEnum):
    """Why an address fits several communes of today."""

    SPLIT = "split"
    SAME_NAME = "same_name"
    NO_COMMUNE = "no_commune"

    @property
    def question(self) -> str:
        return _(_QUESTIONS[self])


_QUESTIONS = {
    Doubt.SPLIT: N_("Xã, phường cũ này nay thuộc nhiều xã, phường mới. Hãy chọn đúng nơi."),
    Doubt.SAME_NAME: N_("Có nhiều xã, phường cùng tên. Hãy chọn một, hoặc ghi thêm huyện cũ và tỉnh."),
    Doubt.NO_COMMUNE: N_("Địa chỉ chưa nói rõ xã, phường. Hãy chọn một trong các xã, phường nay thuộc huyện cũ này."),
}


@dataclass(frozen=True)
class Match:
    """The commune of today, and the commune and district of before where the address named them.

    `exact` is False when the kind or an accent was written differently: worth a look. `rest` is the village or
    street as it was typed.
    """

    commune: Commune
    rest: str
    exact: bool
    legacy: LegacyCommune | None = None
    district: LegacyDistrict | None = None

    @property
    def legacy_district_code(self) -> str | None:
        return self.district.code if self.district else None


@dataclass(frozen=True)
class Ambiguous:
    """Several communes of today fit; a person chooses. Of a divided commune the usual successor comes first."""

    doubt: Doubt
    candidates: tuple[Match, ...]

    @property
    def legacy_district_code(self) -> str | None:
        """Known when every candidate has the same one."""
        codes = {match.legacy_district_code for match in self.candidates}
        return codes.pop() if len(codes) == 1 else None


@dataclass(frozen=True)
class _Word:
    text: str
    at: int
    opens: bool  # the first word after a separator


@dataclass(frozen=True)
class _Ending:
    """The last words of an address from `start` on, read as a kind and a name."""

    start: int
    kind: str
    name: str


def resolve_address(text: str, *, home: str | None = None) -> Match | Ambiguous | None:
    """The commune of today for an address of before or after 01/7/2025; None where nothing is recognised.

    With a district it is read as an address of before, without one first as an address of today.
    `home` is the code of the province to prefer when the address names none (Sơn La is '14').
    """
    return _Reading(clean(text), home).resolve()


class _Reading:
    """One address on its way: the words not yet understood end before `end`."""

    def __init__(self, text: str, home: str | None) -> None:
        self.text = text
        self.home = home
        self.is_unaccented = fold(text) == text.lower()
        self.places: Gazetteer = gazetteer()
        self.words = list(_words(text))
        self.in_parts = sum(word.opens for word in self.words) > 1
        self.end = len(self.words)

    def resolve(self) -> Match | Ambiguous | None:
        if [fold(word.text) for word in self.words[-2:]] == ["viet", "nam"]:
            self.end -= 2
        province = self._province()
        districts = [] if self._ends_in_commune(province) else self._districts(province)
        return self._before(districts) if districts else self._today(province)

    def _province(self) -> LegacyProvince | None:
        for ending in self._endings():
            for likeness, province in self.places.province_names.like(ending.kind, ending.name):
                if likeness in {Likeness.SAME, Likeness.UNACCENTED, Likeness.OTHER_ACCENTS}:
                    self.end = ending.start
                    return province
        return None

    def _districts(self, province: LegacyProvince | None) -> list[LegacyDistrict]:
        for ending in self._endings(_DISTRICT_KINDS):
            found = self._best(
                (likeness, district)
                for likeness, district in self.places.district_names.like(ending.kind, ending.name)
                if province is None or district.province is province
            )[1]
            if found:
                self.end = ending.start
                return found
        return []

    def _ends_in_commune(self, province: LegacyProvince | None) -> bool:
        """'Xã Quan Sơn' and 'Phường Cam Ly - Đà Lạt' are communes of today though they end like districts."""
        return any(
            ending.kind and likeness <= Likeness.UNACCENTED and self._lies_in(commune, province)
            for ending in self._endings(_COMMUNE_KINDS)
            for likeness, commune in self.places.commune_names.like(ending.kind, ending.name)
        )

    def _before(self, districts: list[LegacyDistrict]) -> Match | Ambiguous | None:
        """The address has a district: its commune is one of before, or by mistake one of today."""
        successors = [
            (commune, None, old.district)
            for district in districts
            for old in self.places.communes_before[district.code]
            for commune in old.became
        ]
        for ending in self._endings(_COMMUNE_KINDS):
            olds = (
                (likeness, old)
                for likeness, old in self.places.legacy_names.like(ending.kind, ending.name)
                if old.district in districts
            )
            likeness, found = self._best(olds)
            if found:
                return self._answer([(new, old, old.district) for old in found for new in old.became], ending, likeness)
            _likeness, today = self._best(self.places.commune_names.like(ending.kind, ending.name))
            if fitting := [place for place in successors if place[0] in today]:
                return self._answer(fitting, ending, Likeness.OTHER_KIND)
        if len(districts) > 1:
            return None
        return self._answer(successors, None, Likeness.SAME, Doubt.NO_COMMUNE)

    def _today(self, province: LegacyProvince | None) -> Match | Ambiguous | None:
        """No district: a commune of today first, then one of before; with a known province also one misspelled."""
        endings = list(self._endings(_COMMUNE_KINDS))
        for worst in (Likeness.UNACCENTED, Likeness.OTHER_KIND_UNACCENTED)[: 2 if province else 1]:
            for ending in endings:
                likeness, today = self._best(
                    (likeness, commune)
                    for likeness, commune in self.places.commune_names.like(ending.kind, ending.name)
                    if likeness <= worst and self._lies_in(commune, province)
                )
                if today:
                    return self._answer([(commune, None, None) for commune in today], ending, likeness)
            for ending in endings:
                likeness, olds = self._best(
                    (likeness, old)
                    for likeness, old in self.places.legacy_names.like(ending.kind, ending.name)
                    if likeness <= worst and (province is None or old.district.province is province)
                )
                if olds:
                    found = [(new, old, old.district) for old in olds for new in old.became]
                    return self._answer(found, ending, likeness)
        return None

    def _lies_in(self, commune: Commune, province: LegacyProvince | None) -> bool:
        """A province that still exists means the one of today; one that was merged means its old borders."""
        if province is None or commune.province.name == province.name:
            return True
        olds = self.places.predecessors.get(commune.code, ())
        return any(old.district.province is province for old in olds)

    def _answer(
        self,
        places: Iterable[tuple[Commune, LegacyCommune | None, LegacyDistrict | None]],
        ending: _Ending | None,
        likeness: Likeness,
        doubt: Doubt | None = None,
    ) -> Match | Ambiguous | None:
        rest = self._rest(ending.start if ending else self.end)
        exact = likeness <= Likeness.UNACCENTED
        matches: dict[str, Match] = {}
        for commune, old, district in places:
            matches.setdefault(commune.code, Match(commune, rest, exact, old, district))
        at_home = {code: match for code, match in matches.items() if match.commune.province.code == self.home}
        found = tuple((at_home or matches).values())
        if len(found) == 1:
            return found[0]
        split = len({match.legacy.code if match.legacy else match.commune.code for match in found}) == 1
        return Ambiguous(doubt or (Doubt.SPLIT if split else Doubt.SAME_NAME), found)

    def _best(self, likenesses: Iterable[tuple[Likeness, _Found]]) -> tuple[Likeness, list[_Found]]:
        """The units that fit best, and how well. Without accents nga thanh is Nga Thanh no more than Nga Thành."""
        found = list(likenesses)
        if self.is_unaccented:
            found = [(max(likeness, Likeness.UNACCENTED), unit) for likeness, unit in found]
        best = min((likeness for likeness, _unit in found), default=Likeness.SAME)
        return best, [unit for likeness, unit in found if likeness == best]

    def _rest(self, start: int) -> str:
        offset = self.words[start].at if start < len(self.words) else len(self.text)
        return self.text[:offset].strip(" ,;:|/(–—-")

    def _endings(self, kinds: set[str] | None = None) -> Iterator[_Ending]:
        """Ways to read the last words not yet understood, the longest first."""
        for start in range(max(0, self.end - _LONGEST_NAME), self.end):
            if start and kind_of(self.words[start - 1].text + self.words[start].text):
                continue  # the second word of thị xã, thành phố
            words = [word.text for word in self.words[start : self.end]]
            readings = [(kind_of("".join(words[:count])), words[count:]) for count in (2, 1)]
            readings = [(kind, name) for kind, name in readings if kind and name]
            if readings or self._may_open(start):
                readings.append(("", words))
            for kind, name in readings:
                if kinds is None or kind in kinds:
                    yield _Ending(start, kind, " ".join(name))

    def _may_open(self, start: int) -> bool:
        """A name without its kind begins a part; in an address without parts, anywhere but behind a kind."""
        if self.in_parts or self.words[start].opens:
            return self.words[start].opens
        before = [word.text for word in self.words[max(0, start - 2) : start]]
        return not kind_of(before[-1]) and not kind_of("".join(before))


def _words(text: str) -> Iterator[_Word]:
    """Words with their place; apostrophes stay inside (R'Lấp), separators and full stops do not."""
    opens = True
    for found in re.finditer(r"[\w'’]+|[,;:|/()–—-]", text):
        if _SEPARATORS.fullmatch(found[0]):
            opens = True
        else:
            yield _Word(found[0], found.start(), opens)
            opens = False
