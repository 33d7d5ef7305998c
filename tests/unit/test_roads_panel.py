"""The panel of roads and people: rows and words straight from the books, nothing added up."""

from __future__ import annotations

from datetime import date

import pytest

from geo.errors import InputError
from geo.model import ControlClaim, DisplacementClaim
from geo.pipeline import Situation
from geo.theatre import Theatre
from layers.roads_panel import ROUTE_COLUMNS, choke_table, people_rows, picked_way, roads_view, towns, way_between
from tests.unit.state.make import claim
from tests.unit.state.test_displacement import figure


@pytest.fixture(scope="module")
def situation(nw_syria: Theatre) -> Situation:
    control: list[ControlClaim] = [
        claim("geonames:164816", "gained", "government", "monitor", "2020-02-08", by="SOHR"),
        claim("geonames:164816", "gained", "opposition", "monitor", "2020-02-27", by="SOHR"),
    ]
    people: list[DisplacementClaim] = [
        figure(500_000, None, "2020-02-05", by="United Nations"),
        figure(900_000, 900_000, "2020-02-20", by="UN"),
        figure(35_000, 35_000, "2020-03-10", by="Response Coordinators", movement="returned"),
    ]
    return Situation([*control, *people], [], nw_syria)


def test_table_and_strip_tell_the_same_day(situation: Situation) -> None:
    shown = roads_view(situation.book, situation.theatre, "government", date(2020, 2, 28))
    assert all(tuple(row) == ROUTE_COLUMNS for row in shown.rows)
    by_route = {row["Route"]: row for row in shown.rows}
    assert by_route["Hama to Aleppo by Khanasir"]["By control"] == "open"
    assert by_route["Hama to Aleppo by the M5"]["Way round km"] == pytest.approx(249, abs=1)
    assert len(shown.sentences) == len(shown.rows) == shown.svg.count("<g transform") - 1


def test_any_two_towns_of_the_list_can_be_asked_for(situation: Situation) -> None:
    assert {"Hama", "Aleppo", "Saraqib"} <= set(towns(situation))
    (journey,) = way_between(situation, "Hama", "Aleppo").journeys
    assert journey.length_km == pytest.approx(148, abs=1)
    with pytest.raises(InputError, match="no road on record joins"):
        way_between(situation, "Hama", "Hama")
    with pytest.raises(InputError, match="choose two of the towns"):
        way_between(situation, "Hama", "Atlantis")


def test_the_way_between_two_picked_places_cites_its_claims(situation: Situation) -> None:
    ends = f"{situation.place('Hama').id}|{situation.place('Aleppo').id}"
    found = picked_way(situation, ends)
    assert found["ends"] == ends
    routes = found["routes"]
    assert isinstance(routes, list)
    government = next(route for route in routes if route["side"] == "government")
    assert (government["label"], government["km"]) == ("Hama to Aleppo", 148)
    assert government["runs"][0][0] == 0
    cited = {key for run in government["runs"] for key in run[5] if key in situation.claims}
    assert cited <= set(situation.claims)
    assert "error" in picked_way(situation, "nonsense")
    assert "error" in picked_way(situation, f"{situation.place('Hama').id}|{situation.place('Hama').id}")


def test_choke_points_are_ranked(situation: Situation) -> None:
    rows = choke_table(situation, "government", date(2020, 2, 20))
    assert [row["Rank"] for row in rows] == list(range(1, len(rows) + 1))
    days = [row["Open route-days"] for row in rows]
    assert days == sorted(days, key=lambda n: -int(str(n)))


def test_every_town_on_the_list_leads_somewhere(situation: Situation) -> None:
    for name in towns(situation):
        if name != "Hama":
            assert way_between(situation, "Hama", name).journeys


def test_people_stay_by_source(situation: Situation) -> None:
    rows = people_rows(situation)
    assert [(row["Source"], row["Movement"], row["People"]) for row in rows] == [
        ("Response Coordination Group", "returned", "35,000"),
        ("UN OCHA", "fled", "500,000 or more"),
        ("UN OCHA", "fled", "900,000"),
    ]
