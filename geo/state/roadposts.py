"""Which reports are evidence about a road: those that name a place on it, and undisputed baselines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from geo.model import ControlClaim, Polarity, RoadClaim, RoadEvent
from geo.state.day import Level, PlaceStatus
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Holding, Holdings, places_along
from geo.state.roadwords import is_whole, roads_named, said_on

BASELINE = "baseline-"
"""How the ids of a theatre's baseline begin, which stands for claims before the first article."""


class FusedSpan(Protocol):
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


class HeldSpan(FusedSpan, Protocol):
    """A run of days as roads see it, which knows whether it rests on the theatre's baseline alone."""

    @property
    def is_baseline(self) -> bool:
        """True where no article speaks of the place."""


class Fused(Protocol):
    """What roads ask of a fused history: its claims, runs of equal status, and what speaks against one."""

    @property
    def claims(self) -> tuple[ControlClaim, ...]:
        """Control claims that were fused."""

    def intervals(self) -> Sequence[FusedSpan]:
        """Return the runs of all places."""

    def status(self, place_id: str, day: date, *, with_trace: bool = True) -> PlaceStatus | None:
        """Return the status of one place on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSpan:
    """A run of days with one holding, as roads see it."""

    place_id: str
    first: date
    last: date
    level: Level
    side: str | None
    claim_ids: tuple[str, ...]
    is_baseline: bool = False


def road_spans(history: Fused, place_ids: Collection[str]) -> tuple[RoadSpan, ...]:
    """Return the runs of the places that decide roads; those that are no evidence become unknown.

    Evidence about a road is a report that names the place. A claim about a whole area ("southern
    Idlib") says nothing of one village beside a road, and a baseline counts until a report speaks
    against it (see also ``holdings_by_day``).
    """
    subject = {claim.id: claim.place_id for claim in history.claims}
    rows = []
    for span in history.intervals():
        if span.place_id in place_ids:
            is_post = _is_post(history, span, subject)
            rows.append(
                RoadSpan(
                    place_id=span.place_id,
                    first=span.first,
                    last=span.last,
                    level=span.level if is_post else Level.UNKNOWN,
                    side=span.side if is_post else None,
                    claim_ids=span.claim_ids,
                    is_baseline=is_post and not any(subject.get(claim) == span.place_id for claim in span.claim_ids),
                )
            )
    return tuple(rows)


def _is_post(history: Fused, span: FusedSpan, subject: Mapping[str, str | None]) -> bool:
    """Return whether a run rests on a report that names the place, or on an undisputed baseline."""
    match span.level:
        case Level.UNKNOWN:
            return False
        case Level.CONTESTED:
            status = history.status(span.place_id, span.first, with_trace=False)
            named = (*status.supporting, *status.dissenting) if status else ()
            return any(subject.get(claim) == span.place_id for claim in named)
        case Level.HELD | Level.CLAIMED:
            if any(subject.get(claim) == span.place_id for claim in span.claim_ids):
                return True
            if not any(claim.startswith(BASELINE) for claim in span.claim_ids):
                return False
            status = history.status(span.place_id, span.first, with_trace=False)
            return status is not None and not status.dissenting


def holdings_by_day(
    network: RoadNetwork,
    spans: Iterable[HeldSpan],
    road_claims: Iterable[RoadClaim],
    days: Sequence[date],
    known_as_of: date | None = None,
) -> Iterator[tuple[date, Holdings]]:
    """Yield the holdings of each day, built up from the spans that begin and end on it.

    Days without a change share one mapping.

    Somebody who says that a side holds a whole road speaks against every baseline along it that gives
    the place to another side: from then on such a baseline is no evidence. It gives nothing to anybody.
    """
    retiring = _whole_roads(network, road_claims, known_as_of)
    begins: dict[date, list[HeldSpan]] = {}
    ends: dict[date, list[HeldSpan]] = {}
    if not days:
        return
    for span in spans:
        if span.place_id in network.place_ids and span.last >= days[0]:
            begins.setdefault(max(span.first, days[0]), []).append(span)
            ends.setdefault(span.last + timedelta(days=1), []).append(span)
    turning = {*begins, *ends, *(since for since, _, _ in retiring), days[0]}
    current: dict[str, Holding] = {}
    seen: Holdings = {}
    for day in days:
        for span in ends.get(day, ()):
            current.pop(span.place_id, None)
        for span in begins.get(day, ()):
            current[span.place_id] = Holding(
                place_id=span.place_id,
                level=span.level,
                side=span.side,
                claim_ids=span.claim_ids,
                is_baseline=span.is_baseline,
            )
        if day in turning:
            retired = [(holder, places) for since, holder, places in retiring if since <= day]
            seen = {key: held for key, held in current.items() if not _is_retired(held, retired)}
        yield day, seen


def _is_retired(held: Holding, retired: Iterable[tuple[str, frozenset[str]]]) -> bool:
    return held.is_baseline and any(held.side != holder and held.place_id in places for holder, places in retired)


def _whole_roads(
    network: RoadNetwork, road_claims: Iterable[RoadClaim], known_as_of: date | None
) -> list[tuple[date, str, frozenset[str]]]:
    """Return who was said to hold a whole road, from which day on, with the places along it."""
    found = []
    for claim in road_claims:
        if claim.event is RoadEvent.HELD and claim.polarity is Polarity.ASSERTED and claim.holder and is_whole(claim):
            since = said_on(claim) if known_as_of else max(said_on(claim), claim.published)
            found += [(since, claim.holder, places_along(network, road)) for road in roads_named(network, claim.road)]
    return found
