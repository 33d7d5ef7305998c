"""All listed routes for all sides on all days: since when, what changed, and the strip chart of each.

Built from runs of equal status per place, judged anew only on days of change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from geo.model import RoadClaim
from geo.state.day import RouteStatus
from geo.state.journeys import CLOSED, CUT, OPEN, Journey, drawn, journeys_of
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Holdings, Verdict, infer_edges
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
    judged: dict[int, Mapping[str, Verdict]] = field(default_factory=dict, repr=False)

    def held_on(self, day: date) -> Holdings:
        """Return who holds the places along the roads, as far as reports say; clamped like ``on``."""
        return self.holdings[min(max(day, self.days[0]), self.days[-1])] if self.days else {}

    def verdicts_on(self, day: date) -> Mapping[str, Verdict]:
        """Return what control implies for the sections that are drawn, judged once per change."""
        held = self.held_on(day)
        if id(held) not in self.judged:
            self.judged[id(held)] = infer_edges(self.network, held, drawn(self.network))
        return self.judged[id(held)]

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
    scribe = _Scribe(page, claims, known_as_of)
    rows: dict[date, tuple[RouteStatus, ...]] = {}
    held: dict[date, Holdings] = {}
    for day, holdings in holdings_by_day(network, spans, claims, days, known_as_of):
        rows[day] = scribe.write(day, holdings)
        held[day] = scribe.holdings
    return RouteBook(network=network, journeys=page.journeys, days=tuple(days), rows=rows, holdings=held)


class _Scribe:
    """Writes the rows of one day after the other; a day on which nothing moved repeats the last."""

    def __init__(self, page: Page, claims: Sequence[RoadClaim], known_as_of: date | None) -> None:
        self.page, self.claims, self.known_as_of = page, claims, known_as_of
        self.past = _Past()
        self.holdings: Holdings = {}
        self._given: Holdings | None = None
        self._face: tuple[object, ...] = ()
        self._known: tuple[RoadClaim, ...] = ()
        self._rows: tuple[RouteStatus, ...] = ()

    def write(self, day: date, holdings: Holdings) -> tuple[RouteStatus, ...]:
        """Return the rows of a day; days must come in order."""
        known = tuple(c for c in self.claims if c.published <= (self.known_as_of or day) and is_live(c, day))
        if holdings is self._given and known == self._known:
            return self._rows
        face = tuple(sorted((h.place_id, h.level, h.side) for h in holdings.values()))
        if face != self._face or self._given is None:
            self.holdings = holdings
        elif known == self._known:
            self._given = holdings
            return self._rows
        self._given, self._face, self._known = holdings, face, known
        words = {journey.key: word_on(self.page.network, journey, known, day) for journey in self.page.journeys}
        dated = self.past.dated(self.page.turn(self.holdings), day)
        self._rows = tuple(finish(self.page, row, words[row.route], day) for row in dated)
        return self._rows


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
