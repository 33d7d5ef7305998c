"""What each kind of statement weighs, and what it is called."""

from __future__ import annotations

from datetime import date

import pytest

from geo.model import ControlClaim
from geo.state.copies import copy_groups
from geo.state.day import Contest, Level, PlaceStatus
from geo.state.fusion import fuse
from geo.state.grading import find_source, letter_of
from geo.theatre import Theatre
from tests.unit.state.make import area, claim, place

TOWN = place("t:town", 36.80, 35.86)
OBSERVATORY = "Syrian Observatory for Human Rights"
DISPATCH = "Government forces captured the strategic town on Thursday after heavy air strikes, a monitor said"


def status(theatre: Theatre, claims: list[ControlClaim], day: str) -> PlaceStatus:
    return fuse(claims, [TOWN], theatre).on(date.fromisoformat(day))["t:town"]


def score(theatre: Theatre, claims: list[ControlClaim], side: str, day: str = "2020-02-06") -> float:
    return dict(status(theatre, claims, day).scores)[side]


def test_an_admission_weighs_more_than_a_boast(nw_syria: Theatre) -> None:
    boast = claim("t:town", "gained", "government", "government", "2020-02-06", by="SANA")
    admission = claim("t:town", "gained", "government", "opposition", "2020-02-06", by="National Liberation Front")
    assert score(nw_syria, [admission], "government") > 2 * score(nw_syria, [boast], "government")


def test_an_own_gain_is_claimed_and_an_outside_report_makes_it_held(nw_syria: Theatre) -> None:
    boast = claim("t:town", "gained", "government", "government", "2020-02-06", by="SANA")
    assert status(nw_syria, [boast], "2020-02-06").level is Level.CLAIMED
    report = claim("t:town", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY)
    assert status(nw_syria, [boast, report], "2020-02-06").level is Level.HELD


def test_a_source_nobody_graded_counts_as_unjudged(nw_syria: Theatre) -> None:
    unknown = claim("t:town", "gained", "government", "third-party", "2020-02-06", by="a shopkeeper")
    assert letter_of(unknown.attribution, nw_syria) == "F"
    assert status(nw_syria, [unknown], "2020-02-06").trace[0].grade == "F6"


def test_who_carried_a_statement_did_not_make_it(nw_syria: Theatre) -> None:
    assert find_source("reports cited by Al-Masdar News", nw_syria) is None
    source = find_source("SOHR via DW", nw_syria)
    assert source is not None
    assert source.name == OBSERVATORY


def test_one_dispatch_in_three_outlets_counts_once(nw_syria: Theatre) -> None:
    copies = [
        claim("t:town", "gained", "government", "third-party", "2020-02-06", by=f"agency {k}", sentence=DISPATCH + end)
        for k, end in enumerate(("", ".", " on the phone"))
    ]
    groups = copy_groups(copies)
    assert len(set(groups.values())) == 1
    assert set(groups) == {c.id for c in copies}
    assert score(nw_syria, copies, "government") == pytest.approx(score(nw_syria, copies[:1], "government"))
    other = claim(
        "t:town", "gained", "government", "third-party", "2020-02-06", by="a resident", sentence="They are in."
    )
    assert score(nw_syria, [*copies, other], "government") > score(nw_syria, copies, "government")


def test_a_denial_opens_contested_and_adds_no_control(nw_syria: Theatre) -> None:
    boast = claim("t:town", "gained", "opposition", "opposition", "2020-02-06", by="National Liberation Front")
    denial = claim("t:town", "gained", "opposition", "government", "2020-02-06", by="SANA", polarity="denied")
    found = status(nw_syria, [boast, denial], "2020-02-06")
    assert (found.level, found.contest) == (Level.CONTESTED, Contest.WORDS)
    assert dict(found.scores)["opposition"] < score(nw_syria, [boast], "opposition")
    assert "government" not in dict(found.scores)


def test_fighting_inside_is_another_contest_than_words(nw_syria: Theatre) -> None:
    held = claim("t:town", "held", "opposition", "monitor", "2020-02-04", by=OBSERVATORY)
    fight = claim("t:town", "contested", "government", "monitor", "2020-02-06", by=OBSERVATORY)
    found = status(nw_syria, [held, fight], "2020-02-06")
    assert (found.level, found.contest, found.side) == (Level.CONTESTED, Contest.FIGHTING, "opposition")
    assert found.rivals == ("government",)
    taken = claim("t:town", "gained", "government", "monitor", "2020-02-07", by=OBSERVATORY)
    assert status(nw_syria, [held, fight, taken], "2020-02-07").level is not Level.CONTESTED


def test_silence_fades_to_unknown_and_never_to_the_other_side(nw_syria: Theatre) -> None:
    rows = [claim("t:town", "gained", "government", "government", "2019-12-20", by="SANA")]
    rows += [
        claim("t:town", "contested", "opposition", "monitor", day, by=OBSERVATORY)
        for day in ("2019-12-28", "2020-01-14", "2020-01-30")
    ]
    history = fuse(rows, [TOWN], nw_syria)
    found = [history.on(date(2020, 3, k))["t:town"] for k in (1, 15, 30)]
    assert {s.side for s in found} <= {"government", None}
    assert found[-1].level is Level.UNKNOWN
    quiet = fuse(rows[:1], [TOWN], nw_syria).on(date(2020, 3, 30))["t:town"]
    assert quiet.level is Level.CLAIMED


def test_a_flip_carries_its_interval(nw_syria: Theatre) -> None:
    rows = [
        claim("t:town", "held", "opposition", "monitor", "2020-01-20", by=OBSERVATORY),
        claim("t:town", "gained", "government", "government", "2020-02-05", by="SANA"),
        claim("t:town", "gained", "government", "monitor", "2020-02-07", by=OBSERVATORY),
    ]
    found = status(nw_syria, rows, "2020-02-10")
    assert (found.since_first, found.since_last) == (date(2020, 2, 5), date(2020, 2, 7))


def test_an_area_claim_reaches_the_places_inside_with_less_weight(nw_syria: Theatre) -> None:
    south = area("t:south", "southern Idlib")
    inside, outside = place("t:in", 36.6, 35.55), place("t:out", 37.3, 36.4)
    wide = claim("t:south", "gained", "government", "monitor", "2020-02-27", by=OBSERVATORY)
    near = claim("t:in", "gained", "government", "monitor", "2020-02-27", by=OBSERVATORY)
    found = fuse([wide], [south, inside, outside], nw_syria).on(date(2020, 2, 27))
    assert set(found) & {"t:in", "t:out"} == {"t:in"}
    named = fuse([near], [south, inside, outside], nw_syria).on(date(2020, 2, 27))
    assert 0 < dict(found["t:in"].scores)["government"] < dict(named["t:in"].scores)["government"]


def test_perspectives_and_leaving_a_source_out(nw_syria: Theatre) -> None:
    rows = [
        claim("t:town", "held", "opposition", "opposition", "2020-02-06", by="National Liberation Front"),
        claim("t:town", "gained", "government", "government", "2020-02-06", by="SANA"),
        claim("t:town", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY),
    ]
    day = date(2020, 2, 6)
    assert fuse(rows, [TOWN], nw_syria, perspective="opposition").on(day)["t:town"].side == "opposition"
    assert fuse(rows, [TOWN], nw_syria, perspective="government").on(day)["t:town"].level is Level.CLAIMED
    assert fuse(rows, [TOWN], nw_syria, perspective="monitors").on(day)["t:town"].side == "government"
    without = fuse(rows, [TOWN], nw_syria, leave_out=(OBSERVATORY,)).on(day)["t:town"]
    assert all(c.claim_id != rows[2].id for c in without.trace)
    with pytest.raises(KeyError):
        fuse(rows, [TOWN], nw_syria, perspective="martians")


def test_a_baseline_is_drawn_as_such_until_a_report_changes_it(nw_syria: Theatre) -> None:
    saraqib = place("t:saraqib", 36.806, 35.864, "Saraqib")
    history = fuse(
        [claim("t:saraqib", "gained", "government", "monitor", "2020-02-06", by=OBSERVATORY)], [saraqib], nw_syria
    )
    before, after = (history.on(date(2020, 2, k))["t:saraqib"] for k in (5, 6))
    assert (before.is_baseline, before.side, before.evidence) == (True, "opposition", "baseline only")
    assert (after.is_baseline, after.side, after.level) == (False, "government", Level.HELD)


def test_intervals_say_what_each_day_says(nw_syria: Theatre) -> None:
    rows = [
        claim("t:town", "gained", "government", "government", "2020-01-10", by="SANA"),
        claim("t:town", "gained", "government", "opposition", "2020-01-11", by="Enab Baladi", polarity="denied"),
        claim("t:town", "contested", "opposition", "monitor", "2020-02-01", by=OBSERVATORY),
        claim("t:town", "gained", "opposition", "monitor", "2020-02-06", by=OBSERVATORY, published="2020-02-09"),
    ]
    history = fuse(rows, [TOWN], nw_syria)
    runs = [row for row in history.intervals() if row.place_id == "t:town"]
    for day in history.days:
        said = history.status("t:town", day)
        run = next((row for row in runs if row.first <= day <= row.last), None)
        assert (said is None) == (run is None)
        if said is not None and run is not None:
            assert (said.level, said.side, said.contest) == (run.level, run.side, run.contest)
    counts = {(row.day, row.side): row.places for row in history.series()}
    assert counts[date(2020, 1, 10), "government"] >= 1
