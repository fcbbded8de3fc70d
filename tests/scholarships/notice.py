"""Section III of the notice read a second time, in plain Python for one known student and one month: the oracle."""

from collections.abc import Iterable, Mapping

from lib.core.calendar import Month

ITEM_4 = {"Mông", "Dao", "Khơ-mú", "La Ha", "Kháng", "Xinh-mun", "Lào"}
ITEM_52 = ITEM_4 - {"La Ha"}
SHARES = {"boarding_full": 100, "boarding_80": 80, "boarding_60": 60, "province_30": 30, "province_40": 40}


def base_salary(month: Month, policy: str | None) -> int:
    """The sum that the shares are taken of."""
    if policy == "notice-2023" or (policy is None and month < Month(2024, 7)):
        return 1_490_000
    steps = [(Month(2026, 7), 2_530_000), (Month(2024, 7), 2_340_000), (Month(2023, 7), 1_800_000)]
    return next((salary for start, salary in steps if month >= start), 1_490_000)


def entitled(facts: Mapping[str, str]) -> set[str]:
    """The schemes whose conditions hold, whatever the month; exclusions among them applied."""
    yes = {fact for fact, value in facts.items() if value == "1"}
    vietnamese, ethnicity = facts["nationality"] == "VN", facts["ethnicity"]
    minority, kinh = vietnamese and ethnicity != "Kinh", vietnamese and ethnicity == "Kinh"
    poor = facts["household"] in ("poor", "near_poor")
    area = bool(yes & {"hardship_area", "minority_area", "border_area"})
    found = set()
    if facts["entry"] == "thcs" and facts["level"] == "intermediate":
        found.add("tuition_waiver")
    if minority:
        found.add("social_allowance")
    if (minority and (poor or "disabled" in yes)) or (vietnamese and ethnicity == "La Ha"):
        found.add("boarding_full")
    elif "boarding_school_graduate" in yes or (kinh and "disabled" in yes and area):
        found.add("boarding_80")
    elif kinh and poor and area:
        found.add("boarding_60")
    elif "resident_son_la" in yes:
        if "hardship_area" in yes or (vietnamese and ethnicity in ITEM_52):
            found.add("province_40")
        elif minority:
            found.add("province_30")
    grounds = (vietnamese and ethnicity in ITEM_4) or yes & {"martyr_child", "war_invalid_class1_child"}
    if "resident_son_la" in yes and grounds:
        found.add("encouragement")
    if facts["nationality"] == "LA" and "cooperation_programme" in yes:
        found.add("lao_cooperation")
    return found


def monthly_sum(scheme: str, month: Month, policy: str | None) -> int:
    if scheme == "social_allowance":
        return 140_000
    if scheme.startswith("province") and month.number == 8:
        return 0
    return base_salary(month, policy) * SHARES.get(scheme, 0) // 100


def encouragement(facts: Mapping[str, str]) -> int:
    return (2_000_000 if facts["level"] == "college" else 1_000_000) + (1_000_000 if facts["sex"] == "female" else 0)


def sums(months: Iterable[tuple[Month, Mapping[str, str]]], policy: str | None) -> dict[str, int]:
    """The total of each scheme over the months of study, each with the facts of that month; from the first month."""
    found: dict[str, int] = {}
    for month, facts in months:
        for scheme in entitled(facts):
            if scheme == "encouragement":
                found.setdefault(scheme, encouragement(facts))
            elif not (scheme.startswith("province") and month.number == 8):
                found[scheme] = found.get(scheme, 0) + monthly_sum(scheme, month, policy)
    return found
