"""One place replayed through its votes: who stands there, when it changed hands, what to call it.

The state between evaluations is a ``Standing``; a side replaces another only when its probability
against it reaches ``Rule.switch`` (hysteresis), so the map does not flicker between two claims.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.state.day import Contest, Level, PlaceStatus
from geo.state.evidence import Docket, Standing, Weighed
from geo.state.grading import Relation
from geo.state.turning import NEVER
from geo.state.votes import Stance, Vote

DAILY = 12
"""Days after a vote on which the state is looked at daily; afterwards once a week."""

SETTLED = 60
"""Days after the last vote by which ageing has done all it can to who stands there."""

LIKELIHOOD = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)
"""Upper bounds of probability and the word for it (ICD 203, edition of 2015)."""


def likelihood_word(probability: float) -> str:
    """Return the ICD 203 word of a probability."""
    return next(word for bound, word in LIKELIHOOD if probability < bound)


def look_days(docket: Docket, until: int) -> list[int]:
    """Return the days up to ``until`` on which the state may change: votes, the days after, then weekly."""
    days: set[int] = set()
    for vote in docket.votes:
        days.update(range(vote.day, min(vote.day + DAILY, until) + 1))
    if docket.votes:
        days.update(range(docket.votes[0].day, until + 1, 7))
    return sorted(day for day in days if day <= until)


def probabilities(weighed: Weighed) -> dict[str, float]:
    """Return the probability of each side with evidence; what is missing to 1 is that nobody knows.

    A side with score s has the odds ``exp(s) - 1`` against the unknown, so no evidence is no probability.
    """
    odds = {side: math.expm1(max(score, 0.0)) for side, score in weighed.scores.items()}
    total = 1.0 + sum(odds.values())
    return {side: value / total for side, value in odds.items()}


def advance(docket: Docket, standing: Standing, day: int) -> Standing:
    """Return the standing on ``day`` from the standing before it.

    A side takes a place over when the net evidence since the challenge began reaches the wall: what
    is remembered of the standing side, at most ``Rule.wall``. An empty place goes to the best score.
    """
    weighed = docket.weigh(standing, day)
    if standing.side is None:
        best = max(weighed.scores.items(), key=lambda row: (row[1], row[0]), default=("", 0.0))
        if best[1] > 0:
            standing = _moved(docket, best[0], standing, day)
    else:
        wall = min(docket.rule.wall, docket.memory(standing, docket.clock.at(day)))
        rivals = sorted(side for side in weighed.live if side != standing.side)
        pushes = [(docket.challenge(weighed, standing, side, day), side) for side in rivals]
        push, rival = max(pushes, default=(0.0, ""))
        if push > 0 and push >= wall:
            standing = _moved(docket, rival, standing, day)
        elif _undone(weighed, standing):
            return Standing(since=day)
    return _keep_peak(docket, standing, day)


def _undone(weighed: Weighed, standing: Standing) -> bool:
    """Tell whether denials and reported losses outweigh all that speaks for the standing side."""
    return standing.side is not None and weighed.scores.get(standing.side, 0.0) < 0


def _moved(docket: Docket, side: str, before: Standing, day: int) -> Standing:
    """Return the new standing of ``side`` with the interval that its claims allow for the change."""
    news = [
        vote
        for vote in docket.votes
        if vote.side == side and vote.stance is Stance.FOR and before.since <= vote.day <= day
    ]
    last_before = max(
        (
            v.day
            for v in docket.votes
            if before.side
            and v.side == before.side
            and v.stance is Stance.FOR
            and v.day < min((n.day for n in news), default=day)
        ),
        default=-NEVER,
    )
    fresh = [vote for vote in news if vote.day > last_before] or news
    first = min((vote.first for vote in fresh), default=day)
    last = max((vote.day for vote in fresh if vote.is_change), default=max((v.day for v in fresh), default=day))
    since = min((vote.day for vote in fresh), default=day)
    return Standing(side=side, since=since, since_first=min(first, last), since_last=last)


def _keep_peak(docket: Docket, standing: Standing, day: int) -> Standing:
    """Remember the strongest live evidence that the standing side ever had."""
    if standing.side is None:
        return standing
    weighed = docket.weigh(standing, day)
    live, now = weighed.live.get(standing.side, 0.0), docket.clock.at(day)
    if live <= docket.memory(standing, now):
        return standing
    mine = [(value, -i) for i, value in weighed.parts if docket.votes[i].side == standing.side]
    claim = docket.votes[-max(mine)[1]].claim_id
    return replace(standing, peak=live, peak_day=day, peak_tick=now, peak_claim=claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The states of one place over time: ``standings[i]`` holds from ``days[i]`` until the next."""

    docket: Docket
    days: tuple[int, ...]
    standings: tuple[Standing, ...]

    def standing(self, day: int) -> Standing | None:
        """Return the standing on a day, or none before the first vote."""
        index = bisect.bisect_right(self.days, day) - 1
        return self.standings[index] if index >= 0 else None

    def status(self, day: int, *, with_trace: bool = True) -> PlaceStatus | None:
        """Return the status of the place on a day, or none before its first vote."""
        standing = self.standing(day)
        if standing is None:
            return None
        return judge(self.docket, standing, day, with_trace=with_trace)


def replay(docket: Docket, until: int) -> Track:
    """Run a place through its votes in order of the days they speak of, up to day ``until``."""
    standing = Standing()
    days: list[int] = []
    standings: list[Standing] = []
    for day in look_days(docket, until):
        after = advance(docket, standing, day)
        if after != standing or not days:
            days.append(day)
            standings.append(after)
        standing = after
    return Track(docket=docket, days=tuple(days), standings=tuple(standings))


def judge(docket: Docket, standing: Standing, day: int, *, with_trace: bool = True) -> PlaceStatus:
    """Put the evidence of a day into words: level, side, probability, trace."""
    weighed = docket.weigh(standing, day)
    chances = probabilities(weighed)
    side = standing.side
    chance = chances.get(side, 0.0) if side is not None else 0.0
    support = [docket.votes[i] for i, value in weighed.parts if value > 0 and docket.votes[i].side == side]
    level, contest, rivals = _level(docket, standing, weighed, day, chance, support)
    known = side if level is not Level.UNKNOWN else None
    against = _dissent(docket, standing, day)
    reported = [v.day for v in docket.votes if v.day <= day and not v.is_baseline]
    return PlaceStatus(
        place_id=docket.place_id,
        day=date.fromordinal(day),
        level=level,
        side=known,
        contest=contest,
        rivals=rivals,
        probability=chance if known is not None else 0.0,
        likelihood=likelihood_word(chance) if known is not None else "",
        evidence=_evidence(support),
        since_first=date.fromordinal(standing.since_first) if known is not None else None,
        since_last=date.fromordinal(standing.since_last) if known is not None else None,
        last_reported=date.fromordinal(max(reported)) if reported else None,
        supporting=tuple(v.claim_id for v in _about(docket, side, day)) if side is not None else (),
        dissenting=against,
        scores=tuple(sorted(weighed.scores.items())),
        trace=docket.trace(weighed, standing, day) if with_trace else (),
        is_baseline=bool(support) and all(vote.is_baseline for vote in support),
    )


def _about(docket: Docket, side: str | None, day: int) -> list[Vote]:
    return [v for v in docket.votes if v.side == side and v.stance is Stance.FOR and v.day <= day]


def _dissent(docket: Docket, standing: Standing, day: int) -> tuple[str, ...]:
    """Return the claims since the last change that speak against the standing side."""
    return tuple(
        vote.claim_id
        for vote in docket.votes
        if standing.since <= vote.day <= day
        and not vote.is_baseline
        and (vote.side != standing.side) == (vote.stance in (Stance.FOR, Stance.FIGHT))
    )


def _level(
    docket: Docket,
    standing: Standing,
    weighed: Weighed,
    day: int,
    chance: float,
    support: Sequence[Vote],
) -> tuple[Level, Contest | None, tuple[str, ...]]:
    rule = docket.rule
    fighters = _fighting(docket, standing, day)
    if fighters is not None:
        return Level.CONTESTED, Contest.FIGHTING, fighters
    rivals = _rivals(docket, standing, day)
    if rivals and standing.side is not None:
        return Level.CONTESTED, Contest.WORDS, rivals
    total = sum(weighed.live.values())
    only_baseline = bool(support) and all(vote.is_baseline for vote in support)
    if standing.side is None or (total < rule.live and not only_baseline):
        return Level.UNKNOWN, None, ()
    outside = any(v.relation is not Relation.OWN and v.letter not in "EF" and not v.is_baseline for v in support)
    camps = {(v.speaker_camp, v.speaker) for v in support if not v.is_baseline}
    several = len({camp for camp, _speaker in camps}) > 1
    if chance >= rule.held and (outside or several or only_baseline):
        return Level.HELD, None, ()
    return (Level.HELD if only_baseline else Level.CLAIMED), None, ()


def _fighting(docket: Docket, standing: Standing, day: int) -> tuple[str, ...] | None:
    """Return who fights inside the place while no later word of control settles it, or none."""
    fights = [v for v in docket.votes if v.stance is Stance.FIGHT and 0 <= day - v.day <= docket.rule.fight_days]
    if not fights:
        return None
    last = max(v.day for v in fights)
    settled = (
        any(
            v.stance is Stance.FOR
            and v.side == standing.side
            and (v.day > last or (v.day == last and v.is_change))
            and v.relation is not Relation.OWN
            and v.day <= day
            for v in docket.votes
        )
        or len(
            {
                v.speaker
                for v in docket.votes
                if v.stance is Stance.FOR and v.side == standing.side and last < v.day <= day
            }
        )
        > 0
    )
    if settled:
        return None
    return tuple(sorted({v.side for v in fights if v.side and v.side != standing.side}))


def _rivals(docket: Docket, standing: Standing, day: int) -> tuple[str, ...]:
    """Return the sides whose recent claim still stands against the standing side, in words."""
    rule = docket.rule
    found: dict[str, float] = {}
    for vote, turning in zip(docket.votes, docket.turns, strict=True):
        age = day - vote.day
        if vote.stance is Stance.DENIAL and vote.side == standing.side and 0 <= age <= rule.denial_days:
            firm = any(
                v.stance is Stance.FOR
                and v.side == vote.side
                and t.confirmed <= day
                and abs(v.day - vote.day) <= rule.denial_days
                for v, t in zip(docket.votes, docket.turns, strict=True)
            )
            if not firm and vote.base > 0.3:
                found[vote.speaker_camp or "unnamed"] = found.get(vote.speaker_camp or "unnamed", 0.0) + rule.contested
        if vote.stance is not Stance.FOR or vote.side in (None, standing.side) or vote.is_baseline:
            continue
        if vote.day < standing.since or not 0 <= age <= rule.denial_days or turning.retracted <= day:
            continue
        interest = rule.own if vote.relation is Relation.OWN and turning.confirmed > day else 1.0
        found[vote.side or ""] = found.get(vote.side or "", 0.0) + vote.base * interest * vote.area
    return tuple(sorted(side for side, weight in found.items() if weight >= rule.contested and side != standing.side))


def _evidence(support: Sequence[Vote]) -> str:
    """Say in words how many speakers stand behind a status and whether any is outside the camp it favours."""
    if not support:
        return "nothing fresh"
    if all(vote.is_baseline for vote in support):
        return "baseline only"
    said = [vote for vote in support if not vote.is_baseline]
    speakers = len({vote.speaker for vote in said})
    count = "one source" if speakers == 1 else f"{speakers} sources"
    own = all(vote.relation is Relation.OWN for vote in said)
    return f"{count}, own side only" if own else f"{count}, best {min(vote.letter for vote in said)}"
