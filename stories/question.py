"""What somebody typed, taken apart: the words to look for, what must stand there word for word, and what must not.

    “no number to ring” ward -parking

looks for the ward, keeps only stories that hold the quoted words, and leaves out those that mention parking.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stories.stems import telling_words
from stories.text import search_form

_PHRASE = re.compile(r'"([^"]*)"')
_WITHOUT = re.compile(r"(?:(?<=\s)|^)-(?=\w)([^\s\"]+)")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what is read for its meaning; `words` what is looked for, repeats kept; the others are in search form."""

    text: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether words must, or must not, be there."""
        return bool(self.phrases or self.without)


def ask(typed: str) -> Question:
    """Take apart what somebody typed. Never fails: a sign that makes no sense is a space.

    An exclusion alone would ask for nearly every story, so without anything else to look for its word is looked for.
    """
    plain = _plain_quotes(typed)
    phrases = tuple(form for found in _PHRASE.findall(plain) if (form := _phrase_form(found)))
    outside = _PHRASE.sub(" ", plain)
    without = tuple(form for found in _WITHOUT.findall(outside) if (form := _phrase_form(found)))
    kept = _SPACES.sub(" ", _WITHOUT.sub(" ", plain)).strip() if without else plain.strip()
    if without and not telling_words(kept)[0] and not phrases:
        return Question(plain.strip(), tuple(telling_words(plain)[0]))
    text = _SPACES.sub(" ", kept.replace('"', " ")).strip() if phrases else kept
    return Question(text, tuple(telling_words(text)[0]), phrases, without)


def in_another_script(text: str) -> bool:
    """Whether most letters of `text` are not Latin ones."""
    letters = [character for character in text if character.isalpha()]
    foreign = sum("LATIN" not in unicodedata.name(letter, "") for letter in letters)
    return bool(letters) and 2 * foreign > len(letters)


def _plain_quotes(text: str) -> str:
    return text.translate({0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"'})


def _phrase_form(text: str) -> str:
    return " ".join(re.findall(r"\w+", search_form(text)))
