"""Floors of the front line: areas and line of one drawn day, and who holds each place in one stream of claims.

The measuring script gives the full figures; this is the quick part of it, one day and one draw.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.spatial import cKDTree

from tests.bench.plugs import fuse, reconstruct

DAY = "20250301"

FLOORS = {
    # labels: (least overlap with the drawn area, most km from our line to the drawn one, most Brier score)
    "clean": (0.935, 3.4, 0.050),
    "noisy": (0.912, 5.3, 0.095),
    "bias": (0.903, 5.8, 0.075),
}


@pytest.fixture(scope="module")
def recon(shared: Path) -> ModuleType:
    path = shared / "bench" / "front" / "recon.py"
    if not path.is_file():
        pytest.skip(f"measuring data not found at {path}: this test needs the drawn front lines")
    spec = importlib.util.spec_from_file_location("front_recon", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_line_from_right_and_wrong_labels(recon: ModuleType) -> None:
    world = recon.World(str(Path(str(recon.__file__)).parent / "world.npz"))
    day = world.dates.index(DAY)
    _area, line, grid, inside = recon.frame(world, DAY)
    distance = cKDTree(line).query(world.xy)[0]
    for labels, (overlap, km, brier) in FLOORS.items():
        told, label, asked = recon.sample(world, day, 0, labels, 0, distance)
        found = reconstruct(world.xy[told], label, np.ones(len(label)), world.roi)
        score = recon.score(world, found, line, grid, inside, world.xy[asked], world.lab[day, asked])
        assert score["iou"] >= overlap, (labels, score)
        assert score["p2t_mean"] <= km, (labels, score)
        assert score["brier15"] <= brier, (labels, score)


def test_who_holds_each_place_from_a_contradictory_stream(recon: ModuleType) -> None:
    world = recon.World(str(Path(str(recon.__file__)).parent / "world.npz"))
    claims, places, truth, _distance = recon.simulate(world, 3)
    score = recon.stream_score(fuse(claims, len(places), len(truth)), truth)
    assert score["acc"] >= 0.997, score
    assert score["brier"] <= 0.003, score
    assert score["lag_p90"] <= 5, score
    assert score["false_per_place_year"] <= 0.02, score
