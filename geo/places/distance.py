"""Distances and bearings between points on the sphere (WGS 84 degrees, km)."""

from __future__ import annotations

import math

from geo.model import Place

EARTH_KM = 6371.0
WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance of two points in km, on a sphere of radius 6,371 km."""
    p, q = math.radians(lat1), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def distance_km(a: Place, b: Place) -> float:
    """Return the distance of two places in km; infinite where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return haversine_km(a.lat, a.lon, b.lat, b.lon)


def wind(lat1: float, lon1: float, lat2: float, lon2: float) -> str:
    """Return the direction of the second point seen from the first, as one of eight winds."""
    p, q, d = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    angle = math.degrees(
        math.atan2(math.sin(d) * math.cos(q), math.cos(p) * math.sin(q) - math.sin(p) * math.cos(q) * math.cos(d))
    )
    return WINDS[round(angle / 45) % 8]
