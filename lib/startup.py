"""Getting ready to serve: a database that answers, a schema that fits, and a link for the first administrator."""

import asyncio
import gc
import json
import logging
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

import lib.migrations.tables  # noqa: F401  every table must be known before the first mapped query
from lib.accounts import queries as account_queries
from lib.accounts.gate import watch
from lib.accounts.links import commands as links
from lib.backups import schedule
from lib.core import config as configuration
from lib.core import database, embedded
from lib.core.config import Config
from lib.core.errors import DomainError
from lib.core.i18n import N_, _
from lib.migrations.provision import APP, DATABASE, OWNER, Urls, is_ready, is_too_strong, provision
from lib.migrations.upgrade import check_not_newer, is_behind, upgrade

ROLE_PASSWORDS = "roles.json"
DEMO_ACCOUNTS = "demo-accounts.json"
SECONDS_BETWEEN_COLLECTIONS = 60
LOOPBACK = ("127.0.0.1", "localhost", "::1")


IN_THE_OPEN = N_(
    "CẢNH BÁO: phần mềm mở ra mạng bằng http, mật khẩu và dữ liệu đi qua mạng không mã hoá. "
    "Hãy đặt sau proxy https và ghi PUBLIC_URL=https://…"
)


class OwnerUrlMissing(DomainError):
    message = N_(
        "Cơ sở dữ liệu cần nâng cấp nhưng chưa có DATABASE_OWNER_URL (vai trò chủ sở hữu lược đồ). "
        "Hãy đặt biến này rồi chạy «python -m lib migrate»."
    )


class RoleTooStrong(DomainError):
    message = N_(
        "DATABASE_URL đang dùng vai trò «{role}» có quyền quản trị hoặc là chủ sở hữu dữ liệu. "
        "Hãy dùng vai trò ketnoi_app (tạo bằng «python -m lib provision»)."
    )


@dataclass(frozen=True)
class Connection:
    """Where the database is: `owner` is None when only the app's own role is known."""

    app: sa.URL
    owner: sa.URL | None


def locate(config: Config) -> Connection:
    """Find the shared server, or start the embedded one and make its roles."""
    if config.database_url:
        owner = database.psycopg_url(config.owner_url) if config.owner_url else None
        return Connection(database.psycopg_url(config.database_url), owner)
    server = embedded.ensure_running(config.data_dir)
    keys = _role_passwords(config.data_dir)
    urls = Urls(
        owner=database.psycopg_url(server.dsn(OWNER, DATABASE, keys["owner"])),
        app=database.psycopg_url(server.dsn(APP, DATABASE, keys["app"])),
    )
    if not is_ready(urls.app):
        provision(server.superuser_dsn(), DATABASE, owner_password=keys["owner"], app_password=keys["app"])
    return Connection(urls.app, urls.owner)


def start(config: Config, *, offer_setup: bool = True) -> None:
    """Connect, migrate, bind; print the set-up link when nobody can sign in yet."""
    found = locate(config)
    engine = database.engine_for(found.app)
    with database.connecting_to(found.app), engine.connect() as connection:
        if is_too_strong(connection):
            raise RoleTooStrong(role=found.app.username)
        check_not_newer(connection)
        behind = is_behind(connection)
    if behind and found.owner is None:
        raise OwnerUrlMissing()
    if behind and found.owner is not None:
        upgrade(found.owner)
    database.bind(engine)
    if offer_setup:
        _offer_setup(config)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, object]]:
    """Start before the first request; back up daily; collect garbage on a timer, not after every run of a page."""
    config = configuration.read()
    if is_in_the_open(config):
        print(f"\n  *** {_(IN_THE_OPEN)}\n", flush=True)
    # Streamlit turns uvicorn's log of every request on; addresses of pages and files are nobody's business.
    logging.getLogger("uvicorn.access").disabled = True
    await asyncio.to_thread(start, config)
    gc.freeze()
    works = (_collect_now_and_then(), schedule.keep_daily(config), watch.run(lambda: reconnect(config)))
    beside = [asyncio.create_task(work) for work in works]
    yield {}
    for task in beside:
        task.cancel()
    database.bind(None)
    if not config.database_url:
        embedded.leave(config.data_dir)


def reconnect(config: Config) -> None:
    """Start the embedded database again after it died; it may answer at another place than before.

    A shared server is somebody else's to start; the pool notices by itself when it is back.
    """
    if not config.database_url:
        database.bind(database.engine_for(locate(config).app))


def is_in_the_open(config: Config) -> bool:
    """True when others can reach the app and nothing says that a proxy speaks https for it."""
    return config.host not in LOOPBACK and not config.public_url.startswith("https://")


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_COLLECTIONS)
        gc.collect()


def _offer_setup(config: Config) -> None:
    with database.reading() as session:
        if account_queries.any_account(session):
            return
    with database.transaction() as session:
        token = links.mint_link(session, purpose="setup")
    print(
        f"\n  {_('Thiết lập lần đầu (liên kết dùng một lần):')}\n  {config.public_url}/setup?token={token}\n",
        flush=True,
    )


def _role_passwords(data_dir: Path) -> dict[str, str]:
    """The two roles' random passwords, in a file that only this user can read; the first process writes it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / ROLE_PASSWORDS
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return dict(json.loads(path.read_text(encoding="ascii")))
    made = {"owner": secrets.token_urlsafe(24), "app": secrets.token_urlsafe(24)}
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(made, file)
    return made


def keep_demo_accounts(config: Config, accounts: Sequence[tuple[str, str, str]]) -> None:
    """Remember the demo's random passwords beside its data, so that a later start can print them again."""
    path = config.data_dir / DEMO_ACCOUNTS
    path.touch(mode=0o600)
    path.write_text(json.dumps(list(accounts), ensure_ascii=False), encoding="utf-8")


def demo_accounts(config: Config) -> list[tuple[str, str, str]]:
    """(username, password, role) as kept at loading; empty when the file is gone."""
    path = config.data_dir / DEMO_ACCOUNTS
    if not path.exists():
        return []
    return [(username, password, role) for username, password, role in json.loads(path.read_text(encoding="utf-8"))]
