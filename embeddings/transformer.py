"""The adapter for sentence-transformers models: the only file that imports the model library, and only when a model is opened."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.index import unit
from stories.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_TOKENS = 4_096  # tokens a batch may have, padding included: memory stays level, and a query waits for one batch at most
BATCH_TEXTS = 128
REMEMBERED = 256  # single texts whose vectors are kept: people page through the results of one query
SAME_ENOUGH = 0.999  # cosine to float32 below which the faster arithmetic is not used
SAMPLE = (
    "I rang at eight in the morning and waited in a queue of forty people.",
    "Nobody told us that the appointment had been moved.",
    "The midwife sat down, took my hand and explained what would happen next.",
    "Dad came home on a Friday evening with a bag of tablets and no letter.",
    "We were in the corridor for eleven hours, and a volunteer brought us tea.",
    "It took three years and five doctors before somebody believed the pain.",
    "The ward was loud at night, so I asked whether the lights could be turned down.",
    "They changed the clinic to a telephone call, and my mother cannot hear on the telephone.",
)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What the start-up measurement found: the arithmetic in use, how many times faster than float32, the lowest cosine to it."""

    name: Literal["float32", "bfloat16"]
    speedup: float
    cosine: float


def open_model(name: str, *, model_id: str, offline: bool) -> TransformerEmbedder:
    """Open the model `name`, a folder or a sentence-transformers name; `offline` keeps it to files on this computer.

    Raises:
        EmbedderUnavailable: there is no such model, or its files are no sentence-transformers model.
    """
    # Idle threads of the model sleep instead of spinning: spinning, they took both cores of a small computer from the people it answered.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch

    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if torch.get_num_threads() > processors:  # a container may be given fewer than the machine has
        torch.set_num_threads(processors)
    try:
        return TransformerEmbedder(_opened(name) if offline else _opened_or_fetched(name), model_id)
    except Exception as error:  # the library raises OSError, ValueError, KeyError, RuntimeError and its own, by cause and version
        raise EmbedderUnavailable(
            f"The model “{name}” cannot be opened. Check the name or folder in STORYBANK_MODEL, "
            "or leave it empty to use the model that comes with the program. Search by words still works."
        ) from error


def _opened(name: str, *, offline: bool = True) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device="cpu", local_files_only=offline)


def _opened_or_fetched(name: str) -> SentenceTransformer:
    """A model that is here is opened without asking anybody; otherwise one question first: the library would ask for over a minute."""
    try:
        return _opened(name)
    except Exception:
        from huggingface_hub import HfApi

        HfApi().model_info(name, timeout=10)
        return _opened(name, offline=False)


class TransformerEmbedder:
    """Embedder over a sentence-transformers model. `arithmetic` says what was measured when it was opened."""

    def __init__(self, model: SentenceTransformer, model_id: str) -> None:
        self._model = model
        # One thread uses the model: its tokeniser refuses two at once, and each thread that runs it keeps memory of its own.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._tokens = _counter(model.tokenizer)
        self._remembered: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._remembering = Lock()
        self.model_id = model_id
        self._markers = int(model.tokenizer.num_special_tokens_to_add(pair=False))
        self.window = max(1, int(model.max_seq_length or 512) - self._markers)
        self.arithmetic = Arithmetic("float32", 1.0, 1.0)
        self.arithmetic = self._measured()
        self.dimensions = int(self.embed(SAMPLE[:1]).shape[1])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._tokens(list(texts)) if texts else []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) == 1:
            return self._one(texts[0])
        return self._vectors(texts, self.arithmetic.name) if texts else np.empty((0, self.dimensions), np.float32)

    def _one(self, text: str) -> NDArray[np.float32]:
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()  # what people search for is not kept, only its hash
        with self._remembering:
            known = self._remembered.get(key)
            if known is not None:
                self._remembered.move_to_end(key)
                return known.copy()
        vector = self._vectors([text], self.arithmetic.name)
        with self._remembering:
            self._remembered[key] = vector.copy()
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return vector

    def _vectors(self, texts: Sequence[str], arithmetic: str) -> NDArray[np.float32]:
        texts = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]  # half a character stops the tokeniser
        lengths = [min(count, self.window) + self._markers for count in self.count_tokens(texts)]
        rows: list[NDArray[np.float32]] = []
        order: list[int] = []
        for batch in batches(lengths):
            rows.append(self._worker.submit(self._encoded, [texts[i] for i in batch], arithmetic).result())
            order += batch
        found = np.concatenate(rows)
        restored = np.empty_like(found)
        restored[order] = found
        return unit(restored)

    def _encoded(self, batch: list[str], arithmetic: str) -> NDArray[np.float32]:
        with self._context(arithmetic):
            part = self._model.encode(batch, batch_size=len(batch), show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(part, dtype=np.float32)

    def _context(self, arithmetic: str) -> AbstractContextManager[Any]:
        import torch

        return torch.autocast("cpu", dtype=torch.bfloat16) if arithmetic == "bfloat16" else nullcontext()

    def _measured(self) -> Arithmetic:
        """bfloat16 halves the time on processors built for it and is slower elsewhere, so it is timed, not guessed."""
        import torch

        if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
            return self.arithmetic
        sample = [" ".join(SAMPLE[(i + k) % len(SAMPLE)] for k in range(1 + i % 6)) for i in range(32)]
        self._vectors(sample[:4], "float32")  # the first run pays for set-up
        exact, slow = _timed(lambda: self._vectors(sample, "float32"))
        try:
            quick, fast = _timed(lambda: self._vectors(sample, "bfloat16"))
            for _ in range(2):
                if fast > 2 * slow:
                    break
                slow = min(slow, _timed(lambda: self._vectors(sample, "float32"))[1])
                fast = min(fast, _timed(lambda: self._vectors(sample, "bfloat16"))[1])
        except RuntimeError:  # an operation this model needs has no bfloat16 form here
            return self.arithmetic
        cosine = float((exact * quick).sum(axis=1).min())
        worth_it = fast < slow and cosine >= SAME_ENOUGH
        return Arithmetic("bfloat16" if worth_it else "float32", round(slow / fast, 2), round(cosine, 6))


def batches(lengths: Sequence[int], *, tokens: int = BATCH_TOKENS, texts: int = BATCH_TEXTS) -> Iterator[list[int]]:
    """Positions in `lengths`, longest first, in batches whose longest × size stays within `tokens` (one text may be longer).

    Texts of like length share a batch, so that little is padded; the longest come first, so that memory is refused early.
    """
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (lengths[batch[0]] * (len(batch) + 1) > tokens or len(batch) == texts):
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _counter(tokenizer: Any) -> Callable[[list[str]], list[int]]:
    """Counts without cutting or padding: a copy, for the model's own tokeniser does both (the packaged one cuts at 128)."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:  # a tokeniser written in Python: slower, and it has no settings to undo
        return lambda texts: [len(tokenizer.encode(text, add_special_tokens=False, truncation=False)) for text in texts]
    from tokenizers import Tokenizer

    copy = Tokenizer.from_str(backend.to_str())
    copy.no_padding()
    copy.no_truncation()

    def count(texts: list[str]) -> list[int]:
        safe = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return [len(found.ids) for found in copy.encode_batch(safe, add_special_tokens=False)]

    return count


def _timed(work: Callable[[], NDArray[np.float32]]) -> tuple[NDArray[np.float32], float]:
    begun = perf_counter()
    return work(), perf_counter() - begun
