"""The two highways of the campaign, day by day, against what was reported."""

from __future__ import annotations

import pytest

from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.state.network import RoadNetwork, load_network
from geo.theatre import Theatre


@pytest.fixture(scope="module")
def gazetteer(nw_syria: Theatre) -> Gazetteer:
    return load_gazetteer(nw_syria)


@pytest.fixture(scope="module")
def network(nw_syria: Theatre, gazetteer: Gazetteer) -> RoadNetwork:
    return load_network(nw_syria, gazetteer.places())


def test_lengths_meet_published_ones(network: RoadNetwork) -> None:
    marks = dict(network.km_marks("M5"))
    assert marks["aleppo"] == pytest.approx(474, rel=0.02)  # TRT World: Jordan to Aleppo
    assert marks["homs"] - marks["damascus"] == pytest.approx(160, rel=0.02)
    m4 = dict(network.km_marks("M4"))
    assert m4["saraqib-interchange-m4"] == pytest.approx(120, rel=0.03)
    khanasir = dict(network.km_marks("Khanasir road"))
    assert khanasir["aleppo"] == pytest.approx(250, rel=0.1)  # technical services of Aleppo, September 2018


def test_saraqib_has_its_by_pass_and_its_interchange(network: RoadNetwork) -> None:
    m5, m4 = network.chains["M5"], network.chains["M4"]
    assert "saraqib" not in m5
    i, j = m5.index("saraqib-by-pass-m5"), m4.index("saraqib-by-pass-m5")
    assert (m5[i - 1], m5[i + 1]) == ("mardikh", "afis")
    assert (m4[j - 1], m4[j + 1]) == ("saraqib-interchange-m4", "afis")
    shared = network.edge_between("saraqib-by-pass-m5", "afis")
    assert shared.roads == ("M5", "M4")
    town = network.nodes["saraqib"].place_ids
    assert town == network.nodes["saraqib-by-pass-m5"].place_ids == network.nodes["saraqib-interchange-m4"].place_ids
