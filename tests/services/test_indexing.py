from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from banks import put
from builders import NOW, TODAY
from toy_embedder import ToyEmbedder

from embeddings.index import Entry, VectorIndex
from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.finding.story_vectors import wanted_fingerprints
from services.index.generations import IndexInUse
from services.index.health import Health, RebuildPolicy, self_query
from services.index.seat import EXACT_NOTE, IndexState
from services.index.syncing import Line
from services.settings import Settings
from services.sharing.capture import withdraw
from stories import generations
from stories.errors import IndexUnavailable
from stories.vectors import StoredVector

pytestmark = pytest.mark.sqlite
NEVER = RebuildPolicy(an_hour=0)
AT_ONCE = RebuildPolicy(first=timedelta(0), an_hour=10_000)


def opened(home: Path, *, index: str = "chroma", policy: RebuildPolicy | None = None) -> Bank:
    bank = open_bank(Settings(home=home, user="tester", index=index), load=ToyEmbedder, policy=policy)
    bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
    bank.wait_ready(60)
    return bank


def held(bank: Bank) -> dict[str, str]:
    index = bank.index._seat.answering
    assert index is not None
    return index.fingerprints()


def wanted(bank: Bank) -> dict[str, str]:
    with bank.database.reading() as connection:
        return wanted_fingerprints(connection, bank.index.model_key)


def test_a_bank_that_opens_again_keeps_its_generation_and_is_ready(home: Path) -> None:
    first = opened(home)
    put(first, "the lift was broken")
    folders = first.index._places.folders()
    first.close()
    again = opened(home)
    assert again.index.state is IndexState.READY
    assert again.index._places.folders() == folders
    assert held(again) == wanted(again)
    again.close()


def test_a_second_process_is_refused_the_index_and_told_both_ways_out(home: Path) -> None:
    first = opened(home)
    with pytest.raises(IndexInUse, match=r"STORYBANK_CHROMA_URL.*STORYBANK_INDEX=exact"):
        open_bank(Settings(home=home, user="other"), load=ToyEmbedder)
    first.close()
    opened(home).close()


def test_a_process_with_exact_search_works_beside_the_owner_and_the_owner_takes_in_what_it_wrote(home: Path) -> None:
    owner = opened(home)
    beside = opened(home, index="exact")
    story = put(beside, "the night nurse sang")
    assert held(beside) == wanted(beside)
    assert held(owner) == {}
    owner.index.tend()
    assert held(owner) == wanted(owner) == held(beside)
    withdraw(owner, story.id, "teller")
    beside.index.tend()
    assert held(beside) == held(owner) == {}
    owner.close()
    beside.close()


def test_exact_search_answers_and_says_so_while_the_index_cannot(home: Path) -> None:
    bank = opened(home, policy=NEVER)
    assert bank.index.state is IndexState.STANDING_IN
    put(bank, "the tea was cold")
    found = find_stories(bank, "tea cold")
    assert len(found.hits) == 1
    assert found.note == EXACT_NOTE
    assert "is exact while the index is rebuilt" in bank.index.status().note
    bank.close()


def test_an_index_folder_that_is_removed_while_open_is_made_anew_and_nothing_is_missed(home: Path) -> None:
    bank = opened(home)
    put(bank, "the letter came late")
    shutil.rmtree(home / "index")
    assert len(find_stories(bank, "letter late").hits) == 1
    assert bank.index.note == EXACT_NOTE
    bank.index.tend()
    assert (bank.index.state, bank.index.note) == (IndexState.READY, "")
    assert held(bank) == wanted(bank) != {}
    bank.close()


def test_a_story_put_in_while_the_index_is_made_anew_is_in_the_new_one(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        put(bank, f"subject {number}")
    first = wanted(bank)
    gone = next(iter(first))
    begun, go_on = threading.Event(), threading.Event()

    def progress(_done: int, _total: int) -> None:
        begun.set()
        go_on.wait(20)

    worker = threading.Thread(target=bank.index.rebuild, args=(progress,))
    worker.start()
    assert begun.wait(20)
    assert bank.index.state is IndexState.REBUILDING
    late = put(bank, "the late one")
    withdraw(bank, gone, "teller")
    assert held(bank) == wanted(bank)  # the old index follows meanwhile
    go_on.set()
    worker.join(20)
    assert bank.index.state is IndexState.READY
    assert held(bank) == wanted(bank)
    assert late.id in held(bank)
    assert gone not in held(bank)


def test_what_another_process_writes_while_the_new_index_is_checked_is_no_miss(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven stories, one of them newer than the new index: 9 % missed would refuse a sound index."""
    bank, other = opened(home), opened(home, index="exact")
    for number in range(10):
        put(bank, f"subject {number}")
    mend = Line.mend
    monkeypatch.setattr(Line, "mend", lambda line: (mend(line), put(other, "written meanwhile"))[0])
    bank.index.rebuild()
    monkeypatch.undo()
    bank.index.drain()
    assert (len(held(bank)), held(bank)) == (11, wanted(bank))
    bank.close()
    other.close()


def test_a_story_taken_back_while_it_is_asked_for_is_no_miss(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [put(bank, f"subject {number}") for number in range(5)]

    def slow(index: VectorIndex, asked: Mapping[str, StoredVector]) -> Health:
        withdraw(bank, stories[0].id, "teller")
        return self_query(index, asked)

    monkeypatch.setattr("services.index.health.self_query", slow)
    assert bank.index.check() == Health(4, ())
    assert bank.index.state is IndexState.READY


def test_a_rebuild_that_fails_leaves_the_old_index_answering(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bank, "the door was locked")
    before = bank.index._places.folders()

    def refuses(*_: object, **__: object) -> None:
        raise IndexUnavailable("no room")

    monkeypatch.setattr("services.index.health.self_query", refuses)
    with pytest.raises(IndexUnavailable):
        bank.index.rebuild()
    assert bank.index.state is IndexState.READY
    assert len(find_stories(bank, "door locked").hits) == 1
    with bank.database.reading() as connection:
        assert generations.generation(connection, bank.index.model_key) in {folder.name for folder in before}
    monkeypatch.undo()
    bank.index.rebuild()
    assert len(bank.index._places.folders()) == 1


def test_an_index_that_misses_too_much_though_it_is_new_leaves_the_search_exact_until_somebody_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def misses(_index: object, asked: dict[str, object]) -> Health:
        tries.append(len(asked))
        return Health(100, ("a", "b", "c"))

    monkeypatch.setattr("services.index.health.self_query", misses)
    bank = opened(home, policy=AT_ONCE)
    put(bank, "the lift was broken")
    for _ in range(3):
        bank.index.tend()
    assert (len(tries), bank.index.state, bank.index.note) == (1, IndexState.STANDING_IN, "")
    assert len(find_stories(bank, "lift broken").hits) == 1
    monkeypatch.undo()
    bank.index.rebuild()
    assert bank.index.state is IndexState.READY
    bank.close()


def test_an_index_that_lost_stories_is_noticed_by_asking_for_them(bank: Bank) -> None:
    stories = [put(bank, f"alpha{n} beta{n} gamma{n}") for n in range(20)]
    index = bank.index._seat.index
    assert index is not None
    assert bank.index.check().sound
    index.delete([story.id for story in stories[:3]])
    assert len(bank.index.check().missed) == 3
    assert bank.index.state is IndexState.STANDING_IN
    bank.index.tend()
    assert held(bank) == wanted(bank)


def test_the_full_check_goes_through_every_story_in_slices(bank: Bank) -> None:
    for n in range(7):
        put(bank, f"alpha{n} beta{n} gamma{n}")
    asked, after = 0, ""
    while True:
        health, after = bank.index.check_from(after, 3)
        asked += health.asked
        if not after:
            break
    assert asked == 7


def test_reconciling_puts_in_what_is_missing_and_takes_out_ghosts(bank: Bank) -> None:
    story = put(bank, "the bed was by the window")
    index = bank.index._seat.index
    assert index is not None
    ghost = Entry("ghost", "old", ((-1, np.ones(64, np.float32)),))
    index.delete([story.id])
    index.upsert([ghost])
    plan = bank.index.reconcile()
    assert (plan.upsert, plan.delete) == ({story.id}, {"ghost"})
    assert held(bank) == wanted(bank)
    assert not bank.index.reconcile()


def test_a_rebuild_somebody_asked_for_is_done_by_the_owner(bank: Bank) -> None:
    before = bank.index._places.folders()
    with bank.database.transaction() as connection:
        generations.ask_rebuild(connection, "7ZZZZZZZZZZZZZZZZZZZZZZZZ1", "person", at=NOW)
    bank.index.tend()
    after = bank.index._places.folders()
    assert len(after) == 1
    assert after != before
    with bank.database.reading() as connection:
        assert not generations.asked(connection)
