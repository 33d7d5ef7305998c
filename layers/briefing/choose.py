"""What a reader must see first: changed places, disputed claims, with ranks that the same data repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from geo.model import Claim, ControlClaim, DisplacementClaim, Event, Place, Polarity, RoadClaim
from geo.state.day import Frame, Level, PlaceStatus

FRESH_DAYS = 3
"""Without an earlier day, claims published at most this many days before the day are its news."""

PER_PLACE = 3
"""At most this many claims of one place among the key claims."""


def status_key(status: PlaceStatus | None) -> tuple[Level, str | None]:
    """Return what must differ for a place to count as changed: level and side."""
    return (Level.UNKNOWN, None) if status is None else (status.level, status.side)


def changed(frame: Frame, since: Frame | None) -> tuple[str, ...]:
    """Return the ids of places whose level or side differs between two days, sorted; none without a since."""
    if since is None:
        return ()
    keys = sorted({*frame.statuses, *since.statuses})
    return tuple(k for k in keys if status_key(frame.statuses.get(k)) != status_key(since.statuses.get(k)))


def change_rank(
    key: str, frame: Frame, since: Frame | None, fresh: Mapping[str, int], places: Mapping[str, Place]
) -> tuple[int, int, int, str]:
    """Return the sort key of a changed place: another side first, then contested, then shades."""
    after = frame.statuses.get(key)
    before = since.statuses.get(key) if since else None
    sides = {after.side if after else None, before.side if before else None}
    if after and after.level is Level.CONTESTED:
        order = 1
    elif len(sides - {None}) > 1:
        order = 0
    elif after is None or after.level is Level.UNKNOWN:
        order = 4
    else:
        order = 2 if before is None or before.level in (Level.UNKNOWN, Level.CONTESTED) else 3
    place = places.get(key)
    return (order, -fresh.get(key, 0), -(place.population if place else 0), place.name if place else key)


def fresh_claims(claims: Iterable[Claim], day: date, since: date | None) -> tuple[Claim, ...]:
    """Return the claims published after ``since`` (or in the last days) up to the day, newest first.

    What such an article tells of earlier days is background and left out.
    """
    first = since or day - timedelta(days=FRESH_DAYS)
    rows = [c for c in claims if first < c.published <= day and not _is_background(c, first)]
    return tuple(sorted(rows, key=lambda c: (-c.published.toordinal(), c.id)))


def _is_background(claim: Claim, first: date) -> bool:
    when = None if isinstance(claim, DisplacementClaim) else claim.when
    return when is not None and when.last <= first


def claims_per_place(claims: Iterable[Claim]) -> dict[str, int]:
    """Return how many control claims each place has."""
    counts: dict[str, int] = defaultdict(int)
    for claim in claims:
        if isinstance(claim, ControlClaim) and claim.place_id:
            counts[claim.place_id] += 1
    return dict(counts)


def grouped(claims: Iterable[Claim]) -> list[tuple[Claim, ...]]:
    """Return claims that say the same by the same speaker as one group, in the order of their first."""
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_sameness(claim), []).append(claim)
    return [tuple(rows) for rows in groups.values()]


def _sameness(claim: Claim) -> tuple[str, ...]:
    said_by = claim.attribution
    speaker = said_by.outlet if said_by.claimant in ("narrator", "") else said_by.claimant
    head = (speaker.casefold(), said_by.side, claim.polarity.value)
    match claim:
        case ControlClaim():
            return (*head, "control", claim.place_id or claim.place, claim.event.value, claim.holder or "")
        case RoadClaim():
            return (*head, "road", claim.road, claim.event.value, claim.at_place_id or claim.at or "")
        case DisplacementClaim():
            return (*head, "people", claim.as_written, claim.movement.value, claim.area or "")


def key_claims(
    claims: Sequence[Claim], frame: Frame, places: Mapping[str, Place], lead: Sequence[str] = ()
) -> list[tuple[Claim, ...]]:
    """Return groups of equal control and road claims: ``lead`` places first, then disputed and contested ones.

    Of one place at most ``PER_PLACE`` groups, and a denial always among them where there is one.
    """
    groups = [g for g in grouped(claims) if not isinstance(g[0], DisplacementClaim)]
    by_subject: dict[str, list[tuple[Claim, ...]]] = defaultdict(list)
    for group in groups:
        by_subject[_subject(group[0])].append(group)
    first = {key: rank for rank, key in enumerate(lead)}
    ranked = sorted(
        by_subject, key=lambda s: (first.get(s, len(first)), *_subject_rank(s, by_subject[s], frame, places))
    )
    chosen: list[tuple[Claim, ...]] = []
    for subject in ranked:
        chosen.extend(_pick(by_subject[subject]))
    return chosen


def _subject(claim: Claim) -> str:
    match claim:
        case ControlClaim():
            return claim.place_id or f"name:{claim.place}"
        case RoadClaim():
            return f"road:{claim.road}"
        case DisplacementClaim():
            return f"people:{claim.area}"


def _pick(groups: Sequence[tuple[Claim, ...]]) -> list[tuple[Claim, ...]]:
    order = {Event.GAINED: 0, Event.LOST: 0, Event.CONTESTED: 1, Event.HELD: 2}

    def rank(group: tuple[Claim, ...]) -> tuple[int, int, int, str]:
        first = group[0]
        kind = order[first.event] if isinstance(first, ControlClaim) else 1
        return (kind, -max(_event_day(c) for c in group).toordinal(), -len(group), first.id)

    said = sorted((g for g in groups if g[0].polarity is Polarity.ASSERTED), key=rank)
    denied = sorted((g for g in groups if g[0].polarity is Polarity.DENIED), key=rank)
    kept = said[: PER_PLACE - min(1, len(denied))]
    return [*kept, *denied[: PER_PLACE - len(kept)]]


def _event_day(claim: Claim) -> date:
    when = None if isinstance(claim, DisplacementClaim) else claim.when
    return min(when.last, claim.published) if when else claim.published


def _subject_rank(
    subject: str, groups: Sequence[tuple[Claim, ...]], frame: Frame, places: Mapping[str, Place]
) -> tuple[int, int, int, str]:
    status = frame.statuses.get(subject)
    denied = any(g[0].polarity is Polarity.DENIED for g in groups)
    holders = {g[0].holder for g in groups if isinstance(g[0], ControlClaim) and g[0].holder}
    if denied or len(holders) > 1:
        order = 0
    elif status is not None and status.level is Level.CONTESTED:
        order = 1
    elif subject.startswith("road:"):
        order = 2
    else:
        order = 3
    place = places.get(subject)
    said = sum(len(g) for g in groups)
    return (order, -said, -(place.population if place else 0), place.name if place else subject)
