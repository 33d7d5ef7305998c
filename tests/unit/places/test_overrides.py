"""Decisions of people come first, survive a rebuild, and are refused where they are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import TheatreError
from geo.places.find import find_mentions
from geo.places.gazetteer import add_override, load_gazetteer
from geo.places.overrides import Override, Overrides, read_overrides, write_overrides
from geo.theatre import Theatre


def row(name: str, place_id: str | None, reason: str = "the analyst says so") -> Override:
    return Override(name=name, context=None, unless=None, place_id=place_id, reason=reason)


def test_write_and_read(tmp_path: Path) -> None:
    path = tmp_path / "overrides.csv"
    rows = [row("Nayrab", "nw-syria:nayrab-camp", 'says "so", twice'), row("Khan", None)]
    write_overrides(path, rows)
    assert list(read_overrides(path)) == rows


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_overrides(tmp_path / "none.csv") == ()


@pytest.mark.parametrize(
    "text",
    ["name,place\nA,b\n", "name,context,unless,place,reason\nA,(,,b,c\n", "name,context,unless,place,reason\nA,b\n"],
)
def test_broken_files_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TheatreError, match=r"overrides\.csv"):
        read_overrides(path)


def test_first_fitting_decision_wins() -> None:
    decisions = Overrides([row("Idlib", "a"), row("idlib", "b")])
    found = decisions.decide("IDLIB", "in ", " today")
    assert found is not None
    assert found.place_id == "a"
    assert decisions.decide("Homs", "", "") is None


def test_a_users_decision_is_kept_and_applied(
    nw_syria: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMLINE_DATA", str(tmp_path))
    try:
        add_override(nw_syria, row("Nayrab", "nw-syria:nayrab-camp"))
        mention = next(m for m in find_mentions("Nayrab was captured.", nw_syria) if m.text == "Nayrab")
        assert mention.place is not None
        assert mention.place.id == "nw-syria:nayrab-camp"
        assert mention.resolution.method == "override"
        add_override(nw_syria, row("Nayrab", None))
        assert not find_mentions("Nayrab was captured.", nw_syria)
        assert len(read_overrides(tmp_path / "overrides" / "nw-syria.csv")) == 1
    finally:
        (tmp_path / "overrides" / "nw-syria.csv").unlink(missing_ok=True)
        load_gazetteer(nw_syria.model_copy(update={"title": "other"}))
