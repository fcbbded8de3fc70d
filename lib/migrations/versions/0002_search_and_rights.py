"""Search words kept by triggers, and the rights of the app's own role."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOLD = r"""
CREATE FUNCTION app.fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(lower(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g') COLLATE "C"), 'đĐ', 'dd')
$$
"""

# Every tail of a phone number is a word of its own, so that a prefix search finds any part of it.
INDEX_PEOPLE = r"""
CREATE FUNCTION app.index_people(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO app.person_search (person_id, words)
    SELECT person.id, array_to_tsvector(ARRAY(
        SELECT DISTINCT word
        FROM (
            SELECT person.full_name AS said
            UNION ALL SELECT coalesce(student_code, '') || ' ' || coalesce(class_name, '')
                FROM app.study_record WHERE person_id = person.id
            UNION ALL SELECT employer FROM app.employment WHERE person_id = person.id
            UNION ALL SELECT value FROM app.contact WHERE person_id = person.id AND kind = 'email'
            UNION ALL SELECT substr(national, start)
                FROM (SELECT regexp_replace(value, '^\+84', '0') AS national
                      FROM app.contact WHERE person_id = person.id AND kind = 'phone') AS phones,
                     generate_series(1, greatest(length(national) - 2, 1)) AS start
        ) AS sources,
        regexp_split_to_table(app.fold(said), '[^[:alnum:]]+') AS word
        WHERE word <> ''
    ))
    FROM app.person WHERE person.id = ANY (ids)
    ON CONFLICT (person_id) DO UPDATE SET words = excluded.words
$$
"""


def upgrade() -> None:
    op.execute(FOLD)
    op.execute(INDEX_PEOPLE)
    for name, column in (("reindex_people", "id"), ("reindex_people_behind", "person_id")):
        op.execute(f"""
            CREATE FUNCTION app.{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM app.index_people(ARRAY(SELECT DISTINCT {column} FROM changed));
                RETURN NULL;
            END $$
        """)
    for table in ("person", "contact", "study_record", "employment"):
        function = "reindex_people" if table == "person" else "reindex_people_behind"
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            if (table, event) == ("person", "DELETE"):
                continue  # the search row goes with the person
            op.execute(f"""
                CREATE TRIGGER {table}_search_{event.lower()} AFTER {event} ON app.{table}
                REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.{function}()
            """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO ketnoi_app")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA app TO ketnoi_app")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ketnoi_app")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE ON SEQUENCES TO ketnoi_app")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON app.alembic_version FROM ketnoi_app")
    # What is on record stays as it was written.
    op.execute("REVOKE UPDATE, DELETE ON app.audit_entry, app.fund_entry, app.ranking_run FROM ketnoi_app")
    op.execute("REVOKE UPDATE, DELETE ON app.benefit_run, app.benefit_line FROM ketnoi_app")


def downgrade() -> None:
    for table in ("person", "contact", "study_record", "employment"):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_search_{event} ON app.{table}")
    op.execute("DROP FUNCTION app.reindex_people(), app.reindex_people_behind(), app.index_people(bigint[])")
    op.execute("DROP FUNCTION app.fold(text)")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA app FROM ketnoi_app")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE ALL ON TABLES FROM ketnoi_app")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE ALL ON SEQUENCES FROM ketnoi_app")
