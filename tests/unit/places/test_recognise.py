"""What the language model proposes and what the gazetteer makes of it."""

from __future__ import annotations

import pytest

import geo
from geo.errors import ModelError
from geo.language import load_english
from geo.places.world import WorldGazetteer


@pytest.fixture(autouse=True)
def ready(earth: WorldGazetteer) -> None:
    del earth
    try:
        load_english()
    except ModelError as error:
        pytest.skip(f"no language model: {error}")


def names(text: str, *, peoples: bool = False) -> set[str]:
    return {m.text for m in geo.geoparse(text, peoples=peoples)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He flew from the United States to the Gaza Strip.", {"United States", "Gaza Strip"}),
        ("Farmers in Sichuan province met in Hong Kong's centre.", {"Sichuan", "Hong Kong"}),
        ("Rapides Parish deputies went to Pineville, La., on Monday.", {"Rapides Parish", "Pineville", "La."}),
        ("Cases of West Nile virus rose in Texas.", {"Texas"}),
    ],
)
def test_names_are_cut_to_their_core(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_demonyms_are_asked_for() -> None:
    text = "Russian and Turkish soldiers met in Ankara."
    assert names(text) == {"Ankara"}
    assert names(text, peoples=True) == {"Russian", "Turkish", "Ankara"}


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "No names at all here.", "Paris Hilton sang."])
def test_no_names(text: str) -> None:
    assert names(text) == set()
