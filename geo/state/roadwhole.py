"""Which older reports along a road no longer count once somebody says that a side holds all of it.

Such a statement gives nothing to anybody: it only takes other evidence out of the way. A theatre's
baseline goes whoever speaks. A report that names a place goes only where the speaker is no friend of
the holder and nobody has repeated the contrary since: a short counter-attack that later reports pass
by does not close a road for ever. The place itself keeps its status on the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.model import ControlClaim, Event, Polarity, RoadClaim, RoadEvent
from geo.state import grading
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import places_along
from geo.state.roadwords import is_whole, roads_named, said_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What roads remember of a claim that names a place: when it holds, when it was known, for whom.

    ``supports`` is the side that it puts in control; none for fights, losses and denials.
    """

    said: date
    known: date
    supports: str | None


def report_of(claim: ControlClaim) -> Report:
    """Return a control claim as roads remember it."""
    holds = claim.event in (Event.GAINED, Event.HELD) and claim.polarity is Polarity.ASSERTED
    said = min(claim.when.last, claim.published)
    return Report(said=said, known=claim.published, supports=claim.holder if holds else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRoad:
    """Somebody's word that ``holder`` has a whole road, known from ``since``, with the places along it."""

    since: date
    said: date
    holder: str
    is_outside: bool
    places: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days on which holdings of a place by others than ``holder`` are no evidence; ``end`` excluded."""

    start: date
    end: date
    holder: str
    baseline_only: bool

    def covers(self, day: date, side: str | None, *, is_baseline: bool, is_contested: bool) -> bool:
        """Return whether a holding of a day is passed by."""
        if not self.start <= day < self.end or (self.baseline_only and not is_baseline):
            return False
        return side != self.holder or is_contested


def whole_roads(
    network: RoadNetwork, road_claims: Iterable[RoadClaim], known_as_of: date | None = None
) -> tuple[WholeRoad, ...]:
    """Return the statements that a side holds a whole road, with the places along it."""
    found = []
    for claim in road_claims:
        if claim.event is RoadEvent.HELD and claim.polarity is Polarity.ASSERTED and claim.holder and is_whole(claim):
            said = said_on(claim)
            found += [
                WholeRoad(
                    since=said if known_as_of else max(said, claim.published),
                    said=said,
                    holder=claim.holder,
                    is_outside=not _is_friend(network, claim),
                    places=places_along(network, road),
                )
                for road in roads_named(network, claim.road)
            ]
    return tuple(found)


def _is_friend(network: RoadNetwork, claim: RoadClaim) -> bool:
    """Return whether the speaker belongs to the camp that is said to hold the road."""
    theatre = network.theatre
    if theatre is None:
        return claim.attribution.side == claim.holder
    speaker = grading.camp_of(grading.speaker_side(claim.attribution, theatre), theatre)
    return speaker is not None and speaker == grading.camp_of(claim.holder, theatre)


def windows_of(
    statements: Sequence[WholeRoad], reports: Mapping[str, Sequence[Report]], place_ids: Iterable[str]
) -> dict[str, tuple[Window, ...]]:
    """Return when what others said of each place is passed by; places that no statement touches are missing."""
    found: dict[str, tuple[Window, ...]] = {}
    for place in place_ids:
        rows = [
            window
            for statement in statements
            if place in statement.places
            for window in _windows(statement, reports.get(place, ()))
        ]
        if rows:
            found[place] = tuple(rows)
    return found


def _windows(statement: WholeRoad, reports: Sequence[Report]) -> Iterable[Window]:
    yield Window(start=statement.since, end=date.max, holder=statement.holder, baseline_only=True)
    contrary = [report for report in reports if report.supports != statement.holder]
    if not statement.is_outside or not any(report.said < statement.said for report in contrary):
        return
    repeated = [max(report.known, statement.since) for report in contrary if report.said >= statement.said]
    yield Window(
        start=statement.since, end=min(repeated, default=date.max), holder=statement.holder, baseline_only=False
    )
