"""A probability for each side everywhere, from what is said at places. Units: metres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.state.plate import Plate, fit

Array = NDArray[np.float64]

NEIGHBOURS = 6
"""Places asked whether a label agrees with its surroundings."""

ASKED = 2_000
"""Places asked at most for the spacing and for the share of wrong labels: an even selection tells both."""

PRIOR_PLACES, PRIOR_WRONG = 100.0, 2.0
"""Before any place is seen, two wrong labels in 100.

As much weight as 100 places, for neighbours far apart tell little: with 50 places, 10 % of them
wrong, the overlap with the drawn area is .010 of the union better than at a quarter of that weight.
"""

STIFFNESS, NOISE_STIFFNESS = 0.01, 1.5
"""Bending weight in spacings: where labels are right, and its growth with their wrong share.

Overlap with the drawn area is flat from 0.003 to 0.03 for right labels and from 0.1 to 0.2 at 10 %
wrong; the low end keeps more of the line's length.
"""

GAIN, NOISE_GAIN = 0.91, 6.2
"""Steepness at which the surface is read as log-odds, and its exponential growth with the wrong share.

The surface that takes labels for doubtful is flatter than the truth. Set so that the band between
0.1 and 0.9 holds 80 to 85 % of the drawn line with right labels, with 10 % wrong ones, and with
wrong ones on one side of the line only.
"""

ISLAND_NOISE, MOST_ISLAND_PLACES = 0.015, 5
"""An island needs one more place for each such share of wrong labels, up to a number that is always enough.

Among 1,277 places with 10 % of them wrong, two or three wrong ones often stand together.
"""


@dataclass(frozen=True, kw_only=True)
class SideField:
    """Log-odds surfaces of the sides (rows in the order of ``sides``) on a plate."""

    plate: Plate
    sides: tuple[str, ...]
    surfaces: Array
    spacing_m: float
    wrong: float

    @property
    def island_places(self) -> int:
        """How many places of a side make an island of it believable."""
        return min(1 + int(self.wrong / ISLAND_NOISE), MOST_ISLAND_PLACES)

    def at(self, query_m: Array) -> Array:
        """Return an (m, sides) array of probabilities, summing to 1, at (m, 2) points in metres."""
        return shares((self.plate.at(query_m) @ self.surfaces.T).T).T

    @cached_property
    def fine(self) -> tuple[Array, Array, Array]:
        """The xs, ys (metres) and (sides, rows, columns) log-odds on a grid twice as fine."""
        grids = [self.plate.finer(surface) for surface in self.surfaces]
        return grids[0][0], grids[0][1], np.stack([grid[2] for grid in grids])


def shares(surfaces: Array) -> Array:
    """Return probabilities (sides first) from log-odds of each side against the rest."""
    p = 1.0 / (1.0 + np.exp(-np.clip(surfaces, -30.0, 30.0)))
    return np.asarray(p / p.sum(axis=0, keepdims=True))


def spacing_m(xy_m: Array, fallback_m: float) -> float:
    """Return the typical distance between places: the side of the square that each has to itself."""
    count = min(4, len(xy_m) - 1)
    if count < 1:
        return fallback_m
    distance = _tree(xy_m).query(xy_m[_asked(xy_m)], count + 1)[0][:, -1]
    return max(float(np.median(distance)) * float(np.sqrt(np.pi / count)), fallback_m / 50.0)


def wrong_share(xy_m: Array, label: NDArray[np.int_]) -> float:
    """Return the estimated share of wrong labels: how often a place contradicts an agreed neighbourhood.

    A neighbourhood agrees when at most one of six does not; where sides meet none does, so the line
    itself is not taken for noise.
    """
    count = min(NEIGHBOURS, len(xy_m) - 1)
    if count < 2:
        return PRIOR_WRONG / PRIOR_PLACES
    asked = _asked(xy_m)
    near = label[_tree(xy_m).query(xy_m[asked], count + 1)[1][:, 1:]]
    votes = np.stack([(near == side).sum(axis=1) for side in range(int(label.max()) + 1)])
    agreed = votes.max(axis=0) >= count - 1
    odd = agreed & (votes.argmax(axis=0) != label[asked])
    return float((odd.sum() + PRIOR_WRONG) / (agreed.sum() + PRIOR_PLACES))


def _tree(xy_m: Array) -> cKDTree:
    """Return a search tree that is quick to build: few places are asked."""
    return cKDTree(xy_m, balanced_tree=False, compact_nodes=False)


def _asked(xy_m: Array) -> slice:
    """Select evenly at least ``ASKED`` places, or all where there are fewer."""
    return slice(None, None, max(1, len(xy_m) // ASKED))


def fit_sides(
    plate: Plate, xy_m: Array, sides: Sequence[str], probability: Array, label: NDArray[np.int_]
) -> SideField:
    """Fit the field of all sides: place i is said to be ``sides[label[i]]``'s with ``probability[i]``.

    With two sides one surface serves both; with more each side has its own, against the rest.
    """
    noise = wrong_share(xy_m, label)
    doubt = np.clip(1.0 - probability, 0.0, 0.5)
    wrong = np.clip(doubt + noise * (1.0 - 2.0 * doubt), 0.003, 0.5)
    x0, y0, x1, y1 = plate.box_m
    spacing = spacing_m(xy_m, max(x1 - x0, y1 - y0) / 4)
    stiffness = STIFFNESS + NOISE_STIFFNESS * noise
    gain = GAIN * math.exp(NOISE_GAIN * noise)
    scale = stiffness * spacing
    if len(sides) == 2:
        surface = gain * fit(plate, xy_m, label == 0, wrong, scale)
        surfaces = np.stack([surface, -surface])
    else:
        surfaces = np.stack([gain * fit(plate, xy_m, label == i, wrong, scale) for i in range(len(sides))])
    return SideField(plate=plate, sides=tuple(sides), surfaces=surfaces, spacing_m=spacing, wrong=noise)
