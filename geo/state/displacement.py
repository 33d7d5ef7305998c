"""How many people are said to have fled or come back, by whom, from where, over which period.

Figures of different sources stand side by side and are never added; a source's new figure replaces
its older one only where both count the same thing (same movement, area and beginning). "Returned" is
kept apart from "fled". An arrow is drawn only where origin and destination are both named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geo.model import NARRATOR, DisplacementClaim, Movement, Place, Polarity
from geo.state.day import DisplacementNote
from geo.theatre import Theatre

CURRENT_DAYS = 30
"""Days for which a figure is shown on the map unless its source gives a newer one."""


class Counting(StrEnum):
    """Whether a figure adds up everything since a day, or only counts a short period of its own."""

    CUMULATIVE = "cumulative"
    NEW = "new"
    UNSAID = "unsaid"


Key = tuple[str, str, str, bool]
"""What makes figures comparable: source, movement, area, and whether they count a short period only."""


NEW_DAYS = 21
"""A figure with a stated beginning at most this long before its end counts new arrivals of a period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A source's figure from ``first`` until its next one, as a range; none where only one end was said."""

    first: date
    last: date | None
    low: int | None
    high: int | None
    as_written: str
    since: date | None
    until: date | None
    counting: Counting
    claim_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The figures of one source for one movement in one area, in time; never mixed with another's."""

    source: str
    movement: Movement
    area: str | None
    area_place_id: str | None
    counting: Counting
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Figures of several sources that speak of the same movement on a day and do not overlap."""

    day: date
    movement: Movement
    area: str | None
    claims: tuple[DisplacementClaim, ...]


def source_of(claim: DisplacementClaim, theatre: Theatre | None = None) -> str:
    """Return who gave the figure: the claimant, or the outlet where the reporter speaks.

    With a theatre, a body that it knows goes by one name: "UN" and "an official of the United
    Nations" are the United Nations.
    """
    who = claim.attribution.claimant
    who = claim.attribution.outlet if who == NARRATOR else who
    return _body(who, theatre) if theatre is not None else who


def _body(who: str, theatre: Theatre) -> str:
    """Return the name of the source of the theatre that ``who`` names or speaks for, else ``who``."""
    exact = theatre.source(who)
    if exact is not None:
        return exact.name
    found = [
        (len(name), source.name)
        for source in theatre.sources
        for name in (source.name, *source.aliases)
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", who)
    ]
    return max(found)[1] if found else who


def counting_of(claim: DisplacementClaim) -> Counting:
    """Return whether a figure is cumulative or new, judged by the length of the period it states."""
    if claim.since is None:
        return Counting.UNSAID
    end = claim.until or claim.published
    return Counting.NEW if (end - claim.since).days <= NEW_DAYS else Counting.CUMULATIVE


def figure_day(claim: DisplacementClaim) -> date:
    """Return the day for which a figure holds: its stated end, else the day of publication."""
    return min(claim.until or claim.published, claim.published)


def bounds(claim: DisplacementClaim) -> tuple[int | None, int | None]:
    """Return the figure as (low, high) with the ends in order; none where an end was not said."""
    low, high = claim.count_min, claim.count_max
    if low is not None and high is not None and low > high:
        return high, low
    return low, high


def representative(claim: DisplacementClaim) -> int:
    """Return the number that sizes a symbol: the middle of the range, or the end that was said."""
    ends = [end for end in bounds(claim) if end is not None]
    return round(sum(ends) / len(ends)) if ends else 0


def series_of(
    claims: Iterable[DisplacementClaim], last: date | None = None, theatre: Theatre | None = None
) -> tuple[Series, ...]:
    """Return one stepped series per source, movement and area, sorted by these.

    Figures that count a short period only make a series of their own. ``last`` ends the open step of
    every series. Denied figures and figures without a number are left out.
    """
    groups: dict[Key, list[DisplacementClaim]] = {}
    for claim in claims:
        if claim.polarity is Polarity.ASSERTED and bounds(claim) != (None, None):
            groups.setdefault(_key(claim, theatre), []).append(claim)
    return tuple(_series(key, rows, last) for key, rows in sorted(groups.items()))


def _key(claim: DisplacementClaim, theatre: Theatre | None) -> Key:
    is_new = counting_of(claim) is Counting.NEW
    return (source_of(claim, theatre), claim.movement.value, _area_key(claim), is_new)


def _area_key(claim: DisplacementClaim) -> str:
    return claim.area_place_id or (claim.area or "").casefold().strip()


def _series(key: Key, rows: list[DisplacementClaim], last: date | None) -> Series:
    ordered = sorted(rows, key=lambda c: (figure_day(c), c.published, c.id))
    days = [figure_day(claim) for claim in ordered]
    steps = []
    for index, claim in enumerate(ordered):
        following = days[index + 1] if index + 1 < len(days) else last
        low, high = bounds(claim)
        steps.append(
            Step(
                first=days[index],
                last=following,
                low=low,
                high=high,
                as_written=claim.as_written,
                since=claim.since,
                until=claim.until,
                counting=counting_of(claim),
                claim_id=claim.id,
            )
        )
    return Series(
        source=key[0],
        movement=Movement(key[1]),
        area=ordered[-1].area,
        area_place_id=ordered[-1].area_place_id,
        counting=Counting.NEW if key[3] else _widest(ordered),
        steps=tuple(steps),
    )


def _widest(rows: Iterable[DisplacementClaim]) -> Counting:
    """Return cumulative where any figure says since when it counts, else unsaid."""
    kinds = {counting_of(claim) for claim in rows}
    return Counting.CUMULATIVE if Counting.CUMULATIVE in kinds else Counting.UNSAID


def current(
    claims: Iterable[DisplacementClaim], day: date, theatre: Theatre | None = None
) -> tuple[DisplacementClaim, ...]:
    """Return the latest figure of each series that a day knows, not older than ``CURRENT_DAYS``."""
    newest: dict[Key, DisplacementClaim] = {}
    for claim in sorted(claims, key=lambda c: (figure_day(c), c.published, c.id)):
        is_past = claim.published <= day and figure_day(claim) <= day
        if not is_past or claim.polarity is not Polarity.ASSERTED or bounds(claim) == (None, None):
            continue
        newest[_key(claim, theatre)] = claim
    fresh = [claim for claim in newest.values() if (day - figure_day(claim)).days <= CURRENT_DAYS]
    return tuple(sorted(fresh, key=lambda c: (c.movement.value, _area_key(c), source_of(c), c.id)))


def notes_on(
    claims: Iterable[DisplacementClaim], places: Iterable[Place], day: date, theatre: Theatre | None = None
) -> tuple[DisplacementNote, ...]:
    """Return the figures to show on a day with where to draw them (EPSG:4326, lon before lat).

    A figure whose area has no point has no coordinates: it belongs in the list, not on the map.
    """
    by_id = {place.id: place for place in places}
    return tuple(_note(claim, by_id) for claim in current(claims, day, theatre))


def _note(claim: DisplacementClaim, by_id: Mapping[str, Place]) -> DisplacementNote:
    origin = by_id.get(claim.area_place_id or "")
    goal = by_id.get(claim.destination_place_id or "")
    is_arrow = origin is not None and goal is not None and origin.has_point and goal.has_point
    spot = origin if origin is not None and origin.has_point else None
    return DisplacementNote(
        claim=claim,
        lon=spot.lon if spot else None,
        lat=spot.lat if spot else None,
        to_lon=goal.lon if is_arrow and goal else None,
        to_lat=goal.lat if is_arrow and goal else None,
    )


def conflicts_on(
    claims: Iterable[DisplacementClaim], day: date, theatre: Theatre | None = None
) -> tuple[Conflict, ...]:
    """Return groups of current figures of different sources whose ranges do not overlap.

    Only figures for the same movement, area and beginning are compared: others count other things.
    """
    groups: dict[tuple[str, str, str, str], list[DisplacementClaim]] = {}
    for claim in current(claims, day, theatre):
        key = (claim.movement.value, _area_key(claim), str(claim.since), counting_of(claim).value)
        groups.setdefault(key, []).append(claim)
    found = []
    for _, rows in sorted(groups.items()):
        if len({source_of(c, theatre) for c in rows}) > 1 and not _overlap(rows):
            found.append(Conflict(day=day, movement=rows[0].movement, area=rows[0].area, claims=tuple(rows)))
    return tuple(found)


def _overlap(rows: Iterable[DisplacementClaim]) -> bool:
    """Return whether some number lies within every range; an end that was not said is open."""
    ranges = [bounds(claim) for claim in rows]
    low = max((a for a, _ in ranges if a is not None), default=0)
    high = min((b for _, b in ranges if b is not None), default=low)
    return low <= high
