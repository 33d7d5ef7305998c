"""The pages of a sheet: head, map, legend, text columns and foot on one matplotlib Figure each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import qrcode
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from layers.briefing.lines import Briefing
from layers.briefing.words import BOUNDARIES, DISCLAIMER, date_words
from layers.dossier import Dossier
from layers.sheet.flow import Section, fill, fill_in_order
from layers.sheet.furniture import draw_locator
from layers.sheet.ground import window_of
from layers.sheet.legend import draw_legend
from layers.sheet.map import draw_map
from layers.sheet.sections import page_more, page_one
from layers.sheet.spec import HAIR, INK, MUTED, PAPER, Paper, Rect, SheetSpec
from layers.sheet.text import LEADING, Line, Run, clean, fit, put, put_lines, safe_url, wrap

LOCATOR_PT = 84.0
"""Height of the locator inset."""

QR_PT = 40.0
SLIMMER = 0.86
"""A title may shrink to this share of its size to save a line."""

MAX_PAGES = 12
"""A sheet of more pages is a report; the rest is in the data files."""


def blank_page(paper: Paper, spec: SheetSpec) -> tuple[Figure, Axes]:
    """Return a figure of the paper's size and axes in points from its top left corner."""
    figure = Figure(figsize=(paper.width / 72, paper.height / 72), dpi=spec.dpi, facecolor=PAPER)
    page = figure.add_axes((0.0, 0.0, 1.0, 1.0), zorder=10)
    page.set_xlim(0, paper.width)
    page.set_ylim(paper.height, 0)
    page.set_axis_off()
    page.set_autoscale_on(False)
    if spec.marking:
        for y in (13.0, paper.height - 6.0):
            line = fit(spec.marking, 8.0, paper.width - 40, bold=True)
            put(page, paper.width / 2, y, line, 8.0, bold=True, align="center")
    return figure, page


def map_axes(figure: Figure, paper: Paper, room: Rect) -> Axes:
    """Return axes over a box of the page, framed by a hair line."""
    axes = figure.add_axes(
        (room.x / paper.width, 1 - room.bottom / paper.height, room.w / paper.width, room.h / paper.height), zorder=1
    )
    axes.set_autoscale_on(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(MUTED)
        spine.set_linewidth(0.6)
        spine.set_zorder(40)
    return axes


def first_page(dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> Figure:
    """Return the sheet itself: everything a reader needs on one page."""
    paper = spec.paper
    figure, page = blank_page(paper, spec)
    draw_head(page, dossier, briefing, spec)
    window = window_of(spec.box or dossier.theatre.bbox, dossier.theatre, paper.map.w / paper.map.h)
    telling = dict.fromkeys(
        [k for line in briefing.claims[:14] if (k := line.place_id)]
        + [line.place.id for line in briefing.changes[:14]]
        + [line.place.id for line in briefing.contested[:8]]
    )
    axes = map_axes(figure, paper, paper.map)
    drawn = draw_map(axes, page, paper.map, dossier, spec.layers, window, list(telling))
    locator = Rect(x=paper.legend.x, y=paper.legend.bottom - LOCATOR_PT, w=paper.legend.w, h=LOCATOR_PT)
    room = Rect(x=paper.legend.x, y=paper.legend.y, w=paper.legend.w, h=paper.legend.h - LOCATOR_PT - 10)
    draw_legend(page, room, spec.layers, drawn, dossier.theatre)
    draw_locator(map_axes(figure, paper, locator), page, dossier.theatre, window, locator)
    if briefing.is_empty:
        draw_nothing(page, paper, was_told=bool(dossier.claims))
    more = "more on the following pages" if spec.with_sources else "more in the PDF and data"
    fill(page, paper.columns, page_one(briefing, dossier.theatre, more), paper.text_pt)
    draw_foot(page, dossier, spec)
    return figure


def draw_head(page: Axes, dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> None:
    """Write the theatre and day, the sentence the data write, and the dates that bound it, down to the map."""
    head, theatre = spec.paper.head, dossier.theatre
    size, lines = title_lines(briefing.headline, spec.paper)
    compared = f" · compared with {date_words(briefing.since)}" if briefing.since else ""
    reports = f"{briefing.reports} report{'s' if briefing.reports != 1 else ''} that day"
    facts = f"Data cut-off {date_words(briefing.known_as_of)}{compared} · {reports} · "
    small = wrap([Run(facts, MUTED), Run(DISCLAIMER, INK, bold=True)], 7.2, head.w)[:2]
    top = head.bottom - 14 - (len(lines) * size + len(small) * 7.2) * LEADING
    top = max(head.y, top)
    put(page, head.x, top + 7, f"{theatre.title} · {date_words(briefing.day)}", 8.4, colour=MUTED, bold=True)
    y = put_lines(page, head.x, top + 11, lines, size)
    put_lines(page, head.x, y + 1, small, 7.2)


def title_lines(words: str, paper: Paper) -> tuple[float, list[Line]]:
    """Return the size (points) and lines of a title: a little smaller where that saves a line, never too many lines."""
    size = paper.title_pt
    runs = [Run(words, bold=True)]
    lines = wrap(runs, size, paper.head.w)
    tried = size
    while tried > 9.0 and (len(lines) > paper.title_lines or tried > size * SLIMMER):
        tried -= 0.5
        fewer = wrap(runs, tried, paper.head.w)
        if len(fewer) < len(lines):
            size, lines = tried, fewer
    if len(lines) > paper.title_lines:
        size, lines = 9.0, wrap(runs, 9.0, paper.head.w)
        rest = " ".join(run.text for line in lines[paper.title_lines - 1 :] for _, run in line)
        last = Run(fit(rest, size, paper.head.w, bold=True), bold=True)
        lines = [*lines[: paper.title_lines - 1], ((0.0, last),)]
    return size, lines


def draw_nothing(page: Axes, paper: Paper, *, was_told: bool) -> None:
    """Say over the map that nobody reported, so that an empty map does not look calm."""
    room = Rect(x=paper.map.x + paper.map.w / 2 - 120, y=paper.map.y + paper.map.h / 2 - 24, w=240, h=48)
    page.add_artist(
        Rectangle((room.x, room.y), room.w, room.h, facecolor=PAPER, edgecolor=HAIR, lw=0.8, alpha=0.95, zorder=70)
    )
    for y, words, size, bold in (
        (20.0, "No report still counts on this day" if was_told else "No reports by this day", 11.0, True),
        (35.0, "Nobody has spoken of it: this is silence, not calm.", 7.2, False),
    ):
        put(page, room.x + room.w / 2, room.y + y, words, size, bold=bold, align="center")
        page.texts[-1].set_zorder(71)


def draw_foot(page: Axes, dossier: Dossier, spec: SheetSpec) -> None:
    """Write what the map is and is not, licences, build, and the way back to the live view."""
    foot = spec.paper.foot
    page.plot([foot.x, foot.right], [foot.y - 3, foot.y - 3], color=HAIR, lw=0.6)
    link = safe_url(spec.link)
    wide = foot.w - (QR_PT + 150 if link else 0)
    runs = [
        Run(DISCLAIMER, bold=True),
        Run(f"Ground between places is interpolated. {BOUNDARIES}", MUTED),
        Run(f"Data: {credits_of(dossier, spec)}. Quotations belong to their publishers.", MUTED),
        Run(f"Build {dossier.build_id}.", MUTED),
    ]
    size = next((s for s in (5.8, 5.4, 5.0, 4.6, 4.2) if len(wrap(runs, s, wide)) * s * LEADING <= foot.h), 3.8)
    put_lines(page, foot.x, foot.y, wrap(runs, size, wide), size)
    if link:
        draw_qr(page, foot.right - QR_PT, foot.y - 1, QR_PT, link)
        lines = wrap([Run("Live view", INK, bold=True), Run(link, MUTED)], 5.8, 140)[:4]
        put_lines(page, foot.right - QR_PT - 148, foot.y, lines, 5.8, url=link)


def credits_of(dossier: Dossier, spec: SheetSpec) -> str:
    """Return the theatre's credits and those of layers whose sources it does not name already."""
    credit = list(dossier.theatre.credit)
    named = [line.split(",")[0].split(" contributors")[0].casefold() for line in credit]
    for layer in spec.layers:
        parts = (part.strip() for part in layer.attribution.split(";"))
        credit += [part for part in parts if part and not any(name in part.casefold() for name in named)]
    return "; ".join(dict.fromkeys(credit))


def draw_qr(page: Axes, x: float, y: float, size: float, text: str) -> None:
    """Draw a QR code as one path, ``size`` points wide with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(text)
    code.make(fit=True)
    matrix = np.array(code.get_matrix())
    module = size / len(matrix)
    rows, columns = np.nonzero(matrix)
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], dtype=float)
    origins = np.column_stack([columns, rows]).astype(float)
    vertices = (origins[:, None, :] + corners[None, :, :]).reshape(-1, 2) * module + (x, y)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(origins))
    page.add_artist(PathPatch(Path(vertices, codes), facecolor=INK, lw=0, snap=False))


def more_pages(dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> Iterator[Figure]:
    """Yield the pages after the first: the full source list, then everything else in full."""
    left = [s for s in page_more(briefing, dossier.theatre) if s.rows]
    for number in range(2, MAX_PAGES + 1):
        if not left:
            return
        figure, page = blank_page(spec.paper, spec)
        left = _list_page(page, dossier, spec, left, number)
        yield figure


def _list_page(page: Axes, dossier: Dossier, spec: SheetSpec, sections: list[Section], number: int) -> list[Section]:
    paper, head = spec.paper, spec.paper.head
    words = f"{clean(dossier.theatre.title)} · {date_words(dossier.day)} · page {number}"
    put(page, head.x, head.y + 7, words, 8.4, colour=MUTED, bold=True)
    gap = 20.0
    wide = (head.w - gap) / 2
    top = head.y + 16
    columns = [Rect(x=head.x + k * (wide + gap), y=top, w=wide, h=paper.foot.y - 12 - top) for k in range(2)]
    more = "on the next page" if number < MAX_PAGES else "in the data files"
    shown = fill_in_order(page, columns, [Section(s.title, s.rows, more=more) for s in sections], paper.text_pt)
    draw_foot(page, dossier, spec)
    rest = []
    for section, count in zip(sections, shown, strict=True):
        if count < len(section.rows):
            begun = " (continued)" if count and not section.title.endswith(" (continued)") else ""
            rest.append(Section(section.title + begun, section.rows[count:]))
    if rest and sum(shown) == 0:
        return []
    return rest
