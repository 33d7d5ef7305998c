"""Areas and line rebuilt from labels at places of a made-up front, right and wrong ones, and what a frame costs.

Run with ``python -m tests.bench.front``. The front is a sum of waves, so that the truth is known
everywhere; the figures compare versions of the code, they say nothing of a real war.
"""

from __future__ import annotations

import time

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.state.ground import Ground

SIZE_M = 400_000.0
WAVES = ((60_000.0, 210_000.0, 0.4), (22_000.0, 70_000.0, 1.9), (8_000.0, 26_000.0, 0.7))
"""Height and length (metres) and phase of the waves of the front."""

RUNS = 5


def front_m(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the y of the front at each x, in metres."""
    waves = sum(height / 2 * np.sin(2 * np.pi * x / length + phase) for height, length, phase in WAVES)
    return np.asarray(SIZE_M / 2 + waves)


def measure(count: int, wrong: float) -> str:
    """Return a line of the table: overlap with the true area, kilometres from our line to the true one, time."""
    rng = np.random.default_rng(count)
    xy = rng.uniform(0.0, SIZE_M, (count, 2))
    label = (xy[:, 1] > front_m(xy[:, 0])).astype(int)
    label ^= rng.random(count) < wrong
    axis = np.linspace(0.0, SIZE_M, 801)
    edge = shapely.LineString(np.column_stack([axis, front_m(axis)]))
    truth = shapely.Polygon([(0.0, SIZE_M), *edge.coords, (SIZE_M, SIZE_M)])
    box = shapely.box(0.0, 0.0, SIZE_M, SIZE_M)
    ground, spent = Ground(box, xy), []
    for _ in range(RUNS):
        start = time.perf_counter()
        division = ground.divide(xy, ("south", "north"), label, np.ones(count))
        spent.append(time.perf_counter() - start)
    north = division.parts["north"]
    line = north.boundary.intersection(box.buffer(-1_000.0))
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(line, 2_000.0)))
    overlap = north.intersection(truth).area / north.union(truth).area
    km = float(shapely.distance(points, edge).mean()) / 1000.0
    return f"{count:>7}{wrong:>8.0%}{overlap:>9.3f}{km:>9.2f}{1000.0 * float(np.median(spent)):>9.0f}"


def main() -> None:
    """Print the table."""
    print(f"{'places':>7}{'wrong':>8}{'IoU':>9}{'line km':>9}{'ms':>9}")
    for count in (50, 200, 1_600, 30_000):
        for wrong in (0.0, 0.1):
            print(measure(count, wrong), flush=True)


if __name__ == "__main__":
    main()
