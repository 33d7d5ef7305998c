"""The names on a sheet's map: what wants to be written where, and the writing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from geo.crs import geometries_to_metric, points_to_metric
from geo.theatre import Theatre
from layers.dossier import Dossier
from layers.sheet.ground import Window, pieces_of
from layers.sheet.labels import Label, Wish
from layers.sheet.spec import MUTED, PAPER, Rect
from layers.sheet.text import clean, drawable, is_other_script, put

PROVINCE_INK = "#8a8376"
COUNTRY_INK = "#5f5a50"
EDGE_SHARE = 0.25
"""An edge shorter than this share of the map's width goes without a note."""

LOCAL_NAMES = 40
"""The first so many places may carry their name in the local script."""


def to_page(xy: NDArray[np.float64], frame: Rect, window: Window) -> NDArray[np.float64]:
    """Return metre points as page points (y down); further columns stay as they are."""
    if len(xy) == 0:
        return np.empty((0, 2))
    x = frame.x + (xy[:, 0] - window.west) / window.width_m * frame.w
    y = frame.bottom - (xy[:, 1] - window.south) / window.height_m * frame.h
    return np.column_stack([x, y, *xy[:, 2:].T])


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
        local = drawable(place.local_name) if rank < LOCAL_NAMES else ""
        local = local if is_other_script(local) else ""
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


def ground_wishes(theatre: Theatre, window: Window, frame: Rect, *, grain_m: float, size_pt: float = 6.2) -> list[Wish]:
    """Return the names of countries, then of provinces, in the window, each well inside its visible part."""
    wishes = []
    whole = window.width_m * window.height_m
    by_kind = {piece.kind: piece for piece in pieces_of(theatre, window, grain_m)}
    for kind, least, ink in (("land", 0.02, COUNTRY_INK), ("province", 0.015, PROVINCE_INK)):
        piece = by_kind.get(kind)
        named = list(zip(piece.geometries, piece.names, strict=True)) if piece else []
        largest = {name: shape for shape, name in sorted(named, key=lambda one: one[0].area)}
        for name, shape in largest.items():
            if not name or not least < shape.area / whole < 0.7:
                continue
            part = max(shapely.get_parts(shape), key=lambda one: one.area)
            centre = shapely.get_coordinates(shapely.maximum_inscribed_circle(part, window.width_m / 100))[:1]
            spot = to_page(centre, frame, window)[0]
            wishes.append(
                Wish(
                    x=float(spot[0]), y=float(spot[1]), text=clean(name).upper(), gap=0.0, colour=ink,
                    size_pt=size_pt, bold=kind == "land",
                )
            )  # fmt: skip
    return wishes


def edge_wishes(theatre: Theatre, window: Window, frame: Rect, grain_m: float) -> list[Wish]:
    """Return notes along the edge of the theatre's box where it shows, so that a straight cut explains itself."""
    piece = next((p for p in pieces_of(theatre, window, grain_m) if p.kind == "edge"), None)
    wishes = []
    for part in shapely.get_parts(shapely.line_merge(piece.geometries[0])) if piece and piece.geometries else ():
        if part.length < EDGE_SHARE * window.width_m:
            continue
        for share in (0.5, 0.25, 0.75):
            spot = to_page(shapely.get_coordinates(part.interpolate(share, normalized=True)), frame, window)[0]
            x, y = float(spot[0]), float(spot[1])
            wishes.append(Wish(x=x, y=y, text="edge of the data", size_pt=5.2, gap=2.0, colour=MUTED, italic=True))
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
