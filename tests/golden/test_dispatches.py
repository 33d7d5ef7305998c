"""Annotated dispatches are sound, and what is read from them never gets worse unnoticed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from geo.model import NEUTRAL_SIDES, Event, Polarity, Precision, RoadEvent
from geo.theatre import load_theatre
from tests.golden.dispatches import SETS, files, measure_set

FILES = [path for name in SETS for path in files(name)]
FLOORS = json.loads(Path(__file__).with_name("dispatches_floors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SETS)
def test_the_sets_cover_every_theatre(name: str) -> None:
    theatres = {json.loads(path.read_text(encoding="utf-8"))["theatre"] for path in files(name)}
    assert len(files(name)) == FLOORS[name]["articles"]
    assert theatres == {"nw-syria", "syria", "ukraine", "sudan", "myanmar", "libya"}


def test_no_dispatch_is_in_both_sets() -> None:
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in FILES]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_stand_in_their_text(path: Path) -> None:
    article = json.loads(path.read_text(encoding="utf-8"))
    text, published = article["text"], date.fromisoformat(article["published"])
    sides = {*load_theatre(article["theatre"]).side_keys, *NEUTRAL_SIDES}
    mentions = {place["mention"] for place in article["places"]}
    assert article["id"] == path.stem
    assert all(mention in text for mention in mentions)
    for row in (*article["claims"], *article["highways"], *article["displacement"]):
        assert row["quote"] in text
        assert len(row["quote"]) < 200
    for row in article["claims"]:
        assert row["place"] in mentions
        assert Event(row["event"])
        assert Polarity(row["polarity"])
        assert Precision(row["date_precision"])
        assert {row["holder"], row["claimant_side"]} <= {*sides, None}
        assert date.fromisoformat(row["date"]) <= published
    for row in article["highways"]:
        assert RoadEvent(row["status"])
        assert row["claimant_side"] in sides
        assert row["at"] is None or row["at"] in mentions
    for row in article["displacement"]:
        assert row["as_written"] in text
        assert row["count_min"] is not None or row["count_max"] is not None


@pytest.mark.parametrize("name", SETS)
def test_readings_stay_above_their_floors(name: str) -> None:
    tallies, floor = measure_set(name), FLOORS[name]
    claims = tallies["claims"]
    seen: dict[str, float] = {"side": claims.side / claims.core, "date": claims.date / claims.core}
    least: dict[str, float] = {key: floor[key] for key in seen}
    for key in ("claims", "claims nw-syria", "claims other"):
        seen |= {f"{key}, full": tallies[key].f1(tallies[key].full), f"{key}, core": tallies[key].f1(tallies[key].core)}
        least |= {f"{key}, full": floor[key]["full_f1"], f"{key}, core": floor[key]["core_f1"]}
    for kind in ("highways", "displacement"):
        seen[kind], least[kind] = tallies[kind].f1(tallies[kind].full), floor[kind]["f1"]
    below = {key: (round(seen[key], 3), least[key]) for key in seen if seen[key] < least[key]}
    false_rows = int(tallies["silent"].predicted)
    assert not below, "figure and floor"
    assert false_rows <= floor["claims where there are none"]
