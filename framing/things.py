"""What a story turns on: the letter, the number, the door. What lies behind each, what a team could count, and how to go back stands in things.toml; here is
how the one that a story turns on is found.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stories.consent import ClearedStory

ENOUGH = 4.0  # points from which a story turns on a thing
# Points for a word of it in what the teller would change, in their wish, the title, their quotes, and each time in the text.
_CHANGE, _WISH, _TITLE, _QUOTED, _TOLD = 4.0, 1.5, 2.0, 1.0, 0.5
_MOST_TOLD = 4  # times a word in the text counts


@dataclass(frozen=True, slots=True)
class Thing:
    """A part of the system: the words it goes by (`found`), the themes it stands for, where to look (whole sentences), `counted`, which
    completes "We would count …", and how a test of it ends if it does not help (`back`, a whole sentence)."""

    key: str
    found: re.Pattern[str]
    themes: frozenset[str]
    behind: tuple[str, ...]
    counted: str
    back: str


def _read(path: Path) -> dict[str, Thing]:
    """The things in a TOML file, by key. Raises: KeyError where a field is missing."""
    return {
        key: Thing(
            key, re.compile(rf"\b(?:{raw['found']})\b", re.I), frozenset(raw["themes"]), tuple(raw["behind"]), raw["counted"], raw["back"]
        )
        for key, raw in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


THINGS: dict[str, Thing] = _read(Path(__file__).with_suffix(".toml"))


@lru_cache(maxsize=4096)
def _points(key: str, change: str, wish: str, title: str, quoted: str, text: str) -> float:
    found = THINGS[key].found
    told = min(_MOST_TOLD, len(found.findall(text)))
    asked = _CHANGE * bool(found.search(change)) + _WISH * bool(found.search(wish))
    return asked + _TITLE * bool(found.search(title)) + _QUOTED * bool(found.search(quoted)) + _TOLD * told


def turns_on(story: ClearedStory) -> Thing | None:
    """The thing that a story turns on: named in what its teller asks for, its title and its quotes, and of one of its themes. None when
    nothing is found that the story says often enough, or when it may be told whole only."""
    if story.whole_story_only or story.foreign:
        return None
    quoted = " ".join([*story.quotes, story.plot.challenge, story.plot.choice, story.plot.outcome])
    themes = list(story.themes)

    def points(thing: Thing) -> float:
        near = next((place for place, code in enumerate(themes) if code in thing.themes), None)
        if near is None:
            return 0.0
        return _points(thing.key, story.single_change, story.wish, story.title, quoted, story.text) + 1.0 / (near + 1)

    best = max(THINGS.values(), key=points)
    return best if points(best) >= ENOUGH else None
