"""The dated facts of the north-west Syria campaign as claims: one claim for each source of each row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from geo.model import Attribution, ControlClaim, Event, Place, Polarity, Span, When
from geo.places.names import fold
from geo.state.grading import find_source
from geo.theatre import Theatre

REMARK = re.compile(r"\(([^)]*)\)")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["to_holder"] in ("government", "opposition")]


def campaign_places(table: Iterable[dict[str, str]], known: Iterable[Place]) -> dict[str, Place]:
    """Return a place for each name of the table: the gazetteer's where it has that name, spelt alike or not."""
    by_name: dict[str, Place] = {}
    for place in (place for place in known if not place.is_area):
        for name in place.alt_names:
            by_name.setdefault(fold(name), place)
    by_name |= {fold(place.name): place for place in known if not place.is_area}
    found: dict[str, Place] = {}
    for row in table:
        name = row["place"]
        point = (float(row["lon"]), float(row["lat"])) if row["lat"] else (None, None)
        made = Place(
            id=f"nw-syria:{name.casefold().replace(' ', '-')}",
            name=name,
            kind="village",
            feature_code="PPL",
            lon=point[0],
            lat=point[1],
            country="SY",
        )
        found.setdefault(name, by_name.get(fold(name), made))
    return found


def _sources(text: str, theatre: Theatre) -> Iterator[tuple[str, str, str]]:
    """Yield (claimant, outlet, side) for each source named in a cell."""
    for part in re.split(r";|, (?![^(]*\))| and | / ", text):
        remark = " ".join(REMARK.findall(part))
        claimant, outlet = (*re.split(r" via | cited by ", REMARK.sub("", part).strip()), "")[:2]
        source = find_source(claimant, theatre)
        if source is not None:
            side = source.side
        elif "government" in remark or "state" in remark or "Syrian" in claimant or "Russian" in claimant:
            side = "government"
        elif "opposition" in remark:
            side = "opposition"
        elif "Turkish" in claimant or "Turkish" in remark:
            side = "turkey"
        else:
            side = "third-party"
        yield claimant.strip(), outlet.strip() or claimant.strip(), side


def campaign_claims(path: Path, theatre: Theatre, known: Iterable[Place]) -> tuple[list[ControlClaim], list[Place]]:
    """Return the claims of the table and the places they are about."""
    table = [row for row in rows(path) if "M5" not in row["place"]]
    places = campaign_places(table, known)
    claims = []
    for number, row in enumerate(table):
        day = date.fromisoformat(row["date"])
        event = Event.CONTESTED if row["status"] == "contested" else Event.GAINED
        event = Event.HELD if row["from_holder"] == row["to_holder"] else event
        for k, (claimant, outlet, side) in enumerate(_sources(row["source_name"], theatre)):
            claims.append(
                ControlClaim(
                    article_id=f"row-{number:03}-{k}",
                    theatre=theatre.key,
                    span=Span(start=0, end=1),
                    quote="",
                    sentence="",
                    attribution=Attribution(outlet=outlet, claimant=claimant, side=side),
                    polarity=Polarity.DENIED if row["status"] == "denied" else Polarity.ASSERTED,
                    published=day,
                    rule="table",
                    place=row["place"],
                    place_id=places[row["place"]].id,
                    event=event,
                    holder=row["to_holder"],
                    when=When(day=day),
                )
            )
    return claims, list(places.values())
