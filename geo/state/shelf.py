"""Packed timelines kept on disk, so that a second start opens in a moment.

A file is found again only if claims, articles, theatre, point of view and the program are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from geo.model import Article, Claim
from geo.state.frames import TimelineFile
from geo.state.pack import unpack_file
from geo.theatre import Theatre

PROGRAM = Path(__file__).resolve().parents[1]
"""The folder whose files make up the program and its data."""


@lru_cache(maxsize=1)
def program_mark() -> str:
    """Return a hash over names, sizes and times of the program's files."""
    seen = hashlib.sha256()
    for path in sorted(PROGRAM.rglob("*")):
        if path.suffix in (".py", ".toml", ".csv", ".geojson", ".gz"):
            stat = path.stat()
            seen.update(f"{path.relative_to(PROGRAM)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def shelf_mark(claims: Sequence[Claim], articles: Sequence[Article], theatre: Theatre, view: str) -> str:
    """Return 24 hex digits that name a timeline before it is made; the order of claims does not matter."""
    seen = hashlib.sha256(program_mark().encode())
    for text in sorted(repr(claim) for claim in claims):
        seen.update(text.encode())
    for text in sorted(f"{a.id}|{a.title}|{a.url}|{a.published}" for a in articles):
        seen.update(text.encode())
    seen.update(f"{theatre!r}|{view}".encode())
    return seen.hexdigest()[:24]


def take(folder: Path, mark: str) -> TimelineFile | None:
    """Return the timeline kept under a mark, or none where there is none or it cannot be read."""
    path = folder / f"{mark}.bin"
    if not path.is_file():
        return None
    payload = path.read_bytes()
    try:
        header, _ = unpack_file(payload)
    except (ValueError, OSError, EOFError):
        return None
    start = date.fromisoformat(header["start"])
    return TimelineFile(build=header["build"], payload=payload, start=start, days=header["days"])


def keep(folder: Path, mark: str, timeline: TimelineFile, most: int = 24) -> None:
    """Keep a timeline under a mark; only the newest ``most`` stay. A folder that refuses is no error."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{mark}.part"
        part.write_bytes(timeline.payload)
        part.replace(folder / f"{mark}.bin")
        files = sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[most:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
