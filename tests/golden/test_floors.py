"""What is read from the sample articles never gets worse unnoticed: floors per kind of row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.model import Polarity
from tests.golden.scoring import Tally, corpus_hash, measure, read_sample, sample_articles

FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return measure()


def test_the_floors_belong_to_this_corpus() -> None:
    assert corpus_hash() == FLOORS["corpus"], "the corpus changed: measure again and write new floors with a reason"


def test_claims_stay_above_their_floors(tallies: dict[str, Tally]) -> None:
    claims, floor = tallies["claims"], FLOORS["claims"]
    assert claims.f1(claims.full) >= floor["full_f1"]
    assert claims.f1(claims.core) >= floor["core_f1"]
    assert claims.full / claims.predicted >= floor["precision"]
    assert claims.full / claims.gold >= floor["recall"]
    assert claims.side / claims.core >= floor["side"]
    assert claims.date / claims.core >= floor["date"]


@pytest.mark.parametrize("kind", ["highways", "displacement"])
def test_other_rows_stay_above_their_floors(tallies: dict[str, Tally], kind: str) -> None:
    assert tallies[kind].f1(tallies[kind].full) >= FLOORS[kind]["f1"]


def test_articles_without_claims_stay_silent(tallies: dict[str, Tally]) -> None:
    assert tallies["silent"].predicted == 0


def test_no_denial_is_stored_as_an_assertion(tallies: dict[str, Tally]) -> None:
    turned = [
        pair
        for pair in tallies["claims"].confusion
        if pair[0].endswith("denied") and pair[1] == pair[0].replace("denied", "asserted")
    ]
    assert not turned


def test_every_quote_is_cut_from_its_article() -> None:
    for _, article in sample_articles():
        reading = read_sample(article)
        for row in reading.statements:
            assert row.span.of(article.text) == row.quote
            assert row.quote
        assert all(claim.polarity in Polarity for claim in reading.claims)
