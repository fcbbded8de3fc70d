"""The reports page and the home board, as the board of the college reads them."""

import pytest
from playwright.sync_api import Page, expect

from lib.core import formats
from tests.browser.conftest import Site, settle, shot, sign_in
from tests.browser.steps import download, metric, read_sheet, records

pytestmark = pytest.mark.browser
UPDATED = "Tỷ lệ cựu HSSV khóa mới được cập nhật thông tin"
AGREEMENTS = "Biên bản hợp tác (MOU) ký với doanh nghiệp cựu HSSV"
PNG = b"\x89PNG\r\n\x1a\n"


def test_the_three_indicators_are_read_and_taken_away(page: Page, site: Site):
    sign_in(page, site, "leadership", "/reports")
    shot(page, "job-reports-1")
    share = metric(page, UPDATED)
    assert share.endswith(" %")
    expect(page.get_by_text("trên 80 %").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(3)
    book = download(page, "Excel cả báo cáo")
    figures = {row["Tên chỉ tiêu"]: row["Kết quả"] for row in records(read_sheet(book), "Tên chỉ tiêu")}
    assert len(figures) == 3
    assert formats.number(figures[UPDATED], 1) == share.removesuffix(" %")
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    assert download(page.locator(".st-key-mou-theo-ky-png"), "Ảnh PNG").startswith(PNG)
    by_period = records(read_sheet(download(page.locator(".st-key-mou-theo-ky-xlsx"), "Excel")), "Kỳ")
    assert by_period[-1]["Biên bản hợp tác"] == figures[AGREEMENTS]
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    shot(page, "job-reports-2-phone")


def test_the_board_of_the_college_sees_what_is_owed_on_the_first_page(page: Page, site: Site):
    sign_in(page, site, "leadership")
    expect(page.get_by_text("Quá hạn").first).to_be_visible()
    shot(page, "job-home-1")
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    shot(page, "job-home-2-phone")
