"""The map of a sheet: ground, every layer through its protocol, names, scale, north and degrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from geo.crs import geometries_to_metric, points_to_metric
from layers.base import Layer, Shape, Symbol
from layers.dossier import Dossier
from layers.sheet.furniture import draw_north, draw_scale_bar, draw_ticks
from layers.sheet.ground import Window, draw_ground, pieces_of
from layers.sheet.labels import Crowd, Label, Wish, place_labels
from layers.sheet.marks import draw_areas, draw_arrows, draw_lines, draw_points
from layers.sheet.spec import MUTED, PAPER, Rect
from layers.sheet.text import clean, drawable, is_drawable, put

PX_TO_PT = 0.62
"""A CSS pixel of the screen map in points of a sheet."""

PROVINCE_INK = "#8a8376"
CONFIDENCE_STEPS = 5
"""Confidence is drawn in this many steps, so that few artists carry many features."""


@dataclass(slots=True)
class Drawn:
    """What was drawn: how many features of each layer and kind lie in the window, and where points are.

    ``notes`` are figures to write beside discs: x and y in metres, words, colour.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: list[NDArray[np.float64]] = field(default_factory=list)
    notes: list[tuple[float, float, str, str]] = field(default_factory=list)

    def crowd(self) -> NDArray[np.float64]:
        """Return all points in metres as one (n, 2) array."""
        return np.vstack(self.points) if self.points else np.empty((0, 2))


def symbol_scale(count: int) -> float:
    """Return points per CSS pixel: smaller where thousands of places share the map."""
    return PX_TO_PT * float(np.clip((1500.0 / max(count, 1)) ** 0.35, 0.33, 1.0))


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
                drawn.points.append(_draw_group(axes, chosen, sized, PX_TO_PT if radius else scale, z, window))


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
    return np.vstack([points, _along(lines, window)])


def _along(lines: NDArray[np.object_], window: Window) -> NDArray[np.float64]:
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
    draw_ground(axes, dossier.theatre, window, window.width_m / frame.w * 0.25)
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
    ground = province_wishes(dossier, window, frame)
    names += place_labels(ground, frame, [*reserved, *(label.box for label in names)], crowd, limit=12)
    for label in names:
        draw_label(page, label)
    return drawn


def to_page(xy: NDArray[np.float64], frame: Rect, window: Window) -> NDArray[np.float64]:
    """Return metre points as page points (y down)."""
    if len(xy) == 0:
        return np.empty((0, 2))
    x = frame.x + (xy[:, 0] - window.west) / window.width_m * frame.w
    y = frame.bottom - (xy[:, 1] - window.south) / window.height_m * frame.h
    return np.column_stack([x, y])


def _page_notes(drawn: Drawn, frame: Rect, window: Window) -> list[tuple[float, float, str, str]]:
    spots = to_page(np.array([(x, y) for x, y, _, _ in drawn.notes]).reshape(-1, 2), frame, window)
    return [
        (float(spot[0]), float(spot[1]), words, colour)
        for spot, (_, _, words, colour) in zip(spots, drawn.notes, strict=True)
    ]


def name_wishes(dossier: Dossier, window: Window, frame: Rect, first: Sequence[str]) -> list[Wish]:
    """Return the names that want a place: the telling ones, then towns by population."""
    located = [p for k in dossier.frame.statuses if (p := dossier.places.get(k)) and p.has_point and not p.is_area]
    if not located:
        return []
    lonlat = np.array([(p.lon, p.lat) for p in located], dtype=float)
    xy = points_to_metric(lonlat, window.crs)
    spots = to_page(xy, frame, window)
    order = {key: rank for rank, key in enumerate(first)}
    inside = window.contains(xy)
    ranked = sorted(
        (i for i in range(len(located)) if inside[i]),
        key=lambda i: (order.get(located[i].id, 10**6), -located[i].population, located[i].name),
    )
    wishes = []
    for rank, i in enumerate(ranked[:160]):
        place = located[i]
        telling = place.id in order
        local = drawable(place.local_name) if rank < 14 and place.local_name != place.name else ""
        local = local if is_drawable(local) and "\u25a1" not in local else ""
        wishes.append(
            Wish(
                x=float(spots[i, 0]), y=float(spots[i, 1]), text=clean(place.name)[:40], local=local[:40],
                size_pt=6.6 if telling else 5.8, bold=telling, gap=3.4,
            )
        )  # fmt: skip
    return wishes


def side_wishes(dossier: Dossier, window: Window, frame: Rect) -> list[Wish]:
    """Return the name of each side for its two widest stretches of ground, so that a grey print can be read."""
    wishes = []
    for side in dossier.theatre.sides:
        shapes = np.array([a.geometry for a in dossier.frame.areas if a.side == side.key], dtype=object)
        if not len(shapes):
            continue
        metres = geometries_to_metric(shapes, window.crs)
        inside = shapely.clip_by_rect(metres, window.west, window.south, window.east, window.north)
        parts = shapely.get_parts(shapely.simplify(inside, window.width_m / 300))
        parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 0.004 * window.shape.area)]
        for part in sorted(parts, key=lambda one: -one.area)[:2]:
            centre = shapely.get_coordinates(shapely.maximum_inscribed_circle(part, window.width_m / 200))[:1]
            spot = to_page(centre, frame, window)[0]
            name = clean(side.short or side.label).upper()
            wishes.append(
                Wish(x=float(spot[0]), y=float(spot[1]), text=name, size_pt=7.4, gap=0.0, bold=True, colour=side.colour)
            )
    return wishes


def province_wishes(dossier: Dossier, window: Window, frame: Rect) -> list[Wish]:
    """Return the names of provinces in the window, at a point inside their visible part."""
    wishes = []
    for piece in pieces_of(dossier.theatre, window, window.width_m / frame.w * 0.25):
        if piece.kind != "province":
            continue
        for shape, name in zip(piece.geometries, piece.names, strict=True):
            if not name or shape.area < 0.015 * window.width_m * window.height_m:
                continue
            spot = to_page(shapely.get_coordinates(shape.representative_point()), frame, window)[0]
            wishes.append(
                Wish(
                    x=float(spot[0]),
                    y=float(spot[1]),
                    text=clean(name).upper(),
                    size_pt=6.2,
                    gap=0.0,
                    colour=PROVINCE_INK,
                )
            )
    return wishes


def draw_label(page: Axes, label: Label) -> None:
    """Write a placed name with a white halo, the local script below it."""
    wish, box = label.wish, label.box
    x = {"left": box.x, "right": box.right, "center": box.x + box.w / 2}[label.align]
    halo(page, (x, box.y + wish.size_pt * 0.92), wish, label.align)
    if wish.local:
        below = replace(wish, text=wish.local, size_pt=wish.size_pt * 0.9, bold=False, colour=MUTED)
        halo(page, (x, box.y + wish.size_pt * 2.0), below, label.align)


def halo(page: Axes, spot: tuple[float, float], wish: Wish, align: str) -> None:
    """Write text over a soft white outline, so that it reads on any colour."""
    before = len(page.texts)
    put(
        page, *spot, wish.text, wish.size_pt,
        colour=wish.colour, bold=wish.bold, italic=wish.italic, align=align, z=30.0,
    )  # fmt: skip
    page.texts[before].set_path_effects([withStroke(linewidth=1.6, foreground=PAPER, alpha=0.85)])
