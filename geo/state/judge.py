"""What the evidence on a day is called: held, claimed, contested or unknown, by whom, how likely.

How likely (a word of ICD 203) and how well supported are said apart; neither is read from the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from geo.state.day import Contest, Level, PlaceStatus
from geo.state.evidence import Docket, Standing, Weighed
from geo.state.grading import Relation
from geo.state.turning import static_weight
from geo.state.votes import Stance, Vote

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


def probabilities(weighed: Weighed) -> dict[str, float]:
    """Return the probability of each side with evidence; what is missing to 1 is that nobody knows.

    A side with score s has the odds ``exp(s) - 1`` against the unknown, so no evidence is no probability.
    """
    odds = {side: math.expm1(max(score, 0.0)) for side, score in weighed.scores.items()}
    total = 1.0 + sum(odds.values())
    return {side: value / total for side, value in odds.items()}


def judge(docket: Docket, standing: Standing, day: int, *, with_trace: bool = True) -> PlaceStatus:
    """Put the evidence of a day (an ordinal) into words: level, side, probability, trace."""
    weighed = docket.weigh(standing, day)
    support = [docket.votes[i] for i, value in weighed.parts if value > 0 and docket.votes[i].side == standing.side]
    chance = probabilities(weighed).get(standing.side, 0.0) if standing.side is not None else 0.0
    level, contest, rivals = _level(docket, standing, weighed, day, support)
    side = standing.side if level is not Level.UNKNOWN else None
    reported = [vote.day for vote in docket.votes if vote.day <= day and not vote.is_baseline]
    return PlaceStatus(
        place_id=docket.place_id,
        day=date.fromordinal(day),
        level=level,
        side=side,
        contest=contest,
        rivals=rivals,
        probability=chance if side is not None else 0.0,
        likelihood=likelihood_word(chance) if side is not None else "",
        evidence=_evidence(support),
        since_first=date.fromordinal(standing.since_first) if side is not None else None,
        since_last=date.fromordinal(standing.since_last) if side is not None else None,
        last_reported=date.fromordinal(max(reported)) if reported else None,
        supporting=_supporting(docket, standing, day),
        dissenting=_dissenting(docket, standing, day),
        scores=tuple(sorted(weighed.scores.items())),
        trace=docket.trace(weighed, standing, day) if with_trace else (),
        is_baseline=bool(support) and all(vote.is_baseline for vote in support),
    )


def _supporting(docket: Docket, standing: Standing, day: int) -> tuple[str, ...]:
    """Return the claims that speak for the standing side, from its last arrival on or else from before."""
    mine = [v for v in docket.votes if v.side == standing.side is not None and v.stance is Stance.FOR and v.day <= day]
    return tuple(v.claim_id for v in [v for v in mine if v.day >= standing.since] or mine)


def _dissenting(docket: Docket, standing: Standing, day: int) -> tuple[str, ...]:
    """Return the claims since the last change that speak against the standing side."""
    return tuple(
        vote.claim_id
        for vote in docket.votes
        if standing.since <= vote.day <= day
        and not vote.is_baseline
        and (vote.side != standing.side) == (vote.stance in (Stance.FOR, Stance.FIGHT))
    )


def _level(
    docket: Docket, standing: Standing, weighed: Weighed, day: int, support: Sequence[Vote]
) -> tuple[Level, Contest | None, tuple[str, ...]]:
    fighters = _fighters(docket, standing, day)
    if fighters is not None:
        return Level.CONTESTED, Contest.FIGHTING, fighters
    if standing.side is None:
        denied = _denied_sides(docket, day)
        return (Level.CONTESTED, Contest.WORDS, denied) if denied else (Level.UNKNOWN, None, ())
    only_baseline = bool(support) and all(vote.is_baseline for vote in support)
    fresh = sum(weighed.live.values())
    if fresh < docket.rule.live and not only_baseline:
        return Level.UNKNOWN, None, ()
    chance = probabilities(weighed).get(standing.side, 0.0)
    if (
        chance < docket.rule.said
        and not only_baseline
        and all(vote.area != 1.0 or vote.is_baseline for vote in support)
    ):
        return Level.UNKNOWN, None, ()
    disputed = _rivals(docket, standing, day)
    if disputed is not None:
        return Level.CONTESTED, Contest.WORDS, disputed
    firm = chance >= docket.rule.held and _is_corroborated(support)
    return (Level.HELD if firm or only_baseline else Level.CLAIMED), None, ()


def _is_corroborated(support: Sequence[Vote]) -> bool:
    """Tell whether somebody outside the camp that gains stands behind it, or speakers of two camps do."""
    said = [vote for vote in support if not vote.is_baseline]
    outside = any(vote.relation is not Relation.OWN and vote.letter not in "EF" for vote in said)
    return outside or len({vote.speaker_camp for vote in said}) > 1


def _settled(docket: Docket, standing: Standing, day: int) -> int:
    """Return the last day on which somebody outside its camp spoke for the standing side, 0 if nobody."""
    days = [
        vote.day
        for vote in docket.votes
        if vote.stance is Stance.FOR
        and vote.side == standing.side
        and vote.relation is not Relation.OWN
        and vote.day <= day
    ]
    return max(days, default=0)


def _fighters(docket: Docket, standing: Standing, day: int) -> tuple[str, ...] | None:
    """Return who is said to fight inside the place, or none where a later word of control ended it.

    Fights from before the last change count no more; one that was told of once is over sooner.
    """
    rule = docket.rule
    first = max(day - rule.fight_days, standing.since if standing.side is not None else 0)
    fights = [v for v in docket.votes if v.stance is Stance.FIGHT and first <= v.day <= day]
    lone = len({vote.speaker for vote in fights}) < 2 and len({vote.day for vote in fights}) < 2
    if not fights or (lone and day - fights[0].day > rule.lone_fight_days):
        return None
    last = max(vote.day for vote in fights)
    ended = [
        vote
        for vote in docket.votes
        if vote.stance is Stance.FOR
        and vote.side == standing.side
        and last <= vote.day <= day
        and (vote.day > last or (vote.is_change and vote.relation is not Relation.OWN))
    ]
    if ended:
        return None
    return tuple(sorted({vote.side for vote in fights if vote.side and vote.side != standing.side}))


def _rivals(docket: Docket, standing: Standing, day: int) -> tuple[str, ...] | None:
    """Return the sides that dispute the standing side in words, or none where nobody does.

    A claim for another side counts for a week unless somebody outside speaks for the standing side
    after it; a denial, or the loser's word that it still holds the place, counts until the day after
    the denied claim is confirmed.
    """
    rule = docket.rule
    settled = _settled(docket, standing, day)
    weights: dict[str, float] = {}
    denied: set[str] = set()
    confirmed = _is_confirmed(docket, standing, day)
    for vote, turning in zip(docket.votes, docket.turns, strict=True):
        if vote.is_baseline or not 0 <= day - vote.day <= rule.denial_days or vote.day < settled:
            continue
        if vote.stance is Stance.DENIAL and vote.side == standing.side:
            if day == vote.day or not confirmed:
                denied.add(vote.speaker_camp or "")
        elif _is_rival(vote, standing) and turning.retracted > day:
            if not vote.is_change and vote.relation is Relation.OWN and confirmed and day > vote.day:
                continue
            weights[vote.side or ""] = weights.get(vote.side or "", 0.0) + static_weight(vote, rule)
    rivals = {side for side, weight in weights.items() if weight >= rule.contested} | denied
    return tuple(sorted(rivals - {"", standing.side or ""})) if rivals else None


def _denied_sides(docket: Docket, day: int) -> tuple[str, ...]:
    """Return the sides whose recent claim to the place somebody denies."""
    recent = [vote for vote in docket.votes if 0 <= day - vote.day <= docket.rule.denial_days and vote.side]
    denied = {vote.side for vote in recent if vote.stance is Stance.DENIAL}
    return tuple(sorted({vote.side or "" for vote in recent if vote.stance is Stance.FOR} & denied))


def _is_rival(vote: Vote, standing: Standing) -> bool:
    """Tell whether a vote claims the place for another side since the standing one came.

    What an outsider says of the state on the day of the change is no rival: it may be of the hours before.
    """
    may_be_before = not vote.is_change and vote.relation is not Relation.OWN
    is_later = vote.day > standing.since or (vote.day == standing.since and not may_be_before)
    return vote.stance is Stance.FOR and vote.side not in (None, standing.side) and is_later


def _is_confirmed(docket: Docket, standing: Standing, day: int) -> bool:
    """Tell whether a claim of the standing side since its arrival is confirmed by an independent one."""
    return any(
        vote.stance is Stance.FOR
        and vote.side == standing.side
        and vote.day >= standing.since
        and turning.is_confirmed(day)
        for vote, turning in zip(docket.votes, docket.turns, strict=True)
    )


def _evidence(support: Sequence[Vote]) -> str:
    """Say in words how many speakers stand behind a status and whether any is outside the camp it favours."""
    if not support:
        return "nothing fresh"
    said = [vote for vote in support if not vote.is_baseline]
    if not said:
        return "baseline only"
    speakers = len({vote.speaker for vote in said})
    count = "one source" if speakers == 1 else f"{speakers} sources"
    own = all(vote.relation is Relation.OWN for vote in said)
    return f"{count}, own side only" if own else f"{count}, best {min(vote.letter for vote in said)}"
