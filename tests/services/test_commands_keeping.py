from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from banks import put
from cluster import Cluster
from soak.filled import lines_file, opened
from toy_embedder import ToyEmbedder
from typer.testing import CliRunner

import services.__main__ as command_line
import services.bank
from services.settings import Settings
from stories.errors import StoryBankError

Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command and gives back what it printed."""
    monkeypatch.setattr(services.bank, "load_embedder", lambda _model: ToyEmbedder())

    def call(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(command_line.app, list(words))
        if isinstance(done.exception, StoryBankError):
            raise done.exception
        assert done.exit_code == code, (done.output, done.exception)
        return done.stdout

    return call


def test_a_bank_is_taken_in_backed_up_erased_from_and_restored_from_the_command_line(run: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir(parents=True)
    taken = json.loads(run("import", str(lines_file(tmp_path / "in.jsonl", 12)), "--json"))
    assert taken["progress"]["saved"] == 12
    assert "12 stories put in" in run("sync") or json.loads(run("status", "--json"))["index"]["waiting"] == 0
    assert "Rebuilt: 12" in run("rebuild")
    file = tmp_path / "bank.backup"
    assert json.loads(run("backup", str(file), "--json"))["counts"]["story"] == 12
    bank = opened(home, "exact")
    story = put(bank, "the one to erase")
    bank.close()
    receipt = json.loads(run("erase", story.id, "--json"))
    assert receipt["complete"]
    assert receipt["found_in"] == []
    with pytest.raises(StoryBankError, match="--replace"):
        run("restore", str(file))
    assert "12 stories" in run("restore", str(file), "--replace")
    assert json.loads(run("status", "--json"))["stories"]["total"] == 12


def test_commands_beside_the_running_app_say_what_happens(run: Run, home: Path, tmp_path: Path) -> None:
    app = opened(home)
    run("import", str(lines_file(tmp_path / "in.jsonl", 5)))
    assert "takes them in within seconds" in run("sync").replace("\n", " ")
    app.index.tend()
    assert app.index.status().stories == 5
    assert app.index._seat.index is not None
    assert len(app.index._seat.index.fingerprints()) == 5
    assert "has been asked" in run("rebuild").replace("\n", " ")
    app.close()


def test_a_bank_moves_to_postgresql_by_one_command_and_one_setting(
    run: Run, home: Path, tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir(parents=True)
    run("import", str(lines_file(tmp_path / "in.jsonl", 7)))
    url = cluster.blank()
    assert json.loads(run("copy", "--to", url, "--json"))["counts"]["story"] == 7
    monkeypatch.setenv("STORYBANK_DATABASE_URL", url)
    report = json.loads(run("status", "--json"))
    assert (report["stories"]["total"], report["database"].split(":")[0]) == (7, "postgresql+psycopg")
    assert Settings.from_environment().url == url
    cluster.drop(url)
