"""Names as people of Sơn La bear them, by ethnic group, and of Lao students."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from lib.registry.tables import Sex


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MALE = _words(
    "An Anh Bình Chiến Chung Công Cường Diện Doanh Duy Dũng Đạt Đông Đức Giang Hải Hiếu Hoan Hoàng Hùng Huy Hưng Khánh"
    " Khôi Kiên Lâm Linh Long Luân Mạnh Minh Nam Nghĩa Ngọc Nhật Phong Phúc Phương Quang Quân Quyết Sơn Tài Tâm Tân"
    " Thái Thành Thắng Thế Thịnh Thương Tiến Toàn Trọng Trung Trường Tuân Tuấn Tùng Tú Việt Vinh Vũ Vượng"
)
FEMALE = _words(
    "An Anh Ánh Bích Châm Chi Diễm Diệp Dung Duyên Đào Giang Hà Hạnh Hằng Hân Hiền Hoa Hoài Hoà Hồng Huệ Huyền Hương"
    " Kiều Lan Lệ Liên Linh Loan Luyến Ly Mai Mến My Nga Ngân Ngọc Nguyệt Nhung Oanh Phương Quỳnh Tâm Thanh Thảo Thắm"
    " Thoa Thơm Thu Thuý Thuỷ Trang Tuyết Tươi Uyên Vân Xuân Yên Yến"
)
THAI_MALE = (*MALE, *_words("Biên Chiêng Hặc Hiêng Inh Ín Muôn Ơn Pánh Phanh Pản Thoong Thoát Ưởng Xôm"))
THAI_FEMALE = (*FEMALE, *_words("Biên Bun Dịu Én Hặc Ín Nọi Ọi Pâng Pỏm Thoan Thương Ửng Xương"))
MONG_MALE = _words(
    "Chìa Chơ Chống Chu Của Dế Dếnh Dơ Dua Giống Hồ Khua Kỷ Lềnh Lồng Lử Mang Nếnh Nủ Páo Phừ Sà Sếnh Sình Sở Súa"
    " Thái Tồng Trừ Tủa Vạng Vảng Vư"
)
MONG_FEMALE = _words("Bla Ca Chía Chứ Dia Dí Dợ Dua Gống Khua Ly Mai Mỷ Nu Pà Pàng Say Sông Sua Súa Xia Xông")
LAO_MALE = _words(
    "Anousone Bounmy Bounthavy Khamla Khamphone Khamsing Phonesavanh Sengphet Somchai Soulisack Thongchanh Vilaysack"
    " Viengkham Xaysana"
)
LAO_FEMALE = _words(
    "Bouakham Chanthala Kaysone Latsamy Malaythong Noy Phetsamone Phoutsady Sengdeuane Somchit Souksavanh Thippha"
    " Vanhpheng Vilayvanh"
)
LAO_FAMILIES = _words(
    "Douangmala Inthavong Keomany Lattanavong Phommachanh Sengdara Sisouphanh Thammavong Vongsa Xayavong"
)


@dataclass(frozen=True)
class Naming:
    """How a group gives names, and its share of the people; names are repeated to make them likelier."""

    share: int
    families: tuple[str, ...]
    male_middles: tuple[str, ...] = ("Văn", "Văn", "Văn", "Minh", "Đức", "Quang", "")
    female_middles: tuple[str, ...] = ("Thị", "Thị", "Thị", "Thị Thu", "Thị Hồng", "Thị Thanh")
    males: tuple[str, ...] = THAI_MALE
    females: tuple[str, ...] = THAI_FEMALE


# By the codes of lib/legal/data/ethnic_groups.yaml.
NAMINGS: Mapping[str, Naming] = MappingProxyType(
    {
        "thai": Naming(540, _words("Lò Lò Lò Cà Cà Quàng Quàng Lường Hoàng Tòng Cầm Bạc Điêu Lèo Lù Vì")),
        "mong": Naming(
            150,
            _words("Vừ Giàng Giàng Sùng Sùng Mùa Thào Thào Lầu Hạng Vàng Tráng Phàng Hờ Sồng Và"),
            ("A",),
            ("Thị", "Thị", "Thị", ""),
            MONG_MALE,
            MONG_FEMALE,
        ),
        "kinh": Naming(
            145,
            _words("Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Vũ Hoàng Đỗ Bùi Đặng Ngô Dương Phan"),
            ("Văn", "Đức", "Minh", "Quốc", "Tuấn", "Hữu", "Xuân", ""),
            ("Thị", "Thị", "Thị Thu", "Thị Minh", "Ngọc", "Phương", "Khánh"),
            MALE,
            FEMALE,
        ),
        "muong": Naming(70, _words("Đinh Đinh Hà Hà Bùi Bùi Quách Phùng Sa"), males=MALE, females=FEMALE),
        "kho_mu": Naming(24, _words("Moong Cút Lường Quàng Lò Seo")),
        "dao": Naming(
            20,
            _words("Bàn Bàn Triệu Lý Đặng Phùng Dương"),
            ("Văn", "Tiến", "Hữu"),
            males=MALE,
            females=FEMALE,
        ),
        "xinh_mun": Naming(15, _words("Vì Vì Lò Lường Hoàng")),
        "khang": Naming(12, _words("Lò Lừ Cà Quàng Hoàng Mè")),
        "la_ha": Naming(9, _words("Lò Quàng Hoàng Lường")),
        "lao": Naming(9, _words("Lò Vì Lường")),
    }
)


def full_name(random: Random, group: str, sex: str) -> str:
    """A name of a group of `NAMINGS`."""
    naming = NAMINGS[group]
    male = sex == Sex.MALE
    middle = random.choice(naming.male_middles if male else naming.female_middles)
    given = random.choice(naming.males if male else naming.females)
    return " ".join(filter(None, (random.choice(naming.families), middle, given)))


def lao_name(random: Random, sex: str) -> str:
    """A name of a Lao national: the given name alone, or before the family name."""
    given = random.choice(LAO_MALE if sex == Sex.MALE else LAO_FEMALE)
    return given if random.random() < 0.2 else f"{given} {random.choice(LAO_FAMILIES)}"
