"""Sheets of students for tests: the worked cases of the notice as an office would type them."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lib.core.actor import Actor
from lib.imports.commands import Outcome, bring_in
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.workbook import Workbook
from lib.registry.tables import Programme, Unit
from lib.scholarships.students import commands
from lib.scholarships.students.sheet import STUDENTS
from tests.factories import people as make
from tests.factories import sheets

CASES = Path(__file__).parents[1] / "cases"
HEADINGS = (
    "Ma HSSV", "Ho va ten", "Ngay sinh", "Gioi tinh", "Dan toc", "Quoc tich", "So dinh danh", "Nganh", "Trinh do",
    "Lop", "Khoa hoc", "Trinh do dau vao", "Ngay nhap hoc", "Ho", "Khuyet tat", "Tot nghiep PTDTNT",
    "Thuong tru Son La", "Vung DBKK", "Vung dan toc", "Vung bien gioi", "Con liet si", "Con thuong binh hang 1/4",
    "Giay to", "Hieu luc tu", "Hieu luc den", "Dien thoai",
)  # fmt: skip
"""As they come from an office without a Vietnamese keyboard."""
_WORDS = {"1": "có", "0": "không", "": ""}
_HOUSEHOLDS = {"none": "Không", "poor": "Nghèo", "near_poor": "Cận nghèo", "": "Chưa rõ"}
_LEVELS = {"college": "Cao đẳng", "intermediate": "Trung cấp"}


def school(session: Session) -> tuple[Unit, dict[str, Programme]]:
    """A faculty with one trade at both levels."""
    faculty = make.unit(session)
    return faculty, {
        level: make.programme(session, faculty=faculty, name="Chăn nuôi", level=level) for level in _LEVELS
    }


def cases() -> list[dict[str, str]]:
    with (CASES / "benefit_students.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def case_row(case: dict[str, str], n: int, **changes: Any) -> list[Any]:
    """A row of the sheet for a case; ids as numbers without their first zero, as Excel leaves them."""
    flags = [
        "disabled", "boarding_school_graduate", "resident_son_la", "hardship_area", "minority_area", "border_area",
        "martyr_child", "war_invalid_class1_child",
    ]  # fmt: skip
    row = {
        "code": case["id"],
        "name": f"Lò Văn {'ABCDEGHIKLMNOPQ'[n % 15]}n",
        "born": "05/04/2005",
        "sex": {"female": "Nữ", "male": "Nam"}[case["sex"]],
        "ethnicity": case["ethnicity"],
        "nationality": {"VN": "Việt Nam", "LA": "Lào"}[case["nationality"]],
        "citizen_id": (14305 if case["sex"] == "female" else 14205) * 10**6 + n + 1,
        "programme": "chăn nuôi",
        "level": _LEVELS[case["level"]],
        "class_name": "K60 CN",
        "cohort": "K60",
        "entry": {"thpt": "THPT", "thcs": "THCS", "intermediate": "Trung cấp"}[case["entry"]],
        "started_on": "05/09/2023",
        "household": _HOUSEHOLDS[case["household"]],
        **{flag: _WORDS[case[flag]] for flag in flags},
        "evidence": "Hồ sơ nhập học",
        "valid_from": "01/09/2023",
        "valid_to": "31/08/2024",
        "phone": 981000000 + n,
    }
    return list((row | changes).values())


def bring(session: Session, actor: Actor, rows: Sequence[Sequence[Any]], file_name: str = "hssv.xlsx") -> Outcome:
    """Import the rows as the wizard does once a file has been read."""
    made = sheets.workbook(list(HEADINGS), *([cell if cell != "" else None for cell in row] for row in rows))
    digest = hashlib.sha256(repr((file_name, rows)).encode()).hexdigest()
    return _bring_in(session, actor, replace(made, file_name=file_name, sha256=digest))


def bring_file(session: Session, actor: Actor, rows: Sequence[Sequence[Any]]) -> Outcome:
    """Import a real .xlsx with a title above headings without accents, read in the child process."""
    data = sheets.xlsx([["DANH SÁCH HỌC SINH, SINH VIÊN"], list(HEADINGS), *map(list, rows)])
    return _bring_in(session, actor, read_workbook(data, "hssv.xlsx"))


def _bring_in(session: Session, actor: Actor, workbook: Workbook) -> Outcome:
    preview = read_rows(workbook, STUDENTS)
    assert not preview.missing, preview.missing
    return bring_in(session, actor, workbook=workbook, preview=preview, apply=commands.apply)
