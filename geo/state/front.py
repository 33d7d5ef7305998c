"""Areas, the line and its band on a day, from the statuses of places. EPSG:4326 out, metres inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.crs import length_km, points_to_metric, to_degrees, to_metric
from geo.model import Place
from geo.state.alone import keep_own_ground
from geo.state.day import ControlArea, Level, LineStretch, PlaceStatus
from geo.state.field import SideField
from geo.state.ground import SNAP_M, Ground, above, polygons_only
from geo.theatre import Theatre

REACH = 1.5
"""Ground farther than this many local spacings from any report is unknown."""

MIN_REACH_M, MAX_REACH_M = 8_000.0, 40_000.0
"""A report speaks for its surroundings at least and at most this far, however dense the places are."""

REACHES_TO_DOUBLE = 8
"""Reaches are rounded to this many steps between one and its double."""

SURE = 0.9
"""Inside the band no side reaches this probability: the line runs in it nine times in ten."""

STRETCH_M = 2_000.0
"""Resolution at which a stretch of line finds the places that put it there."""

LineFrame = tuple[tuple[ControlArea, ...], tuple[LineStretch, ...], BaseGeometry | None]


class FrontModel:
    """The ground of a theatre, ready to be divided between sides on any day.

    ``land`` (EPSG:4326) clips everything to dry ground; without it the whole box counts.
    """

    def __init__(self, places: Sequence[Place], theatre: Theatre, land: BaseGeometry | None = None) -> None:
        """Prepare grid, spacing and clip; nothing here depends on a day."""
        self.theatre = theatre
        self.places = tuple(p for p in places if p.has_point and not p.is_area and _in_box(p, theatre))
        self.index = {place.id: i for i, place in enumerate(self.places)}
        lonlat = np.array([[p.lon, p.lat] for p in self.places], dtype=float).reshape(-1, 2)
        self.xy_m = points_to_metric(lonlat, theatre.metric_crs)
        box = to_metric(shapely.segmentize(shapely.box(*theatre.bbox), 0.1), theatre.metric_crs)
        clip = box if land is None else polygons_only(to_metric(land, theatre.metric_crs).intersection(box))
        self.extent_m = shapely.set_precision(box if clip.is_empty else clip, SNAP_M)
        self.ground = Ground(box, self.xy_m)
        self._cache: dict[tuple[tuple[str, str, int], ...], LineFrame] = {}

    def frame(self, statuses: Mapping[str, PlaceStatus]) -> LineFrame:
        """Return areas by side (unknown: side none), the line between sides, and the band, EPSG:4326.

        Areas never overlap and together make up the ground. With no report the whole ground is
        unknown, there is no line and the band is none. Days with equal statuses share the geometry.
        """
        told = [
            status
            for key, status in sorted(statuses.items())
            if key in self.index and status.side is not None and status.level is not Level.UNKNOWN
        ]
        key = tuple((s.place_id, s.side or "", round(s.probability * 20)) for s in told)
        if key not in self._cache:
            self._cache[key] = self._draw(told)
        areas, line, band = self._cache[key]
        return areas, _with_claims(line, statuses), band

    def _draw(self, told: Sequence[PlaceStatus]) -> LineFrame:
        if not told:
            return (self._area(None, self.extent_m),), (), None
        rows = [self.index[s.place_id] for s in told]
        sides = sorted({s.side for s in told if s.side is not None}, key=self.theatre.side_keys.index)
        label = np.array([sides.index(s.side or "") for s in told])
        known = self._known(self.xy_m[rows])
        if len(sides) == 1:
            parts, band = {sides[0]: known}, None
        else:
            chance = np.array([round(s.probability * 20) / 20 for s in told])
            division = self.ground.divide(self.xy_m[rows], sides, label, chance, known)
            xy_m = self.xy_m[rows]
            parts = keep_own_ground(division.parts, sides, xy_m, label, _reach(xy_m), known)
            band = self._band(division.field, known)
        areas = [self._area(side, geometry) for side, geometry in parts.items() if not geometry.is_empty]
        rest = shapely.difference(self.extent_m, shapely.union_all(list(parts.values())), grid_size=SNAP_M)
        rest = polygons_only(rest)
        if not rest.is_empty:
            areas.append(self._area(None, rest))
        line = tuple(self._stretches(parts, told))
        return tuple(areas), line, band if line else None

    def _known(self, xy_m: NDArray[np.float64]) -> BaseGeometry:
        """Return the ground near enough to a report to be divided (metres)."""
        xs, ys = self.ground.plate.axes
        inside = depth_m(self.ground.nodes_m, xy_m, _reach(xy_m), 2.0 * self.ground.plate.step_m)
        near = above(xs, ys, inside.reshape(self.ground.plate.shape), 0.0)
        return polygons_only(shapely.intersection(near, self.extent_m, grid_size=SNAP_M))

    def _band(self, field: SideField, known: BaseGeometry) -> BaseGeometry:
        """Return the ground (EPSG:4326) where no side reaches the probability ``SURE``."""
        unsure = shapely.intersection(self.ground.unsure(field, SURE), known, grid_size=SNAP_M)
        return polygons_only(to_degrees(polygons_only(unsure), self.theatre.metric_crs))

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
        groups = [[s for s in told if s.side == side] for side in pair]
        trees = [cKDTree(self.xy_m[[self.index[s.place_id] for s in group]]) for group in groups]
        for line in shapely.get_parts(merged):
            for key, piece in _cut(line, trees):
                ids = [group[i].place_id for group, i in zip(groups, key, strict=True)]
                geometry = to_degrees(piece, self.theatre.metric_crs)
                yield LineStretch(
                    sides=pair,
                    geometry=geometry,
                    length_km=length_km(geometry),
                    place_ids=tuple(dict.fromkeys(ids)),
                    claim_ids=(),
                )


def _with_claims(line: Sequence[LineStretch], statuses: Mapping[str, PlaceStatus]) -> tuple[LineStretch, ...]:
    """Return the stretches with the claims that support their places on the day."""
    return tuple(
        LineStretch(
            sides=stretch.sides,
            geometry=stretch.geometry,
            length_km=stretch.length_km,
            place_ids=stretch.place_ids,
            claim_ids=tuple(dict.fromkeys(c for key in stretch.place_ids for c in statuses[key].supporting)),
        )
        for stretch in line
    )


def _cut(line: BaseGeometry, trees: Sequence[cKDTree]) -> Iterable[tuple[tuple[int, ...], BaseGeometry]]:
    """Cut a line wherever the nearest place of either side changes; yields (place indices, piece)."""
    points = shapely.get_coordinates(shapely.segmentize(line, STRETCH_M))
    middles = (points[:-1] + points[1:]) / 2
    nearest = np.column_stack([tree.query(middles)[1] for tree in trees])
    breaks = np.flatnonzero((nearest[1:] != nearest[:-1]).any(axis=1)) + 1
    for a, b in zip([0, *breaks], [*breaks, len(middles)], strict=True):
        yield tuple(int(i) for i in nearest[a]), shapely.LineString(points[a : b + 1])


def _reach(xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each report speaks: 1.5 times the spacing of the reports around it, within bounds."""
    count = min(4, len(xy_m) - 1)
    if count < 1:
        return np.full(len(xy_m), MIN_REACH_M)
    gaps = cKDTree(xy_m).query(xy_m, count + 1)[0][:, -1] * np.sqrt(np.pi / count)
    return np.asarray(np.clip(REACH * gaps, MIN_REACH_M, MAX_REACH_M))


def depth_m(
    nodes_m: NDArray[np.float64], xy_m: NDArray[np.float64], reach_m: NDArray[np.float64], margin_m: float
) -> NDArray[np.float64]:
    """Return how deep (metres) each node lies in the union of the discs of the reports, negative outside.

    Depths below -``margin_m`` are cut off. Reaches are rounded down to fewer than twenty, so that a
    search tree of each serves any number of reports.
    """
    depth = np.full(len(nodes_m), -margin_m)
    step = np.floor(REACHES_TO_DOUBLE * np.log2(reach_m / MIN_REACH_M) + 1e-9)
    for value in np.unique(step):
        reach = MIN_REACH_M * 2.0 ** (value / REACHES_TO_DOUBLE)
        tree = cKDTree(xy_m[step == value])
        distance = tree.query(nodes_m, distance_upper_bound=reach + margin_m)[0]
        depth = np.maximum(depth, reach - distance)
    return depth


def _in_box(place: Place, theatre: Theatre) -> bool:
    west, south, east, north = theatre.bbox
    return west <= (place.lon or 0.0) <= east and south <= (place.lat or 0.0) <= north


def area_series(frames: Iterable[tuple[date, LineFrame]]) -> tuple[tuple[date, str | None, float], ...]:
    """Return (day, side, km²) rows of frames; unknown ground has no side."""
    return tuple((day, area.side, area.area_km2) for day, frame in frames for area in frame[0])
