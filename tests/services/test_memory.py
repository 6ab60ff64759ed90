from __future__ import annotations

import gc
from pathlib import Path

from embeddings.embedder import Embedder
from services.bank import open_bank
from services.settings import Settings


def test_what_is_loaded_for_good_is_left_out_of_the_collectors_rounds(tmp_path: Path, embedder: Embedder) -> None:
    gc.unfreeze()
    bank = open_bank(Settings(home=tmp_path, user="tester"), load=lambda: embedder)
    try:
        assert gc.get_freeze_count() == 0  # nothing heavy happens before the model is there
        bank.wait_ready(60)
        assert gc.get_freeze_count() > 10_000
    finally:
        bank.close()
