"""Bringing the schema to the version that this code expects."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lib.core.database import SCHEMA, psycopg_url
from lib.core.errors import DomainError
from lib.core.i18n import N_

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
LOCK = 4_815_162_342  # any constant: whoever migrates this database holds it


class SchemaTooNew(DomainError):
    message = N_(
        "Cơ sở dữ liệu đang ở phiên bản {found}, mới hơn phần mềm này. Hãy cập nhật phần mềm rồi khởi động lại."
    )


def expected_head() -> str:
    """The newest revision, kept in a file so that two branches adding one conflict in git."""
    return (HERE / "current_head").read_text(encoding="ascii").strip()


def found_head(connection: sa.Connection) -> str | None:
    if connection.scalar(sa.text(f"SELECT to_regclass('{SCHEMA}.alembic_version')")) is None:
        return None
    return connection.scalar(sa.text(f"SELECT version_num FROM {SCHEMA}.alembic_version"))


def is_behind(connection: sa.Connection) -> bool:
    return found_head(connection) != expected_head()


def upgrade(owner_url: str | sa.URL) -> bool:
    """Run what is missing, one process at a time; True if anything had to be done."""
    engine = sa.create_engine(psycopg_url(owner_url), poolclass=sa.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        if not is_behind(connection):
            return False
        connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        _run(connection)
        connection.commit()
    return True


def _run(connection: sa.Connection) -> None:
    from alembic import command  # imported late: a warm start has nothing to migrate
    from alembic.util import CommandError

    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as problem:
        if found := found_head(connection):
            raise SchemaTooNew(found=found) from problem
        raise


def configuration(connection: sa.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config
