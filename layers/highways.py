"""Highways on the map: who holds each stretch by control of the places along it, and what was said of it.

The broad line is the inference, coloured by side; the thin line on top is the statement. Both are
drawn, neither is averaged; a stretch where they differ says so in its label.
"""

from __future__ import annotations

import geopandas as gpd

from geo.crs import WGS84
from geo.state.day import Frame, RoadStretch
from geo.theatre import Theatre
from layers.base import COLUMNS, Field, LegendEntry, Shape, Symbol

INK = "#1A1A1A"
GREY = "#8C8C8C"
CONTEST = "#6A3D9A"
FIELDS = (
    Field(column="road", label="Road"),
    Field(column="stretch", label="Stretch"),
    Field(column="length_km", label="Length", unit="km"),
    Field(column="by_control", label="By control of places"),
    Field(column="by_statement", label="Said of the road"),
    Field(column="evidence", label="Both kinds of evidence"),
    Field(column="quality", label="Length from"),
)
_CONFIDENCE = {"held": 0.9, "cut": 0.9, "contested": 0.5, "unknown": 0.0}
_SAID = {"open": "said to be open", "cut": "said to be cut", "held": "said to be held", "contested": "said contested"}


class HighwaysLayer:
    """Stretches of highway by who holds them, with the statements about them on top."""

    key = "highways"
    title = "Highways"
    z = 40
    default_on = True
    geometry_types = frozenset({"LineString", "MultiLineString"})
    attribution = "Road junctions © OpenStreetMap contributors (ODbL); towns GeoNames (CC BY 4.0)"

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return a line per stretch and one more per stretch that somebody spoke of (EPSG:4326)."""
        rows = [self._row(stretch, theatre) for stretch in frame.roads]
        rows += [self._said(stretch, theatre) for stretch in frame.roads if stretch.stated in _SAID]
        columns = [*COLUMNS[:-1], *(field.column for field in FIELDS), "geometry"]
        return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)

    def _row(self, stretch: RoadStretch, theatre: Theatre) -> dict[str, object]:
        kind = f"held-{stretch.side}" if stretch.inferred == "held" and stretch.side else stretch.inferred
        return {
            "id": f"road:{stretch.id}",
            "kind": kind,
            "side": stretch.side or "",
            "confidence": _CONFIDENCE[stretch.inferred],
            "label": _name(stretch),
            "claim_ids": " ".join(stretch.claim_ids),
            **self._own(stretch, theatre),
            "geometry": stretch.geometry,
        }

    def _said(self, stretch: RoadStretch, theatre: Theatre) -> dict[str, object]:
        return {
            "id": f"said:{stretch.id}",
            "kind": f"said-{stretch.stated}",
            "side": stretch.stated_side or "",
            "confidence": 0.5,
            "label": f"{_name(stretch)}: {_stated(stretch, theatre)}",
            "claim_ids": " ".join(stretch.statement_ids),
            **self._own(stretch, theatre),
            "geometry": stretch.geometry,
        }

    def _own(self, stretch: RoadStretch, theatre: Theatre) -> dict[str, object]:
        match stretch.agrees:
            case None:
                evidence = "one kind only"
            case True:
                evidence = "agree"
            case False:
                evidence = "differ"
        return {
            "road": " / ".join(stretch.roads) or stretch.road,
            "stretch": f"{stretch.from_node} – {stretch.to_node}",
            "length_km": round(stretch.length_km, 1),
            "by_control": _inferred(stretch, theatre),
            "by_statement": _stated(stretch, theatre),
            "evidence": evidence,
            "quality": stretch.quality,
        }

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return the line of a kind; KeyError for an unknown one. ``confidence`` thins nothing: kinds differ."""
        if kind.startswith("held-"):
            colour = theatre.side(kind.removeprefix("held-")).colour
            return Symbol(shape=Shape.LINE, stroke=colour, stroke_px=4.0, opacity=0.9)
        return _SYMBOLS[kind]

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns."""
        return FIELDS

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return a row per side that can hold a stretch, then the other states and the statements."""
        rows = [(f"held-{side.key}", f"Highway held by {side.short or side.label}") for side in theatre.sides]
        rows += _WORDS
        return tuple(LegendEntry(kind=kind, symbol=self.symbol(kind, 1.0, theatre), label=text) for kind, text in rows)


_SYMBOLS = {
    "cut": Symbol(shape=Shape.LINE, stroke=INK, stroke_px=4.0, dash=(2.0, 5.0)),
    "contested": Symbol(shape=Shape.LINE, stroke=CONTEST, stroke_px=4.0, dash=(8.0, 4.0)),
    "unknown": Symbol(shape=Shape.LINE, stroke=GREY, stroke_px=2.0, opacity=0.7, dash=(1.0, 3.0)),
    "said-open": Symbol(shape=Shape.LINE, stroke=INK, stroke_px=1.2),
    "said-held": Symbol(shape=Shape.LINE, stroke=INK, stroke_px=1.2, dash=(10.0, 3.0)),
    "said-cut": Symbol(shape=Shape.LINE, stroke=INK, stroke_px=1.8, dash=(1.5, 2.5)),
    "said-contested": Symbol(shape=Shape.LINE, stroke=INK, stroke_px=1.8, dash=(5.0, 2.0, 1.0, 2.0)),
}
_WORDS = [
    ("cut", "Highway between two sides: cut"),
    ("contested", "Highway through a contested place"),
    ("unknown", "Highway, nobody reported who holds it"),
    ("said-open", "Said to be open (statement about the road)"),
    ("said-held", "Said to be held (statement about the road)"),
    ("said-cut", "Said to be cut (statement about the road)"),
    ("said-contested", "Said to be contested (statement about the road)"),
]


def _name(stretch: RoadStretch) -> str:
    road = " / ".join(stretch.roads) or stretch.road or "Road"
    return f"{road} {stretch.from_node} – {stretch.to_node}"


def _inferred(stretch: RoadStretch, theatre: Theatre) -> str:
    match stretch.inferred:
        case "held":
            return f"held by {_side(stretch.side, theatre)}"
        case "cut":
            return f"between two sides, cut at {stretch.at}"
        case "contested":
            return f"contested at {stretch.at}"
        case _:
            return "unknown: no report from either end"


def _stated(stretch: RoadStretch, theatre: Theatre) -> str:
    if stretch.stated not in _SAID:
        return "nothing said"
    by = f" by {_side(stretch.stated_side, theatre)}" if stretch.stated_side else ""
    return f"{_SAID[stretch.stated]}{by}"


def _side(key: str | None, theatre: Theatre) -> str:
    if key is None or key not in theatre.side_keys:
        return key or "nobody named"
    side = theatre.side(key)
    return side.short or side.label
