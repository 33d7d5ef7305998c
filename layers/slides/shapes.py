"""Native shapes of a slide: freeforms, dots and text boxes that carry no theme effects.

Positions are points from the top left corner of the slide.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt
from shapely.geometry.base import BaseGeometry

from layers.base import Shape, Symbol
from layers.sheet.ground import Window
from layers.sheet.names import to_page
from layers.sheet.spec import INK, PAPER, Rect
from layers.sheet.text import clean

FONT = "Arial"
GRAIN_PT = 0.6
"""Outlines on the slide are thinned to this many points."""

LEFT_HALF = (54.0, 162.0)
"""A chord from 90 to 270 degrees; the format counts angles in 1/60,000 degree, python-pptx in 100,000 of these."""

Runs = list[tuple[str, bool, str]]
"""Text, bold, colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Where the map lies on the slide, and the ground it shows."""

    room: Rect
    window: Window

    def points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return metres as points of the slide."""
        return to_page(xy, self.room, self.window)


def rgb(colour: str) -> RGBColor:
    """Return #rrggbb as the format's colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    made: RGBColor = RGBColor(red, green, blue)  # type: ignore[no-untyped-call]  # published without types
    return made


def _alpha(shape: Any, opacity: float) -> None:
    """Give a filled shape an opacity; the format holds it inside the colour."""
    for colour in shape.fill._xPr.iter(qn("a:srgbClr")):  # noqa: SLF001 -- python-pptx has no name for it
        alpha = colour.makeelement(qn("a:alpha"), {"val": str(int(opacity * 100_000))})
        colour.append(alpha)
        return


@contextmanager
def grouped(slide: Any, name: str) -> Iterator[Any]:
    """Put everything added to the slide meanwhile into one named group.

    Shapes go to the slide first: a group measures all its members anew for each one it is given.
    """
    before = len(slide.shapes)
    yield slide.shapes
    members = list(slide.shapes)[before:]
    if members:
        group = slide.shapes.add_group_shape(members)
        group.name = name


def _rings(geometry: BaseGeometry, canvas: Canvas) -> list[NDArray[np.float64]]:
    rings = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings += [np.asarray(ring.coords)[:, :2] for ring in (part.exterior, *part.interiors)]
        elif part.geom_type in ("LineString", "LinearRing"):
            rings.append(np.asarray(part.coords)[:, :2])
    return [canvas.points(ring) for ring in rings if len(ring) > 1]


def freeform(shapes: Any, geometry: BaseGeometry, canvas: Canvas, *, closed: bool, name: str) -> Any | None:
    """Add a geometry (metres) as one freeform with a contour per ring or line; none where nothing is left."""
    grain = canvas.window.width_m / canvas.room.w * GRAIN_PT
    inside = shapely.clip_by_rect(
        geometry, canvas.window.west, canvas.window.south, canvas.window.east, canvas.window.north
    )
    contours = _rings(shapely.simplify(inside, grain), canvas)
    if not contours:
        return None
    builder = None
    for contour in contours:
        points = [(float(x) * 100, float(y) * 100) for x, y in contour]
        if builder is None:
            builder = shapes.build_freeform(points[0][0], points[0][1], scale=127.0)
        else:
            builder.move_to(*points[0])
        builder.add_line_segments(points[1:], close=closed)
    assert builder is not None
    shape = builder.convert_to_shape()
    shape.name = name
    plain(shape)
    return shape


def plain(shape: Any) -> None:
    """Take a shape out of the theme's style: no shadow, no gradient, in any program."""
    style = shape._element.find(qn("p:style"))  # noqa: SLF001 -- python-pptx has no name for it
    if style is not None:
        style.getparent().remove(style)


def paint(shape: Any, fill: str | None, edge: str | None, width: float = 0.5, opacity: float = 1.0) -> None:
    """Fill a shape (none: clear) and give it an edge (none: no edge), ``width`` points wide."""
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
        if opacity < 1:
            _alpha(shape, opacity)
    else:
        shape.fill.background()
    if edge:
        shape.line.color.rgb = rgb(edge)
        shape.line.width = Pt(width)
    else:
        shape.line.fill.background()
    plain(shape)


def stroke(shape: Any, colour: str, width: float, *, dashed: bool = False) -> None:
    """Make a shape a line of ``width`` points."""
    shape.fill.background()
    shape.line.color.rgb = rgb(colour)
    shape.line.width = Pt(width)
    if dashed:
        shape.line.dash_style = MSO_LINE_DASH_STYLE.DASH


def dot(shapes: Any, x: float, y: float, symbol: Symbol, scale: float, name: str) -> None:
    """Add a place as an oval: filled, a ring, or with a second half for split."""
    radius = max(1.2, symbol.radius_px * scale)
    box = (Pt(x - radius), Pt(y - radius), Pt(2 * radius), Pt(2 * radius))
    oval = shapes.add_shape(MSO_SHAPE.OVAL, *box)
    oval.name = name
    match symbol.shape:
        case Shape.RING | Shape.HOLLOW:
            paint(oval, symbol.fill or PAPER, symbol.stroke, max(0.4, symbol.stroke_px * scale))
        case Shape.SPLIT:
            paint(oval, symbol.stroke, INK, 0.4)
            half = shapes.add_shape(MSO_SHAPE.CHORD, *box)
            half.name = f"{name}, other side"
            half.adjustments[0], half.adjustments[1] = LEFT_HALF
            paint(half, symbol.fill or PAPER, None)
        case _:
            edge = None if symbol.stroke == symbol.fill else symbol.stroke
            paint(oval, symbol.fill or symbol.stroke, edge, max(0.3, symbol.stroke_px * scale), symbol.opacity)


def write(
    shapes: Any,
    room: Rect,
    paragraphs: Iterable[Runs],
    size_pt: float,
    *,
    align: Any = None,
    name: str = "",
    halo: bool = False,
) -> Any:
    """Add a text box without margins; each paragraph is a list of runs; ``halo`` sets it off from a map."""
    box = shapes.add_textbox(Pt(room.x), Pt(room.y), Pt(room.w), Pt(room.h))
    box.name = clean(name) or "Text"
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    for number, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size_pt * 0.25)
        if align is not None:
            paragraph.alignment = align
        for text, bold, colour in runs:
            run = paragraph.add_run()
            run.text = legal(text)
            run.font.size, run.font.bold, run.font.name = Pt(size_pt), bold, FONT
            run.font.color.rgb = rgb(colour)
            if halo:
                _glow(run)
    return box


def _glow(run: Any) -> None:
    """Give letters a white glow, which the format holds between their fill and their font."""
    letters = run._r.get_or_add_rPr()  # noqa: SLF001 -- python-pptx has no name for it
    effects = letters.makeelement(qn("a:effectLst"), {})
    glow = letters.makeelement(qn("a:glow"), {"rad": str(int(Pt(1.6)))})
    glow.append(letters.makeelement(qn("a:srgbClr"), {"val": PAPER.removeprefix("#").upper()}))
    effects.append(glow)
    letters.find(qn("a:solidFill")).addnext(effects)


def legal(text: str) -> str:
    """Return text that XML may hold, on one line; a space at its end stays."""
    ends = " " if text.endswith(" ") else ""
    return clean(text) + ends


def same_times(packed: bytes) -> bytes:
    """Return a zip with every member dated 1980, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
