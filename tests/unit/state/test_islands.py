"""An island of one side in the other's ground: chance clusters of wrong labels make none, an agreed one stands."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.state.ground import Division, Ground

SIZE_M = 400_000.0


def places(seed: int) -> NDArray[np.float64]:
    """Return 1,600 places strewn evenly over a square, metres."""
    return np.random.default_rng(seed).uniform(0.0, SIZE_M, (1600, 2))


def divide(xy_m: NDArray[np.float64], label: NDArray[np.int_]) -> Division:
    ground = Ground(shapely.box(0.0, 0.0, SIZE_M, SIZE_M), xy_m)
    return ground.divide(xy_m, ("west", "east"), label, np.ones(len(label)))


def pieces(division: Division) -> int:
    return sum(len(shapely.get_parts(part)) for part in division.parts.values())


@pytest.mark.parametrize("seed", range(8))
def test_wrong_labels_that_stand_together_by_chance_make_no_island(seed: int) -> None:
    xy = places(seed)
    label = (xy[:, 0] > SIZE_M / 2).astype(int)
    wrong = np.random.default_rng(100 + seed).random(len(xy)) < 0.1
    assert pieces(divide(xy, np.where(wrong, 1 - label, label))) == 2


def test_an_island_of_a_few_places_stands_where_labels_are_right() -> None:
    xy = places(0)
    label = (xy[:, 0] > SIZE_M / 2).astype(int)
    centre = np.array([SIZE_M / 4, SIZE_M / 2])
    island = np.argsort(np.hypot(*(xy - centre).T))[:4]
    label[island] = 1
    division = divide(xy, label)
    assert pieces(division) == 3
    assert division.parts["east"].covers(shapely.Point(centre))
