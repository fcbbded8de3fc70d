"""1,200 applicants in two rounds: one is closed, one still takes files."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lib.admissions.direct import category_of
from lib.admissions.tables import Applicant, Choice, Offer, Round, RoundStatus
from lib.core import names
from lib.demo.people import Human, People
from lib.demo.school import CROWDED, HIGH_QUALITY, TRADES, School, Trade
from lib.demo.scores import Marks, equal_at_the_last_seat, marks
from lib.registry.tables import Level

FOREIGN_SEATS = {"CD-CNTT": 3, "CD-KTOAN": 2, "CD-DVTY": 3, "CD-HDDL": 2}
MIN_DXT = {HIGH_QUALITY: Decimal("6.5"), "CD-DD": Decimal("5.0"), "TC-YS": Decimal("5.0")}
DIRECT = {
    Level.COLLEGE: ("intermediate_diploma", "intermediate_diploma", "prize_national", "returned_from_service"),
    Level.INTERMEDIATE: ("policy_child", "prize_provincial", "poor_district", "severe_disability"),
}
SHARE_DIRECT = 0.03
EQUALS = 3


@dataclass(frozen=True)
class Plan:
    """A round to make; the crowded programme has `seats` for `crowd` applicants who want nothing else."""

    number: int
    opens_on: date
    closes_on: date
    status: RoundStatus
    size: int
    seats: int
    crowd: int


def plans(today: date) -> tuple[Plan, Plan]:
    def day(distance: int) -> date:
        return today + timedelta(days=distance)

    return (
        Plan(1, day(-75), day(-40), RoundStatus.CLOSED, size=760, seats=45, crowd=80),
        Plan(2, day(-12), day(8), RoundStatus.OPEN, size=440, seats=20, crowd=34),
    )


def add_admissions(people: People, school: School) -> None:
    for plan in plans(people.rows.today):
        _RoundMaker(people, school, plan).add()


class _RoundMaker:
    """One round with its offers and applicants."""

    def __init__(self, people: People, school: School, plan: Plan) -> None:
        self.people, self.rows, self.school, self.plan = people, people.rows, school, plan
        self.year = plan.closes_on.year
        self.round_id = 0
        self._number = 0

    def add(self) -> None:
        plan = self.plan
        self.round_id = self.rows.add(
            Round,
            year=self.year,
            name=f"Đợt {plan.number}",
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            status=plan.status,
            closed_on=plan.closes_on if plan.status is RoundStatus.CLOSED else None,
        )
        for trade in TRADES:
            self._add_offer(trade)
        self._add_crowd()
        while self._number < plan.size:
            self._add_applicant()

    def _add_offer(self, trade: Trade) -> None:
        weight = trade.weight / sum(one.weight for one in TRADES if one.code != CROWDED)
        fair = (self.plan.size - self.plan.crowd) * weight
        quota = (
            self.plan.seats if trade.code == CROWDED else round(fair * self.rows.random.choice((0.5, 0.7, 0.9, 1.3)))
        )
        foreign = min(quota, FOREIGN_SEATS.get(trade.code, 0))
        self.rows.add(
            Offer,
            round_id=self.round_id,
            programme_id=self.school.programmes[trade.code],
            quota=quota,
            foreign_seats=foreign,
            min_dxt=MIN_DXT.get(trade.code),
            language_required=trade.code == HIGH_QUALITY,
        )

    def _add_crowd(self) -> None:
        """Applicants of the crowded programme, some of them equal in everything at its last seat."""
        trade = next(trade for trade in TRADES if trade.code == CROWDED)
        humans = [self._human(trade) for _number in range(self.plan.crowd)]
        scored = equal_at_the_last_seat(
            [(human, marks(self.rows, human, trade.level)) for human in humans], seats=self.plan.seats, equals=EQUALS
        )
        self.rows.random.shuffle(scored)
        for human, one in scored:
            self._add(human, one, [trade])

    def _add_applicant(self) -> None:
        wanted = self._wanted()
        human = self._human(wanted[0])
        direct = None
        if not human.is_lao_national and self.rows.chance(SHARE_DIRECT):
            wanted, direct = wanted[:1], self.rows.random.choice(DIRECT[wanted[0].level])
        self._add(human, marks(self.rows, human, wanted[0].level), wanted, direct)

    def _wanted(self) -> list[Trade]:
        """One to three programmes of one level, by popularity."""
        rows, uncrowded = self.rows, [trade for trade in TRADES if trade.code != CROWDED]
        first = rows.random.choices(uncrowded, [trade.weight for trade in uncrowded])[0]
        others = [trade for trade in uncrowded if trade.level is first.level and trade is not first]
        return [first, *rows.random.sample(others, rows.random.choice((0, 0, 0, 1, 1, 2)))]

    def _human(self, trade: Trade) -> Human:
        age = 18 if trade.level is Level.COLLEGE else 15
        return self.people.human(youngest=date(self.year - age, 12, 31), share_of_women=trade.women)

    def _add(self, human: Human, one: Marks, wanted: list[Trade], direct: str | None = None) -> None:
        rows = self.rows
        self._number += 1
        direct_verified = direct is not None and rows.chance(0.85)
        needs_language = any(trade.code == HIGH_QUALITY for trade in wanted)
        applicant_id = rows.add(
            Applicant,
            round_id=self.round_id,
            code=f"TS{self.year % 100:02d}.{self.plan.number}.{self._number:04d}",
            full_name=human.full_name,
            sort_name=names.sort_key(human.full_name),
            born_on=human.born_on,
            sex=human.sex,
            ethnicity=human.group,
            nationality=human.nationality,
            citizen_id=self.people.citizen_id(human),
            phone=self.people.phone(human),
            commune_code=human.commune and human.commune.code,
            **one.columns(),
            language_ok=rows.random.choices((True, False, None), (75, 10, 15))[0] if needs_language else None,
            direct_category=direct,
            direct_verified=direct_verified,
            direct_decision=self._decision(direct) if direct and direct_verified else None,
            is_demo=True,
        )
        for position, trade in enumerate(wanted, start=1):
            rows.attach(
                Choice,
                applicant_id=applicant_id,
                position=position,
                programme_id=self.school.programmes[trade.code],
            )

    def _decision(self, direct: str) -> str | None:
        """The rector's decision where the category needs one; some still wait for it."""
        category = category_of(direct)
        if not (category and category.rector_decides and self.rows.chance(0.5)):
            return None
        return f"{self._number}/QĐ-CĐSL"
