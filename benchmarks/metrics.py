"""What a ranking is worth, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES = 10_000


def measures(ranking: Sequence[str], grades: Mapping[str, float]) -> dict[str, float]:
    """nDCG@10 (gain = grade), MRR@10, R@10 and R@100 of one ranking; a query without any graded document gives 0."""
    gains = [grades.get(document, 0.0) for document in ranking[:10]]
    ideal = sorted(grades.values(), reverse=True)[:10]
    best = sum(gain / np.log2(rank + 2) for rank, gain in enumerate(ideal))
    got = sum(gain / np.log2(rank + 2) for rank, gain in enumerate(gains))
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain > 0), 0)
    total = len(grades)
    return {
        "nDCG@10": float(got / best) if best else 0.0,
        "MRR@10": 1 / first if first else 0.0,
        "R@10": sum(gain > 0 for gain in gains) / total if total else 0.0,
        "R@100": sum(document in grades for document in ranking[:100]) / total if total else 0.0,
    }


def interval(values: Floats, *, seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean over queries."""
    generator = np.random.default_rng(seed)
    means = [values[generator.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
