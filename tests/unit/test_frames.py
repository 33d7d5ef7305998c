"""A packed timeline gives back every day exactly: statuses, outlines, roads, notes, evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.state.claimtable import short_id, table_rows
from geo.state.day import Level, PlaceStatus
from geo.state.frames import AGE_DAYS, NOBODY, Cast, TimelineFile, age_step, encode, look_of
from geo.state.pack import unpack_file
from tests.synth import SyntheticWar

Unpacked = tuple[dict[str, Any], dict[str, NDArray[Any]]]


@pytest.fixture(scope="module")
def war() -> SyntheticWar:
    return SyntheticWar(40, 60)


@pytest.fixture(scope="module")
def timeline(war: SyntheticWar) -> TimelineFile:
    return encode(war.frames(), cast_of(war))


@pytest.fixture(scope="module")
def unpacked(timeline: TimelineFile) -> Unpacked:
    return unpack_file(timeline.payload)


def cast_of(war: SyntheticWar) -> Cast:
    return Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=war.articles)


def codes_on(arrays: dict[str, NDArray[Any]], prefix: str, day: int) -> NDArray[Any]:
    now = arrays[f"{prefix}.base"].copy()
    for change in range(arrays[f"{prefix}.off"][day + 1]):
        item = arrays[f"{prefix}.item"][change]
        assert now[item] == arrays[f"{prefix}.old"][change]
        now[item] = arrays[f"{prefix}.new"][change]
    return now


@pytest.mark.parametrize("day", [0, 1, 17, 59])
def test_every_status_comes_back(war: SyntheticWar, unpacked: Unpacked, day: int) -> None:
    header, arrays = unpacked
    sides = {side["key"]: i for i, side in enumerate(header["sides"])}
    frame = war.frame(day)
    for place_id, code in zip(header["places"]["id"], codes_on(arrays, "p", day), strict=True):
        assert tuple(header["codes"][code]) == look_of(frame.statuses[place_id], sides)


def test_roads_come_back(war: SyntheticWar, unpacked: Unpacked) -> None:
    header, arrays = unpacked
    for day in (0, 8, 40):
        looks = [header["roadCodes"][code][0] for code in codes_on(arrays, "r", day)]
        assert looks == [stretch.inferred for stretch in war.roads(day)]


def test_claims_behind_a_change_come_back_with_their_weight(war: SyntheticWar, unpacked: Unpacked) -> None:
    header, arrays = unpacked
    change = int(np.flatnonzero(arrays["p.item"] == 5)[0])
    row = len(header["places"]["id"]) + change
    cited = slice(arrays["e.end"][row], arrays["e.end"][row + 1])
    day = int(np.searchsorted(arrays["p.off"], change, side="right")) - 1
    status = war.frame(day).statuses["synthetic:5"]
    told = [table_rows(header["claims"], arrays)[index] for index in arrays["e.claim"][cited]]
    assert [columns[0] for columns in told] == [short_id(key) for key in (*status.supporting, *status.dissenting)]
    by_id = {claim.id: claim for claim in war.claims}
    for columns, key in zip(told, (*status.supporting, *status.dissenting), strict=True):
        claim = by_id[key]
        assert columns[2:4] == [claim.attribution.claimant, claim.attribution.side]
        assert columns[10:12] == [claim.published.isoformat(), claim.attribution.outlet]
        assert columns[14:17] == [claim.sentence, claim.place, claim.place_id]
    assert arrays["e.for"][cited].tolist() == [1, 0]
    assert arrays["e.value"][cited].tolist() == pytest.approx([1.2, -0.5], abs=0.001)
    assert header["whys"][arrays["why"][row]].startswith("Place 5 is drawn as")


def test_outlines_come_back_within_a_pixel_of_the_grid(war: SyntheticWar, unpacked: Unpacked) -> None:
    header, arrays = unpacked
    west, _, east, _ = header["grid"]
    first = arrays["a.set"][arrays["a.day"][30]]
    ring = arrays["a.part"][first]
    points = slice(arrays["a.ring"][ring], arrays["a.ring"][ring + 1])
    lon = west + arrays["a.x"][points].astype(np.int64) * (east - west) / header["steps"]
    assert lon.min() == pytest.approx(war.areas(30)[0].geometry.bounds[0], abs=0.001)
    assert arrays["a.size"][first] == pytest.approx(2500.0)
    assert arrays["b.day"].size == 60
    assert (arrays["l.side"][0], arrays["l.other"][0]) == (0, 1)


def test_notes_and_routes_are_runs_of_days(unpacked: Unpacked) -> None:
    header, _ = unpacked
    assert [row[:2] for row in header["notes"]] == [[0, 29], [30, 59]]
    runs = header["routes"][0]["runs"]
    assert [run[:3] for run in runs[:2]] == [[0, 6, "open"], [7, 13, "cut"]]


def test_reports_are_counted_by_day_and_speaker(war: SyntheticWar, unpacked: Unpacked) -> None:
    header, arrays = unpacked
    counts = arrays["reports"].reshape(header["days"], len(header["sides"]) + 1)
    assert counts.sum() == len(war.claims)
    first = [claim for claim in war.claims if claim.published == war.start]
    assert counts[0].sum() == len(first)


def test_same_input_gives_the_same_build_and_bytes(war: SyntheticWar, timeline: TimelineFile) -> None:
    again = encode(war.frames(), cast_of(war))
    assert (again.build, again.payload) == (timeline.build, timeline.payload)
    shuffled = Cast(theatre=war.theatre, places=war.places, claims=war.claims[::-1], articles=war.articles[::-1])
    assert encode(war.frames(), shuffled).payload == timeline.payload
    other = SyntheticWar(40, 60, seed=8)
    assert encode(other.frames(), cast_of(other)).build != timeline.build


def test_days_must_follow_each_other(war: SyntheticWar) -> None:
    with pytest.raises(ValueError, match="consecutive"):
        encode([war.frame(0), war.frame(2)], cast_of(war))
    with pytest.raises(ValueError, match="at least one day"):
        encode([], cast_of(war))


@pytest.mark.parametrize(("days", "step"), [(0, 0), (AGE_DAYS[0], 0), (AGE_DAYS[0] + 1, 1), (AGE_DAYS[1] + 1, 2)])
def test_age_steps(days: int, step: int) -> None:
    day = date(2020, 3, 1)
    status = PlaceStatus(
        place_id="x", day=day, level=Level.HELD, side="a", last_reported=date.fromordinal(day.toordinal() - days)
    )
    assert age_step(status) == step
    assert look_of(status, {"a": 3}) == ("held", 3, NOBODY, "", step)


def test_foreign_links_never_become_links(war: SyntheticWar) -> None:
    from dataclasses import replace

    bad = tuple(replace(article, url="javascript:alert(1)") for article in war.articles)
    cast = Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=bad)
    header, arrays = unpack_file(encode([war.frame(0)], cast).payload)
    rows = table_rows(header["claims"], arrays)
    assert {row[13] for row in rows} == {""}
    assert len(rows) == len(war.claims) + len(war.theatre.baseline)
