"""A database with rows of every kind, on the server under test, and a way to look at what came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from lib.backups import queries
from lib.backups.manifest import Contents
from lib.core import config
from lib.core.config import Config
from lib.core.database import transaction
from lib.migrations.provision import Urls
from tests.factories import people

PASSPHRASE = "Đèo Pha Đin mùa mận chín"
AUDIT = "INSERT INTO app.audit_entry (username, action, entity, facts) "


@dataclass(frozen=True)
class Place:
    """One filled database: how the app, the owner and an administrator of its server reach it."""

    urls: Urls
    admin: sa.URL

    @property
    def name(self) -> str:
        return str(self.urls.app.database)

    @property
    def source(self) -> sa.URL:
        return self.admin.set(database=self.name)

    def contents(self, database: str | None = None) -> Contents:
        with queries.connected(self.admin.set(database=database or self.name)) as connection:
            return queries.contents(connection)

    def run(self, statement: str, url: sa.URL | None = None) -> None:
        engine = sa.create_engine(url or self.urls.owner, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text(statement))

    def databases(self) -> set[str]:
        """The server's databases, less those that other workers' tests make and drop meanwhile."""
        with queries.connected(self.admin) as connection:
            found = queries.databases(connection)
        return {name for name in found if name.startswith(self.name) or not name.startswith("ketnoi_test_")}

    def config(self, **more: str) -> Config:
        return config.read(self.environment() | more)

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.urls.app.render_as_string(hide_password=False),
            "DATABASE_OWNER_URL": self.urls.owner.render_as_string(hide_password=False),
            "DATABASE_ADMIN_URL": self.admin.render_as_string(hide_password=False),
        }


@pytest.fixture
def place(committed: Urls, admin_url: sa.URL) -> Iterator[Place]:
    made = Place(committed, admin_url)
    with transaction() as session:
        for name in ("Lò Văn Ân", "Giàng A Páo", "Nguyễn Thị Hoà", "Đèo Thị Ươm"):
            people.alumnus(session, name, phone="+84912345678", employer="Công ty Chè")
    made.run(
        AUDIT
        + r"""SELECT 'thu', 'thử', 'person', jsonb_build_object('số', g, 'chữ', E'«ơ»\t\n"\\')
        FROM generate_series(1, 500) AS g"""
    )
    yield made
    with queries.connected(admin_url.set(database="postgres")) as connection:
        autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in queries.databases(connection):
            if name.startswith(f"{made.name}_"):
                autocommit.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path
