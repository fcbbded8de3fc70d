"""Databases made, renamed and dropped, always on an administrator's connection that commits by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from lib.backups.queries import databases
from lib.core.database import connecting_to
from lib.core.errors import Conflict
from lib.core.i18n import N_
from lib.migrations.provision import APP, OWNER, close_to_others, make_database

SCRATCH = "ketnoi_scratch_"
SWAP_ATTEMPTS = 5
TURN = sa.text("SELECT pg_advisory_lock(hashtext('ketnoi.restore'))")


class NameTaken(Conflict):
    message = N_("Đã có cơ sở dữ liệu tên «{name}». Hãy chọn tên khác: --into TÊN_MỚI.")


class StillInUse(Conflict):
    message = N_(
        "Cơ sở dữ liệu «{name}» vẫn có chương trình khác đang nối vào nên chưa thay được; chưa có gì thay đổi. "
        "Hãy tắt phần mềm rồi chạy lại."
    )


@contextmanager
def administrating(admin: sa.URL) -> Iterator[sa.Connection]:
    """One restore at a time; what a killed one left half done is dropped first."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, hide_parameters=True)
    with connecting_to(admin), engine.connect() as connection:
        connection.execute(TURN)
        for name in databases(connection):
            if name.startswith(SCRATCH):
                drop(connection, name)
        yield connection


def make_scratch(connection: sa.Connection, name: str, roles: tuple[str, ...]) -> None:
    """An empty database to restore into. Roles that this server lacks are made, without the right to sign in."""
    have = set(connection.scalars(sa.text("SELECT rolname FROM pg_roles")))
    for role in sorted({*roles, OWNER, APP} - have):
        connection.exec_driver_sql(f"CREATE ROLE {_quoted(connection, role)} NOLOGIN")
    make_database(connection, name)
    close_to_others(connection, name)


def drop(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(connection, name)} WITH (FORCE)")


def rename(connection: sa.Connection, old: str, new: str) -> None:
    """Raises NameTaken."""
    try:
        connection.exec_driver_sql(_rename(connection, old, new))
    except sa.exc.ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", None) != "42P04":
            raise
        raise NameTaken(name=new) from problem


def swap(connection: sa.Connection, current: str, fresh: str, aside: str) -> None:
    """Put `fresh` in the place of `current`, which stays as `aside`: both names change in one transaction.

    Whoever is connected is disconnected; the app connects again by itself. Raises StillInUse.
    """
    both = f"BEGIN; {_rename(connection, current, aside)}; {_rename(connection, fresh, current)}; COMMIT"
    for _attempt in range(SWAP_ATTEMPTS):
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": current}
        )
        try:
            connection.exec_driver_sql(both)
        except sa.exc.OperationalError as problem:  # somebody came back in between
            connection.exec_driver_sql("ROLLBACK")
            if getattr(problem.orig, "sqlstate", None) != "55006":
                raise
        else:
            return
    raise StillInUse(name=current)


def drop_aside(connection: sa.Connection, current: str, staying: str) -> None:
    """Drop what earlier restores put aside; only the latest stays."""
    pattern = re.compile(re.escape(current) + r"_before_\d{8}_\d{6}")
    for name in databases(connection):
        if pattern.fullmatch(name) and name != staying:
            drop(connection, name)


def _rename(connection: sa.Connection, old: str, new: str) -> str:
    return f"ALTER DATABASE {_quoted(connection, old)} RENAME TO {_quoted(connection, new)}"


def _quoted(connection: sa.Connection, identifier: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(identifier)
