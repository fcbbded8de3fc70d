"""When the daily backup is due, and which backups have had their time."""

from datetime import datetime, time, timedelta

import pytest

from lib.backups import rules
from lib.backups.rules import Kept, Purpose
from lib.core.clock import SCHOOL_ZONE

TWO = time(2, 0)


def at(day: int, hour: int = 2, minute: int = 0, month: int = 8, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SCHOOL_ZONE)


def daily(moment: datetime, purpose: Purpose = Purpose.DAILY) -> Kept:
    name = rules.file_stem("ketnoi", purpose, moment) + rules.SUFFIX
    found = rules.kept(name, like=moment)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "newest", "due"),
    [
        (at(5, 1, 59), at(4), False),
        (at(5, 2, 0), at(4), True),
        (at(5, 2, 1), at(5), False),
        (at(5, 15), at(4), True),  # the app was off at two o'clock: made up for at the next start
        (at(5, 1), at(3), True),
        (at(5, 1), None, True),
        (
            at(5, 3),
            at(4, 20),
            True,
        ),  # one by hand in the evening is counted apart, a late one of yesterday is not today's
        (at(5, 3), at(6), False),  # the clock was put back
    ],
)
def test_the_daily_backup_is_due_once_after_its_hour(now: datetime, newest: datetime | None, due: bool):
    assert rules.is_due(now, TWO, newest) is due


def test_fourteen_days_and_the_first_of_twelve_months_stay():
    first = at(1, year=2025, month=1)
    made = [daily(first + timedelta(days=day)) for day in range(600)]
    going = rules.superseded(made, daily=14)
    staying = [backup for backup in made if backup not in going]
    assert [backup for backup in made[-14:] if backup in going] == []
    months = [backup.made_at for backup in staying[:-14]]
    assert {moment.day for moment in months} == {1}
    assert len({f"{b.made_at:%Y%m}" for b in staying}) == 12
    assert len(staying) == 12 + 14


def test_days_without_a_backup_use_up_nothing():
    made = [daily(at(1)), daily(at(9)), daily(at(20)), daily(at(28))]
    assert rules.superseded(made, daily=3) == []
    assert rules.superseded(made, daily=1) == made[1:3]


def test_of_one_day_the_newest_stays():
    early, late, next_day = daily(at(3, 2)), daily(at(3, 9)), daily(at(4))
    assert rules.superseded([daily(at(1)), early, late, next_day], daily=2) == [early]


def test_what_people_made_is_never_removed():
    by_hand = [daily(at(day), Purpose.MANUAL) for day in range(1, 28)]
    safety = [daily(at(day), Purpose.SAFETY) for day in range(1, 28)]
    assert rules.superseded(by_hand + safety, daily=1, monthly=1) == []


@pytest.mark.parametrize(
    "name", ["ketnoi-daily-20261301-020000.backup", "anh.jpg", ".ketnoi-daily-20260801-020000-ab.part", "x.backup"]
)
def test_files_of_others_are_left_alone(name: str):
    assert rules.kept(name, like=at(1)) is None


def test_a_name_tells_database_purpose_and_time():
    found = rules.kept("ket_noi-2-manual-20260801-134501-2.backup", like=at(1))
    assert found is not None
    assert (found.database, found.purpose, found.made_at) == (
        "ket_noi-2",
        Purpose.MANUAL,
        at(1, 13, 45).replace(second=1),
    )
    assert rules.file_stem("kết nối/../x", Purpose.DAILY, at(1)) == "kết_nối_.._x-daily-20260801-020000"
