"""A fixed grid over a theatre, and the polygons and lines of fields sampled on it. Units: metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Raster:
    """Grid nodes ``step_m`` apart that cover an extent (a polygon in metres) with a margin."""

    extent: BaseGeometry
    step_m: float

    @cached_property
    def axes(self) -> tuple[Array, Array]:
        """The x and y coordinates of the columns and rows, in metres."""
        x0, y0, x1, y1 = self.extent.bounds
        step = self.step_m
        return np.arange(x0 - step, x1 + 2 * step, step), np.arange(y0 - step, y1 + 2 * step, step)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        xs, ys = self.axes
        return len(ys), len(xs)

    @cached_property
    def nodes(self) -> Array:
        """Every node as an (rows x columns, 2) array, row by row."""
        xs, ys = self.axes
        grid_x, grid_y = np.meshgrid(xs, ys)
        return np.column_stack([grid_x.ravel(), grid_y.ravel()])

    def above(self, values: Array, level: float) -> BaseGeometry:
        """Return the polygon (metres, unclipped) where a field given at the nodes exceeds ``level``."""
        xs, ys = self.axes
        generator = contourpy.contour_generator(
            xs, ys, values.reshape(self.shape), fill_type=contourpy.FillType.OuterOffset
        )
        points, offsets = cast("tuple[list[Array], list[NDArray[np.uint32]]]", generator.filled(level, np.inf))
        rings = [
            shapely.Polygon(p[o[0] : o[1]], [p[a:b] for a, b in pairwise(o[1:])])
            for p, o in zip(points, offsets, strict=True)
            if o[1] - o[0] >= 4
        ]
        return polygons_only(shapely.union_all(shapely.make_valid(np.array(rings)))) if rings else shapely.Polygon()


def polygons_only(geometry: BaseGeometry) -> BaseGeometry:
    """Return the polygonal part of a geometry, valid; lines and points that clipping left are dropped."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry if geometry.is_valid else polygons_only(shapely.make_valid(geometry))
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()
