"""Opening questions to choose from: the service as a whole, and moments of it that the stories tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from framing.sections.brief import gentle, opening_question, service_words
from framing.topic import topic_of
from framing.wording import open_ended
from stories.consent import ClearedStory

MOST = 5
# A stage of the journey as a moment people live: completes "What do we want … to be like for …?"
_MOMENTS: dict[str, str] = {
    "first_signs": "the day something first feels wrong",
    "seeking_help": "the first call for help",
    "waiting": "a week of waiting",
    "diagnosis": "the moment of being told",
    "treatment": "the first day of treatment",
    "in_hospital": "the first night in hospital",
    "leaving": "the first night home",
    "living_with": "an ordinary Sunday morning",
    "end_of_life": "the last nights",
    "bereavement": "the first weeks without someone",
}
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_TIMES = (
    re.compile(rf"\b({_DAY})s? (morning|afternoon|evening|night|teatime)\b"),
    re.compile(r"\b(?:on |at |by )?the (first|second|third|fourth|last) (night|morning)\b", re.I),
    re.compile(r"\b(one|two|three|four|five|half (?:one|two|three|four)) (?:o['’]clock )?in the (morning)\b", re.I),
)


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    """A question to open with; `moment` is what it is anchored in ("a Friday teatime"), "" for the service as a whole."""

    text: str
    moment: str
    story_id: str = ""


def question_choices(
    stories: Sequence[ClearedStory], *, people: str = "", service: str = "", topic: str = ""
) -> tuple[QuestionChoice, ...]:
    """Questions for these stories, the one about the topic first where the lead story tells of it, then the whole service, then moments of theirs, each once. Without stories: none."""
    if not stories:
        return ()
    lead = stories[0]
    words = service_words(lead, service)
    whom = open_ended(people) or words.people
    experience = words.experience if service else gentle(lead, words.experience)
    about = topic_of(topic)
    about = about if about and about.told_in(f"{lead.title}. {lead.text}") else None
    found = [QuestionChoice(opening_question(experience, whom, about), "", lead.id)] if about else []
    found.append(QuestionChoice(opening_question(experience, whom), "", lead.id))
    for story in stories:
        found += [QuestionChoice(opening_question(moment, whom), moment, story.id) for moment in moments_of(story)]
    first: dict[str, QuestionChoice] = {}
    for choice in found:
        first.setdefault(choice.text, choice)
    return tuple(first.values())[:MOST]


def moments_of(story: ClearedStory) -> list[str]:
    """Moments a story tells of, from its touchpoints: times of day in what was said there, else in the text, then stages of the journey."""
    said = [moment.quote for moment in sorted(story.touchpoints, key=lambda moment: -moment.intensity)]
    timed = [phrase for words in [*said, story.text] for phrase in times_said(words)]
    stages = [_MOMENTS[moment.stage] for moment in story.touchpoints if moment.stage in _MOMENTS]
    return list(dict.fromkeys([*dict.fromkeys(timed), *stages]))[:3]


def times_said(words: str) -> list[str]:
    """Times of day in `words`, as people say them: "a Friday teatime", "the third night"."""
    found = []
    for number, pattern in enumerate(_TIMES):
        for match in pattern.finditer(words):
            first, second = match.group(1), match.group(2)
            found.append(
                (match.start(), (f"a {first} {second}", f"the {first.lower()} {second}", f"{first.lower()} in the morning")[number])
            )
    return [phrase for _, phrase in sorted(found)]
