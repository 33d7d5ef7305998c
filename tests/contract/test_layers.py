"""What every layer promises: fixed columns, a symbol and a legend row for each kind, no word left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.state.day import Frame
from layers import LAYERS
from layers.base import COLUMNS, Layer
from tests.synth import SyntheticWar

WAR = SyntheticWar(40, 30)
EMPTY = Frame(theatre="nw-syria", day=date(2020, 1, 1), known_as_of=date(2020, 1, 1))
each_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)


@each_layer
@pytest.mark.parametrize("frame", [EMPTY, WAR.frame(0), WAR.frame(12)], ids=["empty", "first", "busy"])
def test_features_have_the_fixed_columns_and_known_kinds(layer: Layer, frame: Frame) -> None:
    rows = layer.features(frame, WAR.theatre)
    own = tuple(field.column for field in layer.fields())
    assert tuple(rows.columns) == (*COLUMNS[:-1], *own, "geometry")
    assert rows.crs == "EPSG:4326"
    assert set(rows.geometry.geom_type) <= layer.geometry_types
    assert not rows["id"].duplicated().any()
    assert rows["confidence"].between(0.0, 1.0).all()
    explained = {entry.kind for entry in layer.legend(WAR.theatre)}
    assert set(rows["kind"]) <= explained
    assert len(rows) == 0 or frame is not EMPTY


@each_layer
def test_every_legend_row_has_words_and_the_symbol_of_its_kind(layer: Layer) -> None:
    entries = layer.legend(WAR.theatre)
    assert len({entry.kind for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.label.strip()
        assert entry.symbol.shape is layer.symbol(entry.kind, 0.5, WAR.theatre).shape
    with pytest.raises(KeyError):
        layer.symbol("no-such-kind", 0.5, WAR.theatre)


@each_layer
def test_same_frame_gives_the_same_features(layer: Layer) -> None:
    one, two = (layer.features(WAR.frame(12), WAR.theatre) for _ in range(2))
    assert one.equals(two)


def test_keys_and_heights_differ() -> None:
    assert len({layer.key for layer in LAYERS}) == len(LAYERS)
    assert [layer.z for layer in LAYERS] == sorted(layer.z for layer in LAYERS)


def test_hostile_names_stay_plain_text() -> None:
    war = WAR.renamed("<img src=x onerror=alert(1)>", "</script><b>")
    rows = LAYERS[-1].features(war.frame(3), war.theatre)
    assert "<img src=x onerror=alert(1)>" in set(rows["label"])
    calm = replace(war.frame(3), statuses={})
    assert LAYERS[-1].features(calm, war.theatre).empty
