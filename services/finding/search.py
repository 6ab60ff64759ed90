"""Finding stories: words to stories, one story, stories like it. The index proposes, SQL disposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from services.bank import Bank
from services.finding import likeness, snippets
from services.finding.closeness import NEAR_ENOUGH
from services.finding.proposing import WORDS_MAX, Considered, Proposal, consider, propose
from services.finding.showing import show_story
from stories import browsing, repository, vectors
from stories import vocabulary as v
from stories.browsing import Filters
from stories.consent import ClearedStory, Use
from stories.database import Connection
from stories.stems import stem

__all__ = [
    "NEAR_ENOUGH",
    "WORDS_MAX",
    "Filters",
    "Found",
    "FrontPage",
    "Proposal",
    "Readiness",
    "Results",
    "find_stories",
    "front_page",
    "propose",
    "readiness",
    "show_story",
    "similar_stories",
]


@dataclass(frozen=True, slots=True)
class Found:
    """A story that was found: the passage that matched, the words it matched on, why, in sentences, and whether it answers closely."""

    story: ClearedStory
    passage: str
    matched: tuple[str, ...]
    reasons: tuple[str, ...]
    close: bool = True


@dataclass(frozen=True, slots=True)
class Results:
    """One page of stories. `total` were found, the first `close` of them answer closely; `bank_total` may be shown for this use, `kept_back`
    more are in the bank and may not; `note` and `relax` are sentences or empty."""

    hits: tuple[Found, ...]
    total: int
    close: int
    bank_total: int
    kept_back: int = 0
    note: str = ""
    relax: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the search by meaning is: `cold`, `warming`, `ready` or `failed`, and a sentence for people."""

    stage: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the home page shows of the bank: one person's words, and stories whose wishes are short enough to stand there."""

    quote: str
    story: ClearedStory | None
    wishes: tuple[ClearedStory, ...]
    total: int


def readiness(bank: Bank) -> Readiness:
    stage = bank.warm.stage
    if stage == "ready":
        return Readiness(stage, bank.index.note)
    if stage == "failed":
        return Readiness(stage, f"Search by meaning is not available. Showing word matches. {bank.warm.error or ''}".strip())
    return Readiness(stage, "Getting the search ready. Until then we show stories that share your words.")


def find_stories(bank: Bank, words: str, filters: Filters | None = None, *, page: int = 1, per_page: int = 12) -> Results:
    """Stories for what somebody typed, best first; with nothing typed, the newest. Pages count from 1."""
    filters = filters or Filters()
    use, on = Use(filters.scope), bank.today()
    words = words.strip()
    offset = max(page - 1, 0) * per_page
    with bank.database.reading() as connection:
        bank_total, kept_back = bank.statistics.shown(connection, filters.scope, on)
        if not words:
            ids, total = browsing.browse(connection, filters, use, on=on, limit=per_page, offset=offset)
            answer = Considered((), (), frozenset(), ())
        else:
            answer = _considered(bank, connection, words, filters, use, on)
            kept = [p.story_id for p in answer.proposals]
            if filters.order != "best":
                kept = browsing.keep(connection, kept, filters, use, on=on)
            ids, total = kept[offset : offset + per_page], len(kept)
        proposals = {p.story_id: p for p in answer.proposals}
        hits = _found(bank, connection, ids, use, on, answer, proposals)
        relax = "" if total or not filters.active else _relax(bank, connection, filters, use, on, words)
    notes = (readiness(bank).sentence, *answer.notes) if words else ()
    close = sum(proposals[i].close for i in kept) if words and filters.order == "best" else total
    return Results(hits, total, close, bank_total, kept_back, " ".join(note for note in notes if note), relax)


def _considered(bank: Bank, connection: Connection, words: str, filters: Filters, use: Use, on: date) -> Considered:
    """The stories for these words that consent and filters let through: decided in SQL, before they are looked at closely."""
    in_order = replace(filters, order="best")

    def keep(ids: Sequence[str]) -> list[str]:
        return browsing.keep(connection, ids, in_order, use, on=on)

    return consider(bank, connection, words, keep=keep, deep=bool(filters.active))


def similar_stories(bank: Bank, story_id: str, scope: str = "S2", limit: int = 3) -> tuple[Found, ...]:
    """Stories like this one. Raises: StoryNotFound when this one may not be shown."""
    return tuple(Found(one.story, "", (), one.reasons) for one in likeness.similar_stories(bank, story_id, scope, limit))


def front_page(bank: Bank) -> FrontPage:
    """One person's words and six wishes, different each day."""
    use, on = Use("S2"), bank.today()
    with bank.database.reading() as connection:
        ids, total = browsing.browse(connection, Filters(), use, on=on, limit=200)
        turn = on.toordinal() % len(ids) if ids else 0
        chosen = repository.cleared(connection, (ids[turn:] + ids[:turn])[:40], use, on=on)
    stories = list(chosen.values())
    quoted = next((s for s in stories if s.quotes and not s.content_notes and 40 <= len(s.quotes[0]) <= 160), None)
    wishes = [s for s in stories if s.wish and len(s.wish) <= 80 and s is not quoted]
    return FrontPage(quoted.quotes[0] if quoted else "", quoted, tuple(wishes[:6]), total)


def _found(
    bank: Bank,
    connection: Connection,
    ids: Sequence[str],
    use: Use,
    on: date,
    answer: Considered,
    proposals: Mapping[str, Proposal],
) -> tuple[Found, ...]:
    cleared = repository.cleared(connection, ids, use, on=on)
    places = [(i, p.passage) for i in ids if (p := proposals.get(i)) and p.passage is not None]
    spans = vectors.spans(connection, bank.index.model_key, places) if places else {}
    stems = snippets.stems(answer.words)
    hits: list[Found] = []
    for story in (cleared[i] for i in ids if i in cleared):
        proposal = proposals.get(story.id)
        span = spans.get((story.id, proposal.passage)) if proposal and proposal.passage is not None else None
        matched = snippets.matched(f"{story.title} {story.wish} {story.text}", stems)
        passage = "" if story.whole_story_only or not stems else snippets.best(story.text, span, stems)
        reasons = _reasons(story, matched, answer, stems, meaning=proposal.meaning if proposal else "")
        hits.append(Found(story, passage, matched, reasons, proposal is None or proposal.close))
    return tuple(hits)


def _reasons(
    story: ClearedStory, matched: tuple[str, ...], answer: Considered, stems: Mapping[str, str], *, meaning: str
) -> tuple[str, ...]:
    """Words that say something about the question; how the story is filed; or that it is close in meaning. A word that half of the bank
    holds is no reason beside a rare one."""
    telling = [word for word in matched if stem(word) in answer.carrying]
    if telling:
        return (f"Matches {', '.join(f'“{word}”' for word in telling[:4])}.",)
    if filed := _filed(story, {key: word for key, word in stems.items() if key in answer.carrying}):
        return (f"Filed under {' and '.join(f'“{label}”' for label in filed[:2])}.",)
    if meaning:
        return (f"{meaning.capitalize()} in meaning; {'only everyday words of yours' if matched else 'none of your words'} are in it.",)
    return ("Shares only everyday words with your search.",) if matched else ()


def _filed(story: ClearedStory, stems: Mapping[str, str]) -> list[str]:
    """The labels a story is filed under whose words, or whose definition's, hold one of `stems`."""
    labels = [v.SERVICES[story.service], *(v.THEMES[code] for code in story.themes)]
    if story.kind == "change" and story.outcome:
        labels.append(v.OUTCOMES[story.outcome])
    return list(dict.fromkeys(term.label for term in labels if stems.keys() & _words_of(term)))


@cache
def _words_of(term: v.Term) -> frozenset[str]:
    """The stems of a label, its code and its definition."""
    return snippets.present(f"{term.code} {term.label} {term.definition}")


def _relax(bank: Bank, connection: Connection, filters: Filters, use: Use, on: date, words: str) -> str:
    """Which one filter to leave open so that something is found; all of them where no single one would do."""
    names = {"themes": "theme", "tellers": "whose voice", "services": "service", "kind": "kind of story", "synthetic": "demo stories"}
    choices = [(f"Without the filter “{names[name]}”", filters.without(name)) for name in filters.active]
    for said, wider in (*choices, ("Without any filter", Filters(scope=filters.scope))):
        if words:
            count = len(_considered(bank, connection, words, wider, use, on).proposals)
        else:
            count = browsing.browse(connection, wider, use, on=on, limit=0)[1]
        if count:
            return f"{said} there {'is 1 story' if count == 1 else f'are {count} stories'}."
    return ""
