"""The alumni page: a list from Excel becomes people that are found; a faculty records what alumni do for it."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lib.accounts.commands import create_account
from lib.core.names import fold
from lib.demo.accounts import new_password
from lib.imports.headings import REASON_HEADING, ROW_HEADING
from lib.registry.tables import Person, StudyRecord, Unit
from tests.browser import lists
from tests.browser.conftest import Site, settle, shot, sign_in
from tests.browser.steps import choose, column, download, metrics, open_tab, read_sheet, records, table, upload

pytestmark = pytest.mark.browser
ROWS = "Các dòng đầu của tệp như sẽ được lưu, kèm kết quả đối chiếu"
REMARKS = "Các ô có lỗi hoặc cần lưu ý: dòng, cột, giá trị và cách sửa"
DIRECTORY = "Danh sách cựu HSSV; chọn một dòng để mở hồ sơ"


def test_a_list_of_graduates_becomes_people_that_are_found_without_accents(page: Page, site: Site):
    sign_in(page, site, "student_affairs", "/alumni")
    open_tab(page, "Nhập danh sách")
    shot(page, "job-alumni-1-import")
    upload(page, "totnghiep2026.xlsx", lists.graduates())
    metrics(page, {"Thêm mới": "2", "Chưa nhập được": "1", "Sai dữ liệu": "1"})
    assert column(table(page, ROWS), "Họ và tên")[:2] == [lists.NGUYET, lists.CHU]
    said = column(table(page, REMARKS), "Vì sao và cách sửa")
    assert any("31/02/2003" in sentence for sentence in said)
    assert any("Luyện đan" in sentence for sentence in said)
    shot(page, "job-alumni-2-preview")

    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.get_by_text("2 dòng thêm mới")).to_be_visible()
    settle(page)
    shot(page, "job-alumni-3-imported")
    left = records(read_sheet(download(page, "Tải tệp dòng lỗi")), "STT")
    assert [row["Họ và tên"] for row in left] == ["Quàng Văn Đôi", "Lường Thị Inh"]
    assert [row[ROW_HEADING] for row in left] == [6, 7]
    assert "31/02/2003" in left[0][REASON_HEADING]
    assert "Luyện đan" in left[1][REASON_HEADING]

    open_tab(page, "Danh bạ")
    page.get_by_label("Tìm cựu HSSV").fill("lo thi bich nguyet")
    expect(page.get_by_text("Có 1 người.")).to_be_visible()
    settle(page)
    shot(page, "job-alumni-4-found")
    found = table(page, DIRECTORY)
    assert column(found, "Họ và tên") == [lists.NGUYET]
    found.click(position={"x": 15, "y": 50})
    expect(page.get_by_role("heading", name=lists.NGUYET)).to_be_visible()
    settle(page)
    for said in ("Số định danh: 014303001234", "Điện thoại: 0981 234 567", "HTX Mường La"):
        expect(page.get_by_text(said)).to_be_visible()
    shot(page, "job-alumni-5-profile")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    shot(page, "job-alumni-6-profile-phone")


@pytest.fixture
def owing(site: Site) -> Site:
    """The demo with an account of the faculty that owes its talk of this semester."""
    if "owing" not in site.accounts:
        username, password = "khoa.ngoaingu", new_password()
        with site.session() as session:
            unit_id = session.scalars(sa.select(Unit.id).where(Unit.code == "K-NN")).one()
            create_account(
                session, None, username=username, full_name="Khoa Ngoại ngữ (thử)", password=password,
                roles=["faculty"], unit_id=unit_id,
            )  # fmt: skip
        site.accounts["owing"] = username, password
    return site


def pick_speaker(page: Page, label: str, person: dict[str, str]) -> None:
    """Type the name without accents, then choose the one of that class."""
    page.get_by_label(label).fill(fold(person["name"]))
    choose(page, "Chọn người", re.compile(re.escape(person["name"]) + ".*" + re.escape(person["class"])))


def test_a_faculty_records_a_talk_and_a_mentor_on_a_phone_and_its_duty_is_met(page: Page, owing: Site):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, owing, "owing")
    shot(page, "job-faculty-1-home")
    expect(page.get_by_text("Còn thời gian: 1")).to_be_visible()

    page.goto(f"{owing.url}/alumni")
    settle(page)
    shot(page, "job-faculty-2-directory")
    directory = table(page, DIRECTORY)
    person = {"name": column(directory, "Họ và tên")[0]}
    with owing.session() as session:
        person["class"] = session.scalars(
            sa.select(StudyRecord.class_name)
            .join(Person, Person.id == StudyRecord.person_id)
            .where(Person.full_name == person["name"])
        ).first()

    open_tab(page, "Nói chuyện chuyên đề")
    pick_speaker(page, "Diễn giả là cựu HSSV nào?", person)
    page.get_by_label("Chủ đề").fill("Đi làm biên phiên dịch ở quê nhà")
    page.get_by_label("Lớp dự").fill("K62 CĐ TA A")
    page.get_by_label("Số người dự").fill("41")
    shot(page, "job-faculty-3-talk-form")
    page.get_by_role("button", name="Lưu buổi nói chuyện").click()
    expect(page.get_by_text("Đã lưu buổi nói chuyện.")).to_be_visible()
    settle(page)
    for label in ("Diễn giả là cựu HSSV nào?", "Chủ đề", "Lớp dự", "Số người dự"):
        expect(page.get_by_label(label, exact=True)).to_have_value("")
    shot(page, "job-faculty-4-talk-saved")
    talks = table(page, "Các buổi nói chuyện chuyên đề, mới nhất trước")
    assert person["name"] in column(talks, "Diễn giả")

    open_tab(page, "Cố vấn đồng hành")
    pick_speaker(page, "Cựu HSSV nào nhận làm cố vấn?", person)
    page.get_by_label("Lĩnh vực cố vấn").fill("Đồ án: biên dịch tài liệu du lịch")
    page.get_by_label("Số sinh viên nhận kèm").fill("4")
    shot(page, "job-faculty-5-mentor-form")
    page.get_by_role("button", name="Lưu cố vấn").click()
    expect(page.get_by_text("Đã lưu cố vấn.")).to_be_visible()
    settle(page)
    expect(page.get_by_label("Lĩnh vực cố vấn")).to_have_value("")
    expect(page.get_by_label("Số sinh viên nhận kèm")).to_have_value("2")
    mentors = table(page, "Các cố vấn đồng hành, người đang nhận sinh viên đứng trước")
    assert person["name"] in column(mentors, "Cố vấn")
    shot(page, "job-faculty-6-mentor-saved")

    page.goto(owing.url)
    settle(page)
    page.get_by_text(re.compile("^Đã đạt: ")).click()
    settle(page)
    met = table(page, re.compile("^Đã đạt: "))
    assert "Mời ít nhất 1 cựu HSSV thành đạt báo cáo chuyên đề" in column(met, "Việc")
    shot(page, "job-faculty-7-duty-met")
