"""Every file that leaves the house: a day and view in, one whole file out, its kind by its suffix."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from geo.errors import InputError
from geo.pipeline import Situation
from geo.state.day import Frame
from layers import LAYERS
from layers.atomic import write_whole
from layers.base import Layer
from layers.briefing import compose
from layers.briefing.lines import Briefing
from layers.data.columns import TABLES
from layers.data.tables import Extract
from layers.dossier import Dossier, dossier_of
from layers.sheet.spec import PAPERS, WIDE, Box, Paper, SheetSpec

Tick = Callable[[str, float], None]
"""Told what is being done and the share that is done, 0 to 1."""

A_WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Days outside are slips of the pen."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to export: a day (and an earlier one), the box and layers in view, and the words around them."""

    day: date
    since: date | None = None
    box: Box | None = None
    layer_keys: tuple[str, ...] = ()
    paper: Paper = WIDE
    marking: str = ""
    link: str = ""
    table: str = "claims"
    dpi: int = 300
    compare: bool = False
    brief: bool = False
    """Whether an .html file is the text brief, not the timeline."""

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers by key; all that are on by default where none are named. InputError for an unknown key."""
        if not self.layer_keys:
            return tuple(layer for layer in LAYERS if layer.default_on)
        known = {layer.key: layer for layer in LAYERS}
        unknown = [key for key in self.layer_keys if key not in known]
        if unknown:
            raise InputError(f"no layer {', '.join(unknown)}: choose from {', '.join(known)}")
        return tuple(layer for layer in LAYERS if layer.key in self.layer_keys)

    @property
    def sheet(self) -> SheetSpec:
        """The order as the sheet understands it."""
        return SheetSpec(
            layers=self.layers, paper=self.paper, box=self.box, link=self.link, marking=self.marking, dpi=self.dpi
        )


def quiet(_what: str, _share: float) -> None:
    """Tell nobody."""


@dataclass
class Job:
    """An order on a fused ledger; what several formats need is made once and kept."""

    situation: Situation
    order: Order
    tick: Tick = field(default=quiet)

    @cached_property
    def dossier(self) -> Dossier:
        """The day, compared with ``since`` or the week before."""
        self.tick("gathering the day", 0.1)
        since = self.order.since or self.order.day - A_WEEK
        if since >= self.order.day:
            raise InputError(f"since {since} must lie before {self.order.day}")
        return dossier_of(self.situation, self.order.day, since)

    @cached_property
    def briefing(self) -> Briefing:
        """The day in rows."""
        return compose(self.dossier)

    @cached_property
    def extract(self) -> Extract:
        """The day (or every day since) and all status intervals up to it, as tables are made from."""
        days = self.period() if self.order.since else (self.order.day,)
        frames = []
        for number, day in enumerate(days):
            self.tick(f"gathering {day}", 0.1 + 0.6 * number / len(days))
            frames.append(self.dossier.frame if day == self.order.day else self.situation.frame(day))
        first = self.order.since or date.min
        runs = tuple(run for run in self.situation.history.intervals() if run.last >= first)
        return Extract(dossier=self.dossier, frames=tuple(frames), intervals=runs)

    def period(self) -> tuple[date, ...]:
        """Every day from ``since`` (or the week before) to the day."""
        first = self.order.since or self.order.day - A_WEEK
        return tuple(first + timedelta(days=i) for i in range((self.order.day - first).days + 1))

    def frame(self, day: date) -> Frame:
        """Any other day of the same ledger."""
        return self.situation.frame(day)


def _png(job: Job, path: Path) -> None:
    from layers.sheet import sheet_png
    from layers.sheet.compare import compare_png

    make = compare_png if job.order.compare else sheet_png
    path.write_bytes(make(job.dossier, job.order.sheet, job.briefing))


def _svg(job: Job, path: Path) -> None:
    from layers.sheet import sheet_svg
    from layers.sheet.compare import compare_svg

    make = compare_svg if job.order.compare else sheet_svg
    path.write_bytes(make(job.dossier, job.order.sheet, job.briefing))


def _pdf(job: Job, path: Path) -> None:
    from layers.sheet import sheet_pdf
    from layers.sheet.compare import compare_pdf

    make = compare_pdf if job.order.compare else sheet_pdf
    path.write_bytes(make(job.dossier, job.order.sheet, job.briefing))


def _pptx(job: Job, path: Path) -> None:
    from layers.slides import slides_pptx

    path.write_bytes(slides_pptx(job.dossier, job.order.sheet, job.briefing))


def _moving(job: Job, path: Path) -> None:
    from layers.animation import write_animation

    write_animation(job.situation, job.period(), job.order.sheet, path, job.tick)


def _html(job: Job, path: Path) -> None:
    if job.order.brief:
        from layers.brief import brief_html

        path.write_text(brief_html(job.dossier, job.briefing), encoding="utf-8")
        return
    from layers.html import single_file

    path.write_text(single_file(job.situation, job.order.day, job.tick), encoding="utf-8")


def _geojson(job: Job, path: Path) -> None:
    from layers.data.plain import geojson

    path.write_bytes(geojson(job.extract))


def _csv(job: Job, path: Path) -> None:
    from layers.data.plain import csv_table

    path.write_bytes(csv_table(job.extract, job.order.table))


def _gpkg(job: Job, path: Path) -> None:
    from layers.data.frames import write_gpkg

    write_gpkg(job.extract, path)


def _parquet(job: Job, path: Path) -> None:
    from layers.data.frames import write_parquet

    write_parquet(job.extract, path, job.order.table)


def _kml(job: Job, path: Path) -> None:
    from layers.data.kml import kml

    path.write_bytes(kml(job.extract))


def _kmz(job: Job, path: Path) -> None:
    from layers.data.kml import kmz

    path.write_bytes(kmz(job.extract))


def _markdown(job: Job, path: Path) -> None:
    from layers.brief import brief_markdown

    path.write_text(brief_markdown(job.dossier, job.briefing), encoding="utf-8")


FORMATS: dict[str, tuple[str, Callable[[Job, Path], None]]] = {
    ".png": ("Sheet, picture", _png),
    ".pdf": ("Sheet with full source list", _pdf),
    ".svg": ("Sheet, vector", _svg),
    ".pptx": ("Slide with native shapes", _pptx),
    ".html": ("Timeline in one file, works offline", _html),
    ".md": ("Text brief", _markdown),
    ".mp4": ("Animation, video", _moving),
    ".gif": ("Animation, GIF", _moving),
    ".geojson": ("All tables, GeoJSON", _geojson),
    ".gpkg": ("All tables with QGIS styles, GeoPackage", _gpkg),
    ".kml": ("Google Earth, with time", _kml),
    ".kmz": ("Google Earth, with time, packed", _kmz),
    ".csv": ("One table, CSV", _csv),
    ".parquet": ("One table, GeoParquet", _parquet),
}
"""Suffix, what it is in the download menu, and who writes it."""


def check(order: Order, suffix: str) -> None:
    """Refuse what cannot be made before any work is done; InputError says what to do instead."""
    if suffix not in FORMATS:
        raise InputError(f"unknown suffix {suffix or '(none)'!r}: use one of {', '.join(sorted(FORMATS))}")
    if order.table not in TABLES:
        raise InputError(f"no table {order.table!r}: choose from {', '.join(TABLES)}")
    if order.since and order.since >= order.day:
        raise InputError(f"since {order.since} must lie before {order.day}")
    if not FIRST_YEAR <= order.day.year <= LAST_YEAR:
        raise InputError(f"{order.day}: choose a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    if order.paper.key not in PAPERS:
        raise InputError(f"no paper {order.paper.key!r}: choose from {', '.join(PAPERS)}")
    _ = order.layers


def export(situation: Situation, order: Order, target: Path, tick: Tick = quiet) -> Path:
    """Write the file that ``target``'s suffix names, whole or not at all, and return its path.

    Raises InputError for an order that makes no sense, ExportError where it cannot be written.
    """
    suffix = target.suffix.lower()
    check(order, suffix)
    if order.box:
        from layers.sheet.ground import check_box

        check_box(order.box, situation.theatre)
    job = Job(situation=situation, order=order, tick=tick)
    write_whole(target, lambda part: FORMATS[suffix][1](job, part))
    tick("done", 1.0)
    return target


def export_bytes(situation: Situation, order: Order, suffix: str, tick: Tick = quiet) -> bytes:
    """Return the file of a suffix as bytes, for a download; nothing stays on disk."""
    with tempfile.TemporaryDirectory(prefix="claimline-") as folder:
        return export(situation, order, Path(folder) / f"claimline{suffix}", tick).read_bytes()


def file_name(situation: Situation, order: Order, suffix: str) -> str:
    """Return a telling name for a download: theatre, day, and table where the format holds one."""
    table = f"-{order.table}" if suffix in (".csv", ".parquet") else ""
    return f"claimline-{situation.theatre.key}-{order.day.isoformat()}{table}{suffix}"
