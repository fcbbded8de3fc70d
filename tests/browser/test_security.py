"""What strangers and other users cannot do to a running app, and what its pages do under its content-security policy.

Each test is a hole that Streamlit, or the sign-in package by itself, leaves open.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from lib.accounts import commands
from lib.accounts import commands as accounts
from lib.accounts.gate import away
from lib.accounts.tables import Account, AccountRole, AppSession
from lib.audit.tables import AuditEntry
from lib.core import embedded
from lib.demo.accounts import new_password
from tests.browser.conftest import PATIENCE, ROOT, Served, Site, settle, sign_in

pytestmark = pytest.mark.browser
AT_ONCE = 3_000  # milliseconds: two seconds of the goal, one for the browser to draw the sign-in form


@contextmanager
def another_browser(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="vi-VN", accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def cookie_of(context: BrowserContext) -> str:
    return next(one["value"] for one in context.cookies() if one["name"] == "ketnoi_session")


def get(url: str, *, cookie: str | None = None, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers as a program sees them, with a session's cookie or without."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if cookie:
        sent["Cookie"] = f"ketnoi_session={cookie}"
    body = b"x" if method == "PUT" else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, sent, method=method), timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as refusal:
        return refusal.code, {name.lower(): value for name, value in refusal.headers.items()}


def open_socket(site: Site, *, origin: str | None, cookie: str | None = None, resume: str = "") -> ClientConnection:
    """A page's socket as a program opens it; `resume` is the id of a Streamlit session to come back to."""
    return connect(
        site.url.replace("http", "ws") + "/_stcore/stream",
        origin=origin,  # type: ignore[arg-type]  # any text is what a program may send
        additional_headers={"Cookie": f"ketnoi_session={cookie}"} if cookie else None,
        subprotocols=["streamlit", "token", *([resume] if resume else [])],  # type: ignore[list-item]  # plain names
        max_size=None,
    )


def said(socket: ClientConnection, seconds: float = 10) -> list[ForwardMsg]:
    """Run the page and read what it says until the run is over."""
    run = BackMsg()
    run.rerun_script.query_string = ""
    socket.send(run.SerializeToString())
    found = []
    while True:
        found.append(ForwardMsg.FromString(bytes(socket.recv(seconds))))  # type: ignore[arg-type]  # frames are bytes
        if found[-1].WhichOneof("type") == "script_finished":
            return found


def session_id_in(messages: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def is_sent_away(page: Page, do: Callable[[], object]) -> None:
    """After `do` the open page, which nobody touches, becomes the sign-in form."""
    do()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible(timeout=AT_ONCE)


class TestContentSecurityPolicy:
    VIOLATIONS = "window.violations = []; document.addEventListener('securitypolicyviolation', " + (
        "event => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`))"
    )

    @pytest.mark.parametrize("role", ["admin", "student_affairs", "admissions", "leadership"])
    def test_every_page_and_tab_works_under_the_policy(self, page: Page, site: Site, role: str):
        told: list[str] = []
        page.add_init_script(self.VIOLATIONS)
        page.on("console", lambda one: told.append(one.text) if "Content Security Policy" in one.text else None)
        sign_in(page, site, role)
        seen = 0
        names = ["", "alumni", "admissions", "scholarships", "reports", "settings", "account"]
        for name in names:
            page.goto(f"{site.url}/{name}")
            settle(page)
            for tab in page.get_by_role("tab").all():
                tab.click()
                settle(page)
                seen += 1
            assert page.evaluate("window.violations") == []
        assert told == []
        assert seen > 3

    def test_charts_downloads_and_uploads_work_under_the_policy(self, page: Page, site: Site, tmp_path: Path):
        told: list[str] = []
        page.on("console", lambda one: told.append(one.text) if "Content Security Policy" in one.text else None)
        sign_in(page, site, "leadership", "/reports")
        expect(
            page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
        ).to_be_visible()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Excel").first.click()
        assert taken.value.path().read_bytes().startswith(b"PK")
        sign_out(page)
        sign_in(page, site, "student_affairs", "/alumni")
        upload_something(page, tmp_path)
        assert told == []


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()


def upload_something(page: Page, tmp_path: Path) -> str:
    """Drop a file into the first upload of the page's tabs; returns the address that it went to."""
    file = tmp_path / "danh-sach.xlsx"
    file.write_bytes(b"not a workbook")
    for tab in page.get_by_role("tab").all():
        tab.click()
        settle(page)
        field = page.locator("[data-testid=stFileUploaderDropzoneInput]")
        if field.count():
            with page.expect_response(re.compile("upload_file")) as answer:
                field.first.set_input_files(file)
            assert answer.value.status == 204
            return answer.value.url
    raise AssertionError("no tab takes a file")


class TestDoors:
    @pytest.mark.parametrize("path", ["metrics", "script-health-check", "agent/openapi.json", "agent/interact"])
    def test_metrics_and_tools_of_developers_do_not_exist(self, site: Site, path: str):
        assert get(f"{site.url}/_stcore/{path}")[0] == 404

    def test_every_answer_carries_the_headers_and_no_banner(self, site: Site):
        for path in ("/", "/_stcore/health", "/static/none.js", "/session/end"):
            headers = get(site.url + path)[1]
            assert "frame-ancestors 'none'" in headers["content-security-policy"], path
            assert headers["x-content-type-options"] == "nosniff"
            assert "server" not in headers

    def test_a_socket_from_another_site_or_from_none_is_refused(self, site: Site):
        port = site.url.rsplit(":", 1)[1]
        for origin in (None, "http://evil.example", "http://localhost:1", f"http://127.0.0.1:{port}", "null"):
            with pytest.raises(InvalidStatus) as refused:
                open_socket(site, origin=origin)
            assert refused.value.response.status_code == 403
        with open_socket(site, origin=site.url) as socket:
            assert said(socket)

    def test_an_upload_larger_than_the_limit_is_refused(self, page: Page, site: Site, tmp_path: Path):
        sign_in(page, site, "student_affairs", "/alumni")
        url = upload_something(page, tmp_path)
        put = """async ([url, size]) => (await fetch(url, {
            method: 'PUT', body: new Blob([new Uint8Array(size)]),
            headers: {'X-Xsrftoken': document.cookie.match(/_streamlit_xsrf=([^;]*)/)[1]},
        })).status"""
        assert page.evaluate(put, [url, 21 * 1024 * 1024]) == 413
        assert page.evaluate("document.cookie").count("ketnoi") == 0  # no script reads ours


class TestFilesOfOthers:
    def test_an_export_opens_to_nobody_but_the_session_that_asked_for_it(
        self, page: Page, site: Site, chromium: Browser
    ):
        asked: list[str] = []
        page.on(
            "request", lambda one: asked.append(one.url) if "/media/" in one.url and ".png" not in one.url else None
        )
        sign_in(page, site, "leadership", "/reports")
        with page.expect_download():
            page.get_by_role("button", name="Excel").first.click()
        url = asked[-1]
        status, headers = get(url, cookie=cookie_of(page.context))
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert get(url)[0] == 401
        with another_browser(chromium) as context:
            other = context.new_page()
            sign_in(other, site, "media")
            assert get(url, cookie=cookie_of(context))[0] == 403
        time.sleep(3)  # refusals are put on record by the watch, which looks once a second
        with site.session() as session:
            assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "security.file_refused"))

    def test_nobody_uploads_into_the_session_of_another(
        self, page: Page, site: Site, chromium: Browser, tmp_path: Path
    ):
        sign_in(page, site, "student_affairs", "/alumni")
        url = upload_something(page, tmp_path)
        for method in ("PUT", "DELETE"):
            assert get(url, method=method, Origin=site.url)[0] == 401
            assert get(url, method=method, cookie=cookie_of(page.context))[0] == 403  # from no page
            with another_browser(chromium) as context:
                sign_in(context.new_page(), site, "media")
                assert get(url, method=method, cookie=cookie_of(context), Origin=site.url)[0] == 403

    def test_the_id_of_a_session_is_no_key_to_it(self, page: Page, site: Site, chromium: Browser, tmp_path: Path):
        sign_in(page, site, "student_affairs", "/alumni")
        victim = upload_something(page, tmp_path).split("/")[-2]
        with another_browser(chromium) as context:
            sign_in(context.new_page(), site, "media")
            for cookie in (None, cookie_of(context)):
                with open_socket(site, origin=site.url, cookie=cookie, resume=victim) as socket:
                    assert session_id_in(said(socket)) != victim
        settle(page)
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()


class TestEndedSessions:
    @pytest.fixture
    def account(self, site: Site) -> Iterator[tuple[str, int]]:
        """A user of one's own for a test that changes the user; the site's accounts stay as they are."""
        username, password = f"thu{time.monotonic_ns() % 10**9}", new_password()
        with site.session() as session:
            made = commands.create_account(
                session, None, username=username, full_name="Quàng Thị Thử", password=password, roles=["media"]
            )
        site.accounts[username] = username, password
        yield username, made
        del site.accounts[username]

    @pytest.mark.parametrize("change", ["deactivated", "new password", "new role", "role taken", "ended", "expired"])
    def test_an_open_page_notices_within_two_seconds(
        self, page: Page, site: Site, account: tuple[str, int], change: str
    ):
        username, account_id = account
        statements = {
            "deactivated": sa.update(Account).where(Account.id == account_id).values(is_active=False),
            "new password": sa.update(Account).where(Account.id == account_id).values(password_hash="x"),
            "new role": sa.insert(AccountRole).values(account_id=account_id, role="union"),
            "role taken": sa.delete(AccountRole).where(AccountRole.account_id == account_id),
            "ended": sa.update(AppSession).where(AppSession.account_id == account_id).values(ended_at=sa.func.now()),
            "expired": sa.update(AppSession)
            .where(AppSession.account_id == account_id)
            .values(expires_at=sa.func.now()),
        }

        def do() -> None:
            with site.session() as session:
                session.execute(statements[change])

        sign_in(page, site, username, "/alumni")
        is_sent_away(page, do)

    def test_signing_out_in_one_tab_ends_the_others(self, page: Page, site: Site):
        sign_in(page, site, "media", "/alumni")
        second = page.context.new_page()
        second.goto(f"{site.url}/reports")
        settle(second)
        is_sent_away(page, lambda: second.get_by_role("button", name="Đăng xuất").click())

    def test_signing_out_everywhere_ends_other_browsers(self, page: Page, site: Site, chromium: Browser):
        sign_in(page, site, "union")
        with another_browser(chromium) as context:
            other = context.new_page()
            sign_in(other, site, "union")
            other.goto(f"{site.url}/account")
            is_sent_away(page, lambda: other.get_by_role("button", name="Đăng xuất mọi thiết bị").click())
            expect(other.get_by_label("Tên đăng nhập")).to_be_visible()

    def test_a_socket_that_never_listens_to_the_redirect_is_closed(
        self, page: Page, site: Site, account: tuple[str, int]
    ):
        username, account_id = account
        sign_in(page, site, username)
        with open_socket(site, origin=site.url, cookie=cookie_of(page.context)) as socket:
            said(socket)
            with site.session() as session:
                session.execute(sa.update(Account).where(Account.id == account_id).values(is_active=False))
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    socket.recv(5)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()

    def test_an_administrator_ends_a_session_of_a_user(
        self, page: Page, site: Site, chromium: Browser, account: tuple[str, int]
    ):
        username, _id = account
        sign_in(page, site, username, "/alumni")
        with another_browser(chromium) as context:
            admin = context.new_page()
            sign_in(admin, site, "admin", "/settings")
            choose(admin, "Phiên", username)
            is_sent_away(page, lambda: admin.get_by_role("button", name="Kết thúc phiên", exact=True).click())


def choose(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.keyboard.type(text)  # the list holds only what fits; typing narrows it
    page.get_by_role("option").filter(has_text=text).first.click()
    settle(page)


class TestPasswords:
    def make_user(self, page: Page, site: Site, username: str, password: str) -> None:
        """A user with a first password, as the settings page makes one; the administrator is at that page."""
        with site.session() as session:
            accounts.create_account(
                session, None, username=username, full_name="Lường Văn Mới", password=password,
                roles=["leadership"], is_first_password=True,
            )  # fmt: skip
        sign_in(page, site, "admin", "/settings")

    def test_who_gets_a_password_from_another_must_change_it_before_anything_else(
        self, page: Page, site: Site, chromium: Browser
    ):
        username, first, own = f"moi{time.monotonic_ns() % 10**9}", new_password(), new_password()
        self.make_user(page, site, username, first)
        site.accounts[username] = username, first
        with another_browser(chromium) as context:
            new = context.new_page()
            sign_in(new, site, username, "/alumni")
            expect(new.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
            expect(new.get_by_test_id("stSidebarNav")).to_have_count(0)
            new.get_by_label("Mật khẩu hiện tại", exact=True).fill(first)
            new.get_by_label("Mật khẩu mới", exact=True).fill(own)
            new.get_by_label("Nhập lại mật khẩu mới", exact=True).fill(own)
            new.get_by_role("button", name="Đổi mật khẩu", exact=True).click()
            expect(new.get_by_test_id("stSidebarNav").get_by_role("link", name="Cựu HSSV")).to_be_visible()
        del site.accounts[username]

    def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
        self, page: Page, site: Site, chromium: Browser
    ):
        username, first, own = f"quen{time.monotonic_ns() % 10**9}", new_password(), new_password()
        self.make_user(page, site, username, first)
        choose(page, "Người dùng quên mật khẩu", username)
        page.get_by_role("button", name="Tạo liên kết đặt lại mật khẩu").click()
        link = page.get_by_test_id("stCode").inner_text().strip()
        with another_browser(chromium) as context:
            new = context.new_page()
            new.goto(link)
            new.get_by_label("Mật khẩu mới", exact=True).fill(own)
            new.get_by_label("Nhập lại mật khẩu mới", exact=True).fill(own)
            new.get_by_role("button", name="Đặt mật khẩu", exact=True).click()
            expect(new.get_by_text("Đã đặt mật khẩu mới")).to_be_visible()
            new.goto(link)
            expect(new.get_by_text("đã dùng hoặc đã hết hạn")).to_be_visible()
            site.accounts[username] = username, own
            sign_in(new, site, username)
        del site.accounts[username]


class Alone:
    """An app on an embedded database of its own, with one administrator, where the database may be killed."""

    def __init__(self, place: Path) -> None:
        self.place, self.data = place, place / "data"
        self.username, self.password = "quantri1", new_password()
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        subprocess.run(
            [sys.executable, "-m", "lib", "create-admin", self.username, "Lò Thị Quản"],
            input=self.password + "\n", text=True, cwd=ROOT, env=keep | {"DATA_DIR": str(self.data)}, check=True,
        )  # fmt: skip

    def serve(self, name: str, **environment: str) -> Served:
        served = Served(self.place / name, DATA_DIR=str(self.data), **environment)
        served.wait()
        return served

    def enter(self, page: Page, served: Served) -> None:
        page.goto(served.url)
        page.get_by_label("Tên đăng nhập").fill(self.username)
        page.get_by_label("Mật khẩu", exact=True).fill(self.password)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()

    def kill_database(self) -> None:
        """As a machine that lost power would: no word to anybody."""
        first_line = (self.data / "postgres-18" / "postmaster.pid").read_text("ascii").splitlines()[0]
        os.kill(int(first_line), signal.SIGKILL)


@pytest.fixture(scope="module")
def alone(run_dir: Path) -> Iterator[Alone]:
    place = run_dir / f"alone-{uuid4().hex[:8]}"
    place.mkdir(mode=0o711)
    yield Alone(place)
    embedded.stop(place / "data")


@pytest.mark.skipif(os.name == "nt", reason="kills the database the way POSIX systems do")
def test_when_the_database_dies_a_plain_page_waits_and_the_same_session_goes_on(page: Page, alone: Alone):
    served = alone.serve("log-killed")
    try:
        alone.enter(page, served)
        alone.kill_database()
        met, end = set[int](), time.monotonic() + 60
        while time.monotonic() < end and (met != {200, 503} or get(served.url)[0] != 200):
            met.add(get(served.url)[0])
            time.sleep(0.05)
        assert met == {200, 503}
        page.goto(served.url + "/settings")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thiết lập")
    finally:
        served.stop()


@pytest.mark.skipif(os.name == "nt", reason="stops the database the way POSIX systems do")
def test_the_plain_page_becomes_the_app_again_by_itself(page: Page, alone: Alone):
    served = alone.serve("log-stopped")
    try:
        alone.enter(page, served)
        alone.kill_database()
        end = time.monotonic() + 20
        while time.monotonic() < end and page.get_by_text(away.TITLE).count() == 0:
            page.goto(served.url + "/settings")
        expect(page.get_by_text(away.TITLE)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thiết lập")
    finally:
        served.stop()


def test_a_session_ends_when_nobody_does_anything_and_lives_while_somebody_does(page: Page, alone: Alone):
    served = alone.serve("log-idle", SESSION_IDLE_MINUTES="0.1")
    try:
        alone.enter(page, served)
        for _minute in range(4):
            time.sleep(2.5)
            page.get_by_text("English", exact=True).click()
            page.get_by_text("Tiếng Việt", exact=True).click()
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()
        page.wait_for_timeout(6_000)
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible(timeout=AT_ONCE)
    finally:
        served.stop()


def test_a_session_ends_at_its_longest_even_while_somebody_works(page: Page, alone: Alone):
    served = alone.serve("log-length", SESSION_HOURS="0.002")
    try:
        alone.enter(page, served)
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible(timeout=12_000)
    finally:
        served.stop()


def test_others_on_the_network_over_plain_http_are_a_loud_line_at_the_start(alone: Alone):
    for name, environment, is_loud in (
        ("log-open", {"HOST": "0.0.0.0"}, True),
        ("log-proxy", {"HOST": "0.0.0.0", "PUBLIC_URL": "https://ket-noi.example"}, False),
        ("log-loopback", {}, False),
    ):
        served = alone.serve(name, **environment)
        served.stop()
        assert ("CẢNH BÁO" in (alone.place / name).read_text("utf-8")) is is_loud


def test_behind_a_proxy_that_speaks_https_the_cookies_are_secure(alone: Alone):
    served = alone.serve("log-https")
    try:
        headers = get(served.url, X_Forwarded_Proto="https")[1]
        assert headers["set-cookie"].startswith("__Host-ketnoi_entry=")
        assert "; secure" in headers["set-cookie"].lower()
        assert "max-age=31536000" in headers["strict-transport-security"]
        assert get(served.url)[1]["set-cookie"].startswith("ketnoi_entry=")
    finally:
        served.stop()
