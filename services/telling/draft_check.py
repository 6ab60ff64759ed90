"""“Check my draft”: somebody's own words, kept under an id in the page's address, and read by the same checks as a pitch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from ulid import ULID

from framing import audiences as profiles
from framing.checks import check
from framing.drafts import draft_framing, too_long
from framing.lines import lines_of
from framing.mending import exact_words, put_back
from framing.model import CHANNEL, FORM, Audience, Check, Framing, Report
from framing.quoting import approved_words
from framing.reframing import Reframe, reframes
from framing.sections.brief import service_words
from services.bank import Bank
from services.finding.leanings import leanings
from stories import browsing, drafts, reactions, repository
from stories.browsing import Filters
from stories.consent import ClearedStory, Use
from stories.database import Connection
from stories.errors import DraftNotFound
from stories.text import clean

KIND = "check"
MOST_STORIES = 3
TRIED = 3  # change stories brought up for "we tried that before"
NEAREST = 60  # change stories compared
KEPT_DAYS = 30  # a draft nobody came back to may hold personal words


@dataclass(frozen=True, slots=True)
class DraftToCheck:
    """A draft as it was pasted. `audience` and `story_ids` are what its writer says it is for and about; both may be empty."""

    id: str
    text: str = ""
    audience: str = ""
    story_ids: tuple[str, ...] = ()
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """The draft as the checks read it; what they say; what to ask instead; changes that were tried before; a sentence on what was left out."""

    framing: Framing
    report: Report
    reframes: tuple[Reframe, ...]
    tried: tuple[ClearedStory, ...]
    stories: tuple[ClearedStory, ...]
    note: str


def save_draft_to_check(bank: Bank, draft: DraftToCheck) -> DraftToCheck:
    """Keep it as it is now; one without an id gets one. The text is cleaned. Drops drafts nobody came back to for KEPT_DAYS."""
    draft = replace(draft, id=draft.id or str(ULID()), text=clean(draft.text), saved_at=bank.now())
    content = {"text": draft.text, "audience": draft.audience, "story_ids": list(draft.story_ids)}
    with bank.database.transaction() as connection:
        drafts.save(connection, draft.id, KIND, content, at=draft.saved_at or bank.now())
        drafts.remove_older(connection, KIND, bank.now() - timedelta(days=KEPT_DAYS))
    return draft


def load_draft_to_check(bank: Bank, draft_id: str) -> DraftToCheck:
    """Raises: DraftNotFound."""
    with bank.database.reading() as connection:
        saved = drafts.load(connection, draft_id)
    if saved is None or saved.kind != KIND:
        raise DraftNotFound(draft_id)
    content: Mapping[str, Any] = saved.content
    return DraftToCheck(saved.id, content["text"], content["audience"], tuple(content["story_ids"]), saved.saved_at)


def delete_draft_to_check(bank: Bank, draft_id: str) -> None:
    with bank.database.transaction() as connection:
        drafts.remove(connection, draft_id)


def storytellers_words(checked: CheckedDraft, fault: Check) -> str:
    """The exact words for a quote of the draft that was altered; "" for any other fault, or when none of a chosen story are close."""
    if fault.code != "quotes" or fault.end <= fault.start:
        return ""
    quoted = checked.framing.sections[0].text[fault.start : fault.end]
    return exact_words(quoted.strip("“”\"‘’' "), [words for story in checked.stories for words in approved_words(story)])


def put_words_back(bank: Bank, draft: DraftToCheck, fault: Check) -> DraftToCheck:
    """`draft` with the storyteller's exact words in the place of an altered quote, saved; as it is when none are close. Raises: UnknownAudience."""
    checked = check_draft(bank, draft)
    words = storytellers_words(checked, fault)
    text = put_back(draft.text, checked.framing.sections[0].text[fault.start : fault.end], words) if words else draft.text
    return draft if text == draft.text else save_draft_to_check(bank, replace(draft, text=text))


def check_draft(bank: Bank, draft: DraftToCheck) -> CheckedDraft:
    """Every check on the draft, and what to ask instead where it opens from a constraint. Raises: UnknownAudience."""
    audience = profiles.audience(draft.audience) if draft.audience else profiles.anybody()
    use, on = _use(bank, draft, audience), bank.today()
    with bank.database.reading() as connection:
        cleared = repository.cleared(connection, draft.story_ids, use, on=on)
    stories = tuple(cleared[i] for i in draft.story_ids if i in cleared)
    note = too_long(draft.text)
    framing = draft_framing("" if note else draft.text, stories, audience, today=on)
    framing = replace(framing, story_ids=draft.story_ids)
    lines = lines_of(framing)
    leaning = leanings(bank, lines)
    report = check(framing, stories, audience, on=on, leanings=leaning)
    words = service_words(stories[0], "") if stories else None
    people = words.people.split(",")[0] if words else "the people we care for"
    found = reframes(lines, leaning, people=people, where=words.where if words else "one team")
    tried = _tried_before(bank, draft, use) if any(each.kind == "tried_before" for each in found) else ()
    if not note and bank.warm.ready() is None:
        note = "Sentences were compared by their words alone: search by meaning is not ready yet."
    return CheckedDraft(framing, report, found, tried, stories, note)


def _tried_before(bank: Bank, draft: DraftToCheck, use: Use) -> tuple[ClearedStory, ...]:
    """Changes somebody tried, nearest to the draft, with at least one that did not work when there is one."""
    on = bank.today()
    with bank.database.reading() as connection:
        ids = browsing.browse(connection, Filters(scope=use.scope, kind="change"), use, on=on, limit=NEAREST)[0]
        order = _nearest(bank, connection, draft.text, ids)
        found = repository.cleared(connection, order, use, on=on)
    ordered = [found[i] for i in order if i in found]
    chosen = ordered[:TRIED]
    failed = next((story for story in ordered if story.outcome == "failed"), None)
    if failed is not None and failed not in chosen:
        chosen[-1] = failed
    return tuple(chosen)


def _nearest(bank: Bank, connection: Connection, text: str, ids: list[str]) -> list[str]:
    """`ids` with those closest in meaning to `text` first; as they are while there is no model."""
    embedder = bank.warm.ready()
    if embedder is None or not ids:
        return ids
    wholes = reactions.whole_vectors(connection, bank.index.model_key, ids)
    if not wholes:
        return ids
    vector = embedder.embed([" ".join(text.split())[:1000]])[0]
    close = {i: float(np.frombuffer(blob, dtype="<f4") @ vector) for i, (_, blob) in wholes.items()}
    return sorted(ids, key=lambda i: -close.get(i, -1.0))


def _use(bank: Bank, draft: DraftToCheck, audience: Audience) -> Use:
    return Use(audience.scope, CHANNEL, FORM, audience.key, draft.id, bank.settings.user)
