"""Rounds, offers and files in the database, and the sheets that bring files in."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count

import openpyxl
from sqlalchemy.orm import Session

from lib.admissions.tables import Applicant, Choice, Offer, Round
from lib.core import names
from lib.registry.tables import Programme

_numbers = count(1)

HEADINGS = (
    "Mã hồ sơ", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh", "Điện thoại", "Xã/phường",
    "ĐTB lớp 10", "ĐTB lớp 11", "ĐTB lớp 12", "ĐTB chung", "Đối tượng ưu tiên", "Minh chứng ưu tiên (đã kiểm tra)",
    "Khu vực", "Ngoại ngữ đạt bậc 1/6", "Tuyển thẳng diện", "Minh chứng tuyển thẳng", "Nguyện vọng 1",
    "Nguyện vọng 2", "Nguyện vọng 3",
)  # fmt: skip
PLAIN = {
    "Mã hồ sơ": "TS1", "Họ và tên": "Lò Thị Hương", "Ngày sinh": "05/04/2005", "Giới tính": "Nữ", "Dân tộc": "Thái",
    "ĐTB lớp 10": 7.0, "ĐTB lớp 11": 7.4, "ĐTB lớp 12": 7.8, "Khu vực": "KV1",
}  # fmt: skip


def round_(session: Session, *, name: str | None = None, year: int = 2023, status: str = "open") -> Round:
    made = Round(
        year=year,
        name=name or f"Đợt {next(_numbers)}",
        opens_on=date(year, 8, 1),
        closes_on=date(year, 8, 20),
        status=status,
        closed_on=date(year, 8, 21) if status == "closed" else None,
        ranking_rules={},
    )
    session.add(made)
    session.flush()
    return made


def offer(session: Session, in_round: Round, programme: Programme, quota: int = 2, **facts: object) -> Offer:
    made = Offer(round_id=in_round.id, programme_id=programme.id, quota=quota, **facts)
    session.add(made)
    session.flush()
    return made


def applicant(
    session: Session,
    in_round: Round,
    *choices: Programme,
    code: str | None = None,
    full_name: str = "Lò Văn Đức",
    average: str | None = "7.00",
    **facts: object,
) -> Applicant:
    made = Applicant(
        round_id=in_round.id,
        code=code or f"TS{next(_numbers):05d}",
        full_name=full_name,
        sort_name=names.sort_key(full_name),
        average=None if average is None else Decimal(average),
        **facts,
    )
    session.add(made)
    session.flush()
    session.add_all(
        Choice(applicant_id=made.id, position=position, programme_id=programme.id)
        for position, programme in enumerate(choices, start=1)
    )
    session.flush()
    return made


def sheet(*rows: Mapping[str, object], headings: Sequence[str] = HEADINGS) -> bytes:
    """An .xlsx as the office makes it, with its letterhead above the headings; cells by heading."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (["TRƯỜNG CAO ĐẲNG SƠN LA"], ["DANH SÁCH THÍ SINH ĐĂNG KÝ XÉT TUYỂN"], [], list(headings)):
        page.append(line)
    for row in rows:
        page.append([row.get(heading) for heading in headings])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
