"""Floors of naming places: on the annotated articles of the theatre, and world-wide on two news corpora.

Resolution is measured on all gold places; finding them on the first articles of each corpus, to stay
quick. ``make bench`` gives the full figures.
"""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geo.errors import ModelError
from geo.language import load_english
from geo.model import Mention
from geo.places.distance import haversine_km
from geo.places.find import find_mentions
from geo.places.world import index_path
from geo.theatre import Theatre, load_theatre
from tests.bench.plugs import geoparse

FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "places_floors.json").read_text())
SETTLEMENTS = ("city", "town", "village", "hill", "base", "district", "mountain area")


def norm(name: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFKD", name).lower() if not unicodedata.combining(c))
    text = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’‘`ʿʾʼʻ]", "", text)).strip()
    return re.sub(r"^(the|al|el|as|ar|ad|at|an|az|ash) ", "", text)


def mentions_of(row: dict[str, Any], found: tuple[Mention, ...]) -> list[Mention]:
    same = [m for m in found if norm(m.text) == norm(row["mention"])]
    return same or [m for m in found if row["mention"] in m.text or m.text in row["mention"]]


def test_settlements_of_the_annotated_articles(shared: Path) -> None:
    named = found = located = near = nearer = 0
    for path in sorted((shared / "articles" / "dev").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        theatre = load_theatre(document["theatre"])
        mentions = find_mentions(document["text"], theatre)
        assert {m.place.country for m in mentions if m.place} <= {*theatre.countries, *theatre.neighbours}
        for row in document["places"]:
            if row["kind"] not in SETTLEMENTS:
                continue
            same = mentions_of(row, mentions)
            named, found = named + 1, found + bool(same)
            if row["lat"] is None:
                continue
            apart = min(
                (
                    haversine_km(row["lat"], row["lon"], m.place.lat, m.place.lon)
                    for m in same
                    if m.place is not None and m.place.lat is not None and m.place.lon is not None
                ),
                default=20_000.0,
            )
            located, near, nearer = located + 1, near + (apart <= 10), nearer + (apart <= 3)
    floor = FLOORS["nw_syria"]
    assert found / named >= floor["recall"]
    assert near / located >= floor["within_10_km"]
    assert nearer / located >= floor["within_3_km"]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("geoparse_score", shared / "bench" / "geoparse" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not index_path().is_file():
        pytest.skip("the world gazetteer is not built: run python -m geo prepare")
    return module


@pytest.mark.parametrize("corpus", ["GeoVirus", "TR-News"])
def test_world_wide_resolution(corpus: str, shared: Path, scorer: ModuleType) -> None:
    close = total = 0
    for text, gold in scorer.load(str(shared / "bench" / "geoparse" / f"{corpus}.xml.gz")):
        answers = geoparse(text, [(start, end) for start, end, *_ in gold])
        for (_, _, _, lat, lon), answer in zip(gold, answers, strict=True):
            if lat is not None:
                total += 1
                close += answer["lat"] is not None and haversine_km(lat, lon, answer["lat"], answer["lon"]) <= 161
    assert close / total >= FLOORS[corpus]["resolution"]


@pytest.mark.parametrize("corpus", ["GeoVirus", "TR-News"])
def test_world_wide_names(corpus: str, shared: Path, scorer: ModuleType) -> None:
    try:
        load_english()
    except ModelError as error:
        pytest.skip(f"no language model: {error}")
    floor = FLOORS[corpus]
    hits = found = named = right = proposed = known = 0
    documents = scorer.load(str(shared / "bench" / "geoparse" / f"{corpus}.xml.gz"))
    for text, gold in documents[: int(floor["articles"])]:
        at = {(start, end): (lat, lon) for start, end, _, lat, lon in gold}
        answers = {(a["start"], a["end"]): a for a in geoparse(text)}
        hits, found, named = hits + len(at.keys() & answers.keys()), found + len(answers), named + len(at)
        known += sum(lat is not None for lat, _ in at.values())
        for span, answer in answers.items():
            lat, lon = at.get(span, (None, None))
            if answer["lat"] is None or (span in at and lat is None):
                continue
            proposed += 1
            right += lat is not None and lon is not None and haversine_km(lat, lon, answer["lat"], answer["lon"]) <= 161
    assert 2 * hits / (found + named) >= floor["strict_f1"]
    assert 2 * right / (proposed + known) >= floor["end_to_end"]


def test_shuffled_neighbours_change_nothing(nw_syria: Theatre) -> None:
    """The order of two sentences changes no place."""
    first, second = (
        "Rebels stormed Nayrab in Idlib province.",
        "The army holds Saraqib and Babila near Maarat al-Numan.",
    )
    there = {m.text: m.place and m.place.id for m in find_mentions(f"{first} {second}", nw_syria)}
    back = {m.text: m.place and m.place.id for m in find_mentions(f"{second} {first}", nw_syria)}
    assert there == back
