"""What stands beside the map: evidence as a table, exact weights of a day, and the ways to look at a ledger."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geo.model import Article, Claim, ControlClaim, DisplacementClaim, RoadClaim
from geo.pipeline import Situation, View
from geo.state.chapters import safe_url
from geo.state.day import PlaceStatus
from geo.state.frames import TimelineFile
from geo.state.headline import why
from geo.theatre import Theatre, load_theatre, theatre_keys
from layers.export import Order
from layers.timeline import page

DEFAULT_THEATRE = "nw-syria"

PRESS = threading.Lock()
"""One file is made at a time."""

EVIDENCE_COLUMNS = (
    "published", "claimant", "side", "stance", "says", "grade", "speaks", "weight", "sentence", "outlet", "link",
)  # fmt: skip
"""Columns of the evidence table, in order; ``weight`` is log-odds for ``side`` of the status."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a link asks of the server; the rest of the link (day, view, layers, pick) is the browser's."""

    theatre: str
    view: View


def asked_of(query: Mapping[str, str]) -> Asked:
    """Return theatre, knowledge date, perspective and left-out sources of a link; nonsense is ignored.

    Letters as in ``layers/js/link.js``: t theatre, k known as of, p perspective, x left out.
    """
    keys = theatre_keys()
    theatre = query.get("t", "")
    theatre = theatre if theatre in keys else (DEFAULT_THEATRE if DEFAULT_THEATRE in keys else keys[0])
    known = query.get("k", "")
    eyes = query.get("p", "")
    perspective = eyes if eyes in perspectives(load_theatre(theatre)) and eyes else None
    left = tuple(sorted({name.strip() for name in query.get("x", "").split(",") if name.strip()}))
    return Asked(
        theatre=theatre,
        view=View(known_as_of=_day(known), perspective=perspective, leave_out=left),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def perspectives(theatre: Theatre) -> dict[str, str]:
    """Return the points of view a reader may take: key to words; the empty key is everybody."""
    sides = {side.key: f"Only what {side.short or side.label} and its sources say" for side in theatre.sides}
    return {"": "Everybody's statements", "monitors": "Only neutral sources", **sides}


def source_names(claims: Iterable[Claim]) -> list[str]:
    """Return the outlets of a ledger, sorted; these can be left out."""
    return sorted({claim.attribution.outlet for claim in claims})


def says(claim: Claim, theatre: Theatre) -> str:
    """Return what a claim says in few words: "Opposition gained", "cut", "90,000 fled"."""
    match claim:
        case ControlClaim():
            held = claim.holder in theatre.side_keys if claim.holder else False
            who = theatre.side(claim.holder or "").short or claim.holder if held else claim.holder
            return f"{who or 'somebody'} {claim.event.value}" if claim.event.value != "contested" else "contested"
        case RoadClaim():
            return f"{claim.road} {claim.event.value}"
        case DisplacementClaim():
            return f"{claim.as_written} {claim.movement.value}"


def evidence_rows(
    status: PlaceStatus, claims: Mapping[str, Claim], articles: Mapping[str, Article], theatre: Theatre
) -> list[dict[str, object]]:
    """Return a row per claim behind a status, in time order, with its exact weight on that day."""
    grades = {part.claim_id: part.grade for part in reversed(status.trace)}
    weights = status.weights
    rows = []
    for speaks, ids in (("for", status.supporting), ("against", status.dissenting)):
        for claim_id in ids:
            claim = claims.get(claim_id)
            if claim is None:
                continue
            article = articles.get(claim.article_id)
            row: dict[str, object] = {
                "published": claim.published.isoformat(),
                "claimant": claim.attribution.claimant,
                "side": claim.attribution.side,
                "stance": "denies" if claim.polarity.value == "denied" else "says",
                "says": says(claim, theatre),
                "grade": grades.get(claim_id, ""),
                "speaks": speaks,
                "weight": round(weights[claim_id], 3) if claim_id in weights else None,
                "sentence": claim.sentence,
                "outlet": claim.attribution.outlet,
                "link": safe_url(article.url if article else None),
            }
            rows.append(row)
    return sorted(rows, key=lambda row: (str(row["published"]), str(row["claimant"]), str(row["sentence"])))


def exact_weights(situation: Situation, place_id: str, day: str) -> dict[str, object] | None:
    """Return the contributions of one place on one ISO day for the browser's panel, or none."""
    when = _day(day)
    if not place_id or when is None:
        return None
    status = situation.history.status(place_id, when)
    if status is None:
        return None
    weights = [[claim_id, round(value, 3)] for claim_id, value in status.weights.items()]
    return {"place": place_id, "day": day, "weights": weights}


def status_of(situation: Situation, place_id: str, day: str) -> PlaceStatus | None:
    """Return the status of a place on an ISO day, or none for nonsense or a place nobody spoke of."""
    when = _day(day)
    return None if when is None or not place_id else situation.history.status(place_id, when)


def why_words(situation: Situation, status: PlaceStatus) -> str:
    """Return the one sentence that says why the place is drawn as it is."""
    place = situation.by_id.get(status.place_id)
    return why(status, place, situation.theatre) if place else ""


LAYER_KEYS = {"areas": "areas", "line": "line", "roads": "highways", "notes": "displacement", "places": "places"}
"""Switches of the map and the layers that exports draw for them."""


def order_of(theatre: Theatre, day: str, switched_on: str) -> Order:
    """Return what to export for an ISO day (the last of the theatre for none) and the map's switches (none: all)."""
    chosen = tuple(LAYER_KEYS[key] for key in switched_on.split(",") if key in LAYER_KEYS)
    return Order(day=_day(day) or theatre.end, layer_keys=chosen)


def html_file(timeline: TimelineFile, theatre: Theatre, day: date) -> bytes:
    """Return the whole timeline as one HTML file that opens on a day."""
    return page(timeline, f"Claimline: {theatre.title}", day=day.isoformat()).encode("utf-8")
