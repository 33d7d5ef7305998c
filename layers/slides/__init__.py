"""The sheet as a PowerPoint slide of native shapes: areas, line, places and text can all be edited.

Positions are computed in points of the 16:9 page and written in EMU (12,700 to a point). The map is
one named group per layer, so that it can be moved or recoloured; the notes page carries the sources.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pptx import Presentation
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt
from shapely.geometry.base import BaseGeometry

from geo.crs import geometries_to_metric
from layers.base import Layer, Shape, Symbol
from layers.briefing import compose
from layers.briefing.lines import Briefing
from layers.briefing.words import BOUNDARIES, DISCLAIMER, date_words
from layers.dossier import Dossier
from layers.sheet.flow import Row, Section, share
from layers.sheet.ground import pieces_of, window_of
from layers.sheet.labels import Crowd, place_labels
from layers.sheet.map import FAINT, PX_TO_PT, Drawn, along, calm, symbol_scale
from layers.sheet.names import ground_wishes, name_wishes, side_wishes
from layers.sheet.page import credits_of
from layers.sheet.sections import page_one
from layers.sheet.spec import BORDER, INK, LAND, MUTED, PROVINCE, WATER, WIDE, Rect, SheetSpec
from layers.sheet.text import clean, safe_url
from layers.slides.furniture import furniture
from layers.slides.shapes import GRAIN_PT, Canvas, Runs, dot, freeform, grouped, paint, rgb, same_times, stroke, write

MOST_PLACES = 2500
"""More places than this make a slide that no program opens quickly; the telling ones and towns come first."""

_GROUND_LINES = {"river": WATER, "divide": PROVINCE, "edge": MUTED}

MOST_STRETCHES = 60
"""Lines of one kind that come in more pieces than this become one shape."""


TEXT_PT = 7.0
"""Size of the briefing; rows are shared out as on the sheet, whose letters are wider, so they fit."""


def slides_pptx(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return a one-slide presentation of the dossier; same input, same bytes."""
    told = briefing or compose(dossier)
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDE.width), Pt(WIDE.height)
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.turbo_add_enabled = True
    room = WIDE.map
    window = window_of(spec.box or dossier.theatre.bbox, dossier.theatre, room.w / room.h)
    canvas = Canvas(room=room, window=window)
    with grouped(slide, "Base map") as shapes:
        _ground(shapes, dossier, canvas)
    drawn = _layers(slide, dossier, spec.layers, canvas)
    with grouped(slide, "Scale, north, degrees") as shapes:
        reserved = furniture(shapes, canvas)
    with grouped(slide, "Place names") as shapes:
        _names(shapes, dossier, told, canvas, drawn, reserved)
    _frame(slide, room)
    _words(slide, dossier, told, spec)
    with grouped(slide, "Legend") as shapes:
        _legend(shapes, dossier, spec.layers, drawn)
    slide.notes_slide.notes_text_frame.text = notes_text(dossier, told, spec)
    core = deck.core_properties
    core.title = clean(f"{dossier.theatre.title}, {dossier.day.isoformat()}")
    core.author, core.comments = "Claimline", DISCLAIMER
    core.created = core.modified = datetime(dossier.day.year, dossier.day.month, dossier.day.day, tzinfo=UTC)
    out = io.BytesIO()
    deck.save(out)
    return same_times(out.getvalue())


def notes_text(dossier: Dossier, told: Briefing, spec: SheetSpec) -> str:
    """Return the speaker notes: dates, what the map is, every source with its address."""
    lines = [
        f"{clean(dossier.theatre.title)}, {date_words(told.day)}. Data cut-off {date_words(told.known_as_of)}.",
        f"{DISCLAIMER} Ground between places is interpolated. {BOUNDARIES}",
        *([f"Live view: {spec.link}"] if safe_url(spec.link) else []),
        "",
        "Sources",
    ]
    for source in told.sources:
        day = f", {date_words(source.published)}" if source.published else ""
        url = f" {safe_url(source.url)}" if safe_url(source.url) else ""
        lines.append(f"{source.number}. {clean(source.outlet)}{day}: {clean(source.title)}{url}")
    lines += ["", f"Data: {credits_of(dossier, spec)}. Build {dossier.build_id}."]
    return "\n".join(lines)


def _ground(shapes: Any, dossier: Dossier, canvas: Canvas) -> None:
    room = canvas.room
    water = shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(room.x), Pt(room.y), Pt(room.w), Pt(room.h))
    paint(water, WATER, None)
    water.name = "Water"
    grain = canvas.window.width_m / room.w * GRAIN_PT
    for piece in pieces_of(dossier.theatre, canvas.window, grain):
        for shape, name in zip(piece.geometries, piece.names, strict=True):
            filled = piece.kind in ("land", "lake")
            if piece.kind in ("province", "coast"):
                continue
            made = freeform(shapes, shape, canvas, closed=filled, name=f"{piece.kind} {name}".strip())
            if made is None:
                continue
            if filled:
                paint(made, LAND if piece.kind == "land" else WATER, None)
            else:
                stroke(made, _GROUND_LINES.get(piece.kind, BORDER), 0.75, dashed=piece.kind in ("divide", "edge"))


def _layers(slide: Any, dossier: Dossier, layers: Sequence[Layer], canvas: Canvas) -> Drawn:
    drawn = Drawn()
    for layer in sorted(layers, key=lambda one: (one.z, one.key)):
        rows = layer.features(dossier.frame, dossier.theatre)
        if rows.empty:
            continue
        metres = geometries_to_metric(np.asarray(rows.geometry.array), canvas.window.crs)
        near = np.flatnonzero(shapely.intersects(canvas.window.shape, metres))
        scale = symbol_scale(len(rows))
        roads = along(metres[near][np.isin(shapely.get_type_id(metres[near]), (1, 5))], canvas.window)
        drawn.points.append(np.column_stack([roads, np.ones(len(roads))]))
        kinds = Counter(np.asarray(rows["kind"].astype(str))[near])
        with grouped(slide, layer.title) as shapes:
            for kind, joined in _long_lines(rows, metres, near).items():
                drawn.counts[layer.key, kind] += 1
                _feature(shapes, joined, layer.symbol(kind, 0.5, dossier.theatre), canvas, scale, layer.title)
                near = near[np.asarray(rows["kind"])[near] != kind]
            for i in near[:MOST_PLACES]:
                row = rows.iloc[i]
                symbol = layer.symbol(str(row["kind"]), float(row["confidence"] or 0.0), dossier.theatre)
                if "radius_px" in rows.columns:
                    symbol = replace(symbol, radius_px=float(row["radius_px"]) * PX_TO_PT / scale)
                drawn.counts[layer.key, str(row["kind"])] += 1
                size = scale * calm(symbol, kinds[str(row["kind"])])
                _feature(shapes, metres[i], symbol, canvas, size, clean(str(row["label"] or layer.title))[:80])
                if metres[i].geom_type == "Point":
                    cost = FAINT if symbol.shape is Shape.HOLLOW else 1.0
                    drawn.points.append(np.column_stack([shapely.get_coordinates(metres[i]), [cost]]))
    return drawn


def _long_lines(rows: gpd.GeoDataFrame, metres: NDArray[np.object_], near: NDArray[np.intp]) -> dict[str, BaseGeometry]:
    """Return kinds of more than ``MOST_STRETCHES`` line stretches as one line each: nobody edits them one by one."""
    kinds = np.asarray(rows["kind"].astype(str))[near]
    lines = shapely.get_type_id(metres[near]) == 1
    many = [kind for kind in sorted(set(kinds)) if (lines & (kinds == kind)).sum() > MOST_STRETCHES]
    return {kind: shapely.line_merge(shapely.union_all(metres[near][kinds == kind])) for kind in many}


def _feature(shapes: Any, shape: BaseGeometry, symbol: Symbol, canvas: Canvas, scale: float, name: str) -> None:
    match shape.geom_type:
        case "Point":
            x, y = canvas.points(shapely.get_coordinates(shape))[0]
            dot(shapes, float(x), float(y), symbol, scale, name)
        case "Polygon" | "MultiPolygon":
            made = freeform(shapes, shape, canvas, closed=True, name=name)
            if made is not None:
                paint(made, symbol.fill, symbol.stroke if symbol.stroke_px else None, 0.5, symbol.opacity)
        case _:
            made = freeform(shapes, shape, canvas, closed=False, name=name)
            if made is not None:
                stroke(made, symbol.stroke, max(0.5, symbol.stroke_px * 0.62), dashed=bool(symbol.dash))


def _frame(slide: Any, room: Rect) -> None:
    edge = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(room.x), Pt(room.y), Pt(room.w), Pt(room.h))
    paint(edge, None, MUTED, 0.6)
    edge.name = "Map frame"


def _names(
    shapes: Any, dossier: Dossier, told: Briefing, canvas: Canvas, drawn: Drawn, reserved: Sequence[Rect]
) -> None:
    telling = list(
        dict.fromkeys(
            [key for line in told.claims[:14] if (key := line.place_id)] + [c.place.id for c in told.changes[:14]]
        )
    )
    crowd = Crowd(canvas.room, canvas.points(drawn.crowd()))
    theatre, window, room = dossier.theatre, canvas.window, canvas.room
    wishes = [replace(wish, gap=4.6) for wish in name_wishes(dossier, window, room, telling)]
    sides = side_wishes(dossier, window, room)
    labels = place_labels([*wishes[:6], *sides, *wishes[6:]], room, reserved, crowd, limit=32)
    taken = [*reserved, *(label.box for label in labels)]
    ground = ground_wishes(theatre, window, room, grain_m=window.width_m / room.w * GRAIN_PT)
    for label in [*labels, *place_labels(ground, room, taken, crowd, limit=12)]:
        local = [[(label.wish.local, False, MUTED)]] if label.wish.local else []
        rows = [[(label.wish.text, label.wish.bold, label.wish.colour)], *local]
        align = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[label.align]
        left = {"left": 0.0, "right": 6.0, "center": 3.0}[label.align]
        box = Rect(x=label.box.x - left, y=label.box.y - 0.6, w=label.box.w + 6, h=label.box.h)
        write(shapes, box, rows, label.wish.size_pt, align=align, name=label.wish.text, halo=True)


def _words(slide: Any, dossier: Dossier, told: Briefing, spec: SheetSpec) -> None:
    head, column, foot = WIDE.head, WIDE.columns[0], WIDE.foot
    shapes = slide.shapes
    kicker = f"{clean(dossier.theatre.title)} · {date_words(told.day)}"
    compared = f" · compared with {date_words(told.since)}" if told.since else ""
    write(shapes, Rect(x=head.x, y=head.y - 2, w=head.w, h=12), [[(kicker, True, MUTED)]], 9, name="Date")
    size = 17.0 if len(told.headline) < 150 else 13.0
    write(shapes, Rect(x=head.x, y=head.y + 10, w=head.w, h=44), [[(told.headline, True, INK)]], size, name="Title")
    dates = f"Data cut-off {date_words(told.known_as_of)}{compared} · "
    runs = [(dates, False, MUTED), (DISCLAIMER, True, INK)]
    write(shapes, Rect(x=head.x, y=head.y + 55, w=head.w, h=12), [runs], 8, name="Cut-off and disclaimer")
    write(shapes, column, list(_paragraphs(page_one(told, dossier.theatre), column)), TEXT_PT, name="Briefing")
    words = f"Ground between places is interpolated. {BOUNDARIES} Data: {credits_of(dossier, spec)}. "
    words += f"Build {dossier.build_id}. Sources are in the notes."
    link = safe_url(spec.link)
    rows: list[Runs] = [[(words, False, MUTED)], *([[(f"Live view: {link}", False, MUTED)]] if link else [])]
    write(shapes, foot, rows, 5.5, name="Sources and licences")
    if spec.marking:
        for y in (3.0, WIDE.height - 13):
            room = Rect(x=0, y=y, w=WIDE.width, h=10)
            write(shapes, room, [[(spec.marking[:160], True, INK)]], 8, align=PP_ALIGN.CENTER, name="Marking")


def _paragraphs(sections: Sequence[Section], column: Rect) -> Iterable[Runs]:
    told = [replace(section, scale=1.0) for section in sections if section.rows]
    for section, most in zip(told, share((column,), told, TEXT_PT * 0.88), strict=True):
        yield [(section.title, True, INK)]
        for row in section.rows[:most]:
            yield _row_runs(row)
        if len(section.rows) > most:
            yield [(f"+ {len(section.rows) - most} more", False, MUTED)]


def _row_runs(row: Row) -> Runs:
    mark = []
    if row.chip:
        sign = "● " if row.chip.filled else "○ "
        mark = [(sign.strip() if len(row.chip.colours) > 1 else sign, True, row.chip.colours[0])]
        mark += [("● ", True, colour) for colour in row.chip.colours[1:2]]
    return [*mark, *((f"{run.text} ", run.bold, run.colour) for run in row.runs if run.text)]


def _legend(shapes: Any, dossier: Dossier, layers: Sequence[Layer], drawn: Drawn) -> None:
    room = WIDE.legend
    y = room.y
    for layer in layers:
        found = [e for e in layer.legend(dossier.theatre) if drawn.counts[layer.key, e.kind]]
        if not found:
            continue
        write(shapes, Rect(x=room.x, y=y, w=room.w, h=9), [[(layer.title, True, INK)]], 6.5, name=layer.title)
        y += 10.5
        for entry in found:
            _key(shapes, room.x, y + 4, entry.symbol)
            write(
                shapes, Rect(x=room.x + 18, y=y, w=room.w - 18, h=8), [[(entry.label, False, INK)]], 5.6, name="Legend"
            )
            y += 8.2 + 7.0 * (len(entry.label) > 42)
        y += 3


def _key(shapes: Any, x: float, y: float, symbol: Symbol) -> None:
    match symbol.shape:
        case Shape.AREA:
            box = shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(x), Pt(y - 3), Pt(13), Pt(6))
            paint(box, symbol.fill, MUTED, 0.3, symbol.opacity)
        case Shape.LINE | Shape.ARROW:
            line = shapes.add_connector(1, Pt(x), Pt(y), Pt(x + 13), Pt(y))
            line.line.color.rgb = rgb(symbol.stroke)
            line.line.width = Pt(max(0.5, symbol.stroke_px * 0.62))
            if symbol.dash:
                line.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        case _:
            true_size = symbol.shape is Shape.DISC
            dot(
                shapes,
                x + 6.5,
                y,
                symbol,
                PX_TO_PT if true_size else min(PX_TO_PT, 3.4 / max(symbol.radius_px, 0.1)),
                "Legend symbol",
            )
