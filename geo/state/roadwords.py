"""What was said of a road itself: reopened, cut at a place, held, fought over, and by whom.

Kept apart from what control of the places along it implies. The newest statement on a stretch
speaks for it; older and contrary ones stay listed; a denial is listed and decides nothing. A
statement about a road as a whole speaks for every stretch of it; "cut" or "held by" without a place
speaks for the road but marks no stretch, since nobody said where. After ``STATED_DAYS`` without a
repetition a statement is no longer shown as the state of the road.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.model import NARRATOR, Polarity, Precision, RoadClaim, RoadEvent
from geo.state.network import RoadNetwork, fold

WHOLE = ("entire", "whole", "full control", "fully", "all of", "end to end", "complete", "in its entirety")
"""Words that make "holds the road" a statement about every stretch of it."""

STATED_DAYS = 30
"""Days for which a statement about a road is taken as current unless repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The statement that speaks for a road or a stretch on a day, and all live ones about it."""

    event: RoadEvent
    side: str | None
    at: str | None
    since: date
    by: str
    claim: RoadClaim
    live: tuple[RoadClaim, ...] = ()

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Ids of all live statements, newest first."""
        return tuple(claim.id for claim in self.live)

    @property
    def denials(self) -> tuple[RoadClaim, ...]:
        """Live statements that call something said of the road false."""
        return tuple(claim for claim in self.live if claim.polarity is Polarity.DENIED)


def said_on(claim: RoadClaim) -> date:
    """Return the day a statement speaks of: the day said, or the day of publication."""
    if claim.when is None or claim.when.precision in (Precision.MONTH, Precision.YEAR):
        return claim.published if claim.when is None else claim.when.day
    return min(claim.when.day, claim.published)


def is_live(claim: RoadClaim, day: date) -> bool:
    """Return whether a statement counts as current: from its day on, for ``STATED_DAYS``."""
    return 0 <= (day - said_on(claim)).days <= STATED_DAYS


def on_road(claims: Iterable[RoadClaim], road: str, day: date) -> tuple[RoadClaim, ...]:
    """Return the live statements about a road, newest first, in an order that input cannot change."""
    wanted = fold(road)
    live = [claim for claim in claims if fold(claim.road) == wanted and is_live(claim, day)]
    return tuple(sorted(live, key=_newest_first))


def roads_named(network: RoadNetwork, name: str) -> tuple[str, ...]:
    """Return the roads of the network that a statement calls by this name."""
    return tuple(road for road in network.chains if fold(road) == fold(name))


def _newest_first(claim: RoadClaim) -> tuple[int, int, int, int, int, str]:
    """Order by day, then traffic ("open", "cut") before "held", place named before none, own words first."""
    return (
        -said_on(claim).toordinal(),
        1 if claim.event is RoadEvent.HELD else 0,
        0 if claim.at else 1,
        1 if claim.attribution.side == NARRATOR else 0,
        -claim.published.toordinal(),
        claim.id,
    )


def word_of(live: Sequence[RoadClaim]) -> Word | None:
    """Return the statement that speaks, out of live ones sorted newest first; none if all are denials."""
    speaking = next((claim for claim in live if claim.polarity is Polarity.ASSERTED), None)
    if speaking is None:
        return None
    run = _run(live)
    return Word(
        event=speaking.event,
        side=next((claim.holder for claim in run if claim.holder), None),
        at=next((claim.at for claim in run if claim.at), None),
        since=said_on(run[-1]),
        by=speaker(speaking),
        claim=speaking,
        live=tuple(live),
    )


def _run(live: Sequence[RoadClaim]) -> list[RoadClaim]:
    """Return the newest assertions that say the same, back to the first that says something else.

    A summary without a place or a holder says the same as the fuller statement before it.
    """
    run: list[RoadClaim] = []
    for claim in live:
        if claim.polarity is Polarity.DENIED:
            continue
        if run and not all(_same(claim, other) for other in run):
            break
        run.append(claim)
    return run


def _same(one: RoadClaim, other: RoadClaim) -> bool:
    places = one.at is None or other.at is None or fold(one.at) == fold(other.at)
    holders = one.holder is None or other.holder is None or one.holder == other.holder
    return one.event is other.event and places and holders


def speaker(claim: RoadClaim) -> str:
    """Return who said it: the claimant, or the outlet where the reporter speaks."""
    who = claim.attribution.claimant
    return claim.attribution.outlet if who == NARRATOR else who


def words_on(network: RoadNetwork, claims: Iterable[RoadClaim], day: date) -> dict[str, Word]:
    """Return what was said of each section by a day, by section id; silent sections are missing."""
    rows = tuple(claims)
    found: dict[str, Word] = {}
    for road in network.chains:
        live = on_road(rows, road, day)
        if not live:
            continue
        for edge_id, touching in _sections(network, road, live).items():
            word = word_of(touching)
            if word is not None and (edge_id not in found or word.since > found[edge_id].since):
                found[edge_id] = word
    return found


def _sections(network: RoadNetwork, road: str, live: Sequence[RoadClaim]) -> Mapping[str, tuple[RoadClaim, ...]]:
    chain = network.chains[road]
    edges = network.path_edges(chain)
    touching: dict[str, tuple[RoadClaim, ...]] = {}
    for edge in edges:
        rows = tuple(claim for claim in live if _touches(network, claim, edge.a, edge.b))
        if rows:
            touching[edge.id] = rows
    return touching


def _touches(network: RoadNetwork, claim: RoadClaim, a: str, b: str) -> bool:
    """Return whether a statement speaks of the section: at one of its ends, or of the road as a whole."""
    if claim.at is None and claim.at_place_id is None:
        return claim.event is RoadEvent.OPEN or (claim.event is RoadEvent.HELD and is_whole(claim))
    return any(is_at(network, claim, node) for node in (a, b))


def is_whole(claim: RoadClaim) -> bool:
    """Return whether the words speak of the whole road rather than of stretches of it."""
    return any(word in claim.sentence.casefold() for word in WHOLE)


def is_at(network: RoadNetwork, claim: RoadClaim, node_id: str) -> bool:
    """Return whether the place that a statement names is this node, by id or by name."""
    node = network.nodes[node_id]
    if claim.at_place_id is not None and claim.at_place_id in node.place_ids:
        return True
    return claim.at is not None and fold(claim.at) in {
        fold(node.name),
        *(fold(network.place_names.get(place, "")) for place in node.place_ids),
    }
