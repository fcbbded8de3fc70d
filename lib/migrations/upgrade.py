"""Bringing the schema to the version that this code expects."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lib.core.database import SCHEMA, connecting_to, psycopg_url
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


class NotTheOwner(DomainError):
    message = N_(
        "Vai trò «{role}» (DATABASE_OWNER_URL) không sở hữu lược đồ dữ liệu, hoặc cơ sở dữ liệu chưa được chuẩn bị. "
        "Hãy chạy «python -m lib provision» rồi dùng địa chỉ mà lệnh này in ra."
    )


_NO_RIGHT = ("42501", "3F000")  # insufficient_privilege, and no such schema


def expected_head() -> str:
    """The newest revision, kept in a file so that two branches adding one conflict in git."""
    return (HERE / "current_head").read_text(encoding="ascii").strip()


def found_head(connection: sa.Connection) -> str | None:
    if connection.scalar(sa.text(f"SELECT to_regclass('{SCHEMA}.alembic_version')")) is None:
        return None
    return connection.scalar(sa.text(f"SELECT version_num FROM {SCHEMA}.alembic_version"))


def is_behind(connection: sa.Connection) -> bool:
    return found_head(connection) != expected_head()


def check_not_newer(connection: sa.Connection) -> None:
    """Raise SchemaTooNew when the database has a revision that this code does not know."""
    found = found_head(connection)
    if found is not None and not any((HERE / "versions").glob(f"{found}_*.py")):
        raise SchemaTooNew(found=found)


def upgrade(owner_url: str | sa.URL) -> bool:
    """Run what is missing, one process at a time; True if anything had to be done.

    Raises SchemaTooNew, NotTheOwner.
    """
    engine = sa.create_engine(psycopg_url(owner_url), poolclass=sa.NullPool, hide_parameters=True)
    with connecting_to(engine.url), engine.connect() as connection:
        if not is_behind(connection):
            return False
        check_not_newer(connection)
        connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        _run(connection)
        connection.commit()
    return True


def _run(connection: sa.Connection) -> None:
    from alembic import command  # imported late: a warm start has nothing to migrate

    try:
        command.upgrade(configuration(connection), "head")
    except sa.exc.ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", None) in _NO_RIGHT:
            raise NotTheOwner(role=connection.engine.url.username) from problem
        raise


def configuration(connection: sa.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config
