"""The storyteller's own words for a quote that was altered."""

from __future__ import annotations

import pytest
from framing_builders import MAUREEN, framed

from framing.composer import edited
from framing.mending import exact_words, put_back, sentences_back
from framing.model import Framing, Section


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ("I had the tablets in a bog and no number to ring,", "I had the tablets in a bag and no number to ring"),
        ("the tablets in a box", "the tablets in a bag"),
        ("I had tablets in a bag and no number to ring.", "I had the tablets in a bag and no number to ring"),
        ("He said you are right to come and drew me a chart", "He said ‘you were right to come’ and drew me a chart"),
        ("I rang the ward and they shouted at me for an hour", ""),
        ("", ""),
    ],
)
def test_the_exact_words_are_found_by_those_that_are_still_there(altered: str, told: str) -> None:
    assert exact_words(altered, [MAUREEN]) == told


def test_the_words_go_back_where_the_altered_ones_stood_with_the_mark_that_ended_them() -> None:
    typed = "She said: “I had the tablets\nin a bog,” and then more. “Not this.”"
    assert put_back(typed, "“I had the tablets in a bog,”", "I had the tablets in a bag") == (
        "She said: “I had the tablets in a bag,” and then more. “Not this.”"
    )
    assert put_back(typed, "“elsewhere”", "x") == typed


def changed(before: Framing, text: str) -> Section:
    section = edited(before, {"loss": text}).section("loss")
    assert section is not None
    return section


def test_a_sentence_goes_back_and_what_else_was_typed_stays() -> None:
    before = framed()
    offered = before.section("loss")
    assert offered is not None
    one, two, three, four = (sentence.text for sentence in offered.sentences)
    typed = changed(before, f"{one} Ring me on 01632 960 123. My own last word. {four}")
    assert sentences_back(typed, offered, typed.text.index("01632")).text == f"{one} {two} My own last word. {four}"
    assert sentences_back(typed, offered, typed.text.index("My own")).text == f"{one} Ring me on 01632 960 123. {three} {four}"
    added = changed(before, f"{one} {two} Ring me on 01632 960 123. {three} {four}")
    assert sentences_back(added, offered, added.text.index("01632")).text == offered.text
    whole = changed(before, "Ring me on 01632 960 123.")
    assert sentences_back(whole, offered, 0).text == offered.text
    assert sentences_back(typed, offered, 0) == typed


def test_a_section_with_words_of_another_frame_goes_back_whole() -> None:
    person, small = framed(), framed(frame="small")
    elsewhere, offered = small.section("room"), person.section("room")
    assert elsewhere is not None and offered is not None
    mixed = edited(person, {"room": f"{elsewhere.sentences[0].text} Ring me on 01632 960 123."}, [small]).section("room")
    assert mixed is not None
    assert sentences_back(mixed, offered, mixed.text.index("01632")) == offered
