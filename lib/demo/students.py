"""1,500 students of the cohorts that study now, some who left, some suspended."""

from datetime import date, timedelta

from lib.demo import benefits
from lib.demo.alumni import AT_ENROLMENT, Alumnus
from lib.demo.people import Human, People
from lib.demo.school import TRADES, Trade
from lib.demo.studies import Intake, Registrar
from lib.registry.tables import ContactKind, Level, StudyRecord, StudyStatus, Suspension

STUDYING = 1500
LEFT = 40
CONTINUING = 40
"""Students who are alumni already: they went on from intermediate to college."""
SUSPENDED = 25
REASONS = ("Nghỉ chữa bệnh", "Nghỉ thai sản", "Hoàn cảnh gia đình", "Kỷ luật đình chỉ có thời hạn")


def add_students(people: People, registrar: Registrar, intakes: list[Intake], alumni: list[Alumnus]) -> None:
    """Everybody who studies or studied in these intakes without having graduated yet, with their facts."""
    rows = people.rows
    studying: list[tuple[int, date]] = []
    for continuing in _continuing(people, alumni):
        studying.append(_enrol_alumnus(people, registrar, intakes[-1], continuing))
    while len(studying) < STUDYING:
        intake = intakes[len(studying) % len(intakes)]
        studying.append(_enrol(people, registrar, intake, StudyStatus.STUDYING))
    for _number in range(LEFT):
        _enrol(people, registrar, intakes[0], StudyStatus.LEFT)
    for record_id, started_on in rows.random.sample(studying, SUSPENDED):
        _suspend(people, record_id, started_on)


def _continuing(people: People, alumni: list[Alumnus]) -> list[Alumnus]:
    newest = alumni[-1].intake.start
    able = [
        one
        for one in alumni
        if one.trade.level is Level.INTERMEDIATE and one.intake.start > newest - 3 and _next_trade(one.trade)
    ]
    return people.rows.random.sample(able, CONTINUING)


def _next_trade(trade: Trade) -> Trade | None:
    """The first college programme of the same faculty that is open to everybody."""
    fitting = (one for one in TRADES if one.faculty == trade.faculty and one.level is Level.COLLEGE and not one.since)
    return next(fitting, None)


def _enrol_alumnus(people: People, registrar: Registrar, intake: Intake, alumnus: Alumnus) -> tuple[int, date]:
    trade = _next_trade(alumnus.trade) or alumnus.trade
    record_id = _add_record(
        people,
        registrar,
        intake,
        trade,
        person_id=alumnus.person_id,
        entry="intermediate",
        dates=(intake.first_day, None),
    )
    benefits.add_facts(people.rows, alumnus.person_id, alumnus.human, intake.first_day)
    return record_id, intake.first_day


def _enrol(people: People, registrar: Registrar, intake: Intake, status: StudyStatus) -> tuple[int, date]:
    rows, trade = people.rows, registrar.trade(intake)
    college = trade.level is Level.COLLEGE
    entry = rows.random.choices(
        ("thpt", "intermediate") if college else ("thcs", "thpt"), (95, 5) if college else (85, 15)
    )[0]
    age = 15 if entry == "thcs" else 18
    human = people.human(youngest=date(intake.start - age, 12, 31), share_of_women=trade.women)
    person_id = people.add(human)
    started_on = _first_day(people, intake)
    left = status is StudyStatus.LEFT
    ended_on = rows.day_between(min(rows.today, started_on + timedelta(days=30)), rows.today) if left else None
    record_id = _add_record(
        people, registrar, intake, trade, person_id=person_id, entry=entry, dates=(started_on, ended_on)
    )
    _add_contacts(people, human, person_id, started_on)
    benefits.add_facts(rows, person_id, human, started_on)
    return record_id, started_on


def _add_record(
    people: People,
    registrar: Registrar,
    intake: Intake,
    trade: Trade,
    *,
    person_id: int,
    entry: str,
    dates: tuple[date, date | None],
) -> int:
    return people.rows.add(
        StudyRecord,
        person_id=person_id,
        **registrar.enrolment(intake, trade),
        status=StudyStatus.LEFT if dates[1] else StudyStatus.STUDYING,
        entry=entry,
        started_on=dates[0],
        ended_on=dates[1],
        graduated_on=None,
        diploma_number=None,
        classification=None,
    )


def _first_day(people: People, intake: Intake) -> date:
    """Most begin with the intake; a few come late in the autumn or with the second semester."""
    rows = people.rows
    later = rows.day_between(date(intake.start, 10, 1), date(intake.start + 1, 3, 15))
    return later if rows.chance(0.06) and later <= rows.today else intake.first_day


def _add_contacts(people: People, human: Human, person_id: int, started_on: date) -> None:
    rows = people.rows
    if rows.chance(0.95):
        people.add_contact(person_id, ContactKind.PHONE, people.phone(human), AT_ENROLMENT, started_on)
    if rows.chance(0.55):
        people.add_contact(person_id, ContactKind.EMAIL, people.email(human, person_id), AT_ENROLMENT, started_on)
    if address := people.address(human):
        people.add_contact(person_id, ContactKind.ADDRESS, address, AT_ENROLMENT, started_on)


def _suspend(people: People, record_id: int, started_on: date) -> None:
    rows = people.rows
    from_on = rows.day_between(started_on, rows.today)
    to_on = None if rows.chance(0.3) else from_on + timedelta(days=rows.random.choice((60, 90, 150)))
    rows.add(Suspension, study_record_id=record_id, from_on=from_on, to_on=to_on, reason=rows.random.choice(REASONS))
