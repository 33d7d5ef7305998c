"""Who holds a place, from claims that contradict each other."""

from __future__ import annotations

from datetime import date

import pytest

from geo.state.day import Level
from geo.state.fusion import fuse
from geo.theatre import Theatre
from tests.unit.state.make import claim, place

SARAQIB = place("t:saraqib", 36.806, 35.864, "A town without a baseline")
OBSERVATORY = "Syrian Observatory for Human Rights"


def test_a_neutral_report_of_a_gain_makes_the_place_held(nw_syria: Theatre) -> None:
    history = fuse(
        [claim("t:saraqib", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY)], [SARAQIB], nw_syria
    )
    status = history.on(date(2020, 2, 7))["t:saraqib"]
    assert (status.level, status.side) == (Level.HELD, "government")
    assert history.on(date(2020, 2, 5)) == {}


def test_the_trace_sums_to_the_scores(nw_syria: Theatre) -> None:
    claims = [
        claim("t:saraqib", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY),
        claim("t:saraqib", "gained", "opposition", "opposition", "2020-02-27", by="rebels"),
        claim("t:saraqib", "gained", "opposition", "government", "2020-02-27", by="army", polarity="denied"),
    ]
    status = fuse(claims, [SARAQIB], nw_syria).on(date(2020, 2, 28))["t:saraqib"]
    for side, score in status.scores:
        assert sum(c.value for c in status.trace if c.side == side) == pytest.approx(score, abs=1e-9)


def test_a_later_correction_changes_the_past_only_for_who_asks(nw_syria: Theatre) -> None:
    claims = [
        claim("t:saraqib", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY),
        claim("t:saraqib", "gained", "opposition", "monitor", "2020-02-20", by=OBSERVATORY, published="2020-02-25"),
    ]
    day = date(2020, 2, 21)
    assert fuse(claims, [SARAQIB], nw_syria).on(day)["t:saraqib"].side == "government"
    hindsight = fuse(claims, [SARAQIB], nw_syria, known_as_of=date(2020, 2, 26))
    assert hindsight.on(day)["t:saraqib"].side == "opposition"
