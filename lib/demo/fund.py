"""Three years of the Student Support Fund: each month gifts come in, then a part of what is there goes out."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from lib.alumni.tables import FundEntry, FundEntryKind, FundForm
from lib.core.calendar import Month, months
from lib.demo.activities import Recorders
from lib.demo.alumni import Alumnus
from lib.demo.rows import Rows
from lib.demo.school import School

MONTHS = 36
LAST_GIFT_DAY, SPENDING_DAY = 24, 27
GIFTS_A_MONTH = (2, 3, 4, 5, 6, 8)
THOUSAND = 1000
GIFTS_VND = {
    FundForm.CASH: (300, 500, 500, 1000, 1000, 2000, 3000, 5000, 10_000, 20_000),
    FundForm.SCHOLARSHIP: (2000, 3000, 5000, 10_000, 15_000),
    FundForm.EQUIPMENT: (4500, 8000, 12_500, 25_000),
}
"""Usual gifts in thousands of đồng."""
WEIGHTS = {FundForm.CASH: 7, FundForm.SCHOLARSHIP: 3, FundForm.EQUIPMENT: 1}
PURPOSES = {
    FundForm.CASH: ("Hỗ trợ sinh viên nghèo vượt khó", "Hỗ trợ sinh viên gặp hoạn nạn", "Hoạt động khởi nghiệp"),
    FundForm.SCHOLARSHIP: ("Học bổng vượt khó học giỏi", "Học bổng Tiếp bước đến trường"),
    FundForm.EQUIPMENT: ("Máy tính cho phòng thực hành", "Dụng cụ thực hành", "Sách cho thư viện"),
}
AWARDS = {
    FundForm.CASH: "Hỗ trợ đột xuất sinh viên khó khăn tháng {month}",
    FundForm.SCHOLARSHIP: "Trao học bổng tháng {month} theo biên bản xét",
    FundForm.EQUIPMENT: "Bàn giao thiết bị cho khoa tháng {month}",
}
DONORS = (
    "Công ty TNHH Thương mại Tây Bắc",
    "HTX Hoa quả Sơn La",
    "Ban liên lạc cựu HSSV khóa 40",
    "Nhóm thiện nguyện Áo ấm",
)


@dataclass(frozen=True)
class _Day:
    """One day's line before it is written: `order` puts gifts before spending."""

    entered_on: date
    kind: FundEntryKind
    form: FundForm
    amount_vnd: int


def add_fund(rows: Rows, school: School, alumni: list[Alumnus], recorders: Recorders) -> None:
    """The ledger in order of time; no form is ever spent that was not given before."""
    receipts: Counter[int] = Counter()
    for line in _ledger(rows):
        gift = line.kind is FundEntryKind.CONTRIBUTION
        receipts[line.entered_on.year] += gift
        rows.add(
            FundEntry,
            entered_on=line.entered_on,
            kind=line.kind,
            form=line.form,
            amount_vnd=line.amount_vnd,
            purpose=_purpose(rows, line),
            faculty_id=rows.random.choice(school.faculties) if rows.chance(0.3) else None,
            **(_donor(rows, alumni) if gift else {"donor_id": None, "donor_name": None, "is_anonymous": False}),
            receipt_number=f"BN{line.entered_on.year}-{receipts[line.entered_on.year]:04d}" if gift else None,
            created_by=recorders.office,
        )


def _ledger(rows: Rows) -> list[_Day]:
    balance: Counter[FundForm] = Counter()
    lines = []
    present = Month.of(rows.today)
    for month in months(present + (1 - MONTHS), present):
        gifts = sorted(_gifts(rows, month), key=lambda line: line.entered_on)
        for line in gifts:
            balance[line.form] += line.amount_vnd
        lines += gifts + _spending(rows, month, balance)
    return [line for line in lines if line.entered_on <= rows.today]


def _gifts(rows: Rows, month: Month) -> list[_Day]:
    made = []
    for _number in range(rows.random.choice(GIFTS_A_MONTH)):
        form = rows.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        day = rows.random.randint(1, LAST_GIFT_DAY)
        amount = rows.random.choice(GIFTS_VND[form]) * THOUSAND
        made.append(_Day(date(month.year, month.number, day), FundEntryKind.CONTRIBUTION, form, amount))
    return made


def _spending(rows: Rows, month: Month, balance: Counter[FundForm]) -> list[_Day]:
    """Up to two thirds of what a form holds, in whole hundreds of thousands; equipment is handed over whole."""
    made = []
    for form in FundForm:
        share = 100 if form is FundForm.EQUIPMENT else rows.random.randint(20, 66)
        step = THOUSAND if form is FundForm.EQUIPMENT else 100 * THOUSAND
        amount = balance[form] * share // 100 // step * step
        if amount and rows.chance(0.6):
            balance[form] -= amount
            made.append(_Day(date(month.year, month.number, SPENDING_DAY), FundEntryKind.DISBURSEMENT, form, amount))
    return made


def _purpose(rows: Rows, line: _Day) -> str:
    if line.kind is FundEntryKind.CONTRIBUTION:
        return rows.random.choice(PURPOSES[line.form])
    return AWARDS[line.form].format(month=f"{line.entered_on:%m/%Y}")


def _donor(rows: Rows, alumni: list[Alumnus]) -> dict[str, object]:
    """An alumnus, an organisation, or somebody who does not want to be named, known to the office or not."""
    kind = rows.random.choices(("alumnus", "organisation", "unnamed", "unknown"), (60, 22, 10, 8))[0]
    person = rows.random.choice(alumni).person_id if kind in ("alumnus", "unnamed") else None
    return {
        "donor_id": person,
        "donor_name": rows.random.choice(DONORS) if kind == "organisation" else None,
        "is_anonymous": kind in ("unnamed", "unknown"),
    }
