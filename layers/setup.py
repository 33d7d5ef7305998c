"""What has to be there before a map can be drawn: a ledger that holds something, and its days packed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from geo.articles import ReadOptions, read_folder
from geo.ledger import Ledger, ledger_url
from geo.pipeline import Situation, View, build, timeline
from geo.state.frames import TimelineFile
from geo.state.shelf import keep, shelf_mark, take
from geo.theatre import load_theatre
from layers.panel import DEFAULT_THEATRE

Tick = Callable[[float, str], object]
"""Hears how far a piece of work is, 0 to 1, and what is being done."""


def ledger_mark(url: str) -> str:
    """Return a text that changes when the ledger file at an SQLite URL does; other databases count as one."""
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not path.is_file():
        return url
    stat = path.stat()
    return f"{url}|{stat.st_size}|{stat.st_mtime_ns}"


def ensure_ledger(folder: Path, day: date, tick: Tick) -> None:
    """Read the articles of a folder into the ledger if it holds none yet; otherwise do nothing.

    Raises ClaimlineError where the ledger cannot be opened or the folder cannot be read.
    """
    with Ledger.open(ledger_url()) as ledger:
        if ledger.articles() or not folder.is_dir():
            return
        batch = read_folder(folder, ReadOptions(theatre=DEFAULT_THEATRE, today=day))
        done = 0

        def count(article: object) -> None:
            nonlocal done
            done += 1
            tick(done / max(1, len(batch.articles)), f"Reading {getattr(article, 'title', 'an article')}")

        build(batch, ledger, count)


def packed(
    theatre: str, view: View, folder: Path, fused: Callable[[], Situation], tick: Tick | None = None
) -> TimelineFile:
    """Return all days of a theatre as one file; from the shelf, without fusing, where the same was packed before.

    ``fused`` is called for the situation only where the file has to be made.
    """
    with Ledger.open() as ledger:
        claims, articles = ledger.claims(theatre=theatre), ledger.articles(theatre=theatre)
    mark = shelf_mark(claims, articles, load_theatre(theatre), repr(view))
    found = take(folder, mark)
    if found is not None:
        return found
    situation = fused()
    days = max(1, len(situation.history.days))
    first = situation.history.first

    def count(day: date) -> None:
        if tick:
            tick(((day - first).days + 1) / days, f"Laying out {day.isoformat()}")

    made = timeline(situation, count)
    keep(folder, mark, made)
    return made
