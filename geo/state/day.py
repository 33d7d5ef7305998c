"""A day to draw: the statuses of places, areas, the line, routes and notes, and what they rest on.

Geometries are shapely, EPSG:4326, lon before lat. Areas are in km² measured in the theatre's metric
CRS. Nothing here computes; the other modules of this folder fill these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from geo.model import DisplacementClaim, Place


class Level(StrEnum):
    """What can be said of a place on a day.

    ``held``: well supported by independent or neutral sources. ``claimed``: only the holder's own
    camp says so. ``contested``: fighting inside, or live evidence for two sides. ``unknown``:
    nobody reported, or too long ago.
    """

    HELD = "held"
    CLAIMED = "claimed"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


class Contest(StrEnum):
    """Why a place is contested: shots or statements."""

    FIGHTING = "fighting"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one claim adds to the log-odds of one side: base x product(factors) x age = value, signed."""

    claim_id: str
    side: str
    grade: str
    base: float
    factors: tuple[tuple[str, float], ...]
    age_days: float
    decay: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStatus:
    """Who is said to hold one place on one day, how sure, since when, and the claims it rests on.

    ``scores`` are the summed log-odds per side; the trace sums to them exactly. ``since_first`` and
    ``since_last`` bracket the last change: earliest claim, latest consistent one.
    """

    place_id: str
    day: date
    level: Level
    side: str | None
    contest: Contest | None = None
    rivals: tuple[str, ...] = ()
    probability: float = 0.0
    likelihood: str = ""
    evidence: str = ""
    since_first: date | None = None
    since_last: date | None = None
    last_reported: date | None = None
    supporting: tuple[str, ...] = ()
    dissenting: tuple[str, ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    trace: tuple[Contribution, ...] = ()
    is_baseline: bool = False

    @property
    def weights(self) -> dict[str, float]:
        """What each claim adds to the score of its side, with what is remembered through it."""
        table: dict[str, float] = {}
        for part in self.trace:
            table[part.claim_id] = table.get(part.claim_id, 0.0) + part.value
        return table


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInterval:
    """A run of days (both ends included) on which one place has the same level, side and probability tenth.

    ``claim_ids`` are the supporting claims on the first day; the full trace is made on demand.
    """

    place_id: str
    first: date
    last: date
    level: Level
    side: str | None
    contest: Contest | None = None
    probability_step: int = 0
    claim_ids: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Level, str | None, Contest | None, int]:
        """What stays equal during the run."""
        return (self.level, self.side, self.contest, self.probability_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlArea:
    """Ground interpolated between places: held by ``side``, or nobody knows (``side`` is none)."""

    side: str | None
    geometry: BaseGeometry
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStretch:
    """A stretch of the estimated line between two sides, and the places and claims that put it there."""

    sides: tuple[str, str]
    geometry: BaseGeometry
    length_km: float
    place_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadStretch:
    """A stretch of highway between two nodes on a day: what was stated and what control implies.

    ``stated`` and ``inferred`` are ``open``, ``cut``, ``held``, ``contested`` or ``unknown``, kept
    apart; ``side`` is who holds it by inference, ``stated_side`` by statement. ``at`` is the place
    that decides the inference; ``agrees`` is none unless both kinds of evidence speak.
    """

    id: str
    road: str
    from_node: str
    to_node: str
    geometry: BaseGeometry
    length_km: float
    inferred: str
    side: str | None
    stated: str = "unknown"
    stated_side: str | None = None
    claim_ids: tuple[str, ...] = ()
    quality: str = ""
    roads: tuple[str, ...] = ()
    at: str | None = None
    agrees: bool | None = None
    statement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStatus:
    """Can this side drive this route today: ``open``, ``cut``, ``contested``, ``closed`` or ``unknown``.

    ``status`` follows from control of the places along the route; ``closed`` is cut and not open on
    any earlier day of the record. ``since`` is the first day of this status, none if the record
    begins with it. ``at`` .. ``until`` are the first and last deciding places in the direction of
    travel, ``stretch`` the deciding section. ``stated`` (``open``, ``cut``, ``held``, ``contested``,
    ``unknown``) is what was said of the road itself, never mixed in; ``agrees`` is none unless both
    speak. Lengths are km; the detour is the shortest way held throughout by this side and its allies.
    """

    route: str
    label: str
    side: str
    day: date
    status: str
    since: date | None = None
    at: str | None = None
    length_km: float = 0.0
    detour_km: float | None = None
    sentence: str = ""
    claim_ids: tuple[str, ...] = ()
    until: str | None = None
    stretch: str | None = None
    holder: str | None = None
    blocked_km: float = 0.0
    extra_km: float | None = None
    extra_percent: float | None = None
    detour_roads: tuple[str, ...] = ()
    detour_nodes: tuple[str, ...] = ()
    claimed_only: tuple[str, ...] = ()
    stated: str = "unknown"
    stated_at: str | None = None
    stated_since: date | None = None
    stated_by: str = ""
    agrees: bool | None = None
    statement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplacementNote:
    """A displacement figure that was the latest of its source on a day, with where to draw it."""

    claim: DisplacementClaim
    lon: float | None
    lat: float | None
    to_lon: float | None = None
    to_lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One day as known on a day: everything that layers may draw."""

    theatre: str
    day: date
    known_as_of: date
    statuses: Mapping[str, PlaceStatus] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    areas: tuple[ControlArea, ...] = ()
    line: tuple[LineStretch, ...] = ()
    band: BaseGeometry | None = None
    roads: tuple[RoadStretch, ...] = ()
    routes: tuple[RouteStatus, ...] = ()
    displacement: tuple[DisplacementNote, ...] = ()
    reports: int = 0
