"""A word about a whole road passes by older contrary reports, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.model import Attribution, RoadClaim
from geo.state.day import Level
from geo.state.roadposts import RoadSpan, holdings_by_day
from geo.state.roadwhole import Report
from tests.unit.state.roads import days, network_of, said

PERIOD = days("2020-02-01", "2020-02-20")
POINTS = {"A": (36.5, 35.5), "B": (36.6, 35.6), "C": (36.7, 35.7)}
WHOLE = "the road is theirs from end to end"


def held_on(day: str, reports: list[Report], *claims: RoadClaim, level: Level = Level.HELD) -> set[str]:
    """Which places count on a day, where B is the opposition's by ``reports`` and A and C the government's."""
    net = network_of(POINTS, [("R1", "A", "B", 10), ("R1", "B", "C", 10)])
    rows = [
        RoadSpan(
            place_id=f"t:{key}",
            first=PERIOD[0],
            last=PERIOD[-1],
            level=level if key == "B" else Level.HELD,
            side=side,
            claim_ids=(),
            reports=tuple(reports) if key == "B" else (),
        )
        for key, side in (("A", "government"), ("B", "opposition"), ("C", "government"))
    ]
    by_day = dict(holdings_by_day(net, rows, claims, PERIOD))
    return {place.removeprefix("t:") for place in by_day[date.fromisoformat(day)]}


def report(said_on: str, side: str | None, known: str = "") -> Report:
    return Report(said=date.fromisoformat(said_on), known=date.fromisoformat(known or said_on), supports=side)


OLD = report("2020-02-01", "opposition")
WORD = said("held", "2020-02-10", holder="government", sentence=WHOLE)


@pytest.mark.parametrize("level", [Level.HELD, Level.CONTESTED])
def test_an_older_report_is_passed_by_from_that_day_on(level: Level) -> None:
    assert held_on("2020-02-09", [OLD], WORD, level=level) == {"A", "B", "C"}
    assert held_on("2020-02-10", [OLD], WORD, level=level) == held_on("2020-02-20", [OLD], WORD) == {"A", "C"}


def test_a_report_from_that_day_on_stands() -> None:
    again = report("2020-02-15", "opposition")
    assert held_on("2020-02-14", [OLD, again], WORD) == {"A", "C"}
    assert held_on("2020-02-15", [OLD, again], WORD) == {"A", "B", "C"}
    assert held_on("2020-02-12", [OLD, report("2020-02-10", None)], WORD) == {"A", "B", "C"}
    late = report("2020-02-12", None, known="2020-02-18")
    assert held_on("2020-02-17", [OLD, late], WORD) == {"A", "C"}
    assert held_on("2020-02-18", [OLD, late], WORD) == {"A", "B", "C"}


def test_the_holders_own_word_passes_nothing_by() -> None:
    army = Attribution(outlet="a paper", claimant="Army", side="government")
    own = replace(WORD, attribution=army)
    assert held_on("2020-02-12", [OLD], own) == {"A", "B", "C"}


def test_a_stretch_or_a_denial_passes_nothing_by() -> None:
    part = said("held", "2020-02-10", holder="government", sentence="a stretch of the road")
    denied = said("held", "2020-02-10", holder="government", sentence=WHOLE, denied=True)
    assert held_on("2020-02-12", [OLD], part, denied) == {"A", "B", "C"}
