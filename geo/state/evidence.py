"""The evidence about one place: what each vote weighs on a day, factor by factor, so that it sums.

A vote's value is ``base x product(factors) x decay``, positive for its side, negative for a denial or
a reported loss. Credibility is the Admiralty digit, found from the other votes about the place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.state.day import Contribution
from geo.state.grading import Relation
from geo.state.turning import RULE, Rule, Turning, credibility, static_weight, turnings
from geo.state.votes import Stance, Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the place's past says on a day: who stood there, since when, and how well it was once known."""

    side: str | None = None
    since: int = 0
    since_first: int = 0
    since_last: int = 0
    peak: float = 0.0
    peak_tick: float = 0.0
    peak_day: int = 0
    peak_claim: str = ""


UNITS = 22_995
"""Whole units in one time constant: the least common multiple of 21, 45 and 365 days, so sums are exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Decay time passed at a place, in units: ``ticks[d - start]``, then ``tail`` a day."""

    start: int
    ticks: tuple[int, ...]
    tail: int

    def at(self, day: int) -> float:
        """Return the decay time passed by ``day``, in time constants: evidence decays by e for each.

        Only differences have a meaning. They are counted from a fixed day and in whole units, so
        two clocks that agree on the rates agree to the last digit.
        """
        index = day - self.start
        if index < 0:
            return day * self.tail / UNITS
        last = min(index, len(self.ticks) - 1)
        return (self.start * self.tail + self.ticks[last] + (index - last) * self.tail) / UNITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The evidence on one day: value of every counted vote (by index), and the sums that follow.

    ``live`` is what speaks for each side and is still fresh; ``scores`` adds denials, reported
    losses, and for the standing side what is remembered beyond the fresh evidence. ``scale`` is by
    how much each side's votes were scaled down to the limit of one side's score.
    """

    scores: dict[str, float]
    live: dict[str, float]
    parts: tuple[tuple[int, float], ...]
    remembered: float
    scale: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """All votes known about one place, sorted by day, with what others do to them, ready to be weighed."""

    place_id: str
    votes: tuple[Vote, ...]
    turns: tuple[Turning, ...]
    statics: tuple[float, ...]
    camps: dict[str, str]
    clocks: dict[str, Clock]
    ticks: tuple[float, ...]
    rule: Rule = RULE

    @staticmethod
    def of(
        place_id: str, votes: Sequence[Vote], backed: Sequence[int], clocks: dict[str, Clock], rule: Rule = RULE
    ) -> Docket:
        """Return the docket of a place; ``votes`` sorted by day, ``clocks`` by camp."""
        return Docket(
            place_id=place_id,
            votes=tuple(votes),
            turns=turnings(votes, backed, rule),
            statics=tuple(static_weight(vote, rule) for vote in votes),
            camps={vote.side: vote.camp for vote in votes if vote.side and vote.camp},
            clocks=clocks,
            ticks=tuple(clocks[vote.camp].at(vote.day) if vote.camp else 0.0 for vote in votes),
            rule=rule,
        )

    def now(self, side: str | None, day: int) -> float:
        """Return what the clock of a side's camp shows on a day."""
        return self.clocks[self.camps[side]].at(day) if side in self.camps else 0.0

    def value(self, index: int, day: int, now: float) -> float:
        """Return what a vote weighs on a day (never negative), ``now`` being its side's clock on that day."""
        vote, turning, rule = self.votes[index], self.turns[index], self.rule
        if turning.retracted <= day:
            return 0.0
        value = self.statics[index] * math.exp(self.ticks[index] - now)
        if vote.stance is Stance.FOR:
            value *= rule.digit[credibility(vote, turning, day) - 1]
            if vote.relation is Relation.OWN and (turning.backed <= day or turning.is_confirmed(day)):
                value /= rule.own
            if _disputed(vote, turning, day):
                value *= rule.disputed
        if turning.outdated <= day:
            value *= 0.0 if vote.is_baseline else rule.outdated
        return value

    def factors(self, index: int, day: int) -> tuple[tuple[str, float], ...]:
        """Return the named factors whose product with base and decay is ``value``."""
        vote, turning, rule = self.votes[index], self.turns[index], self.rule
        rows = list(_interest(vote, turning, day, rule))
        if vote.area != 1.0:
            rows.append(("names the area, not the place", vote.area))
        if vote.stance is Stance.FOR:
            digit = credibility(vote, turning, day)
            rows.append((f"credibility {digit}", rule.digit[digit - 1]))
            if _disputed(vote, turning, day):
                rows.append(("own gain, confirmed but denied", rule.disputed))
        if turning.outdated <= day and vote.is_baseline:
            rows.append(("baseline, changed by a report", 0.0))
        elif turning.outdated <= day:
            rows.append(("older than a well-supported change", rule.outdated))
        if turning.retracted <= day:
            rows.append(("the same source now says otherwise", 0.0))
        return tuple(rows)

    def weigh(self, standing: Standing, day: int) -> Weighed:
        """Sum the votes on a day; each speaker and each copied dispatch counts once for each side."""
        now = {side: self.now(side, day) for side in self.camps}
        best: dict[tuple[str, str, bool], tuple[float, int]] = {}
        for index, vote in enumerate(self.votes):
            if vote.day > day:
                break
            if vote.side is None or vote.stance is Stance.FIGHT:
                continue
            value = self.value(index, day, now[vote.side])
            key = (vote.side, vote.group or vote.speaker, vote.stance is Stance.FOR)
            if key not in best or value > best[key][0]:
                best[key] = (value, index)
        return self._sum(self._one_per_speaker(best.values()), standing, now.get(standing.side or "", 0.0))

    def _one_per_speaker(self, rows: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
        """Keep the strongest vote of each speaker for each side."""
        kept: dict[tuple[str | None, str, bool], tuple[float, int]] = {}
        for value, index in sorted(rows, reverse=True):
            vote = self.votes[index]
            kept.setdefault((vote.side, vote.speaker, vote.stance is Stance.FOR), (value, index))
        return sorted(kept.values(), key=lambda row: row[1])

    def _sum(self, rows: Sequence[tuple[float, int]], standing: Standing, now: float) -> Weighed:
        cap = self.rule.cap
        live: dict[str, float] = {}
        for value, index in rows:
            vote = self.votes[index]
            if vote.stance is Stance.FOR and vote.side is not None:
                live[vote.side] = live.get(vote.side, 0.0) + value
        scale = {side: cap / total if total > cap else 1.0 for side, total in live.items()}
        parts: list[tuple[int, float]] = []
        scores: dict[str, float] = {}
        for value, index in rows:
            side = self.votes[index].side or ""
            part = value * scale[side] if self.votes[index].stance is Stance.FOR else -value
            parts.append((index, part))
            scores[side] = scores.get(side, 0.0) + part
        live = {side: total * scale[side] for side, total in live.items()}
        remembered = 0.0
        if standing.side is not None:
            remembered = max(0.0, self.memory(standing, now) - live.get(standing.side, 0.0))
            scores[standing.side] = scores.get(standing.side, 0.0) + remembered
        return Weighed(scores=scores, live=live, parts=tuple(parts), remembered=remembered, scale=scale)

    def memory(self, standing: Standing, now: float) -> float:
        """Return what is left of the best evidence that the standing side ever had."""
        return standing.peak * math.exp((standing.peak_tick - now) / self.rule.memory)

    def challenge(self, weighed: Weighed, standing: Standing, side: str, day: int) -> tuple[float, int]:
        """Return the best case that ``side`` took the place from the standing side, and the day it began.

        For each recent day: the votes for it and the reported losses of the standing side from then
        on, less the denials and less what was said for the standing side from then on. Reports from
        before the change say nothing about it (nor do those of its day that tell of a state, not of
        a change), and reports of a change that nobody takes up fade within ``Rule.challenge_days``.
        The limit of a side's score does not apply here.
        """
        span = self.rule.challenge_days
        since = max(standing.since, day - span + 1)
        steps: list[tuple[int, bool, float]] = []
        for i, value in weighed.parts:
            vote = self.votes[i]
            if vote.day < since:
                continue
            full = value / weighed.scale.get(vote.side or "", 1.0) if value > 0 else value
            is_state = value > 0 and not vote.is_change
            if vote.side == side:
                full *= self.rule.still if is_state and vote.relation is not Relation.OWN else 1.0
                steps.append((vote.day, True, full * math.exp((vote.day - day) / span)))
            elif vote.side == standing.side and (value > 0 or vote.stance is Stance.AGAINST):
                steps.append((vote.day, not is_state, -full))
        steps = [*sorted(steps, reverse=True), (since - 1, False, 0.0)]
        best, began, total = 0.0, day, 0.0
        for step, following in pairwise(steps):
            total += step[2]
            if total > best and following[:2] != step[:2]:
                best, began = total, step[0]
        return best, began

    def wall(self, standing: Standing, side: str, began: int, day: int) -> float:
        """Return the challenge that gives the place to ``side``: lower once its forces are said to be inside.

        They are, where its attack on the place was reported, or since the challenge ``began`` an
        attack on the place by the standing side.
        """
        wall = min(self.rule.wall, self.memory(standing, self.now(standing.side, day)))
        since = {side: max(standing.since, day - self.rule.challenge_days + 1), standing.side: began}
        inside = any(v.stance is Stance.FIGHT and v.side in since and since[v.side] <= v.day <= day for v in self.votes)
        return wall * self.rule.inside if inside else wall

    def trace(self, weighed: Weighed, standing: Standing, day: int) -> tuple[Contribution, ...]:
        """Return the contributions that sum to the scores: every counted vote, then the memory."""
        rows = [self._contribution(index, value, day) for index, value in weighed.parts]
        if weighed.remembered > 0 and standing.side is not None:
            rows.append(self._memory_row(weighed.remembered, standing, day))
        return tuple(rows)

    def _contribution(self, index: int, value: float, day: int) -> Contribution:
        vote = self.votes[index]
        now = self.now(vote.side, day)
        plain = self.value(index, day, now)
        factors = self.factors(index, day)
        if plain > 0 and abs(value) < plain * (1 - 1e-12):
            factors = (*factors, ("limit of one side's score", abs(value) / plain))
        digit = credibility(vote, self.turns[index], day) if vote.stance is Stance.FOR else 3
        return Contribution(
            claim_id=vote.claim_id,
            side=vote.side or "",
            grade=f"{vote.letter}{digit}",
            base=vote.base if vote.stance is Stance.FOR else -vote.base,
            factors=factors,
            age_days=float(day - vote.day),
            decay=math.exp(self.ticks[index] - now),
            value=value,
        )

    def _memory_row(self, value: float, standing: Standing, day: int) -> Contribution:
        """Return the part of an earlier, better known state that stands because nothing replaced it."""
        decay = math.exp((standing.peak_tick - self.now(standing.side, day)) / self.rule.memory)
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


def _disputed(vote: Vote, turning: Turning, day: int) -> bool:
    """Tell whether an own gain is confirmed by some and denied by others; outside reports never are."""
    return vote.relation is Relation.OWN and turning.is_confirmed(day) and turning.doubted <= day


def _interest(vote: Vote, turning: Turning, day: int, rule: Rule) -> Iterable[tuple[str, float]]:
    if vote.relation is Relation.AGAINST_INTEREST:
        yield "against interest", rule.against_interest
    elif vote.relation is Relation.OWN and vote.stance is Stance.DENIAL:
        yield "denial by an interested party", rule.denial
    elif vote.relation is Relation.OWN and turning.is_confirmed(day):
        yield "own gain, confirmed by others", 1.0
    elif vote.relation is Relation.OWN and turning.backed <= day:
        yield "own gain, neighbouring places agree", 1.0
    elif vote.relation is Relation.OWN:
        yield "own gain", rule.own
