"""All listed routes for all sides on all days: since when, what changed, and the strip chart of each.

Built from runs of equal status per place, judged anew only on days of change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.model import RoadClaim
from geo.state.day import RouteStatus
from geo.state.journeys import CLOSED, CUT, OPEN, Journey, journeys_of
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Holdings
from geo.state.roadposts import HeldSpan, holdings_by_day
from geo.state.roadwords import is_live
from geo.state.routeday import Page, finish, word_on
from geo.state.routetext import Segment


@dataclass(frozen=True, kw_only=True)
class RouteBook:
    """Every route for every side on every day, with runs of equal days as segments.

    ``rows`` keep the day on which they were first true; ``on`` and ``of`` give the day asked for.
    """

    network: RoadNetwork
    journeys: tuple[Journey, ...]
    days: tuple[date, ...]
    rows: Mapping[date, tuple[RouteStatus, ...]]
    holdings: Mapping[date, Holdings]

    def held_on(self, day: date) -> Holdings:
        """Return who holds the places along the roads, as far as reports say; clamped like ``on``."""
        return self.holdings[min(max(day, self.days[0]), self.days[-1])] if self.days else {}

    def on(self, day: date) -> tuple[RouteStatus, ...]:
        """Return all routes of a day; before the first and after the last day, those of the nearest."""
        if not self.days:
            return ()
        near = min(max(day, self.days[0]), self.days[-1])
        return tuple(replace(row, day=near) for row in self.rows[near])

    def of(self, route: str, side: str) -> tuple[RouteStatus, ...]:
        """Return one route for one side, day by day."""
        return tuple(
            replace(row, day=day)
            for day in self.days
            for row in self.rows[day]
            if (row.route, row.side) == (route, side)
        )

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


def route_book(
    network: RoadNetwork,
    spans: Iterable[HeldSpan],
    road_claims: Iterable[RoadClaim],
    days: Sequence[date],
    *,
    known_as_of: date | None = None,
    journeys: Sequence[Journey] | None = None,
) -> RouteBook:
    """Return every listed route for every side on each of ``days`` (sorted, without gaps).

    ``journeys`` asks for other ways than the listed ones, such as one between two picked places.
    ``spans`` are runs of equal status per place. A statement counts from the day it was published,
    or, with ``known_as_of``, if it was published by then. Judged anew only on days of change.
    """
    theatre = network.theatre
    if journeys is None:
        journeys = journeys_of(network, theatre.routes) if theatre else ()
    page = Page(network, journeys, theatre.side_keys if theatre else ())
    claims = tuple(road_claims)
    rows: dict[date, tuple[RouteStatus, ...]] = {}
    past = _Past()
    last: tuple[object, ...] = ()
    done: tuple[RouteStatus, ...] = ()
    now: Holdings = {}
    held: dict[date, Holdings] = {}
    for day, holdings in holdings_by_day(network, spans, claims, days, known_as_of):
        known = tuple(c for c in claims if c.published <= (known_as_of or day) and is_live(c, day))
        face = (tuple(sorted((h.place_id, h.level, h.side) for h in holdings.values())), known)
        if face != last:
            last, now = face, holdings
            words = {journey.key: word_on(network, journey, known, day) for journey in page.journeys}
            dated = past.dated(page.turn(holdings), day)
            done = tuple(finish(page, row, words[row.route], day) for row in dated)
        rows[day], held[day] = done, now
    return RouteBook(network=network, journeys=page.journeys, days=tuple(days), rows=rows, holdings=held)


class _Past:
    """Remembers since when each route has its status for each side, and whether it was ever open."""

    def __init__(self) -> None:
        self.since: dict[tuple[str, str], tuple[str, date | None]] = {}
        self.opened: set[tuple[str, str]] = set()

    def dated(self, rows: Sequence[RouteStatus], day: date) -> tuple[RouteStatus, ...]:
        """Add since when a status lasts, and tell closed (not open on any day so far) from cut."""
        return tuple(self._dated(row, day) for row in rows)

    def _dated(self, row: RouteStatus, day: date) -> RouteStatus:
        key = (row.route, row.side)
        if row.status == OPEN:
            self.opened.add(key)
        status = CLOSED if row.status == CUT and key not in self.opened else row.status
        if key not in self.since:
            self.since[key] = (status, None)
        elif self.since[key][0] != status:
            self.since[key] = (status, day)
        return replace(row, status=status, since=self.since[key][1])
