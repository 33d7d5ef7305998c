"""Names on the map that do not collide: greedy placement, the most telling places first.

A label is tried at eight spots around its point; it must not touch another label, a reserved room
or the frame, and the spot that covers least of what is drawn wins. Deterministic, no iteration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.sheet.spec import INK, Rect
from layers.sheet.text import width_pt


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A name that wants to stand beside a point (page points, y down); ``local`` goes on a second line."""

    x: float
    y: float
    text: str
    local: str = ""
    size_pt: float = 6.0
    bold: bool = False
    gap: float = 3.0
    colour: str = INK
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A placed name: its box, and the wish it fulfils."""

    box: Rect
    wish: Wish
    align: str


MOST_COVERED = 3
"""A second line in the local script may cover this many drawn points; beyond that it is left out."""

_SPOTS = (
    (1, 0.0), (-1, 0.0), (1, -0.9), (1, 0.9), (-1, -0.9), (-1, 0.9), (0, -1.0), (0, 1.0),
)  # fmt: skip
"""Side (1 right, -1 left, 0 centred) and vertical shift in label heights, most readable first."""


class Crowd:
    """What is drawn already, as points to avoid covering, found fast by a grid."""

    def __init__(self, frame: Rect, points: NDArray[np.float64], cell: float = 6.0) -> None:
        self.frame, self.cell = frame, cell
        wide, high = int(frame.w / cell) + 2, int(frame.h / cell) + 2
        self.counts = np.zeros((high, wide))
        if len(points):
            columns = ((points[:, 0] - frame.x) / cell).astype(int)
            rows = ((points[:, 1] - frame.y) / cell).astype(int)
            ok = (columns >= 0) & (columns < wide) & (rows >= 0) & (rows < high)
            np.add.at(self.counts, (rows[ok], columns[ok]), points[ok, 2] if points.shape[1] > 2 else 1.0)

    def covered(self, box: Rect) -> float:
        """Return how many points fall into the cells under a box, each by its weight (third column, else 1)."""
        c0, c1 = int((box.x - self.frame.x) / self.cell), int((box.right - self.frame.x) / self.cell) + 1
        r0, r1 = int((box.y - self.frame.y) / self.cell), int((box.bottom - self.frame.y) / self.cell) + 1
        return float(self.counts[max(0, r0) : r1, max(0, c0) : c1].sum())


def touch(a: Rect, b: Rect, air: float = 0.8) -> bool:
    """Return whether two boxes come closer than ``air`` points."""
    return not (a.right + air <= b.x or b.right + air <= a.x or a.bottom + air <= b.y or b.bottom + air <= a.y)


def place_labels(
    wishes: Sequence[Wish], frame: Rect, reserved: Sequence[Rect], crowd: Crowd, limit: int
) -> list[Label]:
    """Place the wishes in order, at most ``limit``; those with no free spot are left out."""
    placed: list[Label] = []
    taken = list(reserved)
    for wish in wishes:
        if len(placed) >= limit:
            break
        label = _best(wish, frame, taken, crowd)
        if wish.local and (label is None or crowd.covered(label.box) > MOST_COVERED):
            label = _best(replace(wish, local=""), frame, taken, crowd)
        if label is not None:
            placed.append(label)
            taken.append(label.box)
    return placed


def _best(wish: Wish, frame: Rect, taken: Sequence[Rect], crowd: Crowd) -> Label | None:
    wide = width_pt(wish.text, wish.size_pt, bold=wish.bold)
    high = wish.size_pt * 1.12
    if wish.local:
        wide = max(wide, width_pt(wish.local, wish.size_pt * 0.9))
        high += wish.size_pt * 1.1
    best: tuple[float, Label] | None = None
    for order, (side, shift) in enumerate(_SPOTS):
        x = wish.x + wish.gap if side > 0 else wish.x - wish.gap - wide if side < 0 else wish.x - wide / 2
        y = wish.y - high / 2 + shift * (high / 2 + (wish.gap if side == 0 else 0.0))
        box = Rect(x=x, y=y, w=wide, h=high)
        inside = (
            box.x > frame.x + 2
            and box.right < frame.right - 2
            and box.y > frame.y + 2
            and box.bottom < frame.bottom - 2
        )
        if not inside or any(touch(box, other) for other in taken):
            continue
        cost = crowd.covered(box) + order * 0.6
        if best is None or cost < best[0]:
            best = (cost, Label(box=box, wish=wish, align="left" if side > 0 else "right" if side < 0 else "center"))
    return best[1] if best else None
