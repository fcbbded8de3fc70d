"""What a database holds, read in one snapshot: counts and hashes of rows, rights, policies, triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from lib.backups.manifest import Contents, Table
from lib.core.database import connecting_to
from lib.core.errors import Conflict, DomainError
from lib.core.i18n import N_

# Row security off: a role that may not see every row is refused, instead of being shown fewer.
SETTINGS = sa.text("""
    SELECT set_config(wanted.name, wanted.value, true)
    FROM (VALUES
        ('row_security', 'off'), ('search_path', 'pg_catalog'), ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'),
        ('IntervalStyle', 'postgres'), ('extra_float_digits', '1'), ('bytea_output', 'hex'),
        ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0')
    ) AS wanted (name, value)
    JOIN pg_settings USING (name)
""")
TABLES = sa.text("""
    SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1
""")
ROWS = """
    SELECT count(*), coalesce(sum(('x' || substr(hash, 1, 16))::bit(64)::bigint), 0)::text,
        coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint), 0)::text
    FROM (SELECT encode(sha256(convert_to((found.*)::text, 'UTF8')), 'hex') AS hash FROM ONLY {table} AS found) AS rows
"""
# Only what every version from 15 on writes alike. The owner's own rights are left out: new versions add some.
SHAPE = sa.text("""
    WITH ours AS (
        SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)' AND nspname NOT IN
            ('pg_catalog', 'information_schema')
    ), things AS (
        SELECT 'schema ' || nspname AS thing, nspowner AS owner, coalesce(nspacl, acldefault('n', nspowner)) AS acl
        FROM pg_namespace JOIN ours USING (oid, nspname)
        UNION ALL
        SELECT CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'relation ' END || nspname || '.' || relname, relowner,
            coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, relowner))
        FROM pg_class JOIN ours ON ours.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT 'column ' || nspname || '.' || relname || '.' || attname, relowner, attacl
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN ours ON ours.oid = relnamespace
        WHERE attacl IS NOT NULL AND NOT attisdropped
        UNION ALL
        SELECT 'function ' || nspname || '.' || proname || '(' || pg_get_function_identity_arguments(pg_proc.oid)
            || CASE WHEN prosecdef THEN ') definer' ELSE ')' END, proowner, coalesce(proacl, acldefault('f', proowner))
        FROM pg_proc JOIN ours ON ours.oid = pronamespace
    )
    SELECT thing || ' of ' || pg_get_userbyid(owner) FROM things
    UNION ALL
    SELECT thing || ': ' || privilege_type || ' to '
        || CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee) END
    FROM things, aclexplode(acl) WHERE grantee <> owner AND privilege_type <> 'MAINTAIN'
    UNION ALL
    SELECT 'row security ' || nspname || '.' || relname || CASE WHEN relforcerowsecurity THEN ' forced' ELSE '' END
    FROM pg_class JOIN ours ON ours.oid = relnamespace WHERE relrowsecurity
    UNION ALL
    SELECT 'policy ' || policyname || ' on ' || schemaname || '.' || tablename || ' ' || permissive || ' ' || cmd || ' '
        || array_to_string(roles, ',')
    FROM pg_policies
    UNION ALL
    SELECT 'trigger ' || tgname || ' on ' || nspname || '.' || relname || ' ' || tgenabled::text
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN ours ON ours.oid = relnamespace WHERE NOT tgisinternal
    UNION ALL
    SELECT 'constraint ' || conname || ' on ' || nspname || '.' || relname
        || CASE WHEN convalidated THEN '' ELSE ' open' END
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid JOIN ours ON ours.oid = relnamespace
    WHERE contype <> 'n'
    UNION ALL
    SELECT 'index ' || indexname || ' on ' || schemaname || '.' || tablename
    FROM pg_indexes JOIN ours ON ours.nspname = schemaname
    UNION ALL
    SELECT 'default of ' || pg_get_userbyid(defaclrole) || ' in ' || coalesce(nspname, '*')
        || ' ' || defaclobjtype::text || ': ' || privilege_type || ' to '
        || CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee) END
    FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace, aclexplode(defaclacl)
    WHERE grantee <> defaclrole AND privilege_type <> 'MAINTAIN'
""")
ROLES = sa.text("""
    SELECT DISTINCT rolname FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND refclassid = 'pg_authid'::regclass AND rolname !~ '^pg_' ORDER BY 1
""")
TURN = sa.text("SELECT pg_try_advisory_lock(hashtext('ketnoi.backup'))")


class AnotherRuns(Conflict):
    message = N_("Đang có một lần sao lưu khác chạy trên cơ sở dữ liệu này. Hãy đợi nó xong rồi chạy lại.")


class RowsHidden(DomainError):
    message = N_(
        "Vai trò «{role}» không đọc được mọi hàng của cơ sở dữ liệu, nên bản sao lưu sẽ thiếu và đã không được tạo "
        "({problem}). Hãy đặt DATABASE_ADMIN_URL là một vai trò quản trị đọc được tất cả."
    )


@dataclass(frozen=True)
class Snapshot:
    """A moment of the database, held still by an open transaction; `name` lets pg_dump see the same moment."""

    connection: sa.Connection
    name: str


@contextmanager
def connected(url: sa.URL) -> Iterator[sa.Connection]:
    """A connection of its own; raises NotConnected in words."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    with connecting_to(url), engine.connect() as connection:
        yield connection


@contextmanager
def snapshot(url: sa.URL) -> Iterator[Snapshot]:
    """Hold the database still for one reader at a time; raises AnotherRuns."""
    with connected(url) as connection:
        if not connection.scalar(TURN):
            raise AnotherRuns()
        connection.rollback()  # the lock stays with the connection
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield Snapshot(connection, str(connection.scalar(sa.text("SELECT pg_export_snapshot()"))))


def contents(connection: sa.Connection) -> Contents:
    """Counts and hashes of all tables and the shape around them, in the connection's transaction.

    Takes about 1 s for a million short rows. Raises RowsHidden when the role does not see everything.
    """
    connection.execute(SETTINGS)
    try:
        tables = {name: _rows(connection, name) for name in connection.scalars(TABLES)}
    except sa.exc.ProgrammingError as problem:
        if not isinstance(problem.orig, psycopg.errors.InsufficientPrivilege):
            raise
        raise RowsHidden(role=connection.engine.url.username, problem=_first_line(problem.orig)) from problem
    return Contents(tables, frozenset(connection.scalars(SHAPE)))


def _rows(connection: sa.Connection, table: str) -> Table:
    count, first, second = connection.exec_driver_sql(ROWS.format(table=table)).one()
    return Table(count, int(first), int(second))


def _first_line(problem: BaseException) -> str:
    return str(problem).splitlines()[0]


def roles(connection: sa.Connection) -> tuple[str, ...]:
    """Roles that own something in this database or hold a right in it; without them it cannot be restored."""
    return tuple(connection.scalars(ROLES))


def size(connection: sa.Connection) -> int:
    """Bytes of the database on the server's disk: more than its backup will take."""
    return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)


def server_version(connection: sa.Connection) -> str:
    """For example «18.4»."""
    return str(connection.scalar(sa.text("SHOW server_version"))).split()[0]


def databases(connection: sa.Connection) -> set[str]:
    return set(connection.scalars(sa.text("SELECT datname FROM pg_database")))
