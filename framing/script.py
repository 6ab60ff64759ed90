"""The 60-second script: the sentences of a framing that must be said, as many others as a minute holds, and where to breathe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from framing.model import Framing, Section, Sentence
from framing.sections.person import INTRO

WORDS_A_MINUTE = 150  # an even pace in front of people
LONGEST = 150  # words; more only when what must be said is longer
_SHORTEST_PHRASE = 4  # words between two breaths
_BREATH = re.compile(r"(?<=[,;:])\s+|\s+(?=[–—] )")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence to say. `part` is the key of its section; `phrases`, joined by spaces, are the sentence, a short breath between each two;
    `own_words` says that they are a storyteller's; `language` is the code of what is quoted, "" for English."""

    part: str
    phrases: tuple[str, ...]
    own_words: bool = False
    language: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.phrases)


@dataclass(frozen=True, slots=True)
class _Sayable:
    part: str
    sentence: Sentence
    rank: int  # 0 must be said; the others join while there is room, lowest first


def script_of(framing: Framing) -> tuple[Line, ...]:
    """What to say in a minute, in order: the question, one person's words, how common it is, what stays, the ask, and what else has room.

    The words are the framing's own, sentence for sentence, so what the gates passed there holds here.
    """
    offered, chosen = _chosen(framing)
    return tuple(
        Line(each.part, breaths(each.sentence.text), each.sentence.provenance.kind == "quote", each.sentence.provenance.language)
        for each in offered
        if id(each) in chosen
    )


def said_in_a_minute(framing: Framing) -> set[int]:
    """The sentences of `framing` that the script says, by their `id`."""
    offered, chosen = _chosen(framing)
    return {id(each.sentence) for each in offered if id(each) in chosen}


def _chosen(framing: Framing) -> tuple[list[_Sayable], set[int]]:
    """Everything that could be said, and which of it is, by `id`."""
    offered = list(_offered(framing))
    left = LONGEST - sum(_length(each.sentence) for each in offered if each.rank == 0)
    chosen = {id(each) for each in offered if each.rank == 0}
    for each in sorted((each for each in offered if each.rank), key=lambda each: each.rank):
        if _length(each.sentence) <= left:
            left -= _length(each.sentence)
            chosen.add(id(each))
    return offered, chosen


def words_in(lines: Iterable[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def seconds_for(lines: Iterable[Line]) -> int:
    """How long the script takes at an even pace, in seconds."""
    return round(60 * words_in(lines) / WORDS_A_MINUTE)


def breaths(sentence: str) -> tuple[str, ...]:
    """`sentence` in phrases of four words or more, cut after commas and the like. Joined by spaces they are the sentence again."""
    phrases: list[str] = []
    for piece in _BREATH.split(" ".join(sentence.split())) if sentence.strip() else ():
        if phrases and (len(phrases[-1].split()) < _SHORTEST_PHRASE or len(piece.split()) < _SHORTEST_PHRASE):
            phrases[-1] = f"{phrases[-1]} {piece}"
        else:
            phrases.append(piece)
    return tuple(phrases)


def _offered(framing: Framing) -> Iterable[_Sayable]:
    """Every sentence that could be said, in the order of saying: who speaks comes before the words, because nobody hears a caption."""
    for section in framing.sections:
        if section.key == "person" and section.sentences:
            quotes = [sentence for sentence in section.sentences if sentence.provenance.kind == "quote"]
            others = [sentence for sentence in section.sentences if sentence.provenance.kind != "quote"]
            yield from (_Sayable("person", sentence, 0) for sentence in [*others, *quotes][: 3 if quotes else 2])
        elif section.key in _RANKS:
            rank = _RANKS[section.key]
            intro = [sentence for sentence in section.sentences if sentence.provenance.template == INTRO]
            yield from (_Sayable(section.key, sentence, 0) for sentence in intro)
            section = replace(section, sentences=tuple(sentence for sentence in section.sentences if sentence not in intro))
            at = _matters(section, rank)
            for place, sentence in enumerate(section.sentences):
                need = rank.itself if place == at else rank.before if place < at else rank.after if place == at + 1 else None
                if need is not None:
                    yield _Sayable(section.key, sentence, need)


@dataclass(frozen=True, slots=True)
class _Rank:
    """How much the sentences of a section are needed: the one that matters (its template ends on `ending`; else the first, or the first that
    asks), those before it, and the next. 0 must be said, then lowest first; None is never said."""

    ending: str = ""
    itself: int = 0
    before: int | None = None
    after: int | None = None


_RANKS: dict[str, _Rank] = {
    "question": _Rank(),
    "answer": _Rank(itself=4),
    "value": _Rank(itself=3),
    "wish": _Rank(itself=1),
    "statistic": _Rank(),
    "typical": _Rank(),
    "cause": _Rank(itself=6),
    "works": _Rank(itself=7),
    "loss": _Rank(".kept", before=5),
    "ask": _Rank("ask.ask", before=1, after=2),  # before it stands what the teller asked for: without it the ask would hang in the air
}


def _matters(section: Section, rank: _Rank) -> int:
    """Where the sentence that matters stands. In an ask that somebody rewrote it is the first that asks."""
    wanted = [place for place, one in enumerate(section.sentences) if rank.ending and one.provenance.template.endswith(rank.ending)]
    asking = [place for place, one in enumerate(section.sentences) if section.key == "ask" and one.text.rstrip("”\"'").endswith("?")]
    return next(iter([*wanted, *asking]), 0)


def _length(sentence: Sentence) -> int:
    return len(sentence.text.split())
