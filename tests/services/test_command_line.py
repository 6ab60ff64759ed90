"""The command line: what it prints, what its JSON holds, and what it says when something is wrong."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY
from toy_embedder import ToyEmbedder

import services.__main__ as command_line
import services.bank
from services import demo
from services.bank import open_bank
from services.demo import demo_stories
from services.settings import Settings
from stories.consent import RELEASING_ACTS

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command as `python -m services` does, and gives back its standard output."""
    monkeypatch.setattr(services.bank, "load_embedder", lambda _model: ToyEmbedder())

    def call(*words: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["services", *words])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
            raise SystemExit(0)
        printed = capsys.readouterr()
        assert (ended.value.code or 0) == code, printed.err
        return printed.out if code == 0 else printed.err

    return call


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo bank, to be copied."""
    bank = open_bank(Settings(home=tmp_path_factory.mktemp("seeded"), index="exact"))
    demo.seed(bank)
    bank.close()
    return bank.settings.home


@pytest.fixture
def seeded(run: Run, demo_home: Path, home: Path) -> Run:
    shutil.copytree(demo_home, home)
    return run


def test_seeding_twice_adds_the_demo_bank_once(run: Run, home: Path) -> None:
    count = len(demo_stories(TODAY))
    assert run("seed").strip() == f"{count} demo stories added to {home}"
    assert run("seed").startswith("0 demo stories added")
    assert run("seed", "--if-empty") == ""


def test_status_says_what_is_there(seeded: Run, home: Path) -> None:
    report: dict[str, Any] = json.loads(seeded("status", "--json"))
    assert set(report) >= {"home", "database", "schema", "stories", "index", "model"}
    assert report["home"] == str(home)
    assert report["database"].startswith("sqlite:///")
    assert report["schema"]
    assert report["stories"]["total"] == len(demo_stories(TODAY)) == report["stories"]["published"] + report["stories"]["withdrawn"]
    assert "MiniLM" in report["model"]
    text = seeded("status")
    assert "stories" in text
    assert "published" in text


def test_status_never_prints_a_password(run: Run, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("STORYBANK_DATABASE_URL", "postgresql+psycopg://priya:s3cret@127.0.0.1:1/bank")
    assert "s3cret" not in run("status", code=1)


def test_find_prints_json_that_scripts_can_rely_on(seeded: Run) -> None:
    found: dict[str, Any] = json.loads(seeded("find", "tablets no number to ring", "--audience", "board", "--limit", "3", "--json"))
    assert list(found) == ["query", "audience", "total", "close", "note", "stories"]
    assert (found["query"], found["audience"]) == ("tablets no number to ring", "board")
    assert len(found["stories"]) == 3 <= found["total"]
    for story in found["stories"]:
        assert list(story) == ["id", "title", "synthetic", "close", "passage", "matched", "reasons", "consent", "evidence"]
        assert story["synthetic"] is True
        assert isinstance(story["matched"], list) and isinstance(story["reasons"], list)
        assert story["consent"].startswith("May be used")
        assert all(set(item) == {"id", "claim", "relation"} for item in story["evidence"])
    more: dict[str, Any] = json.loads(seeded("find", "tablets no number to ring", "--audience", "board", "--limit", "12", "--json"))
    assert "demo-discharge-1" in [story["id"] for story in more["stories"]]


def test_find_in_words_marks_demo_stories_and_says_why(seeded: Run) -> None:
    printed = seeded("find", "tablets in a bag")
    assert "(demo story)" in printed
    assert "Matches “tablets”" in printed


def test_find_keeps_to_what_the_audience_may_be_told(seeded: Run) -> None:
    def titles(*options: str) -> set[str]:
        return {story["id"] for story in json.loads(seeded("find", "told", "--limit", "100", "--json", *options))["stories"]}

    assert titles("--audience", "press") < titles("--audience", "board")


def test_frame_prints_every_sentence_with_its_origin(seeded: Run) -> None:
    framed: dict[str, Any] = json.loads(seeded("frame", "--audience", "finance_lead", "--stories", "demo-discharge-1", "--json"))
    assert set(framed) >= {"audience", "question", "synthetic", "stories", "sections", "evidence", "consent", "passed", "checks"}
    assert (framed["audience"], framed["stories"], framed["synthetic"], framed["passed"]) == (
        "finance_lead",
        ["demo-discharge-1"],
        True,
        True,
    )
    sentences = [sentence for section in framed["sections"] for sentence in section["sentences"]]
    assert {"quote", "template"} <= {sentence["provenance"]["kind"] for sentence in sentences}
    story = next(s.draft for s in demo_stories(TODAY) if s.id == "demo-discharge-1")
    for sentence in sentences:
        if sentence["provenance"]["kind"] == "quote":
            start, end = sentence["provenance"]["start"], sentence["provenance"]["end"]
            assert story.text[start:end].split()[0] in sentence["text"]


def test_frame_in_words_opens_with_the_question_asked(seeded: Run) -> None:
    printed = seeded(
        "frame", "--audience", "board", "--stories", "demo-discharge-1", "--question", "What do we want Fridays to be like for Frank?"
    )
    assert printed.startswith("What do we want Fridays to be like for Frank?")
    assert "Not ready" not in printed


def test_sync_and_rebuild_say_what_they_did(seeded: Run, home: Path) -> None:
    allowed = sum(s.consents[-1].answer("S12a") == "yes" and s.consents[-1].act in RELEASING_ACTS for s in demo_stories(TODAY))
    assert "In line" in seeded("sync")
    assert (home / "index").is_dir()
    assert f"{allowed} stories" in seeded("rebuild")
    assert "In line: 0 stories put in, 0 taken out." in seeded("sync")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("find", "x", "--audience", "the-queen"), "There is no audience called “the-queen”. Choose one of: board,"),
        (("frame", "--audience", "the-queen", "--stories", "demo-discharge-1"), "There is no audience called “the-queen”"),
        (("frame", "--audience", "board", "--stories", "nobody"), "We cannot find that story."),
        (("frame", "--audience", "board", "--stories", "\udcff"), "We cannot find that story."),
        (("frame", "--audience", "press", "--stories", "demo-discharge-1"), "cannot be in this pitch"),
    ],
)
def test_what_a_person_can_act_on_is_one_sentence(seeded: Run, words: tuple[str, ...], says: str) -> None:
    printed = seeded(*words, code=1)
    assert says in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "words", [("frame", "--audience", "board", "--stories", " , "), ("find",), ("find", "x", "--limit", "0"), ("dance",)]
)
def test_a_command_typed_wrongly_says_how_it_goes(run: Run, words: tuple[str, ...]) -> None:
    assert "Usage" in run(*words, code=2)


def test_a_setting_nobody_knows_is_said_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBANK_INDEX", "pinecone")
    assert "STORYBANK_INDEX is “pinecone”" in run("status", code=1)


def test_searching_an_empty_bank_is_no_error(run: Run) -> None:
    assert json.loads(run("find", "anything", "--json"))["stories"] == []
