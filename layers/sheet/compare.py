"""Two days side by side and their difference in a third panel: who was said to hold what, then and now."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import geometries_to_metric, points_to_metric
from geo.errors import InputError
from geo.state.day import Frame
from geo.theatre import Theatre
from layers.base import Shape, Symbol
from layers.briefing import compose
from layers.briefing.lines import Briefing
from layers.briefing.words import DISCLAIMER, date_words
from layers.dossier import Dossier
from layers.sheet import drawing, figure_png
from layers.sheet.flow import fill
from layers.sheet.furniture import draw_scale_bar, draw_ticks
from layers.sheet.ground import Window, draw_ground, window_of
from layers.sheet.labels import Crowd, place_labels
from layers.sheet.legend import draw_legend
from layers.sheet.map import Drawn, draw_map
from layers.sheet.marks import draw_areas, draw_points
from layers.sheet.names import draw_label, name_wishes, to_page
from layers.sheet.page import blank_page, draw_foot, map_axes
from layers.sheet.sections import page_one, side_colour
from layers.sheet.spec import INK, MUTED, WIDE, Paper, Rect, SheetSpec
from layers.sheet.svg import with_fonts
from layers.sheet.text import Run, put, put_lines, wrap

TOP = 92.0
HEIGHT = 250.0
OWN_COLUMN = ("places", "displacement")
"""Layers whose legend stands in the second column."""


def panels(paper: Paper) -> tuple[Rect, Rect, Rect]:
    """Return three boxes of equal size across the page: before, after, difference."""
    gap = 18.0
    wide = (paper.head.w - 2 * gap) / 3
    x = paper.head.x
    return (
        Rect(x=x, y=TOP, w=wide, h=HEIGHT),
        Rect(x=x + wide + gap, y=TOP, w=wide, h=HEIGHT),
        Rect(x=x + 2 * (wide + gap), y=TOP, w=wide, h=HEIGHT),
    )


def compare_page(dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> Figure:
    """Return the comparison of a dossier's two days on a 16:9 page; InputError where there is only one day."""
    since = dossier.since
    if since is None:
        raise InputError("a comparison needs an earlier day: give --since")
    spec = replace(spec, paper=WIDE)
    figure, page = blank_page(WIDE, spec)
    before, after, difference = panels(WIDE)
    window = window_of(spec.box or dossier.theatre.bbox, dossier.theatre, before.w / before.h)
    _head(page, dossier, briefing, spec)
    telling = list(dict.fromkeys(line.place.id for line in briefing.changes[:18]))
    earlier = replace(dossier, frame=since, since=None)
    for room, shown in ((before, earlier), (after, dossier)):
        axes = map_axes(figure, WIDE, room)
        drawn = draw_map(axes, page, room, shown, spec.layers, window, telling[:8])
        put(page, room.x, room.y - 4, date_words(shown.day), 8.5, bold=True)
    axes = map_axes(figure, WIDE, difference)
    put(page, difference.x, difference.y - 4, "Difference", 8.5, bold=True)
    told = "hatched ground and dots: new side; grey: to nobody"
    put(page, difference.right, difference.y - 4, told, 6.2, colour=MUTED, align="right")
    _difference(axes, page, difference, dossier, since, window, telling)
    _below(page, dossier, briefing, spec, drawn)
    draw_foot(page, dossier, spec)
    return figure


def _head(page: Axes, dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> None:
    head, since = spec.paper.head, dossier.since
    assert since is not None
    put(page, head.x, head.y + 7, f"{dossier.theatre.title} · comparison", 8.4, colour=MUTED, bold=True)
    count = len(briefing.changes)
    words = f"{date_words(since.day)} and {date_words(dossier.day)}: {count:,} place{'s' if count != 1 else ''} changed"
    put(page, head.x, head.y + 28, words, 16.0, bold=True)
    facts = (
        f"Data cut-off {date_words(since.known_as_of)} and {date_words(dossier.frame.known_as_of)}, as known then · "
    )
    put_lines(page, head.x, head.y + 33, wrap([Run(facts, MUTED), Run(DISCLAIMER, INK, bold=True)], 7.2, head.w), 7.2)


def changed_ground(now: Frame, then: Frame, window: Window, theatre: Theatre) -> dict[str, BaseGeometry]:
    """Return the ground (metres of the window) that each side holds now by interpolation and did not then."""
    gained = {}
    for side in theatre.side_keys:
        parts = []
        for frame in (now, then):
            shapes = np.array([a.geometry for a in frame.areas if a.side == side], dtype=object)
            moved = geometries_to_metric(shapes, window.crs) if len(shapes) else shapes
            parts.append(shapely.make_valid(shapely.union_all(moved)))
        grown = shapely.difference(parts[0], parts[1])
        grown = shapely.intersection(grown, window.shape)
        if not grown.is_empty and grown.area > 0:
            gained[side] = grown
    return gained


def _difference(
    axes: Axes, page: Axes, room: Rect, dossier: Dossier, since: Frame, window: Window, telling: list[str]
) -> None:
    """Draw only what differs: gained ground hatched in its side's colour, changed places as large dots."""
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    theatre = dossier.theatre
    draw_ground(axes, theatre, window, window.width_m / room.w * 0.25)
    for side, ground in changed_ground(dossier.frame, since, window, theatre).items():
        colour = side_colour(side, theatre)
        symbol = Symbol(shape=Shape.AREA, stroke=colour, fill=colour, opacity=0.35, hatch="/", stroke_px=0.0)
        draw_areas(axes, [ground], symbol, 1.0, 8.0)
    points = [np.empty((0, 2))]
    moved = [key for key in telling if _side_of(dossier.frame, key) != _side_of(since, key)]
    holders: tuple[str | None, ...] = (*theatre.side_keys, None)
    for holder in holders:
        spots = _changed_spots(dossier, since, holder, window)
        fill_colour = side_colour(holder, theatre)
        symbol = Symbol(shape=Shape.DOT, stroke=INK, fill=fill_colour, stroke_px=0.6, radius_px=3.4)
        draw_points(axes, spots, symbol, 0.75, 20.0)
        points.append(spots)
    draw_ticks(page, room, window)
    bar = draw_scale_bar(page, room, window)
    crowd = Crowd(room, to_page(np.vstack(points), room, window))
    wishes = [wish for wish in name_wishes(dossier, window, room, moved) if wish.bold]
    for label in place_labels(wishes, room, [bar], crowd, limit=16):
        draw_label(page, label)


def _side_of(frame: Frame, key: str) -> str | None:
    status = frame.statuses.get(key)
    return status.side if status else None


def _changed_spots(dossier: Dossier, since: Frame, side: str | None, window: Window) -> NDArray[np.float64]:
    """Return the points (metres) of places that are ``side``'s now and were not before; none: nobody's now."""
    lonlat = []
    for key, status in dossier.frame.statuses.items():
        place = dossier.places.get(key)
        if place and place.has_point and status.side == side and _side_of(since, key) != side:
            lonlat.append((place.lon, place.lat))
    return points_to_metric(np.array(lonlat, dtype=float).reshape(-1, 2), window.crs)


def _below(page: Axes, dossier: Dossier, briefing: Briefing, spec: SheetSpec, drawn: Drawn) -> None:
    """Write totals and changes in three columns under the panels, and the legend beside them."""
    paper = spec.paper
    top = TOP + HEIGHT + 18
    height = paper.foot.y - 8 - top
    second = [lay for lay in spec.layers if lay.key in OWN_COLUMN]
    halves = ([lay for lay in spec.layers if lay not in second], second)
    for k, layers in enumerate(halves):
        room = Rect(x=paper.head.x + k * 156, y=top, w=146, h=height)
        draw_legend(page, room, layers, drawn, dossier.theatre)
    wide = (paper.head.w - 316 - 16) / 2
    columns = [Rect(x=paper.head.x + 316 + k * (wide + 16), y=top - 6, w=wide, h=height + 6) for k in range(2)]
    wanted = ("Said to hold", "What changed", "Sources")
    sections = [s for s in page_one(briefing, dossier.theatre) if s.title.startswith(wanted)]
    fill(page, columns, sections, 6.6)


def compare_png(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return the comparison as PNG at ``spec.dpi``."""
    with drawing():
        return figure_png(compare_page(dossier, briefing or compose(dossier), spec), spec.dpi)


def compare_svg(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return the comparison as SVG with real text."""
    out = io.BytesIO()
    with drawing():
        figure = compare_page(dossier, briefing or compose(dossier), spec)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return with_fonts(out.getvalue())


def compare_pdf(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return the comparison as a one-page PDF."""
    out = io.BytesIO()
    told = briefing or compose(dossier)
    with drawing(), PdfPages(out, metadata={"Creator": "Claimline", "CreationDate": None, "ModDate": None}) as document:
        document.savefig(compare_page(dossier, told, spec))
    return out.getvalue()
