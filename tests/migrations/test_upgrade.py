"""The schema is what the tables say, and the app's role has no more than it needs."""

import pytest
import sqlalchemy as sa
from alembic import command

from lib.core.database import ConstraintRefused, sentence_for, transaction
from lib.migrations.provision import Urls, is_too_strong
from lib.migrations.upgrade import configuration, expected_head, found_head, upgrade
from lib.registry.tables import Person

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


UNREACHABLE = {
    # Nobody breaks these by typing: the screens offer only what is allowed, or a program writes the value.
    "uq_app_session_token_hash",
    "ck_one_time_token_purpose",
    "ck_admission_round_status",
    "ck_fund_entry_form",
    "ck_fund_entry_kind",
    "ck_unit_kind",
    "ck_programme_level",
    "ck_person_sex",
    "ck_contact_kind",
    "ck_study_record_status",
    "ck_study_record_entry",
}


def rules_in_the_database(connection: sa.Connection) -> set[str]:
    """Names of the check and unique constraints of the schema as it stands."""
    return set(
        connection.scalars(
            sa.text(
                "SELECT conname FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace "
                "WHERE nspname = 'app' AND contype IN ('c', 'u')"
            )
        )
    )


def test_every_rule_of_the_database_has_a_sentence_for_who_breaks_it(connection: sa.Connection):
    silent = {name for name in rules_in_the_database(connection) if sentence_for(name) is None}
    assert silent == UNREACHABLE


def test_a_broken_rule_is_told_in_the_users_words(connection: sa.Connection):
    with pytest.raises(ConstraintRefused, match="Họ và tên không được để trống"), transaction() as session:
        session.add(Person(full_name="", sort_name=""))
