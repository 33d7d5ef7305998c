"""The campaign of winter 2019/20, replayed from dated facts, from the sample articles, and from both."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.articles import ReadOptions, read_folder
from geo.intake import read_articles
from geo.model import ControlClaim, Reading
from geo.places.gazetteer import load_gazetteer
from geo.state.day import Level
from geo.state.fusion import History, fuse
from geo.theatre import Theatre
from tests.unit.state.campaign import campaign_claims, campaign_places, rows

ROOT = Path(__file__).resolve().parents[3]
DAYS = [date(2019, 12, 1) + timedelta(days=i) for i in range(121)]
REPLAYS = ("facts", "articles", "both")

Replay = tuple[History, dict[str, str]]


@pytest.fixture(scope="module")
def replays(shared: Path, nw_syria: Theatre) -> dict[str, Replay]:
    """A history and the place ids by name, of the facts, of the sample articles, and of both together."""
    table = shared / "data" / "nw_syria_2020_control_changes.csv"
    known = list(load_gazetteer(nw_syria).places())
    facts, places = campaign_claims(table, nw_syria, known)
    every = list({place.id: place for place in (*known, *places)}.values())
    ids = {place.name: place.id for place in every if not place.is_area}
    ids |= {name: place.id for name, place in campaign_places(rows(table), known).items()}
    batch = read_folder(ROOT / "articles", ReadOptions(theatre=nw_syria.key, today=date(2026, 1, 1)))
    readings = [found for found in read_articles(batch.articles) if isinstance(found, Reading)]
    read = [claim for reading in readings for claim in reading.claims if isinstance(claim, ControlClaim)]
    claims = {"facts": facts, "articles": read, "both": [*facts, *read]}
    return {key: (fuse(rows, every, nw_syria), ids) for key, rows in claims.items()}


@pytest.fixture(scope="module")
def replayed(replays: dict[str, Replay]) -> Replay:
    return replays["facts"]


@pytest.fixture(params=REPLAYS)
def any_replay(request: pytest.FixtureRequest, replays: dict[str, Replay]) -> Replay:
    found: Replay = replays[request.param]
    return found


def sides(replay: Replay, name: str, first: str, last: str = "03-30") -> set[str | None]:
    """Return every side that stands in a place between two days of 2020."""
    history, ids = replay
    days = [day for day in DAYS if date.fromisoformat(f"2020-{first}") <= day <= date.fromisoformat(f"2020-{last}")]
    found = [history.status(ids[name], day) for day in days]
    return {status.side for status in found if status is not None}


def test_saraqib_changes_hands_three_times(replayed: Replay) -> None:
    history, ids = replayed
    assert sides(replayed, "Saraqib", "02-04", "02-04") == {"opposition"}
    status = history.status(ids["Saraqib"], date(2020, 2, 27))
    assert status is not None
    assert status.level is Level.CONTESTED
    assert sides(replayed, "Saraqib", "03-02") == {"government"}


@pytest.mark.parametrize("replay", REPLAYS)
def test_saraqib_in_every_replay(replays: dict[str, Replay], replay: str) -> None:
    """The articles alone tell of the government's entry on 9 February and of its return with the report of 3 March."""
    taken, back = ("02-09", "03-03") if replay == "articles" else ("02-08", "03-02")
    assert sides(replays[replay], "Saraqib", taken, "02-26") == {"government"}
    assert sides(replays[replay], "Saraqib", "02-28", "03-01") == {"opposition"}
    assert sides(replays[replay], "Saraqib", back) == {"government"}
    history, ids = replays[replay]
    late = [history.status(ids["Saraqib"], date(2020, 3, day)) for day in (8, 20)]
    assert all(status is not None and status.level is not Level.CONTESTED for status in late)


def test_a_denied_and_lone_claim_does_not_move_kafr_nabl(replayed: Replay, any_replay: Replay) -> None:
    assert sides(any_replay, "Kafr Nabl", "02-25") == {"government"}
    history, ids = any_replay
    status = history.status(ids["Kafr Nabl"], date(2020, 3, 2))
    assert status is not None
    assert status.dissenting


def test_nayrab_falls_on_24_february_and_not_on_the_denied_attempts(replayed: Replay, any_replay: Replay) -> None:
    assert sides(replayed, "Nayrab", "02-04", "02-23") == {"government"}
    assert sides(any_replay, "Nayrab", "02-25", "03-10") == {"opposition"}


def test_maarat_al_numan_khan_shaykhun_and_idlib(any_replay: Replay) -> None:
    assert sides(any_replay, "Maarat al-Numan", "01-27", "01-27") == {"opposition"}
    assert sides(any_replay, "Maarat al-Numan", "01-29") == {"government"}
    assert sides(any_replay, "Khan Shaykhun", "01-01") == {"government"}
    assert "government" not in sides(any_replay, "Idlib", "01-01")


def test_every_drawn_status_names_the_claims_behind_it(any_replay: Replay) -> None:
    history, _ids = any_replay
    for day in DAYS[::10]:
        for status in history.on(day).values():
            assert status.level is Level.UNKNOWN or status.supporting or status.dissenting, (status.place_id, day)
            for side, score in status.scores:
                assert sum(c.value for c in status.trace if c.side == side) == pytest.approx(score, abs=1e-9)
