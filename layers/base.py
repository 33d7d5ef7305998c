"""What every layer answers: what is there, how is it drawn, what is it called, what does it mean.

Renderers (Leaflet timeline, folium, briefing sheet, exports) know only this protocol, so a new
layer is one file and one entry in ``layers.LAYERS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import geopandas as gpd

from geo.state.day import Frame
from geo.theatre import Theatre

COLUMNS = ("id", "kind", "side", "confidence", "label", "claim_ids", "geometry")
"""Columns that ``Layer.features`` always returns, in this order, before the layer's own fields."""


class Shape(StrEnum):
    """How a symbol is told apart without colour."""

    DOT = "dot"
    RING = "ring"
    SPLIT = "split"
    HOLLOW = "hollow"
    LINE = "line"
    AREA = "area"
    ARROW = "arrow"
    DISC = "disc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """How one kind of thing is drawn; lengths in CSS pixels, colours as #rrggbb, opacity 0 to 1."""

    shape: Shape
    stroke: str
    fill: str | None = None
    stroke_px: float = 1.0
    radius_px: float = 0.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A row of the legend: the kind it explains, its symbol and the words."""

    kind: str
    symbol: Symbol
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column shown in tooltips, popups and exports, with its label and unit."""

    column: str
    label: str
    unit: str = ""


class Layer(Protocol):
    """One kind of thing on the map."""

    key: str
    title: str
    z: int
    default_on: bool
    geometry_types: frozenset[str]
    attribution: str

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return the frame's features (EPSG:4326, ``COLUMNS`` first); empty where there are none."""

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return how a kind is drawn at a confidence of 0 to 1; pure; KeyError for an unknown kind."""

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns for tooltip, popup and export."""

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return a row for every kind ``features`` can emit."""
