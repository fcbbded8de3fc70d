"""Idle limits and places of sessions, delays between sign-ins, links for forgotten passwords; changes end sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A change of one's own password spares the session in which it is made: its digest is in a setting of the transaction.
END_SESSIONS = """
CREATE FUNCTION app.end_sessions(whose bigint, spared text) RETURNS void
LANGUAGE sql AS $$
    UPDATE app.app_session SET ended_at = now()
    WHERE account_id = whose AND ended_at IS NULL AND encode(token_hash, 'hex') IS DISTINCT FROM spared;
    UPDATE app.one_time_token SET used_at = now() WHERE account_id = whose AND used_at IS NULL;
$$
"""

ACCOUNT_CHANGED = """
CREATE FUNCTION app.account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.is_active, OLD.unit_id) IS DISTINCT FROM (NEW.is_active, NEW.unit_id) THEN
        PERFORM app.end_sessions(NEW.id, NULL);
    ELSE
        PERFORM app.end_sessions(NEW.id, current_setting('app.spared_session', true));
    END IF;
    RETURN NULL;
END $$
"""

ROLE_CHANGED = """
CREATE FUNCTION app.account_role_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM app.end_sessions(OLD.account_id, NULL);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM app.end_sessions(NEW.account_id, NULL);
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = (
    """
    CREATE TRIGGER account_ends_sessions AFTER UPDATE ON app.account FOR EACH ROW
    WHEN ((OLD.is_active, OLD.password_hash, OLD.unit_id) IS DISTINCT FROM
          (NEW.is_active, NEW.password_hash, NEW.unit_id))
    EXECUTE FUNCTION app.account_changed()
    """,
    """
    CREATE TRIGGER account_role_ends_sessions AFTER INSERT OR UPDATE OR DELETE ON app.account_role
    FOR EACH ROW EXECUTE FUNCTION app.account_role_changed()
    """,
)


def upgrade() -> None:
    idle = sa.Column("idle_for", sa.Interval(), server_default=sa.text("'30 minutes'::interval"), nullable=False)
    op.add_column("app_session", idle, schema="app")
    for name in ("address", "browser"):
        op.add_column("app_session", sa.Column(name, sa.Text(), server_default="", nullable=False), schema="app")
    op.add_column("one_time_token", sa.Column("bound_hash", sa.LargeBinary()), schema="app")
    _purposes("'setup', 'sign_in', 'reset'")
    op.drop_column("account", "failed_count", schema="app")
    op.drop_column("account", "locked_until", schema="app")
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
        schema="app",
    )
    for statement in (END_SESSIONS, ACCOUNT_CHANGED, ROLE_CHANGED, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER account_role_ends_sessions ON app.account_role")
    op.execute("DROP TRIGGER account_ends_sessions ON app.account")
    op.execute("DROP FUNCTION app.account_role_changed(), app.account_changed(), app.end_sessions(bigint, text)")
    op.drop_table("sign_in_tries", schema="app")
    op.add_column("account", sa.Column("locked_until", sa.DateTime(timezone=True)), schema="app")
    failed = sa.Column("failed_count", sa.Integer(), server_default="0", nullable=False)
    op.add_column("account", failed, schema="app")
    op.execute("DELETE FROM app.one_time_token WHERE purpose = 'reset'")
    _purposes("'setup', 'sign_in'")
    op.drop_column("one_time_token", "bound_hash", schema="app")
    for name in ("browser", "address", "idle_for"):
        op.drop_column("app_session", name, schema="app")


def _purposes(allowed: str) -> None:
    name = op.f("ck_one_time_token_purpose")
    op.drop_constraint(name, "one_time_token", schema="app")
    op.create_check_constraint(name, "one_time_token", f"purpose IN ({allowed})", schema="app")
