"""Which known person a row is about: by evidence, never by the name alone.

Evidence is the citizen id, the student code, phone with day of birth, or name with day of birth and class. A name
counts as the same with accents dropped and its words in any order. What speaks for two people, or for one person
under an unlike name, is asked: the row is not applied.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lib.core import formats
from lib.core.i18n import _
from lib.core.names import fold
from lib.registry.people.rows import KnownPerson, PersonRow

State = Literal["new", "known", "ask"]
CITIZEN_ID_LENGTH = 12


@dataclass(frozen=True)
class Match:
    """What a row is: somebody new, the known person `person_id`, or a question. `reason` is a sentence."""

    number: int
    state: State
    reason: str
    person_id: int | None = None


def name_key(full_name: str) -> tuple[str, ...]:
    """Equal for 'Lò Thị Hương', 'LO THI HUONG' and 'Hương Lò Thị'."""
    return tuple(sorted(fold(full_name).split()))


def class_key(class_name: str | None) -> str:
    """Equal for 'K58 CĐ Thú y' and 'k58-CD thu y'; empty for no class."""
    return "".join(letter for letter in fold(class_name or "") if letter.isalnum())


def code_key(student_code: str) -> str:
    return "".join(student_code.split()).upper()


def surely_different(one: str | None, other: str | None) -> bool:
    """Two personal identity numbers differ; a nine-digit card of before proves nothing against a number of today."""
    return bool(one and other and one != other and len(one) == len(other) == CITIZEN_ID_LENGTH)


@dataclass
class Register:
    """Known people by each kind of evidence."""

    people: dict[int, KnownPerson] = field(default_factory=dict)
    _by: dict[tuple[object, ...], set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[KnownPerson]) -> "Register":
        made = cls()
        for person in people:
            made.people[person.id] = person
            for key in _known_keys(person):
                made._by.setdefault(key, set()).add(person.id)
        return made

    def candidates(self, row: PersonRow) -> dict[int, str]:
        """Ids of the people whom the row may be about, each with the strongest evidence for it."""
        found: dict[int, str] = {}
        for key in row_keys(row):
            for person_id in sorted(self._by.get(key, ())):
                known = self.people[person_id]
                weak = key[0] in ("phone", "name")
                if weak and surely_different(row.citizen_id, known.citizen_id):
                    continue
                found.setdefault(person_id, str(key[0]))
        return found


def matches(rows: Sequence[PersonRow], known: Iterable[KnownPerson]) -> list[Match]:
    """For every row, in the same order, what it is.

    A second row of the same file about one person is asked, whether the first one made or found that person.
    """
    register = Register.of(known)
    before: dict[tuple[object, ...], int] = {}
    found = []
    for row in rows:
        match = _match(row, register)
        keys = [("person", match.person_id)] if match.person_id else list(row_keys(row))
        twin = next((before[key] for key in keys if key in before), None)
        if match.state != "ask" and twin is not None:
            match = Match(row.number, "ask", _twin_sentence(twin))
        for key in keys:
            before.setdefault(key, row.number)
        found.append(match)
    return found


def row_keys(row: PersonRow) -> Iterator[tuple[object, ...]]:
    """The evidence that a row offers, the strongest first."""
    if row.citizen_id:
        yield "citizen_id", row.citizen_id
    if row.study and row.study.student_code:
        yield "student_code", code_key(row.study.student_code)
    if row.born_on:
        for phone in row.phones:
            yield "phone", phone, row.born_on
        if row.study and (class_ := class_key(row.study.class_name)):
            yield "name", name_key(row.full_name), row.born_on, class_


def _known_keys(person: KnownPerson) -> Iterator[tuple[object, ...]]:
    if person.citizen_id:
        yield "citizen_id", person.citizen_id
    for study in person.studies:
        if study.student_code:
            yield "student_code", code_key(study.student_code)
        if person.born_on and (class_ := class_key(study.class_name)):
            yield "name", name_key(person.full_name), person.born_on, class_
    if person.born_on:
        yield from (("phone", value, person.born_on) for kind, value in person.contacts if kind == "phone")


def _match(row: PersonRow, register: Register) -> Match:
    candidates = register.candidates(row)
    if not candidates:
        return Match(row.number, "new", _("Chưa có trong dữ liệu."))
    if len(candidates) > 1:
        return Match(row.number, "ask", _several_sentence(candidates, register.people))
    ((person_id, evidence),) = candidates.items()
    person = register.people[person_id]
    if doubt := _doubt(row, person, evidence):
        return Match(row.number, "ask", doubt)
    return Match(row.number, "known", _EVIDENCE_SENTENCES[evidence](person), person_id)


def _doubt(row: PersonRow, person: KnownPerson, evidence: str) -> str | None:
    """Why the one person found may still be somebody else: another name, another identity number."""
    if name_key(row.full_name) != name_key(person.full_name):
        return _(
            "{evidence} là của «{name}»{born}, khác họ tên ở dòng này. Hãy kiểm tra lại, rồi sửa họ tên trong tệp "
            "hoặc trong hồ sơ."
        ).format(evidence=_evidence_label(evidence), name=person.full_name, born=_born(person))
    if surely_different(row.citizen_id, person.citizen_id):
        return _(
            "{evidence} là của «{name}» nhưng số định danh trong hồ sơ là {known}. Hãy kiểm tra lại số định danh."
        ).format(evidence=_evidence_label(evidence), name=person.full_name, known=person.citizen_id)
    return None


def _evidence_label(evidence: str) -> str:
    return {
        "citizen_id": _("Số định danh này"),
        "student_code": _("Mã HSSV này"),
        "phone": _("Số điện thoại cùng ngày sinh này"),
        "name": _("Họ tên, ngày sinh và lớp này"),
    }[evidence]


_EVIDENCE_SENTENCES = {
    "citizen_id": lambda person: _("Trùng số định danh với «{name}».").format(name=person.full_name),
    "student_code": lambda person: _("Trùng mã HSSV với «{name}».").format(name=person.full_name),
    "phone": lambda person: _("Trùng số điện thoại và ngày sinh với «{name}».").format(name=person.full_name),
    "name": lambda person: _("Trùng họ tên, ngày sinh và lớp với «{name}».").format(name=person.full_name),
}


def _several_sentence(candidates: Mapping[int, str], people: Mapping[int, KnownPerson]) -> str:
    names = "; ".join(
        _("«{name}»{born}").format(name=people[id_].full_name, born=_born(people[id_])) for id_ in list(candidates)[:3]
    )
    return _("Có {n} hồ sơ có thể là người này: {names}. Hãy bổ sung số định danh hoặc mã HSSV để phân biệt.").format(
        n=len(candidates), names=names
    )


def _twin_sentence(number: int) -> str:
    return _(
        "Cùng một người với dòng {row} của tệp này. Hãy gộp hai dòng; nếu là hai lần học, nhập tệp dòng lỗi sau "
        "khi nhập xong tệp này."
    ).format(row=number)


def _born(person: KnownPerson) -> str:
    return f" ({formats.day(person.born_on)})" if person.born_on else ""
