"""The first schema: stories, consents, evidence, uses, vectors, and the words index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from stories import tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table('draft',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('saved_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    op.create_index(op.f('ix_draft_saved_at'), 'draft', ['saved_at'], unique=False)
    op.create_table('evidence',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('claim', sa.Text(), nullable=False),
    sa.Column('value', sa.Float(), nullable=True),
    sa.Column('unit', sa.String(length=64), nullable=False),
    sa.Column('population', sa.Text(), nullable=False),
    sa.Column('year', sa.String(length=64), nullable=False),
    sa.Column('publisher', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('badge', sa.String(length=4), nullable=False),
    sa.Column('verified', sa.String(length=16), nullable=False),
    sa.Column('polarity', sa.String(length=32), nullable=False),
    sa.Column('geography', sa.Text(), nullable=False),
    sa.Column('sample_size', sa.Integer(), nullable=True),
    sa.Column('comparator', sa.Text(), nullable=False),
    sa.Column('caveat', sa.Text(), nullable=False),
    sa.Column('services', sa.JSON(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('accessed_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    op.create_table('index_dirty',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('mark', sa.String(length=26), nullable=False),
    sa.PrimaryKeyConstraint('story_id', name=op.f('pk_index_dirty'))
    )
    op.create_table('index_generation',
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=26), nullable=False),
    sa.Column('switched_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('model', name=op.f('pk_index_generation'))
    )
    op.create_table('story',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('teller', sa.String(length=32), nullable=False),
    sa.Column('service', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('learned', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=32), nullable=False),
    sa.Column('period', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('about', sa.String(length=600), nullable=False),
    sa.Column('age_band', sa.String(length=16), nullable=False),
    sa.Column('wish', sa.Text(), nullable=False),
    sa.Column('single_change', sa.Text(), nullable=False),
    sa.Column('feeling', sa.Text(), nullable=False),
    sa.Column('good', sa.Text(), nullable=False),
    sa.Column('quotes', sa.JSON(), nullable=False),
    sa.Column('plot', sa.JSON(), nullable=False),
    sa.Column('touchpoints', sa.JSON(), nullable=False),
    sa.Column('journey', sa.JSON(), nullable=False),
    sa.Column('picker', sa.JSON(), nullable=False),
    sa.Column('signifiers', sa.JSON(), nullable=False),
    sa.Column('content_notes', sa.JSON(), nullable=False),
    sa.Column('criticality', sa.Integer(), nullable=False),
    sa.Column('edit', sa.String(length=16), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('steward', sa.String(length=120), nullable=False),
    sa.Column('consent_id', sa.Integer(), nullable=True),
    sa.Column('created_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_story')),
    sa.UniqueConstraint('text_hash', name=op.f('uq_story_text_hash'))
    )
    op.create_index('ix_story_created_at', 'story', ['created_at', 'id'], unique=False)
    op.create_index('ix_story_service', 'story', ['service'], unique=False)
    op.create_index('ix_story_teller', 'story', ['teller'], unique=False)
    op.create_table('consent',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('act', sa.String(length=16), nullable=False),
    sa.Column('given_by', sa.String(length=32), nullable=False),
    sa.Column('method', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('obtained_by', sa.String(length=120), nullable=False),
    sa.Column('obtained_on', sa.Date(), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('wording_hash', sa.String(length=64), nullable=False),
    sa.Column('name_form', sa.String(length=16), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('rest_until', sa.Date(), nullable=True),
    sa.Column('whole_story_only', sa.Boolean(), nullable=False),
    sa.Column('contact_before_use', sa.Boolean(), nullable=False),
    sa.Column('uses_per_quarter', sa.Integer(), nullable=True),
    sa.Column('recorded_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_consent_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_story_id'), 'consent', ['story_id'], unique=False)
    op.create_table('evidence_link',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('evidence_id', sa.String(length=64), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('typicality', sa.String(length=16), nullable=False),
    sa.Column('scope', sa.String(length=16), nullable=False),
    sa.Column('rationale', sa.Text(), nullable=False),
    sa.Column('linked_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_evidence_link_evidence_id_evidence'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_evidence_link_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'evidence_id', name=op.f('pk_evidence_link'))
    )
    op.create_table('passage_vector',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('passage', sa.Integer(), nullable=False),
    sa.Column('story_version', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_passage_vector_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'model', 'passage', name=op.f('pk_passage_vector'))
    )
    op.create_table('steward_answer',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('scope', sa.String(length=8), nullable=False),
    sa.Column('reference', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.String(length=8), nullable=False),
    sa.Column('answered_by', sa.String(length=120), nullable=False),
    sa.Column('answered_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_steward_answer_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_steward_answer'))
    )
    op.create_index(op.f('ix_steward_answer_story_id'), 'steward_answer', ['story_id'], unique=False)
    op.create_table('story_theme',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('polarity', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_story_theme_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'code', name=op.f('pk_story_theme'))
    )
    op.create_index('ix_story_theme_code', 'story_theme', ['code'], unique=False)
    op.create_table('story_use',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=8), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('form', sa.String(length=16), nullable=False),
    sa.Column('audience', sa.String(length=64), nullable=False),
    sa.Column('reference', sa.String(length=64), nullable=False),
    sa.Column('used_by', sa.String(length=120), nullable=False),
    sa.Column('used_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('copy_at', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_story_use_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_story_use'))
    )
    op.create_index(op.f('ix_story_use_story_id'), 'story_use', ['story_id'], unique=False)
    op.create_table('story_version',
    sa.Column('story_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('saved_at', tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_story_version_story_id_story'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('story_id', 'version', name=op.f('pk_story_version'))
    )
    op.create_table('consent_form',
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_form_consent_id_consent'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('consent_id', 'form', name=op.f('pk_consent_form'))
    )
    op.create_table('consent_scope',
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(length=8), nullable=False),
    sa.Column('answer', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_consent_scope_consent_id_consent'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('consent_id', 'scope', name=op.f('pk_consent_scope'))
    )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE story_words USING fts5(story_id UNINDEXED, title, wish, single_change, moments, text, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        # FTS5 finds rows fast by rowid alone, and writes fast only when rowids rise
        op.execute(
            "CREATE TABLE story_words_row (story_id varchar(64) PRIMARY KEY REFERENCES story (id) ON DELETE CASCADE, row integer NOT NULL UNIQUE)"
        )
        op.execute("CREATE VIRTUAL TABLE story_words_terms USING fts5vocab(story_words, 'row')")
    else:
        op.execute(
            "CREATE TABLE story_words (story_id varchar(64) PRIMARY KEY REFERENCES story (id) ON DELETE CASCADE, "
            "title text NOT NULL, wish text NOT NULL, single_change text NOT NULL, moments text NOT NULL, text text NOT NULL, "
            "terms tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', wish || ' ' || single_change), 'B') || "
            "setweight(to_tsvector('english', moments), 'C') || setweight(to_tsvector('english', text), 'D')) STORED, "
            "size integer GENERATED ALWAYS AS (octet_length(title) + octet_length(wish) + octet_length(single_change) + "
            "octet_length(moments) + octet_length(text)) STORED)"
        )
        op.execute("CREATE INDEX ix_story_words_terms ON story_words USING gin (terms)")
