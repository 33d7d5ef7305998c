"""What holds for every name and every place."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.places.distance import haversine_km, wind
from geo.places.find import find_mentions
from geo.places.gazetteer import load_gazetteer
from geo.places.geocoder import OfflineGazetteer
from geo.places.names import RULES, fold, normaliser
from geo.theatre import Theatre

settings.register_profile("places", deadline=None)
settings.load_profile("places")

LANGUAGES = ("ar", "uk", "my", "en")
NAMES = st.text(alphabet=st.characters(categories=("L", "Mn", "Nd", "Pd", "Zs")), max_size=30) | st.from_regex(
    r"\A(al-|Khan |Kafr |Novo)?[A-Za-z'’`-]{1,12}( [a-z]{1,8}(iv|ovka|iyah|eh|ah))?\Z"
)


@given(NAMES, st.sampled_from(LANGUAGES))
def test_the_key_of_a_key_is_the_key(name: str, language: str) -> None:
    rules = normaliser(language)
    assert rules.key(rules.key(name)) == rules.key(name)


@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES, st.sampled_from(LANGUAGES))
def test_case_changes_no_key(name: str, language: str) -> None:
    if name.upper().lower() == name.lower():
        assert normaliser(language).key(name.upper()) == normaliser(language).key(name.lower())


def test_every_family_has_a_language() -> None:
    assert {normaliser(language).family for language in LANGUAGES} == {path.stem for path in RULES.glob("*.toml")}


def test_every_name_of_every_place_finds_it(nw_syria: Theatre) -> None:
    gazetteer = load_gazetteer(nw_syria)
    for place in gazetteer.places():
        for name in (place.name, *place.alt_names, *([place.local_name] if place.local_name else [])):
            assert place.id in {hit.place.id for hit in gazetteer.named(name)}, (place.id, name)


def test_reverse_undoes_geocode(nw_syria: Theatre) -> None:
    geocoder = OfflineGazetteer(nw_syria)
    for place in load_gazetteer(nw_syria).places():
        if not place.has_point or not place.feature_code.startswith("PPL"):
            continue
        there = geocoder.geocode(place.id)
        back = geocoder.reverse((there.latitude, there.longitude))
        twin = (back.latitude, back.longitude) == (there.latitude, there.longitude)
        assert back.raw["id"] == place.id or twin, (place.id, back.raw["id"])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_error(nw_syria: Theatre, text: str) -> None:
    mentions = find_mentions(text, nw_syria)
    assert all(text[m.span.start : m.span.end] == m.text for m in mentions)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(mentions))


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179))
def test_distance_is_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    there, back = haversine_km(a, b, c, d), haversine_km(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016


def test_winds() -> None:
    assert [wind(0, 0, *p) for p in ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))] == [
        "N", "NE", "E", "SE", "S", "SW", "W", "NW"
    ]  # fmt: skip
