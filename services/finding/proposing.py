"""From what somebody typed to stories in order: meaning and words side by side, a first cut, and a close look at what is left.

docs/finding.md tells how each piece earned its place. The index proposes, SQL disposes: `keep` is asked before the close look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.fusion import first_cut, meaning_weight, shortness
from embeddings.letters import letters_of
from embeddings.passages import split
from embeddings.ranking import Pool, score
from services.bank import Bank
from services.finding.closeness import NEAR_ENOUGH, REAL, STRANGE, Closeness, arranged, carrying, most_less_close
from stories import pool as pooled
from stories import word_matches
from stories.database import Connection
from stories.question import Question, ask, in_another_language, in_another_script
from stories.stems import telling_words
from stories.text import search_form
from stories.vectors import WHOLE_STORY
from stories.word_matches import WordMatches

Floats = NDArray[np.float32]
Keep = Callable[[Sequence[str]], list[str]]

NEAREST = 500  # passages and whole stories asked of the index
WORD_ROWS = 1_000  # stories whose words match that are read back where filters or phrases leave few
CANDIDATES = 300  # from each of the two
POOL = 200  # looked at closely, and found at most
CHUNK = 240  # asked of SQL at once
LONGEST_WORD = 40  # letters; what is longer is nobody's word, and is not missed
WORDS_MAX = 2_000  # characters of a question that are read

_beside = ThreadPoolExecutor(4, thread_name_prefix="by-meaning")  # the model and the index work while SQL looks for words


@dataclass(frozen=True, slots=True)
class Proposal:
    """A story proposed by the two searches. `passage` is the nearest one, None when the story has no vectors; `meaning`, whether that one is
    "close" to the question, "near" enough to say something about it, or neither (""); `close`, whether the story stands among those that answer closely."""

    story_id: str
    score: float
    passage: int | None
    meaning: str
    close: bool


@dataclass(frozen=True, slots=True)
class Considered:
    """What came of one question: stories best first, those that answer closely before the others; the words looked for (misspelt ones mended); the stems
    among them that are a reason to show a story; and sentences for people."""

    proposals: tuple[Proposal, ...]
    words: tuple[str, ...]
    carrying: frozenset[str]
    notes: tuple[str, ...]


def propose(
    bank: Bank, connection: Connection, words: str, *, near_enough: float = NEAR_ENOUGH, keep: Keep | None = None
) -> list[Proposal]:
    """What meaning and words propose together, best first. Without a model, words alone.

    keep: returns those of the ids it is given that may be proposed, in any order; None lets all through.
    """
    return list(consider(bank, connection, words, near_enough=near_enough, keep=keep).proposals)


def consider(
    bank: Bank,
    connection: Connection,
    words: str,
    *,
    near_enough: float = NEAR_ENOUGH,
    keep: Keep | None = None,
    deep: bool = False,
) -> Considered:
    """As `propose`, with what people are told about their question. `deep` looks further down, for filters that keep little."""
    bank.statistics.look(connection)
    question, notes = _read(bank, words)
    answer = _answer(bank, connection, question, near_enough, keep or list, deep)
    if question.phrases and not answer.proposals and not deep:  # with filters on, which one to relax is the better advice
        said = " and ".join(f"“{phrase}”" for phrase in question.phrases)
        notes.append(f"No story says {said} word for word, so we looked for the words.")
        answer = _answer(bank, connection, replace(question, phrases=()), near_enough, keep or list, deep)
    return replace(answer, notes=(*notes, *answer.notes))


def _answer(bank: Bank, connection: Connection, question: Question, near_enough: float, keep: Keep, deep: bool) -> Considered:
    asked = _beside.submit(_by_meaning, bank, question.text)
    stories = bank.statistics.stories(connection)
    rows = WORD_ROWS if deep or question.phrases else CANDIDATES
    matches = word_matches.match(connection, question, stories=stories, remembered=bank.statistics.remembered, limit=rows, real=_real(bank))
    vector, nearest = asked.result()
    strange = [word for word in matches.unknown if word not in matches.meant and not _real(bank)(word)]
    near_enough += STRANGE if 2 * len(strange) >= len(set(question.words)) else REAL
    candidates = _candidates(question, matches, nearest, near_enough, len(nearest) + WORD_ROWS if deep or question.phrases else CANDIDATES)
    pool = _first(candidates, matches, nearest, keep)
    proposals = _ordered(bank, connection, question, matches, vector, nearest, pool, near_enough) if pool else ()
    looked_for = dict.fromkeys(matches.meant.get(word, word) for word in question.words)
    telling = carrying(matches.frequency, matches.stories) if _tells(question) else frozenset[str]()
    return Considered(proposals, tuple(looked_for), telling, tuple(_notes(question, matches, bool(proposals))))


def _read(bank: Bank, words: str) -> tuple[Question, list[str]]:
    """The question, cut to what the model reads, and what people are told of that."""
    embedder, typed = bank.warm.ready(), " ".join(words.split())
    read = typed[:WORDS_MAX]
    if embedder is not None and len(read) > embedder.window:  # a word-piece is a character or more
        parts = split(read, count_tokens=embedder.count_tokens, window=embedder.window)
        read = parts[0].text if parts else read
    if len(read) == len(typed):
        return ask(typed), []
    n = len(read.split())
    return ask(read), [f"That is a long question: we read its first {n} words." if n > 1 else "That is a long question: we read its start."]


def _real(bank: Bank) -> Callable[[str], bool]:
    """Whether a word is one to the model: it has common words whole, and takes typing errors and nonsense to pieces."""
    embedder = bank.warm.ready()
    return (lambda word: embedder.count_tokens([word])[0] == 1) if embedder is not None else (lambda _: False)


def _by_meaning(bank: Bank, text: str) -> tuple[Floats | None, dict[str, float]]:
    """The question's vector, and the nearest stories with the cosine of what is nearest in them, best first."""
    embedder = bank.warm.ready()
    if embedder is None or not text:
        return None, {}
    vector = bank.queries.of(embedder, [text])[0]
    nearest: dict[str, float] = {}
    for hit in bank.index.search(vector, limit=NEAREST):
        nearest.setdefault(hit.story_id, hit.score)
    return vector, nearest


def _candidates(question: Question, matches: WordMatches, nearest: Mapping[str, float], near_enough: float, most: int) -> list[str]:
    by_words = list(matches.scores)[:most]
    by_meaning = [i for i, cosine in list(nearest.items())[:most] if cosine >= near_enough or i in matches.scores]
    if question.phrases:  # what must stand there word for word is known to the words alone
        by_meaning = [i for i in by_meaning if i in matches.scores]
    return [i for i in dict.fromkeys((*by_meaning, *by_words)) if i not in matches.excluded]


def _first(candidates: Sequence[str], matches: WordMatches, nearest: Mapping[str, float], keep: Keep) -> list[str]:
    """The candidates to look at closely: those with most meaning and words together that may be proposed."""
    if not candidates:
        return []
    least = min(nearest.values(), default=0.0)  # a story the index did not name is no nearer than the last it named
    meaning = np.array([nearest.get(i, least) for i in candidates], np.float32)
    words = np.array([matches.scores.get(i, 0.0) for i in candidates], np.float32)
    order = [candidates[row] for row in np.argsort(-first_cut(meaning, words), kind="stable").tolist()]
    pool: list[str] = []
    for start in range(0, len(order), CHUNK):
        kept = set(keep(order[start : start + CHUNK]))
        pool += [i for i in order[start : start + CHUNK] if i in kept]
        if len(pool) >= POOL:
            break
    return pool[:POOL]


def _ordered(
    bank: Bank,
    connection: Connection,
    question: Question,
    matches: WordMatches,
    vector: Floats | None,
    nearest: Mapping[str, float],
    pool: Sequence[str],
    near_enough: float,
) -> tuple[Proposal, ...]:
    near = _near(connection, bank.index.model_key, pool, vector)
    forms = pooled.texts_of(connection, pool)
    letters = [letters_of(forms.get(i, "")) for i in pool]
    frequency = {stem: matches.frequency.get(stem, 0) for stem in matches.stems}
    scored = score(
        Pool(near.best, near.opening, near.wholes, np.array([matches.scores.get(i, 0.0) for i in pool], np.float32), letters),
        question=letters_of(search_form(question.text)),
        vector=vector,
        shape=bank.statistics.shape,
        frequency=frequency,
        stories=matches.stories,
        weight=_weight(matches, nearest),
        short=shortness(question.text),
    )
    lost = [word for word in matches.unknown if word not in matches.meant and len(word) <= LONGEST_WORD]
    asks = Closeness(near_enough, 1 - len(lost) / max(len(set(question.words)), 1), _tells(question))
    phrases = [letters_of(phrase) for phrase in question.phrases]
    found, best = [], max(float(scored.total.max()), 1e-9)
    for row in np.argsort(-scored.total, kind="stable").tolist():
        passage, cosine, cover = near.passages.get(row), float(near.best[row]), float(scored.cover[row])
        if (passage is None or asks.shown(cosine, cover)) and all(phrase in letters[row] for phrase in phrases):
            total = float(scored.total[row])
            meaning = "" if passage is None else asks.meaning(cosine)
            found.append(Proposal(pool[row], total, passage, meaning, bool(phrases) or asks.close(cosine, cover, total / best)))
    order, line = arranged([proposal.close for proposal in found])
    shown = order[: line + most_less_close(matches.stories)]
    return tuple(replace(found[row], close=place < line) for place, row in enumerate(shown))


def _tells(question: Question) -> bool:
    """Whether it says more than stop words. A single word is what somebody looks for, whatever it is."""
    return len(question.words) == 1 or telling_words(question.text)[1]


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """How near each story of a pool is: its best and its first passage, its whole vector, and which passage is best. 0 when unknown."""

    best: Floats
    opening: Floats
    wholes: Floats
    passages: dict[int, int]


def _near(connection: Connection, model: str, pool: Sequence[str], vector: Floats | None) -> _Near:
    size = vector.size if vector is not None else 1
    found = _Near(np.zeros(len(pool), np.float32), np.zeros(len(pool), np.float32), np.zeros((len(pool), size), np.float32), {})
    stored = pooled.vectors_of(connection, model, pool) if vector is not None else None
    if vector is None or stored is None or not stored.keys:
        return found
    rows = np.frombuffer(stored.joined, dtype="<f4").reshape(len(stored.keys), size)
    cosines = (rows @ vector).tolist()
    places = {story_id: row for row, story_id in enumerate(pool)}
    for (story_id, passage), cosine, row in zip(stored.keys, cosines, rows, strict=True):
        place = places[story_id]
        if passage == WHOLE_STORY:
            found.wholes[place] = row
            continue
        if passage == 0:
            found.opening[place] = cosine
        if place not in found.passages or cosine > found.best[place]:
            found.best[place], found.passages[place] = cosine, passage
    return found


def _weight(matches: WordMatches, nearest: Mapping[str, float]) -> float:
    first = set(list(nearest)[:10]) & set(list(matches.scores)[:10])
    reach = max(matches.scores.values(), default=0.0) / max(matches.ceiling, 1e-6)
    return meaning_weight(list(nearest.values()), reach=min(reach, 1.0), agreement=len(first) / 10, words=len(matches.stems))


def _notes(question: Question, matches: WordMatches, found: bool) -> list[str]:
    if in_another_script(question.text) or in_another_language(question.text, matches.unknown):
        tried = (
            "This is the nearest we found to your words as they are."
            if found
            else "We tried your words as they are and found nothing near."
        )
        return [f"We search in English. {tried}"]
    notes = [f"No story says “{typed}”, so we looked for “{meant}”." for typed, meant in matches.meant.items()]
    if not telling_words(question.text)[1] and len(question.words) > 1:
        notes.append("Those words are in nearly every story. A word for what happened, where or to whom finds more.")
    return notes
