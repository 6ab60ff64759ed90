"""Stories that hold the words of a question, with what the ranking needs to know about those words. BM25 in SQL, both dialects.

FTS5 scores every row that holds any of the words, so common words cost more than they tell: the rarest words come first, until
about MATCH_ROWS rows would be read. Scaled to small banks that budget cost nothing that could be measured (docs/finding.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, text

from stories.question import Question
from stories.stems import STOP_WORDS, near_stems, near_word, slips, stem, unaccented
from stories.tables import WORD_COLUMNS

COLUMN_WEIGHTS = {"title": 3.0, "wish": 1.5, "single_change": 1.5, "moments": 1.0, "text": 1.0}
MATCH_ROWS = 5_000  # rows of the words index read for one question
COMMON = 500  # stories from which on a stem's count is worth remembering
MISSPELT = 4  # words of one question that are looked up as misspelt
K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class WordMatches:
    """Story id to BM25 (best first, higher is better), and the question's words as the bank knows them.

    stems: of the words looked for, repeats kept. frequency: stories that hold a stem. stories: in the words index.
    excluded: stories that hold a word the question ruled out. meant: a misspelt word to the one looked for instead.
    unknown: words no story holds, as they were typed.
    """

    scores: Mapping[str, float]
    stems: tuple[str, ...] = ()
    frequency: Mapping[str, int] = field(default_factory=dict)
    stories: int = 0
    excluded: frozenset[str] = frozenset()
    meant: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def ceiling(self) -> float:
        """The most BM25 could give for these words."""
        return sum(_rarity(self.stories, n) * (K1 + 1) for word in self.stems if (n := self.frequency.get(word, 0)))


def match(
    connection: Connection,
    question: Question,
    *,
    stories: int,
    remembered: MutableMapping[str, int],
    limit: int,
    real: Callable[[str], bool] = lambda _: False,
) -> WordMatches:
    """Up to `limit` stories that share a word with the question and hold every quoted phrase.

    stories: how many the words index holds. remembered: counts of common stems from earlier questions; new ones are added.
    real: whether a word that no story holds is a word all the same, and so not misspelt.
    """
    if not question.words or not stories:
        return WordMatches({}, stories=stories)
    if connection.dialect.name == "sqlite":
        return _match_sqlite(connection, question, stories, remembered, limit, real)
    return _match_postgresql(connection, question, stories, remembered, limit)


def count(connection: Connection) -> int:
    """Stories in the words index."""
    table = "story_words_docsize" if connection.dialect.name == "sqlite" else "story_words"
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - one of two names


def _match_sqlite(
    connection: Connection,
    question: Question,
    stories: int,
    remembered: MutableMapping[str, int],
    limit: int,
    real: Callable[[str], bool],
) -> WordMatches:
    words = list(question.words)
    frequency = _frequency_sqlite(connection, [stem(word) for word in words], remembered)
    unknown = tuple(dict.fromkeys(word for word in words if not frequency.get(stem(word)) and word not in STOP_WORDS))
    meant = _meant(connection, [word for word in unknown if slips(word) and not real(word)][:MISSPELT])
    words = [meant.get(word, word) for word in words]
    frequency |= _frequency_sqlite(connection, [stem(word) for word in meant.values()], remembered)
    looked_for = _affordable(words, frequency)
    excluded = _excluded_sqlite(connection, question.without)
    scores: dict[str, float] = {}
    if looked_for or question.phrases:
        any_of = " OR ".join(f'"{word}"' for word in (*question.phrases, *looked_for))
        expression = " AND ".join([*(f'"{phrase}"' for phrase in question.phrases), f"({any_of})"])
        if question.without:
            expression = f"({expression}) NOT ({_any(question.without)})"
        rows = connection.execute(_FTS, {"match": expression, "limit": limit}).all()
        scores = {row[0]: float(row[1]) for row in rows}
    return WordMatches(scores, tuple(stem(word) for word in words), frequency, stories, excluded, meant, unknown)


_WEIGHTS = ", ".join(str(COLUMN_WEIGHTS[column]) for column in WORD_COLUMNS)
# Ids are looked up for the best rows only: asked for beside the score, FTS5 would read every matching story's content.
_FTS = text(
    "SELECT r.story_id, m.score FROM (SELECT rowid AS row, -bm25(story_words, 0.0, "  # noqa: S608 - weights are our own numbers
    f"{_WEIGHTS}) AS score FROM story_words WHERE story_words MATCH :match ORDER BY score DESC, row LIMIT :limit) AS m "
    "JOIN story_words_row AS r ON r.row = m.row ORDER BY m.score DESC, r.story_id"
)
_HOLDING = text("SELECT r.story_id FROM story_words AS w JOIN story_words_row AS r ON r.row = w.rowid WHERE story_words MATCH :match")
_FREQUENCY = text("SELECT term, doc FROM story_words_terms WHERE term IN :stems").bindparams(bindparam("stems", expanding=True))
_COUNT = text("SELECT count(*) FROM story_words WHERE story_words MATCH :match")
_VOCABULARY = text("SELECT term, doc FROM story_words_terms WHERE term >= :first AND term < :last")
_SOME = text(f"SELECT {', '.join(WORD_COLUMNS)} FROM story_words WHERE story_words MATCH :match LIMIT 8")  # noqa: S608 - names are our own


def _affordable(words: Sequence[str], frequency: Mapping[str, int]) -> list[str]:
    """The rarest words first, until the budget of rows is spent; at least two. Stop words alone only where they cost little."""
    telling = any(word not in STOP_WORDS for word in words)
    kept: list[str] = []
    rows = 0
    for word in sorted(words, key=lambda word: frequency.get(stem(word), 0)):
        rows += frequency.get(stem(word), 0)
        if rows > MATCH_ROWS and (len(kept) >= 2 or not telling):
            break
        kept.append(word)
    return kept


def _frequency_sqlite(connection: Connection, stems: Sequence[str], remembered: MutableMapping[str, int]) -> dict[str, int]:
    """Stories that hold each stem. Common ones are remembered: FTS5 counts them by walking all their rows."""
    found = {word: remembered[word] for word in stems if word in remembered}
    asked = sorted(set(stems) - found.keys())
    for joined in (term for term in asked if "&" in term):  # two terms side by side to FTS5
        found[joined] = connection.execute(_COUNT, {"match": f'"{joined}"'}).scalar_one()
    if asked:
        for term, n in connection.execute(_FREQUENCY, {"stems": asked}).all():
            found[term] = n
            if n >= COMMON:
                remembered[term] = n
    return found


def _excluded_sqlite(connection: Connection, without: Sequence[str]) -> frozenset[str]:
    return frozenset(connection.execute(_HOLDING, {"match": _any(without)}).scalars()) if without else frozenset()


def _any(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _meant(connection: Connection, misspelt: Sequence[str]) -> dict[str, str]:
    """For words that no story holds, the word of some story they are a slip of the finger away from. Words that are known stay."""
    found: dict[str, str] = {}
    for word in misspelt:
        start, swapped = word[:2], word[1] + word[0]
        known = [
            (str(term), int(n))
            for head in dict.fromkeys((start, swapped))
            for term, n in connection.execute(_VOCABULARY, {"first": head, "last": head[0] + chr(ord(head[1]) + 1)})
        ]
        candidates = near_stems(word, known)
        some = " ".join(" ".join(row) for term in candidates for row in connection.execute(_SOME, {"match": f'"{term}"'}))
        near = near_word(word, some, among=frozenset(candidates))
        if near:
            found[word] = near
    return found


def _match_postgresql(
    connection: Connection, question: Question, stories: int, remembered: MutableMapping[str, int], limit: int
) -> WordMatches:
    plain = [unaccented(word) for word in question.words]
    lexemes = {row[0]: row[1] for row in connection.execute(_LEXEMES, {"words": sorted(set(plain))})}
    stems = [lexeme for word in plain for lexeme in lexemes.get(word, ())]
    frequency = {word: remembered[word] for word in stems if word in remembered}
    for lexeme, n in connection.execute(_COUNTS, {"lexemes": sorted(set(stems) - frequency.keys())}):
        frequency[lexeme] = n
        if n >= COMMON:
            remembered[lexeme] = n
    parameters = {
        "match": " | ".join("'" + word.replace("'", "''") + "'" for word in plain),
        "words": " ".join(plain),
        "phrases": [unaccented(phrase) for phrase in question.phrases],
        "without": [unaccented(word) for word in question.without],
        "limit": limit,
    }
    scores = {row[0]: float(row[1]) for row in connection.execute(_BM25, parameters)}
    excluded = frozenset(connection.execute(_HOLDING_ANY, parameters).scalars()) if question.without else frozenset()
    unknown = tuple(dict.fromkeys(w for w in plain if lexemes.get(w) and not any(frequency.get(s) for s in lexemes[w])))
    return WordMatches(scores, tuple(stems), {s: n for s, n in frequency.items() if n}, stories, excluded, {}, unknown)


_LEXEMES = text("SELECT word, tsvector_to_array(to_tsvector('english', word)) FROM unnest(CAST(:words AS text[])) AS word")
_COUNTS = text(
    "SELECT lexeme, (SELECT count(*) FROM story_words WHERE terms @@ CAST(quote_literal(lexeme) AS tsquery)) "
    "FROM unnest(CAST(:lexemes AS text[])) AS lexeme"
)
_HOLDING_ANY = text(
    "SELECT story_id FROM story_words WHERE EXISTS "
    "(SELECT 1 FROM unnest(CAST(:without AS text[])) AS word WHERE terms @@ phraseto_tsquery('english', word))"
)
# BM25 as FTS5 reckons it (k1 1.2, b 0.75, weights by column), over the words of a tsvector; length is counted in bytes there.
_BM25 = text(
    """
    WITH asked AS (SELECT unnest(tsvector_to_array(to_tsvector('english', :words))) AS lexeme),
    hits AS (
        SELECT w.story_id, w.size, u.lexeme,
            (SELECT sum(CASE mark WHEN 'A' THEN 3.0 WHEN 'B' THEN 1.5 ELSE 1.0 END) FROM unnest(u.weights) AS mark) AS f
        FROM story_words AS w CROSS JOIN LATERAL unnest(w.terms) AS u
        WHERE w.terms @@ to_tsquery('english', :match) AND u.lexeme IN (SELECT lexeme FROM asked)
        AND NOT EXISTS (SELECT 1 FROM unnest(CAST(:phrases AS text[])) AS p WHERE NOT w.terms @@ phraseto_tsquery('english', p))
        AND NOT EXISTS (SELECT 1 FROM unnest(CAST(:without AS text[])) AS o WHERE w.terms @@ phraseto_tsquery('english', o))
    ),
    seen AS (SELECT lexeme, count(*) AS n FROM hits GROUP BY lexeme),
    bank AS (SELECT count(*) AS total, greatest(avg(size), 1) AS mean FROM story_words)
    SELECT story_id,
        sum(greatest(ln((total - n + 0.5) / (n + 0.5)), 0.000001) * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * size / mean))) AS score
    FROM hits JOIN seen USING (lexeme) CROSS JOIN bank
    GROUP BY story_id ORDER BY score DESC, story_id LIMIT :limit
    """
)


def _rarity(stories: int, holding: int) -> float:
    return max(math.log((stories - holding + 0.5) / (holding + 0.5)), 1e-6)
