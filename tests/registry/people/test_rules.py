"""A row is recognised by evidence, never by the name alone."""

from datetime import date

import pytest

from lib.registry.people.rows import KnownPerson, KnownStudy, PersonRow, StudyRow
from lib.registry.people.rules import Match, matches, name_key

BORN = date(2003, 4, 5)


def study(student_code: str | None = None, class_name: str | None = None) -> KnownStudy:
    return KnownStudy(1, 7, None, student_code, class_name, "graduated", "thpt", None, None, None, None, None)


def known(id_: int = 1, name: str = "Lò Thị Hương", **facts: object) -> KnownPerson:
    return KnownPerson(id_, name, **({"born_on": BORN} | facts))  # type: ignore[arg-type]  # facts are its fields


def row(name: str = "Lò Thị Hương", *, number: int = 2, code: str | None = None, class_: str | None = None,
        born_on: date | None = BORN, **facts: object) -> PersonRow:  # fmt: skip
    given = StudyRow(7, "graduated", student_code=code, class_name=class_)
    return PersonRow(number, name, born_on=born_on, study=given, **facts)  # type: ignore[arg-type]  # facts are its fields


def only(row_: PersonRow, *people: KnownPerson) -> Match:
    (found,) = matches([row_], people)
    return found


def test_the_same_name_alone_is_somebody_new() -> None:
    assert only(row(), known()).state == "new"


def test_the_same_name_and_birth_date_without_class_is_still_somebody_new() -> None:
    assert only(row(class_="K58A"), known(studies=(study(class_name="K57B"),))).state == "new"


@pytest.mark.parametrize("name", ["Lò Thị Hương", "LO THI HUONG", "Hương Lò Thị", "  lò  thị   hương "])
def test_name_birth_date_and_class_together_recognise_a_person_however_the_name_is_written(name: str) -> None:
    found = only(row(name, class_="k58-CD thu y"), known(studies=(study(class_name="K58 CĐ Thú y"),)))
    assert (found.state, found.person_id) == ("known", 1)
    assert "ngày sinh và lớp" in found.reason


def test_an_identity_number_recognises_a_person_whose_birth_date_is_not_known() -> None:
    found = only(row(citizen_id="014303001234"), known(citizen_id="014303001234", born_on=None))
    assert (found.state, found.person_id) == ("known", 1)


def test_a_student_code_recognises_a_person_whatever_its_case_and_spaces() -> None:
    assert only(row(code="cd 58001"), known(studies=(study("CD58001"),))).person_id == 1


def test_a_phone_with_the_birth_date_recognises_a_person_but_the_phone_alone_does_not() -> None:
    person = known(contacts={("phone", "+84981234567"): None})
    assert only(row(contacts=(("phone", "+84981234567"),)), person).person_id == 1
    assert only(row(contacts=(("phone", "+84981234567"),), born_on=date(2003, 4, 6)), person).state == "new"


def test_twins_who_share_a_phone_and_a_birth_date_are_asked_about() -> None:
    found = only(
        row("Lò Thị Hoa", contacts=(("phone", "+84981234567"),)), known(contacts={("phone", "+84981234567"): None})
    )
    assert found.state == "ask"
    assert "«Lò Thị Hương» (05/04/2003)" in found.reason


def test_an_identity_number_under_another_name_is_asked_about() -> None:
    assert only(row("Cà Văn Tiến", citizen_id="014303001234"), known(citizen_id="014303001234")).state == "ask"


def test_two_candidates_are_asked_about_and_named() -> None:
    people = [known(1, citizen_id="014303001234"), known(2, studies=(study("CD58001"),))]
    found = only(row(citizen_id="014303001234", code="CD58001"), *people)
    assert found.state == "ask"
    assert "2 hồ sơ" in found.reason


def test_different_identity_numbers_outweigh_name_birth_date_and_class() -> None:
    person = known(citizen_id="014303001234", studies=(study(class_name="K58A"),))
    assert only(row(class_="K58A", citizen_id="014303009999"), person).state == "new"


def test_an_old_nine_digit_card_does_not_speak_against_an_identity_number_of_today() -> None:
    person = known(citizen_id="050123456", studies=(study(class_name="K58A"),))
    assert only(row(class_="K58A", citizen_id="014303009999"), person).person_id == 1


def test_a_second_row_about_the_same_new_person_is_asked_and_names_the_first() -> None:
    first, second = matches([row(number=4, citizen_id="014303001234"), row(number=9, citizen_id="014303001234")], [])
    assert (first.state, second.state) == ("new", "ask")
    assert "dòng 4" in second.reason


def test_a_second_row_about_the_same_known_person_is_asked() -> None:
    rows = [row(number=4, citizen_id="014303001234"), row(number=9, code="CD58001")]
    person = known(citizen_id="014303001234", studies=(study("CD58001"),))
    assert [match.state for match in matches(rows, [person])] == ["known", "ask"]


def test_the_order_of_the_register_does_not_matter() -> None:
    people = [known(id_, citizen_id=f"01430300000{id_}") for id_ in range(1, 6)]
    rows = [row(number=id_, citizen_id=f"01430300000{id_}") for id_ in (3, 1, 9)]
    assert matches(rows, people) == matches(rows, reversed(people))


def test_a_name_key_ignores_accents_case_and_order() -> None:
    assert name_key("Đèo Văn Ấn") == name_key("an  DEO van")
