"""Who holds a stretch of road, inferred from control of the places along it and from nothing else.

Rule: a stretch between two places of one side is that side's; between two sides it is cut; where a
place on it is contested it is contested; where nobody reported on either end it is unknown. Places
without a report do not interrupt a stretch: the nearest reported places before and after them decide.
What was said of the road itself is kept apart (``geo.state.roadwords``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from geo.state.day import Level, PlaceStatus
from geo.state.network import RoadEdge, RoadNetwork, RoadNode


class Inferred(StrEnum):
    """What control of places implies for a stretch."""

    HELD = "held"
    CUT = "cut"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who is said to hold a place on a day, as far as roads care."""

    place_id: str
    level: Level
    side: str | None
    claim_ids: tuple[str, ...] = ()
    is_baseline: bool = False


Holdings = Mapping[str, Holding]
"""Holdings of a day by place id; places that nobody spoke of are missing."""


def holdings_of(statuses: Mapping[str, PlaceStatus], place_ids: Iterable[str]) -> dict[str, Holding]:
    """Return the holdings of the places in question out of the statuses of a day."""
    found = ((place_id, statuses.get(place_id)) for place_id in place_ids)
    return {
        place_id: Holding(place_id=place_id, level=s.level, side=s.side, claim_ids=s.supporting)
        for place_id, s in found
        if s is not None and not is_outdated(s)
    }


def is_outdated(status: PlaceStatus) -> bool:
    """Return whether only the theatre's baseline speaks for a holder while a later report speaks against it.

    Such a place is no evidence about a road: the reported places before and after it decide.
    """
    return status.is_baseline and bool(status.dissenting) and status.level is not Level.CONTESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place on the way with what is known of it; ``km`` runs from the start of the way."""

    km: float
    name: str
    place_id: str | None
    level: Level
    side: str | None
    claim_ids: tuple[str, ...] = ()

    @property
    def is_reported(self) -> bool:
        """True where somebody's control, or a fight over it, is on record for this day."""
        return self.level is not Level.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What control implies for one section; ``posts`` are the reported places it rests on."""

    inferred: Inferred
    side: str | None
    posts: tuple[Post, ...] = ()
    gap_km: float = 0.0

    @property
    def at(self) -> Post | None:
        """The place that decides: the contested one, or the first after the change of sides."""
        match self.inferred:
            case Inferred.CONTESTED:
                return next(post for post in self.posts if post.level is Level.CONTESTED)
            case Inferred.CUT:
                first = self.posts[0].side
                return next(post for post in self.posts if post.side != first)
            case Inferred.HELD | Inferred.UNKNOWN:
                return None


UNREPORTED = Verdict(inferred=Inferred.UNKNOWN, side=None)


def post_of(node: RoadNode, holdings: Holdings, km: float = 0.0) -> Post:
    """Return what is known of a node: the first of its places that somebody reported on."""
    for place_id in node.place_ids:
        held = holdings.get(place_id)
        if held is not None and held.level is not Level.UNKNOWN:
            return _post(km, node.spot, held)
    return Post(km=km, name=node.spot, place_id=None, level=Level.UNKNOWN, side=None)


def _post(km: float, name: str, held: Holding) -> Post:
    return Post(
        km=km,
        name=name,
        place_id=held.place_id,
        level=held.level,
        side=held.side,
        claim_ids=held.claim_ids,
    )


def beside_posts(
    network: RoadNetwork, edge: RoadEdge, holdings: Holdings, start_km: float, *, forward: bool
) -> list[Post]:
    """Return the reported settlements beside a section, in the direction of travel."""
    posts = []
    for offset, place_id in edge.beside if forward else reversed(edge.beside):
        held = holdings.get(place_id)
        if held is not None and held.level is not Level.UNKNOWN:
            km = start_km + (offset if forward else edge.length_km - offset)
            posts.append(_post(km, network.place_names.get(place_id, place_id), held))
    return posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A path through the network on a day: its sections and every place along it, in order."""

    edges: tuple[RoadEdge, ...]
    bounds: tuple[float, ...]
    posts: tuple[Post, ...]


def way_of(network: RoadNetwork, path: Iterable[str], holdings: Holdings) -> Way:
    """Return a path of node ids with the posts along it; ``bounds`` are the km of its nodes."""
    nodes = list(path)
    edges = network.path_edges(nodes)
    posts = [post_of(network.nodes[nodes[0]], holdings)]
    bounds = [0.0]
    for index, edge in enumerate(edges):
        posts += beside_posts(network, edge, holdings, bounds[-1], forward=edge.a == nodes[index])
        bounds.append(bounds[-1] + edge.length_km)
        posts.append(post_of(network.nodes[nodes[index + 1]], holdings, bounds[-1]))
    return Way(edges=edges, bounds=tuple(bounds), posts=tuple(posts))


def verdicts_along(way: Way) -> tuple[Verdict, ...]:
    """Return what control implies for each section of a way, from the reported posts on and around it."""
    reported = [post for post in way.posts if post.is_reported]
    return tuple(_judge(reported, start, end) for start, end in zip(way.bounds, way.bounds[1:], strict=False))


def _judge(reported: list[Post], start: float, end: float) -> Verdict:
    before = [post for post in reported if post.km <= start]
    after = [post for post in reported if post.km >= end]
    if not before or not after:
        return UNREPORTED
    inside = [post for post in reported if start < post.km < end]
    posts = (before[-1], *inside, after[0])
    gap = after[0].km - before[-1].km
    if any(post.level is Level.CONTESTED for post in posts):
        return Verdict(inferred=Inferred.CONTESTED, side=None, posts=posts, gap_km=gap)
    if len({post.side for post in posts}) > 1:
        return Verdict(inferred=Inferred.CUT, side=None, posts=posts, gap_km=gap)
    return Verdict(inferred=Inferred.HELD, side=posts[0].side, posts=posts, gap_km=gap)


def infer_edges(
    network: RoadNetwork, holdings: Holdings, edges: Sequence[RoadEdge] | None = None
) -> dict[str, Verdict]:
    """Return what control implies for every section: along its named roads first, else by itself.

    A section of two roads takes the first verdict that is not unknown, roads in the order of the table.
    Of a graph without named roads only ``edges`` are judged where given.
    """
    if edges is not None and not network.chains:
        return {e.id: verdicts_along(way_of(network, (e.a, e.b), holdings))[0] for e in edges}
    control = RoadControl(network)
    control.update(holdings)
    return dict(control.verdicts)


class RoadControl:
    """What control implies for every section, kept up to date as holdings change from day to day."""

    def __init__(self, network: RoadNetwork) -> None:
        """Start with every section unknown."""
        self.network = network
        self.verdicts: dict[str, Verdict] = dict.fromkeys(network.edges, UNREPORTED)
        self._holdings: Holdings = {}
        self._own: dict[str, dict[str, Verdict]] = {}
        self._roads_of: dict[str, set[str]] = {}
        self._alone: dict[str, set[str]] = {}
        for road, chain in network.chains.items():
            for edge in network.path_edges(chain):
                for place in _places_of(network, edge):
                    self._roads_of.setdefault(place, set()).add(road)
        for edge in network.edges.values():
            if not any(road in network.chains for road in edge.roads):
                for place in _places_of(network, edge):
                    self._alone.setdefault(place, set()).add(edge.id)

    def update(self, holdings: Holdings) -> frozenset[str]:
        """Take the holdings of a day; return the sections whose verdict is another than before."""
        old, self._holdings = self._holdings, holdings
        changed = [place for place in {*old, *holdings} if old.get(place) != holdings.get(place)]
        fresh: dict[str, Verdict] = {}
        for road in {road for place in changed for road in self._roads_of.get(place, ())}:
            way = way_of(self.network, self.network.chains[road], holdings)
            self._own[road] = {e.id: v for e, v in zip(way.edges, verdicts_along(way), strict=True)}
            fresh |= {edge.id: self._first(edge) for edge in way.edges}
        for edge_id in {edge for place in changed for edge in self._alone.get(place, ())}:
            edge = self.network.edges[edge_id]
            fresh[edge_id] = verdicts_along(way_of(self.network, (edge.a, edge.b), holdings))[0]
        moved = frozenset(key for key, verdict in fresh.items() if self.verdicts[key] != verdict)
        self.verdicts |= fresh
        return moved

    def _first(self, edge: RoadEdge) -> Verdict:
        found = (self._own.get(road, {}).get(edge.id, UNREPORTED) for road in edge.roads)
        return next((v for v in found if v.inferred is not Inferred.UNKNOWN), UNREPORTED)


def places_along(network: RoadNetwork, road: str) -> frozenset[str]:
    """Return every place that decides some section of a named road."""
    edges = network.path_edges(network.chains.get(road, ()))
    return frozenset(place for edge in edges for place in _places_of(network, edge))


def _places_of(network: RoadNetwork, edge: RoadEdge) -> tuple[str, ...]:
    ends = (*network.nodes[edge.a].place_ids, *network.nodes[edge.b].place_ids)
    return (*ends, *(place for _, place in edge.beside))
