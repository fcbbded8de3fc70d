"""What people do on every page: open a tab, bring in a file, take a file away, read a table."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import settle

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
    settle(page)


def upload(page: Page, file_name: str, data: bytes) -> None:
    """Give a file to the only uploader in view and wait until the app has read it."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": file_name, "mimeType": XLSX, "buffer": data}
    )
    expect(page.get_by_text(file_name).first).to_be_visible()
    settle(page)


def download(place: Page | Locator, button: str) -> bytes:
    """The file behind a button; the app makes it when the button is pressed."""
    page = place.page if isinstance(place, Locator) else place
    with page.expect_download() as waiting:
        place.get_by_role("button", name=button, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def read_sheet(data: bytes, name: str | None = None) -> list[list[Any]]:
    """The rows of a workbook's sheet (the first one unless named) as Excel would show them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[name] if name else book.worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def records(rows: list[list[Any]], first_heading: str) -> list[dict[str, Any]]:
    """The rows under the row of headings that begins with `first_heading`, by heading."""
    at = next(n for n, row in enumerate(rows) if row[0] == first_heading)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


def table(page: Page | Locator, alt: str | re.Pattern[str]) -> Locator:
    """A table by its description, brought into view so that it is painted."""
    found = page.get_by_role("region", name=alt, exact=isinstance(alt, str))
    found.scroll_into_view_if_needed()
    expect(found.locator("[role=gridcell]").first).to_be_attached()
    return found


def column(grid: Locator, heading: str) -> list[str]:
    """The texts of a column, as far as the table has been painted: its cells stand as text inside the canvas."""
    headings = grid.locator("[role=columnheader]").all_text_contents()
    rows = grid.locator("tbody [role=row]").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('[role=gridcell]')].map(cell => cell.textContent))"
    )
    return [row[headings.index(heading)] for row in rows]


def metric(page: Page, label: str) -> str:
    """The number on the card of that name."""
    card = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return card.get_by_test_id("stMetricValue").inner_text().strip()


def metrics(page: Page, labels: Mapping[str, str]) -> None:
    """See that each card says what is expected."""
    for label, value in labels.items():
        card = page.get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
        expect(card.get_by_test_id("stMetricValue")).to_have_text(value)


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    """Pick from a list; the field is typed into, so that a long list shows the option."""
    field = page.get_by_role("combobox", name=label)
    field.click()
    if isinstance(option, str):
        field.fill(option)
    page.get_by_role("option", name=option, exact=isinstance(option, str)).first.click()
    settle(page)
