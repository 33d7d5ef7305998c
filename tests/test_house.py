"""Small rooms: no file over 400 lines, no function over 60; data files carry a birth certificate."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(
    path
    for folder in ("geo", "layers", "tests")
    for suffix in ("*.py", "*.js")
    for path in (ROOT / folder).rglob(suffix)
    if "vendor" not in path.parts and "node_modules" not in path.parts
)


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_over_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [p for p in CODE if p.suffix == ".py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_function_over_60_lines(path: Path) -> None:
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 60
    ]
    assert not long


def test_text_files_name_no_machine_path() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in listing.stdout.decode().split("\0") if name]
    if not names:
        pytest.skip("not a git checkout")
    forbidden = "/" + "work/"
    wrong = [
        name
        for name in names
        if name.endswith((".py", ".md", ".toml", ".js", ".txt", ".csv", ".yml", ".json"))
        and forbidden in (ROOT / name).read_text(encoding="utf-8", errors="replace")
    ]
    assert not wrong
