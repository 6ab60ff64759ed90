"""Settings come from the environment, and what cannot work is said in a sentence."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from services.bank import close_shared_bank, open_bank, shared_bank
from services.settings import Settings
from stories.errors import StorageFailed, StoryBankError


def test_with_nothing_set_the_bank_lives_beside_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORYBANK_HOME", "STORYBANK_USER"):
        monkeypatch.delenv(name)
    settings = Settings.from_environment()
    assert settings.home == Path.cwd() / ".storybank"
    assert settings.url == f"sqlite:///{Path.cwd() / '.storybank' / 'bank.db'}"
    assert (settings.model, settings.index, settings.chroma_url, settings.user) == ("", "chroma", "", getpass.getuser())


def test_every_setting_can_be_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "sqlite:///x.db",
        "CHROMA_URL": "http://127.0.0.1:8000",
        "MODEL": "a/b",
        "INDEX": "exact",
        "USER": "Priya",
    }.items():
        monkeypatch.setenv(f"STORYBANK_{name}", value)
    assert Settings.from_environment() == Settings(home.resolve(), "sqlite:///x.db", "http://127.0.0.1:8000", "a/b", "exact", "Priya")


def test_a_home_with_a_tilde_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("STORYBANK_HOME", "~/bank")
    assert Settings.from_environment().home == tmp_path / "bank"


def test_an_unknown_index_is_refused_with_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBANK_INDEX", "pinecone")
    with pytest.raises(StoryBankError, match="chroma, exact"):
        Settings.from_environment()


def test_an_account_without_a_name_is_called_local(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.delenv("STORYBANK_USER")
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert Settings.from_environment().user == "local"


@pytest.mark.parametrize(
    "url",
    ["nonsense", "sqlite//x", "oracle9://x", "://", "postgresql+nodriver://localhost/x", "postgresql+psycopg://priya:s3cret@host:port/x"],
)
def test_a_database_address_that_makes_no_sense_is_said_in_a_sentence(home: Path, url: str) -> None:
    with pytest.raises(StoryBankError, match="STORYBANK_DATABASE_URL") as failed:
        open_bank(Settings(home=home, database_url=url))
    assert "s3cret" not in str(failed.value)


def test_a_home_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageFailed, match="STORYBANK_HOME"):
        open_bank(Settings(home=tmp_path / "file" / "bank"))


def test_a_database_that_is_none_is_said_in_a_sentence(home: Path) -> None:
    home.mkdir()
    (home / "bank.db").write_text("this is not a database at all, only words\n" * 40)
    with pytest.raises(StorageFailed, match="not a story bank"):
        open_bank(Settings(home=home))


def test_a_process_shares_one_bank_until_it_is_closed() -> None:
    first = shared_bank()
    try:
        assert shared_bank() is first
    finally:
        close_shared_bank()
    second = shared_bank()
    try:
        assert second is not first
    finally:
        close_shared_bank()
