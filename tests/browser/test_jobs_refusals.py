"""What is no workbook is refused in a sentence, and what was not confirmed is not stored."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lib.admissions.tables import Applicant
from lib.imports.tables import ImportBatch
from lib.registry.tables import Person
from tests.browser import lists
from tests.browser.conftest import Site, settle, shot, sign_in
from tests.browser.steps import metrics, open_tab, upload

pytestmark = pytest.mark.browser
PAGES = {
    "alumni": ("student_affairs", "Nhập danh sách"),
    "admissions": ("admissions", "Hồ sơ"),
    "scholarships": ("student_affairs", "Nhập danh sách"),
}


def stored(site: Site) -> list[int]:
    with site.session() as session:
        tables = (Person, Applicant, ImportBatch)
        return [session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables]


def open_import(page: Page, site: Site, name: str) -> None:
    role, tab = PAGES[name]
    sign_in(page, site, role, f"/{name}")
    open_tab(page, tab)
    if name == "admissions":
        page.get_by_text("Nhập từ Excel", exact=True).click()
        settle(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_text_that_is_named_like_a_workbook_is_refused_in_a_sentence(page: Page, site: Site, name: str):
    before = stored(site)
    open_import(page, site, name)
    upload(page, "danhsach.xlsx", lists.not_a_workbook())
    expect(page.get_by_role("alert").get_by_text("không phải là tệp Excel (.xlsx) hay CSV (.csv)")).to_be_visible()
    expect(page.get_by_role("button", name="Nhập")).to_have_count(0)
    shot(page, f"job-refused-{name}")
    assert stored(site) == before


def test_a_reload_in_the_middle_of_a_preview_keeps_what_was_stored_and_stores_nothing(page: Page, site: Site):
    open_import(page, site, "alumni")
    before = stored(site)
    upload(page, "dodang.xlsx", lists.graduates())
    expect(page.get_by_role("button", name="Nhập")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_role("tab", name="Nhập danh sách")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("dodang.xlsx")).to_have_count(0)
    assert stored(site) == before
    upload(page, "dodang.xlsx", lists.graduates())
    metrics(page, {"Sai dữ liệu": "1"})
