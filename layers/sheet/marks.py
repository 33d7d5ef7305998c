"""Symbols of the layer protocol as matplotlib artists: on the map and, the same, in the legend.

Symbol lengths are CSS pixels; ``scale`` turns them into points of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.base import Shape, Symbol
from layers.sheet.spec import PAPER

Points = NDArray[np.float64]
"""An (n, 2) array of metres or points."""

_HATCH = set("/\\|-+xXoO.*")


def path_of(geometries: Iterable[BaseGeometry]) -> Path | None:
    """Return one compound path of all rings of the polygons, holes included, or none without any."""
    rings = [
        np.asarray(ring.coords)[:, :2]
        for geometry in geometries
        for part in shapely.get_parts(shapely.orient_polygons(geometry))
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
        if len(ring.coords) > 2
    ]
    if not rings:
        return None
    codes = [np.full(len(ring), Path.LINETO, dtype=Path.code_type) for ring in rings]
    for code in codes:
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.vstack(rings), np.concatenate(codes))


def hatch_of(symbol: Symbol, *, density: int = 3) -> str | None:
    """Return matplotlib's hatch for a symbol; an unknown hatch name becomes diagonal lines."""
    if not symbol.hatch:
        return None
    signs = "".join(sign for sign in symbol.hatch if sign in _HATCH)
    return (signs[:1] or "/") * density if len(set(signs)) <= 1 else signs


def draw_areas(axes: Axes, geometries: Sequence[BaseGeometry], symbol: Symbol, scale: float, z: float) -> None:
    """Fill polygons, hatch them where the symbol says so, and stroke their edge."""
    path = path_of(geometries)
    if path is None:
        return
    if symbol.fill:
        axes.add_artist(PathPatch(path, facecolor=symbol.fill, edgecolor="none", alpha=symbol.opacity, lw=0, zorder=z))
    hatch = hatch_of(symbol)
    if hatch:
        patch = PathPatch(path, facecolor="none", edgecolor=symbol.stroke, lw=0, hatch=hatch, zorder=z + 0.01)
        patch.set_alpha(min(1.0, symbol.opacity + 0.35))
        patch.set_hatch_linewidth(0.45)
        axes.add_artist(patch)
    if symbol.stroke_px > 0 and not hatch:
        axes.add_artist(
            PathPatch(
                path, facecolor="none", edgecolor=symbol.stroke, lw=symbol.stroke_px * scale,
                linestyle=_dash(symbol, scale), alpha=min(1.0, symbol.opacity * 1.5), zorder=z + 0.02,
            )
        )  # fmt: skip


def _dash(symbol: Symbol, scale: float) -> str | tuple[float, tuple[float, ...]]:
    if not symbol.dash:
        return "solid"
    width = max(symbol.stroke_px, 0.1)
    return (0.0, tuple(max(0.2, length / width) for length in symbol.dash)) if scale > 0 else "solid"


def draw_lines(axes: Axes, geometries: Sequence[BaseGeometry], symbol: Symbol, scale: float, z: float) -> None:
    """Stroke lines; a dashed light line gets a white casing so that it reads on any ground."""
    joined = shapely.line_merge(shapely.union_all(list(geometries))) if symbol.dash else None
    parts = [
        np.asarray(part.coords)[:, :2]
        for geometry in ([joined] if joined is not None else geometries)
        for part in shapely.get_parts(geometry)
        if part.geom_type in ("LineString", "LinearRing") and len(part.coords) > 1
    ]
    if not parts:
        return
    width = symbol.stroke_px * scale
    axes.add_collection(
        LineCollection(
            parts,
            colors=PAPER,
            linewidths=width + 1.2,
            alpha=0.75,
            zorder=z - 0.01,
            capstyle="round",
            joinstyle="round",
        ),
        autolim=False,
    )
    axes.add_collection(
        LineCollection(
            parts, colors=symbol.stroke, linewidths=width, alpha=symbol.opacity, zorder=z,
            linestyles=[_dash(symbol, scale)], capstyle="butt", joinstyle="round",
        ),
        autolim=False,
    )  # fmt: skip


def draw_points(axes: Axes, points: Points, symbol: Symbol, scale: float, z: float) -> Artist | None:
    """Draw one symbol at many points as a single artist (markers, so files stay small)."""
    if len(points) == 0:
        return None
    artist = Line2D(points[:, 0], points[:, 1], linestyle="none", zorder=z, **_marker(symbol, scale))  # type: ignore[arg-type]
    axes.add_artist(artist)
    if symbol.shape is Shape.SPLIT:  # a seam that stays where print takes the two colours away
        size = max(0.8, 2 * symbol.radius_px * scale)
        seam = Line2D(points[:, 0], points[:, 1], linestyle="none", marker="|", zorder=z + 0.005)
        seam.set(markersize=size, markeredgewidth=max(0.3, size * 0.12), markeredgecolor=PAPER)
        axes.add_artist(seam)
    return artist


def _marker(symbol: Symbol, scale: float) -> dict[str, object]:
    """Return the marker properties of a shape: filled, ring, split, hollow or disc."""
    size = max(0.8, 2 * symbol.radius_px * scale)
    edge = max(0.25, symbol.stroke_px * scale)
    style: dict[str, object] = {"marker": "o", "markersize": size, "alpha": symbol.opacity, "markeredgewidth": edge}
    fill = symbol.fill or symbol.stroke
    match symbol.shape:
        case Shape.DOT | Shape.DISC | Shape.AREA:
            return {**style, "markerfacecolor": fill, "markeredgecolor": symbol.stroke}
        case Shape.RING | Shape.HOLLOW | Shape.ARROW | Shape.LINE:
            return {**style, "markerfacecolor": symbol.fill or PAPER, "markeredgecolor": symbol.stroke}
        case Shape.SPLIT:
            return {
                **style,
                "fillstyle": "left",
                "markerfacecolor": fill,
                "markerfacecoloralt": symbol.stroke if symbol.stroke != fill else PAPER,
                "markeredgecolor": symbol.stroke,
            }


def draw_arrows(axes: Axes, lines: Sequence[BaseGeometry], symbol: Symbol, scale: float, z: float) -> None:
    """Draw lines with a head at their end."""
    for line in lines:
        coords = np.asarray(line.coords)
        axes.annotate(
            "",
            xy=tuple(coords[-1][:2]),
            xytext=tuple(coords[0][:2]),
            arrowprops={
                "arrowstyle": "-|>", "color": symbol.stroke, "lw": max(0.5, symbol.stroke_px * scale),
                "alpha": symbol.opacity, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 7,
                "connectionstyle": "arc3,rad=0.15",
            },
            zorder=z,
            annotation_clip=True,
        )  # fmt: skip
