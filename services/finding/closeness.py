"""Whether a story answers what was asked: closely, less closely, or not enough to be shown; and which words of a question say that it does.

docs/finding.md tells on what these numbers were measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.cover import rarity

NEAR_ENOUGH = 0.28  # cosine below which a passage says nothing about the question (measured on the demo bank's nonsense queries)
REAL, STRANGE = -0.04, 0.02  # what is added to that for a question of real words, and for one with a word nobody knows
MENTIONED, FAR = 0.4, 0.16  # share of the question a story mentions from which on it may be this much further away
SAID = 0.8  # share from which on it is shown however far away
CLOSE = 0.42  # cosine from which on a story answers closely
MOST, PART, BARELY = 0.5, 0.33, 0.04  # share of the question from which on it does however far away; or when near enough, or barely not
BESIDE_BEST = 0.65  # share of the best story's score below which none is close
LESS_CLOSE = (12, 5)  # stories that answer less closely are shown up to so many, or to one in so many of the bank
CARRIES = 0.5  # how rare a word must be, beside the rarest one typed that is known, to be a reason


@dataclass(frozen=True, slots=True)
class Closeness:
    """What one question asks of its answers. `near_enough` is a cosine; `known`, 0 to 1, the share of its words that the bank knows; `tells`,
    whether any of its words carries meaning: to stop words nothing is a close answer."""

    near_enough: float
    known: float = 1.0
    tells: bool = True

    def shown(self, cosine: float, cover: float) -> bool:
        """Whether a story this near, holding this share of the question, is shown at all."""
        far, mentioned = self.near_enough - cosine, cover * self.known
        return far <= 0 or mentioned >= SAID or (mentioned >= MENTIONED and far <= FAR)

    def meaning(self, cosine: float) -> str:
        """ "close", "near" enough to say something about the question, or ""."""
        return "close" if cosine >= CLOSE else "near" if cosine >= self.near_enough else ""

    def close(self, cosine: float, cover: float, beside_best: float = 1.0) -> bool:
        """Whether it answers closely by itself. `beside_best` is its score as a share of the best."""
        mentioned = cover * self.known
        return (
            self.tells
            and beside_best >= BESIDE_BEST
            and (cosine >= CLOSE or mentioned >= MOST or (mentioned >= PART and cosine >= self.near_enough - BARELY))
        )


def arranged(close: Sequence[bool]) -> tuple[list[int], int]:
    """The order in which stories are shown, and how many of them are told to answer closely, from which do by themselves, best first.

    The best ones keep their places up to where two in a row do not answer closely; those that do and stand further down come next. To put every
    one that does before every one that does not cost more (docs/finding.md).
    """
    line = 0
    for place, one in enumerate(close):
        if one:
            line = place + 1
        elif place > line:
            break
    later = [place for place in range(line, len(close)) if close[place]]
    rest = [place for place in range(line, len(close)) if not close[place]]
    return [*range(line), *later, *rest], line + len(later)


def most_less_close(stories: int) -> int:
    """How many stories that answer less closely are shown, in a bank of `stories`: what half of a small bank shares with a question says little."""
    return max(LESS_CLOSE[0], stories // LESS_CLOSE[1])


def carrying(frequency: Mapping[str, int], stories: int) -> frozenset[str]:
    """Of a question's stems, with how many of `stories` hold each, those that are reasons to show a story: rare ones, beside the rarest."""
    weights = {stem: rarity(stories, holding) for stem, holding in frequency.items() if holding}
    most = max(weights.values(), default=0.0)
    return frozenset(stem for stem, weight in weights.items() if weight >= CARRIES * most)
