"""What an audience says to stories, and what the bank learns from it: kept in SQL, explained in sentences, reset and exported.

The model of an audience is made from SQL whenever something it is made from has changed (reactions, versions, consents), so a
withdrawn story is out of it at once. Only reactions given in this bank count, and nothing about who a teller is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.resonance import Observations, Resonance, answer, together
from embeddings.shape import Shape
from framing import audiences as profiles
from framing.model import Audience
from services.bank import Bank
from stories import reactions, repository
from stories import vocabulary as v
from stories.consent import Use
from stories.database import Connection
from stories.errors import StoryNotFound
from stories.reactions import OUR_OWN, REFERENCE_MAX, Reacted, Reaction

TELLING = 0.4  # of the greatest shift, from which it is said that learning moved a story
SAMPLE = 512  # stories from which the middle of a bank too small to have a shape is taken
MOST_SAID = ("act", "moved", "recognise", "differently")  # of two kinds said by as many people, the first is told


@dataclass(frozen=True, slots=True)
class Learned:
    """What the bank knows of an audience from what people said: whole sentences, and the counts behind them."""

    audience: str
    people: int
    stories: int
    reactions: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """An audience's model with what it was made from, row by row."""

    resonance: Resonance
    seen: tuple[Reacted, ...]


def record_reaction(
    bank: Bank,
    story_id: str,
    audience: str,
    kinds: Iterable[str],
    *,
    source: str = "story",
    reference: str = "",
    organisation: str = OUR_OWN,
) -> tuple[str, ...]:
    """Add what somebody says to a story. Returns everything that person says to it now, as codes in the order of the vocabulary.

    `reference` is that person, once: "OCCASION/PERSON" in a session, otherwise a visit; blank is one person nobody knows.
    Raises: UnknownAudience, StoryNotFound when the story may not be shown, ReactionUnknown.
    """
    profiles.audience(audience)
    reference, at = reference[:REFERENCE_MAX], bank.now()
    new = [Reaction(story_id, audience, kind, source, reference, at, organisation, bank.settings.user) for kind in dict.fromkeys(kinds)]
    with bank.database.transaction() as connection:
        _need_readable(bank, connection, story_id, audience)
        reactions.record(connection, new)
        return _said(connection, story_id, audience, reference, organisation)


def choose_reactions(
    bank: Bank, story_id: str, audience: str, kinds: Iterable[str], *, source: str = "story", reference: str = ""
) -> tuple[str, ...]:
    """Let `kinds`, and nothing else, be what this person says to a story: what is not among them is taken back. As record_reaction."""
    chosen = list(dict.fromkeys(kinds))
    said = record_reaction(bank, story_id, audience, chosen, source=source, reference=reference)
    gone = [kind for kind in said if kind not in chosen]
    return undo_reaction(bank, story_id, audience, gone, reference=reference) if gone else said


def undo_reaction(bank: Bank, story_id: str, audience: str, kinds: Iterable[str] | None = None, *, reference: str = "") -> tuple[str, ...]:
    """Take back what somebody said to a story: these kinds, or everything. Returns what they still say. Works for withdrawn stories too."""
    reference, gone = reference[:REFERENCE_MAX], v.REACTIONS if kinds is None else kinds
    with bank.database.transaction() as connection:
        reactions.undo(connection, story_id, audience, reference=reference, kinds=gone, at=bank.now())
        return _said(connection, story_id, audience, reference, OUR_OWN)


def said_by(bank: Bank, story_id: str, audience: str, reference: str) -> tuple[str, ...]:
    """What one person says to a story now, as codes."""
    with bank.database.reading() as connection:
        return _said(connection, story_id, audience, reference[:REFERENCE_MAX], OUR_OWN)


def learned(bank: Bank, audience: str) -> Learned:
    """What the bank knows of an audience from reactions that may be learnt from. Raises: UnknownAudience."""
    profile = profiles.audience(audience)
    with bank.database.reading() as connection:
        known = reactions.learnable(connection, audience)
        stories = repository.get_many(connection, sorted({one.story_id for one in known}))
    people = len({one.reference for one in known})
    if not known:
        nothing = f"Nobody has said yet what {profile.called} takes from a story. Suggestions follow the profile alone."
        return Learned(audience, 0, 0, 0, (nothing,))
    sentences = [explained(known, profile)]
    by_theme: dict[str, list[Reaction]] = {}
    for one in known:
        for mark in stories[one.story_id].themes:
            by_theme.setdefault(v.THEMES[mark.code].parent, []).append(one)
    most = sorted(by_theme.items(), key=lambda item: (-len({one.reference for one in item[1]}), item[0]))
    sentences += [explained(told, profile, f"stories about {v.THEME_GROUPS[group].label.lower()}") for group, told in most[:3]]
    sentences.append("Stories that few have said anything to may still move people: one place in each list is kept for finding out.")
    return Learned(audience, people, len(stories), len(known), tuple(sentences))


def reset_audience(bank: Bank, audience: str) -> int:
    """Let the bank forget what it learnt of an audience. Returns how many reactions no longer count. Raises: UnknownAudience."""
    profiles.audience(audience)
    with bank.database.transaction() as connection:
        gone = reactions.undo_all(connection, audience, at=bank.now())
    bank.resonance.pop(audience, None)
    return gone


def export_audience(bank: Bank, audience: str) -> dict[str, Any]:
    """Everything the bank holds of an audience's reactions, ready for JSON: each one that stands, and whether it is learnt from."""
    what = learned(bank, audience)
    with bank.database.reading() as connection:
        all_of_them = reactions.of_audience(connection, audience)
        counted = set(reactions.learnable(connection, audience))
    rows = [asdict(one) | {"at": one.at.isoformat(), "undone_at": None, "learnt_from": one in counted} for one in all_of_them]
    return asdict(what) | {"sentences": list(what.sentences), "said": rows}


def model_for(bank: Bank, connection: Connection, audience: Audience) -> Model | None:
    """The model of an audience from what SQL says now; None while nothing may be learnt from, or no embedding model is ready."""
    embedder, key = bank.warm.ready(), bank.index.model_key
    known = reactions.learnable(connection, audience.key)
    if embedder is None or not key or not known:
        return None
    seen = reactions.with_vectors(connection, key, known)
    if not seen:
        return None
    shape = bank.statistics.shape
    sample = {} if shape is not None else reactions.sample_of_vectors(connection, key, SAMPLE)
    geometry = shape.centre.tobytes() + shape.matrix.tobytes() if shape is not None else b""
    rarity = bank.statistics.wording.rarity.tobytes() if bank.statistics.wording is not None else b""
    stamp = _stamp(key, audience, seen, sample, geometry + rarity)
    kept = bank.resonance.get(audience.key)
    if kept is None or kept[0] != stamp:
        rows = np.stack([np.frombuffer(one.vector, dtype="<f4") for one in seen])
        wholes = [np.frombuffer(vector, dtype="<f4") for _, vector in sample.values()]
        if shape is None:
            shape = Shape(np.stack(wholes).mean(axis=0).astype(np.float32), np.eye(rows.shape[1], dtype=np.float32))
        cares = np.zeros(rows.shape[1], np.float32)
        if audience.values:
            described = bank.queries.of(embedder, [value.description for value in audience.values])
            cares = np.array([value.weight for value in audience.values], np.float32) @ described
        answers = [together([answer(kinds) for kinds in _by_person(one).values()]) for one in seen]
        words = bank.statistics.words_of(connection, [one.story_id for one in seen])
        observed = Observations(rows, np.array([value for value, _ in answers]), np.array([weight for _, weight in answers]), words)
        kept = (stamp, Resonance(cares, shape, observed))
        bank.resonance[audience.key] = kept
    return Model(kept[1], seen)


def explanation(model: Model, parts: NDArray[np.float64], story_id: str, audience: Audience, *, greatest: float) -> str:
    """Why what was learnt moved one suggestion, in a sentence: who said what to the stories that did most of it. '' for next to nothing.

    `parts` is that suggestion's row of Posterior.parts: what each story in `model.seen` did, up or down; `greatest` is the greatest
    shift of any story that fits.
    """
    shift = float(parts.sum())
    same = [(abs(float(part)), one) for part, one in zip(parts, model.seen, strict=True) if part * shift > 0]
    if not same or abs(shift) < TELLING * greatest:
        return ""
    itself = next((one for one in model.seen if one.story_id == story_id), None)
    most = sorted(same, key=lambda pair: (-pair[0], pair[1].story_id))
    enough = [itself] if itself else [one for size, one in most if size >= most[0][0] / 2]
    kinds = ("differently",) if shift < 0 else MOST_SAID[:3]
    told = [said for one in enough for said in one.reactions if said.kind in kinds]
    return explained(told, audience, "this story" if itself else "stories like this") if told else ""


def explained(told: Sequence[Reaction], audience: Audience, what: str = "stories like this") -> str:
    """ "12 people in three board sessions wanted to act on stories like this." Each person counts once."""
    people: Mapping[str, set[str]] = {kind: {one.reference for one in told if one.kind == kind} for kind in MOST_SAID}
    kind = max(MOST_SAID, key=lambda name: (len(people[name]), -MOST_SAID.index(name)))
    count = len(people[kind])
    where = _occasions([one for one in told if one.kind == kind], audience)
    said = v.REACTIONS[kind].definition.replace("were", "was", 1) if count == 1 else v.REACTIONS[kind].definition
    return f"{_number(count).capitalize()} {'person' if count == 1 else 'people'}{where} {said} {what}."


def _occasions(told: Sequence[Reaction], audience: Audience) -> str:
    sessions = {one.occasion for one in told if one.source == "session"}
    pitches = {one.occasion for one in told if one.source == "pitch"}
    alone = any(one.source == "story" for one in told)
    name = audience.name[0].lower() + audience.name[1:]
    parts = [f"{_number(len(sessions))} {name} session{'s' * (len(sessions) != 1)}"] if sessions else []
    parts += [f"{_number(len(pitches))} pitch{'es' * (len(pitches) != 1)}"] if pitches else []
    inside = f" in {' and '.join(parts)}" if parts else ""
    return inside + (f"{' or' if inside else ''} reading here" if alone else "")


def _number(count: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[count] if count < 10 else f"{count:,}"


def _by_person(one: Reacted) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for said in one.reactions:
        people.setdefault(said.reference, []).append(said.kind)
    return people


def _stamp(key: str, audience: Audience, seen: Sequence[Reacted], sample: Mapping[str, tuple[int, bytes]], centre: bytes) -> str:
    """Changes whenever anything the model is made from does."""
    rows = [(one.story_id, one.version, sorted(Counter((said.reference, said.kind) for said in one.reactions).items())) for one in seen]
    middle = [(story_id, version) for story_id, (version, _) in sample.items()]
    values = [(value.weight, value.description) for value in audience.values]
    return hashlib.sha256(repr((key, values, rows, middle, centre)).encode()).hexdigest()


def _said(connection: Connection, story_id: str, audience: str, reference: str, organisation: str) -> tuple[str, ...]:
    said = {one.kind for one in reactions.standing(connection, story_id, audience, reference=reference, organisation=organisation)}
    return tuple(kind for kind in v.REACTIONS if kind in said)


def _need_readable(bank: Bank, connection: Connection, story_id: str, audience: str) -> None:
    """Somebody can only react to what they may see: on the pages, or as this audience."""
    uses = (Use("S2"), Use(profiles.audience(audience).scope))
    if not any(repository.permitted(connection, [story_id], use, on=bank.today()) for use in uses):
        raise StoryNotFound(story_id)
