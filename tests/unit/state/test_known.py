"""Known ground is the union of what every report reaches, so a dense spot does not cut into a wide reach."""

from __future__ import annotations

import numpy as np
import pytest

from geo.state import front


def test_known_ground_is_the_union_of_the_discs_of_reports() -> None:
    axis = np.linspace(-60_000.0, 60_000.0, 121)
    x, y = np.meshgrid(axis, axis)
    nodes = np.column_stack([x.ravel(), y.ravel()])
    rng = np.random.default_rng(7)
    xy, reach = rng.uniform(-40_000.0, 40_000.0, (30, 2)), rng.uniform(8_000.0, 40_000.0, 30)
    distance = np.hypot(*(nodes[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    depth = front.depth_m(nodes, xy, reach, 5_000.0)
    exact = (reach[None, :] - distance).max(axis=1)
    shortened = reach * (1.0 - 2.0 ** (-1.0 / front.REACHES_TO_DOUBLE))
    assert np.all(depth <= np.maximum(exact, -5_000.0) + 1.0)
    assert np.all(depth >= np.maximum(exact - shortened.max(), -5_000.0) - 1.0)


def test_a_wide_reach_goes_on_beside_a_dense_spot() -> None:
    wide, dense = [[0.0, 0.0]], [[20_000.0 + 100.0 * i, 0.0] for i in range(6)]
    xy = np.array(wide + dense)
    reach = np.array([40_000.0] + [8_000.0] * 6)
    node = np.array([[22_000.0, 12_000.0]])
    assert front.depth_m(node, xy, reach, 5_000.0)[0] == pytest.approx(40_000.0 - np.hypot(22_000, 12_000), abs=3_500)
