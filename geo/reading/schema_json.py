"""A reading as plain JSON in the form in which articles are annotated."""

from __future__ import annotations

import re
from typing import Any

from geo.model import ControlClaim, DisplacementClaim, Reading, RoadClaim


def to_schema(reading: Reading) -> dict[str, Any]:
    """Return the reading as a dict with the keys places, claims, highways and displacement.

    Dates are ISO strings, coordinates WGS 84 degrees or null; rows are in text order.
    """
    return {
        "id": reading.article.id,
        "theatre": reading.article.theatre,
        "outlet": reading.article.outlet,
        "url": reading.article.url,
        "published": reading.article.published.isoformat(),
        "language": reading.article.language,
        "places": _places(reading),
        "claims": [_claim(claim) for claim in reading.claims],
        "highways": [_highway(claim) for claim in reading.highways],
        "displacement": [_displacement(claim) for claim in reading.displacement],
    }


def _places(reading: Reading) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for mention in reading.mentions:
        if mention.text in seen:
            continue
        seen.add(mention.text)
        place = mention.place
        located = place is not None and not place.is_area
        rows.append(
            {
                "mention": mention.text,
                "canonical": place.name if place else None,
                "id": place.id if place else None,
                "lat": place.lat if place and located else None,
                "lon": place.lon if place and located else None,
                "kind": place.kind if place else None,
            }
        )
    known = {mention.place.id: mention.place for mention in reading.mentions if mention.place is not None}
    for claim in reading.claims:
        place = known.get(claim.place_id or "")
        if place is None or claim.place in seen or place.is_area:
            continue
        seen.add(claim.place)
        rows.append(
            {
                "mention": claim.place, "canonical": None, "id": place.id, "lat": place.lat, "lon": place.lon,
                "kind": None,
            }
        )  # fmt: skip
    return rows


def _claim(claim: ControlClaim) -> dict[str, Any]:
    return {
        "place": claim.place,
        "place_id": claim.place_id,
        "event": claim.event.value,
        "holder": claim.holder,
        "polarity": claim.polarity.value,
        "claimant": claim.attribution.claimant,
        "claimant_side": claim.attribution.side,
        "date": claim.when.day.isoformat(),
        "date_precision": claim.when.precision.value,
        "quote": claim.quote,
        "rule": claim.rule,
    }


def _highway(claim: RoadClaim) -> dict[str, Any]:
    return {
        "road": _road(claim),
        "status": claim.event.value,
        "holder": claim.holder,
        "at": claim.at,
        "polarity": claim.polarity.value,
        "claimant": claim.attribution.claimant,
        "claimant_side": claim.attribution.side,
        "date": claim.when.day.isoformat() if claim.when else None,
        "quote": claim.quote,
        "rule": claim.rule,
    }


def _road(claim: RoadClaim) -> str:
    """Return the designation of a road, else the words of the text (annotators write "M5", or "Gharyan road")."""
    number = re.fullmatch(r"[A-Z]\d+", claim.road) or re.search(r"Asian|\bAH\b|AH-?\d", claim.as_written)
    return claim.road if number or not claim.as_written else claim.as_written


def _displacement(claim: DisplacementClaim) -> dict[str, Any]:
    return {
        "count_min": claim.count_min,
        "count_max": claim.count_max,
        "as_written": claim.as_written,
        "area": claim.area,
        "since": claim.since.isoformat() if claim.since else None,
        "until": claim.until.isoformat() if claim.until else None,
        "movement": claim.movement.value,
        "claimant": claim.attribution.claimant,
        "claimant_side": claim.attribution.side,
        "quote": claim.quote,
        "rule": claim.rule,
    }
