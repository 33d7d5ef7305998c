"""The map of a sheet: ground, every layer through its protocol, names, scale, north and degrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray

from geo.crs import geometries_to_metric
from layers.base import Layer, Shape, Symbol
from layers.dossier import Dossier
from layers.sheet.furniture import draw_north, draw_scale_bar, draw_ticks
from layers.sheet.ground import Window, draw_ground
from layers.sheet.labels import Crowd, Wish, place_labels
from layers.sheet.marks import draw_areas, draw_arrows, draw_lines, draw_points
from layers.sheet.names import draw_label, edge_wishes, ground_wishes, name_wishes, side_wishes, to_page
from layers.sheet.spec import Rect
from layers.sheet.text import clean

PX_TO_PT = 0.62
"""A CSS pixel of the screen map in points of a sheet."""

GRAIN_PT = 0.25
"""Outlines of the ground are thinned to this many points."""

FAINT = 0.35
"""What covering a place that nobody reported on counts, beside one that somebody did."""

CONFIDENCE_STEPS = 5
"""Confidence is drawn in this many steps, so that few artists carry many features."""


@dataclass(slots=True)
class Drawn:
    """What was drawn: how many features of each layer and kind lie in the window, and where points are.

    ``points`` have a third column, what it costs to cover them; ``notes`` are figures to write beside
    discs: x and y in metres, words, colour.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: list[NDArray[np.float64]] = field(default_factory=list)
    notes: list[tuple[float, float, str, str]] = field(default_factory=list)

    def crowd(self) -> NDArray[np.float64]:
        """Return all points as one (n, 3) array: metres, and what covering them costs."""
        return np.vstack(self.points) if self.points else np.empty((0, 3))


def symbol_scale(count: int) -> float:
    """Return points per CSS pixel: smaller where thousands of places share the map."""
    return PX_TO_PT * float(np.clip((1500.0 / max(count, 1)) ** 0.35, 0.33, 1.0))


def calm(symbol: Symbol, count: int) -> float:
    """Return how much smaller hollow dots are drawn where there are hundreds: silence must not drown what is said."""
    return float(np.clip((60.0 / max(count, 1)) ** 0.3, 0.5, 1.0)) if symbol.shape is Shape.HOLLOW else 1.0


def draw_layers(axes: Axes, dossier: Dossier, layers: Iterable[Layer], window: Window) -> Drawn:
    """Draw the features of every layer on metric axes, in the order of their ``z``."""
    drawn = Drawn()
    scale = symbol_scale(len(dossier.frame.statuses))
    for rank, layer in enumerate(sorted(layers, key=lambda one: (one.z, one.key))):
        rows = layer.features(dossier.frame, dossier.theatre)
        if rows.empty:
            continue
        _draw_layer(axes, layer, rows, dossier, window, scale, 7.0 + rank, drawn)
    return drawn


def _draw_layer(
    axes: Axes,
    layer: Layer,
    rows: gpd.GeoDataFrame,
    dossier: Dossier,
    window: Window,
    scale: float,
    z: float,
    drawn: Drawn,
) -> None:
    shapes = geometries_to_metric(np.asarray(rows.geometry.array), window.crs)
    near = shapely.intersects(window.shape, shapes)
    kinds = np.asarray(rows["kind"].astype(str))
    confidence = np.asarray(rows["confidence"].fillna(0.0), dtype=float)
    own = np.asarray(rows["radius_px"], dtype=float) if "radius_px" in rows.columns else np.full(len(rows), np.nan)
    steps = np.clip(np.round(confidence * CONFIDENCE_STEPS), 0, CONFIDENCE_STEPS).astype(int)
    for kind in sorted(set(kinds[near])):
        for step in sorted(set(steps[near & (kinds == kind)])):
            of_kind = near & (kinds == kind) & (steps == step)
            drawn.counts[layer.key, kind] += int(of_kind.sum())
            symbol = layer.symbol(kind, step / CONFIDENCE_STEPS, dossier.theatre)
            for radius in sorted(set(np.nan_to_num(own[of_kind], nan=0.0))):
                sizes = of_kind & (np.nan_to_num(own, nan=0.0) == radius)
                chosen = shapes[sizes]
                if symbol.shape is Shape.DISC:
                    drawn.notes += [
                        (float(g.x), float(g.y), str(words), symbol.stroke)
                        for g, words in zip(chosen, rows["label"][sizes], strict=True)
                    ]
                sized = replace(symbol, radius_px=radius) if radius else symbol
                size = PX_TO_PT if radius else scale * calm(symbol, int((near & (kinds == kind)).sum()))
                points = _draw_group(axes, chosen, sized, size, z, window)
                cost = FAINT if symbol.shape is Shape.HOLLOW else 1.0
                drawn.points.append(np.column_stack([points, np.full(len(points), cost)]))


def _draw_group(
    axes: Axes, shapes: NDArray[np.object_], symbol: Symbol, scale: float, z: float, window: Window
) -> NDArray[np.float64]:
    """Draw features of one symbol by their geometry type; return points that labels should not cover."""
    types = shapely.get_type_id(shapes)
    areas = shapes[np.isin(types, (3, 6))]
    lines = shapes[np.isin(types, (1, 2, 5))]
    points = shapely.get_coordinates(shapes[np.isin(types, (0, 4))])
    if len(areas):
        clipped = shapely.clip_by_rect(areas, window.west, window.south, window.east, window.north)
        draw_areas(axes, list(clipped), symbol, scale, z)
    if len(lines) and symbol.shape is Shape.ARROW:
        draw_arrows(axes, list(lines), symbol, PX_TO_PT, z)
    elif len(lines):
        draw_lines(axes, list(lines), symbol, PX_TO_PT, z)
    draw_points(axes, points, symbol, scale, z)
    return np.vstack([points, along(lines, window)])


def along(lines: NDArray[np.object_], window: Window) -> NDArray[np.float64]:
    """Return points along the lines inside the window, close enough that no label slips between them."""
    inside = shapely.clip_by_rect(lines, window.west, window.south, window.east, window.north)
    parts = shapely.get_parts(inside)
    parts = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 1.0)]
    return shapely.get_coordinates(shapely.segmentize(parts, window.width_m / 80)) if len(parts) else np.empty((0, 2))


def draw_map(
    axes: Axes, page: Axes, frame: Rect, dossier: Dossier, layers: Sequence[Layer], window: Window, first: Sequence[str]
) -> Drawn:
    """Fill the map frame; ``first`` are place ids whose names matter most, in order."""
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    axes.set_xticks([])
    axes.set_yticks([])
    draw_ground(axes, dossier.theatre, window, window.width_m / frame.w * GRAIN_PT)
    drawn = draw_layers(axes, dossier, layers, window)
    draw_ticks(page, frame, window)
    reserved = [draw_scale_bar(page, frame, window), draw_north(page, frame, window)]
    crowd = Crowd(frame, to_page(drawn.crowd(), frame, window))
    wishes = name_wishes(dossier, window, frame, first)
    figures = [
        Wish(x=x, y=y, text=clean(words).split(" (")[0][:48], size_pt=5.8, gap=4.0, colour=colour, italic=True)
        for x, y, words, colour in _page_notes(drawn, frame, window)
    ]
    telling = min(len(first), 12)
    sides = side_wishes(dossier, window, frame) if any("MultiPolygon" in lay.geometry_types for lay in layers) else []
    ranked = [*wishes[: telling // 2], *sides, *wishes[telling // 2 : telling], *figures, *wishes[telling:]]
    names = place_labels(ranked, frame, reserved, crowd, limit=40 + len(sides))
    grain = window.width_m / frame.w * GRAIN_PT
    ground = ground_wishes(dossier.theatre, window, frame, grain_m=grain)
    edge = edge_wishes(dossier.theatre, window, frame, grain)
    for wishes, limit in ((edge, 1), (ground, 16)):
        names += place_labels(wishes, frame, [*reserved, *(label.box for label in names)], crowd, limit=limit)
    for label in names:
        draw_label(page, label)
    return drawn


def _page_notes(drawn: Drawn, frame: Rect, window: Window) -> list[tuple[float, float, str, str]]:
    spots = to_page(np.array([(x, y) for x, y, _, _ in drawn.notes]).reshape(-1, 2), frame, window)
    return [
        (float(spot[0]), float(spot[1]), words, colour)
        for spot, (_, _, words, colour) in zip(spots, drawn.notes, strict=True)
    ]
