"""Shared fixtures: where optional measuring data are, and the theatre that most tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from geo.theatre import Theatre, load_theatre
from tests.chrome import FLAGS, chromium

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all browser tests of a worker: Playwright runs once in a process."""
    path = chromium()
    if path is None:
        pytest.skip("NO CHROMIUM FOUND: the browser tests did not run; install chromium to run them")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()
