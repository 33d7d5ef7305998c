"""Evidence about roads: reports that name a place, baselines until somebody speaks against them."""

from __future__ import annotations

from datetime import date

import pytest

from geo.model import Place
from geo.state.day import Level
from geo.state.fusion import fuse
from geo.state.roadposts import RoadSpan, holdings_by_day, road_spans
from geo.theatre import Baseline, Theatre
from tests.unit.state.make import area, claim, place
from tests.unit.state.roads import days, network_of, said

A, B = place("t:A", 36.5, 35.5, "A"), place("t:B", 36.6, 35.6, "B")
SOUTH = area("t:south", "Idlib", "ADM1")
PLACES: tuple[Place, ...] = (A, B, SOUTH)


@pytest.fixture
def war(nw_syria: Theatre) -> Theatre:
    rows = tuple(Baseline(place=name, side="opposition", date=date(2019, 12, 1), source="a map") for name in ("A", "B"))
    return nw_syria.model_copy(update={"baseline": rows})


def spans(war: Theatre, *claims: object) -> dict[str, list[tuple[str, str | None, bool]]]:
    history = fuse(claims, PLACES, war)  # type: ignore[arg-type]
    found: dict[str, list[tuple[str, str | None, bool]]] = {}
    for row in road_spans(history, {"t:A", "t:B"}):
        found.setdefault(row.place_id, []).append((row.first.isoformat(), row.side, row.is_baseline))
    return found


def test_a_baseline_counts_until_a_report_speaks_against_it(war: Theatre) -> None:
    assert spans(war)["t:A"][0] == ("2019-12-01", "opposition", True)
    found = spans(war, claim("t:A", "gained", "government", "government", "2020-01-30", by="Army"))
    assert all(is_baseline and side == "opposition" for _, side, is_baseline in found["t:B"])
    later = [side for first, side, is_baseline in found["t:A"] if first >= "2020-02-15" and is_baseline]
    assert "opposition" not in later


def test_a_claim_about_an_area_is_no_report_of_a_village(war: Theatre) -> None:
    bare = war.model_copy(update={"baseline": ()})
    found = spans(bare, claim("t:south", "gained", "government", "monitor", "2020-01-30", by="SOHR"))
    assert all(side is None for rows in found.values() for _, side, _ in rows)


def test_who_says_that_a_road_is_held_from_end_to_end_retires_the_baselines_along_it() -> None:
    net = network_of(
        {"A": (36.5, 35.5), "B": (36.6, 35.6), "C": (36.7, 35.7)}, [("R1", "A", "B", 10), ("R2", "B", "C", 10)]
    )
    first, last = date(2020, 2, 1), date(2020, 2, 10)
    rows = [
        RoadSpan(
            place_id=key, first=first, last=last, level=Level.HELD, side="opposition", claim_ids=(), is_baseline=base
        )
        for key, base in (("t:A", True), ("t:B", False), ("t:C", True))
    ]
    whole = said("held", "2020-02-05", holder="government", sentence="the road is theirs from end to end")
    part = said("held", "2020-02-05", holder="government", sentence="a stretch of the road")
    period = days("2020-02-01", "2020-02-10")
    by_day = dict(holdings_by_day(net, rows, [whole], period))
    assert set(by_day[date(2020, 2, 4)]) == {"t:A", "t:B", "t:C"}
    assert set(by_day[date(2020, 2, 5)]) == {"t:B", "t:C"}  # B is reported by name, C lies on another road
    assert set(dict(holdings_by_day(net, rows, [part], period))[last]) == {"t:A", "t:B", "t:C"}
