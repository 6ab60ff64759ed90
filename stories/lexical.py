"""The words index, written in the story's own transaction: FTS5 with porter stemming on SQLite, tsvector on PostgreSQL.

How it is asked is in stories.word_matches. Every word is quoted before FTS5 sees it: unquoted, ordinary words such as don't are a
syntax error there.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from stories import word_matches
from stories.question import ask
from stories.stems import MAX_WORDS, telling_words, unaccented
from stories.story import Story, filed_under
from stories.tables import WORD_COLUMNS
from stories.text import search_form

MAX_TOKENS = MAX_WORDS  # of a query: a page of text is a question too, but not a thousand of them


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A story the words index proposes. `score` is BM25-like, higher is better, 0 means no word in common."""

    story_id: str
    score: float


def tokens(words: str) -> list[str]:
    """The words of a query that carry meaning, in order, each once. All stop words: then all of them."""
    return list(dict.fromkeys(telling_words(words)[0]))[:MAX_TOKENS]


def index(connection: Connection, saved: Story) -> None:
    """Bring the words index in line with one story, in the story's transaction."""
    forget(connection, saved.id)
    moments = [
        filed_under(saved),
        *saved.quotes,
        *(f"{t.moment} {t.quote}" for t in saved.touchpoints),
        saved.feeling,
        saved.good,
        saved.learned,
    ]
    values = {
        "story_id": saved.id,
        "title": search_form(saved.title),
        "wish": search_form(saved.wish),
        "single_change": search_form(saved.single_change),
        "moments": search_form(" ".join(moments)),
        "text": search_form(saved.text),
    }
    columns = ("story_id", *WORD_COLUMNS)
    names, places = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    statement = text(f"INSERT INTO story_words ({names}) VALUES ({places})")  # noqa: S608 - names are our own
    if connection.dialect.name == "sqlite":
        row = connection.execute(statement, values).lastrowid
        connection.execute(text("INSERT INTO story_words_row (story_id, row) VALUES (:story_id, :row)"), {"story_id": saved.id, "row": row})
    else:
        connection.execute(statement, {name: value if name == "story_id" else unaccented(value) for name, value in values.items()})


def forget(connection: Connection, story_id: str) -> None:
    """Take a story out of the words index."""
    key = {"story_id": story_id}
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM story_words WHERE rowid = (SELECT row FROM story_words_row WHERE story_id = :story_id)"), key)
        connection.execute(text("DELETE FROM story_words_row WHERE story_id = :story_id"), key)
    else:
        connection.execute(text("DELETE FROM story_words WHERE story_id = :story_id"), key)


def search(connection: Connection, words: str, *, limit: int) -> list[LexicalHit]:
    """Stories that share a word with the query, best first. No meaningful word: nothing."""
    found = word_matches.match(connection, ask(words), stories=word_matches.count(connection), remembered={}, limit=limit)
    return [LexicalHit(story_id, score) for story_id, score in found.scores.items()]
