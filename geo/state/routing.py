"""The shortest way between two points of the road graph, over all sections or those a side holds.

Lengths are kilometres by road. Dijkstra's algorithm from both ends (networkx).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx

from geo.crs import distance_km
from geo.model import Place
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Inferred, Verdict
from geo.theatre import Theatre

SNAP_KM = 15.0
"""A place this far from the nearest node (km) can still be asked for; the way there is not counted."""


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

    def weight(_a: str, _b: str, data: Mapping[str, object]) -> float | None:
        return float(str(data["km"])) if allowed is None or data["edge"] in allowed else None

    try:
        _, path = nx.bidirectional_dijkstra(network.graph, start, end, weight if allowed is not None else "km")
    except nx.NetworkXNoPath:
        return None
    return trip_along(network, path)


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
    """Return the node that a place decides, else the nearest one within ``SNAP_KM``, else none."""
    own = network.node_of_place(place.id)
    if own is not None or place.lon is None or place.lat is None:
        return own
    close = [
        node for node in network.nodes.values() if abs(node.lon - place.lon) < 0.3 and abs(node.lat - place.lat) < 0.2
    ]
    away = sorted((distance_km(node.lon, node.lat, place.lon, place.lat), node.id) for node in close)
    return away[0][1] if away and away[0][0] <= SNAP_KM else None
