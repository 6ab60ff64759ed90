"""Which of a storyteller's words to bring: the quote for an audience, a hopeful one, and enough around it to be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.figures import figures_in
from framing.model import Audience
from framing.wording import content_words, sentences
from stories.consent import ClearedStory

SHORTEST, LONGEST = 8, 40  # words in the quote a framing leads with
_BACK = 2  # sentences that may be put before a quote that points back

_SUBJECTS = re.compile(r"^\W*(?:\w[\w’']*\s+){0,2}?(?:it|they|them|this|these|those|that one|that)(?:['’]\w+)?\b", re.I)
_SOMEBODY = re.compile(r"^\W*(?:\w+\s+){0,2}?(?:he|she|him|her(?! (?:own|hand|face|name|voice|eyes)))(?:['’]\w+)?\b", re.I)
# "that folder", "the thing": pointed at, and not named. "That night" is at home anywhere, and "that I had" points at nothing.
_POINTED_AT = re.compile(
    r"\b(?:the|that|this) (?:thing|one)\b|(?:^|[.!?;,]\s+|\b(?:in|on|of|at|with|for|from|off|to|into|by|about|under|behind|saw|see|found|find|lost|hated|got|get|"
    r"took|take|read|gave|brought|had|has|have|need|needed|want|wanted|and)\s+)(?:that|those|these|them)\s+"
    r"(?!(?:night|day|time|week|month|year|morning|evening|afternoon|point|moment|is|was|were|are|has|had|i|he|she|they|it|we|you|who|the|a|an|my|our|"
    r"his|her|their|there|nobody|somebody|everyone|people|would|could|will|can|did|do|does|to|in|on|at|up|out|off|with|from|by|again|and|of|for|all|not)\b|\w+(?:ed|ing)\b)[a-z]+",
    re.I,
)
_ANSWERING = re.compile(
    r"^\W*(?:so (?:i|we|she|he|they) (?:did|had|was|could|would)\b|(?:i|we|she|he|they|it) (?:did|had|could|would|wasn[’']t|didn[’']t)[.,]|(?:i|we) (?:told|asked|rang|gave|showed|thanked) (?:her|him|them|it)\b|because\b|which\b|neither\b|nor\b|yes\b|no,)",
    re.I,
)
# "It came back", "And she said", "That was all": begun with a pronoun, and not "that letter" or "this lad".
_BACK_TO = re.compile(
    r"^\W*(?:(?:and|but|so|then|because)\s+)*(?:(?:it|they|he|she)(?:['’]\w+)?\b|(?:that|this|these|those)(?:['’]s\b|\s+(?:is|was|were|are|had|has|did|means|meant|took|went|came|put|made)\b))",
    re.I,
)
_GOING_ON = re.compile(r"^\W*(?:and|but|so|or|then|because)\b", re.I)
# Begun in the middle of a thought: with a word that goes on from another, or with somebody or something that nobody has named yet.
_MID_THOUGHT = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|because|which|nor|neither|yet|also|plus)\b|(?:he|she|they|it|him|her|them)(?:['’]\w+)?\b(?!self)|"
    r"(?:this|that|these|those)\b(?! (?:night|day|morning|evening|afternoon|week|month|year|winter|summer|spring|autumn)\b))",
    re.I,
)
_OF_SOMEBODY = re.compile(r"\b(?:(?P<he>he|him)|(?P<she>she|hers?))\b", re.I)
_EITHER = (
    r"nurse|doctor|consultant|surgeon|registrar|midwife|physio|paramedic|porter|partner|parent|baby|bairn|cousin|friend|neighbour|receptionist|clerk|pharmacist|chemist|gp|teacher|"
    r"worker|carer|boss|manager|volunteer|driver|officer|student|trainee|interpreter|therapist|psychiatrist|psychologist|counsellor|vicar|priest|kid|child|twin|mate"
)
# A name in the middle of a sentence, or before what somebody did.
_BY_NAME = r"(?<=[a-z,;:] )(?!I\b|I['’])(?-i:[A-Z][a-z]{2,})|(?-i:\b(?!There|They|She|What|Who|That|This)[A-Z][a-z]{2,}(?= (?:said|says|told|rang|came|went|sat|pulled|put)\b))"
_NAMED_AS = {
    "he": re.compile(rf"\b(?:man|lad|boy|bloke|fella|fellow|chap|guy|brother|husband|father|dad|da|daddy|grandad|son|uncle|landlord|{_EITHER})s?\b|{_BY_NAME}", re.I),
    "she": re.compile(
        rf"\b(?:woman|lass|lady|girl|sister|wife|mother|mum|mam|mom|mammy|gran|nan|nana|grandma|granny|daughter|aunt|auntie|landlady|{_EITHER})s?\b|{_BY_NAME}", re.I
    ),
}  # fmt: skip

_LEANS = re.compile(r"^\W*(?:because|which|nor|neither)\b", re.I)  # on the sentence before it
_TELLER = re.compile(r"\b(?:i|me|my|we|us|our|mum|mam|mom|dad)\b", re.I)
_NAMED = re.compile(
    r"\b(?:a|an|my|our|your|his|her|their|the|one|two|three|four|no) (?!(?:thing|one|way|time|lot|bit|point)s?\b)[a-z]{3,}", re.I
)


def best_quote(story: ClearedStory, audience: Audience) -> str:
    """The storyteller's words that speak most to this audience: 8 to 40 words where there are such, else the shortest sentence.

    Without marked quotes the sentences of the story stand in. Earlier quotes win ties: the teller's strongest come first.
    """
    if story.whole_story_only:
        return ""
    offered = [_standing(quote, story.text) for quote in _strongest_first(story, audience)]
    begun = [words for words in offered if not mid_thought(words)]
    return next((words for words in begun if _clear(words, story)), (begun or offered)[0])


def _clear(words: str, story: ClearedStory) -> bool:
    """Whether words told first name whom they speak of, and are no statistic."""
    return not of_nobody(words, (story.about,)) and not _counted(words)


def _standing(quote: str, text: str) -> str:
    """`quote` from the beginning of its sentence when it starts in the middle of one, with what it points back to, where that is not too long."""
    if quote[:1].islower() and (whole := whole_sentence(quote, text)) and len(whole.split()) <= LONGEST:
        quote = whole
    return understood(quote, text, ())


def _strongest_first(story: ClearedStory, audience: Audience) -> list[str]:
    """The marked quotes, the strongest for this audience first, and behind them the moments of the story and its sentences that stand alone."""
    marked = [quote for quote in story.quotes if quote in story.text]
    offered = marked or sentences(story.text)
    fitting = [quote for quote in offered if SHORTEST <= len(quote.split()) <= LONGEST]
    if not fitting:
        pieces = [sentence for quote in offered for sentence in sentences(quote)]
        return [min((p for p in pieces if p), key=lambda piece: (len(piece.split()) > LONGEST, abs(len(piece.split()) - 15)))]
    plot = " ".join((story.plot.challenge, story.plot.choice, story.plot.outcome))
    own_words = content_words(f"{story.wish} {story.single_change}")
    scored = []
    for place, quote in enumerate(fitting):
        found = content_words(quote)
        cares = sum(value.weight * len(found & content_words(value.description)) for value in audience.values)
        told_already = 1.5 if quote in plot else 0.0
        scored.append((-(cares + 0.3 * len(found & own_words) - 0.4 * place - told_already + stands_alone(quote)), place, quote))
    moments = [whole_sentence(moment.quote, story.text) for moment in sorted(story.touchpoints, key=lambda moment: -moment.intensity)]
    rest = [
        words
        for words in [*moments, *sentences(story.text)]
        if SHORTEST <= len(words.split()) <= LONGEST and stands_alone(words) > 0 and not _counted(words)
    ]
    return [*(quote for _, _, quote in sorted(scored)), *rest]


def hopeful_quote(story: ClearedStory, audience: Audience) -> str:
    """The words of a good moment that stand alone, the strongest first; the best quote when no moment was good."""
    if story.whole_story_only:
        return ""
    good = sorted((moment for moment in story.touchpoints if moment.polarity == "good"), key=lambda moment: -moment.intensity)
    said = [whole_sentence(moment.quote, story.text) for moment in good]
    alone = [words for words in said if SHORTEST <= len(words.split()) <= LONGEST and stands_alone(words) > 0]
    said = [understood(words, story.text, ()) for words in alone]
    whole = [words for words in said if not mid_thought(words) and _clear(words, story)]
    return whole[0] if whole else best_quote(story, audience)


def whole_sentence(quote: str, text: str) -> str:
    """The sentences of `text` that `quote` stands in, whole; "" when it stands in none, or when marks would be left open."""
    at = text.find(quote) if quote else -1
    if at < 0:
        return ""
    first = end = 0
    whole = ""
    for sentence in sentences(text):
        start = text.index(sentence, end)
        end = start + len(sentence)
        if start <= at < end:
            first = start
        if at < end:
            whole = text[first:end]
        if end >= at + len(quote):
            break
    return whole if whole.count("“") == whole.count("”") and whole.count('"') % 2 == 0 else ""


def stands_alone(quote: str) -> float:
    """How well `quote` is understood by somebody who has read nothing else, in points of its score: above 0 when it names what it is about
    and the teller is in it, below 0 when it points at what was said before ("that folder", "they", "it")."""
    pointing = 1.2 * bool(_SUBJECTS.match(quote)) + 0.5 * bool(_SOMEBODY.match(quote)) + 1.0 * bool(_POINTED_AT.search(quote))
    pointing += 1.5 * bool(_counted(quote)) + 0.4 * bool(_GOING_ON.match(quote))
    return 0.2 * min(3, len(_NAMED.findall(quote))) + 0.4 * bool(_TELLER.search(quote)) - pointing


def points_back(quote: str) -> bool:
    """Whether `quote` begins in the middle of something: with "it" or "she", or by answering what was said before ("So I did")."""
    return _BACK_TO.match(quote) is not None or _ANSWERING.match(quote) is not None


def mid_thought(quote: str) -> bool:
    """Whether `quote`, told first, would begin in the middle of a thought: "Or asked us …", "She said …"."""
    return _MID_THOUGHT.match(quote) is not None


def with_who(words: str, text: str, told: Sequence[str]) -> str:
    """`words` with up to two sentences of the same paragraph before them, until they name whom they speak of; "" when those do not, when
    they were `told` already, or when it would be too long."""
    for _ in range(_BACK + 1):
        if not of_nobody(words, told):
            return "" if _LEANS.match(words) else words
        words = _one_more_before(words, text, told)
    return ""


def of_nobody(words: str, told: Sequence[str]) -> bool:
    """Whether `words` speak of a "him" or "her" that neither they nor what was `told` before them have named."""
    return any(
        _NAMED_AS[pointed.lastgroup or "he"].search("\n".join([*told, words[: pointed.start()]])) is None
        for pointed in _OF_SOMEBODY.finditer(words)
    )


def _counted(quote: str) -> bool:
    """Whether a quote gives a share or counts people: a statistic, whoever says it. A life is told in hours, letters and telephone calls."""
    return any(figure.sort in ("percent", "ratio") or figure.unit == "people" for figure in figures_in(quote))


def understood(words: str, text: str, told: Sequence[str]) -> str:
    """`words` with up to two sentences of the same paragraph before them while they point back, 40 words in all; as they are where those
    were `told` already, or where the whole would be too long."""
    for _ in range(_BACK):
        if not points_back(words) and (told or not _GOING_ON.match(words)):  # what goes on does so after what was told
            break
        longer = _one_more_before(words, text, told)
        if longer == words:
            break
        words = longer
    return words


def _one_more_before(words: str, text: str, told: Sequence[str]) -> str:
    """`words` with the sentence of the same paragraph before them; as they are where there is none, where it was told, or where both are long."""
    start = text.index(words)
    paragraph = text.rfind("\n\n", 0, start)
    before = sentences(text[paragraph + 2 if paragraph >= 0 else 0 : start])
    if not before or any(before[-1] in other or (other and other in before[-1]) for other in told):
        return words
    longer = text[text.rindex(before[-1], 0, start) : start] + words
    return longer if len(longer.split()) <= LONGEST and _marks_closed(longer) else words


def _marks_closed(words: str) -> bool:
    return words.count("“") == words.count("”") and words.count('"') % 2 == 0
