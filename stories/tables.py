"""The tables. Vectors and the words index are derived from `story`; everything else is what people told us.

`consent`, `consent_scope`, `consent_form`, `story_version`, `steward_answer` and `story_use` are append-only; a `reaction` is never
changed either, only marked as undone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC. Refuses naive times, because SQLite would give them back as if they were local."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a time zone was about to be saved.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _story_id(**options: Any) -> Column[str]:
    return Column("story_id", String(64), ForeignKey("story.id", ondelete="CASCADE"), nullable=False, **options)


story = Table(
    "story",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title", String(140), nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), unique=True),  # empty once withdrawn, so that a person may share it anew
    Column("language", String(16), nullable=False),
    Column("teller", String(32), nullable=False),
    Column("service", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("learned", Text, nullable=False),
    Column("place", String(32), nullable=False),
    Column("period", String(32), nullable=False),
    Column("name", String(60), nullable=False),
    Column("about", String(600), nullable=False),
    Column("age_band", String(16), nullable=False),
    Column("wish", Text, nullable=False),
    Column("single_change", Text, nullable=False),
    Column("feeling", Text, nullable=False),
    Column("good", Text, nullable=False),
    Column("quotes", JSON, nullable=False),
    Column("plot", JSON, nullable=False),
    Column("touchpoints", JSON, nullable=False),
    Column("journey", JSON, nullable=False),
    Column("picker", JSON, nullable=False),
    Column("signifiers", JSON, nullable=False),
    Column("content_notes", JSON, nullable=False),
    Column("criticality", Integer, nullable=False),
    Column("edit", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("steward", String(120), nullable=False),
    Column("consent_id", Integer),  # the act that holds now: the last row of `consent` for this story
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_story_created_at", "created_at", "id"),
    Index("ix_story_service", "service"),
    Index("ix_story_teller", "teller"),
)

story_theme = Table(
    "story_theme",
    metadata,
    _story_id(primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("polarity", String(16), nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_story_theme_code", "code"),
)

story_version = Table(
    "story_version",
    metadata,
    _story_id(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", String(140), nullable=False),
    Column("text", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", String(120), nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _story_id(index=True),
    Column("act", String(16), nullable=False),
    Column("given_by", String(32), nullable=False),
    Column("method", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("obtained_by", String(120), nullable=False),
    Column("obtained_on", Date, nullable=False),
    Column("wording", Text, nullable=False),
    Column("wording_hash", String(64), nullable=False),
    Column("name_form", String(16), nullable=False),
    Column("valid_from", Date),
    Column("review_on", Date),
    Column("expires_on", Date),
    Column("rest_until", Date),
    Column("whole_story_only", Boolean, nullable=False),
    Column("contact_before_use", Boolean, nullable=False),
    Column("uses_per_quarter", Integer),
    Column("recorded_at", UtcDateTime, nullable=False),
)

consent_scope = Table(
    "consent_scope",
    metadata,
    Column("consent_id", Integer, ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True),
    Column("scope", String(8), primary_key=True),
    Column("answer", String(8), nullable=False),
)

consent_form = Table(
    "consent_form",
    metadata,
    Column("consent_id", Integer, ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True),
    Column("form", String(16), primary_key=True),
)

steward_answer = Table(
    "steward_answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _story_id(index=True),
    Column("scope", String(8), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("answer", String(8), nullable=False),
    Column("answered_by", String(120), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)

story_use = Table(
    "story_use",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _story_id(index=True),
    Column("version", Integer, nullable=False),
    Column("scope", String(8), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("form", String(16), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("used_by", String(120), nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("copy_at", Text, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("claim", Text, nullable=False),
    Column("value", Float),
    Column("unit", String(64), nullable=False),
    Column("population", Text, nullable=False),
    Column("year", String(64), nullable=False),
    Column("publisher", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("badge", String(4), nullable=False),
    Column("verified", String(16), nullable=False),
    Column("polarity", String(32), nullable=False),
    Column("geography", Text, nullable=False),
    Column("sample_size", Integer),
    Column("comparator", Text, nullable=False),
    Column("caveat", Text, nullable=False),
    Column("services", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("accessed_on", Date),
    Column("attachment", String(80), nullable=False, server_default=""),  # sha256 and ending of a file in the home; empty without one
    Column("attachment_name", String(120), nullable=False, server_default=""),
)

evidence_link = Table(
    "evidence_link",
    metadata,
    _story_id(primary_key=True),
    Column("evidence_id", String(64), ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True),
    Column("relation", String(16), nullable=False),
    Column("typicality", String(16), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("rationale", Text, nullable=False),
    Column("linked_by", String(120), nullable=False),
)

passage_vector = Table(
    "passage_vector",
    metadata,
    _story_id(primary_key=True),
    Column("model", String(120), primary_key=True),
    Column("passage", Integer, primary_key=True),  # -1 is the whole story
    Column("story_version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian, unit length
    Index("ix_passage_vector_present", "model", "passage", "story_id", "story_version"),  # who has vectors, without reading them
)

index_dirty = Table(
    "index_dirty",
    metadata,
    Column("story_id", String(64), primary_key=True),  # no foreign key: an erased story still has to leave the index
    Column("mark", String(26), nullable=False, index=True),  # a new ULID at each change, so that a drain never clears a newer one
    # The index on disk or server has it; an index in another process's memory may still have to follow, so the row stays a while.
    Column("drained", Boolean, nullable=False, server_default=false()),
)

index_generation = Table(
    "index_generation",
    metadata,
    Column("model", String(120), primary_key=True),
    Column("name", String(26), nullable=False),  # of the folder or collection that answers now
    Column("switched_at", UtcDateTime, nullable=False),
)

index_rebuild = Table(
    "index_rebuild",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("reason", String(16), nullable=False),  # start, damage, erasure or person
    Column("state", String(16), nullable=False),  # asked, running, done or failed
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("stories", Integer),
)

import_progress = Table(
    "import_progress",
    metadata,
    Column("id", String(64), primary_key=True),  # of the file's content: the same file goes on where it stopped
    Column("lines", Integer, nullable=False),  # worked off so far, saved or not
    Column("saved", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

reaction = Table(
    "reaction",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _story_id(),
    Column("audience", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("reference", String(128), nullable=False),  # who reacted, once: a visit, or an occasion and a place in it
    Column("organisation", String(120), nullable=False),  # blank: our own
    Column("by", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    Index("ix_reaction_audience", "audience", "story_id"),
    Index("ix_reaction_story", "story_id"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("content", JSON, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False, index=True),
)

framing_version = Table(
    "framing_version",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("pitch_id", String(26), nullable=False),  # no foreign key: a draft is written and removed by itself
    Column("number", Integer, nullable=False),  # 1 is the first
    Column("content", JSON, nullable=False),
    Column("note", String(200), nullable=False),  # why this version is kept as it is; blank while somebody is still writing it
    Column("by", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),  # of its last change
    UniqueConstraint("pitch_id", "number"),
)

# Live sessions (room live/). No table holds a word of a story: the wall reads it anew at every tick, so a withdrawal leaves nothing behind.
# `live_commitment_change` is append-only.


def _session_id(**options: Any) -> Column[str]:
    return Column("session_id", String(26), ForeignKey("live_session.id", ondelete="CASCADE"), nullable=False, **options)


live_session = Table(
    "live_session",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("service", String(32), nullable=False),
    Column("people", String(120), nullable=False),
    Column("audience", String(64), nullable=False),  # for whom reactions are learnt; blank: nobody in particular
    Column("form", String(16), nullable=False),  # text (the whole story) or excerpt
    Column("moderated", Boolean, nullable=False),
    Column("pitch_id", String(26), nullable=False),
    Column("agenda", JSON, nullable=False),
    Column("step", Integer, nullable=False),
    Column("step_began_at", UtcDateTime, nullable=False),
    Column("on_wall", String(64), nullable=False),  # the story that is shown; no foreign key: an erased one must be missed
    Column("page", Integer, nullable=False),  # of the story read aloud
    Column("silence_until", UtcDateTime),
    Column("code_hash", String(64), unique=True),  # empty once the session is closed: the code is dead
    Column("statement", Text, nullable=False),
    Column("who_else", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # rises with each change of typed words, so that two facilitators see each other
    Column("opened_by", String(120), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)

live_session_story = Table(
    "live_session_story",
    metadata,
    _session_id(primary_key=True),
    Column("story_id", String(64), ForeignKey("story.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("shown_at", UtcDateTime),  # first put on the wall, and entered in the ledger of uses
)

live_participant = Table(
    "live_participant",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _session_id(),
    Column("token_hash", String(64), nullable=False),  # of the random cookie: the cookie itself is never kept
    Column("joined_at", UtcDateTime, nullable=False),
    UniqueConstraint("session_id", "token_hash", name="uq_live_participant_place"),
)

live_group = Table(
    "live_group",
    metadata,
    Column("id", String(26), primary_key=True),
    _session_id(index=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),  # blank: its most central answer names it
    Column("central", String(26), nullable=False),  # the answer that names it
    Column("pinned", Boolean, nullable=False),  # a facilitator made it, so grouping by meaning leaves it alone
)

live_answer = Table(
    "live_answer",
    metadata,
    Column("id", String(26), primary_key=True),
    _session_id(),
    Column("participant_id", Integer, ForeignKey("live_participant.id", ondelete="CASCADE"), nullable=False),
    Column("step", String(16), nullable=False),
    Column("kind", String(80), nullable=False),  # a question of ASKS, choose, or react and touch with the story they are about
    Column("code", String(64), nullable=False),  # which reaction, kind of loss, moment of the story, or story chosen
    Column("text", Text, nullable=False),
    Column("shown_as", Text, nullable=False),  # what a facilitator made of it to keep a name out; blank: as it was sent
    Column("sent_key", String(64), nullable=False),
    Column("status", String(8), nullable=False),  # held, shown, hidden, or undone by whoever sent it
    Column("flags", JSON, nullable=False),
    Column("group_id", String(26), ForeignKey("live_group.id", ondelete="SET NULL")),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_by", String(120), nullable=False),
    UniqueConstraint("participant_id", "sent_key", name="uq_live_answer_sent"),
    Index("ix_live_answer_session", "session_id", "kind", "status"),
)

live_loss = Table(
    "live_loss",
    metadata,
    Column("id", String(26), primary_key=True),
    _session_id(index=True),
    Column("kind", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("offer", Text, nullable=False),
)

live_commitment = Table(
    "live_commitment",
    metadata,
    Column("id", String(26), primary_key=True),
    _session_id(index=True),
    Column("owner", String(120), nullable=False),
    Column("action", Text, nullable=False),
    Column("first_step", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("known_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

live_commitment_change = Table(
    "live_commitment_change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("commitment_id", String(26), ForeignKey("live_commitment.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("words", Text, nullable=False),  # what changed, or why it was not possible
    Column("by", String(120), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# The words index. FTS5 on SQLite, a tsvector table on PostgreSQL: made in the first migration, read in stories.lexical.
WORD_COLUMNS = ("title", "wish", "single_change", "moments", "text")
