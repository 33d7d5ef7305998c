"""Routes on small networks: every status, detours, statements kept apart, since when, strips."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.model import RoadClaim
from geo.state.day import PlaceStatus
from geo.state.journeys import find, journey_between
from geo.state.network import RoadNetwork, fold
from geo.state.roadcontrol import Inferred, RoadControl, infer_edges, verdicts_along, way_of
from geo.state.roadfiles import COLUMNS, read_geojson, read_highways
from geo.state.roadwords import STATED_DAYS, words_on
from geo.state.routes import RouteBook, road_stretches, route_book, route_statuses
from geo.state.routetext import strip_sentence
from geo.theatre import Route, Theatre
from tests.unit.state.roads import days, held, network_of, said, spans

POINTS = {"A": (36.0, 35.0), "B": (36.2, 35.0), "C": (36.4, 35.0), "D": (36.6, 35.0), "X": (36.3, 35.4)}
SECTIONS = [
    ("R1", "A", "B", 20.0),
    ("R1", "B", "C", 20.0),
    ("R1", "C", "D", 20.0),
    ("R2", "A", "X", 50.0),
    ("R2", "X", "D", 50.0),
]
GOV = frozenset({"government"})


@pytest.fixture(scope="module")
def war(nw_syria: Theatre) -> Theatre:
    route = Route(key="r", label="A to D", road="R1", start="A", end="D")
    return nw_syria.model_copy(update={"routes": (route,)})


@pytest.fixture(scope="module")
def net(war: Theatre) -> RoadNetwork:
    return network_of(POINTS, SECTIONS, war)


def judge(net: RoadNetwork, sides: dict[str, str | None], contested: tuple[str, ...] = ()) -> str:
    way = way_of(net, ("A", "B", "C", "D"), held(sides, contested))
    found = find(way, verdicts_along(way), GOV)
    return f"{found.status} {found.at.name if found.at else ''}".strip()


@pytest.mark.parametrize(
    ("sides", "contested", "answer"),
    [
        ({"A": "government", "B": "government", "C": "government", "D": "government"}, (), "open"),
        ({"A": "government", "D": "government"}, (), "open"),  # nobody reported between two towns of one side
        ({"A": "government", "B": "opposition", "C": "opposition", "D": "government"}, (), "cut B"),
        ({"A": "government", "C": "opposition", "D": "government"}, (), "cut C"),
        ({"A": "government", "B": "government", "C": "government", "D": "government"}, ("C",), "contested C"),
        ({"A": "government", "B": "government", "C": "government"}, (), "unknown"),
        ({"A": "government", "B": None, "C": None, "D": None}, (), "unknown"),
        ({"A": "government", "B": "opposition", "C": "government", "D": "government"}, ("C",), "cut B"),
        ({}, (), "unknown"),
    ],
)
def test_status_of_a_way(
    net: RoadNetwork, sides: dict[str, str | None], contested: tuple[str, ...], answer: str
) -> None:
    assert judge(net, sides, contested) == answer


def test_a_village_beside_the_road_can_cut_it() -> None:
    net = network_of(POINTS, SECTIONS)
    near = network_of({**POINTS, "V": (36.1, 35.005)}, SECTIONS)
    holdings = held({"A": "government", "B": "government", "C": "government", "D": "government", "V": "opposition"})
    assert infer_edges(net, holdings)["A--B"].inferred is Inferred.HELD
    verdict = infer_edges(near, holdings)["A--B"]
    assert verdict.inferred is Inferred.CUT
    assert verdict.at is not None
    assert verdict.at.name == "V"


def test_inference_kept_up_to_date_equals_inference_from_scratch(net: RoadNetwork) -> None:
    control = RoadControl(net)
    for sides in (
        {"A": "government", "D": "government"},
        {"A": "government", "C": "opposition", "D": "government"},
        {"A": "government", "C": "government", "D": "government", "X": "opposition"},
        {"X": "government"},
    ):
        control.update(held(sides))
        assert control.verdicts == infer_edges(net, held(sides))


def book_of(net: RoadNetwork, *, claims: tuple[RoadClaim, ...] = ()) -> RouteBook:
    rows = [
        *spans("t:A", [("2020-02-01", "2020-02-29", "government")]),
        *spans("t:D", [("2020-02-01", "2020-02-29", "government")]),
        *spans("t:X", [("2020-02-01", "2020-02-29", "government")]),
        *spans(
            "t:C",
            [
                ("2020-02-01", "2020-02-04", "opposition"),
                ("2020-02-05", "2020-02-14", "government"),
                ("2020-02-15", "2020-02-18", "opposition"),
                ("2020-02-19", "2020-02-29", "government"),
            ],
        ),
    ]
    return route_book(net, rows, claims, days("2020-02-01", "2020-02-25"))


def test_closed_open_cut_open_with_since_and_detour(net: RoadNetwork) -> None:
    book = book_of(net)
    strip = [(s.status, s.first.day, s.last.day, s.at) for s in book.strip("r", "government")]
    assert strip == [("closed", 1, 4, "C"), ("open", 5, 14, None), ("cut", 15, 18, "C"), ("open", 19, 25, None)]
    cut = next(row for row in book.on(date(2020, 2, 16)) if row.side == "government")
    assert (cut.since, cut.at, cut.holder, cut.blocked_km) == (date(2020, 2, 15), "C", "opposition", 60.0)
    assert (cut.length_km, cut.detour_km, cut.extra_km) == (60.0, 100.0, 40.0)
    assert cut.extra_percent == pytest.approx(66.7, abs=0.1)
    assert cut.detour_roads == ("R2",)
    assert "c-t:C-2020-02-15" in cut.claim_ids
    assert cut.sentence == (
        "Cut to Government at C since 15 Feb 2020, held by Opposition. Way round by R2: 100 km, +40 km (+67 %)."
    )
    words = strip_sentence("A to D", "government", book.strip("r", "government"), {"government": "Government"})
    assert words == (
        "A to D: closed to Government until 4 Feb 2020, open 5 Feb 2020 to 14 Feb 2020, "
        "cut at C 15 Feb 2020 to 18 Feb 2020, open 19 Feb 2020 to 25 Feb 2020."
    )


def test_statement_and_control_stand_side_by_side(net: RoadNetwork) -> None:
    claims = (said("open", "2020-02-10", holder="government", by="minister"), said("cut", "2020-02-16", at="C"))
    book = book_of(net, claims=claims)
    rows = {d: next(r for r in book.on(date(2020, 2, d)) if r.side == "government") for d in (9, 10, 15, 16, 20)}
    assert [(rows[d].status, rows[d].stated, rows[d].agrees) for d in rows] == [
        ("open", "unknown", None),
        ("open", "open", True),
        ("cut", "open", False),
        ("cut", "cut", True),
        ("open", "cut", False),
    ]
    assert "What was said of the road differs: cut at C (a source, 16 Feb 2020)." in rows[20].sentence


def test_a_denial_decides_nothing_and_statements_age(net: RoadNetwork) -> None:
    cut, denial = said("cut", "2020-02-16", at="C"), said("cut", "2020-02-16", at="C", by="other", denied=True)
    word = words_on(net, [cut, denial], date(2020, 2, 17))["B--C"]
    assert (word.event.value, len(word.live), word.denials) == ("cut", 2, (denial,))
    assert words_on(net, [denial], date(2020, 2, 17)) == {}
    assert "B--C" in words_on(net, [cut], date.fromordinal(date(2020, 2, 16).toordinal() + STATED_DAYS))
    assert words_on(net, [cut], date.fromordinal(date(2020, 2, 17).toordinal() + STATED_DAYS)) == {}


def test_part_claims_mark_no_stretch_but_whole_road_claims_do(net: RoadNetwork) -> None:
    part = said("held", "2020-02-10", holder="opposition", sentence="most positions on R1")
    whole = said("held", "2020-02-10", holder="government", sentence="It now held the entire road")
    assert words_on(net, [part], date(2020, 2, 11)) == {}
    assert set(words_on(net, [whole], date(2020, 2, 11))) == {"A--B", "B--C", "C--D"}


def test_one_day_without_history(net: RoadNetwork) -> None:
    statuses: dict[str, PlaceStatus] = {}
    assert {row.status for row in route_statuses(net, statuses, (), date(2020, 2, 1))} == {"unknown"}
    rows = road_stretches(net, statuses, [said("cut", "2020-02-01", at="B")], date(2020, 2, 1))
    assert {(r.id, r.inferred, r.stated) for r in rows if r.stated != "unknown"} == {
        ("A--B", "unknown", "cut"),
        ("B--C", "unknown", "cut"),
    }


def test_any_two_places(net: RoadNetwork) -> None:
    journey = journey_between(net, "B", "X")
    assert journey is not None
    assert (journey.path, journey.length_km) == (("B", "A", "X"), 70.0)


@pytest.mark.parametrize("name", ["al-Mastuma", "Al Mastūma", "al mastuma"])
def test_fold_drops_case_accents_and_article(name: str) -> None:
    assert fold(name) == "mastuma"


def test_highway_table_with_wrong_columns_or_points_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "highways.csv"
    path.write_text("road,seq\nM5,1\n")
    with pytest.raises(InputError, match="columns must be"):
        read_highways(path)
    head = ",".join(COLUMNS)
    path.write_text(f"{head}\nM5,1,a,A,36,35,town,,on,approx,x,,\nM5,2,a,A,36.5,35,town,,on,approx,x,,\n")
    with pytest.raises(InputError, match="line 3: 'a' has two points"):
        read_highways(path)
    path.write_text(f"{head}\nM5,1,a,A,east,35,town,,on,approx,x,,\n")
    with pytest.raises(InputError, match="line 2: lon and lat must be degrees"):
        read_highways(path)


def test_a_user_can_bring_roads_as_geojson(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    line = '{"type":"Feature","properties":{"road":"H1"},"geometry":{"type":"LineString","coordinates":[[36,35],[36.5,35]]}}'
    path.write_text(f'{{"type":"FeatureCollection","features":[{line}]}}')
    rows = read_geojson(path)
    assert [(s.road, s.a, s.b, s.km) for s in rows.sections] == [("H1", "36.00000,35.00000", "36.50000,35.00000", None)]
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point"}}]}')
    with pytest.raises(InputError, match="roads are LineStrings"):
        read_geojson(path)
    path.write_text("{")
    with pytest.raises(InputError, match="not a GeoJSON"):
        read_geojson(path)


def test_a_summary_without_place_keeps_the_place_and_the_day_of_the_fuller_statement(net: RoadNetwork) -> None:
    claims = [
        said("held", "2020-02-05", holder="government", sentence="the whole road"),
        said("cut", "2020-02-10", at="C", holder="opposition", by="agency"),
        said("cut", "2020-02-11", by="outlet"),
        said("held", "2020-02-14", holder="government", sentence="the whole road", by="ministry"),
    ]
    book = book_of(net, claims=tuple(claims))
    rows = {d: next(r for r in book.on(date(2020, 2, d)) if r.side == "government") for d in (6, 11, 14)}
    assert [(r.stated, r.stated_at, str(r.stated_since), r.stated_by) for r in rows.values()] == [
        ("held", None, "2020-02-05", "a source"),
        ("cut", "C", "2020-02-10", "outlet"),
        ("held", None, "2020-02-14", "ministry"),
    ]
