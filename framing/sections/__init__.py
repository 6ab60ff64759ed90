"""The sections of a framing: one decorated function each, found by its file. Each says its sentences and where they come from.

A function that has nothing true to say returns no sentences, and its section is left out.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType

from framing.model import Section, Sentence
from framing.sections.brief import Brief

Say = Callable[[Brief], tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section that can stand in a framing: its key, usual heading and place, and the function that says it.

    Right after the section named in `reads_on_from` it goes without its heading. `headed` finds a heading in the story, or "".
    """

    key: str
    heading: str
    order: int
    say: Say
    reads_on_from: str = ""
    headed: Callable[[Brief], str] | None = None

    def written(self, brief: Brief, headings: Sequence[str] = ()) -> Section:
        """The section for one brief, under one of `headings`, else its own. {name} in a heading is whom the story is about, {reply} the
        first question it replies to."""
        forms = headings or (self.heading,)
        own = self.headed(brief) if self.headed and not headings else ""
        shown = own or (brief.say(f"heading-{self.key}", forms, reply=brief.reply.heading) if any(forms) else "")
        return Section(self.key, shown, self.say(brief))


_FOUND: dict[str, SectionKind] = {}


def section(
    key: str, *, heading: str, order: int, reads_on_from: str = "", headed: Callable[[Brief], str] | None = None
) -> Callable[[Say], Say]:
    """Register the decorated function as the section `key`. Raises: ValueError when the key is taken."""

    def register(say: Say) -> Say:
        if key in _FOUND:
            raise ValueError(f"There are two sections called “{key}”.")
        _FOUND[key] = SectionKind(key, heading, order, say, reads_on_from, headed)
        return say

    return register


@cache
def section_kinds() -> Mapping[str, SectionKind]:
    """Every section there is, by key, in the usual order."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return MappingProxyType(dict(sorted(_FOUND.items(), key=lambda item: item[1].order)))
