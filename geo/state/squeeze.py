"""Arrays made easy to compress, and back: differences, signs folded away, bytes of equal weight side by side.

A number array is stored as it is, as differences, or as differences of differences (both wrapping in the
array's own width, then zigzag-coded so that small steps of either sign are small numbers), and its bytes
may be split into planes. Which way is the smallest is tried out per array; the way is a small number:
0, 1 or 2 for the order of differences, plus 4 for split bytes.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

PLANES = 4
"""Added to the order of differences where bytes are split into planes."""

SMALL = 48
"""Arrays of fewer items are stored as they are."""


def squeeze(array: NDArray[Any]) -> tuple[int, bytes]:
    """Return the way and the bytes of a one-dimensional array of uint8, uint16, uint32 or float32."""
    flat = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    if flat.size < SMALL:
        return 0, flat.tobytes()
    orders = (0, 1, 2) if flat.dtype.kind == "u" else (0,)
    tried = []
    for order in orders:
        stepped = _differences(flat, order)
        tried.append((order, stepped.tobytes()))
        if flat.itemsize > 1:
            planes = stepped.view(np.uint8).reshape(-1, flat.itemsize).T
            tried.append((order + PLANES, planes.tobytes()))
    return min(tried, key=lambda found: (len(zlib.compress(found[1], 6)), found[0]))


def unsqueeze(data: memoryview | bytes, dtype: str, length: int, way: int) -> NDArray[Any]:
    """Return the array that ``squeeze`` stored, from the start of ``data``."""
    kind = np.dtype(f"<{dtype}")
    raw = np.frombuffer(data, dtype=np.uint8, count=length * kind.itemsize)
    if way & PLANES:
        raw = np.ascontiguousarray(raw.reshape(kind.itemsize, length).T).reshape(-1)
    array: NDArray[Any] = raw.view(kind)
    order = way & (PLANES - 1)
    if order:
        array = _unzigzag(array)
        for _ in range(order):
            array = np.cumsum(array, dtype=kind)
    return array


def _differences(array: NDArray[Any], order: int) -> NDArray[Any]:
    """Return the wrapping differences of an unsigned array, zigzag-coded; order 0 leaves it alone."""
    if not order:
        return array
    for _ in range(order):
        array = np.diff(array, prepend=np.zeros(1, dtype=array.dtype))
    bits = array.dtype.itemsize * 8
    signed = array.view(f"<i{array.dtype.itemsize}")
    return ((signed << 1) ^ (signed >> (bits - 1))).view(array.dtype)


def _unzigzag(array: NDArray[Any]) -> NDArray[Any]:
    one = array.dtype.type(1)
    steps: NDArray[Any] = (array >> one) ^ (np.zeros_like(array) - (array & one))
    return steps
