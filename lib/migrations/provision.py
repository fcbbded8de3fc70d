"""Roles and the database: who owns the schema and who may only use it.

`ketnoi_owner` owns the schema and runs migrations; `ketnoi_app` is what the app signs in as: no superuser, no owner,
no right to create anything. The embedded server is provisioned at its first start; on a shared server an
administrator runs `python -m lib provision --admin-url …` once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from lib.core.database import SCHEMA, connecting_to, psycopg_url

DATABASE = "ketnoi"  # in the embedded server; on a shared one the addresses name it
OWNER = "ketnoi_owner"
APP = "ketnoi_app"


@dataclass(frozen=True)
class Urls:
    """How the owner and the app sign in to one database."""

    owner: sa.URL
    app: sa.URL


def provision(admin_url: str | sa.URL, database: str, *, owner_password: str, app_password: str) -> Urls:
    """Create or repair the two roles, the database and its schema; safe to run again, and from two processes."""
    server = psycopg_url(admin_url)
    with _administrator(server) as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('ketnoi.provision'))"))
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            _make_role(connection, role, password)
        known = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database})
        if not known:
            make_database(connection, database)
        # Still in turn: two processes granting on one database at a time stumble over each other.
        with _administrator(server.set(database=database)) as inside:
            _make_schema(inside, database)
    return Urls(
        owner=server.set(username=OWNER, password=owner_password, database=database),
        app=server.set(username=APP, password=app_password, database=database),
    )


@contextmanager
def _administrator(url: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool, hide_parameters=True)
    with connecting_to(url), engine.connect() as connection:
        yield connection


def _make_role(connection: sa.Connection, role: str, password: str) -> None:
    known = connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    verb = "ALTER" if known else "CREATE"
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION"
    escaped = password.replace("'", "''")  # CREATE ROLE takes no bound parameters
    connection.exec_driver_sql(f"{verb} ROLE {role} {rights} PASSWORD '{escaped}'")


def make_database(connection: sa.Connection, database: str) -> None:
    """An empty database of the owner role; on an administrator's connection that commits by itself."""
    connection.exec_driver_sql(f"CREATE DATABASE {_quoted(database)} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0")


def close_to_others(connection: sa.Connection, database: str) -> None:
    """Only the two roles may connect. A dump does not carry this, so a restored database needs it anew."""
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT, TEMPORARY ON DATABASE {_quoted(database)} TO {OWNER}, {APP}")


def _make_schema(connection: sa.Connection, database: str) -> None:
    close_to_others(connection, database)
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}",
    ):
        connection.exec_driver_sql(statement)


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def is_ready(url: sa.URL) -> bool:
    """True when the app's role can sign in and reach the schema."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            return connection.scalar(sa.text(f"SELECT has_schema_privilege('{SCHEMA}', 'USAGE')")) is True
    except (sa.exc.OperationalError, sa.exc.ProgrammingError):
        return False


def is_too_strong(connection: sa.Connection) -> bool:
    """True for a superuser, a role that bypasses row security, or the owner of the schema."""
    return bool(
        connection.scalar(
            sa.text(
                "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_namespace "
                f"WHERE nspname = '{SCHEMA}' AND nspowner = pg_roles.oid) FROM pg_roles WHERE rolname = current_user"
            )
        )
    )
