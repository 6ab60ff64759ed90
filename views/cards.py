"""How a story looks in a list, and the small marks that go with it: who tells it, how sure the evidence is, what to know first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from services.finding.search import Found
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.evidence import BADGES, LinkedEvidence
from stories.story import Story
from stories.text import minutes_to_read
from views.links import link
from views.text import in_language, joined, listed, shortened, typeset

_DOTS = {"A": 3, "B": 2, "C": 1, "D": 1, "": 0}
DEMO = Markup("<li class='demo'>Demo story</li>")
DEMO_BESIDE = Markup(" <span class='demo'>Demo story</span>")
_AGE = re.compile(
    r"(?:^|\b(?:is|was|am|aged?|turned|at) )(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|ten|eleven|twelve|\w+teen)\b(?! (?:hours?|days?|weeks?|months?|years?(?! old)|minutes?|miles?|nights?))",
    re.I,
)
PASSAGE = 220  # characters of a passage on a card


def eyebrow(story: ClearedStory, groups: Sequence[str] = ()) -> Markup:
    """Its first theme's group, and who tells it. When theme groups were asked for, the first theme in one of them."""
    first = next((code for code in story.themes if code in v.THEMES and v.THEMES[code].parent in groups), next(iter(story.themes), ""))
    group = v.THEME_GROUPS[v.THEMES[first].parent].label if first in v.THEMES else ""
    return listed([group, v.TELLERS[story.teller].label])


def teller_line(story: Story) -> Markup:
    """Who tells a story, for whoever looks after it."""
    return listed([story.name or v.TELLERS[story.teller].label, story.about], ", ")


def byline(story: ClearedStory) -> Markup:
    """The chosen name and what they said about themselves, with the age band when there is one."""
    told = says_age(story.about)
    return listed([story.name or v.TELLERS[story.teller].label, "" if told else age(story.age_band), story.about], ", ")


def says_age(about: str) -> bool:
    """Whether somebody's own line gives their age already: "who is ninety-one", "seventeen, on moving up"."""
    return _AGE.search(about) is not None


def age(band: str) -> str:
    """An age band as it reads after a name: `aged 35 to 44`."""
    return f"aged {v.AGE_BANDS[band].label}" if band in v.AGE_BANDS else ""


def setting(story: ClearedStory) -> Markup:
    """Service, region and reading time."""
    place = v.PLACES[story.place].label if story.place else ""
    minutes = minutes_to_read(story.text)
    return listed([", ".join(part for part in (v.SERVICES[story.service].label, place) if part), f"{minutes} minute read"])


def best_badge(evidence: Sequence[LinkedEvidence]) -> str:
    """The strongest badge among `evidence`: A before B before C before D; '' when there is none."""
    return min((one.evidence.badge for one in evidence), default="")


def strength(badge: str, *more: str) -> Markup:
    """Three dots and words: how sure we may be."""
    words = BADGES[badge].label if badge else "No evidence beside it yet"
    on = _DOTS[badge]
    dots = Markup("<span class='on'></span>") * on + Markup("<span></span>") * (3 - on)
    return Markup("<p class='ev'><i aria-hidden='true'>{}</i>{}</p>").format(dots, listed([words, *more]))


def tags(story: ClearedStory) -> Markup:
    """Marks for the exception only: an invented story, what came of a change, something hard to read, a consent due for renewal."""
    items = [DEMO] if story.synthetic else []
    if story.kind == "change" and story.outcome in v.OUTCOMES:
        items.append(Markup("<li class='outcome'>{}</li>").format(v.OUTCOMES[story.outcome].label))
    if story.foreign:
        items.append(Markup("<li>Told in {}</li>").format(v.spoken(story.foreign)))
    items += [Markup("<li>{}</li>").format(v.CONTENT_NOTES[note].label) for note in story.content_notes]
    if story.renewal_due:
        items.append(Markup("<li class='warn'>Awaiting consent renewal</li>"))
    return Markup("<ul class='tags'>{}</ul>").format(joined(items)) if items else Markup()


def card(found: Found, *, scope: str, searching: bool, groups: Sequence[str] = ()) -> Markup:
    """One story in a list. When searching, the passage that matched and why; otherwise the story's own strongest words."""
    story = found.story
    own = story.quotes[0] if story.quotes else ""
    words = shortened(found.passage, PASSAGE) if searching and found.passage else own
    if story.whole_story_only:
        said = Markup("<p class='whole'>Told whole or not at all: open it to read it as it was told.</p>")
    else:
        said = Markup("<p class='pull'{}>{}</p>").format(in_language(story.language), typeset(words)) if words else Markup()
    why = Markup("<p class='why'>{}</p>").format(found.reasons[0]) if searching and found.reasons else Markup()
    return Markup(
        "<li class='card'><p class='eyebrow'>{eyebrow}</p><h2>{title}</h2>{said}{why}{tags}"
        "<div class='foot-of-card'><p class='meta'>{setting}</p>{strength}<p>{read}</p></div></li>"
    ).format(
        eyebrow=eyebrow(story, groups),
        title=typeset(story.title),
        said=said,
        why=why,
        tags=tags(story),
        setting=setting(story),
        strength=strength(best_badge(story.evidence)) if story.evidence else "",
        read=read_link(story, scope=scope),
    )


def read_link(story: ClearedStory, *, scope: str = "") -> Markup:
    """`Read “title”`, keeping whom it is to be shown to."""
    asked = "" if scope in ("", "S2") else scope
    return link("story", Markup("Read “{}”").format(typeset(story.title)), {"story": story.id, "for": asked})


def cards(hits: Iterable[Found], *, scope: str, searching: bool, groups: Sequence[str] = ()) -> Markup:
    return Markup("<ul class='cards'>{}</ul>").format(joined(card(hit, scope=scope, searching=searching, groups=groups) for hit in hits))


def demo_mark(story: ClearedStory) -> Markup:
    """Beside a title: that the story is invented."""
    return DEMO_BESIDE if story.synthetic else Markup()
