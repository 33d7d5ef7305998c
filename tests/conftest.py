"""Shared fixtures: where optional measuring data are, and the theatre that most tests use."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.theatre import Theatre, load_theatre

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of measuring data beside the checkout; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"measuring data not found at {SHARED}: this test needs the annotated articles beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def nw_syria() -> Theatre:
    """The theatre of the sample corpus."""
    return load_theatre("nw-syria")
