"""Answers that say the same, found by meaning while the room is still writing: agglomerative clustering of a few hundred vectors.

Average linkage on cosine distance (scipy). A group keeps its identity from one moment to the next when most of its answers do, so
that on the wall it grows instead of jumping. Groups a facilitator made are pinned: new answers may join them, none leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

Vectors = NDArray[np.float32]
APART = 0.52  # cosine distance between two groups from which they stay apart
JOINS = 0.55  # cosine to the middle of a pinned group from which an answer joins it
MOST = 600  # answers clustered together; later ones join the nearest group, and the groups stand


@dataclass(frozen=True, slots=True)
class Known:
    """A group as it stood: its id, the ids of its answers, and whether a facilitator pinned it."""

    id: str
    answers: tuple[str, ...]
    pinned: bool


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group as it stands now. `id` is '' for a new one."""

    id: str
    answers: tuple[str, ...]


def regrouped(ids: Sequence[str], vectors: Vectors, known: Sequence[Known]) -> tuple[Grouped, ...]:
    """The groups of these answers now, the largest first. `vectors` has a unit row for each id; ids run oldest first."""
    places = {answer: row for row, answer in enumerate(ids)}
    pinned = {one.id: [answer for answer in one.answers if answer in places] for one in known if one.pinned}
    held = {answer for members in pinned.values() for answer in members}
    free = [answer for answer in ids if answer not in held]
    rest = _join_pinned(free, vectors, places, pinned)
    free_groups = [one for one in known if not one.pinned]
    loose = _clustered(rest, vectors, places, free_groups)
    named = _with_identity(loose, free_groups)
    groups = [Grouped(i, tuple(members)) for i, members in pinned.items()] + named
    return tuple(sorted(groups, key=lambda one: (-len(one.answers), min((places[a] for a in one.answers), default=0))))


def central(ids: Sequence[str], vectors: Vectors) -> str:
    """The answer nearest to the middle of its group: it names the group. Of several as near, the first."""
    if not ids:
        return ""
    middle = vectors.mean(axis=0)
    return ids[int(np.argmax(np.round(vectors @ middle, 5)))]


def _join_pinned(free: Sequence[str], vectors: Vectors, places: Mapping[str, int], pinned: dict[str, list[str]]) -> list[str]:
    filled = [i for i, members in pinned.items() if members]
    if not filled or not free:
        return list(free)
    middles = np.stack([vectors[[places[a] for a in pinned[i]]].mean(axis=0) for i in filled])
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-6)
    near = vectors[[places[answer] for answer in free]] @ middles.T
    rest = []
    for answer, best, cosine in zip(free, near.argmax(axis=1).tolist(), near.max(axis=1).tolist(), strict=True):
        if cosine >= JOINS:
            pinned[filled[best]].append(answer)
        else:
            rest.append(answer)
    return rest


def _clustered(ids: Sequence[str], vectors: Vectors, places: Mapping[str, int], known: Sequence[Known]) -> list[list[str]]:
    """The first answers by average linkage. Once so many are in groups, those groups stand, and who comes later joins the nearest."""
    grouped = {answer for one in known for answer in one.answers}
    first, late, here = ids[:MOST], ids[MOST:], set(ids)
    if len(first) < 2:
        return [[answer] for answer in first]
    if late and grouped.issuperset(first):
        groups = [members for one in known if (members := [answer for answer in one.answers if answer in here])]
        late = [answer for answer in ids if answer not in grouped]
    else:
        rows = vectors[[places[a] for a in first]]
        labels = fcluster(linkage(rows.astype(np.float64), method="average", metric="cosine"), APART, criterion="distance")
        found: dict[int, list[str]] = {}
        for answer, label in zip(first, labels.tolist(), strict=True):
            found.setdefault(label, []).append(answer)
        groups = list(found.values())
    if late:
        middles = np.stack([vectors[[places[a] for a in members]].mean(axis=0) for members in groups])
        nearest = (vectors[[places[a] for a in late]] @ middles.T).argmax(axis=1)
        for answer, at in zip(late, nearest.tolist(), strict=True):
            groups[at].append(answer)
    return groups


def _with_identity(groups: Sequence[list[str]], known: Sequence[Known]) -> list[Grouped]:
    """Each group with the id of the one it shares most answers with; an id is given once, to the largest share."""
    were = {answer: one.id for one in known for answer in one.answers}
    counts = Counter((were[answer], -at) for at, members in enumerate(groups) for answer in members if answer in were)
    given: dict[int, str] = {}
    taken: set[str] = set()
    for (known_id, at), _ in sorted(counts.items(), key=lambda item: (-item[1], -item[0][1], item[0][0])):
        if -at not in given and known_id not in taken:
            given[-at] = known_id
            taken.add(known_id)
    return [Grouped(given.get(at, ""), tuple(members)) for at, members in enumerate(groups)]
