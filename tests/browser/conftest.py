"""A running app with demo data, and a real Chromium to use it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.orm import Session

from lib.core import database
from lib.migrations.provision import Urls
from tests.conftest import Cloner

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-results" / "screenshots"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds
TALLEST = 6_000  # pixels of a picture


@dataclass(frozen=True)
class Site:
    """A served app: its address and, by role, the demo's user name and password."""

    url: str
    accounts: dict[str, tuple[str, str]]
    urls: Urls

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The database behind the app, to look into it or to prepare it; committed at the end."""
        engine = database.engine_for(self.urls.app)
        with Session(engine) as made, made.begin():
            yield made
        engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: .ci/install-chromium did not install it")
        pytest.skip("NO BROWSER TESTS: Chromium is not installed (apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`python -m lib run` as a process of its own, its output in a file."""

    logs: ClassVar[list[Path]] = []

    def __init__(self, log: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = log
        self.logs.append(log)
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lib", "run"],
                cwd=ROOT,
                env=keep | {"PORT": str(self.port)} | environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                pytest.fail(f"the app ended: {self.log.read_text('utf-8')[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the app did not answer: {self.log.read_text('utf-8')[-2000:]}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="session")
def site(clone: Cloner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The app on a database of its own, filled with demo data, served as users meet it."""
    from lib.demo.accounts import USERS
    from lib.demo.load import load

    urls = clone()
    engine = database.engine_for(urls.app)
    database.bind(engine)
    with database.transaction() as session:
        summary = load(session)
    database.bind(None)
    engine.dispose()
    served = Served(
        tmp_path_factory.mktemp("site") / "log",
        DATABASE_URL=urls.app.render_as_string(hide_password=False),
        DATABASE_OWNER_URL=urls.owner.render_as_string(hide_password=False),
    )
    served.wait()
    accounts = {USERS[name][0]: (name, password) for name, password, _role in summary.accounts}
    yield Site(served.url, accounts, urls)
    served.stop()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser profile; the test fails on an error that the app or its scripts report."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN", accept_downloads=True)
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    yield made
    shot(made, f"last-{request.node.name}")
    context.close()
    assert errors == []


def shot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page: Streamlit scrolls inside, so the window is made as high as what is in it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{''.join(c if c.isalnum() or c in '-_.' else '-' for c in name)}.png"
    size = page.viewport_size
    assert size is not None, "the context has a viewport"
    height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0")
    if height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(height, TALLEST)})
        page.wait_for_timeout(200)  # tables and charts draw what has come into view
    page.screenshot(path=path)
    page.set_viewport_size(size)
    return path


def settle(page: Page) -> None:
    """Wait until the app has finished its run, and see that it did not report a defect."""
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", state="attached")
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", state="attached")
    assert page.locator("[data-testid='stException']").count() == 0
    if page.get_by_text("mã sự cố").count():
        told = Served.logs[-1].read_text("utf-8")
        pytest.fail(f"the app met a defect: {told[told.find('incident') :]}")


def sign_in(page: Page, site: Site, role: str, path: str = "/") -> None:
    """Go to a page as a stranger, sign in there, and arrive."""
    username, password = site.accounts[role]
    page.goto(site.url + path)
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()
    settle(page)
