from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from banks import put
from builders import a_consent, some_evidence
from model_server import ModelServer, hangs_after, model_server, says
from reading_pages import Pages, source, words
from streamlit.testing.v1 import AppTest

from services.bank import Bank
from services.telling.drafting import forget, suggestion
from services.telling.pitches import Pitch, load_pitch, start_pitch

GOOD = "The rota for calls after leaving hospital would stay with your ward."
BAD = "See <b>www.evil.example</b> about the ward."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(says(f"{GOOD}\n{BAD}")) as running:
        yield running


def a_pitch(bank: Bank, url: str = "", **scopes: str) -> Pitch:
    consent = a_consent()
    story = put(bank, evidence=[some_evidence(id="")], consent=replace(consent, scopes={**consent.scopes, **scopes}))
    bank.settings = replace(bank.settings, drafting_url=url, drafting_model="toy")
    return start_pitch(bank, audience="finance_lead", story_ids=(story.id,))


def begun(pages: Pages, bank: Bank, pitch: Pitch) -> AppTest:
    """Step 3 once the model has been asked about the loss, and has ended."""
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    app.selectbox(key=f"draft-part-{pitch.id}").set_value("loss").run()
    app.button(key="draft-begin").click().run()
    for _ in range(200):
        said = suggestion(bank, pitch)
        if said is None or not said.running:
            break
        time.sleep(0.05)
    return app.run()


def test_without_the_setting_no_page_speaks_of_a_model(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch", {"pitch": a_pitch(bank, S12b="yes").id, "step": "3"})
    assert "draft-begin" not in [button.key for button in app.button] and "runs on this computer" not in words(app)


def test_without_every_storyteller_s_yes_the_page_says_why_and_offers_no_button(pages: Pages, bank: Bank, server: ModelServer) -> None:
    app = pages.open("pitch", {"pitch": a_pitch(bank, server.url, S12b="no").id, "step": "3"})
    assert "A storyteller here has not allowed drafting with a model on this computer" in words(app)
    assert "draft-begin" not in [button.key for button in app.button] and server.asked == []


def test_words_are_suggested_judged_taken_and_marked_on_the_page(pages: Pages, bank: Bank, server: ModelServer) -> None:
    pitch = a_pitch(bank, server.url, S12b="yes")
    app = begun(pages, bank, pitch)
    assert GOOD in words(app) and "Read every word before you use it" in words(app)
    assert "Left out: 1" in words(app) and "It holds a web address." in words(app) and "<b>www" not in source(app)
    assert load_pitch(bank, pitch.id).edits == {}
    app.button(key="draft-take").click().run()
    assert load_pitch(bank, pitch.id).edits == {"loss": GOOD}
    assert f"<span class='drafted'>{GOOD}<span class='drafted-mark'> drafted by a model</span></span>" in source(app)
    assert app.text_area(key=f"section-{pitch.id}-loss").value == GOOD


def test_words_can_be_thrown_away(pages: Pages, bank: Bank, server: ModelServer) -> None:
    pitch = a_pitch(bank, server.url, S12b="yes")
    app = begun(pages, bank, pitch)
    app.button(key="draft-forget").click().run()
    assert GOOD not in words(app) and load_pitch(bank, pitch.id).edits == {} and suggestion(bank, pitch) is None


def test_while_a_model_writes_the_page_is_there_and_can_stop_it(pages: Pages, bank: Bank, server: ModelServer) -> None:
    server.behaviour = hangs_after(f"{GOOD}\nThe")
    pitch = a_pitch(bank, server.url, S12b="yes")
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    app.selectbox(key=f"draft-part-{pitch.id}").set_value("loss").run()
    app.button(key="draft-begin").click().run()
    assert "The model is writing" in words(app) and app.button(key="draft-begin").disabled
    assert "Before you send it" in words(app)
    while not suggestion(bank, pitch).kept:  # type: ignore[union-attr]
        time.sleep(0.02)
    app.button(key="draft-stop").click().run()
    assert server.dropped.wait(5)
    assert "Stopped." in words(app.run()) and GOOD in words(app)
    forget(bank, pitch)
