"""One route on one day for one side: open, cut, contested or unknown, where, and what decides it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geo.state.day import Level
from geo.state.network import RoadEdge, RoadNetwork
from geo.state.roadcontrol import Inferred, Post, Verdict, Way
from geo.state.routing import Trip, is_held, shortest
from geo.theatre import Route

OPEN, CUT, CLOSED, CONTESTED, UNKNOWN = "open", "cut", "closed", "contested", "unknown"
"""Values of ``RouteStatus.status``; ``closed`` is cut and not open on any earlier day of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A way that readers ask for, as the nodes it passes."""

    key: str
    label: str
    road: str
    path: tuple[str, ...]
    length_km: float

    @property
    def start(self) -> str:
        """Node where the journey begins."""
        return self.path[0]

    @property
    def end(self) -> str:
        """Node where the journey ends."""
        return self.path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What control along a way means for one side on one day; ``at`` .. ``until`` in the order of travel."""

    status: str
    at: Post | None = None
    until: Post | None = None
    stretch: str | None = None
    blocked_km: float = 0.0
    holder: str | None = None
    claimed_only: tuple[str, ...] = ()
    claim_ids: tuple[str, ...] = ()


def journeys_of(network: RoadNetwork, routes: Sequence[Route]) -> tuple[Journey, ...]:
    """Return the theatre's routes as ways through the graph; routes whose ends are unknown are left out.

    A route along a named road follows that road between its ends; any other goes the shortest way
    through the places it passes.
    """
    found = (_journey(network, route) for route in routes)
    return tuple(journey for journey in found if journey is not None)


def _journey(network: RoadNetwork, route: Route) -> Journey | None:
    start, end = network.node_named(route.start, route.road), network.node_named(route.end, route.road)
    if start is None or end is None or start == end:
        return None
    chain = network.chains.get(route.road, ())
    if start in chain and end in chain:
        i, j = chain.index(start), chain.index(end)
        path: tuple[str, ...] | None = chain[i : j + 1] if i < j else chain[j : i + 1][::-1]
    else:
        path = _through(network, (start, *_known(network, route), end))
    if path is None:
        return None
    return Journey(key=route.key, label=route.label, road=route.road, path=path, length_km=network.path_km(path))


def _known(network: RoadNetwork, route: Route) -> tuple[str, ...]:
    found = (network.node_named(name, route.road) for name in route.via)
    return tuple(node for node in found if node is not None)


def _through(network: RoadNetwork, stops: Sequence[str]) -> tuple[str, ...] | None:
    path = [stops[0]]
    for stop in stops[1:]:
        if stop == path[-1]:
            continue
        leg = shortest(network, path[-1], stop)
        if leg is None:
            return None
        path += leg.nodes[1:]
    return tuple(path)


def journey_between(network: RoadNetwork, start: str, end: str) -> Journey | None:
    """Return the shortest way between two nodes as a journey, none where the graph does not join them."""
    trip = shortest(network, start, end)
    if trip is None:
        return None
    label = f"{network.nodes[start].name} to {network.nodes[end].name}"
    return Journey(
        key=f"{start}..{end}", label=label, road=", ".join(trip.roads), path=trip.nodes, length_km=trip.length_km
    )


def drawn(network: RoadNetwork) -> tuple[RoadEdge, ...]:
    """Return the sections to draw: all of them, or those of the listed routes where the graph is coarse."""
    if not network.is_coarse or network.theatre is None:
        return tuple(network.edges.values())
    journeys = journeys_of(network, network.theatre.routes)
    chosen = {edge.id: edge for journey in journeys for edge in network.path_edges(journey.path)}
    return tuple(chosen[key] for key in sorted(chosen))


def find(way: Way, verdicts: Sequence[Verdict], sides: frozenset[str]) -> Finding:
    """Return what control along a way means for a side with its friends.

    A way is cut where a place on it is in other hands, else contested, else unknown, else open.
    """
    rows = list(zip(way.edges, verdicts, strict=True))
    blocked = [(edge, verdict) for edge, verdict in rows if not is_held(verdict, sides)]
    cut = [(e, v) for e, v in blocked if v.inferred in (Inferred.CUT, Inferred.HELD)]
    if cut:
        return _cut(cut, blocked, sides)
    contested = [(e, v) for e, v in blocked if v.inferred is Inferred.CONTESTED]
    if contested:
        posts = [post for _, v in contested for post in v.posts if post.level is Level.CONTESTED]
        return Finding(
            status=CONTESTED,
            at=posts[0],
            until=posts[-1],
            stretch=contested[0][0].id,
            blocked_km=_km(blocked),
            claim_ids=_ids(posts),
        )
    if blocked:
        return Finding(status=UNKNOWN, stretch=blocked[0][0].id, blocked_km=_km(blocked))
    own = [post for post in way.posts if post.is_reported]
    claimed = dict.fromkeys(post.name for post in own if post.level is Level.CLAIMED)
    return Finding(status=OPEN, claimed_only=tuple(claimed), claim_ids=_ids(own))


def _cut(
    cut: Sequence[tuple[RoadEdge, Verdict]], blocked: Sequence[tuple[RoadEdge, Verdict]], sides: frozenset[str]
) -> Finding:
    posts = [
        post
        for _, verdict in cut
        for post in verdict.posts
        if post.side not in sides and post.level is not Level.CONTESTED
    ]
    holders = {post.side for post in posts}
    return Finding(
        status=CUT,
        at=posts[0],
        until=posts[-1],
        stretch=cut[0][0].id,
        blocked_km=_km(blocked),
        holder=posts[0].side if len(holders) == 1 else None,
        claim_ids=_ids(posts),
    )


def _km(rows: Sequence[tuple[RoadEdge, Verdict]]) -> float:
    return sum(edge.length_km for edge, _ in rows)


def _ids(posts: Sequence[Post]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim for post in posts for claim in post.claim_ids))


def way_round(network: RoadNetwork, journey: Journey, held: Collection[str]) -> Trip | None:
    """Return the shortest way from start to end over sections that the side holds, or none."""
    return shortest(network, journey.start, journey.end, held)
