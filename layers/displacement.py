"""People who fled or came back: a disc as large as the figure, an arrow where both ends are named.

Each disc is one figure of one source; figures of different sources lie side by side and are never
added. Ranges are shown as ranges.
"""

from __future__ import annotations

import math

import geopandas as gpd
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.model import Movement
from geo.state.day import DisplacementNote, Frame
from geo.state.displacement import Counting, bounds, counting_of, representative, source_of
from geo.theatre import Theatre
from layers.base import COLUMNS, Field, LegendEntry, Shape, Symbol

FLED = "#5B3A8C"
RETURNED = "#2A7F8E"
LARGEST_PX = 30.0
"""Radius of the disc of one million people; the area of a disc is proportional to its figure."""
SMALLEST_PX = 3.0
SIDESTEP_DEG = 0.035
"""Distance by which figures of several sources for one place are moved apart, eastwards."""

FIELDS = (
    Field(column="people_min", label="At least", unit="people"),
    Field(column="people_max", label="At most", unit="people"),
    Field(column="as_written", label="As written"),
    Field(column="source", label="Source"),
    Field(column="from_area", label="From"),
    Field(column="to_area", label="To"),
    Field(column="since", label="Since"),
    Field(column="until", label="Until"),
    Field(column="counting", label="Counting"),
    Field(column="radius_px", label="Radius of the disc", unit="px"),
)
_COUNTING = {
    Counting.CUMULATIVE: "all since the beginning of the period",
    Counting.NEW: "new in the period",
    Counting.UNSAID: "period not said",
}


class DisplacementLayer:
    """Figures of displacement and return that were the latest of their source on a day."""

    key = "displacement"
    title = "Displacement"
    z = 60
    default_on = True
    geometry_types = frozenset({"Point", "LineString"})
    attribution = ""

    def features(self, frame: Frame, theatre: Theatre) -> gpd.GeoDataFrame:
        """Return a disc per figure with a place and an arrow where origin and destination are named."""
        rows: list[dict[str, object]] = []
        taken: dict[tuple[float, float], int] = {}
        for note in frame.displacement:
            if note.lon is None or note.lat is None:
                continue
            step = taken.get((note.lon, note.lat), 0)
            taken[(note.lon, note.lat)] = step + 1
            lon = note.lon + step * SIDESTEP_DEG
            rows.append(_row(note, "disc", Point(lon, note.lat), theatre))
            if note.to_lon is not None and note.to_lat is not None:
                rows.append(_row(note, "arrow", LineString([(lon, note.lat), (note.to_lon, note.to_lat)]), theatre))
        columns = [*COLUMNS[:-1], *(field.column for field in FIELDS), "geometry"]
        return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=WGS84)

    def symbol(self, kind: str, confidence: float, theatre: Theatre) -> Symbol:
        """Return the symbol of a kind at 100,000 people; the column ``radius_px`` has each figure's own."""
        return _SYMBOLS[kind]

    def fields(self) -> tuple[Field, ...]:
        """Return the layer's own columns."""
        return FIELDS

    def legend(self, theatre: Theatre) -> tuple[LegendEntry, ...]:
        """Return a row for each kind; the discs of the legend stand for 100,000 people."""
        return tuple(LegendEntry(kind=kind, symbol=_SYMBOLS[kind], label=text) for kind, text in _WORDS)


def radius_px(people: int) -> float:
    """Return the radius of the disc of a figure in CSS pixels: its area is proportional to the figure."""
    return max(SMALLEST_PX, LARGEST_PX * math.sqrt(max(people, 0) / 1_000_000))


_SYMBOLS = {
    "fled-disc": Symbol(
        shape=Shape.DISC, stroke=FLED, fill=FLED, stroke_px=1.5, radius_px=radius_px(100_000), opacity=0.45
    ),
    "returned-disc": Symbol(
        shape=Shape.DISC, stroke=RETURNED, fill=None, stroke_px=2.5, radius_px=radius_px(100_000), dash=(4.0, 2.0)
    ),
    "fled-arrow": Symbol(shape=Shape.ARROW, stroke=FLED, stroke_px=2.0),
    "returned-arrow": Symbol(shape=Shape.ARROW, stroke=RETURNED, stroke_px=2.0, dash=(4.0, 2.0)),
}
_WORDS = (
    ("fled-disc", "100,000 people said to have fled (one source)"),
    ("returned-disc", "100,000 people said to have returned (one source)"),
    ("fled-arrow", "From where to where people fled, as named"),
    ("returned-arrow", "From where to where people returned, as named"),
)


def _row(note: DisplacementNote, shape: str, geometry: BaseGeometry, theatre: Theatre) -> dict[str, object]:
    claim = note.claim
    low, high = bounds(claim)
    movement = "returned" if claim.movement is Movement.RETURNED else "fled"
    return {
        "id": f"{shape}:{claim.id}",
        "kind": f"{movement}-{shape}",
        "side": "",
        "confidence": 0.5,
        "label": f"{figure_words(low, high)} {movement} ({source_of(claim, theatre)})",
        "claim_ids": claim.id,
        "people_min": low,
        "people_max": high,
        "as_written": claim.as_written,
        "source": source_of(claim, theatre),
        "from_area": claim.area or "",
        "to_area": claim.destination or "",
        "since": claim.since.isoformat() if claim.since else "",
        "until": claim.until.isoformat() if claim.until else "",
        "counting": _COUNTING[counting_of(claim)],
        "radius_px": round(radius_px(representative(claim)), 1),
        "geometry": geometry,
    }


def figure_words(low: int | None, high: int | None) -> str:
    """Return a figure as a range in words: ``235,000 or more``, ``900,000 to 1,000,000``, ``35,000``."""
    if low is None and high is None:
        return "an unknown number"
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
