"""Dated facts about students, as the papers in their files would show them; a few are missing on purpose."""

from datetime import date

from lib.demo import places
from lib.demo.people import Human
from lib.demo.rows import Rows
from lib.registry.communes import SON_LA, Commune
from lib.registry.tables import PersonFact

SHARE_OF_MISSING_PAPERS = 0.012
SHARE_WITHOUT_PAPER_OF_THE_YEAR = 0.05
SHARE_POOR = {"kinh": 0.05, "mong": 0.45, "thai": 0.2, "muong": 0.15}
SHARE_POOR_OF_OTHERS = 0.4
SHARE_NEAR_POOR = 0.15


def add_facts(rows: Rows, person_id: int, human: Human, started_on: date) -> None:
    """Lasting facts from the year of enrolment on; poverty for each calendar year, as its paper is."""
    for kind, (is_true, paper) in _lasting(rows, human).items():
        if not rows.chance(SHARE_OF_MISSING_PAPERS):
            _add(rows, person_id, kind, is_true, (date(started_on.year, 1, 1), None), paper)
    poor = not human.is_lao_national and rows.chance(SHARE_POOR.get(human.group or "", SHARE_POOR_OF_OTHERS))
    near_poor = not poor and not human.is_lao_national and rows.chance(SHARE_NEAR_POOR)
    for year in range(started_on.year, rows.today.year + 1):
        if year == rows.today.year and year > started_on.year and rows.chance(SHARE_WITHOUT_PAPER_OF_THE_YEAR):
            continue
        _add_poverty(rows, person_id, human.commune, year, poor=poor, near_poor=near_poor)
        # A household may rise from poor to near-poor, and from near-poor out of the list.
        if rows.chance(0.15):
            poor, near_poor = False, poor


def _lasting(rows: Rows, human: Human) -> dict[str, tuple[bool, str]]:
    """Kind of fact: whether it holds, and the paper that says so."""
    national, minority = not human.is_lao_national, human.group not in (None, "kinh")
    facts = {
        "disabled": (rows.chance(0.012), "Giấy xác nhận khuyết tật"),
        "boarding_school_graduate": (minority and rows.chance(0.12), "Bằng tốt nghiệp THPT"),
        "martyr_child": (national and rows.chance(0.003), "Hồ sơ chính sách"),
        "war_invalid_class1_child": (national and rows.chance(0.006), "Hồ sơ chính sách"),
    }
    for kind, is_true in _of_home(human.commune, minority=minority).items():
        facts[kind] = is_true, "Xác nhận thông tin cư trú"
    if not national:
        facts["cooperation_programme"] = rows.chance(0.8), "Quyết định cử đi học"
    return facts


def _of_home(commune: Commune | None, *, minority: bool) -> dict[str, bool]:
    if commune is None:
        return dict.fromkeys(("resident_son_la", "hardship_area", "minority_area", "border_area"), False)
    return {
        "resident_son_la": commune.province.code == SON_LA,
        "hardship_area": places.is_hardship(commune),
        "minority_area": minority or not places.is_ward(commune),
        "border_area": places.is_border(commune),
    }


def _add_poverty(
    rows: Rows, person_id: int, commune: Commune | None, year: int, *, poor: bool, near_poor: bool
) -> None:
    of_commune = f", UBND {commune.name}" if commune else ""
    paper = f"Danh sách rà soát hộ nghèo, cận nghèo năm {year}{of_commune}"
    if poor or near_poor:
        paper = f"Giấy chứng nhận hộ {'nghèo' if poor else 'cận nghèo'} năm {year}{of_commune}"
    period = (date(year, 1, 1), date(year, 12, 31))
    _add(rows, person_id, "household_poor", poor, period, paper)
    _add(rows, person_id, "household_near_poor", near_poor, period, paper)


def _add(rows: Rows, person_id: int, kind: str, is_true: bool, valid: tuple[date, date | None], evidence: str) -> None:
    rows.add(
        PersonFact,
        person_id=person_id,
        kind=kind,
        is_true=is_true,
        valid_from=valid[0],
        valid_to=valid[1],
        evidence=evidence,
    )
