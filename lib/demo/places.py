"""Where people of each group live in the demo, and what is said there of their communes.

The lists only make the demo plausible; they are not the lists that an authority published.
"""

from functools import cache
from random import Random

from lib.registry import communes
from lib.registry.communes import SON_LA, Commune
from lib.registry.gazetteer import split_kind

NEIGHBOURS = ("11", "12", "15", "25")
SHARE_FROM_ELSEWHERE = 0.05

TOWNS = frozenset({"Thuận Châu", "Mai Sơn", "Mộc Châu", "Phù Yên", "Sông Mã", "Yên Châu", "Vân Hồ", "Mường La"})
BORDER = frozenset(
    {"Mường Lèo", "Mường Lạn", "Chiềng Khương", "Phiêng Pằn", "Phiêng Khoài", "Lóng Phiêng", "Lóng Sập", "Xuân Nha"}
)
HOMES = {
    "mong": "Co Mạ,Long Hẹ,Tà Xùa,Xím Vàng,Kim Bon,Suối Tọ,Phiêng Pằn,Phiêng Cằm,Lóng Phiêng,Ngọc Chiến,Vân Hồ",
    "kinh": "Tô Hiệu,Chiềng An,Chiềng Cơi,Chiềng Sinh,Mộc Châu,Thảo Nguyên,Mai Sơn,Yên Châu,Phù Yên,Sông Mã",
    "muong": "Phù Yên,Gia Phù,Tường Hạ,Tân Phong,Mường Cơi,Mường Bang,Bắc Yên",
    "dao": "Tân Yên,Vân Hồ,Song Khủa,Tô Múa,Mường Cơi,Phiêng Khoài",
    "kho_mu": "Tà Hộc,Chiềng Mai,Mường La,Nậm Ty,Mường Lầm,Púng Bánh",
    "xinh_mun": "Phiêng Khoài,Chiềng Hặc,Yên Châu,Chiềng Sơ",
    "khang": "Mường Giôn,Quỳnh Nhai,Nậm Lầu,Mường É",
    "la_ha": "Mường La,Chiềng Lao,Ngọc Chiến,Mường Sại",
    "lao": "Mường Lạn,Sốp Cộp,Mường Lèo,Púng Bánh",
}


def bare_name(commune: Commune) -> str:
    """The name without the word for its kind: "Mai Sơn"."""
    return split_kind(commune.name)[1]


@cache
def _son_la() -> dict[str, Commune]:
    return {bare_name(commune): commune for commune in communes.communes_of(SON_LA)}


def home(random: Random, group: str) -> Commune:
    """A commune where somebody of this group may live; a group without homes of its own lives anywhere in Sơn La."""
    if random.random() < SHARE_FROM_ELSEWHERE:
        return random.choice(communes.communes_of(random.choice(NEIGHBOURS)))
    places = _son_la()
    named = HOMES.get(group)
    return places[random.choice(named.split(",") if named else list(places))]


def workplace(random: Random) -> str:
    """The bare name of a commune of Sơn La."""
    return random.choice(list(_son_la()))


def is_ward(commune: Commune) -> bool:
    return split_kind(commune.name)[0] == "phuong"


def is_hardship(commune: Commune) -> bool:
    return not is_ward(commune) and bare_name(commune) not in TOWNS


def is_border(commune: Commune) -> bool:
    return commune.province.code == SON_LA and bare_name(commune) in BORDER
