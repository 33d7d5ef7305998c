"""The blind set is sound: every quote and name stands in its text, every side and date is possible."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from geo.model import NEUTRAL_SIDES, Event, Polarity, Precision, RoadEvent
from geo.theatre import load_theatre

FILES = sorted((Path(__file__).parent / "blind").glob("*.json"))


def test_the_set_covers_every_theatre() -> None:
    theatres = [json.loads(path.read_text(encoding="utf-8"))["theatre"] for path in FILES]
    assert len(FILES) == 60
    assert {key: theatres.count(key) for key in set(theatres)} == {
        "nw-syria": 22,
        "syria": 10,
        "ukraine": 12,
        "sudan": 5,
        "myanmar": 6,
        "libya": 5,
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_stand_in_their_text(path: Path) -> None:
    article = json.loads(path.read_text(encoding="utf-8"))
    text, published = article["text"], date.fromisoformat(article["published"])
    sides = {*load_theatre(article["theatre"]).side_keys, *NEUTRAL_SIDES}
    mentions = {place["mention"] for place in article["places"]}
    assert article["id"] == path.stem
    assert 300 <= len(text) <= 1000
    assert all(mention in text for mention in mentions)
    for row in (*article["claims"], *article["highways"], *article["displacement"]):
        assert row["quote"] in text
        assert len(row["quote"]) < 200
    for row in article["claims"]:
        assert row["place"] in mentions
        assert Event(row["event"])
        assert Polarity(row["polarity"])
        assert Precision(row["date_precision"])
        assert {row["holder"], row["claimant_side"]} <= sides
        assert date.fromisoformat(row["date"]) <= published
    for row in article["highways"]:
        assert RoadEvent(row["status"])
        assert row["claimant_side"] in sides
        assert row["at"] is None or row["at"] in mentions
    for row in article["displacement"]:
        assert row["as_written"] in row["quote"] or row["as_written"] in text
        assert row["count_min"] is not None or row["count_max"] is not None
