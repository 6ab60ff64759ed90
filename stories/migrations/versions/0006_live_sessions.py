"""Live sessions: what rooms were asked, answered, grouped, agreed, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stories import tables

revision = "0006"
down_revision = "0005"


def _when(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, tables.UtcDateTime(timezone=True), nullable=nullable)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _words(**lengths: int) -> list[sa.Column]:
    return [sa.Column(name, sa.String(length=length), nullable=False) for name, length in lengths.items()]


def _session_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["session_id"], ["live_session.id"], name=op.f(f"fk_{table}_session_id_live_session"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "live_session",
        *_words(id=26, kind=16),
        *_text("question"),
        *_words(service=32, people=120, audience=64, form=16),
        sa.Column("moderated", sa.Boolean(), nullable=False),
        *_words(pitch_id=26),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _when("step_began_at"),
        *_words(on_wall=64),
        sa.Column("page", sa.Integer(), nullable=False),
        _when("silence_until", nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        *_text("statement", "who_else", "decision"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_words(opened_by=120),
        _when("opened_at"),
        _when("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_session")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_live_session_code_hash")),
    )
    op.create_table(
        "live_session_story",
        *_words(session_id=26, story_id=64),
        sa.Column("position", sa.Integer(), nullable=False),
        _when("shown_at", nullable=True),
        _session_key("live_session_story"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_live_session_story_story_id_story"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "story_id", name=op.f("pk_live_session_story")),
    )
    op.create_table(
        "live_participant",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_words(session_id=26, token_hash=64),
        _when("joined_at"),
        _session_key("live_participant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_participant")),
        sa.UniqueConstraint("session_id", "token_hash", name="uq_live_participant_place"),
    )
    op.create_table(
        "live_group",
        *_words(id=26, session_id=26, kind=16),
        *_text("name"),
        *_words(central=26),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        _session_key("live_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_group")),
    )
    op.create_index("ix_live_group_session_id", "live_group", ["session_id"])
    op.create_table(
        "live_answer",
        *_words(id=26, session_id=26),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        *_words(step=16, kind=80, code=64),
        *_text("text", "shown_as"),
        *_words(sent_key=64, status=8),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=True),
        _when("at"),
        *_words(decided_by=120),
        _session_key("live_answer"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["live_participant.id"], name=op.f("fk_live_answer_participant_id_live_participant"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["live_group.id"], name=op.f("fk_live_answer_group_id_live_group"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_answer")),
        sa.UniqueConstraint("participant_id", "sent_key", name="uq_live_answer_sent"),
    )
    op.create_index("ix_live_answer_session", "live_answer", ["session_id", "kind", "status"])
    op.create_table(
        "live_loss",
        *_words(id=26, session_id=26, kind=16),
        *_text("what", "kept", "offer"),
        _session_key("live_loss"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_loss")),
    )
    op.create_index("ix_live_loss_session_id", "live_loss", ["session_id"])
    op.create_table(
        "live_commitment",
        *_words(id=26, session_id=26, owner=120),
        *_text("action", "first_step"),
        sa.Column("due_on", sa.Date(), nullable=False),
        *_text("known_by"),
        _when("made_at"),
        _session_key("live_commitment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_commitment")),
    )
    op.create_index("ix_live_commitment_session_id", "live_commitment", ["session_id"])
    op.create_table(
        "live_commitment_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_words(commitment_id=26, status=16),
        *_text("words"),
        *_words(by=120),
        _when("at"),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["live_commitment.id"], name=op.f("fk_live_commitment_change_commitment_id_live_commitment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_commitment_change")),
    )
    op.create_index("ix_live_commitment_change_commitment_id", "live_commitment_change", ["commitment_id"])
