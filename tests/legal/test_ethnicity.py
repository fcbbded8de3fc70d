"""Ethnic groups as people write them: exact first, never two groups merged in silence, a doubtful name asks."""

import unicodedata

import pytest

from lib.legal.ethnicity import Ambiguous, EthnicGroup, Unknown
from lib.legal.reader import load_law

REGISTER = load_law().ethnic
SPELLINGS = [(group, name) for group in REGISTER.groups for name in (group.name, *group.aliases)]


def plain(text):
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def meant(text):
    match REGISTER.resolve(text):
        case EthnicGroup(name=name):
            return {name}
        case Ambiguous(candidates=candidates):
            return {group.name for group in candidates}
        case Unknown():
            return set()


def test_there_are_54_groups_numbered_in_order():
    assert [group.number for group in REGISTER.groups] == list(range(1, 55))
    assert len({group.code for group in REGISTER.groups}) == 54


@pytest.mark.parametrize(("group", "name"), SPELLINGS, ids=[f"{g.code}-{n}" for g, n in SPELLINGS])
@pytest.mark.parametrize("written", [str, str.upper, str.lower, plain, lambda s: unicodedata.normalize("NFD", s)])
def test_every_spelling_means_its_group_or_asks(group, name, written):
    assert group.name in meant(written(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sinh Mun", "Xinh-mun"), ("xinh mun", "Xinh-mun"), ("Xinh Mun", "Xinh-mun"), ("SINH MUN", "Xinh-mun"),
        ("H'Mông", "Mông"), ("H’Mông", "Mông"), ("HMông", "Mông"), ("Hmong", "Mông"), ("Mèo", "Mông"), ("mong", "Mông"),
        ("Cờ Lao", "Cơ Lao"), ("Cơ lao", "Cơ Lao"), ("co lao", "Cơ Lao"), ("Khơ Mú", "Khơ-mú"), ("khơ-mú", "Khơ-mú"),
        ("Khmu", "Khơ-mú"), ("Thai", "Thái"), ("  thái ", "Thái"), ("Thái Đen", "Thái"), ("dân tộc Dao", "Dao"),
        ("người Thái", "Thái"), ("Lao", "Lào"), ("Lào", "Lào"), ("La ha", "La Ha"), ("laha", "La Ha"), ("33", "Kháng"),
        ("39", "La Ha"), ("Co", "Co"), ("E de", "Ê-đê"), ("Êđê", "Ê-đê"), ("Rơ Măm", "Rơ-măm"), ("Kinh", "Kinh"),
    ],
)  # fmt: skip
def test_common_spellings(text, name):
    assert REGISTER.resolve(text).name == name


@pytest.mark.parametrize(("text", "names"), [("Xá Khao", {"Kháng", "La Ha"}), ("xa khao", {"Kháng", "La Ha"}),
                                             ("Thổ", {"Tày", "Thổ"}), ("tho", {"Tày", "Thổ"})])  # fmt: skip
def test_a_name_of_two_groups_asks(text, names):
    found = REGISTER.resolve(text)
    assert isinstance(found, Ambiguous) and {group.name for group in found.candidates} == names


@pytest.mark.parametrize("text", ["Thải", "Mãng", "Cơ", "Lảo", "La Hà", "Đao"])
def test_a_wrong_accent_is_not_guessed_but_says_what_it_looks_like(text):
    found = REGISTER.resolve(text)
    assert isinstance(found, Unknown) and found.candidates


@pytest.mark.parametrize("text", ["", "Pháp", "55", "0", "Tháii", "-", "9" * 5000])
def test_what_no_group_is_called_is_unknown(text):
    assert REGISTER.resolve(text) == Unknown(text)


def test_two_groups_never_share_an_exact_name():
    names = [group.name for group in REGISTER.groups]
    assert len(set(map(plain, names))) == 54


def test_the_very_small_groups_are_the_sixteen_of_the_decree():
    small = REGISTER.lists["very_small_groups"].groups
    assert len(small) == 16 and "la_ha" in small and not small & {"khang", "xinh_mun"}
    assert REGISTER.by_code("la_ha").number == 39 and REGISTER.by_number(37).name == "Lào"
