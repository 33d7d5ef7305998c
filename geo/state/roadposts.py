"""Which reports are evidence about a road: those that name a place on it, and undisputed baselines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from geo.model import ControlClaim, RoadClaim
from geo.state.day import Level, PlaceStatus
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Holding, Holdings
from geo.state.roadwhole import Report, Window, report_of, whole_roads, windows_of

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

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every report that names the place, of any day."""


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
    reports: tuple[Report, ...] = ()


def road_spans(history: Fused, place_ids: Collection[str]) -> tuple[RoadSpan, ...]:
    """Return the runs of the places that decide roads; those that are no evidence become unknown.

    Evidence about a road is a report that names the place. A claim about a whole area ("southern
    Idlib") says nothing of one village beside a road, and a baseline counts until a report speaks
    against it (see also ``holdings_by_day``).
    """
    subject = {claim.id: claim.place_id for claim in history.claims}
    reports: dict[str, list[Report]] = {}
    for claim in history.claims:
        if claim.place_id in place_ids:
            reports.setdefault(claim.place_id or "", []).append(report_of(claim))
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
                    reports=tuple(reports.get(span.place_id, ())),
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

    Days without a change share one mapping. What somebody's word about a whole road passes by is no
    evidence (``geo.state.roadwhole``): the places before and after it decide.
    """
    if not days:
        return
    near = [span for span in spans if span.place_id in network.place_ids and span.last >= days[0]]
    reports = {span.place_id: span.reports for span in near}
    passed = windows_of(whole_roads(network, road_claims, known_as_of), reports, sorted(reports))
    begins: dict[date, list[HeldSpan]] = {}
    ends: dict[date, list[HeldSpan]] = {}
    for span in near:
        begins.setdefault(max(span.first, days[0]), []).append(span)
        ends.setdefault(span.last + timedelta(days=1), []).append(span)
    turning = {*begins, *ends, *(day for rows in passed.values() for w in rows for day in (w.start, w.end)), days[0]}
    current: dict[str, Holding] = {}
    seen: Holdings = {}
    for day in days:
        for span in ends.get(day, ()):
            current.pop(span.place_id, None)
        for span in begins.get(day, ()):
            current[span.place_id] = _holding(span)
        if day in turning:
            seen = {key: held for key, held in current.items() if not _is_passed(held, passed.get(key, ()), day)}
        yield day, seen


def _holding(span: HeldSpan) -> Holding:
    return Holding(
        place_id=span.place_id,
        level=span.level,
        side=span.side,
        claim_ids=span.claim_ids,
        is_baseline=span.is_baseline,
    )


def _is_passed(held: Holding, windows: Sequence[Window], day: date) -> bool:
    contested = held.level is Level.CONTESTED
    return any(w.covers(day, held.side, is_baseline=held.is_baseline, is_contested=contested) for w in windows)
