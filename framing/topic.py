"""What a pitch is about, in its author's words. It chooses the story and the figure; it stands in the question where the story tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.figures import figures_in
from framing.notes import mid_sentence
from framing.reframing import constraint_in
from framing.wording import content_words, listed, open_ended, sentences

MOST_WORDS = 10  # longer ones are a thought, and not something to name in a question
OFFERED, MISSED, PEOPLE, SUBJECT = "offered", "missed", "people", "subject"
# Something a service could give somebody; and what says that it is the lack of it, or a trouble.
_GIVEN = re.compile(
    r"\b(?:calls?|visits?|letters?|numbers?|names?|nurses?|chairs?|texts?|messages?|checks?|lines?|helplines?|cards?|passports?|checklists?|plans?|appointments?|"
    r"reviews?|volunteers?|phones?|leaflets?|interpreters?|groups?|clinics?|apps?|maps?|conversations?|handovers?|meetings?|buddy|buddies|mentors?|kits?|packs?|"
    r"diary|diaries|sheets?|workers?|navigators?|contacts?|follow-ups?|meals?|rooms?|people to ring|person to ring|someone to ring|somebody to ring)\b",
    re.I,
)
_TROUBLE = re.compile(
    r"\b(?:no|not|nobody|no one|nothing|never|without|alone|lost|late|missed|missing|wrong|cancelled|long|delays?|delayed|unanswered|poor|bad|angry|"
    r"lone(?:ly|liness)|lack|gaps?|falls?|harm|errors?|mistakes?|complaints?|corridors?|stuck|turned away|unsafe|failed|failures?|crisis|crises)\b|n[’']t\b",
    re.I,
)
_BETTER = re.compile(
    r"\b(?:relief|support|prevent\w*|help\w*|care|management|reduc\w+|services?|training|advice|response|less|fewer|better|early|earlier|shorter|end(?:ing)?|after|"
    r"learning|stop(?:ping)?|teams?|clinics?|calls?|visits?)\b",
    re.I,
)  # and what says that it is meant against a trouble
_WHO = re.compile(
    r"^(?:the )?(?:(?:older|young|younger|old|frail|disabled|deaf|autistic|new|unpaid|dying|homeless|many|more) )?(?:people|patients|families|carers|women|men|mothers|parents|children|babies|adults|staff|nurses|doctors|midwives|residents)\b",
    re.I,
)
_LACKING = re.compile(r"\b(?:no|nobody|no one|nothing|never|without|lost|missed|late|cancelled|lonel\w+|long)\b", re.I)
# What somebody lives through, and not what is done to them ("being believed").
_LIVED = re.compile(r"(?!(?:being|getting|having) [a-z]+(?:ed|en)\b)[a-z]+ing (?!and\b)", re.I)
_NO_NAME = re.compile(
    r"\b(?:i|we|you|they|he|she|it|want|need|should|must|how|why|what|whether|when|please|something|stories|story)\b|[?!:“”\"()/]", re.I
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a pitch is about: `words` to stand inside a sentence, `kind` one of OFFERED (something to give people), MISSED (a trouble), PEOPLE, SUBJECT."""

    words: str
    kind: str

    def asked_in(self, experience: str, people: str) -> str:
        """The opening question, with this topic in it where it can be said as people say it; from what we want for people all the same."""
        whom = people.split(", and for")[0]
        if self.kind == OFFERED:
            return f"What do we want {experience} to be like for {whom}, and what could {self.words} do for them?"
        if self.kind == PEOPLE:
            return f"What do we want {experience} to be like for {self.words}?"
        if self.kind == SUBJECT and _LIVED.match(self.words):
            return f"What do we want {self.words} to be like for {whom}?"
        return f"What do we want {experience} to be like for {people}?"

    def told_in(self, text: str) -> bool:
        """Whether one sentence of `text` speaks of most of what this names."""
        named = content_words(self.words)
        return any(2 * len(named & content_words(sentence)) > len(named) for sentence in sentences(text))


def topic_of(typed: str) -> Topic | None:
    """The topic in what somebody typed; None when it is blank, or nothing that can be named in a sentence of ours: a question, a wish
    of the author's, a limit ("the budget"), something with figures, more than ten words."""
    words = listed([part for part in (open_ended(part) for part in typed.split(",")) if part])
    if not words or len(words.split()) > MOST_WORDS or _NO_NAME.search(words) or figures_in(words) or constraint_in(words):
        return None
    words = mid_sentence(words)
    if _WHO.match(words):
        return Topic(words, PEOPLE)
    if _TROUBLE.search(words) and (not _BETTER.search(words) or _LACKING.search(words)):
        return Topic(words, MISSED)
    first = re.split(r"\b(?:after|before|on|in|at|for|with|from|by|to|the day|within|when|that|which|who)\b", words)[0]
    return Topic(words, OFFERED if _GIVEN.search(first) or _GIVEN.search(words.split(" to ")[0]) else SUBJECT)
