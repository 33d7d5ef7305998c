"""The shortest way between two points of the road graph, over all sections or those a side holds.

Lengths are kilometres by road.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from geo.model import Place
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Inferred, Verdict
from geo.theatre import Theatre


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A way through the graph: its nodes, its length by road and the roads it follows, in order."""

    nodes: tuple[str, ...]
    length_km: float
    roads: tuple[str, ...]


def friends(theatre: Theatre | None, side: str) -> frozenset[str]:
    """Return a side and the sides that it or they name as allies: whose ground it can drive through."""
    if theatre is None:
        return frozenset({side})
    named = {key for key in theatre.side(side).allies if key in theatre.side_keys}
    naming = {other.key for other in theatre.sides if side in other.allies}
    return frozenset({side} | named | naming)


def held_edges(verdicts: Mapping[str, Verdict], sides: Collection[str]) -> frozenset[str]:
    """Return the sections on which every reported place is held by one of ``sides``."""
    return frozenset(key for key, verdict in verdicts.items() if is_held(verdict, sides))


def is_held(verdict: Verdict, sides: Collection[str]) -> bool:
    """Return whether every reported place of a section is held, uncontested, by one of ``sides``."""
    match verdict.inferred:
        case Inferred.HELD:
            return verdict.side in sides
        case Inferred.CUT:  # two sides on one section: passable where both are friends
            return all(post.side in sides for post in verdict.posts)
        case Inferred.CONTESTED | Inferred.UNKNOWN:
            return False


def shortest(network: RoadNetwork, start: str, end: str, allowed: Collection[str] | None = None) -> Trip | None:
    """Return the shortest way between two nodes over the ``allowed`` sections (all if none given).

    None where no such way exists. KeyError for an unknown node.
    """
    if start not in network.nodes or end not in network.nodes:
        raise KeyError(start if start not in network.nodes else end)

    path = _a_star(network, start, end, allowed)
    return None if path is None else trip_along(network, path)


def _a_star(network: RoadNetwork, start: str, end: str, allowed: Collection[str] | None) -> list[str] | None:
    """Return the nodes of the shortest way (Hart, Nilsson and Raphael 1968), guided by the straight line."""
    web, flat = network.web, network.flat_km
    goal = flat[end]
    best: dict[str, float] = {start: 0.0}
    came: dict[str, str] = {}
    heap = [(math.dist(flat[start], goal), 0.0, start)]
    done: set[str] = set()
    while heap:
        _, gone, node = heapq.heappop(heap)
        if node == end:
            return _back(came, end)
        if node in done:
            continue
        done.add(node)
        for other, km, edge in web[node]:
            if other in done or (allowed is not None and edge not in allowed):
                continue
            far = gone + km
            if far < best.get(other, math.inf):
                best[other] = far
                came[other] = node
                heapq.heappush(heap, (far + math.dist(flat[other], goal), far, other))
    return None


def _back(came: Mapping[str, str], end: str) -> list[str]:
    path = [end]
    while path[-1] in came:
        path.append(came[path[-1]])
    return path[::-1]


def trip_along(network: RoadNetwork, path: Collection[str]) -> Trip:
    """Return the trip that follows a path of node ids."""
    nodes = tuple(path)
    edges = network.path_edges(nodes)
    return Trip(nodes=nodes, length_km=sum(edge.length_km for edge in edges), roads=_roads(edges))


def _roads(edges: Collection[object]) -> tuple[str, ...]:
    """Return the roads followed, staying on a road for as long as it goes the same way."""
    named: list[str] = []
    for edge in edges:
        roads: tuple[str, ...] = getattr(edge, "roads", ())
        if roads and (not named or named[-1] not in roads):
            named.append(roads[0])
    return tuple(named)


def nearest_node(network: RoadNetwork, place: Place) -> str | None:
    """Return the node that a place decides, else the nearest within ``SNAP_KM`` or along its road, else none."""
    own = network.node_of_place(place.id)
    if own is not None or place.lon is None or place.lat is None:
        return own
    if place.is_area:  # who asks for a province by a town's name means the town
        towns = (network.node_named(name) for name in (place.name, *place.alt_names))
        return next((node for node in towns if node is not None), network.nearest(place.lon, place.lat))
    return network.nearest(place.lon, place.lat) or network.end_beside(place.id)
