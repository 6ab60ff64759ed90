"""The commands about learning: what was learnt, forgotten and exported, and who gets heard."""

from __future__ import annotations

import json
import sys

import pytest
from banks import put
from toy_embedder import ToyEmbedder

import services.__main__ as command_line
import services.bank
from services.bank import open_bank
from services.finding.learning import record_reaction
from services.settings import Settings


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs one command on a bank with one story that two people reacted to; gives back (exit code, output, errors)."""
    monkeypatch.setattr(services.bank, "load_embedder", lambda _model: ToyEmbedder())
    bank = open_bank(Settings.from_environment())
    bank.wait_ready(60)
    story = put(bank, "nobody answered the telephone")
    for person in range(2):
        record_reaction(bank, story.id, "board", ["act"], source="session", reference=f"monday/{person}")
    bank.close()

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["services", *words])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
            raise SystemExit(0)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


def test_learned_says_it_in_sentences_exports_and_forgets(run) -> None:  # type: ignore[no-untyped-def]
    assert "Two people in one board session wanted to act on stories like this." in run("learned", "--audience", "board")[1]
    export = json.loads(run("learned", "--audience", "board", "--export")[1])
    assert (export["people"], [row["kind"] for row in export["said"]]) == (2, ["act", "act"])
    assert "Forgotten: 2 reactions no longer count." in run("learned", "--audience", "board", "--reset")[1]
    assert json.loads(run("learned", "--audience", "board", "--json")[1])["people"] == 0


def test_exposure_is_reported_by_teller_and_theme_with_its_rule(run) -> None:  # type: ignore[no-untyped-def]
    report = json.loads(run("exposure", "--audience", "board", "--json")[1])
    assert report["held"] is True
    assert ("teller", "Carer") in {(group["looked_at"], group["label"]) for group in report["groups"]}
    assert "at least 80%" in report["rule"]
    assert "The rule holds." in run("exposure", "--audience", "board")[1]


def test_two_wishes_at_once_and_unknown_audiences_are_refused(run) -> None:  # type: ignore[no-untyped-def]
    assert run("learned", "--audience", "board", "--reset", "--export")[0] == 2
    code, _, error = run("learned", "--audience", "everybody")
    assert code == 1
    assert "There is no audience called" in error
