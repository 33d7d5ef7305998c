"""A theatre is a war written down as data: its sides, sources, roads, areas and places.

``theatres/<key>/theatre.toml`` is checked against the models below; unknown keys are errors, so a
typing mistake is named instead of ignored. Large tables (places, highway nodes) are CSV files in
the same folder. Adding a war needs one ``theatre.toml`` and no code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
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
    ``backers`` are states and bodies whose officials speak for it without holding ground; ``allies``
    are the keys of sides that fight in the same camp.
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
    """A highway by its number, with the names the press gives it.

    ``between`` are its two ends; ``aliases`` gains every usual wording with them ("the X-Y highway",
    "the road from Y to X").
    """

    key: Text
    label: Text
    aliases: tuple[str, ...] = ()
    between: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            return raw
        ends, own = raw.get("between"), raw.get("aliases", [])
        if not (isinstance(ends, list | tuple) and isinstance(own, list | tuple) and len(ends) == 2):
            return raw
        return {**raw, "aliases": tuple(dict.fromkeys((*own, *road_names(str(ends[0]), str(ends[1])))))}


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
    """A journey readers ask about: the road it follows and the places it passes in order.

    ``km`` is a published length by road, with its page in ``km_source``, to check the graph against.
    """

    key: Text
    label: Text
    road: str
    start: Text
    end: Text
    via: tuple[str, ...] = ()
    km: float | None = None
    km_source: str = ""


class Baseline(_Model):
    """Who held a place before the first article, and who says so.

    A file may write ``places = [...]`` instead of ``place`` where one source speaks for many.
    """

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

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, raw: object) -> object:
        if isinstance(raw, dict) and isinstance(raw.get("baseline"), list):
            return {**raw, "baseline": [row for given in raw["baseline"] for row in _each_place(given)]}
        return raw

    @model_validator(mode="after")
    def _consistent(self) -> Theatre:
        _check_unique("side key", [side.key for side in self.sides])
        _check_unique("source", [source.name for source in self.sources])
        _check_unique("road key", [road.key for road in self.roads])
        _check_unique("area", [area.name for area in self.areas])
        _check_unique("route key", [route.key for route in self.routes])
        self._check_sides()
        self._check_names()
        west, south, east, north = self.bbox
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(
                f"bbox must be west, south, east, north in degrees, not {list(self.bbox)}; "
                "put the numbers in that order"
            )
        if self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}; swap them or mend one")
        return self

    def _check_sides(self) -> None:
        keys = self.side_keys
        for source in self.sources:
            if source.side not in (*keys, *NEUTRAL_SIDES):
                raise ValueError(
                    f"source {source.name!r} has the unknown side {source.side!r}; use one of "
                    f"{', '.join((*keys, *NEUTRAL_SIDES))}"
                )
        for row in self.baseline:
            if row.side not in keys:
                raise ValueError(
                    f"baseline of {row.place!r} names the unknown side {row.side!r}; use one of {', '.join(keys)}"
                )
        for side in self.sides:
            for ally in side.allies:
                if ally not in keys:
                    raise ValueError(f"side {side.key!r} has the unknown ally {ally!r}; use a side key")
        roads = {road.key for road in self.roads}
        for route in self.routes:
            if route.road not in roads:
                raise ValueError(
                    f"route {route.key!r} follows the unknown road {route.road!r}; add [[roads]] with this key"
                )

    def _check_names(self) -> None:
        owner: dict[str, str] = {}
        for side in self.sides:
            for name in (*side.aliases, *side.leaders, *side.backers):
                other = owner.setdefault(name.casefold(), side.key)
                if other != side.key:
                    raise ValueError(
                        f"alias {name!r} belongs to the sides {other!r} and {side.key!r}; leave it with one of them"
                    )
        held: dict[str, str] = {}
        for row in self.baseline:
            if held.setdefault(f"{row.place}|{row.inside}", row.side) != row.side:
                raise ValueError(f"baseline gives {row.place!r} to two sides; keep one row, or say 'inside'")

    def __hash__(self) -> int:
        """Hash the file's identity alone: theatres are cache keys and their tables are long."""
        return hash((self.key, self.folder, self.bbox))

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


ROAD_WORDS = ("highway", "road", "motorway", "international highway", "international road")
ROAD_LINKS = (
    "between {} and {}",
    "from {} to {}",
    "linking {} and {}",
    "linking {} with {}",
    "linking {} to {}",
    "connecting {} and {}",
    "connecting {} with {}",
    "connecting {} to {}",
    "that links {} with {}",
)


def road_names(start: str, end: str) -> tuple[str, ...]:
    """Return how the press words a road between two places, in both directions."""
    names = []
    for one, other in ((start, end), (end, start)):
        names += [f"{one}{dash}{other} {word}" for word in ROAD_WORDS for dash in ("-", "–")]
        names += [f"{word} {link.format(one, other)}" for word in ROAD_WORDS[:3] for link in ROAD_LINKS]
    return tuple(names)


def _each_place(row: object) -> tuple[object, ...]:
    """Write a baseline row with ``places`` out as one row per place; other rows pass untouched."""
    if isinstance(row, dict) and isinstance(row.get("places"), list) and "place" not in row:
        rest = {key: value for key, value in row.items() if key != "places"}
        return tuple({**rest, "place": place} for place in row["places"])
    return (row,)


def _check_unique(what: str, names: Sequence[str]) -> None:
    """Raise ValueError naming the first of ``names`` that occurs twice."""
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ValueError(f"{what} {name!r} occurs twice; rename or remove one")
        seen.add(name.casefold())


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
        raise TheatreError(f"no theatre {key!r} at {path}: choose one of {known}, or write this file")
    return parse_theatre(path)


def parse_theatre(path: Path) -> Theatre:
    """Read one ``theatre.toml``; TheatreError names the file, the key and what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise TheatreError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise TheatreError(f"{path}: not valid TOML ({error}); mend the line it names") from error
    try:
        return Theatre.model_validate({**raw, "folder": path.parent})
    except ValidationError as error:
        raise TheatreError(f"{path}: {explain_errors(error)}") from error


def explain_errors(error: ValidationError) -> str:
    """Turn a schema failure into one line: each wrong key with what is wrong and the remedy."""
    return "; ".join(_explain(item["type"], item["loc"], item["msg"], item["input"]) for item in error.errors())


def _explain(kind: str, loc: tuple[int | str, ...], message: str, given: object) -> str:
    where = ".".join(str(part) for part in loc)
    match kind:
        case "extra_forbidden":
            near = get_close_matches(str(loc[-1]), _fields_at(loc), n=1)
            remedy = f"did you mean {near[0]!r}?" if near else "remove it"
            return f"{where}: unknown key; {remedy}"
        case "missing":
            return f"{where}: missing; add this key"
        case "string_pattern_mismatch" if loc[-1] == "colour":
            return f"{where}: {given!r} is no colour; write it as six hex digits, such as '#0072B2'"
        case "string_pattern_mismatch":
            return f"{where}: {given!r} is no EPSG code; write the metric reference system as 'EPSG:32637'"
        case "literal_error" | "enum":
            return f"{where}: {given!r} is not allowed; {message[0].lower()}{message[1:]}"
        case "value_error":
            text = message.removeprefix("Value error, ")
            return f"{where}: {text}" if where else text
        case _:
            return f"{where or 'file'}: {message[0].lower()}{message[1:]}; given {given!r:.60}"


def _fields_at(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys that are allowed in the table in which ``loc`` points to one."""
    tables: dict[str, type[_Model]] = {
        "sides": Side,
        "sources": Source,
        "roads": Road,
        "areas": Area,
        "routes": Route,
        "baseline": Baseline,
    }
    model = tables.get(str(loc[0]), Theatre) if len(loc) > 1 else Theatre
    return tuple(model.model_fields)
