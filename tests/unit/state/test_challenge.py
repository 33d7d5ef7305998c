"""What takes a place from its holder, what does not, and how soon a contest is over."""

from __future__ import annotations

from datetime import date

from geo.model import ControlClaim
from geo.state.day import Contest, Level, PlaceStatus
from geo.state.fusion import fuse
from geo.theatre import Theatre
from tests.unit.state.make import claim, place

TOWN = place("t:town", 36.80, 35.86)
OBSERVATORY = "Syrian Observatory for Human Rights"
HELD = [
    claim("t:town", "held", "government", "third-party", "2020-01-20", by="Reuters"),
    claim("t:town", "held", "government", "monitor", "2020-01-20", by=OBSERVATORY),
]
REPORT = claim("t:town", "gained", "opposition", "third-party", "2020-02-06", by="Xinhua")
BOAST = claim("t:town", "gained", "opposition", "opposition", "2020-02-06", by="National Liberation Front")
DENIAL = claim("t:town", "gained", "opposition", "government", "2020-02-07", by="SANA", polarity="denied")


def status(theatre: Theatre, claims: list[ControlClaim], day: str) -> PlaceStatus:
    return fuse(claims, [TOWN], theatre).on(date.fromisoformat(day))["t:town"]


def digit(found: PlaceStatus, which: ControlClaim) -> str:
    return next(row.grade for row in found.trace if row.claim_id == which.id)


def test_a_denied_boast_confirms_nobody_from_the_day_of_its_denial(nw_syria: Theatre) -> None:
    claims = [*HELD, REPORT, BOAST, DENIAL]
    assert digit(status(nw_syria, claims, "2020-02-06"), REPORT) == "B1"
    assert digit(status(nw_syria, claims, "2020-02-07"), REPORT) != "B1"
    other = claim("t:town", "gained", "opposition", "third-party", "2020-02-07", by="Reuters")
    assert digit(status(nw_syria, [*claims, other], "2020-02-07"), REPORT) == "B1"


def test_an_outsider_who_sees_the_old_holder_there_undoes_a_change_sooner_than_news_of_a_return(
    nw_syria: Theatre,
) -> None:
    taken = [
        *HELD,
        claim("t:town", "gained", "opposition", "third-party", "2020-02-06", by="Xinhua"),
        claim("t:town", "gained", "opposition", "opposition", "2020-02-06", by="National Liberation Front"),
    ]
    assert status(nw_syria, taken, "2020-02-20").side == "opposition"
    back = claim("t:town", "gained", "government", "monitor", "2020-02-21", by=OBSERVATORY)
    there = claim("t:town", "held", "government", "monitor", "2020-02-21", by=OBSERVATORY)
    assert status(nw_syria, [*taken, back], "2020-02-21").side == "opposition"
    assert status(nw_syria, [*taken, there], "2020-02-21").side == "government"


def test_who_attacks_a_place_that_others_claim_does_not_hold_it(nw_syria: Theatre) -> None:
    claims = [
        claim("t:town", "gained", "opposition", "monitor", "2020-02-27", by=OBSERVATORY),
        claim("t:town", "gained", "opposition", "opposition", "2020-02-27", by="National Liberation Front"),
        claim("t:town", "gained", "government", "government", "2020-03-02", by="SANA"),
    ]
    assert status(nw_syria, claims, "2020-03-03").side == "opposition"
    attack = claim("t:town", "contested", "opposition", "monitor", "2020-03-03", by=OBSERVATORY)
    found = status(nw_syria, [*claims, attack], "2020-03-03")
    assert (found.level, found.contest, found.side) == (Level.CONTESTED, Contest.FIGHTING, "government")


def test_a_fight_told_of_once_is_over_sooner(nw_syria: Theatre) -> None:
    once = claim("t:town", "contested", "opposition", "monitor", "2020-02-06", by=OBSERVATORY)
    again = claim("t:town", "contested", "opposition", "third-party", "2020-02-06", by="Reuters")
    assert status(nw_syria, [*HELD, once], "2020-02-09").level is Level.CONTESTED
    assert status(nw_syria, [*HELD, once], "2020-02-10").level is Level.HELD
    assert status(nw_syria, [*HELD, once, again], "2020-02-13").level is Level.CONTESTED


def test_the_word_of_the_loser_does_not_outlast_two_outside_reports(nw_syria: Theatre) -> None:
    claims = [
        *HELD,
        claim("t:town", "gained", "opposition", "third-party", "2020-02-06", by="Reuters"),
        claim("t:town", "gained", "opposition", "monitor", "2020-02-06", by=OBSERVATORY),
        claim("t:town", "held", "government", "government", "2020-02-06", by="SANA"),
    ]
    assert status(nw_syria, claims, "2020-02-06").level is Level.CONTESTED
    assert status(nw_syria, claims, "2020-02-07").level is Level.HELD


def test_a_change_is_dated_by_the_reports_that_carried_it(nw_syria: Theatre) -> None:
    claims = [
        claim("t:town", "gained", "opposition", "third-party", "2020-02-20", by="Associated Press"),
        claim("t:town", "gained", "opposition", "third-party", "2020-02-20", by="Xinhua"),
        claim("t:town", "held", "government", "government", "2020-02-20", by="SANA"),
        claim("t:town", "gained", "government", "third-party", "2020-02-26", by="Reuters"),
        claim("t:town", "gained", "government", "monitor", "2020-02-26", by=OBSERVATORY),
    ]
    found = status(nw_syria, claims, "2020-02-27")
    assert (found.level, found.since_first) == (Level.HELD, date(2020, 2, 26))


def test_a_better_supported_claim_that_nobody_answers_takes_the_place(nw_syria: Theatre) -> None:
    claims = [
        claim("t:town", "held", "government", "monitor", "2020-01-01", by=OBSERVATORY),
        claim("t:town", "gained", "opposition", "opposition", "2020-02-01", by="TRT"),
        claim("t:town", "gained", "opposition", "opposition", "2020-02-09", by="Baladi Network"),
        claim("t:town", "gained", "opposition", "opposition", "2020-02-17", by="National Liberation Front"),
    ]
    denial = claim("t:town", "gained", "opposition", "government", "2020-02-03", by="SANA", polarity="denied")
    assert status(nw_syria, claims, "2020-02-16").side == "government"
    assert status(nw_syria, claims, "2020-02-18").side == "opposition"
    assert status(nw_syria, [*claims, denial], "2020-02-18").side == "government"
