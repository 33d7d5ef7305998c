"""What makes a picture a map: degree ticks, scale bar, north arrow, locator."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from geo.crs import points_to_degrees, points_to_metric
from geo.theatre import Theatre
from layers.sheet.ground import Window, draw_ground, window_of
from layers.sheet.labels import Crowd, place_labels
from layers.sheet.names import draw_label, ground_wishes
from layers.sheet.spec import FONT, INK, MUTED, PAPER, Rect
from layers.sheet.text import put

STEPS_DEG = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
STEPS_KM = (1, 2, 4, 10, 20, 40, 100, 200, 400, 1000)
"""Lengths whose halves are round, too."""


def nice_step(span: float, wanted: int, steps: tuple[float, ...]) -> float:
    """Return the first step that divides ``span`` into at most ``wanted`` pieces."""
    return next((step for step in steps if span / step <= wanted), steps[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Where a meridian or parallel meets the frame (page points), and its words; ``on_left`` for parallels."""

    x: float
    y: float
    words: str
    on_left: bool


def ticks(frame: Rect, window: Window) -> list[Tick]:
    """Return the degrees along the lower and left edge where meridians and parallels cross them."""
    west, south, east, north = window.degrees()
    step = nice_step(max(east - west, north - south), 7, STEPS_DEG)
    steps = np.linspace(0.0, 1.0, 200)
    bottom = np.column_stack([window.west + steps * window.width_m, np.full(200, window.south)])
    left = np.column_stack([np.full(200, window.west), window.south + steps * window.height_m])
    lons, lats = points_to_degrees(bottom, window.crs)[:, 0], points_to_degrees(left, window.crs)[:, 1]
    digits = 0 if step >= 1 else (1 if step != 0.25 else 2)
    found = []
    for lon in _multiples(lons[0], lons[-1], step):
        x = frame.x + float(np.interp(lon, lons, steps)) * frame.w
        words = f"{abs(lon):.{digits}f}°{'E' if lon >= 0 else 'W'}"
        found.append(Tick(x=x, y=frame.bottom, words=words, on_left=False))
    for lat in _multiples(lats[0], lats[-1], step):
        y = frame.bottom - float(np.interp(lat, lats, steps)) * frame.h
        words = f"{abs(lat):.{digits}f}°{'N' if lat >= 0 else 'S'}"
        found.append(Tick(x=frame.x, y=y, words=words, on_left=True))
    return [
        t for t in found if (frame.y + 6 < t.y < frame.bottom - 6 if t.on_left else frame.x + 6 < t.x < frame.right - 6)
    ]


def draw_ticks(page: Axes, frame: Rect, window: Window) -> None:
    """Write degrees along the left and lower edge."""
    for tick in ticks(frame, window):
        if tick.on_left:
            page.plot([tick.x - 3, tick.x], [tick.y, tick.y], color=MUTED, lw=0.5)
            page.text(
                tick.x - 4.5, tick.y, tick.words, fontsize=5.2, color=MUTED,
                fontfamily=FONT, rotation=90, ha="right", va="center", parse_math=False,
            )  # fmt: skip
        else:
            page.plot([tick.x, tick.x], [tick.y, tick.y + 3], color=MUTED, lw=0.5)
            put(page, tick.x, tick.y + 9.5, tick.words, 5.2, colour=MUTED, align="center")


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def bar_length(frame: Rect, window: Window) -> tuple[int, float]:
    """Return a round length in km and how many points it takes on the page: at most 90."""
    km_per_pt = window.width_m / 1000.0 / frame.w
    length_km = max((km for km in STEPS_KM if km / km_per_pt <= 90), default=1)
    return length_km, length_km / km_per_pt


def draw_scale_bar(page: Axes, frame: Rect, window: Window) -> Rect:
    """Draw a bar of a round length at the lower left of the map, and return the room it takes."""
    length_km, wide = bar_length(frame, window)
    room = Rect(x=frame.x + 6, y=frame.bottom - 27, w=wide + 40, h=21)
    page.add_artist(Rectangle((room.x, room.y), room.w, room.h, facecolor=PAPER, alpha=0.85, lw=0, zorder=50))
    x, y = room.x + 8, room.bottom - 7
    for part, colour in ((0, INK), (1, PAPER)):
        page.add_artist(
            Rectangle((x + part * wide / 2, y), wide / 2, 2.6, facecolor=colour, edgecolor=INK, lw=0.5, zorder=51)
        )
    for share in (0, 0.5, 1):
        value = length_km * share
        label = f"{value:g}" + (" km" if share == 1 else "")
        put(page, x + share * wide, y - 2.5, label, 5.6, align="center", z=52)
    return room


def north_of(window: Window) -> float:
    """Return the direction of true north at the middle of the window, radians clockwise from up."""
    middle = np.array([[(window.west + window.east) / 2, (window.south + window.north) / 2]])
    lon, lat = points_to_degrees(middle, window.crs)[0]
    ahead = points_to_metric(np.array([[lon, lat + 0.05]]), window.crs)[0] - middle[0]
    return math.atan2(ahead[0], ahead[1])


def draw_north(page: Axes, frame: Rect, window: Window) -> Rect:
    """Draw an arrow to true north (grid convergence taken in) at the upper right of the map."""
    turn = north_of(window)
    room = Rect(x=frame.right - 25, y=frame.y + 6, w=19, h=29)
    page.add_artist(Rectangle((room.x, room.y), room.w, room.h, facecolor=PAPER, alpha=0.85, lw=0, zorder=50))
    cx, cy = room.x + room.w / 2, room.y + 18
    for sign, colour in ((-1, INK), (1, PAPER)):
        tip, base = (0.0, 8.5), (0.0, -4.5)
        corners = [_turned(p, turn) for p in (tip, (sign * 4.6, -8.0), base)]
        page.add_artist(
            Polygon([(cx + px, cy - py) for px, py in corners], facecolor=colour, edgecolor=INK, lw=0.5, zorder=51)
        )
    put(page, cx, room.y + 7.5, "N", 6.4, bold=True, align="center", z=52)
    return room


def _turned(point: tuple[float, float], turn: float) -> tuple[float, float]:
    x, y = point
    return (x * math.cos(turn) + y * math.sin(turn), -x * math.sin(turn) + y * math.cos(turn))


def _around(theatre: Theatre, window: Window, frame: Rect) -> Window:
    """Return a window around another and its theatre."""
    west, south, east, north = window.degrees()
    w, s, e, n = theatre.bbox
    pad = max(east - west, north - south) * 0.35
    around = (
        max(-180.0, min(w, west) - pad), max(-84.0, min(s, south) - pad),
        min(180.0, max(e, east) + pad), min(84.0, max(n, north) + pad),
    )  # fmt: skip
    return window_of(around, theatre, frame.w / frame.h)


def draw_locator(axes: Axes, page: Axes, theatre: Theatre, window: Window, frame: Rect) -> None:
    """Draw the surroundings of the window in small with the names of countries, and the window as a box."""
    wide = _around(theatre, window, frame)
    axes.set_xlim(wide.west, wide.east)
    axes.set_ylim(wide.south, wide.north)
    draw_ground(axes, theatre, wide, wide.width_m / 400, edge=False)
    names = [w for w in ground_wishes(theatre, wide, frame, grain_m=wide.width_m / 400, size_pt=4.8) if w.bold]
    for label in place_labels(names, frame, (), Crowd(frame, np.empty((0, 2))), limit=8):
        draw_label(page, label)
    ring = np.asarray(shapely.boundary(window.shape).coords)
    axes.plot(ring[:, 0], ring[:, 1], color=INK, lw=1.0, zorder=20)
