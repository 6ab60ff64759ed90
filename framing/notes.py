"""What somebody noted about an audience for themselves: what of it may be said to that audience, in our words, and what stays a note.

A note helps to choose and to order. Said aloud it is only ever our understanding, never theirs, and never a reproach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.figures import figures_in
from framing.losses import UNKNOWN_LOSS, loss_kind
from framing.wording import flat, listed, open_ended

MOST_WORDS = 8  # in one thing noted; what is longer is a thought, and stays a note
_PARTS = re.compile(r"[,;\n]|\.\s|\band\b")
_OPENINGS = ("losing ", "the loss of ", "loss of ", "to lose ", "lose ")
# What makes a note a sentence about somebody, or a judgement of them.
_NOT_FOR_THEM = re.compile(
    r"\b(?:they|them|he|she|him|i|we|us|is|are|was|were|will|would|won[’']t|can|can[’']t|cannot|could|want(?:s|ed)?|think(?:s)?|feel(?:s)?|hate(?:s)?|care(?:s)? about|"
    r"worr(?:y|ies|ied)|need(?:s)?|like(?:s)? to|has|have|had|does|do|don[’']t|doesn[’']t|not|never|nothing|no|without|only|just|avoid(?:s|ing)?|"
    r"refus\w+|ignor\w+|ego|blam\w+|fault\w*|fail\w*|scandal\w*|foolish|stupid|weak|exposed|caught|embarrass\w*|sham\w+|sued|sacked|fired|cover(?:ing)? up)\b|[?!“”\"]",
    re.I,
)
_COMPARES = re.compile(
    r"(?:more|less|fewer|better|lower|higher|shorter|being)\b", re.I
)  # a wish, or what was done to them: it weighs on nobody
# A first word with a capital of its own: names that stand alone. Others lose theirs in the middle of a sentence.
_NAMES = re.compile(
    r"(?:Healthwatch|Ofsted|Parliament|Treasury|Westminster|Whitehall|England|Wales|Scotland|Ireland|Britain|Europe|London|Christmas|Easter|Ramadan|Eid|Diwali|Macmillan|Marie|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|September|October|November|December|English|Welsh|Scottish|Irish|Polish|"
    r"British|Urdu|Punjabi|Bengali|Somali|Arabic|Parkinson|Alzheimer|Braille|Makaton|Covid|[A-Z][\w]*[’']s|I)\b"
)


def mid_sentence(words: str) -> str:
    """`words` to stand inside a sentence: a small first letter, unless the first word is a name or an abbreviation ("NHS", "Martha's Rule")."""
    words = flat(words)
    first = re.match(r"[^\s,]+", words)
    if first is None or not words[:1].isupper():
        return words
    abbreviation = len(first.group()) > 1 and re.search(r"[A-Z\d&/]", first.group()[1:]) is not None
    named = _NAMES.match(words) or re.match(r"[A-Z][a-z]+ (?:[A-Z][a-z]+|of [A-Z])", words)
    return words if abbreviation or named else words[:1].lower() + words[1:]


def weighs_on_them(cares: str) -> str:
    """A sentence that owns to knowing what weighs on an audience, from what was noted of it; "" when nothing of it can be said to them."""
    said = list(dict.fromkeys(mid_sentence(part) for part in _things(cares)))
    if not said:
        return ""
    several = len(said) > 1 or re.search(r"(?<![su])s$", said[0]) is not None
    return f"We know that {listed(said)} {'weigh' if several else 'weighs'} on you."


def may_be_lost(fears: str) -> str:
    """What somebody may fear losing, to stand after "this may feel like losing"; "" when what was noted is not a thing one can lose."""
    noted = open_ended(fears)
    losing = next((opening for opening in _OPENINGS if noted.lower().startswith(opening)), "")
    thing = re.sub(r"\btheir\b", "your", noted[len(losing) :], flags=re.I)
    if not thing or len(thing.split()) > 2 * MOST_WORDS or _NOT_FOR_THEM.search(thing) or figures_in(thing):
        return ""
    known = loss_kind(thing) != UNKNOWN_LOSS.kind
    return mid_sentence(thing) if losing or (known and not re.match(r"(?:more|less|being|having|getting)\b", thing, re.I)) else ""


def _things(noted: str) -> Sequence[str]:
    """The things a note lists, those that can be said to somebody's face."""
    parts = [open_ended(re.sub(r"\btheir\b", "your", part, flags=re.I)) for part in _PARTS.split(noted)]
    return [
        part
        for part in parts
        if part
        and not _COMPARES.match(part)
        and len(part.split()) <= MOST_WORDS
        and not _NOT_FOR_THEM.search(part)
        and not figures_in(part)
    ]
