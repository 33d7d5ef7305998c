"""What is drawn of a frame: one file per layer, listed in ``LAYERS`` from the ground up."""

from __future__ import annotations

from layers.base import Layer
from layers.control import AreasLayer, FrontLayer, PlacesLayer
from layers.displacement import DisplacementLayer
from layers.highways import HighwaysLayer

LAYERS: tuple[Layer, ...] = (AreasLayer(), FrontLayer(), HighwaysLayer(), DisplacementLayer(), PlacesLayer())
"""Every layer, in drawing order."""
