"""The only place that asks what time it is. Rules take the day as an argument."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SCHOOL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    return datetime.now(SCHOOL_ZONE)


def today() -> date:
    return now().date()
