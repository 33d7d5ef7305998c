"""What must hold of every road network: open means every stretch, cutting never helps, both ways alike."""

from __future__ import annotations

from datetime import date, timedelta

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.state.day import Level
from geo.state.journeys import find
from geo.state.roadcontrol import Holding, infer_edges, verdicts_along, way_of
from geo.state.roadwords import STATED_DAYS
from geo.state.routes import route_book
from geo.state.routing import friends, held_edges, is_held, shortest
from geo.theatre import Route, Theatre, load_theatre
from tests.unit.state.roads import network_of, said, spans

TOWNS = "ABCDEFGH"
SIDES = ("government", "opposition", "turkey", "sdf")
ROADS = [
    *(("R1", a, b, 10.0 + i) for i, (a, b) in enumerate(zip("ABCDE", "BCDE", strict=False))),
    ("R2", "A", "F", 30.0),
    ("R2", "F", "E", 35.0),
    ("R3", "B", "G", 12.0),
    ("R3", "G", "D", 9.0),
    ("R4", "F", "H", 8.0),
    ("R4", "H", "G", 7.0),
]
POINTS = {name: (36.0 + 0.2 * i, 35.0 + 0.13 * (i % 3)) for i, name in enumerate(TOWNS)}
NET = network_of(POINTS, ROADS)
KEYS = sorted(NET.edges)

holding = st.one_of(
    st.none(),
    st.tuples(st.sampled_from([Level.HELD, Level.CLAIMED, Level.CONTESTED]), st.sampled_from(SIDES)),
)
worlds = st.fixed_dictionaries(dict.fromkeys(TOWNS, holding))


def holdings(world: dict[str, tuple[Level, str] | None]) -> dict[str, Holding]:
    return {
        f"t:{name}": Holding(place_id=f"t:{name}", level=given_[0], side=given_[1])
        for name, given_ in world.items()
        if given_
    }


@given(worlds, st.sampled_from(SIDES))
def test_a_route_is_open_only_if_each_stretch_is(world: dict[str, tuple[Level, str] | None], side: str) -> None:
    way = way_of(NET, "ABCDE", holdings(world))
    verdicts = verdicts_along(way)
    found = find(way, verdicts, frozenset({side}))
    assert (found.status == "open") == all(is_held(verdict, {side}) for verdict in verdicts)
    if found.status == "open":
        assert all(post.side == side for post in way.posts if post.is_reported)


@given(worlds, st.sampled_from(SIDES))
def test_a_way_is_the_same_in_both_directions(world: dict[str, tuple[Level, str] | None], side: str) -> None:
    there = way_of(NET, "ABCDE", holdings(world))
    back = way_of(NET, "EDCBA", holdings(world))
    forth, home = (find(way, verdicts_along(way), frozenset({side})) for way in (there, back))
    assert forth.status == home.status
    assert abs(forth.blocked_km - home.blocked_km) < 1e-9
    if forth.at and home.until:
        assert forth.at.name == home.until.name


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(KEYS), st.sampled_from(TOWNS), st.sampled_from(TOWNS))
def test_cutting_an_edge_never_shortens_a_way(allowed: set[str], cut: str, start: str, end: str) -> None:
    whole = shortest(NET, start, end, allowed)
    less = shortest(NET, start, end, allowed - {cut})
    assert whole is not None or less is None
    if whole is not None and less is not None:
        assert less.length_km >= whole.length_km - 1e-9


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(TOWNS), st.sampled_from(TOWNS))
def test_ways_are_symmetric_and_keep_to_what_is_allowed(allowed: set[str], start: str, end: str) -> None:
    there, back = shortest(NET, start, end, allowed), shortest(NET, end, start, allowed)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert abs(there.length_km - back.length_km) < 1e-9
        assert {edge.id for edge in NET.path_edges(there.nodes)} <= allowed


@given(worlds, st.sampled_from(SIDES))
def test_a_detour_is_held_throughout(world: dict[str, tuple[Level, str] | None], side: str) -> None:
    verdicts = infer_edges(NET, holdings(world))
    trip = shortest(NET, "A", "E", held_edges(verdicts, friends(None, side)))
    for edge in NET.path_edges(trip.nodes) if trip else ():
        assert is_held(verdicts[edge.id], {side})


def test_a_side_drives_through_allied_ground_both_ways(nw_syria: Theatre) -> None:
    sides = tuple(
        side.model_copy(update={"allies": ("opposition",) if side.key == "turkey" else ()}) for side in nw_syria.sides
    )
    war = nw_syria.model_copy(update={"sides": sides})
    assert friends(war, "turkey") == friends(war, "opposition") == {"turkey", "opposition"}
    assert friends(war, "government") == {"government"}


FIRST = date(2020, 1, 1)
LAST = FIRST + timedelta(days=60)
runs = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([*SIDES, None])), min_size=1, max_size=4)


WAR = load_theatre("nw-syria").model_copy(
    update={"routes": (Route(key="r", label="r", road="R1", start="A", end="E"),)}
)
NET_OF_WAR = network_of(POINTS, ROADS, WAR)


@settings(max_examples=25, deadline=None)
@given(
    history=st.dictionaries(st.sampled_from(TOWNS), runs, max_size=6),
    spoken=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["open", "cut"])), max_size=3),
)
def test_statuses_change_only_on_days_with_a_claim_or_a_decay_crossing(
    history: dict[str, list[tuple[int, str | None]]], spoken: list[tuple[int, str]]
) -> None:
    rows, causes = [], set()
    for town, given_ in history.items():
        starts = dict(sorted(given_, key=lambda row: row[0]))
        edges = [*starts, 61]
        for (begin, side), end in zip(starts.items(), edges[1:], strict=True):
            causes.add(begin)
            opening = (FIRST + timedelta(days=begin)).isoformat()
            rows += spans(f"t:{town}", [(opening, (FIRST + timedelta(days=end - 1)).isoformat(), side)])
    claims = []
    for offset, event in spoken:
        claims.append(said(event, (FIRST + timedelta(days=offset)).isoformat(), holder="government"))
        causes |= {offset, offset + STATED_DAYS + 1}
    all_days = [FIRST + timedelta(days=i) for i in range(61)]
    book = route_book(NET_OF_WAR, rows, claims, all_days)
    for index, day in enumerate(all_days[1:], start=1):
        before, after = book.rows[all_days[index - 1]], book.rows[day]
        if [(r.status, r.at, r.stated) for r in before] != [(r.status, r.at, r.stated) for r in after]:
            assert index in causes


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(5)))
def test_order_of_claims_does_not_matter(order: list[int]) -> None:
    net = NET_OF_WAR
    claims = [
        said("cut", "2020-01-05", at="C", by="one"),
        said("cut", "2020-01-05", at="B", by="two"),
        said("open", "2020-01-05", by="three"),
        said("open", "2020-01-20", by="four"),
        said("cut", "2020-01-20", at="C", by="five", denied=True),
    ]
    all_days = [FIRST + timedelta(days=i) for i in range(30)]
    expected = route_book(net, [], claims, all_days)
    assert route_book(net, [], [claims[i] for i in order], all_days).rows == expected.rows


@given(st.sets(st.sampled_from(KEYS)), st.sampled_from(TOWNS), st.sampled_from(TOWNS))
def test_the_way_found_is_as_short_as_dijkstras(allowed: set[str], start: str, end: str) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(TOWNS)
    graph.add_weighted_edges_from((e.a, e.b, e.length_km) for e in NET.edges.values() if e.id in allowed)
    found = shortest(NET, start, end, allowed)
    if found is None:
        assert not nx.has_path(graph, start, end)
    else:
        assert found.length_km == pytest.approx(nx.dijkstra_path_length(graph, start, end))
