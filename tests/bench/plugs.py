"""Thin adapters from the measuring scripts to the product's own code: they translate, never decide."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from shapely.affinity import scale

from geo import geoparse as geo_geoparse
from geo.model import Attribution, ControlClaim, Event, Place, Polarity, Span, When
from geo.state.fusion import fuse as fuse_claims
from geo.state.ground import Ground
from geo.theatre import Theatre

DAY_ZERO = date(2024, 1, 1)
SIDES = ("ukraine", "russia")
STREAM_SOURCES = (
    # name, side, letter nearest to the hit rate that the measuring script gives the source
    ("RU_MoD", "russia", "C"),
    ("RU_blogger", "russia", "C"),
    ("UA_GenStaff", "ukraine", "B"),
    ("UA_blogger", "ukraine", "B"),
    ("OSINT_geo", "monitor", "A"),
    ("Agency", "monitor", "C"),
)


@lru_cache(maxsize=4)
def stream_theatre(days: int) -> Theatre:
    """Return the two-sided theatre of the simulated stream, with its six sources graded."""
    return Theatre.model_validate(
        {
            "key": "stream",
            "title": "Simulated stream",
            "countries": ["UA"],
            "bbox": [30.0, 44.0, 41.0, 53.0],
            "start": DAY_ZERO,
            "end": DAY_ZERO + timedelta(days=days - 1),
            "metric_crs": "EPSG:32637",
            "sides": [
                {"key": "ukraine", "label": "Ukraine", "colour": "#0072B2"},
                {"key": "russia", "label": "Russia", "colour": "#D55E00"},
            ],
            "sources": [
                {"name": name, "kind": "official", "side": side, "reliability": letter, "reason": "given"}
                for name, side, letter in STREAM_SOURCES
            ],
        }
    )


def stream_claim(index: int, row: Any) -> ControlClaim:
    """Return one row of the simulated stream (day, place, src, says, kind) as a claim."""
    name, side, _letter = STREAM_SOURCES[int(row["src"])]
    denies = int(row["kind"]) == 1
    holder = SIDES[1 - int(row["says"])] if denies else SIDES[int(row["says"])]
    day = DAY_ZERO + timedelta(days=int(row["day"]))
    return ControlClaim(
        id=f"c-{index:06}",
        article_id=f"a-{index:06}",
        theatre="stream",
        span=Span(start=0, end=0),
        quote="",
        sentence="",
        attribution=Attribution(outlet=name, claimant=name, side=side),
        polarity=Polarity.DENIED if denies else Polarity.ASSERTED,
        published=day,
        rule="stream",
        place=str(int(row["place"])),
        place_id=f"stream:{int(row['place'])}",
        event=Event.HELD if int(row["kind"]) == 2 else Event.GAINED,
        holder=holder,
        when=When(day=day),
    )


def fuse(claims: Any, places: int, days: int) -> np.ndarray:
    """Adapt ``geo.state.fusion.fuse`` to the stream test: P(Russia holds) as an array [places, days]."""
    named = [
        Place(id=f"stream:{i}", name=str(i), kind="town", feature_code="PPL", lon=None, lat=None, country="UA")
        for i in range(places)
    ]
    rows = [stream_claim(i, row) for i, row in enumerate(claims)]
    history = fuse_claims(rows, named, stream_theatre(days))
    return np.array([history.curve(place.id, "russia") for place in named])


def geoparse(text: str, spans: Any = None) -> list[dict[str, Any]]:
    """Adapt ``geo.geoparse`` to the geoparsing test: dicts with offsets and degrees."""
    return [
        {
            "start": mention.span.start,
            "end": mention.span.end,
            "lat": mention.place.lat if mention.place else None,
            "lon": mention.place.lon if mention.place else None,
        }
        for mention in geo_geoparse(text, spans)
    ]


def reconstruct(points: np.ndarray, labels: np.ndarray, weights: np.ndarray, extent: Any) -> dict[str, Any]:
    """Adapt ``geo.state.ground.Ground`` to the reconstruction test: kilometres to metres and back."""
    xy_m = np.asarray(points, dtype=float) * 1000.0
    ground = Ground(scale(extent, 1000.0, 1000.0, origin=(0, 0)), xy_m)
    division = ground.divide(xy_m, ("0", "1"), np.asarray(labels, dtype=int), np.asarray(weights, dtype=float))
    polys = {int(side): scale(part, 0.001, 0.001, origin=(0, 0)) for side, part in division.parts.items()}
    return {"polys": polys, "prob": lambda q: division.field.at(np.asarray(q) * 1000.0)[:, 1]}
