"""Text columns: sections share the room fairly, and what does not fit is counted, never clipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Wedge

from layers.sheet.spec import HAIR, INK, MUTED, PAPER, Rect
from layers.sheet.text import LEADING, Line, Run, put, put_lines, wrap

MOST_ROWS = 400
"""No page of small type holds more rows than this."""

INDENT = 10.0
"""Room for a row's chip, in points."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A small dot before a row: filled (held), ring (claimed), split (contested) or grey."""

    colours: tuple[str, ...]
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a section; ``url`` makes it a link where the format knows links."""

    runs: tuple[Run, ...]
    chip: Chip | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with rows; ``least`` rows are shown before any other section gets more."""

    title: str
    rows: tuple[Row, ...]
    least: int = 2
    scale: float = 1.0
    more: str = "more in the data"
    sizes: tuple[int, ...] = ()
    """How many things each row stands for, where that is not one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A measured block: its height, and what to draw."""

    height: float
    lines: tuple[Line, ...]
    size: float
    heading: str = ""
    chip: Chip | None = None
    url: str | None = None
    is_rest: bool = False


def _heading(title: str, size: float) -> _Piece:
    return _Piece(height=size * 1.12 * LEADING + 6.0, lines=(), size=size * 1.12, heading=title)


@lru_cache(maxsize=4000)
def _row(row: Row, size: float, width: float) -> _Piece:
    lines = tuple(wrap(row.runs, size, width - INDENT))
    return _Piece(height=len(lines) * size * LEADING + 1.7, lines=lines, size=size, chip=row.chip, url=row.url)


def _pieces(sections: Sequence[Section], shown: Sequence[int], size: float, width: float) -> list[list[_Piece]]:
    blocks = []
    for section, count in zip(sections, shown, strict=True):
        pieces = [_heading(section.title, size)]
        pieces += [_row(row, size * section.scale, width) for row in section.rows[:count]]
        left = sum(section.sizes[count:]) if section.sizes else len(section.rows) - count
        if left:
            rest = _row(Row((Run(f"+ {left} {section.more}", MUTED, italic=True),)), size * 0.94, width)
            pieces.append(replace(rest, is_rest=True))
        blocks.append(pieces)
    return blocks


def _place(blocks: Sequence[Sequence[_Piece]], columns: Sequence[Rect]) -> list[tuple[Rect, float, _Piece]] | None:
    """Return every piece with its column and y, or none where they do not fit; headings keep their row."""
    placed: list[tuple[Rect, float, _Piece]] = []
    column, y = 0, columns[0].y
    for pieces in blocks:
        for i, piece in enumerate(pieces):
            keeps_next = i == 0 or (i + 2 == len(pieces) and pieces[i + 1].is_rest)
            need = piece.height + (pieces[i + 1].height if keeps_next and i + 1 < len(pieces) else 0.0)
            if y + need > columns[column].bottom:
                column += 1
                if column == len(columns):
                    return None
                y = columns[column].y
            placed.append((columns[column], y, piece))
            y += piece.height
        y += 4.0
    return placed


def share(columns: Sequence[Rect], sections: Sequence[Section], size: float) -> tuple[int, ...]:
    """Return how many rows of each section the columns hold.

    Every section first gets its ``least`` rows (fewer where even these do not fit), then rows are
    added in turn while they fit.
    """
    shown = [min(len(s.rows), s.least) for s in sections]
    while _fits(sections, shown, size, columns) is None and max(shown, default=0) > 0:
        shown[max(range(len(shown)), key=lambda i: (shown[i], i))] -= 1
    growing = True
    while growing:
        growing = False
        for i, section in enumerate(sections):
            if shown[i] < len(section.rows):
                trial = [*shown[:i], shown[i] + 1, *shown[i + 1 :]]
                if _fits(sections, trial, size, columns) is not None:
                    shown, growing = trial, True
    return tuple(shown)


def fill(page: Axes, columns: Sequence[Rect], sections: Sequence[Section], size: float) -> tuple[int, ...]:
    """Write as many rows of each section as the columns hold and return how many each got."""
    sections = [s for s in sections if s.rows]
    shown = share(columns, sections, size)
    for room, y, piece in _fits(sections, shown, size, columns) or []:
        _draw(page, room, y, piece)
    return shown


def fill_in_order(page: Axes, columns: Sequence[Rect], sections: Sequence[Section], size: float) -> tuple[int, ...]:
    """Write rows from the first on, as many as the columns hold, and return how many of each section.

    Found by halving: a list of thousands of rows is measured only as far as one page reaches.
    """
    low, high = 0, min(sum(len(s.rows) for s in sections), MOST_ROWS)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(*_first_rows(sections, middle), size, columns) is None:
            high = middle - 1
        else:
            low = middle
    shown = _first_rows(sections, low)
    for room, y, piece in _fits(*shown, size, columns) or []:
        _draw(page, room, y, piece)
    return (*shown[1], *([0] * (len(sections) - len(shown[1]))))


def _first_rows(sections: Sequence[Section], count: int) -> tuple[list[Section], list[int]]:
    """Return the sections that the first ``count`` rows reach into, and how many rows of each."""
    reached, shown = [], []
    for section in sections:
        if count <= 0:
            break
        reached.append(section)
        shown.append(min(count, len(section.rows)))
        count -= shown[-1]
    return reached, shown


def _fits(
    sections: Sequence[Section], shown: Sequence[int], size: float, columns: Sequence[Rect]
) -> list[tuple[Rect, float, _Piece]] | None:
    return _place(_pieces(sections, shown, size, columns[0].w), columns) if sections else []


def _draw(page: Axes, room: Rect, y: float, piece: _Piece) -> None:
    if piece.heading:
        put(page, room.x, y + piece.size + 1.5, piece.heading, piece.size, bold=True)
        line = y + piece.size * LEADING + 3.0
        page.plot([room.x, room.right], [line, line], color=HAIR, lw=0.6)
        return
    if piece.chip:
        draw_chip(page, room.x + 3.2, y + piece.size * 0.64, piece.chip)
    put_lines(page, room.x + INDENT, y, piece.lines, piece.size, url=piece.url)


def draw_chip(page: Axes, x: float, y: float, chip: Chip, radius: float = 2.5) -> None:
    """Draw a row's dot: one colour filled or as a ring, two colours split."""
    if len(chip.colours) > 1:
        page.add_artist(Wedge((x, y), radius, 90, 270, facecolor=chip.colours[0], lw=0))
        page.add_artist(Wedge((x, y), radius, 270, 90, facecolor=chip.colours[1], lw=0))
        page.add_artist(Circle((x, y), radius, facecolor="none", edgecolor=INK, lw=0.35))
    elif chip.filled:
        page.add_artist(Circle((x, y), radius, facecolor=chip.colours[0], edgecolor=INK, lw=0.35))
    else:
        page.add_artist(Circle((x, y), radius - 0.4, facecolor=PAPER, edgecolor=chip.colours[0], lw=1.2))
