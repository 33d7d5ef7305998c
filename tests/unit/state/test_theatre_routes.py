"""The routes of every theatre are found on its roads and are about as long as published."""

from __future__ import annotations

import importlib.util

import pytest

from geo.places.gazetteer import load_gazetteer
from geo.state.journeys import journeys_of
from geo.state.network import load_network
from geo.theatre import load_theatre, theatre_keys

FAR = 0.18
"""Largest share by which a route may miss its published length: chords of 20 to 35 km cut bends in the hills."""


@pytest.mark.skipif(importlib.util.find_spec("scgraph_data") is None, reason="the fallback graph is not installed")
@pytest.mark.parametrize("key", theatre_keys())
def test_every_route_is_found_and_as_long_as_published(key: str) -> None:
    theatre = load_theatre(key)
    network = load_network(theatre, load_gazetteer(theatre).places())
    found = {journey.key: journey for journey in journeys_of(network, theatre.routes)}
    assert set(found) == {route.key for route in theatre.routes}
    for route in theatre.routes:
        assert bool(route.km) == bool(route.km_source)
        if not network.is_coarse:  # chords of a coarse graph pass some towns by
            assert all(network.node_named(name, route.road) for name in route.via), route.key
        if route.km:
            assert found[route.key].length_km == pytest.approx(route.km, rel=FAR), route.key


def test_every_theatre_has_routes() -> None:
    assert all(load_theatre(key).routes for key in theatre_keys())
