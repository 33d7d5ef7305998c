"""Strip charts: every status told apart, hostile names escaped, the same bytes for the same days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from geo.state.routes import RouteBook, route_book
from geo.theatre import Route, Theatre
from layers.strips import strip_svg
from tests.unit.state.roads import days, network_of, said, spans

HOSTILE = '</svg><script>alert("x")</script>'
POINTS = {"A": (36.0, 35.0), "B": (36.2, 35.0), "C": (36.4, 35.0)}


@pytest.fixture(scope="module")
def book(nw_syria: Theatre) -> RouteBook:
    route = Route(key="r", label=HOSTILE, road="R1", start="A", end="C")
    net = network_of(
        POINTS, [("R1", "A", "B", 20.0), ("R1", "B", "C", 20.0)], nw_syria.model_copy(update={"routes": (route,)})
    )
    ends = [
        *spans("t:A", [("2020-02-01", "2020-02-20", "government")]),
        *spans("t:C", [("2020-02-01", "2020-02-15", "government")]),
    ]
    middle = spans(
        "t:B",
        [
            ("2020-02-01", "2020-02-04", "opposition"),
            ("2020-02-05", "2020-02-09", "government"),
            ("2020-02-10", "2020-02-12", "opposition"),
        ],
    )
    return route_book(net, [*ends, *middle], [said("cut", "2020-02-10", at="B")], days("2020-02-01", "2020-02-20"))


def test_strip_is_valid_escaped_and_stable(book: RouteBook, nw_syria: Theatre) -> None:
    svg = strip_svg(book, nw_syria, "government", date(2020, 2, 11))
    assert svg == strip_svg(book, nw_syria, "government", date(2020, 2, 11))
    root = ET.fromstring(svg)
    assert "script" not in {element.tag.rsplit("}")[-1] for element in root.iter()}
    titles = [element.text for element in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "10 Feb 2020 to 12 Feb 2020: cut at B; said of the road: cut at B (2 statements)" in titles
    assert "1 Feb 2020 to 4 Feb 2020: closed at B (1 statement)" in titles


def test_runs_cover_the_period_without_gap(book: RouteBook) -> None:
    segments = book.strip("r", "government")
    assert (segments[0].first, segments[-1].last) == (book.days[0], book.days[-1])
    assert all((b.first - a.last).days == 1 for a, b in pairwise(segments))
    assert [s.status for s in segments] == ["closed", "open", "cut", "open", "unknown"]


def test_unknown_side_is_refused(book: RouteBook, nw_syria: Theatre) -> None:
    with pytest.raises(KeyError):
        strip_svg(book, nw_syria, "nobody")
