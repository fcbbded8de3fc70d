"""The admissions page: files from Excel are ranked, equals wait for the council, results leave as Excel."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import lists
from tests.browser.conftest import Site, settle, shot, sign_in
from tests.browser.steps import column, download, metrics, open_tab, read_sheet, records, table, upload

pytestmark = pytest.mark.browser
CROWDED = "CD-GDMN"
"""The demo's programme whose ranking ends in equals at the last seat."""


def test_a_list_of_applicants_is_ranked_and_the_council_chooses_among_equals(page: Page, site: Site):
    sign_in(page, site, "admissions", "/admissions")
    expect(page.get_by_role("combobox", name="Đợt tuyển sinh")).to_have_value(re.compile("^Đợt 2 "))
    shot(page, "job-admissions-1-round")
    open_tab(page, "Hồ sơ")
    page.get_by_text("Nhập từ Excel", exact=True).click()
    settle(page)
    upload(page, "thisinh.xlsx", lists.applicants())
    metrics(page, {"Thêm mới": "2", "Chưa nhập được": "0", "Sai dữ liệu": "1"})
    shot(page, "job-admissions-2-preview")
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.get_by_text("2 dòng thêm mới")).to_be_visible()
    settle(page)
    left = records(read_sheet(download(page, "Tải tệp dòng lỗi")), "TT")
    assert [row["Ma ho so"] for row in left] == [lists.BAD_MARK]
    shot(page, "job-admissions-3-imported")

    page.get_by_text("Danh sách", exact=True).click()
    page.get_by_label("Tìm hồ sơ").fill("vi van noi")
    page.get_by_label("Tìm hồ sơ").press("Enter")
    expect(page.get_by_text("1 hồ sơ", exact=True)).to_be_visible()
    settle(page)
    files = table(page, "Hồ sơ thí sinh của đợt")
    assert column(files, "Mã hồ sơ") == [lists.TOO_LOW]
    shot(page, "job-admissions-4-found")

    open_tab(page, "Xếp hạng")
    shot(page, "job-admissions-5-ranking")
    block = page.locator(f".st-key-admissions-council-block-{CROWDED}")
    expect(block.get_by_text("thí sinh cùng ĐXH")).to_be_visible()
    equals = column(table(block, "Thí sinh bằng điểm ở chỉ tiêu cuối của ngành"), "Mã hồ sơ")
    assert len(equals) > 1

    results = {row["Mã hồ sơ"]: row for row in records(read_sheet(download(page, "Kết quả ra Excel")), "STT")}
    assert results[lists.ADMITTED]["Kết quả"] == "Trúng tuyển"
    assert results[lists.ADMITTED]["ĐXH"] == pytest.approx(9.93 + 2 + 0.75)
    assert results[lists.TOO_LOW]["Kết quả"] == "Chưa đủ điều kiện"
    assert results[lists.ADMITTED]["Số định danh"] == "014308001234"
    assert {results[code]["Kết quả"] for code in equals} == {"Bằng điểm, chờ Hội đồng"}
    reasons = records(read_sheet(download(page, "Kết quả ra Excel"), "Lý do"), "Mã hồ sơ")
    own = [row["Lý do"] for row in reasons if row["Mã hồ sơ"] == lists.TOO_LOW]
    assert len(own) == 2, "both the score and the language are told"

    block.get_by_test_id("stCheckbox").filter(has_text=equals[0]).click()
    block.get_by_label("Số biên bản họp Hội đồng").fill("07/BB-HĐTS")
    block.get_by_role("button", name="Ghi lựa chọn của Hội đồng").click()
    expect(page.get_by_text("Đã ghi lựa chọn của Hội đồng")).to_be_visible()
    settle(page)
    expect(block).to_have_count(0)
    chosen = table(page, "Thí sinh mà Hội đồng đã chọn, theo biên bản")
    assert column(chosen, "Mã hồ sơ") == [equals[0]]
    shot(page, "job-admissions-6-chosen")
    results = {row["Mã hồ sơ"]: row for row in records(read_sheet(download(page, "Kết quả ra Excel")), "STT")}
    assert results[equals[0]]["Kết quả"] == "Trúng tuyển"
    assert results[equals[1]]["Kết quả"] == "Không trúng tuyển"
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    shot(page, "job-admissions-7-phone")
