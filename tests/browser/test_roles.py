"""Each role signs in, opens each page it may, is refused at the others, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES, permissions_of
from tests.browser.conftest import Site, settle, shot, sign_in

pytestmark = pytest.mark.browser
TITLES = {
    "alumni": "Cựu HSSV",
    "admissions": "Tuyển sinh",
    "scholarships": "Học bổng và chế độ",
    "reports": "Báo cáo",
    "settings": "Thiết lập",
}


def may(role: str, name: str) -> bool:
    return bool(permissions_of((role,)) & set(PAGE_PERMISSIONS[name]))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_nothing_else(page: Page, site: Site, role: str):
    sign_in(page, site, role)
    shot(page, f"{role}-home")
    navigation = page.get_by_test_id("stSidebarNav")
    for name, title in TITLES.items():
        expect(navigation.get_by_role("link", name=title, exact=True)).to_have_count(int(may(role, name)))
        page.goto(f"{site.url}/{name}")
        settle(page)
        if may(role, name):
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
        else:
            expect(page.get_by_text("Bạn không có quyền làm việc này")).to_be_visible()
        shot(page, f"{role}-{name}")


@pytest.mark.parametrize("name", TITLES)
def test_a_page_fits_a_phone_without_sideways_scrolling(page: Page, site: Site, name: str):
    role = next(role for role in ("student_affairs", "admissions", "admin") if may(role, name))
    sign_in(page, site, role)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}/{name}")
    settle(page)
    shot(page, f"phone-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", TITLES)
def test_a_stranger_with_a_deep_link_meets_the_sign_in_form_and_no_data(page: Page, site: Site, name: str):
    page.goto(f"{site.url}/{name}")
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    expect(page.get_by_role("button", name="Đăng xuất")).to_have_count(0)


def test_signing_in_at_a_deep_link_leads_there(page: Page, site: Site):
    sign_in(page, site, "student_affairs", "/alumni")
    expect(page).to_have_url(f"{site.url}/alumni")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cựu HSSV")


def test_a_wrong_password_is_refused_in_words(page: Page, site: Site):
    page.goto(site.url)
    page.get_by_label("Tên đăng nhập").fill("thuvien")
    page.get_by_label("Mật khẩu", exact=True).fill("không phải mật khẩu này")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Tên đăng nhập hoặc mật khẩu không đúng")).to_be_visible()


def test_signing_out_keeps_the_old_cookie_out(page: Page, site: Site):
    sign_in(page, site, "media")
    cookie = next(item for item in page.context.cookies() if item["name"] == "ketnoi_session")
    assert cookie["httpOnly"]
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": site.url}])
    page.goto(f"{site.url}/alumni")
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()


def test_the_language_switch_turns_the_whole_page_english(page: Page, site: Site):
    sign_in(page, site, "leadership")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    settle(page)
    shot(page, "leadership-home-english")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Reports", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    settle(page)
    shot(page, "leadership-reports-english")


def test_nothing_is_fetched_from_outside(page: Page, site: Site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, site, "leadership", "/reports")
    outside = [url for url in asked if not url.startswith((site.url, "data:", "blob:", site.url.replace("http", "ws")))]
    assert outside == []
