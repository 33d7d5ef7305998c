"""Areas, the line and its band on a day, from the statuses of places. EPSG:4326 out, metres inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.crs import length_km, points_to_metric, to_degrees, to_metric
from geo.model import Place
from geo.state.day import ControlArea, Level, LineStretch, PlaceStatus
from geo.state.field import SideField, fit_sides
from geo.state.raster import Raster, polygons_only
from geo.theatre import Theatre

CELLS = 160
"""Grid nodes along the longer edge of a theatre."""

REACH = 1.5
"""Ground farther than this many local spacings from any report is unknown."""

MIN_REACH_M = 6_000.0
"""A report speaks for its surroundings up to this distance even where places are dense."""

BAND = (0.1, 0.9)
"""Probabilities between which the line is said to lie."""

STRETCH_M = 2_000.0
"""Resolution at which a stretch of line finds the places that put it there."""

Frame = tuple[tuple[ControlArea, ...], tuple[LineStretch, ...], BaseGeometry | None]


class FrontModel:
    """The ground of a theatre, ready to be divided between sides on any day.

    ``land`` (EPSG:4326) clips everything to dry ground; without it the whole box counts.
    """

    def __init__(self, places: Sequence[Place], theatre: Theatre, land: BaseGeometry | None = None) -> None:
        """Prepare grid, spacing and clip; nothing here depends on a day."""
        self.theatre = theatre
        self.places = tuple(p for p in places if p.has_point and not p.is_area and _in_box(p, theatre))
        box = to_metric(shapely.segmentize(shapely.box(*theatre.bbox), 0.1), theatre.metric_crs)
        clip = box if land is None else polygons_only(to_metric(land, theatre.metric_crs).intersection(box))
        self.ground = box if clip.is_empty else clip
        shapely.prepare(self.ground)
        x0, y0, x1, y1 = box.bounds
        self.raster = Raster(extent=box, step_m=max(x1 - x0, y1 - y0) / CELLS)
        lonlat = np.array([[p.lon, p.lat] for p in self.places], dtype=float).reshape(-1, 2)
        self.xy_m = points_to_metric(lonlat, theatre.metric_crs)
        self.index = {place.id: i for i, place in enumerate(self.places)}
        self._reach_m = _spacing(self.xy_m, self.raster.nodes)

    def frame(self, statuses: Mapping[str, PlaceStatus]) -> Frame:
        """Return areas by side (and unknown, side none), the line between sides, and the band, EPSG:4326.

        Areas never overlap and together make up the ground. With no report the whole ground is
        unknown, there is no line and the band is none.
        """
        told = [
            s
            for key, s in sorted(statuses.items())
            if key in self.index and s.side is not None and s.level is not Level.UNKNOWN
        ]
        if not told:
            return (self._area(None, self.ground),), (), None
        known = self._known(told)
        field = fit_sides(self.xy_m[[self.index[s.place_id] for s in told]], told)
        parts = self._divide(field, known)
        areas = [self._area(side, geometry) for side, geometry in parts.items() if not geometry.is_empty]
        rest = polygons_only(self.ground.difference(shapely.union_all(list(parts.values()))))
        if not rest.is_empty:
            areas.append(self._area(None, rest))
        line = tuple(self._stretches(parts, told))
        return tuple(areas), line, self._band(field, known) if line else None

    def _known(self, told: Sequence[PlaceStatus]) -> BaseGeometry:
        """Return the ground near enough to a report to be divided (metres)."""
        xy = self.xy_m[[self.index[s.place_id] for s in told]]
        distance, _ = cKDTree(xy).query(self.raster.nodes)
        return polygons_only(self.raster.above(self._reach_m - distance, 0.0).intersection(self.ground))

    def _divide(self, field: SideField, known: BaseGeometry) -> dict[str, BaseGeometry]:
        """Return the known ground of each side (metres): where its field is the largest."""
        values = field.at(self.raster.nodes)
        parts: dict[str, BaseGeometry] = {}
        left = known
        for i, side in enumerate(field.sides[:-1]):
            others = np.delete(values, i, axis=1).max(axis=1)
            parts[side] = polygons_only(self.raster.above(values[:, i] - others, 0.0).intersection(left))
            left = polygons_only(left.difference(parts[side]))
        parts[field.sides[-1]] = left
        return parts

    def _band(self, field: SideField, known: BaseGeometry) -> BaseGeometry:
        """Return the ground (EPSG:4326) where no side reaches the upper probability of the band."""
        best = field.at(self.raster.nodes).max(axis=1)
        unsure = polygons_only(self.raster.above(BAND[1] - best, 0.0).intersection(known))
        return polygons_only(to_degrees(unsure, self.theatre.metric_crs))

    def _area(self, side: str | None, geometry_m: BaseGeometry) -> ControlArea:
        geometry = polygons_only(to_degrees(geometry_m, self.theatre.metric_crs))
        return ControlArea(side=side, geometry=geometry, area_km2=geometry_m.area / 1e6)

    def _stretches(self, parts: Mapping[str, BaseGeometry], told: Sequence[PlaceStatus]) -> Iterable[LineStretch]:
        """Yield the stretches where two sides meet, each with the nearest places of both."""
        for pair in combinations(sorted(side for side, g in parts.items() if not g.is_empty), 2):
            meet = parts[pair[0]].boundary.intersection(parts[pair[1]].boundary)
            lines = [g for g in shapely.get_parts(meet) if g.geom_type == "LineString" and not g.is_empty]
            if lines:
                merged = shapely.line_merge(shapely.MultiLineString(lines))
                yield from self._by_places((pair[0], pair[1]), merged, told)

    def _by_places(
        self, pair: tuple[str, str], merged: BaseGeometry, told: Sequence[PlaceStatus]
    ) -> Iterable[LineStretch]:
        groups = [[s for s in told if s.side == side] or list(told) for side in pair]
        trees = [cKDTree(self.xy_m[[self.index[s.place_id] for s in group]]) for group in groups]
        for line in shapely.get_parts(merged):
            for key, piece in _cut(line, trees):
                members = [group[i] for group, i in zip(groups, key, strict=True)]
                geometry = to_degrees(piece, self.theatre.metric_crs)
                yield LineStretch(
                    sides=pair,
                    geometry=geometry,
                    length_km=length_km(geometry),
                    place_ids=tuple(dict.fromkeys(s.place_id for s in members)),
                    claim_ids=tuple(dict.fromkeys(c for s in members for c in s.supporting)),
                )


def _cut(line: BaseGeometry, trees: Sequence[cKDTree]) -> Iterable[tuple[tuple[int, ...], BaseGeometry]]:
    """Cut a line wherever the nearest place of either side changes; yields (place indices, piece)."""
    points = shapely.get_coordinates(shapely.segmentize(line, STRETCH_M))
    middles = (points[:-1] + points[1:]) / 2
    nearest = np.column_stack([tree.query(middles)[1] for tree in trees])
    breaks = np.flatnonzero((nearest[1:] != nearest[:-1]).any(axis=1)) + 1
    for a, b in zip([0, *breaks], [*breaks, len(middles)], strict=True):
        yield tuple(int(i) for i in nearest[a]), shapely.LineString(points[a : b + 1])


def _spacing(xy_m: NDArray[np.float64], nodes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each grid node how far a report reaches there: 1.5 times the local spacing of places."""
    if len(xy_m) < 2:
        return np.full(len(nodes), MIN_REACH_M)
    tree = cKDTree(xy_m)
    count = min(7, len(xy_m))
    gaps = tree.query(xy_m, count)[0][:, 1:].mean(axis=1)
    near = tree.query(nodes, count)[1].reshape(len(nodes), -1)
    return np.asarray(np.maximum(REACH * gaps[near].mean(axis=1), MIN_REACH_M))


def _in_box(place: Place, theatre: Theatre) -> bool:
    west, south, east, north = theatre.bbox
    return west <= (place.lon or 0.0) <= east and south <= (place.lat or 0.0) <= north


def area_series(days: Iterable[tuple[str, Frame]]) -> tuple[tuple[str, str, float], ...]:
    """Return (day, side, km²) rows of frames; unknown ground has the side ``unknown``."""
    return tuple((day, area.side or "unknown", area.area_km2) for day, frame in days for area in frame[0])
