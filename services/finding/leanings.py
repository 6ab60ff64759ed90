"""Which first question a sentence leans to, by its meaning: time, money, staff and the rest, where no pattern says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from framing.lines import Line
from framing.reframing import CLEAR, ELSEWHERE, NEAR, PROTOTYPES, constraint_in
from services.bank import Bank

MOST = 200  # sentences compared in one draft: questions first, then those that open a paragraph
SHORTEST = 4  # words


def leanings(bank: Bank, lines: Sequence[Line]) -> dict[int, str]:
    """Place among `lines` → kind of first question, for sentences close to one of its prototypes. Empty while there is no model."""
    embedder = bank.warm.ready()
    places = _compared(lines)
    if embedder is None or not places:
        return {}
    kinds = [kind for kind, texts in PROTOTYPES.items() for _ in texts]
    known = bank.queries.of(embedder, [text for texts in PROTOTYPES.values() for text in texts] + list(ELSEWHERE))
    said = embedder.embed([lines[place].ours.strip() for place in places])
    close = said @ known.T
    found: dict[int, str] = {}
    for place, row in zip(places, close, strict=True):
        best = int(np.argmax(row[: len(kinds)]))
        if row[best] >= NEAR and row[best] - row[len(kinds) :].max() >= CLEAR:
            found[place] = kinds[best]
    return found


def _compared(lines: Sequence[Line]) -> list[int]:
    opens = {line.paragraph: place for place, line in reversed(list(enumerate(lines)))}
    wanted = [
        place
        for place, line in enumerate(lines)
        if line.words >= SHORTEST and constraint_in(line.ours) is None and (line.text.endswith("?") or opens[line.paragraph] == place)
    ]
    rest = [
        place
        for place, line in enumerate(lines)
        if line.words >= SHORTEST and constraint_in(line.ours) is None and place not in set(wanted[:MOST])
    ]
    return sorted([*wanted, *rest][:MOST])
