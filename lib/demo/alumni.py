"""5,000 graduates of twelve cohorts: the newer the cohort, the better known."""

from dataclasses import dataclass
from datetime import date, timedelta

from lib.demo import careers
from lib.demo.people import Human, People
from lib.demo.rows import Rows
from lib.demo.school import Trade
from lib.demo.studies import Intake, Registrar
from lib.registry.tables import ContactKind, Level, StudyRecord, StudyStatus

ALUMNI = 5000
SHARE_UPDATED = (0.78, 0.62, 0.55, 0.47, 0.42, 0.38, 0.33, 0.3, 0.27, 0.24, 0.21, 0.18)
"""Share of each cohort, newest first, with contact and work verified in the last 12 months; the target is over 80 %."""
CLASSIFICATIONS = ("Xuất sắc", "Giỏi", "Khá", "Trung bình khá", "Trung bình")
AT_ENROLMENT, AT_CEREMONY, BY_SURVEY, BY_PHONE = "Hồ sơ nhập học", "Lễ trao bằng", "Khảo sát việc làm", "Gọi điện"


@dataclass(frozen=True)
class Alumnus:
    person_id: int
    human: Human
    trade: Trade
    intake: Intake


def add_alumni(people: People, registrar: Registrar, intakes: list[Intake]) -> list[Alumnus]:
    """All alumni, oldest cohort first."""
    made: list[Alumnus] = []
    for age, (intake, size) in enumerate(zip(reversed(intakes), _sizes(len(intakes)), strict=True)):
        cohort = [_add_alumnus(people, registrar, intake) for _number in range(size)]
        updated = set(people.rows.random.sample(range(size), round(SHARE_UPDATED[age] * size)))
        for number, alumnus in enumerate(cohort):
            _add_traces(people, alumnus, is_updated=number in updated)
        made = cohort + made
    return made


def _sizes(cohorts: int) -> list[int]:
    """Sizes that grow a little towards the newest cohort (first) and add up to ALUMNI."""
    step = 10
    middle = ALUMNI // cohorts + step * (cohorts - 1) // 2
    sizes = [middle - step * age for age in range(cohorts)]
    sizes[0] += ALUMNI - sum(sizes)
    return sizes


def _add_alumnus(people: People, registrar: Registrar, intake: Intake) -> Alumnus:
    rows, trade = people.rows, registrar.trade(intake)
    entry = "thpt" if trade.level is Level.COLLEGE or rows.chance(0.15) else "thcs"
    age = 18 if entry == "thpt" else 15
    human = people.human(youngest=date(intake.start - age, 12, 31), share_of_women=trade.women)
    person_id = people.add(human, only_year=rows.chance(0.02))
    rows.add(
        StudyRecord,
        person_id=person_id,
        **registrar.enrolment(intake, trade),
        status=StudyStatus.GRADUATED,
        entry=entry,
        started_on=intake.first_day,
        ended_on=intake.graduated_on,
        graduated_on=intake.graduated_on,
        diploma_number=registrar.diploma_number(intake),
        classification=rows.random.choices(CLASSIFICATIONS, (3, 17, 45, 20, 15))[0],
    )
    return Alumnus(person_id, human, trade, intake)


def _add_traces(people: People, alumnus: Alumnus, *, is_updated: bool) -> None:
    """Contacts and work. Who is up to date has both verified within a year; of others one thing at most."""
    rows, graduated_on, year_ago = people.rows, alumnus.intake.graduated_on, people.rows.today - timedelta(days=366)
    since = max(graduated_on, rows.today - timedelta(days=350))
    recently = rows.day_between(since, rows.today)
    long_ago = rows.day_between(graduated_on, year_ago) if graduated_on < year_ago and rows.chance(0.7) else None
    if is_updated:
        source = AT_CEREMONY if recently == graduated_on else rows.random.choice((BY_SURVEY, BY_SURVEY, BY_PHONE))
        _add_contacts(people, alumnus, source, recently, share_of_emails=0.75)
        _add_career(rows, alumnus, source, recently)
    elif rows.chance(0.2):
        _add_contacts(people, alumnus, BY_PHONE, recently, share_of_emails=0.3)
    elif long_ago or rows.chance(0.8):
        _add_contacts(people, alumnus, BY_SURVEY if long_ago else AT_ENROLMENT, long_ago, share_of_emails=0.35)
        if long_ago and rows.chance(0.6):
            _add_career(rows, alumnus, BY_SURVEY, long_ago)


def _add_contacts(
    people: People, alumnus: Alumnus, source: str, verified_on: date | None, *, share_of_emails: float
) -> None:
    rows, human, id_ = people.rows, alumnus.human, alumnus.person_id
    people.add_contact(id_, ContactKind.PHONE, people.phone(human), source, verified_on)
    if rows.chance(share_of_emails):
        people.add_contact(id_, ContactKind.EMAIL, people.email(human, id_), source, verified_on)
    if (address := people.address(human)) and rows.chance(0.3):
        people.add_contact(id_, ContactKind.ADDRESS, address, AT_ENROLMENT, None)


def _add_career(rows: Rows, alumnus: Alumnus, source: str, verified_on: date) -> None:
    careers.add_career(
        rows,
        alumnus.person_id,
        alumnus.trade.faculty,
        alumnus.intake.graduated_on,
        source=source,
        verified_on=verified_on,
    )


def of_faculty(rows: Rows, alumni: list[Alumnus], faculty: str, count: int) -> list[Alumnus]:
    """Some alumni of a faculty, each once, Vietnamese nationals only: they are nearby."""
    near = [one for one in alumni if one.trade.faculty == faculty and not one.human.is_lao_national]
    return rows.random.sample(near, count)
