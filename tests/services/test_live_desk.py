from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from banks import put
from rooms import a_bank, at_todays_time, open_session, somebody, step_of

from live.agendas import TYPES
from live.model import ChangedMeanwhile, InvalidSession, Loss, Session, SessionClosed, SessionNotFound
from services.bank import Bank
from services.finding.showing import show_story as told
from services.live.after import close_session
from services.live.desk import (
    MOST,
    advance,
    change_agenda,
    commit_to,
    decide,
    desk,
    draft_statement,
    go_to_step,
    groups_shown,
    keep_silence,
    load_session,
    masked,
    moderate,
    remove_loss,
    save_loss,
    show_story,
    show_unmarked,
    turn_to,
    write,
)
from services.live.grouping import group_now, merge_groups, rename_group, show_in_group, split_group
from services.live.room import respond
from services.live.wall import pages_of, room_view, touched
from stories.errors import PitchNotFound


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


def view_of(bank: Bank, session: Session):  # type: ignore[no-untyped-def]
    group_now(bank, session.id)
    touched(bank, session.id)
    return room_view(bank, session.id)


def groups_of(bank: Bank, session: Session):  # type: ignore[no-untyped-def]
    view_of(bank, session)
    return groups_shown(bank, session.id)


def said(bank: Bank, session: Session, *texts: str, kind: str = "wish") -> None:
    """Each answer from a phone of its own, shown."""
    for text in texts:
        respond(bank, session.id, somebody(bank, session), kind=kind, text=text, key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")


def test_answers_that_mean_the_same_are_grouped_and_named_by_one_of_them(bank: Bank) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring ring answered", "ring ring ring answered phone", "parking parking space")
    groups = view_of(bank, session).groups
    assert [group.size for group in groups] == [2, 1]
    assert [(one.id, one.name, len(one.answers)) for one in groups_shown(bank, session.id)] == [(g.id, g.name, g.size) for g in groups]
    assert groups[0].name in {"ring ring ring answered", "ring ring ring answered phone"}


def test_a_facilitator_merges_splits_and_renames_and_what_they_made_stays(bank: Bank) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring answered", "ring ring answered phone", "parking parking space")
    first, second = view_of(bank, session).groups
    merge_groups(bank, session.id, [first.id, second.id])
    (merged,) = groups_of(bank, session)
    assert len(merged.answers) == 3
    rename_group(bank, session.id, merged.id, "Being able to reach us")
    split_group(bank, session.id, [one.id for one in merged.answers if "parking" in one.words])
    said(bank, session, "ring ring answered again")
    names = {group.name: group.size for group in view_of(bank, session).groups}
    assert names["Being able to reach us"] == 3 and names["parking parking space"] == 1
    rename_group(bank, session.id, merged.id, "")
    assert "ring" in view_of(bank, session).groups[0].name
    with pytest.raises(InvalidSession):
        rename_group(bank, session.id, merged.id, "x" * 200)


def test_a_waiting_answer_is_shown_in_a_group_in_one_go(bank: Bank) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring answered")
    (group,) = view_of(bank, session).groups
    respond(bank, session.id, somebody(bank, session), kind="wish", text="Somebody at the other end", key="1")
    (waiting,) = desk(bank, session.id).waiting
    show_in_group(bank, session.id, waiting, group.id)
    (after,) = groups_of(bank, session)
    assert [one.words for one in after.answers] == ["ring ring answered", "Somebody at the other end"]


def test_a_name_is_masked_on_the_wall_and_the_answer_itself_stays_as_it_was_sent(bank: Bank) -> None:
    session = open_session(bank)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="Dr Patel should ring back", key="1")
    (waiting,) = desk(bank, session.id).waiting
    assert masked(waiting.text) == "[name] should ring back"
    decide(bank, session.id, [waiting.id], "shown", shown_as=masked(waiting.text))
    assert [group.name for group in view_of(bank, session).groups] == ["[name] should ring back"]
    assert desk(bank, session.id).decided[0].text == "Dr Patel should ring back"


def test_two_facilitators_who_press_next_at_once_move_one_step(bank: Bank) -> None:
    session = open_session(bank)
    for _ in range(2):
        go_to_step(bank, session.id, 2)
    assert load_session(bank, session.id).step == 2
    go_to_step(bank, session.id, 99)
    assert load_session(bank, session.id).step == len(session.agenda) - 1


def test_what_another_facilitator_wrote_is_never_overwritten(bank: Bank) -> None:
    session = open_session(bank)
    write(bank, session.id, "statement", "Hers", seen="")
    with pytest.raises(ChangedMeanwhile) as refused:
        write(bank, session.id, "statement", "His", seen="")
    assert refused.value.theirs == "Hers"
    assert load_session(bank, session.id).statement == "Hers"
    write(bank, session.id, "statement", "Hers and his", seen="Hers")
    write(bank, session.id, "statement", "Hers and his", seen="Hers")  # saved twice, as two tabs do
    assert load_session(bank, session.id).statement == "Hers and his"
    with pytest.raises(InvalidSession):
        write(bank, session.id, "statement", "x" * 5_000, seen="Hers and his")


def test_the_statement_is_drafted_in_peoples_exact_words(bank: Bank) -> None:
    session = open_session(bank)
    assert draft_statement(bank, session.id) == ""
    said(bank, session, "ring ring ANSWERED!", "parking parking space")
    view_of(bank, session)
    draft = draft_statement(bank, session.id)
    assert draft.startswith(session.question)
    assert "“ring ring ANSWERED!” (1 answer)" in draft and "“parking parking space” (1 answer)" in draft


def test_the_agenda_can_be_changed_while_the_room_is_in_it(bank: Bank) -> None:
    session = open_session(bank)
    go_to_step(bank, session.id, step_of(session, "touch"))
    fewer = tuple(replace(step, minutes=2) for step in session.agenda if step.key not in ("wish", "story"))
    change_agenda(bank, session.id, fewer)
    now = load_session(bank, session.id)
    assert now.now.key == "touch" and now.now.minutes == 2
    change_agenda(bank, session.id, tuple(step for step in fewer if step.key != "touch"))
    assert load_session(bank, session.id).step == 1
    with pytest.raises(InvalidSession):
        change_agenda(bank, session.id, ())


def test_the_remote_shows_the_story_turns_its_pages_and_then_goes_on(bank: Bank) -> None:
    sentences = [
        f"Sentence number {n} of a long story that goes on for quite some time, as stories do when they are told whole." for n in range(12)
    ]
    story = put(bank, text=" ".join(sentences), quotes=(), title="Long")
    session = open_session(bank, story_ids=(story.id,), form="text")
    go_to_step(bank, session.id, step_of(session, "story"))
    pages = pages_of(told(bank, story.id), "text")
    assert len(pages) > 2 and " ".join(pages) == " ".join(sentences)
    for _ in range(len(pages) + 1):
        advance(bank, session.id, seen=view_of(bank, session).state, forward=True)
    assert view_of(bank, session).step.key == "touch"
    advance(bank, session.id, seen=view_of(bank, session).state, forward=False)
    assert view_of(bank, session).step.key == "story"
    before = view_of(bank, session).state
    advance(bank, session.id, seen="an older state", forward=True)
    assert view_of(bank, session).state == before
    turn_to(bank, session.id, 99)
    assert view_of(bank, session).session.page == len(pages) - 1


def test_an_excerpt_shows_the_tellers_own_quotes_and_a_whole_story_never_does(bank: Bank) -> None:
    story = told(bank, put(bank, title="Quoted").id)
    assert sorted(pages_of(story, "excerpt")) == sorted(story.quotes)
    backwards = replace(story, quotes=("nobody picked up", "no number to ring"))
    assert pages_of(backwards, "excerpt") == ("no number to ring", "nobody picked up")  # told in the order in which it happened
    assert "".join(pages_of(story, "text")).startswith("They sent my husband home")


def test_a_silence_is_counted_by_the_servers_clock_and_ends(bank: Bank) -> None:
    session = open_session(bank)
    keep_silence(bank, session.id, 60)
    assert view_of(bank, session).silence == 60
    now = bank.now()
    bank.now = lambda: now + timedelta(seconds=61)
    assert view_of(bank, session).silence == 0
    keep_silence(bank, session.id, 60)
    keep_silence(bank, session.id, 0)
    assert view_of(bank, session).silence == 0


def test_losses_are_named_kept_and_answered_on_the_board(bank: Bank) -> None:
    session = open_session(bank)
    save_loss(bank, session.id, Loss("", "control", "Deciding who is seen first", "The final word on risk", "A seat where it is decided"))
    (loss,) = view_of(bank, session).losses
    save_loss(bank, session.id, replace(loss, kept="All of it"))
    (loss,) = view_of(bank, session).losses
    assert loss.kept == "All of it"
    for wrong in (Loss("", "control", ""), Loss("", "nonsense", "x"), Loss("", "control", "x" * 400)):
        with pytest.raises(InvalidSession):
            save_loss(bank, session.id, wrong)
    remove_loss(bank, session.id, loss.id)
    assert view_of(bank, session).losses == ()


def test_a_commitment_needs_an_owner_a_first_step_a_near_day_and_a_way_to_know(bank: Bank) -> None:
    session = open_session(bank)
    whole = {"owner": "Ward sister", "action": "Print the number", "first_step": "Ask the print room", "known_by": "It is on every letter"}
    soon, later = bank.today() + timedelta(days=20), bank.today() + timedelta(days=90)
    for missing in whole:
        with pytest.raises(InvalidSession) as refused:
            commit_to(bank, session.id, due_on=soon, **(whole | {missing: " "}))
        assert [problem.field for problem in refused.value.problems] == [missing]
    with pytest.raises(InvalidSession, match="within 30 days"):
        commit_to(bank, session.id, due_on=later, **whole)
    with pytest.raises(InvalidSession, match="gone by"):
        commit_to(bank, session.id, due_on=bank.today() - timedelta(days=1), **whole)
    commit_to(bank, session.id, due_on=soon, **whole)
    commit_to(bank, session.id, due_on=later, **(whole | {"action": "Publish the waits"}))  # the first is near, so this may be later
    assert [one.action for one in view_of(bank, session).commitments] == ["Print the number", "Publish the waits"]


def test_nothing_moves_in_a_closed_session(bank: Bank) -> None:
    session = open_session(bank)
    close_session(bank, session.id)
    for act in (
        lambda: go_to_step(bank, session.id, 3),
        lambda: keep_silence(bank, session.id, 60),
        lambda: show_story(bank, session.id, session.stories[0].story_id),
        lambda: change_agenda(bank, session.id, TYPES["codesign"].agenda),
    ):
        with pytest.raises(SessionClosed):
            act()
    with pytest.raises(SessionNotFound):
        moderate(bank, "01NOBODY", on=True)
    with pytest.raises(PitchNotFound):
        open_session(bank, kind="rehearse", pitch_id="01NOBODY")


def test_a_room_that_sent_hundreds_is_decided_on_some_at_a_time_and_shown_in_one_press(bank: Bank) -> None:
    session = open_session(bank)
    for text in (*(f"wish {n}" for n in range(MOST + 5)), "Dr Patel should ring back"):
        respond(bank, session.id, somebody(bank, session), kind="wish", text=text, key="1")
    before = desk(bank, session.id)
    assert [one.text for one in before.waiting] == [f"wish {n}" for n in range(MOST)] and before.waiting_count == MOST + 6
    assert show_unmarked(bank, session.id) == MOST + 5
    after = desk(bank, session.id)
    assert [one.text for one in after.waiting] == ["Dr Patel should ring back"]
    assert [one.text for one in after.decided] == [f"wish {n}" for n in range(5, MOST + 5)] and after.decided_count == MOST + 5
    assert len(desk(bank, session.id, decided=100).decided) == MOST + 5


def test_what_a_facilitator_merges_while_answers_are_being_grouped_stays_as_they_made_it(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring answered", "parking parking space")
    before = groups_of(bank, session)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="ring ring always", key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    real = bank.answers.of

    def merged_meanwhile(*given: Any) -> Any:
        merge_groups(bank, session.id, [group.id for group in before])
        return real(*given)

    monkeypatch.setattr(bank.answers, "of", merged_meanwhile)
    group_now(bank, session.id)
    monkeypatch.undo()
    (one,) = groups_shown(bank, session.id)
    assert one.pinned and len(one.answers) == 2
    group_now(bank, session.id)
    assert sum(len(group.answers) for group in groups_of(bank, session)) == 3
