"""Rounds keep their ranking rules and the day they were closed; seats taken earlier; the rector's decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admission_round", sa.Column("closed_on", sa.Date()), schema="app")
    op.add_column(
        "admission_round",
        sa.Column("ranking_rules", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        schema="app",
    )
    op.add_column("admission_offer", sa.Column("taken", sa.Integer(), server_default="0", nullable=False), schema="app")
    op.create_check_constraint(op.f("ck_admission_offer_taken"), "admission_offer", "taken >= 0", schema="app")
    op.add_column("applicant", sa.Column("direct_decision", sa.Text()), schema="app")


def downgrade() -> None:
    op.drop_column("applicant", "direct_decision", schema="app")
    op.drop_column("admission_offer", "taken", schema="app")
    op.drop_column("admission_round", "ranking_rules", schema="app")
    op.drop_column("admission_round", "closed_on", schema="app")
