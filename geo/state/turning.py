"""How votes about one place change each other's weight: confirmed, denied, outdated, taken back.

Everything here is found from the votes alone, so it does not depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.state.grading import Relation
from geo.state.votes import Stance, Vote

NEVER = 10**9
"""A day that does not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The one fusion rule for every stream: factors on log-odds, thresholds, times in days.

    ``digit`` holds the factors of Admiralty credibility 1 to 6. ``wall`` is the net fresh evidence
    that takes a well-known place from its holder: more than one source of the best grade alone;
    ``inside`` lowers it for a side whose forces are said to fight inside. A lead in score of
    ``overrule`` (odds of 4.5 to 1) always takes the place.
    """

    digit: tuple[float, ...] = (2.0, 1.9, 1.0, 0.4, 0.2, 0.8)
    own: float = 0.8
    against_interest: float = 1.8
    denial: float = 0.5
    disputed: float = 0.4
    outdated: float = 0.3
    wall: float = 3.4
    inside: float = 0.6
    overrule: float = 1.5
    strong: float = 1.7
    cap: float = 4.5
    memory: float = 6.0
    echo_days: int = 7
    denial_days: int = 7
    challenge_days: int = 21
    fight_days: int = 7
    held: float = 0.80
    live: float = 0.2
    said: float = 0.45
    contested: float = 0.6


RULE = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The days from which other votes raise or lower one vote, NEVER where they do not."""

    confirmed: int = NEVER
    echoed: int = NEVER
    doubted: int = NEVER
    refuted: int = NEVER
    backed: int = NEVER
    retracted: int = NEVER
    outdated: int = NEVER


def static_weight(vote: Vote, rule: Rule) -> float:
    """Return the weight of a vote before anybody else spoke: letter, interest, area."""
    factor = 1.0
    if vote.relation is Relation.AGAINST_INTEREST:
        factor = rule.against_interest
    elif vote.relation is Relation.OWN:
        factor = rule.denial if vote.stance is Stance.DENIAL else rule.own
    return vote.base * factor * vote.area


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


def turnings(votes: Sequence[Vote], backed: Sequence[int], rule: Rule) -> tuple[Turning, ...]:
    """Return for each vote (sorted by day) when others confirm, echo, doubt, refute or replace it.

    ``backed`` holds for each vote the day from which neighbouring places support it, or NEVER.
    """
    return tuple(_turning(vote, votes, day, rule) for vote, day in zip(votes, backed, strict=True))


def _turning(vote: Vote, votes: Sequence[Vote], backed: int, rule: Rule) -> Turning:
    days = {"confirmed": NEVER, "echoed": NEVER, "doubted": NEVER, "refuted": NEVER, "retracted": NEVER}
    for other in votes:
        effect = None if other is vote or other.is_baseline else _effect(vote, other, rule)
        if effect is not None:
            days[effect] = min(days[effect], max(vote.day, other.day))
    return Turning(
        confirmed=days["confirmed"],
        echoed=days["echoed"],
        doubted=days["doubted"],
        refuted=days["refuted"],
        retracted=days["retracted"],
        backed=backed,
        outdated=_outdated(vote, votes, rule),
    )


def _effect(vote: Vote, other: Vote, rule: Rule) -> str | None:
    """Return what ``other`` does to ``vote``, or none."""
    gap = other.day - vote.day
    same_camp = other.camp == vote.camp
    if vote.stance is not Stance.FOR:
        taken_back = other.stance is Stance.FOR and same_camp and gap > 0 and other.speaker == vote.speaker
        return "retracted" if taken_back else None
    if other.stance is Stance.FOR and same_camp:
        if other.speaker == vote.speaker or (vote.group and vote.group == other.group) or abs(gap) > rule.echo_days:
            return None
        both_own = vote.relation is Relation.OWN and other.relation is Relation.OWN
        return "echoed" if both_own else "confirmed"
    if other.stance is Stance.FOR:
        if other.speaker == vote.speaker:
            return "retracted" if gap > 0 else None
        outside = other.relation is not Relation.OWN
        return "refuted" if outside and 0 < gap <= rule.denial_days else None
    if other.stance is Stance.DENIAL and same_camp and -1 <= gap <= rule.denial_days:
        return "doubted" if other.relation is Relation.OWN else "refuted"
    return None


def _outdated(vote: Vote, votes: Sequence[Vote], rule: Rule) -> int:
    """Return the day from which later votes to the contrary weigh enough to make this one old news."""
    heard: dict[str, tuple[int, float]] = {}
    for other in votes:
        speaks_against = (other.camp != vote.camp) == (vote.stance is Stance.FOR)
        if other.stance is not Stance.FOR or not speaks_against or other.day <= vote.day:
            continue
        if vote.is_baseline and other.relation is not Relation.OWN and not other.is_baseline:
            return other.day
        weight = static_weight(other, rule)
        if other.speaker not in heard or weight >= heard[other.speaker][1]:
            heard[other.speaker] = (other.day, weight)
        fresh = [w for day, w in heard.values() if day > other.day - rule.challenge_days]
        if sum(fresh) >= rule.strong:
            return other.day
    return NEVER
