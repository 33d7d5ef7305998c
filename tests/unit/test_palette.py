"""Sides and levels can be told apart by people with any colour vision, and in grey."""

from __future__ import annotations

from itertools import combinations

import pytest

from geo.theatre import Theatre, load_theatre, theatre_keys
from layers.control import PlacesLayer
from layers.palette import LAND_DARK, LAND_LIGHT, UNKNOWN, VISION, contrast, difference, lab, luminance

APART = 16.0
"""CIE 1976 difference that patches of a map need; about seven just noticeable differences."""


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("key", theatre_keys())
def test_sides_differ_for_every_colour_vision(key: str, vision: str) -> None:
    theatre = load_theatre(key)
    for one, other in combinations(theatre.sides, 2):
        assert difference(one.colour, other.colour, vision) >= APART, f"{one.key} and {other.key}"


@pytest.mark.parametrize("key", theatre_keys())
def test_sides_stand_out_from_land_and_from_unknown(key: str) -> None:
    for side in load_theatre(key).sides:
        assert max(contrast(side.colour, LAND_LIGHT), contrast(side.colour, LAND_DARK)) >= 3.0
        assert difference(side.colour, UNKNOWN) >= APART


def test_level_is_told_by_shape_alone(nw_syria: Theatre) -> None:
    layer = PlacesLayer()
    kinds = ["held-government", "claimed-government", "contested-fighting", "contested-words", "unknown"]
    looks = {kind: layer.symbol(kind, 1.0, nw_syria) for kind in kinds}
    shapes = {(look.shape, look.dash, look.fill is None) for look in looks.values()}
    assert len(shapes) == len(kinds)
    assert looks["held-government"].shape is layer.symbol("held-opposition", 1.0, nw_syria).shape


def test_known_numbers() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert luminance("#808080") == pytest.approx(0.2159, abs=1e-3)
    assert lab("#ff0000").tolist() == pytest.approx([53.24, 80.09, 67.2], abs=0.3)
    assert difference("#ff0000", "#ff0000", "deuteranopia") == 0.0
