"""The facilitator's desk, run as Streamlit runs it."""

from __future__ import annotations

import pytest
from banks import put
from builders import a_consent, a_draft
from reading_pages import Pages, headings, source, words
from rooms import open_session, somebody, step_of
from streamlit.testing.v1 import AppTest

from live.agendas import TYPES
from services.bank import Bank
from services.live.after import board, close_session, record_change
from services.live.desk import commit_to, decide, desk, go_to_step, groups_shown, load_session, recent_sessions, show_story, write
from services.live.grouping import group_now
from services.live.room import respond
from services.live.wall import touched
from services.sharing.capture import withdraw
from services.telling.pitches import Pitch, new_pitch_id, save_pitch
from views.live_run import PARTS

HOSTILE = "<script>x()</script> ![a](//evil/y) :red[x] <img src=//evil>"


def button(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in app.button if one.label == label)


def test_a_session_is_opened_with_a_story_that_may_be_told_there_and_stands_in_the_address(bank: Bank, pages: Pages) -> None:
    story = put(bank, text=a_draft().text, title="One to tell")
    app = pages.open("live", {"tell": story.id})
    assert headings(app) == ["Run a session"] and not app.exception
    assert "One to tell" in words(app) and "Chosen. Take it out" in [one.label for one in app.button]
    app = button(app, "Open the session").click().run()
    (session,) = recent_sessions(bank)
    assert app.query_params["session"] in (session.id, [session.id])
    assert (session.kind, session.moderated, [one.story_id for one in session.stories]) == ("codesign", True, [story.id])
    assert TYPES["codesign"].label in headings(app)


def test_a_session_without_a_story_says_what_is_missing(bank: Bank, pages: Pages) -> None:
    app = button(pages.open("live"), "Open the session").click().run()
    assert "Please choose a story for this session." in words(app)
    assert recent_sessions(bank) == ()


def test_the_desk_shows_waiting_answers_with_what_to_look_at_and_one_press_decides(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="Dr Patel should ring", key="1")
    app = pages.open("live", {"session": session.id})
    assert "Dr Patel should ring" in words(app) and "May be a name or number: Dr Patel" in words(app)
    button(app, "Show without the name").click().run()
    (answer,) = desk(bank, session.id).decided
    assert (answer.status, answer.shown_as) == ("shown", "[name] should ring")


def test_the_story_goes_on_the_wall_from_the_desk_and_a_withdrawal_is_said_there(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    go_to_step(bank, session.id, step_of(session, "story"))
    app = pages.open("live", {"session": session.id})
    button(app, "Show the story").click().run()
    assert load_session(bank, session.id).on_wall == session.stories[0].story_id
    withdraw(bank, session.stories[0].story_id, "Maureen")
    touched(bank, session.id)
    told = words(pages.open("live", {"session": session.id}))
    assert "This story is no longer available." in told and "picked up" not in told and "Maureen" not in told


def test_words_of_a_statement_are_kept_and_another_facilitators_are_shown_beside_them(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    app = pages.open("live", {"session": session.id, "part": "What we agree"})
    box = next(one for one in app.text_area if one.label.startswith("The statement"))
    app = box.set_value("One number").run()
    assert load_session(bank, session.id).statement == "One number"
    write(bank, session.id, "statement", "Theirs", seen="One number")
    app = next(one for one in app.text_area if one.label.startswith("The statement")).set_value("Mine").run()
    assert "Somebody else changed this" in words(app) and "Theirs" in words(app)
    assert load_session(bank, session.id).statement == "Theirs"
    app = button(app, "I have joined them: save mine").click().run()
    assert load_session(bank, session.id).statement == "Mine"


@pytest.mark.parametrize("part", list(PARTS))
def test_hostile_words_from_the_room_do_not_break_any_part_of_the_desk(bank: Bank, pages: Pages, part: str) -> None:
    session = open_session(bank, question=HOSTILE)
    respond(bank, session.id, somebody(bank, session), kind="wish", text=HOSTILE, key="1")
    write(bank, session.id, "statement", HOSTILE, seen="")
    commit_to(bank, session.id, owner=HOSTILE, action=HOSTILE, first_step=HOSTILE, due_on=bank.today(), known_by=HOSTILE)
    show_story(bank, session.id, session.stories[0].story_id)
    app = pages.open("live", {"session": session.id, "part": PARTS[part]})
    assert not app.exception and app.session_state["part"] == part
    assert "<script>x" not in source(app) and "<img src=//" not in source(app)
    labels = [one.label for kind in (app.button, app.selectbox, app.text_input, app.checkbox, app.expander) for one in kind]
    assert not [label for label in labels if "evil" in label]
    assert not [one.value for one in app.markdown if "evil" in one.value]


def test_a_closed_session_offers_its_debrief_and_no_way_in(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    close_session(bank, session.id)
    app = pages.open("live", {"session": session.id})
    assert f"/files/session/{session.id}.docx" in source(app) and "Next step" not in [one.label for one in app.button]


def test_what_came_of_a_promise_is_written_on_the_board(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    commit_to(bank, session.id, owner="Sister", action="Print it", first_step="Ask", due_on=bank.today(), known_by="It is there")
    app = pages.open("live", {"view": "promises"})
    assert headings(app) == ["What rooms promised"] and "Print it" in words(app)
    app.radio[0].set_value("not_possible").run()
    app = button(app, "Write it down").click().run()
    assert "Please say why it was not possible" in words(app)
    app.text_input[0].set_value("No printer").run()
    button(app, "Write it down").click().run()
    assert board(bank)[0].commitment.status == "not_possible"


def test_an_address_of_no_session_says_so(bank: Bank, pages: Pages) -> None:
    assert headings(pages.open("live", {"session": "01NOBODY"})) == ["We cannot find that session"]


def test_a_storyteller_who_wants_to_be_asked_is_asked_from_the_page_and_their_yes_opens_the_session(bank: Bank, pages: Pages) -> None:
    story = put(bank, title="Ask me first", consent=a_consent(scopes={"S2": "yes", "S4": "ask", "S12a": "yes"}))
    app = pages.open("live")
    app.text_input(key="live-topic").set_value("a number to ring").run()
    assert "Ask the storyteller first" in headings(app, 2) and "wants to be asked each time" in words(app)
    button(app, "They were asked and said yes").click().run()
    assert "Please say who asked, and how" in words(app)
    app.text_input(key="asked-by").set_value("Sam, by telephone").run()
    button(app, "They were asked and said yes").click().run()
    assert "the storyteller said yes to this" in words(app) and "Sam, by telephone" in words(app)
    button(app, "Use this story").click().run()
    button(app, "Open the session").click().run()
    (session,) = recent_sessions(bank)
    assert [one.story_id for one in session.stories] == [story.id]


def test_what_came_of_a_session_stands_with_its_story(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    story_id = session.stories[0].story_id
    show_story(bank, session.id, story_id)
    promise = {"owner": "Ward manager", "action": HOSTILE, "first_step": "Ask", "due_on": bank.today(), "known_by": "We see it"}
    commit_to(bank, session.id, **promise)
    assert "What came of telling it" not in headings(pages.open("story", {"story": story_id}), 2)
    record_change(bank, board(bank)[0].commitment.id, "made", "The number is on every letter")
    app = pages.open("story", {"story": story_id})
    assert "What came of telling it" in headings(app, 2) and "The number is on every letter" in words(app)
    assert "<script>" not in source(app)


def test_groups_of_an_earlier_question_stay_in_reach(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="One number that is answered", key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    group_now(bank, session.id)
    go_to_step(bank, session.id, step_of(session, "lose"))
    app = pages.open("live", {"session": session.id, "part": "Groups"})
    assert "One number that is answered" not in words(app) and "Groups form by themselves" in words(app)
    question = next(one for one in app.selectbox if one.label == "Which question?")
    app = question.set_value("wish").run()
    assert "One number that is answered" in words(app)


@pytest.mark.parametrize(
    ("step", "part", "kind", "box"),
    [
        ("lose", "Losses", "lose", "loss-what"),
        ("will", "Commitments", "will", "promise-action"),
        ("who", "What we agree", "who", "who_else"),
    ],
)
def test_what_people_sent_is_taken_into_the_form_with_one_press(
    bank: Bank, pages: Pages, step: str, part: str, kind: str, box: str
) -> None:
    session = open_session(bank)
    go_to_step(bank, session.id, step_of(session, step))
    respond(bank, session.id, somebody(bank, session), kind=kind, text="The ward clerks", key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    app = pages.open("live", {"session": session.id, "part": part})
    app = button(app, "Use this").click().run()
    key = f"{box}-{session.id}" if box == "who_else" else box
    values = {one.key: one.value for one in [*app.text_input, *app.text_area]}
    assert values[key] == "The ward clerks"
    if box == "who_else":
        assert load_session(bank, session.id).who_else == "The ward clerks"
        assert "Use this" not in [one.label for one in app.run().button]


def test_what_was_set_up_is_there_again_after_a_story_was_read_and_gone_once_the_session_is_open(bank: Bank, pages: Pages) -> None:
    first, second = put(bank, "One", title="First"), put(bank, "Two", title="Second")
    app = pages.open("live", {"tell": first.id, "kind": "Choose a story"})
    app.text_input(key="live-people").set_value("people who live alone").run()
    app.selectbox(key="audience").set_value("board").run()
    given = app.query_params["new"]
    new = given if isinstance(given, str) else given[0]
    app.switch_page("story_page.py")
    for key in list(app.query_params):
        del app.query_params[key]
    app.query_params["story"], app.query_params["for"], app.query_params["session"] = second.id, "S4", new
    app.run()
    assert f"new={new}" in source(app) and f"tell={first.id}&amp;tell={second.id}" in source(app)
    app.switch_page("live_page.py")
    for key in list(app.query_params):
        del app.query_params[key]
    app.query_params["new"], app.query_params["tell"] = new, [first.id, second.id]
    app.run()
    assert app.text_input(key="live-people").value == "people who live alone" and app.selectbox(key="audience").value == "board"
    assert [one.label for one in app.button].count("Take it out") == 2
    button(app, "Open the session").click().run()
    assert [one.story_id for one in recent_sessions(bank)[0].stories] == [first.id, second.id]
    app = pages.open("live")
    assert app.text_input(key="live-people").value == "" and "Chosen for this session" not in words(app)


def test_a_chosen_story_that_may_not_be_told_this_way_is_said(bank: Bank, pages: Pages) -> None:
    closed = put(bank, title="Closed", consent=a_consent(scopes={"S2": "yes", "S12a": "yes"}))
    app = pages.open("live", {"tell": closed.id})
    assert "A story you chose may not be told in this session this way" in words(app) and "Closed" not in words(app)


def test_a_rehearsal_takes_its_people_and_its_service_from_the_pitch(bank: Bank, pages: Pages) -> None:
    story = put(bank, title="One to tell")
    save_pitch(bank, Pitch(new_pitch_id(), audience="board", topic="a call on the first night", service="discharge", story_ids=(story.id,)))
    app = pages.open("live", {"kind": TYPES["rehearse"].label})
    assert "The room plays a board. It is about: a call on the first night" in words(app)
    assert "Who is in the room?" not in [one.label for one in app.selectbox]
    button(app, "Open the session").click().run()
    (session,) = recent_sessions(bank)
    assert (session.audience == "board" and "discharge" in session.question) or "leaving hospital" in session.question
    assert "You are a board. This is for you." in [step.say for step in session.agenda]


def test_choosing_groups_to_merge_does_not_carry_over_to_other_groups(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    for text in ("ring ring answered", "parking parking space", "letters letters plain"):
        respond(bank, session.id, somebody(bank, session), kind="wish", text=text, key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    group_now(bank, session.id)
    app = pages.open("live", {"session": session.id, "part": "Groups"})
    pills = next(one for one in app.button_group if one.key.startswith("merge-"))
    app = pills.set_value([one.id for one in groups_shown(bank, session.id)][:2]).run()
    app = button(app, "Merge them").click().run()
    assert [len(one.answers) for one in groups_shown(bank, session.id)] == [2, 1]
    assert next(one for one in app.button if one.label == "Merge them").disabled
