"""Routes in words: one sentence for a day, one for a period; neutral, with the evidence kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.model import RoadEvent
from geo.state.day import RouteStatus
from geo.state.journeys import CLOSED, CONTESTED, CUT, OPEN, UNKNOWN

_STATED = {
    RoadEvent.OPEN: "open",
    RoadEvent.CUT: "cut",
    RoadEvent.HELD: "held",
    RoadEvent.CONTESTED: "contested",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of days (both ends included) on which a route has one status at one place for one side."""

    route: str
    side: str
    first: date
    last: date
    status: str
    at: str | None
    until: str | None
    holder: str | None
    claim_ids: tuple[str, ...]
    stated: str = "unknown"
    stated_at: str | None = None
    statement_ids: tuple[str, ...] = ()


def day_words(day: date) -> str:
    """Return a date as ``27 Feb 2020``."""
    return f"{day.day} {day:%b %Y}"


def sentence_of(row: RouteStatus, labels: Mapping[str, str]) -> str:
    """Return what a route status says, in at most three short sentences."""
    side = labels.get(row.side, row.side)
    since = f" since {day_words(row.since)}" if row.since else ""
    match row.status:
        case "open":
            only = f"; only its own side says so at {_list(row.claimed_only)}" if row.claimed_only else ""
            text = f"Open to {side} from end to end{since}, {row.length_km:.0f} km{only}."
        case "cut":
            text = f"Cut to {side} {_where(row)}{since}{_by(row, labels)}."
        case "closed":
            text = f"Closed to {side} {_where(row)}{since or ' since before the first report'}{_by(row, labels)}."
        case "contested":
            text = f"Contested {_where(row)}{since}; no passage for {side} is on record."
        case _:
            text = f"Unknown for {side}{since}: nobody reported who holds {row.blocked_km:.0f} km of it."
    return " ".join(part for part in (text, _round(row), _said(row)) if part)


def _where(row: RouteStatus) -> str:
    if row.until and row.until != row.at:
        return f"between {row.at} and {row.until} ({row.blocked_km:.0f} km)"
    return f"at {row.at}"


def _by(row: RouteStatus, labels: Mapping[str, str]) -> str:
    return f", held by {labels.get(row.holder, row.holder)}" if row.holder else ", held by others"


def _round(row: RouteStatus) -> str:
    if row.status in (OPEN, UNKNOWN):
        return ""
    if row.detour_km is None or row.extra_km is None or row.extra_percent is None:
        return "No way round that it holds is known."
    roads = ", ".join(row.detour_roads) or "other roads"
    return f"Way round by {roads}: {row.detour_km:.0f} km, {row.extra_km:+.0f} km ({row.extra_percent:+.0f} %)."


def _said(row: RouteStatus) -> str:
    if row.stated == UNKNOWN or row.stated_since is None:
        return ""
    at = f" at {row.stated_at}" if row.stated_at else ""
    verb = "differs" if row.agrees is False else "said of the road"
    lead = "What was said of the road differs:" if verb == "differs" else "Said of the road:"
    return f"{lead} {row.stated}{at} ({row.stated_by}, {day_words(row.stated_since)})."


def stated_word(event: RoadEvent) -> str:
    """Return the word for what was said of a road."""
    return _STATED[event]


def strip_sentence(label: str, side: str, segments: Sequence[Segment], labels: Mapping[str, str]) -> str:
    """Return a period in one sentence: ``M5: closed to X until 10 Feb, open 11-26 Feb, cut at Y 27 Feb ...``."""
    who = labels.get(side, side)
    parts = []
    for index, row in enumerate(merged(segments)):
        first, last = day_words(row.first), day_words(row.last)
        span = f"until {last}" if index == 0 else (first if row.first == row.last else f"{first} to {last}")
        at = f" at {row.at}" if row.status in (CUT, CONTESTED) and row.at else ""
        to = f" to {who}" if index == 0 and row.status in (CLOSED, CUT, OPEN) else ""
        parts.append(f"{row.status}{to}{at} {span}")
    return f"{label}: {', '.join(parts)}."


def merged(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return segments with neighbours of one status joined; the place is that of the first."""
    joined: list[Segment] = []
    for row in segments:
        if joined and joined[-1].status == row.status and (row.status != CUT or joined[-1].at == row.at):
            joined[-1] = _extend(joined[-1], row)
        else:
            joined.append(row)
    return tuple(joined)


def _extend(row: Segment, later: Segment) -> Segment:
    return Segment(
        route=row.route,
        side=row.side,
        first=row.first,
        last=later.last,
        status=row.status,
        at=row.at,
        until=row.until,
        holder=row.holder,
        claim_ids=tuple(dict.fromkeys((*row.claim_ids, *later.claim_ids))),
        stated=row.stated,
        stated_at=row.stated_at,
        statement_ids=tuple(dict.fromkeys((*row.statement_ids, *later.statement_ids))),
    )


def _list(names: Sequence[str]) -> str:
    head = list(names[:3])
    if len(names) > len(head):
        head.append(f"{len(names) - len(head)} more")
    return head[0] if len(head) == 1 else f"{', '.join(head[:-1])} and {head[-1]}"
