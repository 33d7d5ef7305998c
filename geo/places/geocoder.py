"""The gazetteer as a geopy geocoder: drops into any code written for geopy, and needs no network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.model import Place
from geo.places.distance import haversine_km, wind
from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.places.names import fold
from geo.places.rank import prior
from geo.places.spelling import look_up
from geo.places.world import WorldGazetteer, world
from geo.theatre import Theatre

HERE_KM = 0.5
"""A point nearer to a place than this is at the place."""
SEARCH_DEGREES = (0.1, 0.5, 2.0, 8.0)
"""Half widths of the boxes in which the world index is searched for the nearest place."""
MOST = 10
"""Results of a query that asks for more than one, unless a limit is given."""


class OfflineGazetteer(Geocoder):  # type: ignore[misc]  # geopy is published without types
    """A geopy geocoder that answers from the places of a theatre, or of the world without one.

    Names may be followed by what they lie in ("Nayrab, Idlib"); an id of the gazetteer is a query,
    too. ``Location.raw`` has ``id``, ``feature_code``, ``quality`` and, where another place fits
    the words as well, ``ambiguous``: true.
    """

    def __init__(self, theatre: Theatre | None = None, **options: object) -> None:
        """Use the gazetteer of ``theatre``; ``options`` are geopy's own and have no effect offline.

        Raises DataMissingError where the world index is needed and not built.
        """
        super().__init__(**options)
        self.gazetteer: Gazetteer | None = load_gazetteer(theatre) if theatre else None
        self._world: WorldGazetteer | None = None if theatre else world()

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        country_codes: str | Sequence[str] | None = None,
        language: str | None = None,
        timeout: float | None = DEFAULT_SENTINEL,
    ) -> Any:  # a Location, a list of them or None, as in all of geopy
        """Return the place of a name as a geopy location, a list of all bearers, or None.

        ``country_codes`` are ISO 3166-1 alpha-2; ``language`` equal to the theatre's gives the local
        name as address. Raises GeocoderQueryError for an empty query.
        """
        del timeout  # nothing is waited for
        name, *containers = [part.strip() for part in str(query).split(",")]
        if not fold(name):
            raise GeocoderQueryError(f"no name in the query {query!r}")
        wanted = {code.upper() for code in ([country_codes] if isinstance(country_codes, str) else country_codes or ())}
        ranked = [
            place
            for place in self._bearers(str(query), name)
            if place.has_point and (not wanted or place.country in wanted) and self._inside(place, containers)
        ]
        if not ranked:
            return None
        ambiguous = len(ranked) > 1 and not containers
        found = [location(place, language=language, ambiguous=ambiguous) for place in ranked[: limit or MOST]]
        return found[0] if exactly_one else found

    def reverse(
        self,
        query: Point | str | tuple[float, float],
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        language: str | None = None,
        timeout: float | None = DEFAULT_SENTINEL,
    ) -> Any:  # a Location, a list of them or None, as in all of geopy
        """Return the nearest settlement with distance and direction ("4 km SW of Saraqib"), or None far off.

        ``raw`` has ``distance_km`` and ``bearing`` (from the place to the point). Raises
        GeocoderQueryError for a query that is no point.
        """
        del timeout
        try:
            point = Point(query) if not isinstance(query, Point) else query
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(f"{query!r} is no point: give latitude, longitude in degrees") from error
        near = self._nearest(point.latitude, point.longitude)[: limit or (1 if exactly_one else MOST)]
        if not near:
            return None
        found = [location(place, language=language, seen_from=(point.latitude, point.longitude)) for place in near]
        return found[0] if exactly_one else found

    def _bearers(self, query: str, name: str) -> list[Place]:
        known = self.get(query)
        if known is not None:
            return [known]
        if self.gazetteer is not None:
            hits = self.gazetteer.named(name)
            best = max((hit.match for hit in hits), default=None)
            return [hit.place for hit in hits if hit.match == best]
        if self._world is None:
            return []
        found = look_up(self._world, name)
        return sorted(found.places, key=lambda place: -prior(place, fold(name), found)[0])

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id, or none."""
        source = self.gazetteer or self._world
        return source.get(place_id) if source else None

    def _inside(self, place: Place, containers: Sequence[str]) -> bool:
        """Tell whether each container is a region or the country of the place."""
        regions = {fold(part) for part in (place.admin1, place.admin2, place.country, *self._country(place)) if part}
        return all(fold(part) in regions or fold(part).rsplit(" ", 1)[0] in regions for part in containers if part)

    def _country(self, place: Place) -> tuple[str, ...]:
        if self.gazetteer is not None:
            own = next(
                (p for p in self.gazetteer.places() if (p.feature_code, p.country) == ("PCLI", place.country)), None
            )
        else:
            own = self._world.country(place.country) if self._world else None
        return (own.name, *own.alt_names) if own else ()

    def _nearest(self, lat: float, lon: float) -> list[Place]:
        if self.gazetteer is not None:
            return nearest(self.gazetteer.places(), lat, lon)
        for degrees in SEARCH_DEGREES:
            places = self._world.near(lat, lon, degrees) if self._world else ()
            if places:
                return nearest(places, lat, lon)
        return []


def nearest(places: Iterable[Place], lat: float, lon: float) -> list[Place]:
    """Return the settlements with a point, the nearest first."""
    spots = [
        (haversine_km(place.lat, place.lon, lat, lon), place)
        for place in places
        if place.lat is not None and place.lon is not None and place.feature_code.startswith("PPL")
    ]
    return [place for _, place in sorted(spots, key=lambda spot: (spot[0], -spot[1].population, spot[1].id))]


def location(
    place: Place,
    *,
    language: str | None = None,
    ambiguous: bool = False,
    seen_from: tuple[float, float] | None = None,
) -> Location:
    """Return a place as a geopy location; ``raw`` carries its id, feature code and quality."""
    if place.lat is None or place.lon is None:
        raise GeocoderQueryError(f"{place.name} has no known point")
    own = place.local_name if language and language != "en" and place.local_name else place.name
    address = ", ".join(part for part in (own, place.admin2, place.admin1, place.country) if part)
    raw: dict[str, object] = {
        "id": place.id,
        "geonameid": int(place.id.removeprefix("geonames:")) if place.id.startswith("geonames:") else None,
        "name": place.name,
        "feature_code": place.feature_code,
        "country": place.country,
        "admin1": place.admin1,
        "quality": place.quality,
        "radius_km": place.radius_km,
        "ambiguous": ambiguous,
    }
    if seen_from is not None:
        apart = haversine_km(place.lat, place.lon, *seen_from)
        bearing = wind(place.lat, place.lon, *seen_from)
        raw |= {"distance_km": round(apart, 2), "bearing": bearing if apart > 0 else ""}
        if apart >= HERE_KM:
            address = f"{math.floor(apart + 0.5) or 1} km {bearing} of {address}"
    return Location(address, (place.lat, place.lon, 0.0), raw)
