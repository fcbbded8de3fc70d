"""The workbook of a list, read again by another library."""

import io
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from lib.core.calendar import Month
from lib.legal.reader import published_law
from lib.scholarships.calculation import exports, queries
from lib.scholarships.calculation.lines import Choice
from lib.scholarships.calculation.rules import BenefitList, Request, benefit_list
from tests.factories import people as make
from tests.scholarships.sheets import bring, case_row, cases, school

pytestmark = pytest.mark.database
LAW = published_law()
YEAR = Request(Month(2023, 9), Month(2024, 8), policy="notice-2023")
MONEY = "#,##0"


@pytest.fixture
def found(session: Session) -> BenefitList:
    school(session)
    staff = make.actor(session, "student_affairs")
    rows = [case_row(case, n, class_name="K60 A" if n < 8 else "K60 B") for n, case in enumerate(cases())]
    bring(session, staff, rows)
    return benefit_list(queries.population(session, staff, *YEAR.period, LAW), YEAR, LAW)


WHOLE = Choice()


def book(found: BenefitList, choice: Choice = WHOLE) -> Any:
    data = exports.workbook(
        choice.of(found.lines),
        choice.of(found.by_month),
        choice.of(found.undetermined),
        exports.words(LAW, YEAR.first, YEAR.last),
    )
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]


def test_the_three_sheets_are_there(found: BenefitList):
    assert book(found).sheetnames == ["Danh sách", "Theo tháng", "Chưa xác định"]


def test_the_list_has_a_sum_for_each_class_and_one_for_all(found: BenefitList):
    sheet = book(found)["Danh sách"]
    table = {row[2]: row for row in rows(sheet) if isinstance(row[2], str) and row[2].startswith(("Cộng", "Tổng"))}
    classes = [table["Cộng lớp K60 A"][-2], table["Cộng lớp K60 B"][-2]]
    assert sum(classes) == table["Tổng cộng"][-2] == found.total_vnd == 157_625_000
    assert rows(sheet)[-1][0] == "Bằng chữ: Một trăm năm mươi bảy triệu sáu trăm hai mươi lăm nghìn đồng"


def test_money_is_a_number_with_thousands_and_ids_are_text(found: BenefitList):
    sheet = book(found)["Danh sách"]
    heading = next(row for row in sheet.iter_rows() if row[1].value == "Mã HSSV")
    first = sheet[heading[0].row + 1]
    assert (first[0].value, first[1].data_type, first[1].number_format) == (1, "s", "@")
    assert (first[-2].data_type, first[-2].number_format) == ("n", MONEY)


def test_months_stand_side_by_side_and_add_up(found: BenefitList):
    table = rows(book(found)["Theo tháng"])
    heading = next(row for row in table if row[1] == "Mã HSSV")
    assert heading[8:20] == [f"{m:02d}/{2023 if m >= 9 else 2024}" for m in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)]
    total = next(row for row in table if row[2] == "Tổng cộng")
    assert sum(total[8:20]) == total[20] == found.total_vnd
    one = next(row for row in table if row[1] == "B01" and row[7] == "Hỗ trợ của tỉnh mức 30%")
    assert one[8:21] == [447_000] * 11 + [0, 4_917_000]


def test_what_is_undecided_names_the_paper(found: BenefitList):
    last = rows(book(found)["Chưa xác định"])[-1]
    assert last[1] == "B22"
    assert last[-1] == "quyết định cử đi học theo chương trình hợp tác"


def test_a_choice_limits_every_sheet(found: BenefitList):
    chosen = book(found, Choice(class_name="K60 B", scheme="boarding_80"))
    people = {row[1] for row in rows(chosen["Danh sách"]) if isinstance(row[0], int)}
    assert people == {"B10", "B13"}
    assert len(rows(chosen["Chưa xác định"])) == 3


def test_a_student_without_class_or_code_comes_too(found: BenefitList):
    bare = found.lines.assign(class_name=pd.NA, student_code=None)
    months = found.by_month.assign(class_name=pd.NA, student_code=None)
    data = exports.workbook(bare, months, None, exports.words(LAW, YEAR.first, YEAR.last))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Danh sách"]
    assert sum(isinstance(row[0], int) for row in rows(sheet)) == len(found.lines)
