"""Several wishes as one: each in its teller's exact words, and the value that they share."""

from __future__ import annotations

from collections.abc import Sequence

from framing.model import Audience, Value
from framing.quoting import nested
from framing.sections.brief import person_in
from framing.subject import SAYS_SOMETHING
from framing.wording import content_words, listed, open_ended, sentences
from stories.consent import ClearedStory

MOST = 4  # voices
SPEAKS = 1.5  # words shared with a value, a shared theme counting half, from which a wish speaks to it


def wishes(stories: Sequence[ClearedStory]) -> tuple[tuple[ClearedStory, str], ...]:
    """Each story's wish, its first sentence that says something, in the exact words; stories without one are left out."""
    found = []
    for story in stories[:MOST]:
        if story.whole_story_only:
            continue
        words = next((part for part in sentences(story.wish) if len(part.split()) >= SAYS_SOMETHING), "")
        if words:
            found.append((story, open_ended(words)))
    return tuple(found)


def sung(story: ClearedStory, words: str, *, first: bool) -> str:
    """One voice of the chorus, with whose it is, turned about so that no two lines run alike."""
    called = person_in(story).called
    return f"“{nested(words)},” {called} said." if first else f"“{nested(words)},” said {called}."


def shared_by(stories: Sequence[ClearedStory], audience: Audience) -> Value | None:
    """The value of this audience that the most stories speak to, by what their tellers wish for and what they tell of; None below two."""

    def speaks(story: ClearedStory, value: Value) -> float:
        words = content_words(f"{story.wish} {story.single_change}") & content_words(f"{value.label} {value.description}")
        return len(words) + 0.5 * len(set(story.themes) & set(value.themes)) if words else 0.0

    best = max(
        audience.values, key=lambda value: (sum(speaks(s, value) >= SPEAKS for s in stories), sum(speaks(s, value) for s in stories))
    )
    return best if sum(speaks(story, best) >= SPEAKS for story in stories) >= 2 else None


def endeavour(value: Value, found: Sequence[tuple[ClearedStory, str]]) -> str:
    """What the wishes share, as something to do together."""
    who = listed([person_in(story).called for story, _ in found])
    return f"What {who} ask for comes to one thing: {value.label}. That could be what we work on together."
