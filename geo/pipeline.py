"""Wires the stations from the ledger to a day; ``geo.intake`` wires those from the files to the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from geo.basemap import land
from geo.errors import InputError
from geo.intake import BuildReport, build, read_article, read_articles
from geo.ledger import Ledger
from geo.model import Article, Claim, ControlClaim, DisplacementClaim, Place, RoadClaim
from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.state.day import Frame, PlaceStatus
from geo.state.displacement import notes_on
from geo.state.frames import Cast, TimelineFile, encode
from geo.state.front import FrontModel, LineFrame
from geo.state.fusion import History, fuse
from geo.state.journeys import journey_between
from geo.state.network import SNAP_KM
from geo.state.roadpages import choke_rows
from geo.state.routes import RoadNetwork, RoadSpan, RouteBook, load_network, road_spans, route_book, stretches_on
from geo.state.routing import nearest_node
from geo.theatre import Theatre

__all__ = ["BuildReport", "Situation", "View", "build", "read_article", "read_articles", "theatre_places", "timeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Through whose eyes the ledger is read: as known on a day, by one perspective, without some sources."""

    known_as_of: date | None = None
    perspective: str | None = None
    leave_out: tuple[str, ...] = ()


class Situation:
    """A ledger and a theatre, fused once: ask it for any day."""

    def __init__(
        self, claims: Sequence[Claim], articles: Sequence[Article], theatre: Theatre, view: View | None = None
    ) -> None:
        self.theatre = theatre
        self.view = view or View()
        self.articles = {article.id: article for article in articles}
        self.claims = {claim.id: claim for claim in claims}
        self.gazetteer: Gazetteer = load_gazetteer(theatre)
        self.control = tuple(c for c in claims if isinstance(c, ControlClaim))
        self.roads = tuple(c for c in claims if isinstance(c, RoadClaim))
        self.displaced = tuple(c for c in claims if isinstance(c, DisplacementClaim))
        self.places = theatre_places(self.gazetteer, self.control, theatre)
        self.network: RoadNetwork = load_network(theatre, self.gazetteer.places())
        self.history: History = fuse(
            self.control,
            self._fused_places(),
            theatre,
            known_as_of=self.view.known_as_of,
            perspective=self.view.perspective,
            leave_out=self.view.leave_out,
        )
        self.front = FrontModel(self.places, theatre, land(theatre))

    @classmethod
    def of(cls, ledger: Ledger, theatre: Theatre, view: View | None = None) -> Situation:
        """Fuse what a ledger holds for a theatre."""
        return cls(ledger.claims(theatre=theatre.key), ledger.articles(theatre=theatre.key), theatre, view)

    def frame(self, day: date) -> Frame:
        """Return everything that layers may draw for one day."""
        statuses = self.history.on(day)
        return self._frame(day, statuses, self.front.frame(statuses))

    def frames(self) -> Iterator[Frame]:
        """Yield every day of the record; the ground is divided anew only when a status moves by a tenth."""
        key: object = None
        for day in self.history.days:
            statuses = self.history.on(day)
            now = [(k, s.level, s.side, round(s.probability, 1)) for k, s in sorted(statuses.items())]
            if now != key:
                key, ground = now, self.front.frame(statuses)
            yield self._frame(day, statuses, ground)

    def _frame(self, day: date, statuses: Mapping[str, PlaceStatus], ground: LineFrame) -> Frame:
        known = self.view.known_as_of or day
        areas, line, band = ground
        road_claims = [c for c in self.roads if c.published <= known]
        notes = notes_on(
            [c for c in self.displaced if c.published <= known], self.gazetteer_places(), day, self.theatre
        )
        stretches = stretches_on(self.book, road_claims, day)
        return Frame(
            theatre=self.theatre.key,
            day=day,
            known_as_of=known,
            statuses=statuses,
            places=self.by_id,
            areas=areas,
            line=line,
            band=band,
            roads=stretches,
            routes=self.book.on(day),
            displacement=notes,
            reports=sum(1 for article in self.articles.values() if article.published == day),
        )

    @cached_property
    def by_id(self) -> dict[str, Place]:
        """The fused places by id."""
        return {place.id: place for place in self._fused_places()}

    @cached_property
    def book(self) -> RouteBook:
        """Every route for every side on every day of the record."""
        return route_book(
            self.network,
            self._spans,
            self.roads,
            self.history.days,
            known_as_of=self.view.known_as_of,
        )

    def between(self, start: Place, end: Place) -> RouteBook:
        """Return the shortest way between two places for every side on every day of the record.

        InputError where a place lies too far from every road, or no road joins the two.
        """
        ends = [nearest_node(self.network, place) for place in (start, end)]
        for place, node in zip((start, end), ends, strict=True):
            if node is None:
                raise InputError(f"{place.name} lies more than {SNAP_KM:.0f} km from every road; pick a nearer place")
        journey = None if ends[0] == ends[1] else journey_between(self.network, str(ends[0]), str(ends[1]))
        if journey is None:
            raise InputError(f"no road on record joins {start.name} and {end.name}")
        return route_book(
            self.network,
            self._spans,
            self.roads,
            self.history.days,
            known_as_of=self.view.known_as_of,
            journeys=(journey,),
        )

    @cached_property
    def _spans(self) -> tuple[RoadSpan, ...]:
        return road_spans(self.history, self.network.place_ids)

    def _fused_places(self) -> tuple[Place, ...]:
        """Return the theatre's places and those outside its box that decide who holds a road."""
        inside = {place.id for place in self.places}
        beyond = (self.gazetteer.get(key) for key in sorted(self.network.place_ids - inside))
        return (*self.places, *(place for place in beyond if place is not None))

    def gazetteer_places(self) -> tuple[Place, ...]:
        """Return all places of the theatre, areas included."""
        return tuple(self.gazetteer.places())

    def place(self, name: str) -> Place:
        """Return the place of this id or name; InputError names near misses where there is none."""
        found = self.gazetteer.get(name)
        if found is not None:
            return found
        wanted = name.casefold()
        exact = [p for p in self.gazetteer_places() if wanted in {n.casefold() for n in (p.name, *p.alt_names)}]
        reported = {c.place_id for c in self.control}
        exact.sort(key=lambda p: (p.id not in reported, p.id))
        if exact:
            return exact[0]
        by_mention = {c.place_id for c in self.control if c.place.casefold() == wanted and c.place_id}
        for place_id in sorted(by_mention):
            place = self.gazetteer.get(place_id)
            if place is not None:
                return place
        raise InputError(f"no place called {name!r} in {self.theatre.title}; see 'status' for the names that are known")


def timeline(situation: Situation, tick: Callable[[date], None] | None = None) -> TimelineFile:
    """Pack every day of a situation into one file for the browser; ``tick`` is called with each day."""
    view = situation.view
    cast = Cast(
        theatre=situation.theatre,
        places=tuple(situation.by_id.values()),
        claims=tuple(situation.claims[key] for key in sorted(situation.claims)),
        articles=tuple(situation.articles.values()),
        known_as_of=view.known_as_of,
        perspective=view.perspective,
        leave_out=view.leave_out,
        chokes=choke_rows(situation.book, situation.theatre),
    )
    return encode(situation.frames(), cast, tick)


def theatre_places(gazetteer: Gazetteer, claims: Iterable[ControlClaim], theatre: Theatre) -> tuple[Place, ...]:
    """Return the settlements and features inside the theatre's box, and any area that a claim names."""
    named = {claim.place_id for claim in claims}
    west, south, east, north = theatre.bbox
    chosen = []
    for place in gazetteer.places():
        inside = (
            place.lon is not None
            and place.lat is not None
            and west <= place.lon <= east
            and south <= place.lat <= north
        )
        if place.id in named or (inside and not place.is_area):
            chosen.append(place)
    return tuple(sorted(chosen, key=lambda p: p.id))
