"""A list of graduates, as an office keeps it, comes in through the page."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib.alumni.graduates import commands
from lib.alumni.graduates.sheet import GRADUATES
from lib.core.actor import Actor
from lib.core.database import ConstraintRefused, transaction
from lib.core.errors import NotAllowed
from lib.imports.commands import Outcome, bring_in
from lib.imports.previews import Preview
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.tables import ImportBatch
from lib.imports.templates import error_file
from lib.imports.workbook import Workbook as ReadWorkbook
from lib.registry.people import queries
from lib.registry.tables import Cohort, Contact, Person, StudyRecord
from tests.app import open_app
from tests.factories import people as make

pytestmark = pytest.mark.database

HEADINGS = ["STT", "HỌ VÀ TÊN", "ngay sinh", "Gioi tinh", "Dân tộc", "Số CCCD", "Mã SV", "Lop", "Nganh", "Trình độ",
            "Khóa", "Ngày tốt nghiệp", "Xếp loại", "SĐT", "E-mail", "Nơi công tác", "Ngày cập nhật"]  # fmt: skip
GOOD = [1, "LÒ THỊ HƯƠNG", "05/04/2003", "Nữ", "Thái", 14303001234, "CD58001", "K58 CNTY", "chăn nuôi", "CĐ",
        "Khóa 58", date(2025, 6, 30), "khá", 981234567, "Huong@Gmail.com", "Bò sữa Mộc Châu", "01/07/2025"]  # fmt: skip


def a_row(**changes: object) -> list[object]:
    return [changes.get(heading, value) for heading, value in zip(HEADINGS, GOOD, strict=True)]


def xlsx(*rows: list[object]) -> bytes:
    """A file as an office makes it: letterhead, title, headings in the fourth row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["TRƯỜNG CAO ĐẲNG SƠN LA"], ["DANH SÁCH TỐT NGHIỆP 2025"], [], HEADINGS, *rows):
        sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def previewed(data: bytes, name: str = "tn2025.xlsx") -> tuple[ReadWorkbook, Preview]:
    workbook = read_workbook(data, name)
    return workbook, read_rows(workbook, GRADUATES)


def imported(actor: Actor, data: bytes, name: str = "tn2025.xlsx") -> Outcome:
    workbook, preview = previewed(data, name)
    with transaction() as session:
        return bring_in(session, actor, workbook=workbook, preview=preview, apply=commands.apply)


@pytest.fixture
def staff(session: Session) -> Actor:
    made = make.actor(session, "student_affairs")
    make.programme(session, name="Chăn nuôi", code="6620119")
    session.commit()
    return made


def test_a_damaged_file_becomes_a_whole_record(session: Session, staff: Actor) -> None:
    outcome = imported(staff, xlsx(a_row()))
    assert outcome.counts == {"new": 1, "update": 0, "unchanged": 0, "refused": 0, "failed": 0}
    (person,) = queries.people(session, session.scalars(sa.select(Person.id)))
    assert (person.full_name, person.born_on, person.sex, person.ethnicity, person.citizen_id) == (
        "Lò Thị Hương", date(2003, 4, 5), "female", "thai", "014303001234",
    )  # fmt: skip
    assert person.contacts == {
        ("phone", "+84981234567"): date(2025, 7, 1),
        ("email", "huong@gmail.com"): date(2025, 7, 1),
    }
    (study,) = person.studies
    assert (study.student_code, study.status, study.graduated_on, study.classification) == (
        "CD58001", "graduated", date(2025, 6, 30), "Khá",
    )  # fmt: skip
    assert session.execute(sa.select(Cohort.code, Cohort.start_year, Cohort.graduation_year)).one() == (
        "K58",
        2022,
        2025,
    )
    assert session.scalars(sa.select(Contact.source).distinct()).all() == ["tn2025.xlsx"]


def test_good_rows_come_in_and_the_error_file_holds_exactly_the_others(session: Session, staff: Actor) -> None:
    outcome_rows = [
        a_row(),
        a_row(**{"Mã SV": "CD58002", "Số CCCD": None, "Nganh": "Hàn"}),
        a_row(**{"Mã SV": "CD58003", "Số CCCD": None, "ngay sinh": "31/02/2003"}),
        a_row(**{"Mã SV": "CD58004", "Số CCCD": None, "Dân tộc": "Xá Khao"}),
    ]
    workbook, preview = previewed(xlsx(*outcome_rows))
    with transaction() as writing:
        outcome = bring_in(writing, staff, workbook=workbook, preview=preview, apply=commands.apply)
    assert outcome.counts == {"new": 1, "update": 0, "unchanged": 0, "refused": 1, "failed": 2}
    sheet = load_workbook(io.BytesIO(error_file(preview, outcome.refused))).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert [(line[6], line[-1]) for line in lines[1:]] == [("CD58002", 6), ("CD58003", 7), ("CD58004", 8)]
    reasons = [str(line[-2]) for line in lines[1:]]
    assert "Thiết lập › Ngành" in reasons[0]
    assert "không có trong lịch" in reasons[1]
    assert "Kháng" in reasons[2] and "La Ha" in reasons[2]


def test_the_mended_error_file_comes_in_afterwards(session: Session, staff: Actor) -> None:
    other = a_row(**{"HỌ VÀ TÊN": "Cà Văn Tiến", "Mã SV": "CD58002", "Số CCCD": None, "Nganh": "Hàn", "SĐT": None})
    workbook, preview = previewed(xlsx(a_row(), other))
    with transaction() as writing:
        outcome = bring_in(writing, staff, workbook=workbook, preview=preview, apply=commands.apply)
    errors = error_file(preview, outcome.refused)
    make.programme(session, name="Hàn", level="college")
    session.commit()
    again = imported(staff, errors, "dong_loi.xlsx")
    assert again.counts["new"] == 1


def test_the_same_file_twice_is_refused_with_a_sentence(staff: Actor) -> None:
    data = xlsx(a_row())
    imported(staff, data)
    with pytest.raises(ConstraintRefused, match="đã được nhập trước đó"):
        imported(staff, data, "ten khac.xlsx")


def test_another_file_about_the_same_person_fills_blanks_and_keeps_what_is_there(
    session: Session, staff: Actor
) -> None:
    imported(staff, xlsx(a_row(**{"Gioi tinh": None})))
    workbook, preview = previewed(xlsx(a_row(**{"Dân tộc": "Kinh", "SĐT": None})), "khac.xlsx")
    told = commands.describe(session, staff, preview, workbook.file_name)
    assert [(verdict.state, verdict.notes) for verdict in told] == [
        ("update", ("Dân tộc: giữ «Thái» đã có; tệp ghi «Kinh».",))
    ]
    imported(staff, xlsx(a_row(**{"Dân tộc": "Kinh", "SĐT": None})), "khac.xlsx")
    assert session.execute(sa.select(Person.sex, Person.ethnicity)).one() == ("female", "thai")


def test_describing_writes_nothing(session: Session, staff: Actor) -> None:
    workbook, preview = previewed(xlsx(a_row()))
    (verdict,) = commands.describe(session, staff, preview, workbook.file_name)
    assert verdict.state == "new"
    for table in (Person, StudyRecord, Cohort, ImportBatch):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.parametrize("role", ["faculty", "leadership", "media", "union", "finance", "admissions", "admin"])
def test_who_may_not_import_is_refused(session: Session, role: str) -> None:
    actor = make.actor(session, role, unit_=make.unit(session))
    _workbook, preview = previewed(xlsx(a_row()))
    with pytest.raises(NotAllowed):
        commands.describe(session, actor, preview, "a.xlsx")
    with pytest.raises(NotAllowed):
        commands.apply(session, actor, preview, "a.xlsx")


def open_import(session: Session, staff: Actor) -> AppTest:
    return open_app(session, staff, "alumni", **{"alumni.tab": "Nhập danh sách"})


def button(at: AppTest) -> Button:
    return next(found for found in at.button if str(found.key).startswith("graduates.save."))


def test_the_page_previews_counts_imports_and_offers_the_failed_rows(session: Session, staff: Actor) -> None:
    at = open_import(session, staff)
    data = xlsx(a_row(), a_row(**{"Mã SV": "CD58002", "Số CCCD": None, "ngay sinh": "x"}))
    at.file_uploader[0].set_value(("tn2025.xlsx", data, "")).run()
    assert not at.exception
    assert [metric.value for metric in at.metric] == ["1", "0", "0", "0", "1"]
    button(at).click().run()
    assert not at.exception
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
    assert any("1 dòng chưa nhập được" in text.value for text in at.text)
    assert at.get_by_key("graduates.errors")


def test_the_page_says_when_the_file_was_imported_before(session: Session, staff: Actor) -> None:
    data = xlsx(a_row())
    imported(staff, data)
    at = open_import(session, staff)
    at.file_uploader[0].set_value(("tn2025.xlsx", data, "")).run()
    assert "đã được nhập lúc" in at.warning[0].value
    assert button(at).disabled
