"""The kinds of index there are: one file each. A file here with `open_backend(spec) -> VectorIndex` is a backend by its name."""

from __future__ import annotations

import hashlib
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import cast

from embeddings.index import IndexSpec, VectorIndex
from embeddings.passages import PASSAGE_VERSION
from stories.errors import IndexUnavailable


def backend_names() -> tuple[str, ...]:
    """Names `open_index` takes, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def collection_name(model_id: str, passage_version: str = PASSAGE_VERSION) -> str:
    """A name of 3 to 63 letters, digits and hyphens that differs whenever the model or the way of cutting differs."""
    digest = hashlib.sha256(f"{model_id}\n{passage_version}".encode()).hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9]+", "-", f"{model_id}-{passage_version}".lower()).strip("-")
    return f"{slug[-54:].strip('-')}-{digest}".strip("-")


def open_index(name: str, *, model_id: str, dimensions: int, path: Path | None = None, url: str = "") -> VectorIndex:
    """The index of backend `name` for this model, empty on first use.

    Args:
        dimensions: length d of the model's vectors.
        path: folder of its own for a backend that keeps files; made when missing.
        url: address of a server, for a backend that has one; wins over `path`.

    Raises:
        IndexUnavailable: there is no such backend, or it cannot be opened here.
    """
    if name not in backend_names():
        raise IndexUnavailable(f"There is no search index called “{name}”. Set STORYBANK_INDEX to one of: {', '.join(backend_names())}.")
    module = import_module(f"{__name__}.{name}")
    spec = IndexSpec(collection=collection_name(model_id), dimensions=dimensions, path=path, url=url)
    return cast(VectorIndex, module.open_backend(spec))
