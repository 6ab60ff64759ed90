"""A file beside a piece of evidence: the name it is kept under, and the one people see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("evidence", sa.Column("attachment", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("evidence", sa.Column("attachment_name", sa.String(length=120), nullable=False, server_default=""))
