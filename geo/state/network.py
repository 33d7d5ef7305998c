"""The roads of a theatre as a graph: towns, junctions and crossings joined by sections with lengths.

A node knows the places whose control decides who holds it; a section knows the villages beside it.
``load_network`` takes the theatre's own table first, then a user's ``roads.geojson``, then the
world-wide fallback. Degrees are EPSG:4326, lon before lat; lengths are kilometres by road.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import LineString, Point, box

from geo.crs import distance_km, length_km
from geo.errors import DataMissingError
from geo.model import Place
from geo.state.roadfiles import NodeRow, RoadRows, SectionRow, fallback_roads, read_geojson, read_highways
from geo.theatre import Theatre

WINDING = 1.045
"""Length by road over the straight chain of nodes: the median of seven published lengths (README of the data)."""
NAME_KM = 3.0
"""A node and a gazetteer place of the same name are one where they lie this close (km)."""
NAMED_KM = 6.0
"""The same for a junction that names the place by which it is controlled (km)."""
BESIDE_KM = 1.2
"""A settlement this close to a section (km) counts as lying along it."""
COARSE_KM = 5.0
"""The same for coarse graphs, whose nodes and chords lie up to this far from the towns (km)."""
SNAP_KM = 15.0
"""A place this far from the nearest node (km) can still be asked for; the way there is not counted."""
FALLBACK_MARGIN = 0.5
"""Degrees added around a theatre when the fallback graph is clipped."""
_KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadNode:
    """A point on a road, and the gazetteer places (best first) whose control decides who holds it.

    ``spot`` is what to call it when it decides: its own name, or for a junction that of the place.
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str
    place_ids: tuple[str, ...]
    relation: str
    quality: str
    source: str
    spot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadEdge:
    """A section between two nodes, its roads, its length by road, and the settlements beside it.

    ``beside`` lists (km from node ``a``, place id) in the order of travel from ``a`` to ``b``.
    """

    id: str
    a: str
    b: str
    roads: tuple[str, ...]
    length_km: float
    quality: str
    geometry: LineString
    beside: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class RoadNetwork:
    """The road graph of one theatre; ``chains`` lists the nodes of every named road in order."""

    theatre: Theatre | None
    nodes: Mapping[str, RoadNode]
    edges: Mapping[str, RoadEdge]
    chains: Mapping[str, tuple[str, ...]]
    place_names: Mapping[str, str]
    place_points: Mapping[str, tuple[float, float]]
    spellings: Mapping[str, tuple[str, ...]]
    graph: nx.Graph[str] = field(repr=False)
    is_coarse: bool = False

    def edge_between(self, a: str, b: str) -> RoadEdge:
        """Return the section that joins two nodes; KeyError where none does."""
        return self.edges[str(self.graph.edges[a, b]["edge"])]

    def path_edges(self, path: Sequence[str]) -> tuple[RoadEdge, ...]:
        """Return the sections of a path of node ids, in order."""
        return tuple(self.edge_between(a, b) for a, b in pairwise(path))

    def path_km(self, path: Sequence[str]) -> float:
        """Return the length of a path of node ids by road, in km."""
        return sum(edge.length_km for edge in self.path_edges(path))

    def km_marks(self, road: str) -> tuple[tuple[str, float], ...]:
        """Return (node id, km from the start of the road) along a named road."""
        marks, total, chain = [], 0.0, self.chains[road]
        for index, node in enumerate(chain):
            total += self.edge_between(chain[index - 1], node).length_km if index else 0.0
            marks.append((node, total))
        return tuple(marks)

    def node_of_place(self, place_id: str) -> str | None:
        """Return the node that a place decides (towns before junctions), or none."""
        found = [node for node in self.nodes.values() if place_id in node.place_ids]
        found.sort(key=lambda node: (node.kind == "junction", node.place_ids.index(place_id), node.id))
        return found[0].id if found else None

    def node_named(self, name: str, road: str = "") -> str | None:
        """Return the node of this name, place name or place id, preferring nodes of ``road``; none if unknown."""
        if name in self.place_points:
            return self.node_of_place(name) or self._close_to(name)
        wanted = fold(name)
        chain = set(self.chains.get(road, ()))
        found = [
            node
            for node in self.nodes.values()
            if fold(node.name) == wanted or any(fold(self.place_names.get(p, "")) == wanted for p in node.place_ids)
        ]
        found.sort(key=lambda node: (node.id not in chain, node.kind == "junction", node.id))
        return found[0].id if found else self._node_near(wanted)

    def _node_near(self, wanted: str) -> str | None:
        """Return the node nearest to the place of this (folded) name, if only one or far the largest bears it."""
        ids = self.spellings.get(wanted, ())
        return self._close_to(ids[0]) if len(ids) == 1 else None

    def _close_to(self, place_id: str) -> str | None:
        return self.nearest(*self.place_points[place_id]) or self.end_beside(place_id)

    def end_beside(self, place_id: str) -> str | None:
        """Return the nearer end of a section that a place lies beside, however far; none if it lies beside none."""
        found = [
            (min(km, edge.length_km - km), edge.a if km < edge.length_km / 2 else edge.b)
            for edge in self.edges.values()
            for km, beside in edge.beside
            if beside == place_id
        ]
        return min(found)[1] if found else None

    def nearest(self, lon: float, lat: float) -> str | None:
        """Return the node nearest to a point (degrees), none if it lies more than ``SNAP_KM`` away."""
        close = [node for node in self.nodes.values() if abs(node.lon - lon) < 0.4 and abs(node.lat - lat) < 0.2]
        away = sorted((distance_km(node.lon, node.lat, lon, lat), node.id) for node in close)
        return away[0][1] if away and away[0][0] <= SNAP_KM else None

    @cached_property
    def web(self) -> Mapping[str, tuple[tuple[str, float, str], ...]]:
        """The neighbours of each node as (node id, km by road, section id), sorted."""
        found: dict[str, list[tuple[str, float, str]]] = {node: [] for node in self.nodes}
        for edge in self.edges.values():
            found[edge.a].append((edge.b, edge.length_km, edge.id))
            found[edge.b].append((edge.a, edge.length_km, edge.id))
        return {node: tuple(sorted(rows)) for node, rows in found.items()}

    @cached_property
    def flat_km(self) -> Mapping[str, tuple[float, float]]:
        """Points of the nodes on a plane in km, shrunk so that no road is shorter than the straight line."""
        middle = sum(node.lat for node in self.nodes.values()) / max(1, len(self.nodes))
        east = _KM_PER_DEGREE * math.cos(math.radians(middle))
        plane = {key: (node.lon * east, node.lat * _KM_PER_DEGREE) for key, node in self.nodes.items()}
        shrink = min(
            (edge.length_km / max(1e-9, math.dist(plane[edge.a], plane[edge.b])) for edge in self.edges.values()),
            default=1.0,
        )
        return {key: (x * min(1.0, shrink), y * min(1.0, shrink)) for key, (x, y) in plane.items()}

    @cached_property
    def place_ids(self) -> frozenset[str]:
        """Every place whose control matters to some road."""
        ids = {place for node in self.nodes.values() for place in node.place_ids}
        return frozenset(ids | {place for edge in self.edges.values() for _, place in edge.beside})


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a name without case, accents, apostrophes, spaces and the Arabic article."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().strip()
    for article in ("al-", "as-", "an-", "ar-", "at-", "ash-", "ad-", "az-", "al ", "as ", "an ", "ar ", "ash "):
        if plain.startswith(article):
            plain = plain[len(article) :]
            break
    return "".join(letter for letter in plain if letter.isalnum())


def load_network(theatre: Theatre, places: Iterable[Place]) -> RoadNetwork:
    """Return the roads of a theatre, linked to the gazetteer.

    Sources in order: ``highways.csv``, ``roads.geojson`` in the theatre's folder, the fallback graph;
    none of them gives a network without roads. Raises InputError for a table that breaks its schema.
    """
    table, lines = theatre.folder / "highways.csv", theatre.folder / "roads.geojson"
    if table.is_file():
        rows = read_highways(table)
    elif lines.is_file():
        rows = read_geojson(lines)
    else:
        west, south, east, north = theatre.bbox
        m = FALLBACK_MARGIN
        try:
            rows = fallback_roads((west - m, south - m, east + m, north + m))
        except DataMissingError:  # a map without roads is better than no map
            rows = RoadRows(nodes=(), sections=(), is_coarse=True)
    return build_network(rows, places, theatre)


def build_network(rows: RoadRows, places: Iterable[Place], theatre: Theatre | None = None) -> RoadNetwork:
    """Join rows to a graph and link it to the places; sections drawn twice become one with both roads."""
    settled = [place for place in places if place.has_point and not place.is_area]
    index = _PlaceIndex(settled)
    nodes = {row.id: _link_node(row, index, is_coarse=rows.is_coarse) for row in rows.nodes}
    edges = _join(rows.sections, nodes, index, is_coarse=rows.is_coarse)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    for edge in edges.values():
        graph.add_edge(edge.a, edge.b, km=edge.length_km, edge=edge.id)
    return RoadNetwork(
        theatre=theatre,
        nodes=nodes,
        edges=edges,
        chains=_chains(rows.sections),
        place_names={place.id: place.name for place in settled},
        place_points={place.id: (place.lon or 0.0, place.lat or 0.0) for place in settled},
        spellings={name: _bearers(found) for name, found in index.by_name.items()},
        graph=graph,
        is_coarse=rows.is_coarse,
    )


LARGER = 10
"""Of several places of one name the one this many times larger than the next is meant."""


def _bearers(places: Sequence[Place]) -> tuple[str, ...]:
    """Return the ids of the places of one name; the largest alone where it dwarfs the others."""
    by_size = sorted(places, key=lambda place: (-place.population, place.id))
    if len(by_size) > 1 and by_size[0].population > LARGER * by_size[1].population:
        return (by_size[0].id,)
    return tuple(place.id for place in places)


class _PlaceIndex:
    """Settlements by id, by folded name and by position."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.by_id = {place.id: place for place in places}
        self.by_name: dict[str, list[Place]] = {}
        for place in places:
            for name in {fold(n) for n in (place.name, *place.alt_names)} - {""}:
                self.by_name.setdefault(name, []).append(place)
        self.places = list(places)
        self.points: NDArray[np.float64] = np.array([(place.lon, place.lat) for place in places], dtype=float).reshape(
            -1, 2
        )
        self.tree = STRtree([Point(x, y) for x, y in self.points])

    def named_near(self, name: str, lon: float, lat: float, km: float) -> list[Place]:
        found = [(_km_to(place, lon, lat), place.id, place) for place in self.by_name.get(fold(name), ())]
        return [place for away, _, place in sorted(found, key=lambda item: item[:2]) if away <= km]

    def _around(self, shape: LineString | Point, km: float) -> NDArray[np.intp]:
        """Return the indices of the places in the box around a shape, ``km`` wider on each side."""
        west, south, east, north = shape.bounds
        high = km / _KM_PER_DEGREE
        wide = high / max(0.1, math.cos(math.radians((south + north) / 2)))
        found: NDArray[np.intp] = self.tree.query(box(west - wide, south - high, east + wide, north + high))
        return np.sort(found)

    def near(self, lon: float, lat: float, km: float) -> list[Place]:
        rows = [self.places[int(i)] for i in self._around(Point(lon, lat), km)]
        away = sorted((_km_to(place, lon, lat), place.id, place) for place in rows)
        return [place for far, _, place in away if far <= km]

    def beside(self, a: RoadNode, b: RoadNode, km: float) -> list[tuple[float, Place]]:
        """Return (share of the way from a to b, place) of settlements within ``km`` of the chord."""
        rows = self._around(LineString([(a.lon, a.lat), (b.lon, b.lat)]), km)
        if not len(rows):
            return []
        scale = np.array([np.cos(np.radians((a.lat + b.lat) / 2)), 1.0]) * _KM_PER_DEGREE
        start, way = np.array([a.lon, a.lat]), (np.array([b.lon, b.lat]) - (a.lon, a.lat)) * scale
        length = float(np.hypot(*way)) or 1e-9
        offset = (self.points[rows] - start) * scale
        along = offset @ way / length
        across = np.abs(offset[:, 0] * way[1] - offset[:, 1] * way[0]) / length
        hit = np.flatnonzero((across <= km) & (along > km / 2) & (along < length - km / 2))
        found = [(float(along[i]) / length, self.places[int(rows[i])]) for i in hit]
        return sorted((row for row in found if row[1].quality in _SURE), key=lambda row: (row[0], row[1].id))


_SURE = ("geonames", "published")


def _km_to(place: Place, lon: float, lat: float) -> float:
    assert place.lon is not None
    assert place.lat is not None
    return distance_km(place.lon, place.lat, lon, lat)


def _link_node(row: NodeRow, index: _PlaceIndex, *, is_coarse: bool) -> RoadNode:
    found: list[Place] = []
    if row.place in index.by_id:
        found.append(index.by_id[row.place])
        found += index.named_near(found[0].name, row.lon, row.lat, NAMED_KM)
    elif row.place and not row.place.startswith("geonames:"):
        found += index.named_near(row.place, row.lon, row.lat, NAMED_KM)
    if row.kind != "junction" and row.name:
        found += index.named_near(row.name, row.lon, row.lat, NAME_KM)
    if is_coarse and not found:
        found += index.near(row.lon, row.lat, COARSE_KM)[:3]
    ids = tuple(dict.fromkeys(place.id for place in found))
    name = row.name or (index.by_id[ids[0]].name if ids else f"{row.lat:.3f} N {row.lon:.3f} E")
    return RoadNode(
        id=row.id,
        name=name,
        lon=row.lon,
        lat=row.lat,
        kind=row.kind,
        place_ids=ids,
        relation=row.relation,
        quality=row.quality,
        source=row.source,
        spot=index.by_id[ids[0]].name if ids and row.kind == "junction" else name,
    )


def _join(
    sections: Sequence[SectionRow], nodes: Mapping[str, RoadNode], index: _PlaceIndex, *, is_coarse: bool
) -> dict[str, RoadEdge]:
    together: dict[tuple[str, str], list[SectionRow]] = {}
    for row in sections:
        if row.a != row.b:
            together.setdefault((min(row.a, row.b), max(row.a, row.b)), []).append(row)
    edges = (_edge(rows, nodes, index, COARSE_KM / 2 if is_coarse else BESIDE_KM) for rows in together.values())
    return {edge.id: edge for edge in edges}


def _edge(rows: Sequence[SectionRow], nodes: Mapping[str, RoadNode], index: _PlaceIndex, beside_km: float) -> RoadEdge:
    first = rows[0]
    a, b = nodes[first.a], nodes[first.b]
    shape = LineString(first.shape or [(a.lon, a.lat), (b.lon, b.lat)])
    published = [row for row in rows if row.km is not None]
    length = published[0].km if published and published[0].km else length_km(shape) * WINDING
    taken = {*a.place_ids, *b.place_ids}
    return RoadEdge(
        id=f"{a.id}--{b.id}",
        a=a.id,
        b=b.id,
        roads=tuple(dict.fromkeys(row.road for row in rows if row.road)),
        length_km=length,
        quality=published[0].km_source if published else f"straight line x {WINDING}",
        geometry=shape,
        beside=tuple(
            (share * length, place.id) for share, place in index.beside(a, b, beside_km) if place.id not in taken
        ),
    )


def _chains(sections: Sequence[SectionRow]) -> dict[str, tuple[str, ...]]:
    """Return the nodes of every named road that runs on without a gap, in the order of the table."""
    chains: dict[str, list[str]] = {}
    broken: set[str] = {""}
    for row in sections:
        chain = chains.setdefault(row.road, [row.a])
        if chain[-1] != row.a or row.b in chain:
            broken.add(row.road)
        chain.append(row.b)
    return {road: tuple(chain) for road, chain in chains.items() if road not in broken}
