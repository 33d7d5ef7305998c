"""Can one drive from here to there today, who can cut it, what is the way round, and since when.

Two kinds of evidence, never averaged: control of the places along a road (``inferred``, which gives
``status``) and what was said of the road itself (``stated``). ``RouteBook`` knows all days at once;
``route_statuses`` looks at a single day and therefore knows no ``since`` and no ``closed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from geo.model import RoadClaim, RoadEvent
from geo.state.day import Level, PlaceStatus, RoadStretch, RouteStatus
from geo.state.journeys import (
    CLOSED,
    CONTESTED,
    CUT,
    OPEN,
    UNKNOWN,
    Finding,
    Journey,
    find,
    journeys_of,
    way_round,
)
from geo.state.network import RoadNetwork, load_network
from geo.state.roadcontrol import (
    UNREPORTED,
    Holding,
    Holdings,
    Verdict,
    holdings_of,
    infer_edges,
    verdicts_along,
    way_of,
)
from geo.state.roadwords import Word, is_at, is_live, on_road, word_of, words_on
from geo.state.routetext import Segment, sentence_of, stated_word
from geo.state.routing import friends, held_edges

__all__ = ["RoadNetwork", "RouteBook", "load_network", "road_stretches", "route_book", "route_statuses"]


class HeldSpan(Protocol):
    """A run of days on which one place has one level and side (what ``History.intervals`` gives)."""

    @property
    def place_id(self) -> str:
        """Place in question."""

    @property
    def first(self) -> date:
        """First day, included."""

    @property
    def last(self) -> date:
        """Last day, included."""

    @property
    def level(self) -> Level:
        """How sure the holding is."""

    @property
    def side(self) -> str | None:
        """Who holds the place."""

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Claims the holding rests on."""


def road_stretches(
    network: RoadNetwork, statuses: Mapping[str, PlaceStatus], road_claims: Iterable[RoadClaim], day: date
) -> tuple[RoadStretch, ...]:
    """Return every section of the network on a day: what control implies and what was said of it."""
    verdicts = infer_edges(network, holdings_of(statuses, network.place_ids))
    return stretches(network, verdicts, words_on(network, road_claims, day))


def stretches(
    network: RoadNetwork, verdicts: Mapping[str, Verdict], words: Mapping[str, Word]
) -> tuple[RoadStretch, ...]:
    """Return the sections with both kinds of evidence side by side, in the order of the table."""
    rows = []
    for edge in network.edges.values():
        verdict, word = verdicts.get(edge.id, UNREPORTED), words.get(edge.id)
        at = verdict.at
        rows.append(
            RoadStretch(
                id=edge.id,
                road=edge.roads[0] if edge.roads else "",
                roads=edge.roads,
                from_node=network.nodes[edge.a].name,
                to_node=network.nodes[edge.b].name,
                geometry=edge.geometry,
                length_km=edge.length_km,
                inferred=verdict.inferred.value,
                side=verdict.side,
                at=at.name if at else None,
                stated=stated_word(word.event) if word else UNKNOWN,
                stated_side=word.side if word else None,
                agrees=_stretch_agrees(verdict, word),
                claim_ids=tuple(dict.fromkeys(c for post in verdict.posts for c in post.claim_ids)),
                statement_ids=word.claim_ids if word else (),
                quality=edge.quality,
            )
        )
    return tuple(rows)


def _stretch_agrees(verdict: Verdict, word: Word | None) -> bool | None:
    if word is None or verdict.inferred == UNKNOWN:
        return None
    match word.event:
        case RoadEvent.OPEN | RoadEvent.HELD:
            return verdict.inferred == "held" and word.side in (None, verdict.side)
        case RoadEvent.CUT:
            return verdict.inferred == CUT or (verdict.inferred == "held" and word.side == verdict.side)
        case RoadEvent.CONTESTED:
            return verdict.inferred == CONTESTED


def route_statuses(
    network: RoadNetwork, statuses: Mapping[str, PlaceStatus], road_claims: Iterable[RoadClaim], day: date
) -> tuple[RouteStatus, ...]:
    """Return the theatre's routes for every side on one day, seen without the days before it."""
    theatre = network.theatre
    if theatre is None:
        return ()
    page = _Page(network, journeys_of(network, theatre.routes), theatre.side_keys)
    claims = tuple(road_claims)
    rows = page.turn(holdings_of(statuses, network.place_ids))
    return tuple(_finish(page, row, claims, day) for row in rows)


@dataclass(frozen=True, kw_only=True)
class RouteBook:
    """Every route for every side on every day, with runs of equal days as segments."""

    network: RoadNetwork
    journeys: tuple[Journey, ...]
    days: tuple[date, ...]
    rows: Mapping[date, tuple[RouteStatus, ...]]

    def on(self, day: date) -> tuple[RouteStatus, ...]:
        """Return all routes of a day; before the first and after the last day, those of the nearest."""
        if not self.days:
            return ()
        return self.rows[min(max(day, self.days[0]), self.days[-1])]

    def of(self, route: str, side: str) -> tuple[RouteStatus, ...]:
        """Return one route for one side, day by day."""
        return tuple(row for day in self.days for row in self.rows[day] if (row.route, row.side) == (route, side))

    def strip(self, route: str, side: str) -> tuple[Segment, ...]:
        """Return the days of one route for one side as segments, split where status, place or word changes."""
        segments: list[Segment] = []
        for row in self.of(route, side):
            new = _segment(row)
            if segments and _face(segments[-1]) == _face(new):
                segments[-1] = replace(
                    segments[-1], last=row.day, claim_ids=_both(segments[-1].claim_ids, new.claim_ids)
                )
            else:
                segments.append(new)
        return tuple(segments)


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _face(row: Segment) -> tuple[str | None, ...]:
    return (row.status, row.at, row.until, row.holder, row.stated, row.stated_at)


def _segment(row: RouteStatus) -> Segment:
    return Segment(
        route=row.route,
        side=row.side,
        first=row.day,
        last=row.day,
        status=row.status,
        at=row.at,
        until=row.until,
        holder=row.holder,
        claim_ids=row.claim_ids,
        stated=row.stated,
        stated_at=row.stated_at,
        statement_ids=row.statement_ids,
    )


class _Page:
    """Journeys and sides of a network; ``turn`` judges them all for the holdings of one day."""

    def __init__(self, network: RoadNetwork, journeys: Sequence[Journey], sides: Sequence[str]) -> None:
        self.network, self.journeys = network, tuple(journeys)
        self.friends = {side: friends(network.theatre, side) for side in sides}
        self.labels = {s.key: (s.short or s.label) for s in network.theatre.sides} if network.theatre else {}

    def turn(self, holdings: Holdings) -> tuple[RouteStatus, ...]:
        verdicts = infer_edges(self.network, holdings)
        held = {side: held_edges(verdicts, group) for side, group in self.friends.items()}
        rows = []
        for journey in self.journeys:
            way = way_of(self.network, journey.path, holdings)
            along = verdicts_along(way)
            for side, group in self.friends.items():
                rows.append(self._row(journey, side, find(way, along, group), held[side]))
        return tuple(rows)

    def _row(self, journey: Journey, side: str, found: Finding, held: frozenset[str]) -> RouteStatus:
        trip = None if found.status in (OPEN, UNKNOWN) else way_round(self.network, journey, held)
        extra = trip.length_km - journey.length_km if trip else None
        return RouteStatus(
            route=journey.key,
            label=journey.label,
            side=side,
            day=date.min,
            status=found.status,
            at=found.at.name if found.at else None,
            until=found.until.name if found.until else None,
            stretch=found.stretch,
            holder=found.holder,
            length_km=journey.length_km,
            blocked_km=found.blocked_km,
            detour_km=trip.length_km if trip else None,
            extra_km=extra,
            extra_percent=100.0 * extra / journey.length_km if extra is not None else None,
            detour_roads=trip.roads if trip else (),
            detour_nodes=trip.nodes if trip else (),
            claimed_only=found.claimed_only,
            claim_ids=found.claim_ids,
        )


def _finish(page: _Page, row: RouteStatus, claims: Sequence[RoadClaim], day: date) -> RouteStatus:
    """Add the day, what was said of the road, and the sentence."""
    journey = next(j for j in page.journeys if j.key == row.route)
    word = _word(page.network, journey, claims, day)
    row = replace(row, day=day)
    if word is not None:
        row = replace(
            row,
            stated=stated_word(word.event),
            stated_at=word.at,
            stated_since=word.since,
            stated_by=word.by,
            statement_ids=word.claim_ids,
            agrees=_agrees(row.status, word, page.friends[row.side]),
        )
    return replace(row, sentence=sentence_of(row, page.labels))


def _word(network: RoadNetwork, journey: Journey, claims: Sequence[RoadClaim], day: date) -> Word | None:
    """Return what was said of a journey: of its road as a whole, or of a place that it passes."""
    live = on_road(claims, journey.road, day)
    return word_of(
        [
            claim
            for claim in live
            if (claim.at is None and claim.at_place_id is None)
            or any(is_at(network, claim, node) for node in journey.path)
        ]
    )


def _agrees(status: str, word: Word, group: frozenset[str]) -> bool | None:
    if status == UNKNOWN:
        return None
    match word.event:
        case RoadEvent.OPEN:
            return (status == OPEN) is (word.side is None or word.side in group)
        case RoadEvent.HELD:
            return (status == OPEN) is (word.side in group)
        case RoadEvent.CUT:
            return status in (CUT, CLOSED)
        case RoadEvent.CONTESTED:
            return status == CONTESTED


def route_book(
    network: RoadNetwork,
    spans: Iterable[HeldSpan],
    road_claims: Iterable[RoadClaim],
    days: Sequence[date],
    *,
    known_as_of: date | None = None,
) -> RouteBook:
    """Return every listed route for every side on each of ``days`` (sorted, without gaps).

    ``spans`` are runs of equal status per place. A statement counts from the day it was published,
    or, with ``known_as_of``, if it was published by then. Judged anew only on days of change.
    """
    theatre = network.theatre
    journeys = journeys_of(network, theatre.routes) if theatre else ()
    page = _Page(network, journeys, theatre.side_keys if theatre else ())
    claims = tuple(road_claims)
    rows: dict[date, tuple[RouteStatus, ...]] = {}
    judged: dict[tuple[tuple[str, Level, str | None], ...], tuple[RouteStatus, ...]] = {}
    before: tuple[RouteStatus, ...] = ()
    opened: set[tuple[str, str]] = set()
    for day, holdings in _by_day(spans, network.place_ids, days):
        key = tuple(sorted((h.place_id, h.level, h.side) for h in holdings.values()))
        if key not in judged:
            judged[key] = page.turn(holdings)
        known = [c for c in claims if c.published <= (known_as_of or day) and is_live(c, day)]
        dated = _with_past(judged[key], before, opened, day)
        rows[day] = before = tuple(_finish(page, row, known, day) for row in dated)
    return RouteBook(network=network, journeys=page.journeys, days=tuple(days), rows=rows)


def _with_past(
    rows: Sequence[RouteStatus], before: Sequence[RouteStatus], opened: set[tuple[str, str]], day: date
) -> tuple[RouteStatus, ...]:
    """Add since when a status lasts, and tell closed (not open on any day so far) from cut."""
    dated = []
    for index, row in enumerate(rows):
        key = (row.route, row.side)
        if row.status == OPEN:
            opened.add(key)
        status = CLOSED if row.status == CUT and key not in opened else row.status
        last = before[index] if before else None
        since = None if last is None else (last.since if status == last.status else day)
        dated.append(replace(row, status=status, since=since))
    return tuple(dated)


def _by_day(
    spans: Iterable[HeldSpan], place_ids: frozenset[str], days: Sequence[date]
) -> Iterable[tuple[date, Holdings]]:
    """Yield the holdings of each day, built up from the spans that begin and end on it."""
    begins: dict[date, list[HeldSpan]] = {}
    ends: dict[date, list[HeldSpan]] = {}
    if not days:
        return
    for span in spans:
        if span.place_id in place_ids and span.last >= days[0]:
            begins.setdefault(max(span.first, days[0]), []).append(span)
            ends.setdefault(span.last + timedelta(days=1), []).append(span)
    current: dict[str, Holding] = {}
    for day in days:
        for span in ends.get(day, ()):
            current.pop(span.place_id, None)
        for span in begins.get(day, ()):
            current[span.place_id] = Holding(
                place_id=span.place_id, level=span.level, side=span.side, claim_ids=span.claim_ids
            )
        yield day, dict(current)
