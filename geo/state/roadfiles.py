"""Where roads come from: a theatre's ``highways.csv``, a user's GeoJSON, or the world-wide fallback graph.

All three are read into the same two kinds of rows (nodes and sections), so nothing later knows which
it was. Coordinates are WGS 84 degrees (EPSG:4326), lon before lat; lengths are kilometres by road.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from geo.crs import distance_km
from geo.errors import DataMissingError, InputError

COLUMNS = (
    "road",
    "seq",
    "node",
    "name",
    "lon",
    "lat",
    "kind",
    "place",
    "relation",
    "quality",
    "source",
    "km",
    "km_source",
)
"""Columns of ``highways.csv``; see the README beside it."""

FALLBACK_CREDIT = "OpenStreetMap contributors (ODbL), straight sections of scgraph_data"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A town, junction, bridge or crossing on a road; ``place`` names what decides who controls it."""

    id: str
    name: str
    lon: float
    lat: float
    kind: str = "junction"
    place: str = ""
    relation: str = "on"
    quality: str = "derived"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """A section of a road between two nodes; ``km`` is a published length by road, or none."""

    road: str
    a: str
    b: str
    km: float | None = None
    km_source: str = ""
    shape: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadRows:
    """All nodes and sections of one source; ``is_coarse`` where nodes stand far from the towns."""

    nodes: tuple[NodeRow, ...]
    sections: tuple[SectionRow, ...]
    is_coarse: bool = False


def read_highways(path: Path) -> RoadRows:
    """Read a theatre's ``highways.csv``; InputError names the line that breaks the schema."""
    nodes: dict[str, NodeRow] = {}
    sections: list[SectionRow] = []
    last: tuple[str, str] | None = None
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InputError(f"{path}: the columns must be {', '.join(COLUMNS)}")
        for number, row in enumerate(reader, start=2):
            node = _node_of(row, f"{path}, line {number}")
            known = nodes.setdefault(node.id, node)
            if (known.lon, known.lat) != (node.lon, node.lat):
                raise InputError(f"{path}, line {number}: {node.id!r} has two points; give it one")
            if last and last[0] == row["road"]:
                km = float(row["km"]) if row["km"] else None
                sections.append(SectionRow(road=row["road"], a=last[1], b=node.id, km=km, km_source=row["km_source"]))
            last = (row["road"], node.id)
    return RoadRows(nodes=tuple(nodes.values()), sections=tuple(sections))


def _node_of(row: dict[str, str], where: str) -> NodeRow:
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError as error:
        raise InputError(f"{where}: lon and lat must be degrees, not {row['lon']!r}, {row['lat']!r}") from error
    return NodeRow(
        id=row["node"],
        name=row["name"],
        lon=lon,
        lat=lat,
        kind=row["kind"],
        place=row["place"],
        relation=row["relation"],
        quality=row["quality"],
        source=row["source"],
    )


def read_geojson(path: Path) -> RoadRows:
    """Read roads from GeoJSON line strings with the properties ``road`` and, optionally, ``km``.

    Ends that meet within about a metre become one node. InputError says what is wrong with the file.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        features = raw["features"]
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a GeoJSON FeatureCollection ({error})") from error
    nodes: dict[str, NodeRow] = {}
    sections: list[SectionRow] = []
    for number, feature in enumerate(features):
        geometry, properties = feature.get("geometry") or {}, feature.get("properties") or {}
        if geometry.get("type") != "LineString" or len(geometry.get("coordinates", ())) < 2:
            raise InputError(f"{path}, feature {number}: roads are LineStrings of two points or more")
        shape = tuple((float(point[0]), float(point[1])) for point in geometry["coordinates"])
        ends = [_end_node(lon, lat, str(properties.get("source", ""))) for lon, lat in (shape[0], shape[-1])]
        for end in ends:
            nodes.setdefault(end.id, end)
        km = properties.get("km")
        sections.append(
            SectionRow(
                road=str(properties.get("road") or ""),
                a=ends[0].id,
                b=ends[1].id,
                km=float(km) if km else None,
                km_source="given with the file" if km else "",
                shape=shape,
            )
        )
    return RoadRows(nodes=tuple(nodes.values()), sections=tuple(sections), is_coarse=True)


def _end_node(lon: float, lat: float, source: str) -> NodeRow:
    return NodeRow(id=f"{lon:.5f},{lat:.5f}", name="", lon=lon, lat=lat, source=source)


def fallback_roads(box: Box) -> RoadRows:
    """Return the part of the world-wide OpenStreetMap highway graph inside ``box`` (W, S, E, N degrees).

    The package ``scgraph_data`` is read as data, never imported. The clip is cached under ``var/roads``.
    DataMissingError where the package is missing.
    """
    path = _fallback_file()
    stat = path.stat()
    key = hashlib.sha256(f"{path.name} {stat.st_size} {box}".encode()).hexdigest()[:16]
    cached = Path(os.environ.get("CLAIMLINE_CACHE", "var")) / "roads" / f"{key}.json"
    if cached.is_file():
        raw = json.loads(cached.read_text(encoding="utf-8"))
        return RoadRows(
            nodes=tuple(NodeRow(**row) for row in raw["nodes"]),
            sections=tuple(SectionRow(**row) for row in raw["sections"]),
            is_coarse=True,
        )
    rows = _clip(path, box)
    _write_cache(cached, rows)
    return rows


def _write_cache(cached: Path, rows: RoadRows) -> None:
    body = {"nodes": [asdict(n) for n in rows.nodes], "sections": [asdict(s) for s in rows.sections]}
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(body), encoding="utf-8")
        part.replace(cached)
    except OSError:
        return  # a read-only folder costs two seconds at the next start, nothing else


def _fallback_file() -> Path:
    spec = importlib.util.find_spec("scgraph_data")
    if spec is None or not spec.origin:
        raise DataMissingError("no roads for this theatre: add highways.csv or roads.geojson, or install scgraph_data")
    return Path(spec.origin).parent / "world_highways.py"


def _clip(path: Path, box: Box) -> RoadRows:
    west, south, east, north = box
    graph_text = nodes_text = ""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("graph="):
                graph_text = line
            elif line.startswith("nodes="):
                nodes_text = line[len("nodes=") :]
    points: list[tuple[float, float]] = json.loads(nodes_text)
    inside = {i for i, (lat, lon) in enumerate(points) if south <= lat <= north and west <= lon <= east}
    neighbours = graph_text.split("}, {")
    nodes = tuple(
        NodeRow(id=f"osm:{i}", name="", lon=points[i][1], lat=points[i][0], source=FALLBACK_CREDIT)
        for i in sorted(inside)
    )
    sections = []
    for i in sorted(inside):
        for other, km in re.findall(r"(\d+): ([\d.]+)", neighbours[i]):
            j = int(other)
            if j in inside and i < j:
                (lat1, lon1), (lat2, lon2) = points[i], points[j]
                length = max(float(km), distance_km(lon1, lat1, lon2, lat2))
                sections.append(SectionRow(road="", a=f"osm:{i}", b=f"osm:{j}", km=length, km_source=FALLBACK_CREDIT))
    return RoadRows(nodes=nodes, sections=tuple(sections), is_coarse=True)
