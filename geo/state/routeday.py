"""All listed routes for all sides on one day, without memory of the days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from geo.model import RoadClaim, RoadEvent
from geo.state.day import RouteStatus
from geo.state.journeys import CONTESTED, OPEN, UNKNOWN, Finding, Journey, find, way_round
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Holdings, RoadControl, verdicts_along, way_of
from geo.state.roadwords import Word, is_at, on_road, word_of
from geo.state.routetext import sentence_of, stated_word
from geo.state.routing import Trip, friends, is_held


class Page:
    """Journeys and sides of a network; ``turn`` judges them all for the holdings of one day."""

    def __init__(self, network: RoadNetwork, journeys: Sequence[Journey], sides: Sequence[str]) -> None:
        self.network, self.journeys = network, tuple(journeys)
        self.friends = {side: friends(network.theatre, side) for side in sides}
        self.labels = {s.key: (s.short or s.label) for s in network.theatre.sides} if network.theatre else {}

        self.control = RoadControl(network)
        self.held: dict[str, set[str]] = {side: set() for side in self.friends}
        self.trips: dict[tuple[str, str], Trip | None] = {}

    def turn(self, holdings: Holdings) -> tuple[RouteStatus, ...]:
        """Return every journey for every side as control of these holdings implies, undated and unsaid."""
        if not self.journeys:
            return ()
        self._update(holdings)
        rows = []
        for journey in self.journeys:
            way = way_of(self.network, journey.path, holdings)
            along = verdicts_along(way)
            for side, group in self.friends.items():
                rows.append(self._row(journey, side, find(way, along, group)))
        return tuple(rows)

    def _update(self, holdings: Holdings) -> None:
        """Bring verdicts and held sections up to date; ways round are forgotten where a side's ground moved."""
        moved = self.control.update(holdings)
        for side, group in self.friends.items():
            now = {edge for edge in moved if is_held(self.control.verdicts[edge], group)}
            if now != self.held[side] & moved:
                self.held[side] = (self.held[side] - moved) | now
                self.trips = {key: trip for key, trip in self.trips.items() if key[1] != side}

    def _way_round(self, journey: Journey, side: str) -> Trip | None:
        key = (journey.key, side)
        if key not in self.trips:
            self.trips[key] = way_round(self.network, journey, self.held[side])
        return self.trips[key]

    def _row(self, journey: Journey, side: str, found: Finding) -> RouteStatus:
        trip = None if found.status in (OPEN, UNKNOWN) else self._way_round(journey, side)
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


def finish(page: Page, row: RouteStatus, word: Word | None, day: date) -> RouteStatus:
    """Add the day, what was said of the road, and the sentence."""
    if word is None:
        row = replace(row, day=day)
    else:
        row = replace(
            row,
            day=day,
            stated=stated_word(word.event),
            stated_at=word.at,
            stated_since=word.since,
            stated_by=word.by,
            statement_ids=word.claim_ids,
            agrees=_agrees(row.status, word, page.friends[row.side]),
        )
    return replace(row, sentence=sentence_of(row, page.labels))


def word_on(network: RoadNetwork, journey: Journey, claims: Sequence[RoadClaim], day: date) -> Word | None:
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
            return status != OPEN
        case RoadEvent.CONTESTED:
            return status == CONTESTED
