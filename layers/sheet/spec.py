"""What a reader may choose of a sheet: paper, box, layers, marking line, link; and the inks it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass

from layers.base import Layer

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""

INK = "#1b1f24"
MUTED = "#59626d"
HAIR = "#cfd4da"
PAPER = "#ffffff"
LAND = "#f6f4ef"
WATER = "#dbe6ee"
BORDER = "#7d848c"
COAST = "#9db0be"
PROVINCE = "#c3beb4"
FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A box on the page in points (1/72 inch), ``x`` and ``y`` from the top left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """X of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Y of the bottom edge."""
        return self.y + self.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A page: its size and where title, map, legend, text columns and foot stand, all in points."""

    key: str
    width: float
    height: float
    head: Rect
    map: Rect
    legend: Rect
    columns: tuple[Rect, ...]
    foot: Rect
    title_pt: float
    title_lines: int
    text_pt: float


A4 = Paper(
    key="a4",
    width=595.28,
    height=841.89,
    head=Rect(x=34, y=30, w=527, h=66),
    map=Rect(x=34, y=104, w=406, h=410),
    legend=Rect(x=452, y=104, w=109, h=410),
    columns=(Rect(x=34, y=530, w=254, h=242), Rect(x=307, y=530, w=254, h=242)),
    foot=Rect(x=34, y=780, w=527, h=40),
    title_pt=15.0,
    title_lines=2,
    text_pt=6.6,
)
"""A4 upright: the map above, two columns of text below."""

WIDE = Paper(
    key="16:9",
    width=960.0,
    height=540.0,
    head=Rect(x=26, y=22, w=908, h=66),
    map=Rect(x=26, y=94, w=404, h=378),
    legend=Rect(x=440, y=94, w=128, h=378),
    columns=(Rect(x=584, y=88, w=350, h=393),),
    foot=Rect(x=26, y=488, w=908, h=40),
    title_pt=17.0,
    title_lines=2,
    text_pt=6.5,
)
"""A slide of 13.33 x 7.5 inches: map left, text right."""

PAPERS = {paper.key: paper for paper in (A4, WIDE)}
"""Papers by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpec:
    """How a dossier is put on paper; ``box`` in degrees (none: the theatre's), ``pages`` 1 or more.

    ``link`` opens the live view; ``marking`` is a line printed at the top and foot of every page.
    """

    layers: tuple[Layer, ...]
    paper: Paper = WIDE
    box: Box | None = None
    link: str = ""
    marking: str = ""
    with_sources: bool = True
    """Whether pages with the full source list follow the first."""
    dpi: int = 300
