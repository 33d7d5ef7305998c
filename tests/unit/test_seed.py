"""The article that started it all, end to end: claim, denial, who stands behind each, road, people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from geo.articles import Batch, ReadOptions, read_file
from geo.ledger import Ledger
from geo.model import Claim, ControlClaim, Event, Polarity, RoadEvent
from geo.pipeline import Situation, build
from geo.report import explanation
from geo.state.day import Contest, Level
from geo.theatre import load_theatre

DAY = date(2020, 2, 27)


@pytest.fixture(scope="module")
def seed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Situation:
    path = shared / "articles" / "dev" / "seed-2020-02-27-saraqeb.json"
    article = read_file(path, ReadOptions(theatre="nw-syria", today=date(2026, 1, 1)))
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('seed')}/ledger.db") as ledger:
        build(Batch(articles=(article,), discarded=()), ledger)
        return Situation.of(ledger, load_theatre("nw-syria"))


def of_saraqib(situation: Situation) -> list[ControlClaim]:
    saraqib = situation.place("Saraqeb")
    return [c for c in situation.control if c.place_id == saraqib.id]


def test_saraqeb_is_contested(seed: Situation) -> None:
    status = seed.history.on(DAY)[seed.place("Saraqeb").id]
    assert status.level is Level.CONTESTED
    assert status.contest is Contest.WORDS


@pytest.mark.parametrize(
    ("claimant", "event", "polarity", "side"),
    [
        ("Naji Mustafa", Event.GAINED, Polarity.ASSERTED, "opposition"),
        ("Idlibi", Event.GAINED, Polarity.ASSERTED, "opposition"),
        ("Russian military source", Event.GAINED, Polarity.DENIED, "government"),
        ("Russian military source", Event.HELD, Polarity.ASSERTED, "government"),
    ],
)
def test_each_voice_is_heard(seed: Situation, claimant: str, event: Event, polarity: Polarity, side: str) -> None:
    rows = [
        c
        for c in of_saraqib(seed)
        if claimant in c.attribution.claimant
        and c.event is event
        and c.polarity is polarity
        and c.attribution.side == side
    ]
    assert rows
    assert all(row.quote in row.sentence for row in rows)


def test_the_observatory_reports_southern_idlib(seed: Situation) -> None:
    assert any(
        c.place.startswith("southern Idlib") and c.attribution.side == "monitor" and c.holder == "government"
        for c in seed.control
    )


def test_the_m5_is_cut(seed: Situation) -> None:
    assert any(c.road == "M5" and c.event is RoadEvent.CUT for c in seed.roads)


def test_nearly_a_million_are_displaced(seed: Situation) -> None:
    assert [(c.count_min, c.count_max) for c in seed.displaced] == [(900_000, 1_000_000)]


def test_the_page_furniture_says_nothing(seed: Situation) -> None:
    text = next(iter(seed.articles.values())).text
    furniture = text.index("Click the alert icon")
    rows: list[Claim] = [*seed.control, *seed.roads, *seed.displaced]
    assert rows
    assert all(row.span.end <= furniture for row in rows)
    assert all(text[row.span.start : row.span.end] == row.quote for row in rows)


def test_explain_prints_each_sentence_with_its_grade(seed: Situation) -> None:
    text = "\n".join(explanation(seed, seed.place("Saraqeb"), DAY))
    for words in (
        "liberated completely",
        "completed their control of Saraqeb",
        "DENIES",
        "Russian military source",
        "grade",
    ):
        assert words in text
