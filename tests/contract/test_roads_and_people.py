"""The layers of highways and displacement keep the promises of every layer."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest
from shapely.geometry import LineString

from geo.model import Attribution, DisplacementClaim, Movement, Polarity, Span
from geo.state.day import DisplacementNote, Frame, RoadStretch
from geo.theatre import Theatre
from layers.base import COLUMNS, Layer
from layers.displacement import DisplacementLayer, figure_words, radius_px
from layers.highways import HighwaysLayer

DAY = date(2020, 2, 20)
HOSTILE = "</script><img src=x onerror=alert(1)>"
LAYERS: tuple[Layer, ...] = (HighwaysLayer(), DisplacementLayer())


def stretch(
    key: str, inferred: str, side: str | None, stated: str = "unknown", agrees: bool | None = None
) -> RoadStretch:
    return RoadStretch(
        id=key,
        road="M5",
        roads=("M5", "M4"),
        from_node="Mardikh",
        to_node=HOSTILE,
        geometry=LineString([(36.8, 35.8), (36.82, 35.88)]),
        length_km=10.04,
        inferred=inferred,
        side=side,
        at="Saraqib",
        stated=stated,
        stated_side="opposition" if stated != "unknown" else None,
        agrees=agrees,
        claim_ids=("c-1",),
        statement_ids=("c-2",) if stated != "unknown" else (),
    )


def note(
    low: int, high: int | None, *, returned: bool = False, to: float | None = None, lon: float | None = 36.6
) -> DisplacementNote:
    claim = DisplacementClaim(
        article_id=f"a-{low}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote=HOSTILE,
        sentence=HOSTILE,
        attribution=Attribution(outlet="outlet", claimant=HOSTILE, side="un"),
        polarity=Polarity.ASSERTED,
        published=DAY,
        rule="test",
        count_min=low,
        count_max=high,
        as_written=f"about {low}",
        movement=Movement.RETURNED if returned else Movement.FLED,
        area="Idlib",
        area_place_id="p",
    )
    return DisplacementNote(claim=claim, lon=lon, lat=35.9 if lon else None, to_lon=to, to_lat=36.4 if to else None)


def busy(theatre: Theatre) -> Frame:
    held = [stretch(f"h-{side}", "held", side, "held", agrees=True) for side in theatre.side_keys]
    others = [
        stretch("cut", "cut", None, "open", agrees=False),
        stretch("fight", "contested", None, "contested", agrees=True),
        stretch("none", "unknown", None, "cut"),
    ]
    notes = (
        note(900_000, None),
        note(1_000, 2_000, to=37.0),
        note(35_000, 35_000, returned=True, to=36.2),
        note(5, 5, lon=None),
    )
    return Frame(theatre=theatre.key, day=DAY, known_as_of=DAY, roads=(*held, *others), displacement=notes)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_an_empty_day_has_the_columns_and_no_rows(layer: Layer, nw_syria: Theatre) -> None:
    table = layer.features(Frame(theatre="nw-syria", day=DAY, known_as_of=DAY), nw_syria)
    assert isinstance(table, gpd.GeoDataFrame)
    assert len(table) == 0
    assert table.crs.to_epsg() == 4326
    assert set(COLUMNS) <= set(table.columns)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_a_busy_day_keeps_the_contract(layer: Layer, nw_syria: Theatre) -> None:
    frame = busy(nw_syria)
    table = layer.features(frame, nw_syria)
    assert list(table.columns)[: len(COLUMNS) - 1] == list(COLUMNS[:-1])
    assert table.geometry.name == "geometry"
    assert {field.column for field in layer.fields()} <= set(table.columns)
    assert set(table.geom_type) <= layer.geometry_types
    assert table["id"].is_unique
    explained = {entry.kind for entry in layer.legend(nw_syria)}
    assert set(table["kind"]) <= explained
    for entry in layer.legend(nw_syria):
        assert layer.symbol(entry.kind, 0.5, nw_syria) == layer.symbol(entry.kind, 0.5, nw_syria)
    assert table.equals(layer.features(frame, nw_syria))
    with pytest.raises(KeyError):
        layer.symbol("no such kind", 0.5, nw_syria)


def test_both_kinds_of_evidence_are_drawn_and_told_apart(nw_syria: Theatre) -> None:
    table = HighwaysLayer().features(busy(nw_syria), nw_syria).set_index("id")
    assert table.loc["road:cut", "kind"] == "cut"
    assert table.loc["said:cut", "kind"] == "said-open"
    assert table.loc["said:cut", "evidence"] == "differ"
    assert table.loc["road:h-government", "evidence"] == "agree"
    assert table.loc["road:none", "by_control"] == "unknown: no report from either end"
    assert table.loc["said:cut", "claim_ids"] == "c-2"


def test_no_two_highway_kinds_look_alike_without_colour(nw_syria: Theatre) -> None:
    layer = HighwaysLayer()
    looks = [layer.symbol(e.kind, 1.0, nw_syria) for e in layer.legend(nw_syria) if not e.kind.startswith("held-")]
    assert len({(look.stroke_px, look.dash) for look in looks}) == len(looks)


def test_figures_are_drawn_one_by_one_and_in_proportion(nw_syria: Theatre) -> None:
    table = DisplacementLayer().features(busy(nw_syria), nw_syria)
    assert sorted(table["kind"]) == ["fled-arrow", "fled-disc", "fled-disc", "returned-arrow", "returned-disc"]
    discs = table[table.geom_type == "Point"]
    assert discs.geometry.apply(lambda point: (point.x, point.y)).is_unique
    assert radius_px(400_000) == pytest.approx(2 * radius_px(100_000))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (235_000, None, "235,000 or more"),
        (900_000, 1_000_000, "900,000 to 1,000,000"),
        (35_000, 35_000, "35,000"),
        (None, 10, "up to 10"),
        (None, None, "an unknown number"),
    ],
)
def test_ranges_stay_ranges(low: int | None, high: int | None, words: str) -> None:
    assert figure_words(low, high) == words
