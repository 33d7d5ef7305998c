"""A theatre without its own roads: the world-wide graph, a user's file, or honestly none."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest

from geo.errors import DataMissingError
from geo.model import Place
from geo.state import network as network_module
from geo.state.network import RoadNetwork, load_network
from geo.state.roadfiles import fallback_roads
from geo.state.routes import route_book, stretches_on
from geo.state.routing import shortest
from geo.theatre import Route, Theatre
from tests.unit.state.roads import days, spans

HAMA = Place(id="t:hama", name="Hama", kind="city", feature_code="PPLA", lon=36.758, lat=35.132, country="SY")
ALEPPO = Place(id="t:aleppo", name="Aleppo", kind="city", feature_code="PPLA", lon=37.161, lat=36.201, country="SY")
ROUTE = Route(key="r", label="Hama to Aleppo", road="M5", start="Hama", end="Aleppo")


@pytest.fixture
def bare(nw_syria: Theatre, tmp_path: Path) -> Theatre:
    """The theatre in a folder without tables."""
    return nw_syria.model_copy(update={"folder": tmp_path, "routes": (ROUTE,)})


@pytest.fixture(scope="module")
def coarse(nw_syria: Theatre, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    patch = pytest.MonkeyPatch()
    patch.setenv("CLAIMLINE_CACHE", str(tmp_path_factory.mktemp("cache")))
    bare = nw_syria.model_copy(update={"folder": tmp_path_factory.mktemp("theatre"), "routes": (ROUTE,)})
    net = load_network(bare, [HAMA, ALEPPO])
    patch.undo()
    return net


def test_fallback_joins_hama_and_aleppo(coarse: RoadNetwork) -> None:
    assert coarse.is_coarse
    start, end = coarse.node_named("Hama"), coarse.node_named("Aleppo")
    assert start is not None
    assert end is not None
    trip = shortest(coarse, start, end)
    assert trip is not None
    assert trip.length_km == pytest.approx(148, rel=0.1)


def test_fallback_is_read_from_its_cache_the_second_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMLINE_CACHE", str(tmp_path))
    box = (36.5, 35.9, 37.0, 36.2)
    first = fallback_roads(box)
    (cached,) = (tmp_path / "roads").glob("*.json")
    start = time.process_time()
    second = fallback_roads(box)
    assert time.process_time() - start < 0.5
    assert [n.id for n in first.nodes] == [n.id for n in second.nodes]
    assert [(s.a, s.b, s.km) for s in first.sections] == [(s.a, s.b, s.km) for s in second.sections]
    assert cached.stat().st_size > 100


def test_only_listed_routes_of_a_coarse_graph_are_drawn(coarse: RoadNetwork) -> None:
    rows = [
        *spans("t:hama", [("2020-02-01", "2020-02-10", "government")]),
        *spans("t:aleppo", [("2020-02-01", "2020-02-10", "government")]),
    ]
    book = route_book(coarse, rows, [], days("2020-02-01", "2020-02-10"))
    drawn = stretches_on(book, [], date(2020, 2, 5))
    assert 0 < len(drawn) < len(coarse.edges)
    assert {row.side for row in book.on(date(2020, 2, 5))} == set(coarse.theatre.side_keys if coarse.theatre else ())


def test_a_users_file_comes_before_the_fallback(bare: Theatre) -> None:
    line = [[HAMA.lon, HAMA.lat], [37.0, 35.7], [ALEPPO.lon, ALEPPO.lat]]
    feature = {"type": "Feature", "properties": {"road": "M5"}, "geometry": {"type": "LineString", "coordinates": line}}
    (bare.folder / "roads.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    net = load_network(bare, [HAMA, ALEPPO])
    assert net.chains == {"M5": (f"{HAMA.lon:.5f},{HAMA.lat:.5f}", f"{ALEPPO.lon:.5f},{ALEPPO.lat:.5f}")}
    assert {node.name for node in net.nodes.values()} == {"Hama", "Aleppo"}


def test_without_any_roads_the_map_still_works(bare: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_box: object) -> None:
        raise DataMissingError("not installed")

    monkeypatch.setattr(network_module, "fallback_roads", missing)
    net = load_network(bare, [HAMA, ALEPPO])
    book = route_book(net, [], [], days("2020-02-01", "2020-02-03"))
    assert book.on(date(2020, 2, 2)) == ()
    assert stretches_on(book, [], date(2020, 2, 2)) == ()
    assert net.nearest(36.7, 35.1) is None
