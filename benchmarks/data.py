"""Retrieval test sets: a folder with docs.jsonl, queries.jsonl and qrels.tsv."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class TestSet:
    """`queries`: id to text. `grades`: query id to document id to grade above 0."""

    __test__ = False

    name: str
    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, float]]


def load(folder: Path, *, sample: int = 600, above: int = 1000) -> TestSet:
    """Read a folder. With more than `above` queries, `sample` of them are taken: random.Random(0).sample(range(n), sample)."""
    documents: dict[str, Document] = {}
    for line in _lines(folder / "docs.jsonl"):  # one set holds four ids twice: the first is meant
        documents.setdefault(str(line["id"]), Document(str(line["id"]), line.get("title") or "", line["text"]))
    asked = [(str(q["id"]), str(q["text"])) for q in _lines(folder / "queries.jsonl")]
    if len(asked) > above:
        asked = [asked[i] for i in random.Random(0).sample(range(len(asked)), sample)]
    grades: dict[str, dict[str, float]] = {query: {} for query, _ in asked}
    for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = row.split("\t")
        if query in grades and float(grade) > 0:
            grades[query][document] = float(grade)
    return TestSet(folder.name, tuple(documents.values()), dict(asked), grades)


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]
