"""What a reader says to a story on its page, and the way to somebody who saw it differently."""

from __future__ import annotations

from banks import put
from reading_pages import Pages, source, words
from streamlit.testing.v1 import AppTest

from services.bank import Bank
from services.finding.learning import learned, record_reaction
from services.telling.pitches import start_pitch
from stories.story import ThemeMark


def pills(app: AppTest):  # type: ignore[no-untyped-def]
    return next(group for group in app.get("button_group") if group.label == "Choose any that fit")


def test_a_reader_says_what_a_story_does_and_takes_it_back_by_pressing_again(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    app = pages.open("story", {"story": story.id, "audience": "board"})
    assert "Does this story ring true?" in words(app)
    assert pills(app).options == [
        "This moved me",
        "I recognise this",
        "I want to act on this",
        "I see it differently",
    ]
    pills(app).select("act").select("moved").run()
    assert "Thank you. It helps us choose stories for a board." in words(app)
    assert learned(bank, "board").reactions == 2
    pills(app).unselect("moved").run()
    assert learned(bank, "board").reactions == 1
    pills(app).unselect("act").run()
    assert (learned(bank, "board").reactions, "Thank you." in words(app)) == (0, False)


def test_until_a_reader_says_who_they_are_nothing_is_kept_and_then_it_is(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    app = pages.open("story", {"story": story.id})
    pills(app).select("recognise").run()
    assert "Almost there: choose who you are below, and it counts." in words(app)
    app.selectbox(key="reading-as-box").select("union").run()
    assert "Thank you." in words(app)
    assert learned(bank, "union").people == 1


def test_somebody_who_saw_it_differently_is_one_click_away(pages: Pages, bank: Bank) -> None:
    poor = put(bank, "letters came late", themes=(ThemeMark("appointments", "poor"),))
    assert "Someone who saw it differently" not in words(pages.open("story", {"story": poor.id}))
    good = put(bank, "<b>letters</b> came early", themes=(ThemeMark("appointments", "good"),))
    app = pages.open("story", {"story": poor.id, "for": "S3"})
    assert f'href="/story?story={good.id}&amp;for=S3&amp;beside={poor.id}"' in source(app)
    assert "Chosen because it is about appointment arrangements in leaving hospital too. It was poor here and good there." in words(app)
    assert "<b>letters" not in source(app)
    there = pages.open("story", {"story": good.id, "for": "S3", "beside": poor.id})
    assert "Back to the story you came from" in words(there) and f"/story?story={poor.id}&amp;for=S3" in source(there)
    assert "All stories" in words(there)
    from_pitch = pages.open("story", {"story": good.id, "pitch": "p1"})
    assert "Back to your pitch" in words(from_pitch) and "/pitch?pitch=p1&amp;step=3" in source(from_pitch)


def test_a_pitch_says_what_was_learnt_beside_a_suggestion(pages: Pages, bank: Bank) -> None:
    story = put(bank, "nobody answered the telephone", themes=(ThemeMark("contacting", "poor"),))
    put(bank, "soup gone cold on the tray")
    for person in range(3):
        record_reaction(bank, story.id, "board", ["act"], source="session", reference=f"monday/{person}")
    pitch = start_pitch(bank, audience="board", topic="telephone")
    app = pages.open("pitch", {"pitch": pitch.id, "step": "2"})
    assert "Three people in one board session wanted to act on this story." in words(app)


def test_what_was_learnt_from_readers_can_be_read_saved_and_forgotten_in_two_steps(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    app = pages.open("story", {"story": story.id})
    assert "What we have learnt" not in words(app)
    pills(app).select("recognise").run()
    app.selectbox(key="reading-as-box").select("board").run()
    assert learned(bank, "board").sentences[0] in words(app)
    app.button(key="forget").click().run()
    assert "Forget what one person said as a board? This cannot be undone." in words(app)
    app.button(key="forget-no").click().run()
    assert learned(bank, "board").reactions == 1
    app.button(key="forget").click().run()
    app.button(key="forget-yes").click().run()
    assert learned(bank, "board").reactions == 0, "pressed pills must not say it again"
    assert "It is forgotten." in words(app)
    assert pills(app).value == []
