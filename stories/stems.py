"""Words of a question: which of them tell something, their stems as the words index knows them, and near misses of unknown ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from stories.text import search_form

MAX_WORDS = 256  # of a question: as many as the model reads
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")  # A&E is one word
_AS_TYPED = re.compile(r"\w+(?:'\w+)*")
_porter = snowballstemmer.stemmer("porter")
# With the halves of shortened words (don't is don and t). Looking for stop words too cost 0.08 nDCG@10 on long consumer questions.
STOP_WORDS = frozenset(
    "a about above after again against all am an and any are aren as at be because been before being below between both but by can "  # noqa: SIM905
    "cannot could couldn d did didn do does doesn doing don down during each few for from further had hadn has hasn have haven having "
    "he her here hers herself him himself his how i if in into is isn it its itself just ll m me more most mustn my myself no nor not "
    "now of off on once only or other ought our ours ourselves out over own re s same shan she should shouldn so some such t than "
    "that the their theirs them themselves then there these they this those through to too under until up us ve very was wasn we "
    "weren were what when where which while who whom why will with won would wouldn you your yours yourself yourselves".split()
)


def telling_words(text: str) -> tuple[list[str], bool]:
    """The words of `text` that carry meaning, in order, repeats kept, and True; only stop words or single letters: all of them, and False."""
    form = search_form(text)
    telling = [word for word in _WORD.findall(form) if word not in STOP_WORDS and (len(word) > 1 or not word.isascii())]
    if telling:
        return telling[:MAX_WORDS], True
    return _AS_TYPED.findall(form)[:MAX_WORDS], False


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem FTS5's porter tokenizer gives one word: accents off, small letters, endings off."""
    return str(_porter.stemWord(unaccented(word.casefold())))


def unaccented(words: str) -> str:
    """Without accents, as FTS5 reads words by itself (remove_diacritics 2)."""
    if words.isascii():
        return words
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", words) if unicodedata.category(c) != "Mn"))


def slips(word: str) -> int:
    """How many slips of the finger a word of this length may hold before it counts as another word."""
    return 0 if len(word) < 5 or not word.isascii() or not word.isalpha() else 1 if len(word) < 9 else 2


def distance(one: str, other: str) -> int:
    """Letters added, left out, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def near_stems(word: str, known: Iterable[tuple[str, int]], *, most: int = 6) -> list[str]:
    """Of the stems in `known`, with the number of stories that hold each, those a misspelt `word` may begin with; commonest first.

    A candidate is only a candidate: whether a real word of that stem is near enough is for the caller to see.
    """
    allowed, letters = slips(word), _mask(word)
    found: list[tuple[int, str]] = []
    for term, stories in known:
        if not len(word) - 5 <= len(term) <= len(word) + allowed or (_mask(term) & ~letters).bit_count() > allowed:
            continue
        if min(distance(word[: len(term) + more], term) for more in (-1, 0, 1)) <= allowed:
            found.append((-stories, term))
    return [term for _, term in sorted(found)[:most]]


def near_word(word: str, text: str, *, among: frozenset[str]) -> str:
    """The word of `text` with a stem in `among` that is nearest to the misspelt `word`, if one is near enough; otherwise ""."""
    longer = slips(word) if len(word) > 5 else 0  # plugh is no plug: short words may only have letters changed or swapped
    found = {other for other in _WORD.findall(text) if stem(other) in among and abs(len(other) - len(word)) <= longer}
    scored = sorted((distance(word, other), other) for other in found)
    return scored[0][1] if scored and scored[0][0] <= slips(word) else ""


def _mask(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 31)
    return mask
