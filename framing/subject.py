"""What a story is about and what its teller asks for, in plain sentences: so that a page never says "this" before it has said what."""

from __future__ import annotations

import re

from framing.quoting import nested
from framing.wording import content_words, open_ended, sentences, upper_first, whole_sentences
from stories.consent import ClearedStory

MOST_IN_AN_ASK = 26  # words of the teller's that a request can carry
_NOTHING = re.compile(r"nothing\b", re.I)
# How what is asked for is called, by what became of a change: what worked, what it still lacks, what would come first another time.
_ASKING = {
    "": "asks for",
    "wish": "wishes for",
    "worked": "found to work",
    "partly": "says is still missing",
    "failed": "would do first another time",
}
SAME = 0.6  # share of the words that matter, from which a wish says what the request says
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
# "a retired librarian, for her brother Hugh", "seventeen, on moving to adult services": who they are, and what they speak of.
_TELLS = re.compile(r"(?P<who>[^,]{3,60}), (?P<of>on|for) (?P<what>.+)")
_SOMEBODY = re.compile(r"(?:a|an|the|one of) [^,]+$|(?:a|an|the) [^,]+ who\b")
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
        return f"{called} talks about {about}"
    if _AFTER.match(about):
        return f"{called} talks about the time {about}"
    if who and (_DOING.match(about) or _WHERE.match(about)):
        return f"{who} was {about}"
    if who and about.startswith("who ") and not _DONE_TO.match(about):
        return f"{who} {about.removeprefix('who ')}"
    if who and (beside := _TELLS.match(about)):
        return f"{who}, {beside['who']}, {'speaks for' if beside['of'] == 'for' else 'talks about'} {beside['what']}"
    if who and _SOMEBODY.match(about):
        return f"{who} is {about}"
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


def answered(story: ClearedStory) -> str:
    """The teller's wish as an answer to what services should be like: its exact words, as many whole sentences as an answer holds; "" for none."""
    if story.whole_story_only or len(story.wish.split()) < SAYS_SOMETHING:
        return ""
    return whole_sentences(story.wish, MOST_IN_AN_ASK)


def said_again(words: str, others: str) -> bool:
    """Whether `words` say for the most part what `others` say."""
    told, known = content_words(words), content_words(others)
    return bool(told) and len(told & known) / len(told) >= SAME


def thing_asked(story: ClearedStory, called: str) -> str:
    """What an ask is for, by name and in the teller's exact words, to stand at the end of it: "what Maureen asks for: “One number …”". Without
    the words where they are several sentences, long, or in another language; without a name where the teller asks for nothing."""
    kind, words = wanted(story)
    if not words:
        return "one small change drawn from this story"
    named = f"what {called} {_ASKING[kind if kind == 'wish' else story.outcome if story.kind == 'change' else '']}"
    if re.match(r"if\b", words, re.I):
        named = f"what would have helped {called}"
    fits = len(sentences(words)) == 1 and len(words.split()) <= MOST_IN_AN_ASK and not story.foreign
    return f"{named}: “{nested(words)}”" if fits else named


def _first_that_says_something(text: str) -> str:
    """The first sentence, and the next ones while the first is no more than a word or two, or asks for nothing ("Nothing for me.")."""
    end = start = 0
    for sentence in sentences(text):
        begins = text.index(sentence, end)
        end = begins + len(sentence)
        if _NOTHING.match(sentence) and text[end:].strip():
            start = end
        elif len(text[start:end].split()) >= SAYS_SOMETHING:
            break
    return text[start:end].strip()
