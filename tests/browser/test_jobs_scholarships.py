"""The scholarships page: students with facts from Excel, a year calculated, one student explained, Excel out."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from lib.core import formats
from tests.browser import lists
from tests.browser.conftest import Site, settle, shot, sign_in
from tests.browser.steps import choose, column, download, metrics, open_tab, read_sheet, records, table, upload

pytestmark = pytest.mark.browser
LINES = "Danh sách HSSV hưởng chế độ: số tháng, mức một tháng và tổng"

# 2023–2024 under the sums that the school used then: base salary 1,490,000 up to June, 2,340,000 in July and August.
BOARDING = 10 * 1_490_000 + 2 * 2_340_000
ALLOWANCE = 12 * 140_000
ENCOURAGEMENT = 2_000_000 + 1_000_000


def test_students_from_a_list_are_calculated_explained_and_taken_away(page: Page, site: Site):
    sign_in(page, site, "student_affairs", "/scholarships")
    open_tab(page, "Nhập danh sách")
    upload(page, "hssv.xlsx", lists.students())
    metrics(page, {"Thêm mới": "2", "Sai dữ liệu": "1"})
    shot(page, "job-scholarships-1-preview")
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.get_by_text("2 dòng thêm mới")).to_be_visible()
    settle(page)
    left = records(read_sheet(download(page, "Tải tệp dòng lỗi")), "Mã HSSV")
    assert [row["Mã HSSV"] for row in left] == ["QA23S003"]

    open_tab(page, "Danh sách HSSV")
    page.get_by_label("Tìm HSSV").fill("qa23s001")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("1")
    settle(page)
    shot(page, "job-scholarships-2-students")

    open_tab(page, "Tính chế độ")
    choose(page, "Năm học", "2023-2024")
    page.get_by_role("button", name="Tính chế độ").click()
    expect(page.get_by_text("Kết quả từ tháng 09/2023 đến tháng 08/2024")).to_be_visible(timeout=60_000)
    settle(page)
    shot(page, "job-scholarships-3-calculated")
    choose(page, "Lớp", lists.CLASS)
    settle(page)
    shot(page, "job-scholarships-4-class")
    lines = table(page, LINES)
    assert set(column(lines, "Họ và tên")) == {lists.POOR, lists.UNSURE}
    told = page.get_by_text(re.compile(r"^\d+ HSSV, \d+ dòng, tổng ")).inner_text()
    book = download(page, "Tải Excel")
    rows = records(read_sheet(book), "TT")
    paid: Counter[str] = Counter()
    for row in rows:
        if row["Mã HSSV"] == "QA23S001":
            paid[row["Mục"]] += row["Cộng (đồng)"]
    assert paid == {"III.2": ALLOWANCE, "III.3.1": BOARDING, "III.4": ENCOURAGEMENT}
    total = next(row["Cộng (đồng)"] for row in rows if row["Họ và tên"] == "Tổng cộng")
    assert total == sum(row["Cộng (đồng)"] for row in rows if row["Mã HSSV"])
    assert told.endswith(f"tổng {formats.vnd(total)}.")

    open_tab(page, "Giải thích")
    page.get_by_label("Tìm một HSSV").fill("qa23s001")
    expect(page.get_by_role("combobox", name="HSSV", exact=True)).to_be_visible()
    settle(page)
    choose(page, "Năm học", "2023-2024")
    metrics(page, {"Tổng trong kỳ": formats.vnd(ALLOWANCE + BOARDING + ENCOURAGEMENT)})
    expect(page.get_by_text("Được hưởng", exact=True).first).to_be_visible()
    shot(page, "job-scholarships-5-explained")
    page.get_by_label("Tìm một HSSV").fill("QA23S002")
    settle(page)
    choose(page, "Năm học", "2023-2024")
    expect(page.get_by_text("Chưa xác định được", exact=True).first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    shot(page, "job-scholarships-6-explained-phone")
