"""A probability for each side everywhere, from statuses at places. Units: metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.state.day import PlaceStatus

Array = NDArray[np.float64]
NEIGHBOURS = 12


@dataclass(frozen=True, kw_only=True)
class SideField:
    """Probabilities of the sides (columns in the order of ``sides``) anywhere."""

    sides: tuple[str, ...]
    xy_m: Array
    shares: Array

    def at(self, query_m: Array) -> Array:
        """Return an (m, sides) array of probabilities at (m, 2) points in metres."""
        count = min(NEIGHBOURS, len(self.xy_m))
        distance, index = cKDTree(self.xy_m).query(query_m, count)
        weight = 1.0 / (distance.reshape(len(query_m), count) / 1000.0 + 0.5) ** 2
        mixed = (weight[..., None] * self.shares[index.reshape(len(query_m), count)]).sum(axis=1)
        return np.asarray(mixed / weight.sum(axis=1, keepdims=True))


def fit_sides(xy_m: Array, statuses: Sequence[PlaceStatus]) -> SideField:
    """Return the field of all sides that some status names; rows of ``xy_m`` are the statuses' places."""
    sides = tuple(sorted({s.side for s in statuses if s.side is not None}))
    shares = np.zeros((len(statuses), len(sides)))
    for row, status in enumerate(statuses):
        rest = (1.0 - status.probability) / len(sides)
        shares[row] = rest
        shares[row, sides.index(status.side or "")] += status.probability
    return SideField(sides=sides, xy_m=xy_m, shares=shares)
