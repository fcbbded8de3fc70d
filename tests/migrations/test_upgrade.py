"""The schema is what the tables say, and the app's role has no more than it needs."""

import pytest
import sqlalchemy as sa
from alembic import command

from lib.migrations.provision import Urls, is_too_strong
from lib.migrations.upgrade import configuration, expected_head, found_head, upgrade

pytestmark = pytest.mark.database


def test_the_migrations_lead_to_the_tables_of_the_code(committed: Urls):
    engine = sa.create_engine(committed.owner, poolclass=sa.NullPool)
    with engine.connect() as connection:
        command.check(configuration(connection))
        assert found_head(connection) == expected_head()


def test_upgrading_twice_does_nothing_the_second_time(committed: Urls):
    assert upgrade(committed.owner) is False


def test_the_app_role_is_neither_superuser_nor_owner(connection: sa.Connection):
    assert not is_too_strong(connection)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE app.extra (id int)",
        "DROP TABLE app.person",
        "TRUNCATE app.person",
        "ALTER TABLE app.person DISABLE TRIGGER ALL",
        "UPDATE app.audit_entry SET action = ''",
        "DELETE FROM app.audit_entry",
        "UPDATE app.fund_entry SET amount_vnd = 1",
        "DELETE FROM app.benefit_line",
        "UPDATE app.alembic_version SET version_num = ''",
        "CREATE SCHEMA extra",
    ],
)
def test_the_app_role_may_not_change_the_schema_or_the_record(connection: sa.Connection, statement: str):
    with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
        connection.exec_driver_sql(statement)
