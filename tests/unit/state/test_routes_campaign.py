"""The two highways of the campaign, day by day, against what was reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.places.gazetteer import Gazetteer, load_gazetteer
from geo.state.choke import choke_points
from geo.state.day import RouteStatus
from geo.state.network import RoadNetwork, load_network
from geo.state.roadcontrol import holdings_of, infer_edges
from geo.state.routes import RouteBook
from geo.theatre import Theatre
from tests.bench.routes import campaign


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


@pytest.fixture(scope="module")
def book(shared: Path) -> RouteBook:
    war = campaign(shared)
    return war.book(war.history())


def rows(book: RouteBook, route: str, first: str, last: str) -> list[RouteStatus]:
    return [row for row in book.of(route, "government") if first <= row.day.isoformat() <= last]


def test_the_m5_is_closed_to_the_government_until_the_tenth_of_february(book: RouteBook) -> None:
    assert {row.status for row in rows(book, "damascus-aleppo-m5", "2019-12-01", "2020-02-10")} == {"closed"}
    late_january = rows(book, "damascus-aleppo-m5", "2020-01-28", "2020-01-31")
    assert {row.holder for row in late_january} == {"opposition"}
    assert late_january[0].at == "Khan al-Sabil"  # Khan al-Sabil to Saraqib is still the rebels'


def test_the_m5_is_the_governments_from_11_february_and_said_open_on_the_22nd(book: RouteBook) -> None:
    held = rows(book, "damascus-aleppo-m5", "2020-02-11", "2020-02-26")
    assert {row.status for row in held} == {"open"}
    said = {row.day.isoformat(): row.stated for row in held}
    assert (said["2020-02-11"], said["2020-02-21"], said["2020-02-22"]) == ("held", "held", "open")


def test_the_m5_is_cut_at_saraqib_on_27_february_and_regained(book: RouteBook) -> None:
    cut = rows(book, "damascus-aleppo-m5", "2020-02-27", "2020-03-01")
    assert {row.status for row in cut} <= {"cut", "contested"}
    assert {row.status for row in cut if row.day.isoformat() in ("2020-02-28", "2020-02-29")} == {"cut"}
    assert {row.status for row in rows(book, "damascus-aleppo-m5", "2020-03-02", "2020-03-05")} == {"open"}
    assert {(row.at, row.stated, row.stated_at) for row in cut} == {("Saraqib", "cut", "Saraqib")}
    assert rows(book, "damascus-aleppo-m5", "2020-03-02", "2020-03-02")[0].stated == "held"
    assert {row.status for row in rows(book, "damascus-aleppo-m5", "2020-03-06", "2020-03-10")} == {"open"}


def test_the_sample_articles_alone_open_the_m5_in_february(shared: Path) -> None:
    war = campaign(shared, with_facts=False, with_corpus=True)
    told = war.book(war.history())
    assert {row.status for row in rows(told, "damascus-aleppo-m5", "2019-12-01", "2020-02-10")} == {"closed"}
    assert {row.status for row in rows(told, "damascus-aleppo-m5", "2020-02-12", "2020-02-26")} == {"open"}
    cut = rows(told, "damascus-aleppo-m5", "2020-02-27", "2020-02-29")
    assert {(row.status in ("cut", "contested"), row.at, row.stated) for row in cut} == {(True, "Saraqib", "cut")}
    for route in ("latakia-aleppo-m4", "latakia-saraqib-m4"):
        assert {row.status for row in rows(told, route, "2019-12-01", "2020-03-10")} == {"closed"}


def test_the_m4_is_never_the_governments(book: RouteBook) -> None:
    for route in ("latakia-aleppo-m4", "latakia-saraqib-m4"):
        assert {row.status for row in rows(book, route, "2019-12-01", "2020-03-10")} == {"closed"}


def test_every_change_cites_its_evidence(book: RouteBook) -> None:
    for route in ("damascus-aleppo-m5", "latakia-aleppo-m4"):
        for segment in book.strip(route, "government"):
            assert segment.claim_ids
            assert segment.stated == "unknown" or segment.statement_ids


def test_the_way_round_on_28_february_meets_the_published_length(book: RouteBook) -> None:
    row = rows(book, "hama-aleppo-m5", "2020-02-28", "2020-02-28")[0]
    assert row.detour_roads == ("Khanasir road",)
    assert row.detour_km == pytest.approx(250, rel=0.1)  # technical services of Aleppo, September 2018
    assert row.extra_km == pytest.approx(100, rel=0.1)  # the same source gives "100 km" for the difference
    assert row.extra_percent == pytest.approx(68, abs=2)


def test_choke_points_of_the_government_lie_on_the_m5(shared: Path, book: RouteBook) -> None:
    war = campaign(shared)
    verdicts = infer_edges(war.network, holdings_of(war.history().on(date(2020, 2, 20)), war.network.place_ids))
    points = choke_points(book, "government", verdicts)
    assert [p.route_days for p in points] == sorted((p.route_days for p in points), reverse=True)
    assert "Saraqib" in {p.name for p in choke_points(book, "government", verdicts, limit=40)}
