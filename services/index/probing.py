"""Opens a generation of the index and asks it something, in a process of its own: a torn file can end the process that reads it.

`python -m services.index.probing FOLDER MODEL DIMENSIONS` exits with 0 when the index answers.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from embeddings.backends import open_index
from stories.errors import StoryBankError

PATIENCE = 120  # seconds: 100,000 stories load in far less
HERE = Path(__file__).resolve().parents[2]


def answers(folder: Path, model: str, dimensions: int) -> bool:
    """Whether the index in `folder` opens, counts, lists and searches without ending the process that does it."""
    command = [sys.executable, "-m", "services.index.probing", str(folder.resolve()), model, str(dimensions)]
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own module
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0


def probe(folder: Path, model: str, dimensions: int) -> None:
    """What the child does. Raises: StoryBankError when the index does not answer."""
    index = open_index("chroma", model_id=model, dimensions=dimensions, path=folder)
    held = index.fingerprints()
    question = np.full(dimensions, dimensions**-0.5, np.float32)
    hits = index.search(question, limit=10)
    index.close()
    if held and not hits:
        raise StoryBankError("The index holds stories and finds none.")


if __name__ == "__main__":
    try:
        probe(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    except StoryBankError as trouble:
        sys.exit(str(trouble))
