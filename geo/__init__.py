"""Claimline reads war reporting and keeps who says which side holds which place.

The pipeline: articles are read (``geo.articles``), place names are found and resolved
(``geo.places``), sentences become attributed claims (``geo.reading``), claims go into an
append-only ledger (``geo.ledger``), the ledger becomes the state of a day (``geo.state``):
status per place with a trace, areas, line, routes, displacement. ``geo.pipeline`` wires it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.places.anywhere import geoparse as geoparse

__all__ = ["geoparse"]


def __getattr__(name: str) -> Any:
    """Load public names on first use, so that importing the package stays quick."""
    if name == "geoparse":
        from geo.places.anywhere import geoparse  # noqa: PLC0415

        return geoparse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
