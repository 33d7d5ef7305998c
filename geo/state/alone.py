"""Ground around a place that no other report outweighs: its own word stands there. Units: metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.state.ground import SNAP_M, polygons_only


def keep_own_ground(
    parts: Mapping[str, BaseGeometry],
    sides: Sequence[str],
    xy_m: NDArray[np.float64],
    label: NDArray[np.int_],
    reach_m: NDArray[np.float64],
    within_m: BaseGeometry,
) -> dict[str, BaseGeometry]:
    """Return the parts with a disc given back to each place that only distant reports overruled.

    The surface smooths over single places, as it should where many reports stand close together.
    Place i at ``xy_m[i]`` is said to be ``sides[label[i]]``'s; where the reports of other sides
    within ``reach_m[i]`` are no more than those of its own, it keeps the ground up to half way to
    the nearest of them, inside ``within_m``. Parts stay without overlap and fill the same ground.
    """
    lost = [i for i, point in enumerate(xy_m) if not parts[sides[label[i]]].covers(shapely.Point(point))]
    if not lost:
        return dict(parts)
    tree = cKDTree(xy_m)
    discs: dict[str, list[BaseGeometry]] = {}
    for i in lost:
        near = np.array(tree.query_ball_point(xy_m[i], reach_m[i]))
        contrary = near[label[near] != label[i]]
        if len(contrary) > len(near) - len(contrary):
            continue
        gap = min((float(np.hypot(*(xy_m[k] - xy_m[i]))) for k in contrary), default=np.inf)
        disc = shapely.Point(xy_m[i]).buffer(min(float(reach_m[i]), gap / 2))
        discs.setdefault(sides[label[i]], []).append(disc)
    kept = dict(parts)
    for side, own in discs.items():
        ground = shapely.intersection(shapely.union_all(own), within_m, grid_size=SNAP_M)
        for other, part in kept.items():
            clip = shapely.union if other == side else shapely.difference
            kept[other] = polygons_only(clip(part, ground, grid_size=SNAP_M))
    return kept
