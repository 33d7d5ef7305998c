"""One place replayed through its votes: who stands there, when it changed hands, what to call it.

The state between evaluations is a ``Standing``; a side replaces another only when its probability
against it reaches ``Rule.switch`` (hysteresis), so the map does not flicker between two claims.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace

from geo.state.day import PlaceStatus
from geo.state.evidence import Docket, Standing, Weighed
from geo.state.judge import judge
from geo.state.turning import NEVER, changes_background
from geo.state.votes import Stance

SETTLED = 60
"""Days after the last vote by which ageing has done all it can to who stands there."""


def look_days(docket: Docket, until: int) -> list[int]:
    """Return the days up to ``until`` on which the state may change.

    These are the days of votes, of support from neighbouring places, the days on which a dispute in
    words or a fight lapses, and every seventh day, on which ageing is looked at.
    """
    rule = docket.rule
    spans = (0, 1, rule.denial_days + 1, rule.lone_fight_days + 1, rule.fight_days + 1)
    days = {vote.day + span for vote in docket.votes for span in spans}
    days.update(turning.backed for turning in docket.turns)
    if docket.votes:
        days.update(range(docket.votes[0].day, until + 1, 7))
    return sorted(day for day in days if day <= until)


def advance(docket: Docket, standing: Standing, day: int) -> Standing:
    """Return the standing on ``day`` from the standing before it.

    A side takes a place over when the net evidence since the challenge began reaches the wall: what
    is remembered of the standing side, at most ``Rule.wall``; where that side stands on background
    alone, when it is said by name to have come. An empty place goes to the best score.
    """
    weighed = docket.weigh(standing, day)
    if standing.side is None:
        best = max(weighed.scores.items(), key=lambda row: (row[1], row[0]), default=("", 0.0))
        if best[1] > 0:
            standing = _moved(docket, best[0], standing, 0, day)
    else:
        rivals = sorted(side for side in weighed.live if side != standing.side)
        pushes = [(docket.challenge(weighed, standing, side, day), side) for side in rivals]
        lead = {side: score - weighed.scores.get(standing.side, 0.0) for side, score in weighed.scores.items()}
        won = [
            (push, side, began)
            for (push, began), side in pushes
            if (push > 0 and push >= docket.wall(standing, side, began, day))
            or (lead[side] >= docket.rule.overrule and _has_news(docket, standing, side, day))
            or (lead[side] > 0 and _is_unanswered(docket, standing, side, day))
            or _overtakes_background(docket, standing, side, day)
        ]
        if won:
            push, side, began = max(won)
            standing = _moved(docket, side, standing, began if push > 0 else 0, day)
        elif _undone(weighed, standing):
            return Standing(since=day)
    return _keep_peak(docket, standing, day)


def _has_news(docket: Docket, standing: Standing, side: str, day: int) -> bool:
    """Tell whether anybody spoke for ``side`` since the standing side came: older words lost to that change."""
    return any(v.side == side and v.stance is Stance.FOR and standing.since <= v.day <= day for v in docket.votes)


def _is_unanswered(docket: Docket, standing: Standing, side: str, day: int) -> bool:
    """Tell whether a claim to the place is ``Rule.answer_days`` old and nobody denied it or spoke for the holder."""
    news = [v.day for v in docket.votes if v.side == side and v.stance is Stance.FOR and standing.since < v.day <= day]
    recent = [d for d in news if d > day - docket.rule.challenge_days]
    if not recent or day - min(recent) < docket.rule.answer_days:
        return False
    return not any(
        min(recent) <= v.day <= day
        and (v.side == standing.side if v.stance is Stance.FOR else v.side == side and v.stance is Stance.DENIAL)
        for v in docket.votes
    )


def _overtakes_background(docket: Docket, standing: Standing, side: str, day: int) -> bool:
    """Tell whether ``side`` is said by name to have come where only the baseline or whole areas speak for the holder.

    A report that names a place changes what was only taken for granted there, even an interested
    one, unless it is denied or its source cannot be judged.
    """
    background = all(
        vote.is_baseline or vote.area != 1.0
        for vote in docket.votes
        if vote.side == standing.side and vote.stance is Stance.FOR and vote.day <= day
    )
    if not background:
        return False
    return any(
        v.side == side
        and v.stance is Stance.FOR
        and v.area == 1.0
        and v.is_change
        and v.letter not in "EF"
        and standing.since <= v.day <= day
        and changes_background(v, [other for other in docket.votes if other.day <= day])
        for v in docket.votes
    )


def _undone(weighed: Weighed, standing: Standing) -> bool:
    """Tell whether denials and reported losses outweigh all that speaks for the standing side."""
    return standing.side is not None and weighed.scores.get(standing.side, 0.0) < 0


def _moved(docket: Docket, side: str, before: Standing, began: int, day: int) -> Standing:
    """Return the new standing of ``side`` with the interval that its claims allow for the change.

    What was said before the challenge ``began`` tells of an earlier hold, not of this change.
    """
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
    fresh = [vote for vote in news if vote.day >= max(last_before + 1, began)] or news
    first = min((vote.first for vote in fresh), default=day)
    last = max((vote.day for vote in fresh if vote.is_change), default=max((v.day for v in fresh), default=day))
    since = min((vote.day for vote in fresh), default=day)
    return Standing(side=side, since=since, since_first=min(first, last), since_last=last)


def _keep_peak(docket: Docket, standing: Standing, day: int) -> Standing:
    """Remember the strongest live evidence that the standing side ever had."""
    if standing.side is None:
        return standing
    weighed = docket.weigh(standing, day)
    live, now = weighed.live.get(standing.side, 0.0), docket.now(standing.side, day)
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
