"""Grouping what the room wrote, by meaning, within seconds; and the facilitator's hand: merge, split, rename."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from embeddings.embedder import Embedder
from live import answers, sessions
from live.grouping import Known, central, regrouped
from live.model import ASKS, OWNER_MAX, Answer, InvalidSession
from services.bank import Bank
from stories.errors import Problem, StoryBankError
from stories.text import one_line

_lock, _running, _resting = threading.Lock(), set[str](), dict[str, float]()
log = logging.getLogger("shared_endeavour")
PAUSE = 2.0  # seconds between two groupings of a session
REST = 10.0  # times as long as a grouping took, until the next: in a room of thousands of answers most of the time is the room's
REST_MOST = 4.0  # seconds of that at the most


def keep_grouped(bank: Bank, session_id: str) -> None:
    """Put new shown answers into groups, at most every two seconds. Does nothing while there is no embedding model."""
    bank.moments.of(("groups", session_id), lambda: _begin(bank, session_id), seconds=PAUSE, stale=PAUSE)


def _begin(bank: Bank, session_id: str) -> bool:
    """Group in a thread of its own: whoever looks at the wall does not wait for it. One thread for each session."""
    began = time.monotonic()
    with _lock:
        if session_id in _running or began < _resting.get(session_id, 0.0):
            return False
        _running.add(session_id)

    def work() -> None:
        try:
            if group_now(bank, session_id):
                bank.moments.forget(("room", session_id))
        except StoryBankError as error:  # tried again with the next answer; nothing is lost but the grouping
            log.warning("grouping: %s", type(error).__name__)
        finally:
            done = time.monotonic()
            with _lock:
                _running.discard(session_id)
                for ended in [one for one, until in _resting.items() if until < done]:
                    del _resting[ended]
                _resting[session_id] = done + min(REST * (done - began), REST_MOST)

    threading.Thread(target=work, name="grouping", daemon=True).start()
    return True


def group_now(bank: Bank, session_id: str) -> bool:
    """Put the shown answers of each question that has ungrouped ones into groups. Returns whether there were any."""
    embedder = bank.warm.ready()
    if embedder is None:
        bank.warm.start()  # after a restart nobody may have opened a page yet
        return False
    with bank.database.reading() as connection:
        waiting = answers.ungrouped_kinds(connection, session_id, ASKS)
    for kind in waiting:
        _group(bank, embedder, session_id, kind)
    return bool(waiting)


def _group(bank: Bank, embedder: Embedder, session_id: str, kind: str) -> None:
    """Everything slow happens before the transaction, for which people's answers wait. When a facilitator merged, split or named groups
    meanwhile, their hand comes first: nothing is changed, and the next round begins from what they made."""
    with bank.database.reading() as connection:
        said = answers.words_of(connection, session_id, kind)
        marks = answers.group_marks(connection, session_id, kind)
    vectors = bank.answers.of(embedder, [words for _, words, _ in said])
    before = {answer_id: group_id for answer_id, _, group_id in said}
    members: dict[str, list[str]] = {group_id: [] for group_id in marks}
    for answer_id, group_id in before.items():
        if group_id in members:
            members[group_id].append(answer_id)
    known = [Known(group_id, tuple(members[group_id]), pinned) for group_id, pinned in marks.items() if members[group_id]]
    rows = {answer_id: row for row, answer_id in enumerate(before)}
    changed = [
        (group, central(group.answers, vectors[[rows[i] for i in group.answers]]))
        for group in regrouped(list(before), vectors, known)
        if group.answers and (not group.id or set(group.answers) != set(members[group.id]))
    ]
    with bank.database.transaction() as connection:
        if answers.group_marks(connection, session_id, kind) != marks:
            return
        for group, middle in changed:
            group_id = group.id or answers.new_group(connection, session_id, kind)
            answers.change_group(connection, group_id, central=middle)
            answers.place(connection, {group_id: [i for i in group.answers if before[i] != group_id]})
        answers.drop_empty_groups(connection, session_id)


def merge_groups(bank: Bank, session_id: str, group_ids: Sequence[str]) -> None:
    """Make one group of several. It keeps the name of the first, and no grouping by meaning takes it apart again."""
    first, *others = dict.fromkeys(group_ids)
    with bank.database.transaction() as connection:
        sessions.get(connection, session_id)
        answers.join_groups(connection, session_id, first, others)
        answers.change_group(connection, first, pinned=True)
        answers.drop_empty_groups(connection, session_id)
    bank.moments.forget(("room", session_id))


def split_group(bank: Bank, session_id: str, answer_ids: Sequence[str]) -> None:
    """Give these answers a group of their own; what they leave stays as it is. Both are the facilitator's from then on."""
    with bank.database.transaction() as connection:
        leaving = [one for one in answers.of_session(connection, session_id, statuses=["shown"]) if one.id in set(answer_ids)]
        if not leaving:
            return
        left = {one.group_id for one in leaving if one.group_id}
        new = answers.new_group(connection, session_id, leaving[0].kind, pinned=True)
        answers.place(connection, {new: [one.id for one in leaving]})
        answers.change_group(connection, new, central=leaving[0].id)
        for group_id in left:
            answers.change_group(connection, group_id, pinned=True)
        answers.drop_empty_groups(connection, session_id)
    bank.moments.forget(("room", session_id))


def rename_group(bank: Bank, session_id: str, group_id: str, name: str) -> None:
    """Give a group a facilitator's name; without one, its most central answer names it again. Raises: InvalidSession."""
    name = one_line(name)
    if len(name) > OWNER_MAX:
        raise InvalidSession(
            Problem("name", f"A group's name can have up to {OWNER_MAX} characters, so that it can be read from the back.")
        )
    with bank.database.transaction() as connection:
        sessions.get(connection, session_id)
        answers.change_group(connection, group_id, name=name, pinned=True)
    bank.moments.forget(("room", session_id))


def show_in_group(bank: Bank, session_id: str, answer: Answer, group_id: str) -> None:
    """Show a waiting answer in a group, in one go."""
    with bank.database.transaction() as connection:
        answers.decide(connection, session_id, [answer.id], "shown", by=bank.settings.user, group_id=group_id)
        answers.change_group(connection, group_id, pinned=True)
    bank.moments.forget(("room", session_id))
