"""Choke points: the nodes whose loss would cut a side off from most of its route-days.

A route-day is a listed route that is open to the side on a day. Losing a node cuts every open route
that passes it; with a way round left the loss costs kilometres, without one it costs the connection.
Betweenness (the share of shortest ways on the side's own roads that pass the node; Freeman 1977) is
given beside it, and breaks ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from geo.state.journeys import OPEN, Journey
from geo.state.network import RoadNetwork
from geo.state.roadcontrol import Verdict
from geo.state.routebook import RouteBook
from geo.state.routing import friends, held_edges, shortest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChokePoint:
    """A node, the open route-days it carries, and those among them that no other held way could replace.

    ``extra_km`` is the mean extra length of the ways round where there are any, none if there are none.
    """

    node: str
    name: str
    route_days: int
    severed_days: int
    extra_km: float | None
    betweenness: float
    routes: tuple[str, ...]


def choke_points(
    book: RouteBook, side: str, verdicts: Mapping[str, Verdict], limit: int = 10
) -> tuple[ChokePoint, ...]:
    """Return the nodes whose loss cuts most open route-days of a side, the worst first.

    ``verdicts`` are those of the day for which ways round and betweenness are judged. Ends of routes
    are left out: nobody can drive to a town that is lost.
    """
    network = book.network
    open_days = _open_days(book, side)
    held = held_edges(verdicts, friends(network.theatre, side))
    share = _betweenness(network, held)
    carried: dict[str, dict[str, int]] = {}
    for journey in book.journeys:
        if open_days.get(journey.key):
            for node in journey.path[1:-1]:
                carried.setdefault(_key(network, node), {})[journey.key] = open_days[journey.key]
    by_key = {journey.key: journey for journey in book.journeys}
    points = [
        _point(network, key, [by_key[r] for r in sorted(days)], days, held, share) for key, days in carried.items()
    ]
    points.sort(key=lambda p: (-p.route_days, -p.severed_days, -p.betweenness, p.node))
    return tuple(points[:limit])


def _open_days(book: RouteBook, side: str) -> dict[str, int]:
    days: dict[str, int] = {}
    for day in book.days:
        for row in book.rows[day]:
            if row.side == side and row.status == OPEN:
                days[row.route] = days.get(row.route, 0) + 1
    return days


def _key(network: RoadNetwork, node: str) -> str:
    """Return the node by which all nodes of one deciding place are known: they are lost together."""
    ids = network.nodes[node].place_ids
    return (network.node_of_place(ids[0]) or node) if ids else node


def _point(
    network: RoadNetwork,
    key: str,
    journeys: list[Journey],
    days: Mapping[str, int],
    held: frozenset[str],
    share: Mapping[str, float],
) -> ChokePoint:
    place_ids = set(network.nodes[key].place_ids)
    lost = {
        edge.id
        for edge in network.edges.values()
        for end in (edge.a, edge.b)
        if end == key or place_ids & set(network.nodes[end].place_ids)
    }
    left = held - lost
    severed, extras = 0, []
    for journey in journeys:
        trip = shortest(network, journey.start, journey.end, left)
        if trip is None:
            severed += days[journey.key]
        else:
            extras.append(trip.length_km - journey.length_km)
    return ChokePoint(
        node=key,
        name=network.nodes[key].name,
        route_days=sum(days.values()),
        severed_days=severed,
        extra_km=sum(extras) / len(extras) if extras else None,
        betweenness=share.get(key, 0.0),
        routes=tuple(journey.key for journey in journeys),
    )


def _betweenness(network: RoadNetwork, held: frozenset[str]) -> dict[str, float]:
    edges = [(network.edges[key].a, network.edges[key].b) for key in sorted(held)]
    own = network.graph.edge_subgraph(edges)
    return dict(nx.betweenness_centrality(own, weight="km", normalized=True))
