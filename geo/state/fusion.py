"""From contradictory claims to who is said to hold each place on each day, with a trace that sums.

The same rule serves every theatre and stream. Without ``known_as_of`` a day is judged by what had
been published by then (no hindsight); with it every day is judged by what was published up to that
date, so a late correction changes the past only for a reader who asks to know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from geo.model import Claim, ControlClaim, Place
from geo.state import grading
from geo.state.day import Level, PlaceStatus, StatusInterval
from geo.state.evidence import Docket
from geo.state.judge import probabilities
from geo.state.pace import NEIGHBOUR_M, Surroundings, backed_days, clocks_of, surroundings
from geo.state.replay import SETTLED, Track, look_days, replay
from geo.state.turning import RULE, Rule
from geo.state.votes import Coverage, Vote, baseline_votes, coverage, votes_of
from geo.theatre import Theatre

MONITORS = "monitors"
"""Perspective of the bodies that are no party to the war."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What was known of one place from the day ``known`` on: its track until the next chapter."""

    known: int
    track: Track


@dataclass(frozen=True, kw_only=True)
class History:
    """Who is said to hold every place on every day, as fused from the claims."""

    theatre: Theatre
    places: tuple[Place, ...]
    claims: tuple[ControlClaim, ...]
    chapters: Mapping[str, tuple[Chapter, ...]]
    cover: Coverage
    known_as_of: date | None
    perspective: str | None
    leave_out: tuple[str, ...]
    rule: Rule
    first: date
    last: date

    def _track(self, place_id: str, day: int) -> Track | None:
        chapters = self.chapters.get(place_id, ())
        if self.known_as_of is not None:
            return chapters[-1].track if chapters else None
        best = None
        for chapter in chapters:
            if chapter.known <= day:
                best = chapter.track
        return best

    def status(self, place_id: str, day: date, *, with_trace: bool = True) -> PlaceStatus | None:
        """Return the status of one place on a day, or none where no claim or baseline spoke of it yet."""
        ordinal = day.toordinal()
        track = self._track(place_id, ordinal)
        return None if track is None else track.status(ordinal, with_trace=with_trace)

    def on(self, day: date, *, with_trace: bool = True) -> dict[str, PlaceStatus]:
        """Return the status of every place that any claim or baseline has spoken of by ``day``, by place id."""
        found = ((key, self.status(key, day, with_trace=with_trace)) for key in sorted(self.chapters))
        return {key: status for key, status in found if status is not None}

    def probability(self, place_id: str, side: str, day: date) -> float:
        """Return the probability that ``side`` holds the place; where nobody knows, an even share."""
        ordinal = day.toordinal()
        track = self._track(place_id, ordinal)
        standing = None if track is None else track.standing(ordinal)
        if track is None or standing is None:
            return 1.0 / len(self.theatre.sides)
        weighed = track.docket.weigh(standing, ordinal)
        chances = probabilities(weighed)
        return chances.get(side, 0.0) + (1.0 - sum(chances.values())) / len(self.theatre.sides)

    def curve(self, place_id: str, side: str) -> tuple[float, ...]:
        """Return the probability that ``side`` holds the place on each of ``days``."""
        first, last = self.first.toordinal(), self.last.toordinal()
        even = 1.0 / len(self.theatre.sides)
        values = [even] * (last - first + 1)
        if place_id not in self.chapters:
            return tuple(values)
        looks = self._looks(place_id)
        for look, following in zip(looks, [*looks[1:], last + 1], strict=True):
            chance = self.probability(place_id, side, date.fromordinal(look))
            values[look - first : following - first] = [chance] * (following - look)
        return tuple(values)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day from the first claim (or the theatre's start) to the last (or its end)."""
        return tuple(self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1))

    @cached_property
    def _intervals(self) -> tuple[StatusInterval, ...]:
        rows: list[StatusInterval] = []
        for place_id in sorted(self.chapters):
            rows.extend(self._place_intervals(place_id))
        return tuple(rows)

    def intervals(self) -> tuple[StatusInterval, ...]:
        """Return the statuses as runs of equal level, side and probability step, by place and time."""
        return self._intervals

    def _place_intervals(self, place_id: str) -> list[StatusInterval]:
        """Return the runs of one place; between two looks that differ every day is looked at."""
        rows: list[StatusInterval] = []
        before: int | None = None
        for look in self._looks(place_id):
            found = self._interval(place_id, look)
            if found is None or (rows and rows[-1].key == found.key):
                before = look
                continue
            for day in range(look if before is None else before + 1, look + 1):
                row = self._interval(place_id, day)
                if row is None or (rows and rows[-1].key == row.key):
                    continue
                if rows:
                    rows[-1] = replace(rows[-1], last=row.first - timedelta(days=1))
                rows.append(row)
            before = look
        return rows

    def _interval(self, place_id: str, ordinal: int) -> StatusInterval | None:
        """Return the run that would start on a day, open to the end of the record."""
        day = date.fromordinal(ordinal)
        status = self.status(place_id, day, with_trace=False)
        if status is None:
            return None
        return StatusInterval(
            place_id=place_id,
            first=day,
            last=self.last,
            level=status.level,
            side=status.side,
            contest=status.contest,
            probability_step=int(status.probability * 10),
            claim_ids=status.supporting,
        )

    def _looks(self, place_id: str) -> list[int]:
        """Return the days on which the status of a place may change."""
        days: set[int] = set()
        first, last = self.first.toordinal(), self.last.toordinal()
        for chapter in self.chapters[place_id]:
            days.add(chapter.known)
            days.update(look_days(chapter.track.docket, last))
            days.update(chapter.track.days)
        return sorted(day for day in days | {first} if first <= day <= last)

    def series(self) -> tuple[SideCount, ...]:
        """Return for each day and side how many places it is said to hold, and how many of them firmly."""
        counts: dict[tuple[date, str], list[int]] = {}
        for row in self.intervals():
            if row.side is None:
                continue
            for i in range((row.last - row.first).days + 1):
                cell = counts.setdefault((row.first + timedelta(days=i), row.side), [0, 0])
                cell[0] += 1
                cell[1] += row.level is Level.HELD
        return tuple(
            SideCount(day=day, side=side, places=n, held=held) for (day, side), (n, held) in sorted(counts.items())
        )

    def with_claims(self, claims: Iterable[Claim]) -> History:
        """Return the history with more claims; only their places and what lies near are fused anew."""
        fresh = [c for c in claims if isinstance(c, ControlClaim)]
        known = {claim.id for claim in self.claims}
        fresh = [c for c in fresh if c.id not in known]
        touched = {place for c in fresh if c.place_id for place, _weight in self.cover.of(c.place_id)}
        return _fuse(self, (*self.claims, *fresh), touched)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCount:
    """How many places a side is said to hold on a day, and how many of them with firm support."""

    day: date
    side: str
    places: int
    held: int


def fuse(
    claims: Iterable[Claim],
    places: Sequence[Place],
    theatre: Theatre,
    *,
    known_as_of: date | None = None,
    perspective: str | None = None,
    leave_out: Sequence[str] = (),
    rule: Rule = RULE,
) -> History:
    """Fuse the control claims of a ledger into a history of every place.

    ``known_as_of`` hides what was published later (none: each day knows what was published by that
    day). ``perspective`` is a side key (only what that camp and its own sources say), ``monitors``
    (only neutral sources) or none (everybody). ``leave_out`` names sources, claimants or outlets to ignore.
    The order of ``claims`` does not matter. Raises KeyError for an unknown perspective.
    """
    if perspective is not None and perspective != MONITORS:
        theatre.side(perspective)
    empty = History(
        theatre=theatre,
        places=tuple(places),
        claims=(),
        chapters={},
        cover=coverage(places, theatre),
        known_as_of=known_as_of,
        perspective=perspective,
        leave_out=tuple(leave_out),
        rule=rule,
        first=theatre.start,
        last=theatre.end,
    )
    return _fuse(empty, tuple(c for c in claims if isinstance(c, ControlClaim)), None)


def _fuse(base: History, claims: tuple[ControlClaim, ...], touched: set[str] | None) -> History:
    counted = [claim for claim in claims if _counts(claim, base)]
    votes = votes_of(counted, base.theatre, base.cover)
    for place_id, rows in baseline_votes(base.theatre, base.cover).items():
        votes[place_id] = sorted([*rows, *votes.get(place_id, [])], key=lambda v: (v.day, v.known, v.claim_id))
    around = surroundings(base.places, set(votes), base.theatre.metric_crs)
    dirty = set(votes) if touched is None else touched | {n for t in touched for n, _m in around.near.get(t, ())}
    chapters = {key: rows for key, rows in base.chapters.items() if key in votes and key not in dirty}
    for place_id in sorted(set(votes) - set(chapters)):
        chapters[place_id] = _chapters(place_id, votes, around, base)
    published = [claim.published for claim in counted]
    return replace(
        base,
        claims=claims,
        chapters=chapters,
        first=min([base.theatre.start, *published]),
        last=max([base.theatre.end, *published]),
    )


def _counts(claim: ControlClaim, base: History) -> bool:
    """Tell whether a claim is heard under the history's knowledge date, perspective and exclusions."""
    if base.known_as_of is not None and claim.published > base.known_as_of:
        return False
    speaker = grading.speaker_key(claim.attribution, base.theatre)
    names = {speaker.casefold(), claim.attribution.claimant.casefold(), claim.attribution.outlet.casefold()}
    if names & {name.casefold() for name in base.leave_out}:
        return False
    if base.perspective is None:
        return True
    camp = grading.camp_of(grading.speaker_side(claim.attribution, base.theatre), base.theatre)
    if base.perspective == MONITORS:
        return camp is None
    return camp == grading.camp_of(base.perspective, base.theatre)


def _chapters(
    place_id: str, votes: Mapping[str, Sequence[Vote]], around: Surroundings, base: History
) -> tuple[Chapter, ...]:
    """Return what was known of a place: one chapter, or one more from each day that told of the past."""
    rows = votes[place_id]
    clocks = clocks_of(place_id, votes, around)
    settled = max(vote.known for vote in rows) + SETTLED
    if base.known_as_of is not None:
        docket = Docket.of(place_id, rows, backed_days(place_id, votes, around, base.rule.echo_days), clocks, base.rule)
        return (Chapter(known=0, track=replay(docket, settled)),)
    starts = [0, *sorted({vote.known for vote in rows if vote.known > vote.day})]
    ends = [*(start - 1 for start in starts[1:]), settled]
    near = (place_id, *around.within(place_id, NEIGHBOUR_M))
    chapters = []
    for start, end in zip(starts, ends, strict=True):
        heard = {key: [v for v in votes.get(key, ()) if _heard(v, start, end)] for key in near}
        if heard[place_id]:
            backed = backed_days(place_id, heard, around, base.rule.echo_days)
            docket = Docket.of(place_id, heard[place_id], backed, clocks, base.rule)
            chapters.append(Chapter(known=start, track=replay(docket, end)))
    return tuple(chapters)


def _heard(vote: Vote, start: int, end: int) -> bool:
    """Tell whether a vote belongs to a chapter: published by its start, or on the spot by its end."""
    return vote.known <= start or (vote.known == vote.day and vote.known <= end)


__all__ = ["MONITORS", "History", "SideCount", "StatusInterval", "fuse"]
