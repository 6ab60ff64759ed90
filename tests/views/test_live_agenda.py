"""The agenda on the desk, and what the desk offers at each step, run as Streamlit runs it."""

from __future__ import annotations

from dataclasses import replace

from banks import put
from builders import TEXT
from reading_pages import Pages, words
from rooms import open_session, somebody, step_of
from streamlit.testing.v1 import AppTest

from live.agendas import SAY_MAX, TYPES, agenda_problems
from live.model import STATUSES
from live.priorities import code_of
from services.bank import Bank
from services.live.desk import change_agenda, decide, desk, go_to_step, load_session, show_story
from services.live.grouping import group_now
from services.live.room import choose, respond
from services.live.wall import room_view, touched
from stories.story import Touchpoint


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def test_a_steps_question_is_edited_and_the_ready_one_comes_back_when_it_is_emptied(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    app = pages.open("live", {"session": session.id, "part": "Agenda"})
    app = app.text_input(key="say-lose").set_value("What would be hard to let go of?").run()
    step = load_session(bank, session.id).agenda[step_of(session, "lose")]
    assert step.say == "What would be hard to let go of?"
    app.text_input(key="say-lose").set_value("").run()
    assert load_session(bank, session.id).agenda[step_of(session, "lose")].say == ""
    too_long = replace(step, say="x" * (SAY_MAX + 1))
    assert any("read from the back" in sentence for sentence in agenda_problems([too_long]))


def test_a_title_cannot_be_emptied_and_what_stood_comes_back(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    app = pages.open("live", {"session": session.id, "part": "Agenda"})
    app = app.text_input(key="title-lose").set_value("").run()
    assert "Each step needs a title." in words(app)
    assert load_session(bank, session.id).agenda == session.agenda
    assert app.run().text_input(key="title-lose").value == "What we may lose"


def test_what_another_facilitator_changed_is_shown_and_not_written_back(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    app = pages.open("live", {"session": session.id, "part": "Agenda"})
    theirs = tuple(replace(step, title="Theirs", minutes=9, say="Theirs?") if step.key == "lose" else step for step in session.agenda)
    change_agenda(bank, session.id, theirs)
    app = app.run()
    assert load_session(bank, session.id).agenda == theirs
    assert (app.text_input(key="title-lose").value, app.number_input(key="minutes-lose").value) == ("Theirs", 9)
    app.number_input(key="minutes-lose").set_value(11).run()
    kept = load_session(bank, session.id).agenda[step_of(session, "lose")]
    assert (kept.title, kept.minutes, kept.say) == ("Theirs", 11, "Theirs?")


def test_where_the_room_is_follows_the_remote(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    app = pages.open("live", {"session": session.id, "part": "Agenda"})
    assert "2. What we want the room is here" in words(app)
    go_to_step(bank, session.id, step_of(session, "lose"))
    again = app.run()
    assert "What we may lose the room is here" in words(again) and "What we want the room is here" not in words(again)


def test_the_desk_offers_to_take_off_or_turn_only_what_is_read_aloud_now(bank: Bank, pages: Pages) -> None:
    moments = (Touchpoint("leaving", "Leaving the ward", "", "", "good", 3),)
    session = open_session(bank, story_ids=(put(bank, text=f"{TEXT} And then home.", touchpoints=moments).id,))
    show_story(bank, session.id, session.stories[0].story_id)
    go_to_step(bank, session.id, step_of(session, "story"))
    there = pages.open("live", {"session": session.id})
    assert "Take the story off the wall" in labels(there) and "Part 1 of" in words(there)
    go_to_step(bank, session.id, step_of(session, "touch"))
    moved = pages.open("live", {"session": session.id})
    assert "Take the story off the wall" not in labels(moved) and "Part 0" not in words(moved)


def test_the_desk_sees_what_the_room_picks(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="One number", key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    group_now(bank, session.id)
    go_to_step(bank, session.id, step_of(session, "groups"))
    assert "Nobody has picked yet" in words(pages.open("live", {"session": session.id}))
    touched(bank, session.id)
    choose(bank, session.id, somebody(bank, session), kind="pick", code=code_of(room_view(bank, session.id).groups[0]))
    touched(bank, session.id)
    assert "1 One number" in words(pages.open("live", {"session": session.id}))


def test_a_promise_that_was_kept_is_done_and_only_co_design_picks() -> None:
    assert STATUSES["made"].label == "Done"
    assert [kind for kind, one in TYPES.items() if any(step.face == "priorities" for step in one.agenda)] == ["codesign"]
