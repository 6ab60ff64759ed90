"""What a room did stands in its debrief, in both formats, with the numbers that stood on the wall."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from banks import put
from builders import TEXT
from rooms import a_bank, at_todays_time, open_session, somebody, step_of

from live.model import Session
from live.priorities import code_of
from services.bank import Bank
from services.live.debrief import debrief
from services.live.desk import decide, desk, draft_statement, go_to_step, show_story, write
from services.live.grouping import group_now, merge_groups, rename_group
from services.live.room import choose, respond
from services.live.wall import room_view, touched
from services.sharing.capture import withdraw
from stories import consent_log
from stories.story import Touchpoint

MOMENTS = (Touchpoint("leaving", "Leaving the ward", "", "", "good", 3), Touchpoint("waiting", "Ringing for help", "", "", "poor", 1))
FORMS = pytest.mark.parametrize("form", ["md", "docx"])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


def lines(bank: Bank, session: Session, form: str) -> list[str]:
    """The file as lines of plain words, in its order; a row of a table is one line, its cells parted by a bar."""
    data = debrief(bank, session.id, form).data
    if form == "md":
        plain = (line.lstrip("#-| ").rstrip("| ").replace("**", "") for line in data.decode().splitlines())
        return [line.replace("\\", "") for line in plain if line]
    found: list[str] = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        rows = (
            [block.text] if isinstance(block, docx.text.paragraph.Paragraph) else [" | ".join(c.text for c in r.cells) for r in block.rows]
        )
        found += [row for row in rows if row]
    return found


def said(bank: Bank, session: Session, *texts: str, token: str = "") -> None:
    for n, text in enumerate(texts):
        respond(bank, session.id, token or somebody(bank, session), kind="wish", text=text, key=str(n))
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    group_now(bank, session.id)
    touched(bank, session.id)


def between(found: list[str], first: str, last: str) -> list[str]:
    start = next(n for n, line in enumerate(found) if line.startswith(first))
    return found[start + 1 : next(n for n, line in enumerate(found) if n > start and line.startswith(last))]


@FORMS
def test_every_shown_answer_stands_under_its_group_and_those_alone_in_one_list_without_counts(bank: Bank, form: str) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring answered", "ring ring answered always", "parking parking space", "supper supper warm")
    merged = [one for one in room_view(bank, session.id).groups if "supper" not in one.name]
    merge_groups(bank, session.id, [one.id for one in merged])
    rename_group(bank, session.id, merged[0].id, "Reaching us")
    said(bank, session, "letters letters plain")
    found = lines(bank, session, form)
    start = next(n for n, line in enumerate(found) if line.startswith("Reaching us"))
    assert "3 answers" in found[start]
    assert found[start + 1 : start + 4] == ["“ring ring answered”", "“ring ring answered always”", "“parking parking space”"]
    assert found[start + 4] == "Said once" and set(found[start + 5 : start + 7]) == {"“supper supper warm”", "“letters letters plain”"}
    assert not [line for line in found if "1 person" in line or "1 answer" in line]


@FORMS
def test_the_number_of_a_group_is_the_one_on_the_wall_and_people_are_said_where_they_are_fewer(bank: Bank, form: str) -> None:
    session = open_session(bank)
    said(bank, session, "ring ring answered", "ring ring answered phone", "ring ring answered always", token=somebody(bank, session))
    said(bank, session, "ring ring answered soon")
    (group,) = room_view(bank, session.id).groups
    assert group.size == 4
    found = lines(bank, session, form)
    (start,) = [n for n, line in enumerate(found) if "4 answers from 2 people" in line]
    said_there = [found[start].split("”")[0] + "”", *found[start + 1 :]]  # the answer that names it is not said twice
    assert sorted(said_there) == sorted(f"“ring ring answered{more}”" for more in ("", " phone", " always", " soon"))
    assert "(4 answers from 2 people)" in draft_statement(bank, session.id)


@FORMS
def test_taps_reactions_and_picks_are_counted(bank: Bank, form: str) -> None:
    session = open_session(bank, story_ids=(put(bank, "No number to ring", touchpoints=MOMENTS).id,))
    said(bank, session, "ring ring answered", "parking parking space")
    show_story(bank, session.id, session.stories[0].story_id)
    go_to_step(bank, session.id, step_of(session, "groups"))
    ring = next(one for one in room_view(bank, session.id).groups if "ring" in one.name)
    for n, token in enumerate([somebody(bank, session) for _ in range(3)]):
        choose(bank, session.id, token, kind="touch", code="0:good")
        choose(bank, session.id, token, kind="touch", code=f"1:{('mixed', 'poor', 'poor')[n]}")
        choose(bank, session.id, token, kind="react", code="moved")
        choose(bank, session.id, token, kind="pick", code=code_of(ring))
    found = lines(bank, session, form)
    assert {"Leaving the ward | 3 | 0 | 0", "Ringing for help | 0 | 1 | 2"} <= set(found)
    assert "“ring ring answered” | 3" in found and "This moved me | 3" in found
    assert not [line for line in found if "parking" in line and "|" in line]
    withdraw(bank, session.stories[0].story_id, "Maureen")
    after = "\n".join(lines(bank, session, form))
    assert "This story is no longer available." in after
    assert not [word for word in ("No number to ring", "Leaving the ward", "Ringing", "moved me") if word in after]


@FORMS
def test_the_vote_between_stories_says_which_was_chosen_and_why(bank: Bank, form: str) -> None:
    titles = ("The first night", "The second letter", "Three calls")
    session = open_session(bank, kind="choose", story_ids=tuple(put(bank, title, text=f"{TEXT} {title}, {form}.").id for title in titles))
    ids = [one.story_id for one in session.stories]
    assert "Nobody voted." in between(lines(bank, session, form), "Which story, and why", "Story")
    for story_id in (ids[1], ids[1], ids[0]):
        choose(bank, session.id, somebody(bank, session), kind="choose", code=story_id)
    assert "Why was not written down." in lines(bank, session, form)
    write(bank, session.id, "decision", "The board has not heard it yet", seen="")
    found = lines(bank, session, form)
    assert "Most people chose “The second letter”." in found and "The board has not heard it yet" in found
    votes = [line for line in found if line.startswith("“") and " | " in line]
    assert votes == ["“The second letter” | 2", "“The first night” | 1", "“Three calls” | 0"]
    with bank.database.reading() as connection:
        assert [use.copy_at for use in consent_log.uses_of(connection, ids[1])]  # named in a file that leaves
    withdraw(bank, ids[1], "Maureen")
    after = lines(bank, session, form)
    assert "The story most people chose may no longer be named." in after
    assert "This story is no longer available. | 2" in after and not [line for line in after if "second letter" in line]
