"""What an answer must be before it is taken, and what a facilitator should look at first: strong language, and what may be a name."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

from live.model import TEXT_MAX, AnswerRefused
from stories.text import clean, search_form

PROFANE = "Strong language: read it before you show it."
LINKED = "Holds a web address."
_LOOKALIKE = str.maketrans({"@": "a", "$": "s", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "!": "i"})
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


def taken(text: str) -> str:
    """`text` as it is kept. Raises: AnswerRefused when it is empty or too long."""
    kept = clean(text)
    if not kept:
        raise AnswerRefused("There were no words in that answer. Write a few, then send it.")
    if len(kept) > TEXT_MAX:
        raise AnswerRefused(
            f"An answer can have up to {TEXT_MAX} characters; yours has {len(kept):,}. Your words are still here: please shorten them."
        )
    return kept


def flags(text: str) -> tuple[str, ...]:
    """Sentences for the facilitator on what to look at before this is shown. Names are looked for elsewhere."""
    return (*((PROFANE,) if profane(text) else ()), *((LINKED,) if _ADDRESS.search(text) else ()))


def profane(text: str) -> bool:
    """Whether a word of the list is in `text`, also with look-alike characters or dots between its letters."""
    plain = search_form(text)
    forms = (plain, plain.translate(_LOOKALIKE), re.sub(r"(?<=\b\w)[.\-_* ](?=\w\b)", "", plain))
    return any(_pattern().search(form) for form in forms) or any(_starred(word) for word in re.findall(r"\w[\w*]*\*[\w*]*\w", plain))


def _starred(word: str) -> bool:
    """Whether a word with letters starred out is one of the list."""
    meant = re.compile(word.replace("*", r"\w"))
    return any(meant.fullmatch(one) for one in _words())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _words()))})(?!\w)")


@cache
def _words() -> tuple[str, ...]:
    """The word list that better-profanity brings, without what people in care say of bodies, illness and themselves (said_in_care.txt). Its own matcher took 0.5 s for 500 characters; this takes microseconds."""
    listed = resources.files("better_profanity").joinpath("profanity_wordlist.txt").read_text(encoding="utf-8").casefold().split("\n")
    said_in_care = (Path(__file__).parent / "said_in_care.txt").read_text(encoding="utf-8").split()
    return tuple(sorted({word.strip() for word in listed if len(word.strip()) > 1}.difference(said_in_care), key=len, reverse=True))
