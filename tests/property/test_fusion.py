"""What must hold for any set of claims: order, more support, denials, sums, geometry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import to_metric
from geo.model import ControlClaim, Place
from geo.state.day import Level, PlaceStatus
from geo.state.front import FrontModel
from geo.state.fusion import fuse
from geo.theatre import Theatre, load_theatre
from tests.unit.state.make import claim, place

THEATRE = load_theatre("nw-syria")
TOWNS = (place("t:a", 36.80, 35.86), place("t:b", 36.72, 35.87), place("t:c", 36.60, 35.50))
LAST = date(2020, 2, 20)
SPEAKERS = (
    ("Syrian Observatory for Human Rights", "monitor"),
    ("Reuters", "third-party"),
    ("SANA", "government"),
    ("TASS", "government"),
    ("National Liberation Front", "opposition"),
    ("Enab Baladi", "opposition"),
    ("a resident", "third-party"),
)


@st.composite
def claims(draw: st.DrawFn) -> ControlClaim:
    by, side = draw(st.sampled_from(SPEAKERS))
    day = date(2020, 1, 20) + timedelta(days=draw(st.integers(0, 30)))
    late = timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 6))))
    return claim(
        draw(st.sampled_from([town.id for town in TOWNS])),
        draw(st.sampled_from(("gained", "held", "lost", "contested"))),
        draw(st.sampled_from(("government", "opposition"))),
        side,
        day.isoformat(),
        by=by,
        published=(day + late).isoformat(),
        polarity=draw(st.sampled_from(("asserted", "asserted", "asserted", "denied"))),
    )


def score(rows: list[ControlClaim], where: str, side: str) -> float:
    status = fuse(rows, TOWNS, THEATRE, known_as_of=LAST + timedelta(days=9)).status(where, LAST)
    return dict(status.scores).get(side, 0.0) if status is not None else 0.0


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(claims(), max_size=10), seed=st.randoms())
def test_the_order_of_claims_does_not_matter(rows: list[ControlClaim], seed: object) -> None:
    shuffled = sorted(rows, key=lambda _row: seed.random())  # type: ignore[attr-defined]
    one, other = fuse(rows, TOWNS, THEATRE), fuse(shuffled, TOWNS, THEATRE)
    assert one.intervals() == other.intervals()
    assert one.on(LAST) == other.on(LAST)


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(claims(), max_size=10))
def test_contributions_sum_to_the_scores(rows: list[ControlClaim]) -> None:
    history = fuse(rows, TOWNS, THEATRE)
    for offset in (0, 3, 17):
        for status in history.on(LAST - timedelta(days=offset)).values():
            for side, total in status.scores:
                assert sum(c.value for c in status.trace if c.side == side) == pytest.approx(total, abs=1e-9)
            for row in status.trace:
                product = row.base * row.decay
                for _name, factor in row.factors:
                    product *= factor
                assert row.value == pytest.approx(product, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(claims(), max_size=8), extra=claims())
def test_a_supporting_claim_never_lowers_its_side_and_a_denial_never_raises_one(
    rows: list[ControlClaim], extra: ControlClaim
) -> None:
    where, side = extra.place_id or "", extra.holder or ""
    before, after = score(rows, where, side), score([*rows, extra], where, side)
    if extra.polarity == "denied":
        assert after <= before + 1e-9
    elif extra.event in ("gained", "held"):
        assert after >= before - 1e-9


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(claims(), min_size=1, max_size=8), extra=claims())
def test_a_new_claim_gives_what_a_full_fusion_gives(rows: list[ControlClaim], extra: ControlClaim) -> None:
    grown = fuse(rows, TOWNS, THEATRE).with_claims([extra])
    assert grown.intervals() == fuse([*rows, extra], TOWNS, THEATRE).intervals()


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(claims(), max_size=8), back=st.integers(0, 12))
def test_a_day_without_hindsight_is_the_day_as_known_then(rows: list[ControlClaim], back: int) -> None:
    day = LAST - timedelta(days=back)
    assert fuse(rows, TOWNS, THEATRE).on(day) == fuse(rows, TOWNS, THEATRE, known_as_of=day).on(day)


GRID = tuple(place(f"g:{i}", 36.0 + 0.13 * (i % 9), 35.2 + 0.14 * (i // 9)) for i in range(81))
MODEL = FrontModel(GRID, THEATRE, shapely.box(35.9, 35.1, 37.2, 36.5).difference(shapely.Point(36.4, 35.8).buffer(0.1)))


def status_of(where: Place, side: str, chance: float) -> PlaceStatus:
    return PlaceStatus(
        place_id=where.id, day=LAST, level=Level.HELD, side=side, probability=chance, supporting=("c-1",)
    )


@settings(max_examples=12, deadline=None)
@given(
    told=st.dictionaries(
        st.integers(0, 80),
        st.tuples(st.sampled_from(("government", "opposition", "turkey", "sdf")), st.floats(0.4, 1.0)),
        max_size=30,
    )
)
def test_areas_are_valid_do_not_overlap_and_fill_the_theatre(told: dict[int, tuple[str, float]]) -> None:
    statuses = {GRID[i].id: status_of(GRID[i], side, chance) for i, (side, chance) in told.items()}
    areas, line, band = MODEL.frame(statuses)
    assert all(area.geometry.is_valid and not area.geometry.is_empty for area in areas)
    assert len({area.side for area in areas}) == len(areas)
    metric = [to_metric(area.geometry, THEATRE.metric_crs) for area in areas]
    total = sum(geometry.area for geometry in metric)
    assert total == pytest.approx(MODEL.extent_m.area, rel=1e-4)
    assert shapely.union_all(metric).area == pytest.approx(total, rel=1e-4)
    assert band is None or band.is_valid
    for stretch in line:
        assert stretch.geometry.is_valid
        assert stretch.length_km > 0
        assert {statuses[key].side for key in stretch.place_ids} == set(stretch.sides)


def test_no_report_is_unknown_ground(nw_syria: Theatre) -> None:
    areas, line, band = MODEL.frame({})
    assert [area.side for area in areas] == [None]
    assert (line, band) == ((), None)
