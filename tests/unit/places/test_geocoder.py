"""The gazetteer behaves as geopy code expects, without a network."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.places.geocoder import OfflineGazetteer
from geo.places.world import WorldGazetteer
from geo.theatre import Theatre


@pytest.fixture
def local(nw_syria: Theatre) -> OfflineGazetteer:
    return OfflineGazetteer(nw_syria)


def test_is_a_geopy_geocoder(local: OfflineGazetteer) -> None:
    assert isinstance(local, Geocoder)
    found = local.geocode("Saraqib")
    assert isinstance(found, Location)
    assert (round(found.latitude, 2), round(found.longitude, 2)) == (35.86, 36.81)
    assert found.raw["geonameid"] == 164816
    assert found.raw["feature_code"] == "PPL"
    assert found.raw["ambiguous"] is False


def test_exactly_one_and_limit(local: OfflineGazetteer) -> None:
    found = local.geocode("Babila", exactly_one=False)
    assert isinstance(found, list)
    assert {place.raw["admin1"] for place in found} == {"Idlib", "Rif Dimashq"}
    assert len(local.geocode("Babila", exactly_one=False, limit=1)) == 1
    assert local.geocode("Babila").raw["ambiguous"] is True


def test_containers_decide(local: OfflineGazetteer) -> None:
    assert local.geocode("Babila, Idlib").raw["id"] == "nw-syria:babila"
    assert local.geocode("Babila, Rif Dimashq, Syria").raw["id"] == "geonames:171998"
    assert local.geocode("Babila, Aleppo") is None


def test_country_codes_and_unknown_names(local: OfflineGazetteer) -> None:
    assert local.geocode("Saraqib", country_codes=["tr"]) is None
    assert local.geocode("Saraqib", country_codes="SY") is not None
    assert local.geocode("Atlantis") is None


def test_language_gives_the_local_name(local: OfflineGazetteer) -> None:
    assert str(local.geocode("Saraqib", language="ar")).startswith("سراقب")


@pytest.mark.parametrize("query", ["", "  ", ",Idlib"])
def test_empty_query(local: OfflineGazetteer, query: str) -> None:
    with pytest.raises(GeocoderQueryError):
        local.geocode(query)


@pytest.mark.parametrize("query", ["nowhere", (1, 2, 3, 4, 5)])
def test_reverse_of_no_point(local: OfflineGazetteer, query: object) -> None:
    with pytest.raises(GeocoderQueryError):
        local.reverse(query)


def test_reverse_names_distance_and_direction(local: OfflineGazetteer) -> None:
    found = local.reverse(Point(35.8390, 36.7744))
    assert found is not None
    here = local.geocode("Saraqib")
    assert local.reverse((here.latitude, here.longitude)).raw["id"] == "geonames:164816"
    away = local.reverse((here.latitude + 0.011, here.longitude))
    assert away.address.startswith("1 km N of Saraqib")
    assert away.raw["bearing"] == "N"
    assert away.raw["distance_km"] == pytest.approx(1.22, abs=0.01)


def test_reverse_of_many(local: OfflineGazetteer) -> None:
    found = local.reverse((35.86, 36.80), exactly_one=False, limit=3)
    distances = [place.raw["distance_km"] for place in found]
    assert len(found) == 3
    assert distances == sorted(distances)


def test_world(earth: WorldGazetteer) -> None:
    del earth
    geocoder = OfflineGazetteer()
    assert geocoder.geocode("London").raw["country"] == "GB"
    assert geocoder.geocode("London, Ontario").raw["country"] == "CA"
    assert geocoder.geocode("London", country_codes="us").raw["country"] == "US"
    assert geocoder.reverse("48.8566, 2.3522").raw["country"] == "FR"
    assert geocoder.reverse((-50.0, -130.0)) is None
