"""The briefing sheet: one press, one page that can be put on a slide or handed over.

Drawn by matplotlib's Figure API in the theatre's metric CRS; no browser, no pyplot, no network. The
same dossier and spec give the same bytes in PNG, SVG and PDF.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import Image

from layers.briefing import compose
from layers.briefing.lines import Briefing
from layers.dossier import Dossier
from layers.sheet.page import first_page, more_pages
from layers.sheet.spec import A4, PAPERS, WIDE, Box, Paper, SheetSpec
from layers.sheet.svg import with_fonts

__all__ = ["A4", "PAPERS", "WIDE", "Box", "Paper", "SheetSpec", "sheet_pdf", "sheet_png", "sheet_svg"]

_ONE_AT_A_TIME = threading.Lock()
"""One render at a time: drawing holds a core, and matplotlib's settings are global."""

_SETTINGS: Any = {
    "pdf.fonttype": 42,  # TrueType, embedded: text stays text, as PDF/A asks
    "svg.fonttype": "none",
    "svg.hashsalt": "claimline",
    "path.simplify": True,
    "text.hinting": "none",  # letters advance as they are measured
    "hatch.linewidth": 0.35,
    "axes.unicode_minus": False,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Hold the one drawing place, with the settings that make output repeatable."""
    with _ONE_AT_A_TIME, mpl.rc_context(_SETTINGS):
        yield


def pages(dossier: Dossier, briefing: Briefing, spec: SheetSpec) -> Iterator[Figure]:
    """Yield the sheet and, if the spec asks for sources, the pages that list them in full."""
    yield first_page(dossier, briefing, spec)
    if spec.with_sources:
        yield from more_pages(dossier, briefing, spec)


def figure_png(figure: Figure, dpi: int) -> bytes:
    """Return a figure as PNG bytes without dates or software names."""
    canvas: Any = FigureCanvasAgg(figure)  # published without types
    figure.set_dpi(dpi)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3, dpi=(dpi, dpi))
    return out.getvalue()


def sheet_png(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return the first page as PNG at ``spec.dpi``."""
    spec = replace(spec, with_sources=False)
    with drawing():
        return figure_png(first_page(dossier, briefing or compose(dossier), spec), spec.dpi)


def sheet_svg(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return the first page as SVG with real text and the font's used letters embedded."""
    out = io.BytesIO()
    spec = replace(spec, with_sources=False)
    with drawing():
        figure = first_page(dossier, briefing or compose(dossier), spec)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": _title(dossier)})
    return with_fonts(out.getvalue())


def sheet_pdf(dossier: Dossier, spec: SheetSpec, briefing: Briefing | None = None) -> bytes:
    """Return all pages as PDF with embedded TrueType fonts."""
    out = io.BytesIO()
    told = briefing or compose(dossier)
    info = {
        "Title": _title(dossier),
        "Subject": told.headline,
        "Creator": "Claimline",
        "CreationDate": None,
        "ModDate": None,
    }
    with drawing(), PdfPages(out, metadata=info) as document:
        for figure in pages(dossier, told, spec):
            document.savefig(figure)
    return out.getvalue()


def _title(dossier: Dossier) -> str:
    return f"{dossier.theatre.title}, {dossier.day.isoformat()}: attributed claims, not verified control"
