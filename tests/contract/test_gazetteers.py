"""What every theatre's gazetteer must do."""

from __future__ import annotations

import pytest

from geo.places.check import check_theatre
from geo.places.find import find_mentions
from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.places.world import index_path
from geo.theatre import Theatre, load_theatre, theatre_keys


@pytest.fixture(params=theatre_keys())
def theatre(request: pytest.FixtureRequest) -> Theatre:
    loaded = load_theatre(request.param)
    if not (loaded.folder / "places.csv").is_file() and not index_path().is_file():
        pytest.skip("the world gazetteer is not built: run python -m geo prepare")
    return loaded


@pytest.fixture
def gazetteer(theatre: Theatre) -> Gazetteer:
    return load_gazetteer(theatre)


def test_ids_are_unique_and_found(gazetteer: Gazetteer) -> None:
    ids = [place.id for place in gazetteer.places()]
    assert len(ids) == len(set(ids))
    assert len(ids) > 100
    assert all(gazetteer.get(place_id) is not None for place_id in ids)
    assert gazetteer.get("nowhere") is None


def test_ids_name_their_origin(gazetteer: Gazetteer, theatre: Theatre) -> None:
    assert all(place.id.startswith(("geonames:", "world:", f"{theatre.key}:")) for place in gazetteer.places())


def test_points_are_whole_and_have_a_quality(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places():
        assert (place.lat is None) == (place.lon is None)
        assert place.quality in ("geonames", "published", "derived", "approx", "none"), place
        assert place.has_point or place.quality == "none"


def test_no_error_in_the_check(theatre: Theatre) -> None:
    assert not [finding.text for finding in check_theatre(theatre) if finding.is_error]


def test_areas_of_the_theatre_are_places(gazetteer: Gazetteer, theatre: Theatre) -> None:
    for area in theatre.areas:
        assert any(hit.place.is_area for hit in gazetteer.named(area.name)), area.name


def test_every_big_town_is_found_in_a_sentence(gazetteer: Gazetteer, theatre: Theatre) -> None:
    towns = [p for p in gazetteer.places() if p.feature_code == "PPL" and p.population > 50_000 and p.name.isascii()]
    missed = [p.name for p in towns if not find_mentions(f"On Monday shells fell near {p.name}.", theatre)]
    assert not missed


def test_loading_twice_gives_the_same(gazetteer: Gazetteer, theatre: Theatre) -> None:
    assert load_gazetteer(theatre) is gazetteer
