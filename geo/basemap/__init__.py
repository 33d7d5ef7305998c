"""The quiet ground under the claims: land, borders, provinces, lakes and rivers of a theatre.

Natural Earth, public domain, clipped and thinned by ``geo.basemap.build``; ``data/README.md`` is
the birth certificate. Everything is EPSG:4326 degrees. A theatre without a file of its own gets
its piece of the coarser world file.
"""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.theatre import Theatre

DATA = Path(__file__).parent / "data"
"""Folder of the clipped files, one ``<theatre>.geojson`` each, and ``world.geojson.gz``."""

KINDS = ("land", "province", "border", "lake", "river")
"""Values of the ``layer`` column, in drawing order; ``province`` and ``land`` rows carry names."""

COLUMNS = ("layer", "name", "name_local", "country")
"""Columns of a base map before its geometry; texts, empty where Natural Earth has none."""

CREDIT = "Natural Earth (public domain)"
"""What a map drawn with these data says of them."""


def frame_box(theatre: Theatre) -> BaseGeometry:
    """Return the box that a base map covers: the theatre's own, padded by its longer side (degrees)."""
    west, south, east, north = theatre.bbox
    pad = min(4.0, max(east - west, north - south))
    return box(max(-180.0, west - pad), max(-85.0, south - pad), min(180.0, east + pad), min(85.0, north + pad))


def layers(theatre: Theatre) -> gpd.GeoDataFrame:
    """Return the base map around a theatre (EPSG:4326): ``COLUMNS`` and geometry, sorted by layer."""
    return _layers(theatre.key, theatre.bbox, frame_box(theatre).bounds).copy()


def land(theatre: Theatre) -> BaseGeometry:
    """Return the theatre's countries within its own box (degrees, EPSG:4326); lakes are not cut out.

    Nobody reports on ground across the border, so none of it may be given to a side. A base map that
    knows no provinces of these countries (the world file) gives all the land in the box.
    """
    rows = layers(theatre)
    frame = box(*theatre.bbox)
    ground = shapely.intersection(np.asarray(rows.geometry[rows["layer"] == "land"].array), frame)
    own = rows.geometry[(rows["layer"] == "province") & rows["country"].isin(theatre.countries)].array
    inside = shapely.intersection(ground, shapely.union_all(own)) if len(own) else ground
    mostly = shapely.area(inside) > 0.5 * shapely.area(ground)
    pieces = shapely.get_parts(ground[mostly] if mostly.any() else ground)
    return shapely.union_all(pieces[shapely.get_dimensions(pieces) == 2])


@lru_cache(maxsize=8)
def _layers(
    key: str, bbox: tuple[float, float, float, float], bounds: tuple[float, float, float, float]
) -> gpd.GeoDataFrame:
    path = DATA / f"{key}.geojson"
    rows = read_rows(path) if path.is_file() else read_rows(DATA / "world.geojson.gz")
    window = box(*bounds)
    kept = rows[rows.intersects(window)].copy()
    if path.is_file() and not kept.empty and kept.total_bounds[0] <= bbox[0] and kept.total_bounds[2] >= bbox[2]:
        return kept.reset_index(drop=True)
    if path.is_file():  # a custom theatre took the key of a shipped one, elsewhere on the globe
        rows = read_rows(DATA / "world.geojson.gz")
        kept = rows[rows.intersects(window)].copy()
    kept["geometry"] = kept.geometry.intersection(window)
    return kept[~kept.geometry.is_empty].reset_index(drop=True)


@lru_cache(maxsize=8)
def read_rows(path: Path) -> gpd.GeoDataFrame:
    """Read one base map file (plain or gzipped GeoJSON) into ``COLUMNS`` and geometry (EPSG:4326)."""
    raw = path.read_bytes()
    document = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    features = document["features"]
    columns = {name: [feature["properties"].get(name, "") for feature in features] for name in COLUMNS}
    geometry = [shape(feature["geometry"]) for feature in features]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=WGS84)
