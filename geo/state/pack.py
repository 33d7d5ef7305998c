"""Small binary parts of a timeline: typed arrays in one file, changes per day, outlines per day.

The file is a JSON header and named little-endian arrays, compressed as a whole with gzip; the
browser opens it with ``DecompressionStream``. Layout before compression, all integers little-endian:
``CLTL``, header length (uint32), header (UTF-8 JSON, padded with spaces to a multiple of 8), arrays,
each padded to a multiple of 8. ``header["sections"][name]`` is ``[dtype, offset, length, way]`` with the
offset in bytes from the first array, the length in items, and how it was squeezed (``geo.state.squeeze``).
What a thing looked like before a change is not stored; it follows from the changes before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.state.squeeze import squeeze, unsqueeze

MAGIC = b"CLTL"
VERSION = 2
"""Version of the layout; a reader refuses any other."""

GRID = 65535
"""Steps of the coordinate grid across the box of all outlines: under 30 m for a box 18 degrees wide."""

SHAPE_M = 50.0
"""Metres to which areas, line and band are rounded; they are estimates between places kilometres apart."""

Arrays = dict[str, NDArray[Any]]


def smallest(values: NDArray[np.integer[Any]], limit: int) -> NDArray[Any]:
    """Return values as uint8, uint16 or uint32, whichever holds ``limit``."""
    for dtype in (np.uint8, np.uint16):
        if limit <= np.iinfo(dtype).max:
            return values.astype(dtype)
    return values.astype(np.uint32)


def pack_file(header: Mapping[str, object], arrays: Mapping[str, NDArray[Any]]) -> tuple[str, bytes]:
    """Return the build id (16 hex digits of the content's SHA-256) and the compressed file."""
    sections: dict[str, list[object]] = {}
    body = bytearray()
    for name in sorted(arrays):
        array = arrays[name]
        way, data = squeeze(array)
        sections[name] = [array.dtype.kind + str(array.dtype.itemsize), len(body), int(array.size), way]
        body += data
        body += b"\0" * (-len(body) % 8)
    words = {"v": VERSION, **header, "sections": sections}
    digest = hashlib.sha256(_json(words) + bytes(body)).hexdigest()[:16]
    head = _json({"build": digest, **words})
    head += b" " * (-(len(head) + 8) % 8)
    raw = MAGIC + len(head).to_bytes(4, "little") + head + bytes(body)
    return digest, gzip.compress(raw, 9, mtime=0)


def unpack_file(payload: bytes) -> tuple[dict[str, Any], Arrays]:
    """Return header and arrays of a packed file; ValueError for anything else."""
    raw = gzip.decompress(payload)
    if raw[:4] != MAGIC:
        raise ValueError("not a packed timeline: it does not start with CLTL")
    size = int.from_bytes(raw[4:8], "little")
    header = json.loads(raw[8 : 8 + size])
    body = memoryview(raw)[8 + size :]
    arrays = {
        name: unsqueeze(body[offset:], dtype, length, way)
        for name, (dtype, offset, length, way) in header["sections"].items()
    }
    for name in [name for name in arrays if name.endswith(".item")]:
        prefix = name.removesuffix(".item")
        arrays[f"{prefix}.old"] = _old(arrays[f"{prefix}.base"], arrays[name], arrays[f"{prefix}.new"])
    return header, arrays


def _old(base: NDArray[Any], items: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
    """Return what each change replaced."""
    now, old = base.copy(), new.copy()
    for e, item in enumerate(items.tolist()):
        old[e] = now[item]
        now[item] = new[e]
    return old


def _json(words: Mapping[str, object]) -> bytes:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


@dataclass
class ChangeLog:
    """What each of ``n`` things looks like on each day, kept as a first day and the changes after it.

    A look is a hashable key; equal keys share one code. Two looks of the same code may still differ in
    what they rest on: ``proof`` is stored per change and a new proof makes a change of its own.
    """

    n: int
    codes: dict[Hashable, int] = field(default_factory=dict)
    base: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    proofs: list[Hashable] = field(default_factory=list)
    _now: list[tuple[int, Hashable]] = field(default_factory=list)

    def code(self, look: Hashable) -> int:
        """Return the code of a look, giving out the next free one to a new look."""
        return self.codes.setdefault(look, len(self.codes))

    def add_day(self, looks: Sequence[tuple[Hashable, Hashable]]) -> None:
        """Append one day: a look and its proof for each of the ``n`` things, in their order."""
        today = [(self.code(look), proof) for look, proof in looks]
        if len(today) != self.n:
            raise ValueError(f"expected {self.n} looks, got {len(today)}")
        if not self.offsets:
            self.base = [code for code, _ in today]
            self.proofs = [proof for _, proof in today]
            self.offsets = [0]
        else:
            for i, (before, after) in enumerate(zip(self._now, today, strict=True)):
                if before != after:
                    self.items.append(i)
                    self.new.append(after[0])
                    self.proofs.append(after[1])
        self.offsets.append(len(self.items))
        self._now = today

    def arrays(self, prefix: str) -> Arrays:
        """Return ``base`` (n), ``off`` (days + 1), ``item`` and ``new`` (changes), named by prefix.

        Changes ``off[d]`` up to ``off[d + 1]`` lead from day ``d - 1`` to day ``d``.
        """
        top = max(0, len(self.codes) - 1)
        return change_arrays(
            prefix,
            np.asarray(self.base, dtype=np.int64),
            np.asarray(self.offsets or [0], dtype=np.int64),
            np.asarray(self.items, dtype=np.int64),
            np.asarray(self.new, dtype=np.int64),
            top,
        )


def change_arrays(
    prefix: str,
    base: NDArray[np.int64],
    offsets: NDArray[np.int64],
    items: NDArray[np.int64],
    new: NDArray[np.int64],
    top_code: int,
) -> Arrays:
    """Return a change log's arrays in their smallest types; ``items`` are sorted within each day."""
    return {
        f"{prefix}.base": smallest(base, top_code),
        f"{prefix}.off": offsets.astype(np.uint32),
        f"{prefix}.item": smallest(items, len(base)),
        f"{prefix}.new": smallest(new, top_code),
    }


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape to draw and what it is: side indices (255 for none), a size in km or km², places behind it."""

    geometry: BaseGeometry
    side: int = 255
    other: int = 255
    size: float = 0.0
    refs: tuple[int, ...] = ()


@dataclass
class OutlineLog:
    """Shapes per day, stored once for each run of days on which they stay the same."""

    bounds: tuple[float, float, float, float]
    thin_deg: float = 0.0006
    days: list[int] = field(default_factory=list)
    _sets: dict[bytes, int] = field(default_factory=dict)
    _set_sizes: list[int] = field(default_factory=list)
    _parts: list[tuple[int, int, float, int, tuple[int, ...]]] = field(default_factory=list)
    _rings: list[NDArray[np.int64]] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """Steps of the grid across the box: about ``SHAPE_M`` metres each, at most ``GRID``."""
        return shape_steps(self.bounds)

    def add_day(self, outlines: Iterable[Outline]) -> None:
        """Append one day's shapes (EPSG:4326)."""
        given = list(outlines)
        found = quantised_rings([o.geometry for o in given], self.bounds, self.thin_deg, self.steps)
        parts = [(o, rings) for o, rings in zip(given, found, strict=True) if rings]
        key = hashlib.sha256()
        for o, rings in parts:
            key.update(f"{o.side},{o.other},{o.size:.1f},{o.refs},{len(rings)};".encode())
            for ring in rings:
                key.update(ring.tobytes())
        digest = key.digest()
        if digest not in self._sets:
            self._sets[digest] = len(self._set_sizes)
            self._set_sizes.append(len(parts))
            for o, rings in parts:
                self._parts.append((o.side, o.other, o.size, len(rings), o.refs))
                self._rings.extend(rings)
        self.days.append(self._sets[digest])

    def arrays(self, prefix: str) -> Arrays:
        """Return day -> set, set -> parts, part -> rings, ring -> points, and points on a grid of ``steps``."""
        flat = np.concatenate(self._rings) if self._rings else np.zeros((0, 2), dtype=np.int64)
        sizes = np.asarray([part[2] for part in self._parts], dtype=np.float64)
        return {
            f"{prefix}.day": np.asarray(self.days, dtype=np.uint16),
            f"{prefix}.set": ends(self._set_sizes),
            f"{prefix}.part": ends([part[3] for part in self._parts]),
            f"{prefix}.side": np.asarray([part[0] for part in self._parts], dtype=np.uint8),
            f"{prefix}.other": np.asarray([part[1] for part in self._parts], dtype=np.uint8),
            f"{prefix}.size": (np.rint(sizes * 8) / 8).astype(np.float32),
            f"{prefix}.refend": ends([len(part[4]) for part in self._parts]),
            f"{prefix}.ref": np.asarray([ref for part in self._parts for ref in part[4]], dtype=np.uint32),
            f"{prefix}.ring": ends([len(ring) for ring in self._rings]),
            f"{prefix}.x": flat[:, 0].astype(np.uint16),
            f"{prefix}.y": flat[:, 1].astype(np.uint16),
        }


def ends(sizes: Sequence[int]) -> NDArray[np.uint32]:
    """Return the running ends of runs of these sizes, starting with 0."""
    return np.concatenate([[0], np.cumsum(np.asarray(sizes, dtype=np.int64))]).astype(np.uint32)


def shape_steps(bounds: tuple[float, float, float, float]) -> int:
    """Return how many steps of about ``SHAPE_M`` metres cross a box (degrees), at most ``GRID``."""
    longer_m = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) * 111_195.0
    return int(min(GRID, max(256.0, np.ceil(longer_m / SHAPE_M))))


def quantised_rings(
    geometries: Sequence[BaseGeometry],
    bounds: tuple[float, float, float, float],
    thin_deg: float = 0.0006,
    steps: int = GRID,
) -> list[list[NDArray[np.int64]]]:
    """Return the rings or lines of each degree geometry on a grid of ``steps`` across ``bounds``, thinned.

    A polygon's holes follow its shell; what shrinks to a single grid point is left out.
    """
    found: list[list[NDArray[np.int64]]] = [[] for _ in geometries]
    parts, owner = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    parts, deeper = shapely.get_parts(parts, return_index=True)
    owner = owner[deeper]
    polygons = shapely.get_type_id(parts) == 3
    rings, ring_of = shapely.get_rings(parts[polygons], return_index=True)
    lines = np.isin(shapely.get_type_id(parts), (1, 2))
    outlines = np.concatenate([rings, parts[lines]])
    owners = np.concatenate([owner[polygons][ring_of], owner[lines]]).astype(int)
    if not len(outlines):
        return found
    west, south, east, north = bounds
    span = np.array([(east - west) / steps, (north - south) / steps])
    simple = shapely.simplify(outlines, max(thin_deg, (east - west) / GRID * 2.0), preserve_topology=True)
    xy, line_of = shapely.get_coordinates(simple, return_index=True)
    grid = np.clip(np.rint((xy - (west, south)) / span), 0, steps).astype(np.int64)
    fresh = np.r_[True, np.any(np.diff(grid, axis=0) != 0, axis=1) | (np.diff(line_of) != 0)]
    grid, line_of = grid[fresh], line_of[fresh]
    for line in np.split(np.arange(len(grid)), np.flatnonzero(np.diff(line_of)) + 1):
        if len(line) >= 2:
            found[owners[line_of[line[0]]]].append(grid[line])
    return found
