"""Real servers in short directories that every account may pass through; pytest's own are private to root."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import psycopg
import pytest

from lib.core import embedded
from lib.core.embedded.account import Account, account_for

ROOT = Path(__file__).parents[3]

# An app process: says which server it found, lives until its input ends, then ends in good order.
APP = """
import sys
from contextlib import contextmanager
from pathlib import Path
from lib.core import embedded
from lib.core.embedded import postmaster
server = embedded.ensure_running(Path(sys.argv[1]))
print(postmaster.running(server.data).pid, flush=True)
sys.stdin.read()
"""


class App:
    """Another app process on the same data directory."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", APP, str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def server_pid(self) -> int:
        return int(_stream(self.process.stdout).readline())

    def end(self) -> None:
        _stream(self.process.stdin).close()
        assert self.process.wait(timeout=60) == 0
        _stream(self.process.stdout).close()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)
        _stream(self.process.stdin).close()
        _stream(self.process.stdout).close()


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@contextmanager
def data_directory() -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="kn-test-", dir="/tmp"))
    parent.chmod(0o711)
    yield parent / "data"
    embedded.stop(parent / "data")
    shutil.rmtree(parent)


@pytest.fixture
def home() -> Iterator[Path]:
    with data_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def server() -> Iterator[embedded.Server]:
    """One running server for the tests that only look."""
    with data_directory() as directory:
        yield embedded.ensure_running(directory)


@pytest.fixture
def app(home: Path) -> Iterator[Callable[[], App]]:
    apps: list[App] = []

    def begin() -> App:
        apps.append(App(home))
        return apps[-1]

    yield begin
    for each in apps:
        if each.process.poll() is None:
            each.kill()


@pytest.fixture
def server_account(home: Path) -> Account:
    """The account that the server of a new directory runs as."""
    return account_for(home / "postgres-18")


@pytest.fixture
def stranger(server_account: Account) -> Iterator[psutil.Process]:
    """An innocent process of the same account, which PostgreSQL by itself would take for a running server."""
    switch = {"user": server_account.uid, "group": server_account.gid}
    process = subprocess.Popen(["sleep", "600"], **switch)  # type: ignore[call-overload]  # keywords are built above
    yield psutil.Process(process.pid)
    process.kill()
    process.wait()


def ask(server: embedded.Server, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(
        host=server.host, port=server.port, user="postgres", password=server.superuser_password, dbname="postgres"
    ) as connection:
        cursor = connection.execute(sql)  # type: ignore[arg-type]  # tests pass plain text
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(name="ask")
def ask_fixture() -> Callable[[embedded.Server, str], list[tuple[object, ...]]]:
    return ask
