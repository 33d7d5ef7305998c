"""How fast news goes stale at a place: fast where the line moves, slowly in the rear.

Time constants in days: 21 within 5 km of a fight or an adverse change of hands in the last 21 days,
45 within 25 km of one, 365 where all is quiet. A place without a point knows only its own reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geo.crs import points_to_metric
from geo.model import Place
from geo.state.evidence import UNITS, Clock
from geo.state.grading import Relation
from geo.state.turning import NEVER
from geo.state.votes import Stance, Vote

AT_LINE_DAYS, NEAR_LINE_DAYS, REAR_DAYS = 21.0, 45.0, 365.0
AT_LINE_M, NEAR_LINE_M = 5_000.0, 25_000.0
HOT_DAYS = 21
"""A reported change keeps its surroundings at line pace for this long after publication."""

NEIGHBOUR_M = 10_000.0
"""Places this close support each other's reports of a change."""

NEIGHBOURS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Which places lie near which: neighbours within 25 km with their distance in metres."""

    near: Mapping[str, tuple[tuple[str, float], ...]]

    def within(self, place_id: str, distance_m: float) -> tuple[str, ...]:
        """Return the other places within ``distance_m`` (at most 25 km)."""
        return tuple(other for other, metres in self.near.get(place_id, ()) if metres <= distance_m)


def surroundings(places: Sequence[Place], wanted: set[str], metric_crs: str) -> Surroundings:
    """Return the neighbourhood of the ``wanted`` places among themselves; places without a point have none."""
    ids = [place.id for place in places if place.id in wanted and place.has_point and not place.is_area]
    known = {place.id: place for place in places}
    if not ids:
        return Surroundings({})
    lonlat = np.array([[known[i].lon, known[i].lat] for i in ids], dtype=float)
    xy_m = points_to_metric(lonlat, metric_crs)
    tree = cKDTree(xy_m)
    near: dict[str, list[tuple[str, float]]] = {place_id: [] for place_id in ids}
    for i, j in tree.query_pairs(NEAR_LINE_M):
        metres = float(np.hypot(*(xy_m[i] - xy_m[j])))
        near[ids[i]].append((ids[j], metres))
        near[ids[j]].append((ids[i], metres))
    return Surroundings({key: tuple(sorted(rows)) for key, rows in near.items()})


def clocks_of(place_id: str, votes: Mapping[str, Sequence[Vote]], around: Surroundings) -> dict[str, Clock]:
    """Return the decay clock of each camp that anybody spoke of at the place.

    News of a camp's hold goes stale while fights, its losses or gains of others are reported near;
    its own gains make its hold no older. Only days of publication count, so the clock up to a day
    needs nothing published later.
    """
    camps = {vote.camp for vote in votes.get(place_id, ()) if vote.camp is not None}
    return {camp: _clock(place_id, votes, around, camp) for camp in sorted(camps)}


def _clock(place_id: str, votes: Mapping[str, Sequence[Vote]], around: Surroundings, camp: str) -> Clock:
    tail = round(UNITS / REAR_DAYS)
    close = (place_id, *around.within(place_id, AT_LINE_M))
    wide = around.within(place_id, NEAR_LINE_M)
    heats = {(vote.known, round(UNITS / NEAR_LINE_DAYS)) for other in wide for vote in _threats(votes, other, camp)}
    heats |= {(vote.known, round(UNITS / AT_LINE_DAYS)) for other in close for vote in _threats(votes, other, camp)}
    if not heats:
        return Clock(start=0, ticks=(0,), tail=tail)
    start = min(day for day, _rate in heats)
    rate = np.full(max(day for day, _rate in heats) - start + HOT_DAYS + 1, tail)
    for day, value in sorted(heats):
        window = rate[day - start + 1 : day - start + 1 + HOT_DAYS]
        np.maximum(window, value, out=window)
    return Clock(start=start, ticks=(0, *np.cumsum(rate[1:]).tolist()), tail=tail)


def _threats(votes: Mapping[str, Sequence[Vote]], place_id: str, camp: str) -> list[Vote]:
    """Return the votes that tell of a fight at the place, or of a change there that is not the camp's gain."""
    return [
        vote
        for vote in votes.get(place_id, ())
        if vote.is_change
        and vote.area == 1.0
        and (vote.stance is Stance.FIGHT or (vote.camp == camp) == (vote.stance is Stance.AGAINST))
    ]


def backed_days(
    place_id: str, votes: Mapping[str, Sequence[Vote]], around: Surroundings, echo_days: int
) -> tuple[int, ...]:
    """Return for each vote of a place the day from which two neighbours support it, else NEVER.

    A neighbour supports an own-gain claim when somebody outside the claiming camp says within
    ``echo_days`` that the same camp holds or took the neighbouring place.
    """
    others = around.within(place_id, NEIGHBOUR_M)
    found = []
    for vote in votes.get(place_id, ()):
        days = []
        if vote.stance is Stance.FOR and vote.relation is Relation.OWN:
            for other in others:
                support = [
                    max(v.day, v.known, vote.day)
                    for v in votes.get(other, ())
                    if v.stance is Stance.FOR
                    and v.camp == vote.camp
                    and v.relation is not Relation.OWN
                    and not v.is_baseline
                    and abs(v.day - vote.day) <= echo_days
                ]
                if support:
                    days.append(min(support))
        days.sort()
        found.append(days[NEIGHBOURS_NEEDED - 1] if len(days) >= NEIGHBOURS_NEEDED else NEVER)
    return tuple(found)
