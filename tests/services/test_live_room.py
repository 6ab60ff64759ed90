from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from banks import put
from builders import a_consent
from rooms import a_bank, at_todays_time, open_session, somebody, step_of
from sqlalchemy import event

from live import answers
from live.model import AnswerRefused, InvalidSession, SessionClosed, SessionNotFound, TooManyAnswers
from services.bank import Bank
from services.live.after import close_session
from services.live.desk import decide, desk, go_to_step, moderate, show_story
from services.live.room import choose, enter, find_session, join, new_token, place_in, respond, session_ended_for, take_back
from services.live.start import Plan, codes, start_session, stories_for_room
from services.live.wall import room_view, shown_kind, touched
from services.sharing.capture import change_consent, withdraw
from stories import consent_log
from stories.errors import ConsentDenied


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


def say(bank: Bank, session_id: str, token: str, text: str, key: str = "1", kind: str = "wish") -> str:
    return respond(bank, session_id, token, kind=kind, text=text, key=key)


def shown(bank: Bank, session_id: str) -> list[str]:
    touched(bank, session_id)
    view = room_view(bank, session_id)
    with bank.database.reading() as connection:
        found = [one.words for group in answers.all_said(connection, session_id, shown_kind(view.session)) for one in group.answers]
    assert view.loose_count + sum(group.size for group in view.groups) == len(found)
    return sorted(found)


def test_people_join_with_the_code_answer_and_keep_their_place(bank: Bank) -> None:
    session = open_session(bank)
    code, token = codes(bank).code(session.id), new_token()
    assert find_session(bank, f" {code[:4]} {code[4:].lower()} ", token, "phone") == session.id
    first = join(bank, session.id, token)
    assert say(bank, session.id, token, "Somebody who answers") == "held"
    assert join(bank, session.id, token) == first
    assert [one.text for one in place_in(bank, session.id, token).mine] == ["Somebody who answers"]
    assert room_view(bank, session.id).here == 1


def test_renewing_a_page_looks_at_sql_once_and_writes_nothing(bank: Bank) -> None:
    session = open_session(bank)
    code, token = codes(bank).code(session.id), new_token()
    first = enter(bank, code, token, "phone")
    say(bank, session.id, token, "Somebody who answers")
    looked: list[str] = []
    event.listen(bank.database.reader, "begin", lambda _connection: looked.append("read"))
    event.listen(bank.database.writer, "begin", lambda _connection: looked.append("write"))
    room_view(bank, session.id)
    looked.clear()
    again = enter(bank, code, token, "phone")
    assert looked == ["read"]
    assert again.participant_id == first.participant_id and [one.text for one in again.mine] == ["Somebody who answers"]


def test_the_database_holds_neither_the_code_nor_the_cookie(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    with bank.database.reading() as connection:
        rows = [str(row) for table in ("live_session", "live_participant") for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    assert not [row for row in rows if token in row or codes(bank).code(session.id) in row]


def test_a_wrong_code_a_closed_session_and_too_many_tries_read_the_same(bank: Bank) -> None:
    session = open_session(bank)
    code = codes(bank).code(session.id)
    inside = somebody(bank, session)
    told = []
    for tried in ("00000000", "nonsense", "", "00000001", "00000002"):
        with pytest.raises(SessionNotFound) as refused:
            find_session(bank, tried, "", "thief")
        told.append(str(refused.value))
    with pytest.raises(SessionNotFound) as refused:
        find_session(bank, code, "", "thief")  # right, and too late
    assert find_session(bank, code, "", "somebody else") == session.id
    assert find_session(bank, code, inside, "thief") == session.id  # whoever is in stays in
    close_session(bank, session.id)
    with pytest.raises(SessionNotFound) as closed:
        find_session(bank, code, "", "yet another")
    assert {*told, str(refused.value), str(closed.value)} == {told[0]}
    assert session_ended_for(bank, code, inside) == session.id
    assert session_ended_for(bank, code, new_token()) is None


def test_an_answer_waits_until_a_facilitator_shows_it(bank: Bank) -> None:
    session = open_session(bank)
    say(bank, session.id, somebody(bank, session), "A letter my mum can read")
    assert shown(bank, session.id) == []
    (waiting,) = desk(bank, session.id).waiting
    assert decide(bank, session.id, [waiting.id], "shown") == 1
    assert shown(bank, session.id) == ["A letter my mum can read"]
    decide(bank, session.id, [waiting.id], "hidden")
    assert shown(bank, session.id) == []


def test_without_moderation_only_what_is_flagged_waits(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    token = somebody(bank, session)
    assert say(bank, session.id, token, "Time to sit down", "1") == "shown"
    assert say(bank, session.id, token, "This is shit", "2") == "held"
    assert say(bank, session.id, token, "Dr Patel never rang", "3") == "held"
    assert say(bank, session.id, token, "See www.example.org", "4") == "held"
    assert shown(bank, session.id) == ["Time to sit down"]
    assert [len(one.flags) for one in desk(bank, session.id).waiting] == [1, 1, 1]
    moderate(bank, session.id, on=True)
    assert say(bank, session.id, token, "One story, told once", "5") == "held"


def test_a_double_tap_and_a_retry_count_once_and_other_words_from_the_same_form_are_not_lost(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    assert say(bank, session.id, token, "Kindness") == "held"
    assert say(bank, session.id, token, "Kindness") == "known"
    assert say(bank, session.id, token, "Kindness, and a number to ring") == "held"  # after the back button
    assert len(place_in(bank, session.id, token).mine) == 2


def test_the_same_post_from_eight_threads_at_once_is_kept_once(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(say(bank, session.id, token, "At once"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["held", *["known"] * 7]


def test_fifty_answers_a_second_from_one_phone_are_slowed_down_and_nobody_elses_are(bank: Bank) -> None:
    session = open_session(bank)
    token, other = somebody(bank, session), somebody(bank, session)
    kept = 0
    for n in range(50):
        try:
            say(bank, session.id, token, f"again {n}", str(n))
            kept += 1
        except TooManyAnswers:
            pass
    assert 5 <= kept <= 12
    assert say(bank, session.id, other, "My first") == "held"


def test_what_is_taken_back_is_gone_from_the_wall_and_may_be_said_again(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    token, other = somebody(bank, session), somebody(bank, session)
    say(bank, session.id, token, "Told once")
    (mine,) = place_in(bank, session.id, token).mine
    assert not take_back(bank, session.id, other, mine.id)
    assert take_back(bank, session.id, token, mine.id)
    assert shown(bank, session.id) == []
    assert say(bank, session.id, token, "Told once") == "shown"


def test_a_closed_session_takes_no_answer(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    close_session(bank, session.id)
    with pytest.raises(SessionClosed):
        say(bank, session.id, token, "Too late")
    with pytest.raises(SessionClosed):
        join(bank, session.id, new_token())


def test_somebody_who_never_joined_cannot_answer(bank: Bank) -> None:
    session = open_session(bank)
    with pytest.raises(SessionNotFound):
        say(bank, session.id, new_token(), "Hello")
    with pytest.raises(AnswerRefused):
        say(bank, session.id, somebody(bank, session), "Hello", kind="react")


def test_reactions_are_counted_once_for_each_person_and_can_be_taken_back(bank: Bank) -> None:
    session = open_session(bank)
    show_story(bank, session.id, session.stories[0].story_id)
    people = [somebody(bank, session) for _ in range(3)]
    for token in people:
        choose(bank, session.id, token, kind="react", code="moved")
        choose(bank, session.id, token, kind="react", code="moved")
    choose(bank, session.id, people[0], kind="react", code="moved", on=False)
    choose(bank, session.id, people[0], kind="react", code="act")
    touched(bank, session.id)
    assert room_view(bank, session.id).reactions == {"moved": 2, "act": 1}
    with pytest.raises(AnswerRefused):
        choose(bank, session.id, people[0], kind="react", code="nonsense")


def test_a_moment_of_the_story_is_tapped_one_way_at_a_time(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    with pytest.raises(AnswerRefused):  # nothing of the story is known before it is shown
        choose(bank, session.id, token, kind="touch", code="0:poor")
    show_story(bank, session.id, session.stories[0].story_id)
    choose(bank, session.id, token, kind="touch", code="0:poor")
    choose(bank, session.id, token, kind="touch", code="1:good")
    choose(bank, session.id, token, kind="touch", code="0:mixed")
    touched(bank, session.id)
    assert room_view(bank, session.id).touches == {"0:mixed": 1, "1:good": 1}


def test_each_person_has_one_vote_and_may_change_it(bank: Bank) -> None:
    stories = tuple(put(bank, topic).id for topic in ("The first night", "The second letter"))
    session = open_session(bank, kind="choose", story_ids=stories)
    token = somebody(bank, session)
    choose(bank, session.id, token, kind="choose", code=stories[0])
    choose(bank, session.id, token, kind="choose", code=stories[1])
    touched(bank, session.id)
    assert [(i, votes) for i, _, votes in room_view(bank, session.id).choices] == [(stories[0], 0), (stories[1], 1)]


def test_a_session_starts_only_with_stories_their_tellers_allow_there(bank: Bank) -> None:
    closed = put(bank, "Not for workshops", consent=a_consent(scopes={"S2": "yes"}))
    with pytest.raises(ConsentDenied, match="live sessions"):
        open_session(bank, story_ids=(closed.id,))
    whole = put(bank, "Whole or not at all", consent=a_consent(whole_story_only=True))
    with pytest.raises(ConsentDenied, match="whole story only"):
        open_session(bank, story_ids=(whole.id,), form="excerpt")
    assert open_session(bank, story_ids=(whole.id,), form="text").form == "text"
    assert closed.id not in {one.story.id for one in stories_for_room(bank, "clinical_team").usable}


def test_a_withdrawal_takes_the_story_off_the_wall_and_leaves_nothing_of_it(bank: Bank) -> None:
    session = open_session(bank)
    token = somebody(bank, session)
    show_story(bank, session.id, session.stories[0].story_id)
    go_to_step(bank, session.id, step_of(session, "story"))
    before = room_view(bank, session.id)
    assert before.on_wall and before.on_wall.story and before.on_wall.pages
    withdraw(bank, session.stories[0].story_id, "Maureen")
    bank.moments.forget(("room", session.id))  # half a second goes by
    after = room_view(bank, session.id)
    assert after.on_wall and after.on_wall.shown and after.on_wall.story is None
    assert "Maureen" not in repr(after) and "nobody picked up" not in repr(after)
    assert after.moments == ()
    with pytest.raises(AnswerRefused):
        choose(bank, session.id, token, kind="react", code="moved")
    with pytest.raises(ConsentDenied):
        show_story(bank, session.id, session.stories[0].story_id)


def test_consent_that_ends_while_the_session_runs_takes_the_story_off(bank: Bank) -> None:
    story = put(bank, "Until tonight", consent=a_consent(expires_on=bank.today()))
    session = open_session(bank, story_ids=(story.id,))
    show_story(bank, session.id, story.id)
    today = bank.today()
    bank.today = lambda: today + timedelta(days=1)
    touched(bank, session.id)
    view = room_view(bank, session.id)
    assert view.on_wall and view.on_wall.story is None
    change_consent(bank, story.id, a_consent(act="renew", expires_on=today + timedelta(days=9)))
    touched(bank, session.id)
    view = room_view(bank, session.id)
    assert view.on_wall and view.on_wall.story is not None


def test_the_wall_enters_the_use_once_and_a_limit_of_one_use_still_lets_this_session_go_on(bank: Bank) -> None:
    story = put(bank, "Once a quarter", consent=a_consent(uses_per_quarter=1))
    session = open_session(bank, story_ids=(story.id,), audience="clinical_team")
    for _ in range(3):
        show_story(bank, session.id, story.id)
    with bank.database.reading() as connection:
        (use,) = consent_log.uses_of(connection, story.id)
    assert (use.use.scope, use.use.channel, use.use.reference, use.use.audience) == ("S4", "session", session.id, "clinical_team")
    touched(bank, session.id)
    view = room_view(bank, session.id)
    assert view.on_wall and view.on_wall.story is not None
    with pytest.raises(ConsentDenied, match="as often this quarter"):
        open_session(bank, story_ids=(story.id,))


def test_a_plan_that_cannot_be_run_says_what_is_missing(bank: Bank) -> None:
    for plan, sentence in (
        (Plan(kind="codesign"), "choose a story"),
        (Plan(kind="rehearse"), "pitch to rehearse"),
        (Plan(kind="choose", story_ids=("one",)), "two or three"),
        (Plan(kind="nonsense"), "what kind"),
        (Plan(story_ids=("a",), question="x" * 300), "up to 200"),
    ):
        with pytest.raises(InvalidSession, match=sentence):
            start_session(bank, plan)
