"""Squeezed arrays, packed files and inlined text come back exactly, in Python and in the browser's reader."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.state.frames import Cast, encode
from geo.state.pack import pack_file, unpack_file
from geo.state.squeeze import squeeze, unsqueeze
from layers.timeline import inline_text, page
from tests.synth import SyntheticWar

ROOT = Path(__file__).resolve().parents[2]
READER = """
import { readFileSync } from 'node:fs';
const { fromBase85, openTimeline } = await import(process.argv[1]);
const { head, arrays } = await openTimeline(fromBase85(readFileSync(process.argv[2], 'latin1')));
const out = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, [...array]]));
console.log(JSON.stringify({ head, arrays: out }));
"""

WALKS = {
    "steady": np.arange(500) * 7,
    "sorted runs": np.concatenate([np.sort(np.random.default_rng(k).integers(0, 60_000, 90)) for k in range(9)]),
    "smooth": (30_000 + 20_000 * np.sin(np.arange(900) / 40)).astype(np.int64),
    "noise": np.random.default_rng(3).integers(0, 65_536, 700),
    "edges": np.array([0, 65_535] * 60),
    "short": np.array([5, 4, 3]),
    "none": np.zeros(0, dtype=np.int64),
}


def in_the_browser(payload: bytes, folder: Path) -> dict[str, Any]:
    """What the page's reader makes of a packed file that stands in a page as text."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node: the page's reader was not run")
    text = folder / "data.txt"
    text.write_text(inline_text(payload), encoding="latin-1")
    codec = (ROOT / "layers" / "js" / "codec.js").as_uri()
    command = [node, "--input-type=module", "-e", READER, codec, str(text)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32])
@pytest.mark.parametrize("walk", WALKS)
def test_whole_numbers_come_back(walk: str, dtype: type[np.unsignedinteger[Any]]) -> None:
    array = WALKS[walk].astype(dtype)
    way, data = squeeze(array)
    assert np.array_equal(unsqueeze(data, array.dtype.kind + str(array.dtype.itemsize), array.size, way), array)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=48, max_size=200))
def test_any_numbers_come_back(values: list[int]) -> None:
    array = np.array(values, dtype=np.uint32)
    way, data = squeeze(array)
    assert np.array_equal(unsqueeze(data, "u4", array.size, way), array)


def test_every_way_is_used_where_it_is_the_smallest() -> None:
    ways = {name: squeeze(walk.astype(np.uint16))[0] for name, walk in WALKS.items()}
    assert ways["steady"] & 3
    assert ways["smooth"] & 3 == 2
    assert ways["noise"] & 3 == 0
    assert ways["short"] == ways["none"] == 0


def test_the_browser_reads_what_is_packed(tmp_path: Path) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    for name, walk in WALKS.items():
        for dtype in (np.uint8, np.uint16, np.uint32):
            arrays[f"{name}.{np.dtype(dtype).itemsize}"] = walk.astype(dtype)
    arrays["floats"] = np.linspace(-3, 40, 333).astype(np.float32)
    found = in_the_browser(pack_file({"words": "naïve ‘Sarāqib’ سراقب"}, arrays)[1], tmp_path)
    assert found["head"]["words"] == "naïve ‘Sarāqib’ سراقب"
    for name, array in arrays.items():
        assert np.array_equal(np.array(found["arrays"][name], dtype=array.dtype), array), name


def test_the_browser_reads_a_whole_war(tmp_path: Path) -> None:
    war = SyntheticWar(40, 30)
    cast = Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=war.articles)
    payload = encode(war.frames(), cast).payload
    header, arrays = unpack_file(payload)
    found = in_the_browser(payload, tmp_path)
    assert found["head"] == json.loads(json.dumps(header))
    for name, values in found["arrays"].items():
        assert np.array_equal(np.array(values, dtype=arrays[name].dtype), arrays[name]), name
    assert set(arrays) - set(found["arrays"]) == {"p.old", "r.old"}


def test_same_claims_give_the_same_page_in_any_order() -> None:
    war = SyntheticWar(12, 20)
    cast = Cast(theatre=war.theatre, places=war.places, claims=war.claims, articles=war.articles)
    turned = Cast(theatre=war.theatre, places=war.places, claims=war.claims[::-1], articles=war.articles[::-1])
    pages = [page(encode(war.frames(), one), "A war", day="2020-01-05").encode() for one in (cast, cast, turned)]
    assert pages[0] == pages[1] == pages[2]


@given(st.binary(max_size=60))
def test_text_needs_no_escape(data: bytes) -> None:
    text = inline_text(data)
    assert len(text) == len(data) + -(-len(data) // 4)
    assert not set("<>&%\\\"'`$") & set(text)
