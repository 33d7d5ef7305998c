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
    ``inside`` lowers it for a side whose forces are said to fight inside, or to be attacked there by
    the holder of record. ``still`` raises an outsider's report of a state ("X is still held by ...")
    in a challenge: less often wrong than news of a change. A lead in score of ``overrule`` (odds of
    4.5 to 1) always takes the place.
    """

    digit: tuple[float, ...] = (2.0, 1.9, 1.0, 0.4, 0.2, 0.8)
    own: float = 0.8
    against_interest: float = 1.8
    denial: float = 0.5
    disputed: float = 0.25
    outdated: float = 0.3
    wall: float = 3.2
    inside: float = 0.6
    overrule: float = 1.5
    still: float = 2.0
    strong: float = 1.7
    cap: float = 4.5
    memory: float = 6.0
    echo_days: int = 5
    denial_days: int = 7
    challenge_days: int = 21
    answer_days: int = 7
    fight_days: int = 7
    lone_fight_days: int = 3
    held: float = 0.80
    live: float = 0.2
    said: float = 0.45
    contested: float = 0.6


RULE = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """The days from which other votes raise or lower one vote, NEVER where they do not.

    ``shaky`` are the spans, last day left out, in which an own gain or a nameless report confirmed
    the vote before it was itself denied.
    """

    confirmed: int = NEVER
    shaky: tuple[tuple[int, int], ...] = ()
    echoed: int = NEVER
    doubted: int = NEVER
    refuted: int = NEVER
    backed: int = NEVER
    retracted: int = NEVER
    outdated: int = NEVER

    def is_confirmed(self, day: int) -> bool:
        """Tell whether an independent source says the same, and its word is not itself denied."""
        return self.confirmed <= day or any(start <= day < end for start, end in self.shaky)


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
    if turning.is_confirmed(day):
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
    denied = [_denied(vote, votes, rule) for vote in votes]
    return tuple(_turning(vote, votes, denied, day, rule) for vote, day in zip(votes, backed, strict=True))


def _turning(vote: Vote, votes: Sequence[Vote], denied: Sequence[int], backed: int, rule: Rule) -> Turning:
    shaky: set[tuple[int, int]] = set()
    days = {"confirmed": NEVER, "echoed": NEVER, "doubted": NEVER, "refuted": NEVER, "retracted": NEVER}
    for other, end in zip(votes, denied, strict=True):
        effect = None if other is vote or other.is_baseline else _effect(vote, other, rule)
        start = max(vote.day, other.day)
        if effect == "confirmed" and end < NEVER:
            shaky.add((start, end))
        elif effect is not None:
            days[effect] = min(days[effect], start)
    return Turning(
        confirmed=days["confirmed"],
        shaky=tuple(sorted(span for span in shaky if span[0] < span[1])),
        echoed=days["echoed"],
        doubted=days["doubted"],
        refuted=days["refuted"],
        retracted=days["retracted"],
        backed=backed,
        outdated=_outdated(vote, votes, rule),
    )


def _denied(vote: Vote, votes: Sequence[Vote], rule: Rule) -> int:
    """Return the day from which an own gain or a nameless report is denied, NEVER for other outsiders."""
    if vote.stance is not Stance.FOR or (vote.relation is not Relation.OWN and vote.letter != "F"):
        return NEVER
    days = [max(vote.day, other.day) for other in votes if _effect(vote, other, rule) in ("doubted", "refuted")]
    return min(days, default=NEVER)


def _effect(vote: Vote, other: Vote, rule: Rule) -> str | None:
    """Return what ``other`` does to ``vote``, or none."""
    gap = other.day - vote.day
    same_camp = other.camp == vote.camp
    if vote.stance is Stance.FOR and other.stance is Stance.FIGHT:
        return "confirmed" if _attacks(other, vote) and 0 < gap <= rule.echo_days else None
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


def _attacks(fight: Vote, vote: Vote) -> bool:
    """Tell whether an outsider says that others attack a place which the vote says its own side took."""
    is_other = vote.relation is Relation.OWN and vote.is_change and fight.camp not in (None, vote.camp)
    return is_other and fight.speaker_camp is None and fight.speaker != vote.speaker


def changes_background(vote: Vote, votes: Sequence[Vote]) -> bool:
    """Tell whether a vote for a side changes what was only taken for granted at the place.

    An outsider's word does; so does an interested report that names the place and tells of a
    change, unless it is denied or its source cannot be judged.
    """
    if vote.is_baseline:
        return False
    if vote.relation is not Relation.OWN:
        return True
    denied = any(v.stance is Stance.DENIAL and v.camp == vote.camp and v.day >= vote.day - 1 for v in votes)
    return vote.area == 1.0 and vote.is_change and vote.letter not in "EF" and not denied


def _outdated(vote: Vote, votes: Sequence[Vote], rule: Rule) -> int:
    """Return the day from which later votes to the contrary weigh enough to make this one old news.

    Once another camp claims the place, an outsider's report that the vote's own side attacks it is
    to the contrary too: who attacks a place does not hold it.
    """
    heard: dict[tuple[str, bool], tuple[int, float]] = {}
    claimed = NEVER
    for other in votes:
        speaks_against = (other.camp != vote.camp) == (vote.stance is Stance.FOR) and other.stance is Stance.FOR
        attacks = other.stance is Stance.FIGHT and other.camp == vote.camp and other.speaker_camp is None
        is_heard = speaks_against or (attacks and vote.stance is Stance.FOR and claimed < other.day)
        if not is_heard or other.day <= vote.day:
            continue
        if vote.is_baseline and speaks_against and changes_background(other, votes):
            return other.day
        claimed = min(claimed, other.day)
        weight, key = static_weight(other, rule), (other.speaker, speaks_against)
        if key not in heard or weight >= heard[key][1]:
            heard[key] = (other.day, weight)
        fresh = {who: w for who, (day, w) in heard.items() if day > other.day - rule.challenge_days}
        if sum(fresh.values()) >= rule.strong and any(claims for _speaker, claims in fresh):
            return other.day
    return NEVER
