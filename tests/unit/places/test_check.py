"""The check names what is wrong with a theatre's places."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from geo.errors import TheatreError
from geo.model import Place
from geo.places.check import check_theatre, doubles, outside
from geo.places.gazetteer import COLUMNS, Gazetteer, read_places, without_doubles
from geo.places.names import normaliser
from geo.theatre import Theatre


def place(place_id: str, name: str, lat: float, lon: float, country: str = "SY") -> Place:
    return Place(id=place_id, name=name, kind="village", feature_code="PPL", lat=lat, lon=lon, country=country)


def test_theatre_is_clean(nw_syria: Theatre) -> None:
    findings = check_theatre(nw_syria)
    assert not [f.text for f in findings if f.is_error or f.level == "double"]
    assert any(f.level == "shared" and "Mushayrifah" in f.text for f in findings)
    assert any(f.level == "no point" for f in findings)


def test_two_spellings_under_a_kilometre_are_a_double() -> None:
    near = Gazetteer([place("a", "Kafr Nabl", 35.6, 36.5), place("b", "Kafrnabl", 35.603, 36.5)], language="ar")
    far = Gazetteer([place("a", "Kafr Nabl", 35.6, 36.5), place("b", "Kafr Nabl", 35.7, 36.5)], language="ar")
    assert not list(doubles(far))
    assert [f.level for f in doubles(near)] == ["double"]


def test_places_outside_are_errors(nw_syria: Theatre) -> None:
    found = list(outside(Gazetteer([place("a", "Lima", -12.0, -77.0, "PE"), place("b", "X", 95.0, 0.0)]), nw_syria))
    assert [f.is_error for f in found] == [True, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"lat": "north"}, "line 2"), ({"lat": ""}, "lat and lon"), ({"population": "many"}, "line 2")],
)
def test_broken_rows_are_named(change: dict[str, str], message: str, tmp_path: Path) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"id": "a", "name": "A", "lat": "35", "lon": "36", "kind": "village"} | change
    path = tmp_path / "places.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(TheatreError, match=message):
        read_places(path)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(TheatreError, match="feature_code"):
        read_places(path)


def test_doubles_are_joined_with_all_their_names() -> None:
    small, big = place("a", "Avdeevka", 48.14, 37.75), replace(place("b", "Avdiivka", 48.141, 37.75), population=30_000)
    far = place("c", "Avdiivka", 51.0, 32.0)
    joined = without_doubles([small, big, far], normaliser("uk"))
    assert [p.id for p in joined] == ["b", "c"]
    assert "Avdeevka" in joined[0].alt_names
