"""Words on paper: measured with the font that draws them, wrapped, cut honestly, never markup.

Sizes and positions are points from the top left corner of the page. Arabic and Hebrew are shaped by
matplotlib's own text engine (libraqm), so strings stay in logical order and can be copied from PDF.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from layers.sheet.spec import FONT, INK

LEADING = 1.28
"""Line height as a multiple of the type size."""

LONGEST_WORD = 240
"""A longer run of letters without a space is cut: no language and no web address needs it."""

_HOSTILE = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


def clean(text: str) -> str:
    """Return text on one line without control characters and direction overrides."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(_HOSTILE.sub("", kept).split())


NEAR_LETTERS = str.maketrans({"\u06c1": "\u0647", "\u06d5": "\u0647", "\u06be": "\u0647"})
"""Letters of Urdu and Kurdish keyboards that stand for Arabic heh in place names."""


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    return frozenset(get_font(_font_path(bold=True, italic=False)).get_charmap()) & frozenset(
        get_font(_font_path(bold=False, italic=False)).get_charmap()
    )


def is_drawable(text: str) -> bool:
    """Return whether the font has every letter of the text."""
    return all(ord(c) in _letters() for c in text)


def is_other_script(text: str) -> bool:
    """Return whether a name is written in letters other than Latin throughout, and the font has them."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and is_drawable(text) and not any("LATIN" in unicodedata.name(c, "") for c in letters)


def drawable(text: str) -> str:
    """Return cleaned text with a hollow box for each letter that the font lacks."""
    text = clean(text).translate(NEAR_LETTERS)
    return text if is_drawable(text) else "".join(c if ord(c) in _letters() else "\u25a1" for c in text)


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style."""

    text: str
    colour: str = INK
    bold: bool = False
    italic: bool = False


@lru_cache(maxsize=8)
def _font_path(bold: bool, italic: bool) -> str:
    return str(
        findfont(
            FontProperties(family=FONT, weight="bold" if bold else "normal", style="oblique" if italic else "normal")
        )
    )


@lru_cache(maxsize=60_000)
def _unit_width(text: str, bold: bool, italic: bool) -> float:
    font = get_font(_font_path(bold, italic))
    font.set_size(100.0, 72)
    ink = []
    for words in (f"n{text}n", "nn"):  # the difference is the advance, side bearings included
        font.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
        ink.append(float(font.get_width_height()[0]))
    return (ink[0] - ink[1]) / 64.0 / 100.0


def width_pt(text: str, size_pt: float, *, bold: bool = False, italic: bool = False) -> float:
    """Return how wide a text is at a size, in points."""
    return _unit_width(text, bold, italic) * size_pt


Line = tuple[tuple[float, Run], ...]
"""Runs of a line with their x offsets in points."""


def wrap(runs: Iterable[Run], size_pt: float, width: float) -> list[Line]:
    """Break runs into lines no wider than ``width`` points; a word that is too wide is broken."""
    lines: list[list[tuple[float, Run]]] = [[]]
    x = 0.0
    for run in runs:
        space = width_pt(" ", size_pt, bold=run.bold)
        for word in _words(run, size_pt, width):
            wide = width_pt(word, size_pt, bold=run.bold, italic=run.italic)
            gap = space if lines[-1] else 0.0
            if lines[-1] and x + gap + wide > width:
                lines.append([])
                x = gap = 0.0
            _add(lines[-1], x + gap, word, run)
            x += gap + wide
    return [tuple(line) for line in lines if line]


def _words(run: Run, size_pt: float, width: float) -> Iterable[str]:
    for word in drawable(run.text).split(" "):
        rest = word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 1] + "…"
        while rest and width_pt(rest, size_pt, bold=run.bold, italic=run.italic) > width:
            cut = max(1, int(len(rest) * width / width_pt(rest, size_pt, bold=run.bold, italic=run.italic)) - 1)
            seam = max(rest.rfind(sign, 0, cut) for sign in "/-&?=_,") + 1
            cut = seam if seam > cut * 0.6 else cut
            yield rest[:cut]
            rest = rest[cut:]
        if rest:
            yield rest


def _add(line: list[tuple[float, Run]], x: float, word: str, run: Run) -> None:
    if line and line[-1][1].colour == run.colour and line[-1][1].bold == run.bold and line[-1][1].italic == run.italic:
        start, last = line[-1]
        line[-1] = (start, Run(f"{last.text} {word}", run.colour, run.bold, run.italic))
    else:
        line.append((x, Run(word, run.colour, run.bold, run.italic)))


def fit(text: str, size_pt: float, width: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``width`` points."""
    text = drawable(text)
    if width_pt(text, size_pt, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_pt(text[:middle].rstrip() + "…", size_pt, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,;") + "…"


def put(
    page: Axes,
    x: float,
    y: float,
    text: str,
    size_pt: float,
    *,
    colour: str = INK,
    bold: bool = False,
    italic: bool = False,
    align: str = "left",
    url: str | None = None,
    z: float = 3.0,
) -> None:
    """Draw one line of text with its baseline at ``y`` on a page axes (points, y down)."""
    artist = page.text(
        x,
        y,
        drawable(text),
        fontsize=size_pt,
        color=colour,
        fontweight="bold" if bold else "normal",
        fontstyle="oblique" if italic else "normal",
        fontfamily=FONT,
        ha=align,
        va="baseline",
        parse_math=False,
        zorder=z,
    )
    if url:
        artist.set_url(url)


def put_lines(
    page: Axes, x: float, y: float, lines: Sequence[Line], size_pt: float, *, url: str | None = None
) -> float:
    """Draw wrapped lines below ``y`` and return the y below the last one."""
    for line in lines:
        baseline = y + size_pt
        for offset, run in line:
            put(
                page, x + offset, baseline, run.text, size_pt,
                colour=run.colour, bold=run.bold, italic=run.italic, url=url,
            )  # fmt: skip
        y += size_pt * LEADING
    return y


def safe_url(url: str | None) -> str | None:
    """Return a web address that may become a link (http or https), else none."""
    if url and re.match(r"https?://[^\s\"'<>]+$", url):
        return url
    return None
