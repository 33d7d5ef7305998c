"""The campaign of winter 2019/20, replayed from dated facts: the map must say what was reported."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.places.gazetteer import load_gazetteer
from geo.state.day import Level
from geo.state.fusion import History, fuse
from geo.theatre import Theatre
from tests.unit.state.campaign import campaign_claims

DAYS = [date(2019, 12, 1) + timedelta(days=i) for i in range(121)]


@pytest.fixture(scope="module")
def replayed(shared: Path, nw_syria: Theatre) -> tuple[History, dict[str, str]]:
    known = list(load_gazetteer(nw_syria).places())
    claims, places = campaign_claims(shared / "data" / "nw_syria_2020_control_changes.csv", nw_syria, known)
    every = {place.id: place for place in (*known, *places)}
    ids = {place.name: place.id for place in (*every.values(), *places) if not place.is_area}
    return fuse(claims, list(every.values()), nw_syria), ids


def sides(replayed: tuple[History, dict[str, str]], name: str) -> dict[date, str | None]:
    history, ids = replayed
    found = {day: history.status(ids[name], day) for day in DAYS}
    return {day: status.side for day, status in found.items() if status is not None}


def test_saraqib_changes_hands_three_times(replayed: tuple[History, dict[str, str]]) -> None:
    history, ids = replayed
    side = sides(replayed, "Saraqib")
    assert side[date(2020, 2, 4)] == "opposition"
    assert {side[date(2020, 2, 8) + timedelta(days=i)] for i in range(19)} == {"government"}
    status = history.status(ids["Saraqib"], date(2020, 2, 27))
    assert status is not None
    assert status.level is Level.CONTESTED
    assert side[date(2020, 2, 28)] == side[date(2020, 2, 29)] == "opposition"
    assert {side[day] for day in DAYS if day >= date(2020, 3, 2)} == {"government"}


def test_a_denied_and_lone_claim_does_not_move_kafr_nabl(replayed: tuple[History, dict[str, str]]) -> None:
    side = sides(replayed, "Kafr Nabl")
    assert {side[day] for day in DAYS if day >= date(2020, 2, 25)} == {"government"}
    history, ids = replayed
    status = history.status(ids["Kafr Nabl"], date(2020, 3, 2))
    assert status is not None
    assert status.dissenting


def test_nayrab_falls_on_24_february_and_not_on_the_denied_attempts(
    replayed: tuple[History, dict[str, str]],
) -> None:
    side = sides(replayed, "Nayrab")
    assert {side[day] for day in DAYS if date(2020, 2, 4) <= day < date(2020, 2, 24)} == {"government"}
    assert {side[day] for day in DAYS if date(2020, 2, 25) <= day <= date(2020, 3, 10)} == {"opposition"}


def test_maarat_al_numan_khan_shaykhun_and_idlib(replayed: tuple[History, dict[str, str]]) -> None:
    maarat = sides(replayed, "Maarat al-Numan")
    assert maarat[date(2020, 1, 27)] == "opposition"
    assert {maarat[day] for day in DAYS if day >= date(2020, 1, 29)} == {"government"}
    assert set(sides(replayed, "Khan Shaykhun").values()) == {"government"}
    assert "government" not in set(sides(replayed, "Idlib").values())


def test_every_drawn_status_names_the_claims_behind_it(replayed: tuple[History, dict[str, str]]) -> None:
    history, _ids = replayed
    for day in DAYS[::10]:
        for status in history.on(day).values():
            assert status.level is Level.UNKNOWN or status.supporting or status.dissenting
            for side, score in status.scores:
                assert sum(c.value for c in status.trace if c.side == side) == pytest.approx(score, abs=1e-9)
