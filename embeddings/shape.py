"""The bank's own geometry. Stories of one bank resemble each other in ways that tell nothing about a question; this plays them down.

Vectors are centred on the bank's mean and stretched along the directions in which its stories differ least (partial whitening):
x becomes unit((x − μ) M) with M = U diag(λ / λmax)^−¼ Uᵀ over the eigenvectors of the covariance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.index import unit

Floats = NDArray[np.float32]

RIDGE, POWER = 0.1, 0.25  # whitening in full (power ½, no ridge) hurt three of five test sets
PRIOR = 384.0  # stories' worth of a round covariance, on which a small bank leans


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Centre (d,) and matrix (d, d)."""

    centre: Floats
    matrix: Floats

    def __call__(self, vectors: Floats) -> Floats:
        """`vectors`, (n, d) or (d,), seen from inside the bank: the same shape, unit length."""
        return unit(((vectors - self.centre) @ self.matrix).astype(np.float32, copy=False))


class Sums:
    """Running sums from which the shape is made, so that a bank need not be held in memory."""

    def __init__(self, dimensions: int) -> None:
        self.stories = 0
        self._sum = np.zeros(dimensions)
        self._products = np.zeros((dimensions, dimensions))

    def add(self, wholes: Floats) -> None:
        """Take in whole-story vectors, (n, d)."""
        wide = wholes.astype(np.float64)
        self.stories += len(wide)
        self._sum += wide.sum(axis=0)
        self._products += wide.T @ wide

    def shape(self) -> Shape:
        """Raises: ValueError with fewer than two stories."""
        n, d = self.stories, len(self._sum)
        if n < 2:
            raise ValueError("a shape needs two stories or more")
        centre = self._sum / n
        spread = (self._products - n * np.outer(centre, centre)) / (n - 1)
        spread = (n * spread + PRIOR * np.trace(spread) / d * np.eye(d)) / (n + PRIOR)
        values, axes = np.linalg.eigh(spread)
        values = np.maximum(values, 0)
        values += RIDGE * max(float(values.max()), 1e-12)
        matrix = (axes * (values / values.max()) ** -POWER) @ axes.T
        return Shape(centre.astype(np.float32), matrix.astype(np.float32))
