"""What keeping needs: marks that other processes can follow, rebuilds that are remembered, imports that go on after a stop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stories import tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("index_dirty") as batch:
        batch.add_column(sa.Column("drained", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_index("ix_index_dirty_mark", ["mark"])
    op.create_index("ix_passage_vector_present", "passage_vector", ["model", "passage", "story_id", "story_version"])
    op.create_table(
        "index_rebuild",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("stories", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_rebuild")),
    )
    op.create_table(
        "import_progress",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("updated_at", tables.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_progress")),
    )
