"""The world index for tests that need it; they are skipped, saying why, where it is not built."""

from __future__ import annotations

import pytest

from geo.places.world import WorldGazetteer, index_path, world


@pytest.fixture(scope="session")
def earth() -> WorldGazetteer:
    if not index_path().is_file():
        pytest.skip("the world gazetteer is not built: run python -m geo prepare")
    return world()
