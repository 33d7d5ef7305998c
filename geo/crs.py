"""The one home of reprojection: degrees for exchange (EPSG:4326), metres for measuring."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
_GEOD = Geod(ellps="WGS84")


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _mover(source: str, target: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    transformer = _transformer(source, target)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack([x, y])

    return move


def to_metric(geometry: BaseGeometry, metric_crs: str) -> BaseGeometry:
    """Return a degree geometry (EPSG:4326) in ``metric_crs`` (metres)."""
    return shapely.transform(geometry, _mover(WGS84, metric_crs))


def geometries_to_metric(geometries: NDArray[np.object_], metric_crs: str) -> NDArray[np.object_]:
    """Return an array of degree geometries (EPSG:4326) in ``metric_crs`` (metres), in one go."""
    moved: NDArray[np.object_] = shapely.transform(np.asarray(geometries, dtype=object), _mover(WGS84, metric_crs))
    return moved


def to_degrees(geometry: BaseGeometry, metric_crs: str) -> BaseGeometry:
    """Return a geometry in ``metric_crs`` (metres) as degrees (EPSG:4326)."""
    return shapely.transform(geometry, _mover(metric_crs, WGS84))


def points_to_metric(lonlat: NDArray[np.float64], metric_crs: str) -> NDArray[np.float64]:
    """Return an (n, 2) array of lon, lat degrees as an (n, 2) array of metres."""
    return _mover(WGS84, metric_crs)(np.asarray(lonlat, dtype=float).reshape(-1, 2))


def points_to_degrees(xy_m: NDArray[np.float64], metric_crs: str) -> NDArray[np.float64]:
    """Return an (n, 2) array of metres as an (n, 2) array of lon, lat degrees."""
    return _mover(metric_crs, WGS84)(np.asarray(xy_m, dtype=float).reshape(-1, 2))


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the geodesic distance of two points (degrees, WGS 84) in kilometres."""
    return float(_GEOD.inv(lon1, lat1, lon2, lat2)[2]) / 1000.0


def bearing_deg(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the initial bearing from the first point to the second, degrees clockwise from north."""
    return float(_GEOD.inv(lon1, lat1, lon2, lat2)[0]) % 360.0


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a degree geometry (EPSG:4326) in square kilometres."""
    if geometry.is_empty:
        return 0.0
    return abs(float(_GEOD.geometry_area_perimeter(geometry)[0])) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the geodesic length of a degree geometry (EPSG:4326) in kilometres."""
    if geometry.is_empty:
        return 0.0
    return float(_GEOD.geometry_length(geometry)) / 1000.0


def buffer_m(geometry: BaseGeometry, radius_m: float, metric_crs: str) -> BaseGeometry:
    """Return a degree geometry buffered by ``radius_m`` metres, again in degrees (EPSG:4326)."""
    return to_degrees(to_metric(geometry, metric_crs).buffer(radius_m), metric_crs)
