"""The legend beside the map: every kind that is drawn in the window, with its count, and the locator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from shapely.geometry import LineString
from shapely.geometry import box as make_box

from geo.theatre import Theatre
from layers.base import Layer, LegendEntry, Shape, Symbol
from layers.sheet.map import PX_TO_PT, Drawn
from layers.sheet.marks import draw_areas, draw_lines, draw_points
from layers.sheet.spec import HAIR, INK, MUTED, Rect
from layers.sheet.text import LEADING, Run, put, put_lines, wrap

FRAME = Symbol(shape=Shape.AREA, stroke=HAIR, stroke_px=0.6)
"""A hair line around the key of an area, so that a pale or clear one is seen."""

KEY_WIDTH = 19.0
"""Room for a symbol left of its words, in points."""


def entries(layer: Layer, drawn: Drawn, theatre: Theatre) -> list[tuple[LegendEntry, int]]:
    """Return the legend rows of the kinds that are drawn, with how many features each has."""
    return [(e, drawn.counts[layer.key, e.kind]) for e in layer.legend(theatre) if drawn.counts[layer.key, e.kind]]


def draw_legend(page: Axes, room: Rect, layers: Sequence[Layer], drawn: Drawn, theatre: Theatre) -> float:
    """Write the legend from the top of ``room`` and return the y below it.

    Type shrinks where a theatre of many sides needs more rows than the column holds.
    """
    rows = [(layer.title, entries(layer, drawn, theatre)) for layer in layers]
    rows = [(title, found) for title, found in rows if found]
    if not rows:
        put(page, room.x, room.y + 7, "Nothing to draw", 7.0, bold=True)
        return room.y + 12
    size = next((s for s in (6.6, 6.2, 5.8, 5.4, 5.0, 4.7) if _height(rows, room.w, s) <= room.h), 4.4)
    y = room.y
    for title, found in rows:
        put(page, room.x, y + size + 0.4, title, size + 0.4, bold=True)
        y += (size + 0.4) * LEADING + 2
        for entry, count in found:
            y = _row(page, room.x, y, room.w, entry, count, size)
        y += 4
    return y


def _label(entry: LegendEntry, count: int, width: float, size: float) -> list[tuple[tuple[float, Run], ...]]:
    runs = [Run(entry.label, INK)]
    if entry.symbol.shape not in (Shape.AREA, Shape.LINE, Shape.ARROW):
        runs.append(Run(f"({count:,})", MUTED))
    return wrap(runs, size, width - KEY_WIDTH)


def _height(rows: Sequence[tuple[str, list[tuple[LegendEntry, int]]]], width: float, size: float) -> float:
    total = 0.0
    for _, found in rows:
        total += (size + 0.4) * LEADING + 6
        total += sum(max(len(_label(e, n, width, size)) * size * LEADING + 1.6, _key_height(e)) for e, n in found)
    return total


def _key_height(entry: LegendEntry) -> float:
    """Return the height that a disc needs, which must stand in its true size to be a measure; else nothing."""
    symbol = entry.symbol
    return 2 * (symbol.radius_px + symbol.stroke_px) * PX_TO_PT + 1.0 if symbol.shape is Shape.DISC else 0.0


def _row(page: Axes, x: float, y: float, width: float, entry: LegendEntry, count: int, size: float) -> float:
    draw_key(page, x + 1, y + max(size * 1.24, _key_height(entry) - 1.0) / 2, entry, size)
    below = put_lines(page, x + KEY_WIDTH, y, _label(entry, count, width, size), size) + 1.6
    return max(below, y + _key_height(entry))


def draw_key(page: Axes, x: float, y: float, entry: LegendEntry, size: float) -> None:
    """Draw a legend symbol, 14 points wide, centred at height ``y``."""
    symbol = entry.symbol
    match symbol.shape:
        case Shape.AREA:
            key = make_box(x, y - size * 0.42, x + 14, y + size * 0.42)
            draw_areas(page, [key], symbol, PX_TO_PT, 5)
            draw_areas(page, [key], FRAME, PX_TO_PT, 5.1)
        case Shape.LINE | Shape.ARROW:
            draw_lines(page, [LineString([(x, y), (x + 14, y)])], symbol, PX_TO_PT, 5)
        case Shape.DISC:
            draw_points(page, np.array([[x + 7, y]]), symbol, PX_TO_PT, 5)
        case Shape.DOT | Shape.RING | Shape.SPLIT | Shape.HOLLOW:
            draw_points(page, np.array([[x + 7, y]]), symbol, min(PX_TO_PT, 4.2 / max(symbol.radius_px, 0.1)), 5)
