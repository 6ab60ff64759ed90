from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from soak.filled import CONSENT, lines_file

from services.bank import Bank
from services.finding.search import find_stories
from services.sharing.importing import import_stories
from stories import repository
from stories.errors import StorageFailed
from stories.vocabulary import SERVICES

ROOT = Path(__file__).resolve().parents[2]


def total(bank: Bank) -> int:
    with bank.database.reading() as connection:
        return sum(repository.counts(connection).values())


def test_every_line_comes_in_with_its_consent_and_can_be_found(bank: Bank, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    report = import_stories(bank, lines_file(tmp_path / "in.jsonl", 450), lambda done, all_: told.append((done, all_)))
    assert (report.progress.lines, report.progress.saved, report.refused) == (450, 450, ())
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert find_stories(bank, "").bank_total == 450
    bank.index.embed_missing(bank.wait_ready())
    assert find_stories(bank, "n7w3").hits[0].story.title == "Story 7"


def test_the_same_file_again_adds_nothing(bank: Bank, tmp_path: Path) -> None:
    file = lines_file(tmp_path / "in.jsonl", 30)
    import_stories(bank, file)
    again = import_stories(bank, file)
    assert (again.resumed_at, again.progress.saved, total(bank)) == (30, 30, 30)


def test_the_same_stories_in_another_file_are_known(bank: Bank, tmp_path: Path) -> None:
    import_stories(bank, lines_file(tmp_path / "in.jsonl", 30))
    report = import_stories(bank, lines_file(tmp_path / "more.jsonl", 40))
    assert (report.progress.saved, report.progress.known, total(bank)) == (10, 30, 40)


def test_lines_that_are_no_stories_are_refused_by_number_and_the_rest_comes_in(bank: Bank, tmp_path: Path) -> None:
    good = json.loads(lines_file(tmp_path / "one.jsonl", 1).read_text())
    rows = [
        "not json",
        json.dumps([1, 2]),
        json.dumps(good | {"text": "too short"}),
        json.dumps(good | {"service": "nowhere"}),
        json.dumps(good | {"quotes": ["secret words that are not in it"]}),
        json.dumps(good | {"consent": CONSENT | {"act": "vary"}}),
        json.dumps(good | {"consent": CONSENT | {"obtained_on": "yesterday"}}),
        json.dumps(good | {"themes": [{"code": "nothing"}]}),
        json.dumps(good | {"id": "x" * 65}),
        json.dumps(good | {"status": "withdrawn"}),
        json.dumps(good),
    ]
    (tmp_path / "mixed.jsonl").write_text("\n".join(rows))
    report = import_stories(bank, tmp_path / "mixed.jsonl")
    assert [line.line for line in report.refused] == list(range(1, 11))
    assert (report.progress.lines, report.progress.saved, report.progress.refused, total(bank)) == (11, 1, 10, 1)
    assert "secret" not in repr(report.refused)


def test_a_story_without_consent_is_kept_and_nobody_can_use_it(bank: Bank, tmp_path: Path) -> None:
    row = json.loads(lines_file(tmp_path / "one.jsonl", 1).read_text())
    del row["consent"]
    (tmp_path / "blank.jsonl").write_text(json.dumps(row | {"service": next(iter(SERVICES))}))
    import_stories(bank, tmp_path / "blank.jsonl")
    assert (total(bank), find_stories(bank, "").bank_total) == (1, 0)


def test_a_file_that_cannot_be_read_is_said_in_words(bank: Bank, tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"title": "caf\xe9"}')
    for name in ("absent.jsonl", "latin.jsonl"):
        with pytest.raises(StorageFailed, match="JSON Lines in UTF-8"):
            import_stories(bank, tmp_path / name)


@pytest.mark.proof("an import that was killed")
@pytest.mark.parametrize("hit", [1, 3])
def test_an_import_that_was_killed_goes_on_where_it_stopped(home: Path, tmp_path: Path, hit: int) -> None:
    file = lines_file(tmp_path / "in.jsonl", 900)
    command = [sys.executable, "-m", "services", "import", str(file), "--json"]
    killed = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"STORYBANK_FAULT": f"mid-import:{hit}"}, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -9
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert report["resumed_at"] == hit * 200
    assert (report["progress"]["lines"], report["progress"]["saved"], report["progress"]["known"]) == (900, 900, 0)
