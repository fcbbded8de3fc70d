"""How backups are named, when the next one is due and which have had their time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

SUFFIX = ".backup"
DRAFT_SUFFIX = ".part"
MONTHLY_KEPT = 12
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"(?P<database>.+)-(?P<purpose>daily|manual|safety)-(?P<stamp>\d{8}-\d{6})(-\d+)?\.backup")


class Purpose(StrEnum):
    """Why a backup was made; only those of the schedule are ever removed by the schedule."""

    DAILY = "daily"
    MANUAL = "manual"
    SAFETY = "safety"


@dataclass(frozen=True, order=True)
class Kept:
    """A backup as its file name tells it; the time is the school's, to the second."""

    made_at: datetime
    name: str
    database: str
    purpose: Purpose


def file_stem(database: str, purpose: Purpose, at: datetime) -> str:
    """For example «ketnoi-daily-20260801-020000»; letters that a file system may refuse become «_»."""
    return f"{written(database)}-{purpose}-{at.strftime(_STAMP)}"


def written(database: str) -> str:
    """The name of a database as it stands in file names."""
    return re.sub(r"[^\w.-]", "_", database)


def kept(name: str, like: datetime) -> Kept | None:
    """What a file name says, in the time zone of `like`; None when it is no backup of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["stamp"], _STAMP).replace(tzinfo=like.tzinfo)
    except ValueError:
        return None
    return Kept(at, name, found["database"], Purpose(found["purpose"]))


def last_due(now: datetime, at: time) -> datetime:
    """The latest moment, not after `now`, at which the daily backup should have begun."""
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def is_due(now: datetime, at: time, newest: datetime | None) -> bool:
    """True when no backup was made since the last due moment: one that was missed is made up for."""
    return newest is None or newest < last_due(now, at)


def superseded(backups: Iterable[Kept], daily: int, monthly: int = MONTHLY_KEPT) -> list[Kept]:
    """Which of the schedule's backups may go: not the newest of each of the last `daily` days that have one,
    nor the first of each of the last `monthly` months."""
    scheduled = sorted(backup for backup in backups if backup.purpose is Purpose.DAILY)
    newest_of_day = {backup.made_at.date(): backup for backup in scheduled}
    first_of_month = {backup.made_at.strftime("%Y%m"): backup for backup in reversed(scheduled)}
    staying = {newest_of_day[day] for day in sorted(newest_of_day)[-daily:]}
    staying |= {first_of_month[month] for month in sorted(first_of_month)[-monthly:]}
    return [backup for backup in scheduled if backup not in staying]
