"""Invented people: who they are, where they live, how they can be reached."""

from dataclasses import dataclass
from datetime import date

from lib.core import names as vietnamese
from lib.demo import names, places
from lib.demo.rows import Rows
from lib.registry.communes import Commune
from lib.registry.tables import Contact, ContactKind, Person, Sex

SHARE_OF_LAO_NATIONALS = 0.03
MOBILE_PREFIXES = ("90", "91", "93", "94", "96", "97", "98")
EMAIL_DOMAIN = "example.com"  # reserved: nobody receives a mail that is sent here by mistake


@dataclass(frozen=True)
class Human:
    """`group` is the code of the ethnic group, None for a Lao national, who has no commune either."""

    full_name: str
    sex: str
    born_on: date
    group: str | None
    commune: Commune | None

    @property
    def is_lao_national(self) -> bool:
        return self.group is None

    @property
    def nationality(self) -> str:
        return "LA" if self.is_lao_national else "VN"


class People:
    """Makes people whose identity numbers never repeat."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._serial = 0
        self._groups, self._weights = zip(*((code, one.share) for code, one in names.NAMINGS.items()), strict=True)

    def human(self, *, youngest: date, share_of_women: float = 0.5) -> Human:
        """Somebody born in the four years up to `youngest`, mostly late in them."""
        random = self.rows.random
        sex = Sex.FEMALE if self.rows.chance(share_of_women) else Sex.MALE
        age = random.choice((0, 0, 0, 1, 1, 2, 3))
        born_on = self.rows.day_between(date(youngest.year - age, 1, 1), date(youngest.year - age, 12, 31))
        if self.rows.chance(SHARE_OF_LAO_NATIONALS):
            return Human(names.lao_name(random, sex), sex, born_on, None, None)
        group = random.choices(self._groups, self._weights)[0]
        return Human(names.full_name(random, group, sex), sex, born_on, group, places.home(random, group))

    def citizen_id(self, human: Human) -> str | None:
        """Province, century with sex, year, serial (NĐ 137/2015); Lao nationals have none."""
        if human.commune is None:
            return None
        self._serial += 1
        century = (human.born_on.year - 1900) // 100 * 2 + (human.sex == Sex.FEMALE)
        return f"0{human.commune.province.code}{century}{human.born_on.year % 100:02d}{self._serial:06d}"

    def phone(self, human: Human) -> str:
        """A number that can be dialled in form; the zeros in the middle show that it was made up."""
        number = self.rows.random.randrange(10_000)
        if human.is_lao_national:
            return f"+8562055{number:06d}"
        return f"+84{self.rows.random.choice(MOBILE_PREFIXES)}000{number:04d}"

    def add(self, human: Human, *, only_year: bool = False) -> int:
        """Keep the person; returns the id. `only_year`: the day of birth is not on record."""
        return self.rows.add(
            Person,
            full_name=human.full_name,
            sort_name=vietnamese.sort_key(human.full_name),
            born_on=None if only_year else human.born_on,
            birth_year=human.born_on.year,
            sex=human.sex,
            nationality=human.nationality,
            ethnicity=human.group,
            citizen_id=None if only_year else self.citizen_id(human),
            commune_code=human.commune and human.commune.code,
            is_demo=True,
        )

    def add_contact(self, person_id: int, kind: ContactKind, value: str, source: str, verified_on: date | None) -> None:
        self.rows.add(Contact, person_id=person_id, kind=kind, value=value, source=source, verified_on=verified_on)

    def email(self, human: Human, person_id: int) -> str:
        return f"{vietnamese.fold(human.full_name).replace(' ', '.')}.{person_id}@{EMAIL_DOMAIN}"

    def address(self, human: Human) -> str | None:
        if human.commune is None:
            return None
        hamlet = self.rows.random.choice(("Bản Nà", "Bản Pọng", "Bản Huổi", "Bản Phiêng", "Tiểu khu"))
        return f"{hamlet} {self.rows.random.randint(1, 9)}, {human.commune.full_name}"
