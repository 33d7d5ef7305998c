"""What is a name of a place in a war report, what is an area, and what is neither."""

from __future__ import annotations

import itertools

import pytest

from geo.places.find import find_mentions
from geo.theatre import Theatre


def names(text: str, theatre: Theatre) -> dict[str, str]:
    return {m.text: m.place.name if m.place else "?" for m in find_mentions(text, theatre)}


@pytest.mark.parametrize(
    ("text", "written", "canonical"),
    [
        ("Fighting in southern Idlib went on.", "southern Idlib", "southern Idlib"),
        (
            "It holds three villages in the eastern countryside of Idlib.",
            "eastern countryside of Idlib",
            "eastern Idlib",
        ),
        ("Displacement from north-west Syria grew.", "north-west Syria", "northwest Syria"),
        ("Troops entered Idlib province.", "Idlib province", "Idlib Governorate"),
        ("People fled Hama governorate.", "Hama governorate", "Hama Governorate"),
        ("Idlib is the last stronghold.", "Idlib", "Idlib Governorate"),
        ("Shells hit Idlib city.", "Idlib city", "Idlib"),
        ("Rebels lost Jabal al-Zawiya.", "Jabal al-Zawiya", "Jabal al-Zawiya"),
    ],
)
def test_areas(text: str, written: str, canonical: str, nw_syria: Theatre) -> None:
    found = names(text, nw_syria)
    assert any(written in key and value == canonical for key, value in found.items()), found


def test_a_direction_before_a_town_is_the_town(nw_syria: Theatre) -> None:
    assert names("They reached the village west of Saraqib.", nw_syria) == {"Saraqib": "Saraqib"}


@pytest.mark.parametrize(
    "text",
    [
        "Damascus said the offensive would go on.",
        "The government in Damascus denied it.",
        "DAMASCUS, Jan 21 - The army advanced.",
        "Naji Mustafa spoke for the front.",
        "Talks in Moscow and Ankara failed.",
        "The Aleppo Media Center reported it.",
        "Share it:",
    ],
)
def test_no_place(text: str, nw_syria: Theatre) -> None:
    assert names(text, nw_syria) == {}


def test_a_town_that_is_a_small_word(nw_syria: Theatre) -> None:
    assert "Has" in names("Shells fell on Ariha, Has and Kafr Rumah.", nw_syria)
    assert "Has" not in names("Has Saraqib fallen?", nw_syria)


def test_names_are_sorted_and_do_not_overlap(nw_syria: Theatre) -> None:
    text = "Saraqeb, Maaret al-Numan, southern Idlib and Khan Touman in southern Aleppo; Saraqeb again."
    mentions = find_mentions(text, nw_syria)
    for left, right in itertools.pairwise(mentions):
        assert left.span.end <= right.span.start
    assert all(text[m.span.start : m.span.end] == m.text for m in mentions)


def test_arabic_script(nw_syria: Theatre) -> None:
    assert "سراقب" in names("دخلت القوات سراقب", nw_syria)


def test_nothing_in_an_empty_text(nw_syria: Theatre) -> None:
    assert find_mentions("", nw_syria) == ()


def test_unknown_villages_are_kept_for_review(nw_syria: Theatre) -> None:
    text = "The army captured the villages of Kafr Zumar, Tall Bakri and Saraqib, and the village of Abu Zafer."
    found = names(text, nw_syria)
    assert found["Saraqib"] == "Saraqib"
    assert [found.get(name) for name in ("Kafr Zumar", "Tall Bakri", "Abu Zafer")] == ["?", "?", "?"]


@pytest.mark.parametrize(
    "text",
    [
        "They left the village. President Assad spoke.",
        "the town, Turkey said, was calm",
        "Key Town From Afar Falls Today",
    ],
)
def test_no_unknown_village(text: str, nw_syria: Theatre) -> None:
    assert names(text, nw_syria) == {}


def test_a_near_spelling_counts_only_near_the_story(nw_syria: Theatre) -> None:
    far = find_mentions("They took the village of Jarjanazz.", nw_syria)
    assert [m.text for m in far] == ["Jarjanazz"]
    near = names("They took Maarat al-Numan and the village of Hazzareyn.", nw_syria)
    assert near.get("Hazzareyn") in ("Hazarin", "?")
