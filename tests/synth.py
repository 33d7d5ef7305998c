"""A made-up war of any size: N places x D days of statuses, areas, a line, roads and notes.

Deterministic by seed. No names, dates or claims here come from reporting.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import shapely
from shapely.geometry import LineString, Polygon

from geo.model import (
    Article,
    Attribution,
    ControlClaim,
    DisplacementClaim,
    Event,
    Movement,
    Place,
    Polarity,
    Span,
    When,
)
from geo.state.day import (
    Contest,
    Contribution,
    ControlArea,
    DisplacementNote,
    Frame,
    Level,
    LineStretch,
    PlaceStatus,
    RoadStretch,
    RouteStatus,
)
from geo.theatre import Theatre, load_theatre

SIDES = ("government", "opposition", "turkey", "sdf")
ROADS = ("M5", "M4")


@dataclass(frozen=True)
class SyntheticWar:
    """``n`` places over ``days`` days inside the box of the sample theatre."""

    n: int
    days: int
    seed: int = 7
    start: date = date(2020, 1, 1)
    names: tuple[str, ...] = ()

    @cached_property
    def theatre(self) -> Theatre:
        """The sample theatre, with this war's time span."""
        last = self.start + timedelta(days=self.days - 1)
        return load_theatre("nw-syria").model_copy(update={"start": self.start, "end": last})

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Places spread over the box, every seventh with an estimated position."""
        dice = random.Random(self.seed)
        west, south, east, north = self.theatre.bbox
        rows = []
        for i in range(self.n):
            name = self.names[i] if i < len(self.names) else f"Place {i}"
            lon, lat = dice.uniform(west + 0.2, east), dice.uniform(south, north)
            rows.append(
                Place(
                    id=f"synthetic:{i}",
                    name=name,
                    kind="town" if i % 3 else "village",
                    feature_code="PPL",
                    lon=round(lon, 5),
                    lat=round(lat, 5),
                    country="SY",
                    population=(self.n - i) * 100,
                    local_name=f"مكان {i}",
                    quality="approx" if i % 7 == 3 else "geonames",
                    radius_km=3.0 if i % 7 == 3 else 0.0,
                )
            )
        return tuple(rows)

    @cached_property
    def by_id(self) -> dict[str, Place]:
        """The places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """One article per ten days."""
        return tuple(
            Article(
                id=f"a-{k}",
                theatre=self.theatre.key,
                outlet=f"Outlet {k % 3}",
                title=f"Report number {k}",
                url=f"https://example.org/{k}",
                published=self.start + timedelta(days=k * 10),
                language="en",
                text="Rebels say they have taken the town. The army denies it.",
                is_sample=True,
            )
            for k in range(math.ceil(self.days / 10))
        )

    @cached_property
    def _plans(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Per place: (day index, code 0..9) turning points, the first on day 0."""
        dice = random.Random(self.seed + 1)
        plans = []
        for _ in range(self.n):
            turns = {0: dice.randrange(10)}
            for _ in range(max(1, round(6 * self.days / 365))):
                turns[dice.randrange(1, max(2, self.days))] = dice.randrange(10)
            plans.append(tuple(sorted(turns.items())))
        return tuple(plans)

    @cached_property
    def claims(self) -> tuple[ControlClaim, ...]:
        """Two claims for each turning point: an assertion, and a denial by the other side."""
        rows = []
        for i, plan in enumerate(self._plans):
            for day_index, code in plan:
                holder = SIDES[code % 2]
                for polarity, side in ((Polarity.ASSERTED, holder), (Polarity.DENIED, SIDES[1 - code % 2])):
                    rows.append(self._claim(i, day_index, holder, side, polarity))
        return tuple(rows)

    def _claim(self, i: int, day_index: int, holder: str, side: str, polarity: Polarity) -> ControlClaim:
        place, article = self.places[i], self.articles[day_index // 10]
        word = "denies" if polarity is Polarity.DENIED else "says"
        sentence = f"The {side} {word} that the {holder} took {place.name} on day {day_index}."
        return ControlClaim(
            article_id=article.id,
            theatre=self.theatre.key,
            span=Span(start=i, end=i + day_index + 1),
            quote=sentence,
            sentence=sentence,
            attribution=Attribution(outlet=article.outlet, claimant=f"{side} spokesman", side=side),
            polarity=polarity,
            published=self.start + timedelta(days=day_index),
            rule="synthetic",
            place=place.name,
            place_id=place.id,
            event=Event.GAINED,
            holder=holder,
            when=When(day=self.start + timedelta(days=day_index)),
        )

    def status(self, i: int, day_index: int) -> PlaceStatus:
        """The status of place ``i`` on a day, with its two claims as support and dissent."""
        since, code = next(turn for turn in reversed(self._plans[i]) if turn[0] <= day_index)
        holder = SIDES[code % 2]
        supporting, dissenting = self._support[i, since]
        level = (Level.HELD, Level.CLAIMED, Level.CONTESTED, Level.UNKNOWN)[(code // 2) % 4]
        first = self.start + timedelta(days=since)
        trace = (
            Contribution(claim_id=supporting, side=holder, grade="B2", base=1.5, factors=(("own camp", 0.8),),
                         age_days=day_index - since, decay=1.0, value=1.2),
            Contribution(claim_id=dissenting, side=holder, grade="C3", base=-0.5, factors=(), age_days=0, decay=1.0,
                         value=-0.5),
        )  # fmt: skip
        return PlaceStatus(
            place_id=self.places[i].id,
            day=self.start + timedelta(days=day_index),
            level=level,
            side=None if level is Level.UNKNOWN else holder,
            contest=(Contest.FIGHTING if i % 2 else Contest.WORDS) if level is Level.CONTESTED else None,
            rivals=(SIDES[1 - code % 2],) if level is Level.CONTESTED else (),
            probability=0.8,
            since_first=first,
            since_last=first,
            last_reported=first,
            supporting=(supporting,),
            dissenting=(dissenting,),
            scores=((holder, 0.7),),
            trace=trace,
        )

    @cached_property
    def _support(self) -> dict[tuple[int, int], tuple[str, str]]:
        turns = [(i, since) for i, plan in enumerate(self._plans) for since, _ in plan]
        ids = [claim.id for claim in self.claims]
        return {turn: (ids[2 * k], ids[2 * k + 1]) for k, turn in enumerate(turns)}

    def areas(self, day_index: int) -> tuple[ControlArea, ...]:
        """Three blobs that breathe from day to day."""
        rows = []
        for p, (lon, lat) in enumerate(((36.2, 35.5), (36.9, 35.2), (36.8, 36.2))):
            ring = []
            for k in range(150):
                turn = 2 * math.pi * k / 150
                radius = 0.3 + 0.03 * sum(math.sin((j + 2) * turn + p + day_index * 0.02 * (j + 1)) for j in range(4))
                ring.append((lon + radius * math.cos(turn), lat + radius * math.sin(turn)))
            rows.append(ControlArea(side=SIDES[p], geometry=Polygon(ring), area_km2=2500.0 + p))
        return tuple(rows)

    def roads(self, day_index: int) -> tuple[RoadStretch, ...]:
        """Two straight highways of ten stretches each; one stretch is cut at times."""
        rows = []
        for r, (a, b) in enumerate((((36.75, 34.95), (37.1, 36.2)), ((35.9, 35.6), (37.1, 36.15)))):
            for k in range(10):
                p, q = ((a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f) for f in (k / 10, (k + 1) / 10))
                cut = k == 5 and (day_index // 7) % 2
                rows.append(
                    RoadStretch(
                        id=f"{ROADS[r]}:{k}", road=ROADS[r], from_node=f"n{k}", to_node=f"n{k + 1}",
                        geometry=LineString((p, q)), length_km=12.0, inferred="cut" if cut else "held",
                        side=None if cut else SIDES[r], stated="cut" if cut else "unknown",
                    )
                )  # fmt: skip
        return tuple(rows)

    def notes(self, day_index: int) -> tuple[DisplacementNote, ...]:
        """A displacement figure that grows each month."""
        month = day_index // 30
        sentence = f"Some {month + 1}00,000 people have fled since the start."
        claim = DisplacementClaim(
            article_id=self.articles[0].id, theatre=self.theatre.key, span=Span(start=0, end=9), quote=sentence,
            sentence=sentence, attribution=Attribution(outlet="Outlet 0", claimant="Relief agency", side="un"),
            polarity=Polarity.ASSERTED, published=self.start + timedelta(days=month * 30), rule="synthetic",
            count_min=(month + 1) * 90_000, count_max=(month + 1) * 100_000, as_written=f"{month + 1}00,000",
            movement=Movement.FLED, area="the south", area_place_id=None,
        )  # fmt: skip
        return (DisplacementNote(claim=claim, lon=36.6, lat=35.4, to_lon=36.6, to_lat=36.2),)

    def frame(self, day_index: int) -> Frame:
        """Everything that is drawn on one day."""
        day = self.start + timedelta(days=day_index)
        statuses = {self.places[i].id: self.status(i, day_index) for i in range(self.n)}
        areas = self.areas(day_index)
        edge = LineString(shapely.get_coordinates(areas[0].geometry)[:60])
        line = LineStretch(sides=SIDES[:2], geometry=edge, length_km=60.0, place_ids=(self.places[0].id,), claim_ids=())
        since = self.start + timedelta(days=day_index // 7 * 7)
        cut = bool((day_index // 7) % 2)
        route = RouteStatus(
            route="damascus-aleppo", label="Damascus to Aleppo by the M5", side="government", day=day,
            status="cut" if cut else "open", since=since, at="n5" if cut else None, length_km=350.0,
            claim_ids=tuple(claim.id for claim in self.claims[:2]),
        )  # fmt: skip
        return Frame(
            theatre=self.theatre.key, day=day, known_as_of=day, statuses=statuses, places=self.by_id, areas=areas, line=(line,),
            band=edge.buffer(0.03), roads=self.roads(day_index), routes=(route,), displacement=self.notes(day_index),
            reports=sum(claim.published == day for claim in self.claims) if self.n <= 500 else 0,
        )  # fmt: skip

    def frames(self) -> Iterator[Frame]:
        """Every day in order."""
        return (self.frame(index) for index in range(self.days))

    def renamed(self, *names: str) -> SyntheticWar:
        """The same war with other names for its first places."""
        return replace(self, names=names)
