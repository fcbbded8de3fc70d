"""A real PostgreSQL for every test that wants one, migrated once, cloned per worker, rolled back per test."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
import streamlit as st
from fasteners import InterProcessLock
from hypothesis import settings
from sqlalchemy.orm import Session

import lib.migrations.tables  # noqa: F401  every table must be known before the first mapped query
from lib.core import database, embedded
from lib.migrations.provision import Urls, provision
from lib.migrations.upgrade import upgrade

SHARED = "postgresql://postgres@127.0.0.1:5432/postgres"
RUN_DIR = "KETNOI_TEST_RUN_DIR"
PASSWORDS = {"owner_password": "owner-for-tests", "app_password": "app-for-tests"}


# On a submission the same examples every time: a new one found by chance belongs to whoever runs the tests at a desk.
settings.register_profile("submission", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    settings.load_profile("submission")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--server",
        default="embedded",
        help="embedded (our own PostgreSQL 18) or shared (a server at 127.0.0.1:5432 with trusted superuser)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker what looks at the whole server, and what shares one served site."""
    for item in items:
        for folder in ("backups", "browser"):
            if item.path.is_relative_to(Path(__file__).parent / folder):
                item.add_marker(pytest.mark.xdist_group(folder))


def shared_server_listens() -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", 5432)) == 0


def pytest_configure(config: pytest.Config) -> None:
    """Make one directory for all workers of a run, short and passable: the server may run under another account."""
    if not hasattr(config, "workerinput"):
        made = Path(tempfile.mkdtemp(prefix="ketnoi-"))
        made.chmod(0o711)
        os.environ[RUN_DIR] = str(made)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        made = Path(os.environ[RUN_DIR])
        embedded.stop(made / "server")
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def run_dir() -> Path:
    return Path(os.environ[RUN_DIR])


@pytest.fixture(scope="session")
def admin_url(request: pytest.FixtureRequest, run_dir: Path) -> Iterator[sa.URL]:
    """The superuser's address of the server under test."""
    if request.config.getoption("--server") == "shared":
        yield database.psycopg_url(SHARED)
        return
    yield embedded.ensure_running(run_dir / "server").superuser_dsn()


@pytest.fixture(scope="session")
def template(admin_url: sa.URL, run_dir: Path) -> Iterator[str]:
    """The name of a migrated, empty database to clone."""
    name_file = run_dir / "template-name"
    with InterProcessLock(run_dir / "template.lock"):
        if not name_file.exists():
            name = f"ketnoi_test_{uuid4().hex[:8]}"
            upgrade(provision(admin_url, name, **PASSWORDS).owner)
            name_file.write_text(name, encoding="ascii")
    yield name_file.read_text(encoding="ascii")


def _statement(admin_url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def clone(admin_url: sa.URL, template: str, run_dir: Path) -> Iterator["Cloner"]:
    cloner = Cloner(admin_url, template, run_dir / "clone.lock")
    yield cloner
    cloner.drop_all()


class Cloner:
    """Makes copies of the template; one at a time, because PostgreSQL copies only a database nobody is using."""

    def __init__(self, admin_url: sa.URL, template: str, lock: Path) -> None:
        self.admin_url, self.template, self.lock, self.made = admin_url, template, lock, list[str]()

    def __call__(self) -> Urls:
        name = f"{self.template}_{uuid4().hex[:8]}"
        with InterProcessLock(self.lock):
            _statement(self.admin_url, f"CREATE DATABASE {name} TEMPLATE {self.template} OWNER ketnoi_owner")
        self.made.append(name)
        return Urls(
            owner=self.admin_url.set(username="ketnoi_owner", password=PASSWORDS["owner_password"], database=name),
            app=self.admin_url.set(username="ketnoi_app", password=PASSWORDS["app_password"], database=name),
        )

    def drop_all(self) -> None:
        for name in self.made:
            _statement(self.admin_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def worker_engine(clone: Cloner) -> Iterator[sa.Engine]:
    engine = database.engine_for(clone().app)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(worker_engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection inside a transaction that is rolled back: the app's sessions become savepoints of it."""
    st.cache_data.clear()  # what one test cached must not answer the next
    with worker_engine.connect() as made:
        outer = made.begin()
        database.bind(made)
        yield made
        database.bind(None)
        outer.rollback()


@pytest.fixture
def session(connection: sa.Connection) -> Iterator[Session]:
    with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as made:
        yield made


@pytest.fixture
def committed(clone: Cloner) -> Iterator[Urls]:
    """A database of its own, for tests with several writers or another process."""
    st.cache_data.clear()
    urls = clone()
    engine = database.engine_for(urls.app)
    database.bind(engine)
    yield urls
    database.bind(None)
    engine.dispose()
