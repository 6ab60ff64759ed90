"""Which evidence stands beside a story: the one figure, and what shows that change is possible, where it bears on what the story tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.citing import hard_to_hear, in_statisticians_words
from framing.model import Audience
from framing.topic import Topic
from framing.wording import content_words
from stories.consent import ClearedStory
from stories.evidence import Evidence, LinkedEvidence

WORKING = ("what_works", "trend_improving")
MAIN = 2  # themes of a story, by which evidence from elsewhere can bear on it
BEARS = 2  # words of a claim that its story speaks of too, from which evidence from elsewhere bears on it
_LONG = 5  # letters, from which a word says what a claim is about
_ANYWHERE = frozenset(["about", "after", "again", "being", "could", "every", "first", "health", "hospital", "people", "patient", "person", "service", "should", "staff", "their", "there", "these", "those", "time", "times", "where", "which", "while", "without", "would", "years", "more", "than", "other"])  # fmt: skip
_COUNTED = re.compile(
    r"\b(?:(?P<carer>carers?|famil(?:y|ies)|relatives|parents)|(?P<staff>staff|nurses|doctors|midwives|workers)|(?P<patient>patients?|inpatients|people|women|men|adults))\b",
    re.I,
)
_LIKE = {"patient": "patient", "carer": "carer", "staff": "staff"}  # how somebody came to their story → who counts as like them

# What says of how many people a story could be told.
HOW_TYPICAL = re.compile(
    r"\bnot alone\b|\bnot (?:un)?usual\b|\bunusual\b|\bone of (?:many|several|a few|thousands)\b|\bnot the only\b|\b(?:un)?common\b|\brare(?:ly)?\b|\bexception(?:al)?\b|"
    r"\btypical\b|\b(?:most|many|some|few) people(?:’s)?\b|\bdo(?:es)? not (?:yet )?know how (?:common|many|often)|\bnot everyone\b|\bhow many people share\b|"
    r"\bwhere it does not yet reach\b|\b(?:like|unlike) (?:her|him|them)\b|\bmay not speak for\b|\bone (?:account|story|day) (?:among|of)\b|\bhow (?:common|typical|often)\b",
    re.I,
)
# The same beside a figure, which says it with a share or a crowd as well.
HOW_MANY = re.compile(
    r"\b(?:most|many|more|fewer|few) (?:of (?:the )?)?(?:people|patients|adults|women|men|children|carers|families|inpatients|staff|deaf people)\b|"
    r"\bcommon (?:lot|thing|enough)\b|\bordinary thing\b|\b(?:nearly|about|almost|only about|more than) (?:one|half|a (?:third|quarter)|two|three)\b|"
    r"\b(?:half|quarter|third|two thirds) of\b|\bso (?:are|do|were) most\b|\bsame position\b|\bthe average\b",
    re.I,
)


def says_how_typical(reason: str) -> bool:
    """Whether the reason for a link says of how many people the story could be told, so that nothing of ours need say it again."""
    return bool(HOW_TYPICAL.search(reason) or HOW_MANY.search(reason))


def figure_for(story: ClearedStory, audience: Audience, topic: Topic | None = None) -> LinkedEvidence | None:
    """The one figure to stand beside the story: about people like its teller, then about what the pitch is about, then closest to what it
    tells, then in the order this audience listens."""
    scale = [item for item in story.evidence if item.evidence.polarity not in WORKING and item.link.relation != "works"]
    if not scale:  # a figure that improves is better than none, where it is about this service or was linked for its scale
        improving = [item for item in story.evidence if item.evidence.polarity == "trend_improving"]
        scale = [item for item in improving if item.link.scope == "same_service" or item.link.relation == "scale"]
    told = _told(story)
    sought = content_words(topic.words) if topic else frozenset[str]()

    def order(item: LinkedEvidence) -> tuple[bool, bool, int, bool, bool, bool, bool, int, int, str, str]:
        evidence = item.evidence
        heard = (
            audience.evidence_first.index(evidence.polarity)
            if evidence.polarity in audience.evidence_first
            else len(audience.evidence_first)
        )
        close = len(set(story.themes) & set(evidence.themes)) + len(told & content_words(evidence.claim))
        return (
            item.link.scope != "same_service",
            about_others(evidence, story),
            -len(sought & content_words(f"{evidence.claim} {evidence.population}")),
            item.link.relation == "exception",
            item.link.typicality == "unknown",
            in_statisticians_words(evidence.claim),
            hard_to_hear(evidence),
            -close,
            heard,
            evidence.badge,
            evidence.id,
        )

    return min(scale, key=order, default=None)


def about_others(evidence: Evidence, story: ClearedStory) -> bool:
    """Whether a figure counts people who are not like the teller: carers first, say, where a patient speaks. Who is counted stands in the claim
    before it stands in the population; a figure that names neither is about anybody."""
    counted = [match.lastgroup for text in (evidence.claim, evidence.population) if (match := _COUNTED.search(text))]
    own = _LIKE.get(story.teller, "")
    return bool(counted and own) and counted[0] != own


def counted_in(evidence: Evidence) -> str:
    """Whom a figure counts, as a page says it again: by the first that its claim or its population names."""
    match = _COUNTED.search(evidence.claim) or _COUNTED.search(evidence.population)
    kind = match.lastgroup if match else ""
    return match.group().lower() if match and kind != "patient" else "those who use the service"


def working_for(stories: Sequence[ClearedStory], figure: LinkedEvidence | None = None) -> LinkedEvidence | None:
    """Evidence that change is possible, from any of the stories, where it bears on its story and is not the `figure` beside it already, or
    where no figure stands there; the same service and the strongest evidence first."""
    offered = [
        (item, story)
        for story in stories
        for item in story.evidence
        if (item.evidence.polarity in WORKING or item.link.relation == "works") and item != figure
    ]
    helps = [item for item, story in offered if bears_on(item, story)]
    if not helps and figure is None:  # a figure from further away is better than none, and is said to be from there
        helps = [item for item, story in offered if not (story.kind == "change" and story.outcome)]
    return min(
        helps,
        key=lambda item: (
            item.link.scope != "same_service",
            item.evidence.polarity != "what_works",
            in_statisticians_words(item.evidence.claim),
            hard_to_hear(item.evidence),
            item.evidence.badge,
            item.evidence.id,
        ),
        default=None,
    )


def bears_on(item: LinkedEvidence, story: ClearedStory) -> bool:
    """Whether what helps is about what this story tells: a claim that speaks of what the story's own words do, or a main theme of it. A change that
    was tried here needs no example from another service."""
    shared = len({word for word in _told(story) & content_words(item.evidence.claim) if len(word) >= _LONG} - _ANYWHERE) >= BEARS
    if item.evidence.polarity == "what_works":  # what gets better by itself, elsewhere, bears on a story by its words only
        shared = shared or bool(set(item.evidence.themes) & set(list(story.themes)[:MAIN]))
    tried_here = story.kind == "change" and bool(story.outcome)
    return shared and (item.link.scope == "same_service" or not tried_here)


def _told(story: ClearedStory) -> frozenset[str]:
    """The words in which a story says what it is about."""
    return content_words(" ".join((story.title, story.wish, story.single_change, *story.quotes)))
