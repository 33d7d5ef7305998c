"""Every sentence about roads, displaced people and days yields exactly its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.model import Movement
from geo.reading.schema_json import to_schema
from tests.unit.reading.cases import Case, load_cases, reading_of

HERE = Path(__file__).parent
ROADS = load_cases(HERE / "road_cases.txt")
PEOPLE = load_cases(HERE / "displacement_cases.txt")
DATES = load_cases(HERE / "date_cases.txt")


def _name(case: Case) -> str:
    return f"{case.theatre}: {case.text[:70]}"


def test_there_are_enough_cases() -> None:
    assert len(ROADS) >= 60
    assert len(PEOPLE) >= 50
    assert len(DATES) >= 35
    assert {case.theatre for case in ROADS} == {"nw-syria", "syria", "ukraine", "sudan", "myanmar", "libya"}


@pytest.mark.parametrize("case", ROADS, ids=_name)
def test_road_case(case: Case) -> None:
    rows = [
        " | ".join(
            (
                row["road"],
                row["status"],
                row["at"] or "null",
                row["polarity"],
                row["claimant_side"],
                row["date"] or "null",
            )
        )
        for row in to_schema(reading_of(case))["highways"]
    ]
    assert sorted(rows) == sorted(case.rows)


@pytest.mark.parametrize("case", PEOPLE, ids=_name)
def test_displacement_case(case: Case) -> None:
    rows = [
        f"{_open(claim.count_min)} | {_open(claim.count_max)} | {Movement(claim.movement).value}"
        for claim in reading_of(case).displacement
    ]
    assert sorted(rows) == sorted(case.rows)


def _open(count: int | None) -> str:
    return "null" if count is None else str(count)


@pytest.mark.parametrize("case", DATES, ids=_name)
def test_date_case(case: Case) -> None:
    rows = [
        f"{claim.place} | {claim.event} | {claim.when.day.isoformat()} | {claim.when.precision}"
        for claim in reading_of(case).claims
    ]
    assert sorted(rows) == sorted(case.rows)
