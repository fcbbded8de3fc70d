"""A fresh machine: the console's link, the set-up page, the first sign-in; on the embedded PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from lib.core import embedded
from tests.browser.conftest import Served, settle, shot

pytestmark = pytest.mark.browser
PHRASE = "núi rừng Tây Bắc xanh"


@pytest.fixture
def fresh(run_dir: Path) -> Iterator[Served]:
    place = run_dir / f"fresh-{uuid4().hex[:8]}"
    place.mkdir(mode=0o711)
    served = Served(place / "log", DATA_DIR=str(place / "data"))
    served.wait()
    yield served
    served.stop()
    embedded.stop(place / "data")


def test_the_printed_link_sets_the_school_up_once(page: Page, fresh: Served):
    link = re.search(r"http://localhost:\d+/setup\?token=\S+", fresh.log.read_text("utf-8"))
    assert link, "the console printed no set-up link"
    page.goto(link[0])
    page.get_by_label("Họ và tên").fill("Cà Thị Mai")
    page.get_by_label("Tên đăng nhập", exact=True).fill("mai")
    page.get_by_label("Mật khẩu", exact=True).fill(PHRASE)
    page.get_by_label("Nhập lại mật khẩu").fill(PHRASE + "?")
    settle(page)
    shot(page, "setup")
    page.get_by_role("button", name="Hoàn tất thiết lập").click()
    expect(page.get_by_text("không giống nhau")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Cà Thị Mai")
    page.get_by_label("Nhập lại mật khẩu").fill(PHRASE)
    page.get_by_role("button", name="Hoàn tất thiết lập").click()
    expect(page.get_by_text("Đã thiết lập xong")).to_be_visible()
    settle(page)
    shot(page, "setup-done")

    page.goto(link[0])
    expect(page.get_by_text("đã dùng hoặc đã hết hạn")).to_be_visible()

    page.goto(fresh.url)
    page.get_by_label("Tên đăng nhập", exact=True).fill("mai")
    page.get_by_label("Mật khẩu", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()
    settle(page)
    shot(page, "first-home")


def test_a_cold_deep_link_is_guarded_before_anybody_opened_the_app(page: Page, fresh: Served):
    page.goto(f"{fresh.url}/alumni")
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
