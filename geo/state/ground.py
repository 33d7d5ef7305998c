"""A stretch of ground divided between sides: polygons in metres from what is said at places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.state.field import SideField, fit_sides, shares, spacing_m
from geo.state.plate import Plate

Array = NDArray[np.float64]

MOST_NODES = 256
"""Grid nodes along the longer edge at most: finer grids cost time and show no more."""

FEWEST_NODES = 48

SNAP_M = 1.0
"""Overlays snap to this grid, which keeps them valid and borders shared."""


@dataclass(frozen=True, kw_only=True)
class Division:
    """Polygons (metres) of the sides inside some ground, and the field they come from."""

    parts: dict[str, BaseGeometry]
    field: SideField


class Ground:
    """An extent (polygon, metres) with a grid whose step fits the spacing of its places."""

    def __init__(self, extent_m: BaseGeometry, xy_m: Array) -> None:
        """Remember the extent and lay a grid for ``xy_m``, the places that may ever speak (metres)."""
        self.extent_m = extent_m
        self._plates: dict[float, Plate] = {}
        self.plate = self.plate_for(xy_m)

    def plate_for(self, xy_m: Array) -> Plate:
        """Return the grid whose step suits the spacing of these places: about half of it."""
        x0, y0, x1, y1 = self.extent_m.bounds
        size = max(x1 - x0, y1 - y0)
        wanted = np.clip(spacing_m(xy_m, size / 4) / 1.6, size / MOST_NODES, size / FEWEST_NODES)
        step = size / MOST_NODES * 2.0 ** (np.floor(2.0 * np.log2(wanted * MOST_NODES / size)) / 2.0)
        if step not in self._plates:
            self._plates[step] = Plate(box_m=(x0, y0, x1, y1), step_m=float(step))
        return self._plates[step]

    def divide(
        self,
        xy_m: Array,
        sides: Sequence[str],
        label: NDArray[np.int_],
        probability: Array,
        within_m: BaseGeometry | None = None,
    ) -> Division:
        """Divide the ground (or the part ``within_m``) between ``sides`` by what is said at places.

        Parts never overlap and fill the ground. An island needs places of its side inside: one where
        labels are hardly ever wrong, more where they often are.
        """
        ground = self.extent_m if within_m is None else within_m
        field = fit_sides(self.plate_for(xy_m), xy_m, sides, probability, label)
        shapely.prepare(ground)
        xs, ys, values = field.fine
        left = ground
        parts: dict[str, BaseGeometry] = {}
        for i, side in enumerate(field.sides[:-1]):
            lead = values[i] - np.delete(values, i, axis=0).max(axis=0)
            lead_m = above(xs, ys, lead, 0.0, within_m=ground)
            parts[side] = polygons_only(shapely.intersection(lead_m, left, grid_size=SNAP_M))
            left = polygons_only(shapely.difference(left, parts[side], grid_size=SNAP_M))
        parts[field.sides[-1]] = left
        return Division(parts=_without_islands(parts, xy_m, label, field.island_places), field=field)

    @cached_property
    def nodes_m(self) -> Array:
        """The nodes of the plate as an (n, 2) array of metres."""
        xs, ys = self.plate.axes
        grid_x, grid_y = np.meshgrid(xs, ys)
        return np.column_stack([grid_x.ravel(), grid_y.ravel()])

    def unsure(self, field: SideField, probability: float) -> BaseGeometry:
        """Return the polygon (metres, unclipped) where no side reaches ``probability``."""
        xs, ys, values = field.fine
        return above(xs, ys, probability - shares(values).max(axis=0), 0.0)


def above(xs: Array, ys: Array, values: Array, level: float, within_m: BaseGeometry | None = None) -> BaseGeometry:
    """Return the polygon (metres) where a field given as rows over ys and columns over xs exceeds ``level``.

    Pieces that do not touch the ground ``within_m`` are left out: far from any place the field may
    flicker around the level.
    """
    generator = contourpy.contour_generator(xs, ys, values, fill_type=contourpy.FillType.OuterOffset)
    points, offsets = cast("tuple[list[Array], list[NDArray[np.uint32]]]", generator.filled(level, np.inf))
    rings = [
        shapely.Polygon(p[o[0] : o[1]], [p[a:b] for a, b in pairwise(o[1:])])
        for p, o in zip(points, offsets, strict=True)
        if o[1] - o[0] >= 4
    ]
    if within_m is not None:
        touches = shapely.intersects(within_m, rings)
        rings = [_holes_at(ring, within_m) for ring, touch in zip(rings, touches, strict=True) if touch]
    return polygons_only(shapely.MultiPolygon(rings)) if rings else shapely.Polygon()


def _holes_at(piece: shapely.Polygon, ground: BaseGeometry) -> shapely.Polygon:
    """Fill the holes of a piece that do not touch the ground."""
    if len(piece.interiors) == 0:
        return piece
    holes = np.array(piece.interiors)
    return shapely.Polygon(piece.exterior, list(holes[shapely.intersects(ground, shapely.polygons(holes))]))


def polygons_only(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygonal part of a geometry, valid; lines and points that clipping left are dropped."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry if geometry.is_valid else polygons_only(shapely.make_valid(geometry))
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _without_islands(
    parts: dict[str, BaseGeometry], xy_m: Array, label: NDArray[np.int_], need: int
) -> dict[str, BaseGeometry]:
    """Give islands with fewer than ``need`` places of their side to the side that surrounds them."""
    kept: dict[str, list[BaseGeometry]] = {side: [] for side in parts}
    lost: list[tuple[str, BaseGeometry]] = []
    for i, (side, geometry) in enumerate(parts.items()):
        pieces = sorted(shapely.get_parts(geometry), key=lambda piece: -piece.area)
        for piece in pieces:
            if piece is pieces[0] or _is_supported(piece, xy_m[label == i], need):
                kept[side].append(piece)
            else:
                lost.append((side, piece))
    if not lost:
        return parts
    for side, piece in lost:
        heir = max((key for key in kept if key != side), key=lambda key: (_shared_m(piece, kept[key]), key))
        kept[heir if _shared_m(piece, kept[heir]) > 0 else side].append(piece)
    return {side: polygons_only(shapely.union_all(rows, grid_size=SNAP_M)) for side, rows in kept.items()}


def _is_supported(piece: BaseGeometry, xy_m: Array, need: int) -> bool:
    """Tell whether at least ``need`` of the places lie in the piece."""
    x0, y0, x1, y1 = piece.bounds
    inside = (xy_m[:, 0] >= x0) & (xy_m[:, 0] <= x1) & (xy_m[:, 1] >= y0) & (xy_m[:, 1] <= y1)
    near = xy_m[inside]
    return len(near) >= need and int(shapely.intersects_xy(piece, near[:, 0], near[:, 1]).sum()) >= need


def _shared_m(piece: BaseGeometry, others: Sequence[BaseGeometry]) -> float:
    """Return the length of border that a piece shares with the others, in metres."""
    touching = [other for other in others if other.intersects(piece)]
    return float(sum(piece.boundary.intersection(other.boundary).length for other in touching))
