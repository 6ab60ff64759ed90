"""Putting right what somebody changed in a pitch: the storyteller's exact words again, or what was offered."""

from __future__ import annotations

from dataclasses import replace

from framing.mending import exact_words, put_back, sentences_back
from framing.model import Check
from framing.quoting import approved_words
from services.bank import Bank
from services.telling.briefing import Framed, make_framing
from services.telling.pitches import Pitch, save_pitch


def storytellers_words(framed: Framed, fault: Check) -> str:
    """The exact words for a quote that was altered, as they stand between quotation marks; "" for any other fault, or when none are close."""
    section = framed.framing.section(fault.section_key) if fault.code == "quotes" and fault.end > fault.start else None
    if section is None:
        return ""
    return exact_words(
        section.text[fault.start : fault.end].strip("“”\"‘’' "), [words for story in framed.stories for words in approved_words(story)]
    )


def put_words_back(bank: Bank, pitch: Pitch, fault: Check) -> Pitch:
    """`pitch` with the storyteller's exact words in the place of an altered quote. Where none are close, or the fault is of another kind, what
    was offered stands again in the place of the sentence concerned, or of the whole section where that cannot be known. Keeps everything else that
    was typed, and saves. Raises: UnknownAudience, ConsentDenied, StoryNotFound."""
    framed = make_framing(bank, pitch)
    section, words = framed.framing.section(fault.section_key), storytellers_words(framed, fault)
    edits = dict(pitch.edits)
    if section is not None and words:
        edits[fault.section_key] = put_back(section.text, section.text[fault.start : fault.end], words)
    else:
        plain = {key: text for key, text in edits.items() if key != fault.section_key}
        offered = make_framing(bank, replace(pitch, edits=plain)).framing.section(fault.section_key)
        mended = sentences_back(section, offered, fault.start) if section and offered and fault.end > fault.start else offered
        edits = (
            plain
            if mended is None or offered is None or mended.text in (offered.text, edits[fault.section_key])
            else plain | {fault.section_key: mended.text}
        )
    return save_pitch(bank, replace(pitch, edits=edits))
