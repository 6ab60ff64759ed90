"""Stretches of a story: whole sentences that stand next to each other, short enough to quote, that somebody can follow who has read nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from framing.wording import content_words, sentences

LONGEST = 40  # words in one quote
_ROOMY = 34  # words from which a stretch gains nothing by being longer
_STEM = 6  # letters by which a word is known again ("laminated", "the laminates")
_GOING_ON = re.compile(r"^\W*(?:and|but|so|or|then|because|which|nor|neither|yet|also|plus|anyway|now the other)\b", re.I)
_AND_I = re.compile(r"^(?:And|So|But|Then|Because),? (?=I\b)")
_POINTER = re.compile(r"\b(?:it|its|them|em|they|their|theirs|ones?|that|those|these|this|the thing|that lot)(?=['’]\w|\b)", re.I)
# Where a pointing word points at nothing before it: "no one", "one of us", "that night", "so that I", "it was raining".
_NOT_POINTING = re.compile(
    r"(?:no |any|some|every|twenty-|thirty-|forty-|fifty-)one\b|\bone (?!(?:was|is|had|did|down|up|for|has|thing)\b)[a-z’']+\b|"
    r"\b(?:that|this) (?:night|day|time|week|month|year|morning|evening|afternoon|point|moment|winter|summer|spring|autumn)\b|"
    r"\bthat (?:i|we|he|she|they|it|you|the|a|an|my|our|his|her|their|there|somebody|nobody|people|had|would|could|will|can|has|does|did|talks|says|is|was)(?:['’]\w+)?\b|"
    r"\b(?:so|said|thought|knew|know|all|everything|something|anything|nothing|now|told me|told us) that\b|"
    r"\bit(?:['’]s| is| was| wasn[’']t| isn[’']t| took| takes| were) (?:a|an|not|about|just|half|hard|cold|dark|late|raining|nearly|two|three|four|five|winter|summer|that|what|when)\b",
    re.I,
)
_BEGUN_WITH = re.compile(r"^\W*(?:he|she|they|it|them|this|that|those|these)(?:['’]\w+)?\b", re.I)  # named before, if anywhere
_NOUN = re.compile(
    r"\b(?:a|an|the|my|our|your|his|her|some|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|every|each|no|any) (?:[\w’'-]+ ){0,2}[a-z]{3,}\b|(?<=[a-z,] )(?-i:[A-Z][a-z]{2,})|\b[a-z]{4,}s\b",
    re.I,
)
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b", re.I)
_TELLER = re.compile(r"\b(?:i|me|my|we|us|our|mum|mam|mummy|dad)\b", re.I)

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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters [start, end) of a story, whole sentences of one paragraph."""

    words: str
    start: int
    end: int

    @property
    def long(self) -> int:
        return len(self.words.split())


@lru_cache(maxsize=256)
def stretches(text: str) -> tuple[Stretch, ...]:
    """Every stretch of `text` of at most 40 words whose quotation marks close; shorter ones first where they begin together."""
    found: list[Stretch] = []
    at = 0
    for paragraph in text.split("\n\n"):
        begin = text.index(paragraph, at)
        at = begin + len(paragraph)
        places, place = [], begin
        for sentence in sentences(paragraph):
            start = text.index(sentence, place)
            place = start + len(sentence)
            places.append((start, place))
        for first, (start, _) in enumerate(places):
            for _, end in places[first:]:
                words = text[start:end]
                if len(words.split()) > LONGEST:
                    break
                if words.count("“") == words.count("”") and words.count('"') % 2 == 0:
                    found.append(Stretch(words, start, end))
    return tuple(found)


def loose_ends(words: str, text: str, told: Sequence[str] = ()) -> float:
    """How much of `words` points at what neither they nor what was `told` has named, in points: 0 when they can be understood alone.

    A word that points with no thing named before it is a point, a beginning that goes on from something two, "the laminates" after
    "laminated" half a point, "they" for whoever was there a little.
    """
    return _loose_ends(words, text, tuple(told))


@lru_cache(maxsize=8192)
def _loose_ends(words: str, text: str, told: tuple[str, ...]) -> float:
    points = 1.5 * of_nobody(words, told)
    before = text[: text.find(words)].rstrip() if words in text else ""
    if any(before.endswith(other.rstrip()) for other in told if other.strip()):
        return points  # it follows what was told
    points += 2.0 * bool(_GOING_ON.match(words)) + 0.8 * bool(_BEGUN_WITH.match(words))
    idle = [(match.start(), match.end()) for match in _NOT_POINTING.finditer(words)]
    open_ended: dict[str, float] = {}
    for pointer in _POINTER.finditer(words):
        word = pointer.group().lower()
        if not any(start <= pointer.start() < end for start, end in idle) and not _thing_named(words[: pointer.start()]):
            open_ended[word] = 0.3 if word in ("they", "their") else 1.0
    before = before.lower()
    heard = " ".join(told).lower()
    for match in _DEFINITE.finditer(words):
        stem = match.group(1).lower()[:_STEM]
        if re.search(rf"\b{stem}", before) and stem not in heard and stem not in words[: match.start()].lower():
            open_ended[stem] = 0.5
    return points + sum(open_ended.values()) + 0.4 * (not _TELLER.search(words))


def _thing_named(words: str) -> bool:
    """Whether `words` name a thing that something after them can point at: people are not it."""
    return any(not any(kind.search(match.group()) for kind in _NAMED_AS.values()) for match in _NOUN.finditer(words))


def of_nobody(words: str, told: Sequence[str]) -> bool:
    """Whether `words` speak of a "him" or "her" that neither they nor what was `told` before them have named."""
    return any(
        _NAMED_AS[pointed.lastgroup or "he"].search("\n".join([*told, words[: pointed.start()]])) is None
        for pointed in _OF_SOMEBODY.finditer(words)
    )


def around(
    part: str, text: str, told: Sequence[str], *, wanting: frozenset[str] = frozenset(), marked: Sequence[str] = (), roomy: bool = True
) -> str:
    """The stretch that holds `part` whole and is followed best: with no loose ends, room for what was going on, other `marked` words, and the
    content words that are `wanting`. Nothing of it was `told`. "" when there is none.

    Not `roomy`: as short as it can be understood.
    """
    at = text.find(part)
    if not part or at < 0:
        return ""
    end = at + len(part.rstrip())
    offered = [
        one
        for one in stretches(text)
        if one.start <= at and one.end >= end and not any(_shares(one, other, text) for other in told if other)
    ]

    def score(one: Stretch) -> tuple[float, int]:
        points = -1.5 * loose_ends(one.words, text, told)
        points += (1.6 if roomy else -0.8) * min(one.long, _ROOMY) / _ROOMY
        points += 0.5 * sum(words in one.words for words in marked if words not in part)
        points -= 0.7 * one.words.rstrip('”"').endswith("?")  # a question is left hanging
        points += 0.6 * len(wanting & content_words(one.words))
        return points, -one.start

    return max(offered, key=score).words if offered else ""


def begun_afresh(words: str) -> str:
    """`words` without an "And" or "So" at their start, where what follows begins with a large letter of its own ("So I rang")."""
    return _AND_I.sub("", words)


def _shares(one: Stretch, other: str, text: str) -> bool:
    """Whether a stretch holds any of what stands at `other`'s place."""
    start = text.find(other)
    return start >= 0 and one.start < start + len(other) and start < one.end
