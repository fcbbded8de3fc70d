from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.core.names import fold
from lib.registry import communes, gazetteer
from lib.registry.communes import SON_LA, Ambiguous, Doubt, Match, find, resolve_address, search

DATA = Path(gazetteer.__file__).parent / "data"
PLACES = gazetteer.gazetteer()
WARDS = {"Tô Hiệu", "Chiềng An", "Chiềng Cơi", "Chiềng Sinh", "Mộc Châu", "Mộc Sơn", "Vân Sơn", "Thảo Nguyên"}
UNCHANGED = {"Mường Lạn", "Phiêng Khoài", "Suối Tọ", "Ngọc Chiến", "Tân Yên", "Mường Bám", "Mường Lèo"}
OF_SOP_COP = {"Xã Sốp Cộp", "Xã Púng Bánh", "Xã Mường Lạn", "Xã Mường Lèo"}

legacy_communes = st.sampled_from([old for old in PLACES.legacy_communes if old.name])
current_communes = st.sampled_from(list(PLACES.communes.values()))


def places(answer: Match | Ambiguous | None) -> set[str]:
    """The codes of today's communes in an answer."""
    if isinstance(answer, Ambiguous):
        return {match.commune.code for match in answer.candidates}
    return {answer.commune.code} if answer else set()


def test_there_are_34_provinces_and_3321_communes():
    assert len(communes.provinces()) == 34
    assert len(PLACES.communes) == 3321
    assert sum(len(communes.communes_of(province.code)) for province in communes.provinces()) == 3321


def test_son_la_has_67_communes_and_8_wards():
    names = [commune.name for commune in communes.communes_of(SON_LA)]
    assert len(names) == 75
    assert {name.removeprefix("Phường ") for name in names if name.startswith("Phường")} == WARDS
    assert {f"Xã {name}" for name in UNCHANGED} <= set(names)


def test_the_ward_chieng_an_has_the_code_of_the_decree():
    assert find("Sơn La", "Phường Chiềng An").code == "03664"


def test_the_communes_of_a_district_of_before_are_known():
    found = {c.name for c in communes.communes_of(SON_LA) if "127" in communes.legacy_district_codes(c.code)}
    assert found == OF_SOP_COP
    assert [d.name for d in communes.legacy_districts(SON_LA) if d.code in {"119", "127"}] == [
        "Huyện Thuận Châu",
        "Huyện Sốp Cộp",
    ]


def test_every_commune_of_before_became_something_and_every_commune_of_today_came_from_something():
    assert all(old.became for old in PLACES.legacy_communes)
    assert set(PLACES.predecessors) == set(PLACES.communes)
    assert all(new.province is old.district.province.became for old in PLACES.legacy_communes for new in old.became)


def test_no_commune_of_son_la_was_divided():
    assert [old for old in PLACES.legacy_communes if old.district.province.code == SON_LA and len(old.became) > 1] == []


def test_provinces_and_communes_stand_in_vietnamese_order():
    names = [province.name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for province in communes.provinces()]
    assert names[:6] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng"]
    assert names.index("Sơn La") < names.index("Tây Ninh") < names.index("Thái Nguyên")


def test_the_data_are_small_and_carry_their_licence():
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 1_500_000
    assert "MIT" in (DATA / "LICENSE-vietnamadminunits.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("province", "commune"),
    [("Sơn La", "Xã Thuận Châu"), ("tinh son la", "thuan chau"), ("14", "03721"), ("Tỉnh Sơn La", "X. Thuận Châu")],
)
def test_a_commune_is_found_by_name_or_code(province, commune):
    assert find(province, commune).code == "03721"


@pytest.mark.parametrize(
    ("province", "commune"),
    [("Sơn La", "Xã Chiềng Ly"), ("Sơn La", "Xã Chiềng Ân"), ("Hủa Phăn", "Xã Thuận Châu"), ("", ""), ("15", "03721")],
)
def test_what_is_not_a_commune_of_today_is_not_found(province, commune):
    assert find(province, commune) is None


def test_the_name_of_a_merged_province_leads_to_the_one_of_today():
    assert communes.find_province("Hòa Bình").name == "Tỉnh Phú Thọ"
    assert communes.find_province("Thừa Thiên Huế").name == "Thành phố Huế"
    assert find("Hoà Bình", "Xã Mai Châu").full_name == "Xã Mai Châu, Tỉnh Phú Thọ"


@pytest.mark.parametrize("typed", ["thuan chau", "Thuận Ch", "chieng ly", "xã thuận châu", "son la thuan chau"])
def test_a_picker_finds_a_commune_by_any_part_of_its_names(typed):
    assert search(typed, province_code=SON_LA)[0].name == "Xã Thuận Châu"


def test_a_picker_shows_no_more_than_asked_for_and_nothing_of_other_provinces():
    found = search("", province_code=SON_LA, limit=5)
    assert len(found) == 5
    assert {commune.province.code for commune in found} == {SON_LA}
    assert search("không có xã này") == []


@pytest.mark.parametrize(
    ("address", "code", "district", "rest"),
    [
        ("Xã Chiềng Ly, huyện Thuận Châu, tỉnh Sơn La", "03721", "119", ""),
        ("Bản Lốm, xã Chiềng Ly - Thuận Châu - Sơn La", "03721", "119", "Bản Lốm"),
        ("Chiềng Ly Thuận Châu Sơn La", "03721", "119", ""),
        ("xa chieng ly huyen thuan chau tinh son la", "03721", "119", ""),
        ("TT. Thuận Châu, Thuận Châu, Sơn La", "03721", "119", ""),
        ("Xã Chiềng Ly, H.Thuận Châu", "03721", "119", ""),
        ("Số 5, tổ 3, P.Tô Hiệu, TP.Sơn La", "03646", "116", "Số 5, tổ 3"),
        ("Phường Chiềng Sinh, Thành phố Sơn La", "03679", "116", ""),
        ("Thị trấn Nông trường Mộc Châu, huyện Mộc Châu, tỉnh Sơn La", "03982", "123", ""),
        ("Xã Qui Hướng, huyện Mộc Châu, Sơn La", "04000", "123", ""),
        ("Chiềng Hắc, Mộc Châu, Sơn La", "03980", "123", ""),
        ("Chiềng Hặc, Yên Châu, Sơn La", "04078", "124", ""),
        ("Thị trấn Mai Châu, huyện Mai Châu, tỉnh Hoà Bình", "05200", "156", ""),
        ("Huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu", "26732", "755", ""),
    ],
)
def test_an_address_of_before_leads_to_the_commune_of_today(address, code, district, rest):
    answer = resolve_address(address)
    assert isinstance(answer, Match)
    assert (answer.commune.code, answer.legacy_district_code, answer.rest) == (code, district, rest)
    assert answer.exact


@pytest.mark.parametrize(
    ("address", "code", "rest"),
    [
        ("Xã Thuận Châu, tỉnh Sơn La", "03721", ""),
        ("Bản Lốm xã Thuận Châu tỉnh Sơn La", "03721", "Bản Lốm"),
        ("Phường Chiềng Sinh, tỉnh Sơn La, Việt Nam", "03679", ""),
        ("Phường Mộc Châu, Sơn La", "03980", ""),
        ("Xã Mường Hoa, tỉnh Hòa Bình", "05134", ""),
        ("Xã Quan Sơn, tỉnh Thanh Hoá", "15016", ""),
        ("Phường Tĩnh Gia, tỉnh Thanh Hóa", "16561", ""),
        ("Hẻm 2, phường Cam Ly - Đà Lạt, Lâm Đồng", "24787", "Hẻm 2"),
    ],
)
def test_an_address_of_today_is_recognised(address, code, rest):
    answer = resolve_address(address)
    assert isinstance(answer, Match)
    assert (answer.commune.code, answer.rest, answer.legacy, answer.exact) == (code, rest, None, True)


def test_a_commune_of_before_is_recognised_without_its_district_and_gives_it():
    answer = resolve_address("Xã Chiềng Ân, tỉnh Sơn La")
    assert isinstance(answer, Match)
    assert (answer.commune.name, answer.legacy_district_code) == ("Xã Chiềng Hoa", "120")


@pytest.mark.parametrize(
    "address",
    ["Xã Chiềng Sinh, tỉnh Sơn La", "Xã Thuận Châu, huyện Thuận Châu, Sơn La", "Phường Mộc Châu, huyện Mộc Châu"],
)
def test_a_slip_in_the_kind_of_unit_is_understood_and_marked(address):
    answer = resolve_address(address)
    assert isinstance(answer, Match)
    assert not answer.exact


def test_a_divided_commune_asks_and_offers_the_usual_successor_first():
    old = next(old for old in PLACES.legacy_communes if len(old.became) > 1)
    answer = resolve_address(old.full_name)
    assert isinstance(answer, Ambiguous)
    assert answer.doubt is Doubt.SPLIT
    assert [match.commune for match in answer.candidates] == list(old.became)
    assert answer.legacy_district_code == old.district.code
    assert "chọn" in answer.doubt.question


def test_an_address_without_commune_asks_which_one_of_the_district():
    answer = resolve_address("huyện Sốp Cộp, tỉnh Sơn La")
    assert isinstance(answer, Ambiguous)
    assert answer.doubt is Doubt.NO_COMMUNE
    assert {match.commune.name for match in answer.candidates} == OF_SOP_COP
    assert answer.legacy_district_code == "127"


def test_a_name_that_several_provinces_have_asks_unless_one_is_home():
    answer = resolve_address("Phường Tân An")
    assert isinstance(answer, Ambiguous)
    assert answer.doubt is Doubt.SAME_NAME
    wanted = answer.candidates[-1].commune
    at_home = resolve_address("Phường Tân An", home=wanted.province.code)
    assert isinstance(at_home, Match)
    assert at_home.commune == wanted


def test_without_accents_a_name_that_two_communes_share_asks():
    one, other = "Xã Nga Thanh, huyện Nga Sơn, Thanh Hóa", "Xã Nga Thạch, huyện Nga Sơn, Thanh Hóa"
    assert isinstance(resolve_address(one), Match)
    assert isinstance(resolve_address(other), Match)
    assert isinstance(resolve_address(fold(one)), Ambiguous)


@pytest.mark.parametrize("address", ["", " , ", "Sơn La", "Bản Na Mát, tỉnh Hủa Phăn, Lào", "không rõ"])
def test_what_names_no_commune_is_not_guessed(address):
    assert resolve_address(address) is None


@given(legacy_communes, st.booleans())
@settings(max_examples=200)
def test_the_full_address_of_every_commune_of_before_leads_to_what_it_became(old, folded):
    address = fold(old.full_name) if folded else old.full_name
    assert {new.code for new in old.became} <= places(resolve_address(address))


@given(current_communes)
@settings(max_examples=200)
def test_the_full_address_of_every_commune_of_today_is_that_commune(commune):
    answer = resolve_address(f"Số 1, {commune.full_name}")
    assert isinstance(answer, Match)
    assert (answer.commune, answer.rest, answer.exact) == (commune, "Số 1", True)


@given(
    st.text() | st.lists(st.sampled_from(["xã", "TP", "Sơn La", "Thuận Châu", ",", "-", "An", "huyện"])).map(" ".join)
)
def test_any_text_is_answered(text):
    answer = resolve_address(text, home=SON_LA)
    assert answer is None or places(answer) <= set(PLACES.communes)
