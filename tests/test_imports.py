"""Imports follow the data: geo never looks at layers, layers never at streamlit, places never at state."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FORBIDDEN = {
    "geo": ("layers", "streamlit", "folium", "branca", "streamlit_folium", "app"),
    "geo/places": ("geo.reading", "geo.ledger", "geo.state", "geo.pipeline", "geo.intake"),
    "geo/reading": ("geo.ledger", "geo.state", "geo.pipeline", "geo.intake", "geo.places"),
    "geo/state": ("geo.reading", "geo.pipeline", "geo.intake", "geo.ledger"),
    "layers": ("streamlit", "streamlit_folium", "app"),
}
"""Folder of the importing module, and the modules it must not import."""


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_imports_follow_the_data(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in sorted(imported(path))
        if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN[folder])
    ]
    assert not wrong


def test_only_the_app_imports_streamlit() -> None:
    users = [
        p.name for p in modules("geo") + modules("layers") if any(i.split(".")[0] == "streamlit" for i in imported(p))
    ]
    assert users == []
