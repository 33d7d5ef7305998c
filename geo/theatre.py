"""A theatre is a war written down as data: its sides, sources, roads, areas and places.

``theatres/<key>/theatre.toml`` is checked against the models below; unknown keys are errors, so a
typing mistake is named instead of ignored. Large tables (places, highway nodes) are CSV files in
the same folder. Adding a war needs one ``theatre.toml`` and no code.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.errors import TheatreError
from geo.model import NEUTRAL_SIDES, SourceKind

THEATRES = Path(__file__).parent / "theatres"
"""Folder of the theatres that ship with the product."""

Text = Annotated[str, Field(min_length=1)]
Reliability = Literal["A", "B", "C", "D", "E", "F"]


class _Model(BaseModel):
    """Common strictness: frozen values, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Side(_Model):
    """A party that can hold ground; ``aliases`` are how the press names it and its forces.

    ``ours`` are demonyms and leaders whose possessives name its forces ("Assad's forces");
    ``backers`` are states and bodies whose officials speak for it without holding ground.
    """

    key: Text
    label: Text
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    short: str = ""
    aliases: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    backers: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()


class Source(_Model):
    """A body that says things, with its Admiralty reliability letter and the reason for it.

    ``side`` is a side key, or ``monitor``, ``un``, ``third-party``.
    """

    name: Text
    aliases: tuple[str, ...] = ()
    kind: SourceKind
    side: Text
    reliability: Reliability
    reason: Text
    url: str = ""


class Road(_Model):
    """A highway by its number, with the names the press gives it."""

    key: Text
    label: Text
    aliases: tuple[str, ...] = ()


class Area(_Model):
    """A named area larger than a town: a province, a mountain area, a countryside.

    ``polygon`` is a ring of ``[lon, lat]`` pairs (EPSG:4326); without it the area is known by name
    and its ``admin1`` alone.
    """

    name: Text
    kind: Text = "area"
    aliases: tuple[str, ...] = ()
    local_name: str = ""
    admin1: str = ""
    polygon: tuple[tuple[float, float], ...] = ()
    source: str = ""


class Route(_Model):
    """A journey readers ask about: the road it follows and the places it passes in order."""

    key: Text
    label: Text
    road: str
    start: Text
    end: Text
    via: tuple[str, ...] = ()


class Baseline(_Model):
    """Who held a place before the first article, and who says so."""

    place: Text
    side: Text
    date: date
    source: Text
    inside: str = ""


class Theatre(_Model):
    """A war as data: ``bbox`` is west, south, east, north in degrees; ``metric_crs`` an EPSG code."""

    key: Text
    title: Text
    summary: str = ""
    countries: tuple[str, ...]
    neighbours: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float]
    start: date
    end: date
    metric_crs: Annotated[str, Field(pattern=r"^EPSG:\d+$")]
    local_language: str = "en"
    credit: tuple[str, ...] = ()
    sides: Annotated[tuple[Side, ...], Field(min_length=2, max_length=7)]
    sources: tuple[Source, ...] = ()
    roads: tuple[Road, ...] = ()
    areas: tuple[Area, ...] = ()
    routes: tuple[Route, ...] = ()
    baseline: tuple[Baseline, ...] = ()
    folder: Path = Field(default=THEATRES, exclude=True)

    @model_validator(mode="after")
    def _consistent(self) -> Theatre:
        keys = [side.key for side in self.sides]
        if len(set(keys)) != len(keys):
            raise ValueError(f"side keys must differ: {', '.join(keys)}")
        known = {*keys, *NEUTRAL_SIDES}
        for source in self.sources:
            if source.side not in known:
                raise ValueError(f"source {source.name!r} has the unknown side {source.side!r}")
        for row in self.baseline:
            if row.side not in keys:
                raise ValueError(f"baseline of {row.place!r} names the unknown side {row.side!r}")
        west, south, east, north = self.bbox
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(f"bbox must be west, south, east, north in degrees, not {self.bbox}")
        if self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        return self

    def side(self, key: str) -> Side:
        """Return the side with this key; KeyError if the theatre has none."""
        for side in self.sides:
            if side.key == key:
                return side
        raise KeyError(key)

    @property
    def side_keys(self) -> tuple[str, ...]:
        """Keys of the sides in the order of the file."""
        return tuple(side.key for side in self.sides)

    def source(self, name: str) -> Source | None:
        """Return the source of this name or alias (case-insensitive), or none."""
        wanted = name.casefold().strip()
        for source in self.sources:
            if wanted in (source.name.casefold(), *(alias.casefold() for alias in source.aliases)):
                return source
        return None


def theatre_keys() -> tuple[str, ...]:
    """Return the keys of the theatres that ship with the product, sorted."""
    return tuple(sorted(path.parent.name for path in THEATRES.glob("*/theatre.toml")))


@lru_cache(maxsize=16)
def load_theatre(key: str) -> Theatre:
    """Load and check a theatre by key, or by the path of its folder or ``theatre.toml``.

    Raises TheatreError for an unknown key or a file that breaks the schema.
    """
    path = Path(key)
    if path.suffix == ".toml" or path.is_dir():
        path = path if path.suffix == ".toml" else path / "theatre.toml"
    else:
        path = THEATRES / key / "theatre.toml"
    if not path.is_file():
        known = ", ".join(theatre_keys())
        raise TheatreError(f"no theatre {key!r}: choose one of {known}, or write {path.name} for it")
    return parse_theatre(path)


def parse_theatre(path: Path) -> Theatre:
    """Read one ``theatre.toml``; TheatreError names the file, the key and what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TheatreError(f"{path}: not valid TOML ({error}); mend the line it names") from error
    try:
        return Theatre.model_validate({**raw, "folder": path.parent})
    except ValidationError as error:
        raise TheatreError(f"{path}: {explain_errors(error)}") from error


def explain_errors(error: ValidationError) -> str:
    """Turn a schema failure into one line: each wrong key with what it should be."""
    lines = []
    for item in error.errors():
        where = ".".join(str(part) for part in item["loc"]) or "file"
        lines.append(f"{where}: {item['msg']}")
    return "; ".join(lines)
