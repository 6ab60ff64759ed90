"""What a story is about and what its teller asks for, in plain sentences: so that a page never says "this" before it has said what."""

from __future__ import annotations

import re

from framing.phrases import STORY_OF
from framing.quoting import nested
from framing.wording import closed, open_ended, sentences, upper_first
from stories import vocabulary as v
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


def what_happened(story: ClearedStory, called: str) -> str:
    """The line under a teller's name as a sentence of its own ("Maureen was bringing her husband home."), or "" when it makes none."""
    about = open_ended(story.about)
    if _DOING.match(about):
        return closed(f"{upper_first(called)} was {about}")
    if about.startswith("who ") and not _DONE_TO.match(about):
        return closed(f"{upper_first(called)} {about.removeprefix('who ')}")
    return ""


def called_story(story: ClearedStory) -> str:
    """What kind of story it is, where in care it comes from, and its title in the exact words."""
    label = STORY_OF.get(story.service, _plain_label(story.service))
    matters = [f"about {label}"] * bool(label) + ["of a change that was tried"] * (story.kind == "change")
    title = f"called “{nested(open_ended(story.title))}{'?' if story.title.rstrip().endswith('?') else ''}”"
    return closed(f"This is a story {', and '.join(matters)}, {title}" if matters else f"This story is {title}")


def _plain_label(service: str) -> str:
    label = v.SERVICES[service].label if service in v.SERVICES else ""
    label = label.replace("'", "’")
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def wanted(story: ClearedStory) -> tuple[str, str]:
    """(words of ours that lead in, the teller's exact words) for what they would change first, else for what they wish; ("", "") for neither."""
    if story.whole_story_only:
        return "", ""
    for lead, answer in (
        ("Asked for the one change that would have helped most", story.single_change),
        ("Asked what services should be like", story.wish),
    ):
        words = _first_that_says_something(answer)
        if len(words.split()) >= SAYS_SOMETHING:
            return lead, open_ended(words)
    return "", ""


def thing_asked(story: ClearedStory, called: str) -> str:
    """What an ask is for, by name: the change that was tried, else what the teller asked for."""
    if story.kind == "change" and story.outcome in ("worked", "partly"):
        return f"the change {called} describes"
    return f"what {called} asked for" if wanted(story)[1] else "one small change drawn from this story"


def _first_that_says_something(text: str) -> str:
    """The first sentence, and the next ones while the first is no more than a word or two."""
    end = 0
    for sentence in sentences(text):
        end = text.index(sentence, end) + len(sentence)
        if len(text[:end].split()) >= SAYS_SOMETHING:
            break
    return text[:end]
