"""Names that ruined maps before: each with the words that decide it, and open without them."""

from __future__ import annotations

import pytest

from geo.model import Mention
from geo.places.find import find_mentions
from geo.theatre import Theatre

DECIDED = [
    ("The army captured Babila on the M5 near Maarat al-Numan and Khan al-Sabil.", "Babila", "nw-syria:babila"),
    ("Shells fell on Babila in Rif Dimashq.", "Babila", "geonames:171998"),
    ("Rebels stormed Nayrab in Idlib province.", "Nayrab", "nw-syria:nayrab"),
    ("Nairab and Saraqib changed hands.", "Nairab", "nw-syria:nayrab"),
    ("Rockets fell on Neirab camp near Aleppo airport.", "Neirab camp", "nw-syria:nayrab-camp"),
    ("Maaret al-Numan was bombed.", "Maaret al-Numan", "geonames:167611"),
    ("Maarat Misrin was bombed.", "Maarat Misrin", "geonames:167605"),
    ("Maaret al-Naasan was bombed.", "Maaret al-Naasan", "nw-syria:maarrat-al-naasan"),
    ("Kafr Nabl fell.", "Kafr Nabl", "geonames:168661"),
    ("Nubl was shelled.", "Nubl", "geonames:166331"),
    ("Khan Sheikhoun was retaken.", "Khan Sheikhoun", "geonames:168325"),
    ("Khan Touman was retaken.", "Khan Touman", "nw-syria:khan-tuman"),
    ("Khan al-Assal was retaken.", "Khan al-Assal", "nw-syria:khan-al-assal"),
    ("Khan al-Sabil was retaken.", "Khan al-Sabil", "nw-syria:khan-al-sabil"),
    ("The army took Dar al-Kabira, near Kafr Nabl.", "Dar al-Kabira", "nw-syria:dar-al-kabira"),
    ("People came back to Dar al-Kabira in Homs province.", "Dar al-Kabira", "nw-syria:dar-al-kabira-homs"),
    ("A bomb went off in Jabla in Latakia province.", "Jabla", "geonames:169304"),
    ("The army took Jabla in Idlib province.", "Jabla", "nw-syria:jabala"),
    ("In Tel Abyad, a town on the border, patrols began.", "Tel Abyad", "geonames:163750"),
]
OPEN = ["Babila", "Nayrab", "Dar al-Kabira", "Jabla"]


def named(text: str, name: str, theatre: Theatre) -> Mention:
    return next(m for m in find_mentions(text, theatre) if name in m.text)


@pytest.mark.parametrize(("text", "name", "place_id"), DECIDED)
def test_context_decides(text: str, name: str, place_id: str, nw_syria: Theatre) -> None:
    place = named(text, name, nw_syria).place
    assert place is not None
    assert place.id == place_id


@pytest.mark.parametrize("name", OPEN)
def test_without_context_the_name_stays_open(name: str, nw_syria: Theatre) -> None:
    mention = named(f"{name} was captured.", name, nw_syria)
    assert mention.place is None
    assert mention.resolution.method == "ambiguous"
    assert len(mention.resolution.candidates) > 1


@pytest.mark.parametrize("word", ["Khan", "Maarat", "Kafr"])
def test_half_a_name_is_no_place(word: str, nw_syria: Theatre) -> None:
    assert not [m for m in find_mentions(f"The {word} was burnt.", nw_syria) if m.place is not None]


def test_one_sense_per_story(nw_syria: Theatre) -> None:
    text = "Nayrab was captured. Rebels had stormed Nayrab in Idlib province."
    assert {m.place.id for m in find_mentions(text, nw_syria) if m.place and m.text == "Nayrab"} == {"nw-syria:nayrab"}


def test_a_name_put_elsewhere_is_not_forced(nw_syria: Theatre) -> None:
    mention = named("Fighting reached Saraqib in Homs province.", "Saraqib", nw_syria)
    assert mention.place is None
    assert "Homs" in mention.resolution.reasons[0]


def test_every_choice_gives_its_reasons(nw_syria: Theatre) -> None:
    mention = named("Rebels stormed Nayrab in Idlib province.", "Nayrab", nw_syria)
    assert any("Idlib" in reason for reason in mention.resolution.reasons)
    assert all(candidate.reasons for candidate in mention.resolution.candidates)
