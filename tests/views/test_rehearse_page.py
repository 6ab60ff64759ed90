from __future__ import annotations

from dataclasses import replace

import pytest
from banks import put
from builders import some_evidence
from reading_pages import Pages, headings, source, words

from services.bank import Bank
from services.sharing.capture import withdraw
from services.telling.pitches import Pitch, load_pitch, save_pitch, start_pitch
from services.telling.rehearsing import rehearsal, six_ways

SAID = "I had the tablets in a bag and no number to ring, and it was Friday evening"
TEXT = f"They sent me home at six. {SAID}. My son rang the ward and then he rang 111 twice. Nobody did anything wrong; there was no line for it."


def a_pitch(bank: Bank, **fields: object) -> Pitch:
    story = put(
        bank, title="A bag", text=TEXT, quotes=(SAID,), service="discharge", synthetic=True, content_notes=("death",), evidence=[some_evidence(id="")]
    )  # fmt: skip
    return save_pitch(bank, replace(start_pitch(bank), **({"audience": "finance_lead", "story_ids": (story.id,)} | fields)))


def test_the_content_note_comes_before_the_script_and_the_demo_mark_with_it(pages: Pages, bank: Bank) -> None:
    shown = words(pages.open("rehearse", {"pitch": a_pitch(bank).id}))
    assert shown.index("mentions death".capitalize()) < shown.index("Demo story") < shown.index("Your 60 seconds") < shown.index(SAID[:12])


def test_every_line_of_the_script_is_there_with_breaths_and_the_person_s_words_set_apart(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("rehearse", {"pitch": pitch.id})
    made = rehearsal(bank, pitch)
    shown = words(app).replace(" / ", " ")
    assert all(f"data-line='{number}'" in source(app) for number in range(len(made.lines)))
    assert all(line.text.strip("“”") in shown for line in made.lines if "'" not in line.text)
    assert "class='breath'" in source(app) and "<q>“" in source(app)
    assert made.starts[0] == 0 and list(made.starts) == sorted(made.starts) and made.starts[-1] < made.seconds


def test_what_they_may_ask_is_there_with_the_answer_folded_away(pages: Pages, bank: Bank) -> None:
    app = pages.open("rehearse", {"pitch": a_pitch(bank).id})
    assert "<details><summary>“How much will it cost?”</summary>" in source(app)
    assert "What it costs is a fair question" in words(app) and "Healthwatch England" in words(app)


def test_ticks_are_kept_with_the_pitch(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("rehearse", {"pitch": pitch.id})
    app.checkbox(key=f"way-{pitch.id}-doing").check().run()
    assert load_pitch(bank, pitch.id).ways == ("doing",)
    again = pages.open("rehearse", {"pitch": pitch.id})
    assert again.checkbox(key=f"way-{pitch.id}-doing").value and not again.checkbox(key=f"way-{pitch.id}-being").value
    assert len(again.checkbox) == len(six_ways())


def test_a_pitch_with_a_wrong_quote_is_not_rehearsed(pages: Pages, bank: Bank) -> None:
    app = pages.open("rehearse", {"pitch": a_pitch(bank, edits={"person": f"“{SAID.replace('bag', 'box')}”"}).id})
    assert "Something must be put right before this is said to anybody." in words(app)
    assert "data-line" not in source(app) and "step=3" in source(app)


def test_a_story_withdrawn_meanwhile_is_not_rehearsed(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    withdraw(bank, pitch.story_ids[0], by="Priya")
    app = pages.open("rehearse", {"pitch": pitch.id})
    assert SAID not in words(app) and "data-line" not in source(app)


@pytest.mark.parametrize("fields", [{"story_ids": ()}, {"audience": ""}])
def test_a_pitch_that_is_not_ready_says_what_it_needs(pages: Pages, bank: Bank, fields: dict[str, object]) -> None:
    assert "the pitch needs an audience and a story" in words(pages.open("rehearse", {"pitch": a_pitch(bank, **fields).id}))


def test_without_a_pitch_in_the_address_those_that_are_ready_are_offered(pages: Pages, bank: Bank) -> None:
    assert "once it has an audience and a story" in words(pages.open("rehearse"))
    pitch = a_pitch(bank)
    assert f"/rehearse?pitch={pitch.id}" in source(pages.open("rehearse"))


def test_a_pitch_nobody_knows_is_said_so(pages: Pages, bank: Bank) -> None:
    assert headings(pages.open("rehearse", {"pitch": "nope"})) == ["We cannot find that pitch"]


def test_the_last_step_of_a_pitch_leads_here(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    assert f"/rehearse?pitch={pitch.id}" in source(pages.open("pitch", {"pitch": pitch.id, "step": "4"}))
