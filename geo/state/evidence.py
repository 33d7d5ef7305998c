"""The evidence about one place: what each vote weighs on a day, factor by factor, so that it sums.

A vote's value is ``base x product(factors) x decay``, positive for its side, negative for a denial or
a reported loss. Credibility is the Admiralty digit, found from the other votes about the place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geo.state.day import Contribution
from geo.state.grading import Relation
from geo.state.votes import Stance, Vote

NEVER = 10**9
"""A day that does not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The one fusion rule: log-odds weights, time constants in days, thresholds on probabilities.

    Defaults follow common practice in conflict mapping (statement against interest, one vote per
    wire, denial adds no control) and the Admiralty code; ``digit`` is the factor of credibility 1-6.
    """

    digit: tuple[float, ...] = (1.3, 1.1, 1.0, 0.6, 0.2, 0.8)
    own: float = 0.6
    against_interest: float = 1.8
    denial: float = 0.5
    superseded: float = 0.3
    echo_days: int = 7
    denial_days: int = 7
    cap: float = 4.5
    remember_days: float = 2000.0
    switch: float = 0.65
    held: float = 0.80
    live: float = 0.7
    contested_live: float = 0.6
    fight_days: int = 7


RULE = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the place's past says on a day: who stood there, since when, and how well it was once known."""

    side: str | None = None
    since: int = 0
    since_first: int = 0
    since_last: int = 0
    peak: float = 0.0
    peak_day: int = 0
    peak_claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The days from which other votes raise or lower one vote's credibility."""

    confirmed: int = NEVER
    echoed: int = NEVER
    doubted: int = NEVER
    refuted: int = NEVER
    backed: int = NEVER
    retracted: int = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Decay time passed at a place, in time constants: ``ticks[d - start]``, then ``tail`` a day."""

    start: int
    ticks: tuple[float, ...]
    tail: float

    def at(self, day: int) -> float:
        """Return the decay time passed by ``day``: evidence decays by e for each unit."""
        index = day - self.start
        if index < 0:
            return self.ticks[0] + index * self.tail
        if index < len(self.ticks):
            return self.ticks[index]
        return self.ticks[-1] + (index - len(self.ticks) + 1) * self.tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The evidence on one day: value of every counted vote and the sums that follow."""

    scores: dict[str, float]
    live: dict[str, float]
    parts: tuple[tuple[Vote, float], ...]
    remembered: float


def turnings(votes: Sequence[Vote], backed: Sequence[int], rule: Rule) -> tuple[Turning, ...]:
    """Return for each vote (sorted by day) when others confirm, echo, doubt, refute or replace it.

    ``backed`` holds for each vote the day from which neighbouring places support it, or NEVER.
    """
    return tuple(_turning(vote, votes, day, rule) for vote, day in zip(votes, backed, strict=True))


def _turning(vote: Vote, votes: Sequence[Vote], backed: int, rule: Rule) -> Turning:
    confirmed = echoed = doubted = refuted = retracted = NEVER
    for other in votes:
        if other is vote or other.is_baseline:
            continue
        day = max(vote.day, other.day)
        gap = other.day - vote.day
        same_speaker = other.speaker == vote.speaker
        if other.stance is Stance.FOR and vote.stance is Stance.FOR and other.camp == vote.camp:
            if not same_speaker and not (vote.group and vote.group == other.group) and abs(gap) <= rule.echo_days:
                if _independent(vote, other):
                    confirmed = min(confirmed, day)
                else:
                    echoed = min(echoed, day)
        elif other.stance is Stance.FOR and same_speaker and gap > 0:
            retracted = min(retracted, day)
        elif _speaks_against(vote, other, gap, rule):
            if other.relation is Relation.OWN:
                doubted = min(doubted, day)
            else:
                refuted = min(refuted, day)
    return Turning(
        confirmed=confirmed, echoed=echoed, doubted=doubted, refuted=refuted, backed=backed, retracted=retracted
    )


def _speaks_against(vote: Vote, other: Vote, gap: int, rule: Rule) -> bool:
    """Tell whether ``other`` contradicts a claim soon after it: a rival claim, or its denial."""
    if vote.stance is not Stance.FOR:
        return False
    if other.stance is Stance.FOR:
        return 0 <= gap <= rule.denial_days
    return other.stance is Stance.DENIAL and other.camp == vote.camp and -1 <= gap <= rule.denial_days


def _independent(vote: Vote, other: Vote) -> bool:
    """Two speakers confirm each other unless both belong to the camp that the statement favours."""
    return vote.relation is not Relation.OWN or other.relation is not Relation.OWN


def credibility(vote: Vote, turning: Turning, day: int) -> int:
    """Return the Admiralty digit of a vote on a day: 1 confirmed ... 5 improbable, 6 cannot be judged."""
    if turning.confirmed <= day:
        return 1
    if turning.refuted <= day:
        return 5
    if turning.doubted <= day:
        return 4
    if turning.echoed <= day:
        return 2
    return 6 if vote.letter == "F" else 3


def factors_of(vote: Vote, turning: Turning, standing: Standing, day: int, rule: Rule) -> tuple[tuple[str, float], ...]:
    """Return the named factors of one vote on a day (none of them depends on its age)."""
    rows: list[tuple[str, float]] = []
    if vote.relation is Relation.OWN and vote.stance is Stance.DENIAL:
        rows.append(("denial by an interested party", rule.denial))
    elif vote.relation is Relation.OWN:
        restored = min(turning.confirmed, turning.backed) <= day
        rows.append(("own gain, supported by others", 1.0) if restored else ("own gain", rule.own))
    elif vote.relation is Relation.AGAINST_INTEREST:
        rows.append(("against interest", rule.against_interest))
    if vote.stance is Stance.FOR:
        digit = credibility(vote, turning, day)
        rows.append((f"credibility {digit}", rule.digit[digit - 1]))
    if vote.area != 1.0:
        rows.append(("names the area, not the place", vote.area))
    if standing.side != vote.side and vote.day < standing.since:
        rows.append(("before the last change of hands", rule.superseded))
    if turning.retracted <= day:
        rows.append(("the same source now says otherwise", 0.0))
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """All votes known about one place, sorted by day, with what others do to them, ready to be weighed."""

    place_id: str
    votes: tuple[Vote, ...]
    turns: tuple[Turning, ...]
    clock: Clock
    ticks: tuple[float, ...]
    rule: Rule = RULE

    @staticmethod
    def of(place_id: str, votes: Sequence[Vote], backed: Sequence[int], clock: Clock, rule: Rule = RULE) -> Docket:
        """Return the docket of a place; ``votes`` sorted by day, ``backed`` as in ``turnings``."""
        return Docket(
            place_id=place_id,
            votes=tuple(votes),
            turns=turnings(votes, backed, rule),
            clock=clock,
            ticks=tuple(clock.at(vote.day) for vote in votes),
            rule=rule,
        )

    def weigh(self, standing: Standing, day: int) -> Weighed:
        """Sum the votes on a day; each speaker and each copied dispatch counts once for each side."""
        best: dict[tuple[str, str, bool], tuple[float, Vote]] = {}
        now = self.clock.at(day)
        for vote, turning, tick in zip(self.votes, self.turns, self.ticks, strict=True):
            if vote.day > day:
                break
            if vote.side is None or vote.stance is Stance.FIGHT:
                continue
            value = vote.base * math.exp(tick - now)
            for _name, factor in factors_of(vote, turning, standing, day, self.rule):
                value *= factor
            key = (vote.side, vote.group or vote.speaker, vote.stance is Stance.FOR)
            if key not in best or value > best[key][0]:
                best[key] = (value, vote)
        return _sum(_one_per_speaker(best), standing, day, self.rule)

    def trace(self, weighed: Weighed, standing: Standing, day: int) -> tuple[Contribution, ...]:
        """Return the contributions that sum to the scores: every counted vote, then the memory."""
        place = {vote.claim_id: i for i, vote in enumerate(self.votes)}
        rows = [self._contribution(place[v.claim_id], value, standing, day) for v, value in weighed.parts]
        if weighed.remembered > 0 and standing.side is not None:
            rows.append(_memory(weighed.remembered, standing, day, self.rule))
        return tuple(rows)

    def _contribution(self, index: int, value: float, standing: Standing, day: int) -> Contribution:
        vote, turning = self.votes[index], self.turns[index]
        factors = list(factors_of(vote, turning, standing, day, self.rule))
        decay = math.exp(self.ticks[index] - self.clock.at(day))
        plain = vote.base * decay * math.prod(factor for _name, factor in factors)
        if plain > 0 and abs(value) < plain * (1 - 1e-12):
            factors.append(("limit of one side's score", abs(value) / plain))
        digit = credibility(vote, turning, day) if vote.stance is Stance.FOR else 3
        return Contribution(
            claim_id=vote.claim_id,
            side=vote.side or "",
            grade=f"{vote.letter}{digit}",
            base=vote.base if vote.stance is Stance.FOR else -vote.base,
            factors=tuple(factors),
            age_days=float(day - vote.day),
            decay=decay,
            value=value,
        )


def _one_per_speaker(best: dict[tuple[str, str, bool], tuple[float, Vote]]) -> list[tuple[float, Vote]]:
    """Keep the strongest vote of each speaker for each side."""
    kept: dict[tuple[str, str, bool], tuple[float, Vote]] = {}
    for value, vote in sorted(best.values(), key=lambda row: (-row[0], row[1].claim_id)):
        kept.setdefault((vote.side or "", vote.speaker, vote.stance is Stance.FOR), (value, vote))
    return sorted(kept.values(), key=lambda row: (row[1].day, row[1].claim_id))


def _sum(rows: Sequence[tuple[float, Vote]], standing: Standing, day: int, rule: Rule) -> Weighed:
    gross: dict[str, float] = {}
    for value, vote in rows:
        if vote.stance is Stance.FOR:
            gross[vote.side or ""] = gross.get(vote.side or "", 0.0) + value
    scale = {side: min(1.0, rule.cap / total) if total > 0 else 1.0 for side, total in gross.items()}
    parts = tuple(
        (vote, value * scale[vote.side or ""] if vote.stance is Stance.FOR else -value) for value, vote in rows
    )
    scores: dict[str, float] = {}
    for vote, value in parts:
        scores[vote.side or ""] = scores.get(vote.side or "", 0.0) + value
    live = {side: total * scale[side] for side, total in gross.items()}
    remembered = 0.0
    if standing.side is not None:
        faded = standing.peak * math.exp((standing.peak_day - day) / rule.remember_days)
        remembered = max(0.0, faded - live.get(standing.side, 0.0))
        scores[standing.side] = scores.get(standing.side, 0.0) + remembered
    return Weighed(scores=scores, live=live, parts=parts, remembered=remembered)


def _memory(value: float, standing: Standing, day: int, rule: Rule) -> Contribution:
    """Return the part of an earlier, better known state that still stands because nothing replaced it."""
    decay = math.exp((standing.peak_day - day) / rule.remember_days)
    return Contribution(
        claim_id=standing.peak_claim,
        side=standing.side or "",
        grade="",
        base=standing.peak,
        factors=(("remembered beyond what is still fresh", value / (standing.peak * decay)),),
        age_days=float(day - standing.peak_day),
        decay=decay,
        value=value,
    )
