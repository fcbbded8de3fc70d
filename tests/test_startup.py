"""Starting the app: on a fresh directory, twice on one, on a shared server, and what it refuses."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from lib import startup
from lib.accounts.queries import any_account
from lib.core import config, database, embedded
from lib.core.errors import DomainError
from lib.migrations.provision import Urls
from tests.browser.conftest import Served

pytestmark = pytest.mark.database


@pytest.fixture
def place(run_dir: Path) -> Iterator[Path]:
    made = run_dir / f"start-{uuid4().hex[:8]}"
    made.mkdir(mode=0o711)
    yield made
    embedded.stop(made / "data")


def settings(urls: Urls, *, as_role: str = "app", owner: bool = True) -> config.Config:
    environment = {"DATABASE_URL": getattr(urls, as_role).render_as_string(hide_password=False)}
    if owner:
        environment["DATABASE_OWNER_URL"] = urls.owner.render_as_string(hide_password=False)
    return config.read(environment)


def test_two_processes_share_one_embedded_database_and_the_second_survives_the_first(place: Path):
    with ExitStack() as stack:
        first, second = (Served(place / f"log{n}", DATA_DIR=str(place / "data")) for n in (1, 2))
        for served in (first, second):
            stack.callback(served.stop)
        first.wait()
        second.wait()
        first.process.kill()
        first.process.wait()
        assert second.answers()
        links = [re.findall(r"/setup\?token=(\S+)", served.log.read_text("utf-8")) for served in (first, second)]
        assert all(len(found) == 1 for found in links)


def test_the_passwords_of_the_roles_are_nobody_elses(place: Path):
    found = startup.locate(config.read({"DATA_DIR": str(place / "data")}))
    kept = place / "data" / startup.ROLE_PASSWORDS
    assert kept.stat().st_mode & 0o077 == 0
    assert found.owner is not None
    assert found.owner.password != found.app.password
    assert "postgres-18" in {path.name for path in (place / "data").iterdir()}


def test_the_app_serves_a_shared_server_that_is_ready(committed: Urls, capsys: pytest.CaptureFixture[str]):
    startup.start(settings(committed))
    assert "/setup?token=" in capsys.readouterr().out
    with database.reading() as session:
        assert not any_account(session)


def test_the_app_refuses_to_work_as_the_owner(committed: Urls):
    with pytest.raises(startup.RoleTooStrong, match="ketnoi_app"):
        startup.start(settings(committed, as_role="owner"))


def test_the_app_refuses_to_work_as_superuser(committed: Urls, admin_url: sa.URL):
    strong = Urls(owner=committed.owner, app=admin_url.set(database=committed.app.database))
    with pytest.raises(startup.RoleTooStrong):
        startup.start(settings(strong))


def test_an_old_schema_without_its_owner_is_told(committed: Urls):
    engine = sa.create_engine(committed.owner, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE app.alembic_version SET version_num = '0001'"))
    with pytest.raises(startup.OwnerUrlMissing, match="DATABASE_OWNER_URL"):
        startup.start(settings(committed, owner=False))


def test_a_newer_schema_is_told(committed: Urls):
    engine = sa.create_engine(committed.owner, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE app.alembic_version SET version_num = '9999'"))
    with pytest.raises(DomainError, match="mới hơn phần mềm"):
        startup.start(settings(committed))
