"""The plain tables of a timeline file: places, claims with their sentences, notes, base map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.basemap import layers as base_layers
from geo.model import Place, content_id
from geo.state.day import Frame
from geo.state.displacement import source_of
from geo.state.votes import BASELINE
from geo.theatre import Baseline, Theatre

if TYPE_CHECKING:
    from geo.state.frames import Cast

BASE_STEP = 1000.0
"""Base map coordinates are whole thousandths of a degree."""


def place_rows(places: Sequence[Place]) -> dict[str, list[object]]:
    """Return the columns of a timeline's places, in their order; ``near`` is the radius of doubt in km."""
    return {
        "id": [p.id for p in places],
        "name": [p.name for p in places],
        "local": [p.local_name for p in places],
        "alt": ["|".join(dict.fromkeys(p.alt_names[:8])) for p in places],
        "kind": [p.kind for p in places],
        "rank": [p.population for p in places],
        "quality": [p.quality for p in places],
        "near": [round(p.radius_km, 1) for p in places],
    }


def baseline_id(row: Baseline) -> str:
    """Return the id under which a trace cites who held a place before the first report."""
    return content_id(BASELINE, row.place, row.side, row.date.isoformat(), row.source)


def safe_url(url: str | None) -> str:
    """Return the address if it is a web address, else nothing: no other scheme ever becomes a link."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def note_rows(frames: Sequence[Frame], claim_index: Mapping[str, int], theatre: Theatre) -> list[list[object]]:
    """Return displacement notes with the first and last day (index) on which they are drawn.

    Columns: first, last, claim, lon, lat, to lon, to lat, least, most, as written, movement, area,
    source.
    """
    rows: list[list[object]] = []
    running: dict[str, list[object]] = {}
    for index, frame in enumerate(frames):
        today: dict[str, list[object]] = {}
        for note in frame.displacement:
            claim = note.claim
            row = running.get(claim.id)
            if row is None:
                row = [index, index, claim_index.get(claim.id, -1), note.lon, note.lat, note.to_lon, note.to_lat]
                row += [claim.count_min, claim.count_max, claim.as_written, claim.movement.value, claim.area or ""]
                row.append(source_of(claim, theatre))
                rows.append(row)
            row[1] = index
            today[claim.id] = row
        running = today
    return rows


def report_counts(cast: Cast, days: Sequence[date]) -> NDArray[np.uint16]:
    """Return statements published per day and claimant side, flat (days x (sides + 1)); the last is neutral."""
    sides = {key: i for i, key in enumerate(cast.theatre.side_keys)}
    counts = np.zeros((len(days), len(sides) + 1), dtype=np.int64)
    first = days[0]
    for claim in cast.claims:
        index = (claim.published - first).days
        if 0 <= index < len(days):
            counts[index, sides.get(claim.attribution.side, len(sides))] += 1
    return np.minimum(counts, 65535).astype(np.uint16).ravel()


def base_map_rows(theatre: Theatre) -> list[dict[str, object]]:
    """Return the base map as rows of layer, names and flat lists of steps east and north, thousandths of a degree."""
    rows = []
    for row in base_layers(theatre).itertuples():
        parts = []
        for part in shapely.get_parts(shapely.get_parts(row.geometry)):
            lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            for line in lines:
                if line.geom_type in ("LineString", "LinearRing"):
                    grid = np.rint(shapely.get_coordinates(line) * BASE_STEP).astype(int)
                    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=int))
                    parts.append(steps.ravel().tolist())
        inside = shapely.point_on_surface(row.geometry) if row.layer == "province" else None
        at = [round(inside.x, 3), round(inside.y, 3)] if inside is not None else None
        rows.append({"k": row.layer, "n": row.name, "m": row.name_local, "c": row.country, "at": at, "g": parts})
    return rows
