"""Small road networks and holdings for tests, in as few words as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.model import Attribution, Place, Polarity, RoadClaim, RoadEvent, Span, When
from geo.state.day import Level
from geo.state.network import RoadNetwork, build_network
from geo.state.roadcontrol import Holding
from geo.state.roadfiles import NodeRow, RoadRows, SectionRow
from geo.state.roadwhole import Report
from geo.theatre import Theatre

DAY = date(2020, 2, 1)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run of days with one level and side."""

    place_id: str
    first: date
    last: date
    level: Level
    side: str | None
    claim_ids: tuple[str, ...] = ()
    is_baseline: bool = False
    reports: tuple[Report, ...] = ()


def town(key: str, lon: float, lat: float) -> Place:
    return Place(
        id=f"t:{key}", name=key, kind="town", feature_code="PPL", lon=lon, lat=lat, country="SY", quality="published"
    )


def network_of(
    points: Mapping[str, tuple[float, float]],
    sections: Sequence[tuple[str, str, str, float]],
    theatre: Theatre | None = None,
) -> RoadNetwork:
    """A network of towns; sections are (road, from, to, km)."""
    nodes = tuple(NodeRow(id=key, name=key, lon=x, lat=y, kind="town") for key, (x, y) in points.items())
    rows = tuple(SectionRow(road=road, a=a, b=b, km=km) for road, a, b, km in sections)
    places = [town(key, x, y) for key, (x, y) in points.items()]
    return build_network(RoadRows(nodes=nodes, sections=rows), places, theatre)


def held(sides: Mapping[str, str | None], contested: Sequence[str] = ()) -> dict[str, Holding]:
    """Holdings of towns by their short names; none is unknown."""
    rows = {}
    for key, side in sides.items():
        level = Level.CONTESTED if key in contested else (Level.HELD if side else Level.UNKNOWN)
        rows[f"t:{key}"] = Holding(place_id=f"t:{key}", level=level, side=side, claim_ids=(f"c-{key}",))
    return rows


def spans(place: str, rows: Sequence[tuple[str, str, str | None]], level: Level = Level.HELD) -> list[Run]:
    """Runs of a place as (first day, last day, side)."""
    return [
        Run(
            place_id=place,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            level=level if side else Level.UNKNOWN,
            side=side,
            claim_ids=(f"c-{place}-{first}",),
        )
        for first, last, side in rows
    ]


def said(
    event: str,
    day: str,
    *,
    road: str = "R1",
    at: str | None = None,
    holder: str | None = None,
    by: str = "a source",
    denied: bool = False,
    sentence: str = "",
) -> RoadClaim:
    return RoadClaim(
        article_id=f"a-{day}-{event}-{by}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote=sentence,
        sentence=sentence,
        attribution=Attribution(outlet="an outlet", claimant=by, side="monitor"),
        polarity=Polarity.DENIED if denied else Polarity.ASSERTED,
        published=date.fromisoformat(day),
        rule="test",
        road=road,
        event=RoadEvent(event),
        holder=holder,
        at=at,
        at_place_id=None,
        when=When(day=date.fromisoformat(day)),
    )


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]
