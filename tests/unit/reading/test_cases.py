"""Every adversarial sentence yields exactly its rows."""

from __future__ import annotations

import pytest

from tests.unit.reading.cases import Case, load_cases, rows_of

CASES = load_cases()


def test_there_are_enough_cases_over_all_theatres() -> None:
    assert len(CASES) >= 150
    assert {case.theatre for case in CASES} == {"nw-syria", "syria", "ukraine", "sudan", "myanmar", "libya"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.theatre}: {case.text[:70]}")
def test_case(case: Case) -> None:
    assert sorted(rows_of(case)) == sorted(case.rows)
