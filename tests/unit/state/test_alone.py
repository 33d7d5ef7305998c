"""A place that only distant reports overrule keeps its own ground; one amid contrary reports does not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.state.alone import keep_own_ground

LAND = shapely.box(0, 0, 400_000, 400_000)


def test_a_lone_place_keeps_the_ground_that_its_report_reaches() -> None:
    xy = np.array([[50_000.0, 50_000.0], [300_000.0, 300_000.0], [330_000.0, 300_000.0]])
    parts = {"a": shapely.Polygon(), "b": LAND}
    kept = keep_own_ground(parts, ("a", "b"), xy, np.array([0, 1, 1]), np.full(3, 20_000.0), LAND)
    assert kept["a"].contains(shapely.Point(xy[0]))
    assert kept["a"].area == pytest.approx(np.pi * 20_000**2, rel=0.02)
    assert kept["a"].area + kept["b"].area == pytest.approx(LAND.area)
    assert kept["a"].intersection(kept["b"]).area == pytest.approx(0.0, abs=1.0)


def test_two_that_contradict_each_other_meet_half_way() -> None:
    xy = np.array([[50_000.0, 50_000.0], [60_000.0, 50_000.0]])
    parts = {"a": shapely.Polygon(), "b": LAND}
    kept = keep_own_ground(parts, ("a", "b"), xy, np.array([0, 1]), np.full(2, 20_000.0), LAND)
    assert kept["a"].contains(shapely.Point(xy[0]))
    assert kept["b"].contains(shapely.Point(xy[1]))
    assert kept["a"].bounds[2] == pytest.approx(55_000, abs=5)


def test_a_place_amid_contrary_reports_is_smoothed_over() -> None:
    xy = np.array([[50_000.0, 50_000.0], [55_000.0, 50_000.0], [50_000.0, 55_000.0]])
    parts = {"a": shapely.Polygon(), "b": LAND}
    kept = keep_own_ground(parts, ("a", "b"), xy, np.array([0, 1, 1]), np.full(3, 20_000.0), LAND)
    assert kept["a"].is_empty
