"""Scale bar, north arrow and degrees of a slide, as shapes that can be moved and edited."""

from __future__ import annotations

import math
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from layers.sheet.furniture import bar_length, north_of, ticks
from layers.sheet.spec import INK, MUTED, PAPER, Rect
from layers.slides.shapes import Canvas, paint, rgb, write


def furniture(shapes: Any, canvas: Canvas) -> list[Rect]:
    """Add scale bar, north arrow and degrees, and return the rooms on the map that they take."""
    _degrees(shapes, canvas)
    return [_scale_bar(shapes, canvas), _north(shapes, canvas)]


def _box(shapes: Any, room: Rect, fill: str, edge: str | None, name: str, opacity: float = 1.0) -> None:
    box = shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(room.x), Pt(room.y), Pt(room.w), Pt(room.h))
    paint(box, fill, edge, 0.5, opacity)
    box.name = name


def _scale_bar(shapes: Any, canvas: Canvas) -> Rect:
    length_km, wide = bar_length(canvas.room, canvas.window)
    room = Rect(x=canvas.room.x + 6, y=canvas.room.bottom - 27, w=wide + 40, h=21)
    _box(shapes, room, PAPER, None, "Scale ground", 0.85)
    x, y = room.x + 10, room.bottom - 7
    for part, fill in ((0, INK), (1, PAPER)):
        _box(shapes, Rect(x=x + part * wide / 2, y=y, w=wide / 2, h=2.6), fill, INK, "Scale bar")
    for share in (0.0, 0.5, 1.0):
        words = f"{length_km * share:g}" + (" km" if share == 1.0 else "")
        spot = Rect(x=x + share * wide - 15, y=y - 9, w=30, h=8)
        write(shapes, spot, [[(words, False, INK)]], 6.0, align=PP_ALIGN.CENTER, name="Scale")
    return room


def _north(shapes: Any, canvas: Canvas) -> Rect:
    room = Rect(x=canvas.room.right - 25, y=canvas.room.y + 6, w=19, h=29)
    _box(shapes, room, PAPER, None, "North ground", 0.85)
    arrow = shapes.add_shape(MSO_SHAPE.ISOSCELES_TRIANGLE, Pt(room.x + 5.5), Pt(room.y + 11), Pt(8), Pt(15))
    paint(arrow, INK, None)
    arrow.rotation = math.degrees(north_of(canvas.window))
    arrow.name = "North arrow"
    spot = Rect(x=room.x, y=room.y + 1, w=room.w, h=9)
    write(shapes, spot, [[("N", True, INK)]], 7.0, align=PP_ALIGN.CENTER, name="North")
    return room


def _degrees(shapes: Any, canvas: Canvas) -> None:
    for tick in ticks(canvas.room, canvas.window):
        end = (tick.x - 3, tick.y) if tick.on_left else (tick.x, tick.y + 3)
        line = shapes.add_connector(1, Pt(tick.x), Pt(tick.y), Pt(end[0]), Pt(end[1]))
        line.line.width = Pt(0.5)
        line.line.color.rgb = rgb(MUTED)
        spot = Rect(x=tick.x - 20, y=tick.y + 3, w=40, h=7)
        if tick.on_left:
            spot = Rect(x=tick.x - 27.5, y=tick.y - 3.5, w=40, h=7)
        box = write(shapes, spot, [[(tick.words, False, MUTED)]], 5.4, align=PP_ALIGN.CENTER, name="Degrees")
        box.rotation = -90.0 if tick.on_left else 0.0
