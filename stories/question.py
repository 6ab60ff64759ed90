"""What somebody typed, taken apart: the words to look for, what must stand there word for word, and what must not.

    “no number to ring” ward -parking

looks for the ward, keeps only stories that hold the quoted words, and leaves out those that mention parking.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from stories.stems import STOP_WORDS, telling_words, unaccented
from stories.text import search_form

_PHRASE = re.compile(r'"([^"]*)"')
_WITHOUT = re.compile(r"(?:(?<=\s)|^)-(?=\w)([^\s\"]+)")
_SPACES = re.compile(r"\s+")
# English stop words that are words elsewhere too: Spanish "no", Polish "do", Welsh "i", French "on".
_SHARED = frozenset(["a", "am", "an", "as", "do", "he", "i", "in", "is", "me", "no", "of", "on", "or", "so", "to", "was", "we", "will"])
# Small words that say a sentence is Spanish, Portuguese, French, Italian, German, Polish, Romanian, Welsh or Turkish. No English ones among them.
_ELSEWHERE = frozenset(
    "al con cuando del donde el ella esta este la las los muy para pero por que quien quiero se sin su una uno y "  # noqa: SIM905
    "com ele eu mais meu minha na nao os uma um aux avec ce ces dans des elle est et il je le les mais mon ne nous pas pour qui sur une vous "
    "che chi di gli ho mio non sono della der das dem den die ein eine er es ich ist mein mich mir mit nicht sie und von war wen wie wir zu "
    "ale bez byl byla co czy jak jest mi mnie moja na nie przez sie tak ze ca cu din este la nu pe sa si un "
    "ac ar dim ddim ei eu fi gan mae nad oedd pwy roedd wedi yn yr bir bu cok da de icin ile ve var yok".split()
)


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what is read for its meaning; `words` what is looked for, repeats kept; the others are in search form."""

    text: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


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


def in_another_language(text: str, unknown: Collection[str]) -> bool:
    """Whether `text`, in Latin letters, is a sentence of another language: three telling words or more, most of those of four letters or
    more in no story (`unknown`), a small word of another language or two accented ones, and no small English word."""
    telling, tells = telling_words(text)
    words = search_form(text).split()
    small = {unaccented(word) for word in words}
    accented = sum(any(letter.isalpha() and not letter.isascii() for letter in word) for word in words)  # Ménière alone is English
    if not tells or len(telling) < 3 or small & STOP_WORDS - _SHARED or (accented < 2 and not small & _ELSEWHERE):
        return False
    long = {unaccented(word) for word in telling if len(word) >= 4}
    return 2 * len(long & {unaccented(word) for word in unknown}) > len(long)


def _plain_quotes(text: str) -> str:
    return text.translate({0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"'})


def _phrase_form(text: str) -> str:
    return " ".join(re.findall(r"\w+", search_form(text)))
