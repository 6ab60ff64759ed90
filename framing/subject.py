"""What a story is about and what its teller asks for, in plain sentences: so that a page never says "this" before it has said what."""

from __future__ import annotations

import re

from framing.quoting import nested
from framing.topic import Topic
from framing.wording import open_ended, sentences, upper_first
from stories.consent import ClearedStory

SAYS_SOMETHING = 4  # words: shorter answers ("Nothing.") do not lead into an ask
# After these, a first word in -ing is something a person was doing ("waiting on …"), and not a name ("nursing assistant").
_DOING = re.compile(
    r"[a-z]+ing (?:a|an|the|my|his|her|their|our|its|two|both|half|somebody|someone|people|what|why|how|to|on|in|at|for|from|with|after|about|of|"
    r"through|into|up|out|off|down|back|over|asked|told|home|alone|again|without|between|by)\b"
)
# After these, "who" is the one it is done to, and the words do not make a sentence about the teller.
_DONE_TO = re.compile(
    r"who (?:nobody|no one|everyone|everybody|the|a|an|they|he|she|it|we|i|you|his|her|their|my|our|people|staff)\b", re.I
)
# What a line is about when it is not about a person: a letter, an hour, a journey.
_THING = re.compile(
    r"(?:a|an|the|my|our|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty(?:-\w+)?|thirty(?:-\w+)?|\d+) (?:[\w’'-]+ ){0,2}?"
    r"(?:letters?|baby|calls?|visits?|appointments?|minutes?|hours?|days?|nights?|weeks?|months?|years?|waits?|journeys?|operations?|falls?|stays?|births?|texts?|phones?|forms?|"
    r"moves?|diagnos[ei]s|mornings?|afternoons?|evenings?|weekends?|winters?|summers?|wards?|rooms?|homes?|tests?|results?|scans?|deaths?|bags?|boxes)"
    r"(?= (?:that|which|in|of|to|at|with|without|on|from|for|after|before|by|when|where|between|nobody)\b|$)"
)
_AFTER = re.compile(r"(?:after|before|during|since|when|while)\b")
_WHERE = re.compile(r"(?:at|with|in|on|under|near|beside|behind|outside|inside|alone|waiting)\b")


def introduced(story: ClearedStory, who: str, plain: str) -> str:
    """Who speaks, from the line they gave under their name: a sentence where it makes one ("Maureen was bringing her husband home"), otherwise
    beside the name. `who` is their chosen name or ""; `plain` how they came to the story ("a carer"). No full stop."""
    about = "" if story.foreign else open_ended(story.about)  # their own line is in their language, and stands with the story
    called = who or upper_first(plain)
    if not about:
        return f"{who}, {plain}" if who else called
    if _THING.match(about):
        return f"{called}, on {about}"
    if _AFTER.match(about):
        return f"{called}, of the time {about}"
    if who and (_DOING.match(about) or _WHERE.match(about)):
        return f"{who} was {about}"
    if who and about.startswith("who ") and not _DONE_TO.match(about):
        return f"{who} {about.removeprefix('who ')}"
    return f"{called}, {about}"


def named(story: ClearedStory) -> str:
    """A story's title in its exact words, between quotation marks."""
    return f"“{nested(open_ended(story.title))}{'?' if story.title.rstrip().endswith('?') else ''}”"


def wanted(story: ClearedStory) -> tuple[str, str]:
    """("change", the exact words) for what the teller would change first, else ("wish", …) for what they wish; ("", "") for neither."""
    if story.whole_story_only:
        return "", ""
    for kind, answer in (("change", story.single_change), ("wish", story.wish)):
        words = _first_that_says_something(answer)
        if len(words.split()) >= SAYS_SOMETHING:
            return kind, open_ended(words)
    return "", ""


def thing_asked(story: ClearedStory, called: str, topic: Topic | None = None) -> str:
    """What an ask is for, by name: the change that was tried, where the pitch is about it; else what the pitch is about, else what the teller asked for."""
    if story.kind == "change" and story.outcome in ("worked", "partly") and (topic is None or topic.told_in(f"{story.title} {story.text}")):
        return f"the change {called} describes"
    if topic:
        return topic.to_try
    return f"what {called} asked for" if wanted(story)[1] else "one small change drawn from this story"


def _first_that_says_something(text: str) -> str:
    """The first sentence, and the next ones while the first is no more than a word or two."""
    end = 0
    for sentence in sentences(text):
        end = text.index(sentence, end) + len(sentence)
        if len(text[:end].split()) >= SAYS_SOMETHING:
            break
    return text[:end]
