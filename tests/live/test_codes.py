from __future__ import annotations

from pathlib import Path

import pytest

from live.codes import ALPHABET, TRIES_APP, TRIES_CLIENT, Codes, Guesses, grouped, looks_like_one, typed

KEYS = Codes(bytes(32))


def test_a_code_is_eight_crockford_characters_and_the_same_after_a_restart(tmp_path: Path) -> None:
    first = Codes.at(tmp_path).code("01SESSION")
    assert len(first) == 8 and set(first) <= set(ALPHABET)
    assert Codes.at(tmp_path).code("01SESSION") == first
    assert Codes.at(tmp_path / "another").code("01SESSION") != first
    assert (tmp_path / "live.key").stat().st_mode & 0o077 == 0


def test_codes_of_many_sessions_are_all_different() -> None:
    assert len({KEYS.code(f"session {n}") for n in range(5_000)}) == 5_000


@pytest.mark.parametrize("written", ["83fd 115c", "83FD-115C", " 83fdiL5c ", "83FD115C"])
def test_a_code_is_understood_however_it_is_typed(written: str) -> None:
    assert typed(written) == "83FD115C"
    assert KEYS.hashed(written) == KEYS.hashed("83FD115C")


@pytest.mark.parametrize("written", ["", "83FD115", "83FD115CC", "83FD115U", "83FD115é", "ａａａａａａａａ"])
def test_what_cannot_be_a_code_is_not_looked_up(written: str) -> None:
    assert not looks_like_one(typed(written))


def test_a_code_is_read_out_in_two_groups_of_four() -> None:
    assert grouped("83FD115C") == "83FD 115C"


def test_the_hash_of_a_code_cannot_be_made_without_the_key() -> None:
    assert Codes(b"another key").hashed("83FD115C") != KEYS.hashed("83FD115C")


def test_only_the_desks_own_word_moves_a_wall() -> None:
    assert KEYS.is_remote("one", KEYS.remote("one"))
    assert not KEYS.is_remote("one", KEYS.remote("two"))
    assert not KEYS.is_remote("one", "")
    assert not KEYS.is_remote("one", "é")


def test_five_wrong_codes_a_minute_close_the_door_for_one_client_and_twenty_for_all() -> None:
    guesses = Guesses()
    for _ in range(TRIES_CLIENT):
        assert not guesses.closed("phone", 100.0)
        guesses.wrong("phone", 100.0)
    assert guesses.closed("phone", 159.0)
    assert not guesses.closed("another", 159.0)
    assert not guesses.closed("phone", 160.1)
    for n in range(TRIES_APP):
        guesses.wrong(f"phone {n}", 200.0)
    assert guesses.closed("somebody new", 201.0)
    assert not guesses.closed("somebody new", 260.1)
