"""Colours by meaning: one hue a side, told apart by everybody; level is never told by colour alone.

The sides' colours come from the theatre (Okabe & Ito 2008, "Color Universal Design": vermilion,
bluish green, blue, orange, sky blue, reddish purple). Colour vision deficiency is simulated after
Machado, Oliveira and Fernandes 2009 (severity 1.0, linear RGB); differences are CIE 1976 on L*a*b*.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.theatre import Theatre

UNKNOWN = "#7d7a74"
"""Where nobody knows."""

INK_LIGHT, INK_DARK = "#22252a", "#e9ecf0"
"""Text and the estimated line on light and on dark ground."""

LAND_LIGHT, LAND_DARK = "#f6f4ef", "#22262c"
"""Land of the muted base map in the two themes."""

VISION: dict[str, NDArray[np.float64]] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear RGB matrices of Machado, Oliveira and Fernandes 2009, table for severity 1.0."""


def side_colour(side: str | None, theatre: Theatre) -> str:
    """Return the colour of a side as #rrggbb; grey for nobody or an unknown key."""
    if side is None or side not in theatre.side_keys:
        return UNKNOWN
    return theatre.side(side).colour


def linear_rgb(colour: str) -> NDArray[np.float64]:
    """Return #rrggbb as linear sRGB, three numbers of 0 to 1 (IEC 61966-2-1)."""
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    low, high = values / 12.92, ((values + 0.055) / 1.055) ** 2.4
    return np.asarray(np.where(values <= 0.04045, low, high), dtype=np.float64)


def luminance(colour: str) -> float:
    """Return the WCAG 2.2 relative luminance of #rrggbb, 0 to 1."""
    return float(linear_rgb(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str = "normal") -> NDArray[np.float64]:
    """Return CIE L*a*b* (D65) of #rrggbb as seen with a kind of colour vision (a key of ``VISION``)."""
    seen = np.clip(VISION[vision] @ linear_rgb(colour), 0.0, 1.0)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = (to_xyz @ seen) / np.array([0.9505, 1.0, 1.089])
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def difference(one: str, other: str, vision: str = "normal") -> float:
    """Return the CIE 1976 colour difference of two colours as seen with a kind of colour vision."""
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))
