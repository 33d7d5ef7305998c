"""The projected window of a sheet, and the quiet ground in it: land, water, borders, provinces.

The window is the reader's box in the theatre's metric CRS, widened to the shape of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from numpy.typing import NDArray
from shapely.geometry import box as make_box
from shapely.geometry.base import BaseGeometry

from geo.basemap import DATA, frame_box, read_rows
from geo.basemap import layers as base_layers
from geo.crs import geometries_to_metric, points_to_degrees, points_to_metric
from geo.errors import InputError
from geo.theatre import Theatre
from layers.sheet.marks import path_of
from layers.sheet.spec import BORDER, COAST, LAND, MUTED, PROVINCE, WATER, Box

SMALLEST_DEG = 0.02
"""A box smaller than this, about 2 km, holds nothing that these data can tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A rectangle in metres of ``crs`` that fills the map frame."""

    crs: str
    west: float
    south: float
    east: float
    north: float

    @property
    def width_m(self) -> float:
        """Width on the ground in metres."""
        return self.east - self.west

    @property
    def height_m(self) -> float:
        """Height on the ground in metres."""
        return self.north - self.south

    @property
    def shape(self) -> BaseGeometry:
        """The rectangle as a polygon in metres."""
        return make_box(self.west, self.south, self.east, self.north)

    def degrees(self, samples: int = 25) -> Box:
        """Return the box in degrees (EPSG:4326) that holds the whole window."""
        ring = shapely.get_coordinates(shapely.segmentize(self.shape, self.width_m / samples))
        lonlat = points_to_degrees(ring, self.crs)
        west, south = lonlat.min(axis=0)
        east, north = lonlat.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def contains(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of (n, 2) metre points lie inside."""
        inside: NDArray[np.bool_] = (
            (xy[:, 0] >= self.west) & (xy[:, 0] <= self.east) & (xy[:, 1] >= self.south) & (xy[:, 1] <= self.north)
        )
        return inside


def check_box(box: Box, theatre: Theatre) -> Box:
    """Return a box that is well formed and meets the theatre; InputError says what is wrong with it."""
    west, south, east, north = box
    if min(east - west, north - south) < SMALLEST_DEG and west < east and south < north:
        raise InputError(
            f"box {west},{south},{east},{north} is too small; give at least {SMALLEST_DEG} degrees each way"
        )
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise InputError(f"box {west},{south},{east},{north}: give west,south,east,north in degrees, west < east")
    w, s, e, n = theatre.bbox
    if east <= w or west >= e or north <= s or south >= n:
        raise InputError(
            f"box {west},{south},{east},{north} lies outside {theatre.title} ({w},{s},{e},{n}); choose one in it"
        )
    return box


def window_of(box: Box, theatre: Theatre, aspect: float) -> Window:
    """Return the window around a box (degrees), widened to ``aspect`` (width / height)."""
    west, south, east, north = check_box(box, theatre)
    ring = shapely.get_coordinates(shapely.segmentize(make_box(west, south, east, north), (east - west) / 20))
    xy = points_to_metric(ring, theatre.metric_crs)
    (x0, y0), (x1, y1) = xy.min(axis=0), xy.max(axis=0)
    width, height = x1 - x0, y1 - y0
    if width / height < aspect:
        grow = (height * aspect - width) / 2
        x0, x1 = x0 - grow, x1 + grow
    else:
        grow = (width / aspect - height) / 2
        y0, y1 = y0 - grow, y1 + grow
    return Window(crs=theatre.metric_crs, west=float(x0), south=float(y0), east=float(x1), north=float(y1))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundPiece:
    """Base map features of one kind in metres, clipped to a window, with names and label points."""

    kind: str
    geometries: tuple[BaseGeometry, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=16)
def _pieces(held: _Held, window: Window, grain_m: float) -> tuple[GroundPiece, ...]:
    """Return the base map of a theatre inside a window, thinned to ``grain_m`` metres; cached."""
    rows = _rows(held.theatre, window)
    inside = rows.intersects(make_box(*window.degrees()))
    rows = rows[inside]
    if rows.empty:
        return ()
    cut = make_box(*_padded(window.degrees()))
    degrees = shapely.intersection(shapely.make_valid(np.asarray(rows.geometry.array)), cut)
    metres = shapely.clip_by_rect(
        geometries_to_metric(degrees, window.crs), window.west, window.south, window.east, window.north
    )
    thin = shapely.simplify(metres, grain_m)
    pieces = []
    for kind in ("land", "lake", "river", "province", "border"):
        own = rows["country"].isin(held.theatre.countries) if kind == "province" else np.ones(len(rows), dtype=bool)
        kept = np.asarray((rows["layer"] == kind) & own) & ~shapely.is_empty(thin)
        chosen = [int(i) for i in np.flatnonzero(kept)]
        names = tuple(str(rows["name"].iloc[i]) for i in chosen)
        pieces.append(GroundPiece(kind=kind, geometries=tuple(thin[i] for i in chosen), names=names))
    return (*pieces, *_edges(pieces, held.theatre, window))


def _edges(pieces: list[GroundPiece], theatre: Theatre, window: Window) -> list[GroundPiece]:
    """Return the coast, the lines between provinces without it, and the edge of the theatre's box where it shows."""
    by_kind = {piece.kind: piece for piece in pieces}
    inner = window.shape.buffer(-window.width_m * 0.0005)
    land = shapely.union_all([shapely.make_valid(g) for g in by_kind["land"].geometries])
    coast = shapely.intersection(shapely.boundary(land.buffer(window.width_m * 0.0005)), inner)
    divides = tuple(
        shapely.difference(shapely.intersection(shapely.boundary(g), inner), coast.buffer(window.width_m * 0.006))
        for g in by_kind["province"].geometries
    )
    frame = make_box(*theatre.bbox)
    edge = geometries_to_metric(np.array([shapely.segmentize(shapely.boundary(frame), 0.1)], dtype=object), window.crs)
    seen = shapely.intersection(edge[0], shapely.intersection(land, window.shape.buffer(-window.width_m * 0.01)))
    return [
        GroundPiece(kind="coast", geometries=(coast,), names=("",)),
        GroundPiece(kind="divide", geometries=divides, names=by_kind["province"].names),
        GroundPiece(kind="edge", geometries=() if seen.is_empty else (seen,), names=() if seen.is_empty else ("",)),
    ]


def _rows(theatre: Theatre, window: Window) -> gpd.GeoDataFrame:
    """Return the theatre's base map (EPSG:4326), and land and borders of the world file where it does not reach."""
    rows = base_layers(theatre)
    reach, wanted = frame_box(theatre), make_box(*_padded(window.degrees()))
    if reach.contains(wanted):
        return rows
    world = read_rows(DATA / "world.geojson.gz")
    beyond = world[world["layer"].isin(("land", "border")) & world.intersects(shapely.difference(wanted, reach))].copy()
    cut = shapely.intersection(shapely.make_valid(np.asarray(beyond.geometry.array)), wanted)
    beyond["geometry"] = shapely.difference(cut, reach)
    return gpd.GeoDataFrame(pd.concat([rows, beyond[~beyond.geometry.is_empty]], ignore_index=True), crs=rows.crs)


def _padded(box: Box) -> Box:
    west, south, east, north = box
    pad = 0.05 * max(east - west, north - south)
    return west - pad, south - pad, east + pad, north + pad


@dataclass(frozen=True, slots=True)
class _Held:
    """A theatre as a cache key: equal where key, box, CRS and countries are."""

    theatre: Theatre

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and _identity(self.theatre) == _identity(other.theatre)

    def __hash__(self) -> int:
        return hash(_identity(self.theatre))


def _identity(theatre: Theatre) -> tuple[str, Box, str, tuple[str, ...]]:
    return (theatre.key, theatre.bbox, theatre.metric_crs, theatre.countries)


def pieces_of(theatre: Theatre, window: Window, grain_m: float) -> tuple[GroundPiece, ...]:
    """Return the base map pieces of a theatre in a window (metres)."""
    return _pieces(_Held(theatre), window, grain_m)


def draw_ground(axes: Axes, theatre: Theatre, window: Window, grain_m: float, *, edge: bool = True) -> None:
    """Paint water, land, lakes, rivers, coast, province lines, borders and the theatre's edge on axes in metres."""
    axes.set_facecolor(WATER)
    for piece in pieces_of(theatre, window, grain_m):
        match piece.kind:
            case "land" | "lake":
                path = path_of(piece.geometries)
                if path is not None:
                    colour = LAND if piece.kind == "land" else WATER
                    axes.add_artist(PathPatch(path, facecolor=colour, edgecolor=colour, lw=0.2, zorder=1))
            case "river":
                _strokes(axes, piece.geometries, WATER, 0.7, 1.2, "solid")
            case "coast":
                _strokes(axes, piece.geometries, COAST, 0.5, 1.3, "solid")
            case "divide":
                _strokes(axes, piece.geometries, PROVINCE, 0.45, 6.0, (0, (4, 2)))
            case "edge" if edge:
                _strokes(axes, piece.geometries, MUTED, 0.6, 6.2, (0, (1, 2)))
            case "border":
                _strokes(axes, piece.geometries, BORDER, 1.0, 6.1, "solid")


def _strokes(
    axes: Axes,
    lines: tuple[BaseGeometry, ...],
    colour: str,
    width: float,
    z: float,
    style: str | tuple[float, tuple[float, ...]],
) -> None:
    parts = [
        np.asarray(part.coords)[:, :2]
        for line in lines
        for part in shapely.get_parts(line)
        if part.geom_type in ("LineString", "LinearRing")
    ]
    if parts:
        axes.add_collection(
            LineCollection(parts, colors=colour, linewidths=width, linestyles=[style], zorder=z), autolim=False
        )
