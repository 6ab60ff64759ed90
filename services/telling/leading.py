"""Which lead frame meets the rubric best, worked out once for the same words: composing and checking three pages at each press is slow.

Consent is not remembered: the stories come in cleared for this moment. Kept are points under a digest of everything that goes into them, and not
a word of a story, so that nothing of one that is withdrawn stays here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from threading import Lock

from framing.checks import check
from framing.frames import frames
from framing.model import Audience, Framing
from services.bank import Bank
from services.telling.pitches import Pitch
from stories.consent import ClearedStory

KEPT = 256  # pitches whose points are remembered
_points: OrderedDict[str, Mapping[str, int]] = OrderedDict()
_lock = Lock()


def points(
    bank: Bank, pitch: Pitch, stories: Sequence[ClearedStory], audience: Audience, composed: Callable[[str], Framing]
) -> Mapping[str, int]:
    """Lead frame → points of the rubric, for the pitch as it is offered, without its edits. `composed` writes a frame by its key."""
    key = _digest(bank, pitch, stories, audience)
    with _lock:
        if key in _points:
            _points.move_to_end(key)
            return _points[key]
    found = {frame.key: check(composed(frame.key), stories, audience).points for frame in frames(stories, audience)}
    with _lock:
        _points[key] = found
        while len(_points) > KEPT:
            _points.popitem(last=False)
    return found


def _digest(bank: Bank, pitch: Pitch, stories: Sequence[ClearedStory], audience: Audience) -> str:
    """Of the stories as they are cleared today with their evidence, the audience's file, and what was typed that a page is written from."""
    typed = (pitch.ask, pitch.question, pitch.people, pitch.service, pitch.fears, pitch.cares, pitch.topic, pitch.length)
    return sha256(repr((tuple(stories), audience, typed, bank.today())).encode("utf-8", "surrogatepass")).hexdigest()
