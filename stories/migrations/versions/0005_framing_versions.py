"""The versions of a pitch: who changed what, when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stories import tables

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "framing_version",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("pitch_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", tables.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framing_version")),
        sa.UniqueConstraint("pitch_id", "number", name=op.f("uq_framing_version_pitch_id")),
    )
