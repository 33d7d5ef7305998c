"""The dated facts of the campaign as claims: one claim per row and named source, nothing else added."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from geo.model import (
    Attribution,
    ControlClaim,
    Event,
    Place,
    Polarity,
    RoadClaim,
    RoadEvent,
    Span,
    When,
)
from geo.places.gazetteer import Gazetteer

SIDE_WORDS = (
    (
        "government",
        ("pro-government", "syrian", "sana", "russian", "tass", "tishreen", "state", "ikhbariya", "iswnews"),
    ),
    ("turkey", ("turkish", "trt", "anadolu", "yeni safak", "daily sabah")),
    ("opposition", ("qasioun", "opposition)")),
    ("monitor", ("sohr",)),
)
"""Words in a source's name that tell its side; the first hit counts, others are third parties."""


def side_of(source: str) -> str:
    folded = source.casefold()
    hits = [side for side, words in SIDE_WORDS if any(word in folded for word in words)]
    return "monitor" if "sohr" in folded else (hits[0] if hits else "third-party")


def sources_of(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"; | / | and (?=[A-Z])", cell) if part.strip()]


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def control_claims(shared: Path, gazetteer: Gazetteer) -> tuple[ControlClaim, ...]:
    claims: list[ControlClaim] = []
    for number, row in enumerate(rows_of(shared, "nw_syria_2020_control_changes.csv")):
        place = _place(row, gazetteer)
        if place is None:
            continue
        event = Event.CONTESTED if row["status"] == "contested" else Event.GAINED
        if row["from_holder"] == row["to_holder"]:
            event = Event.HELD
        claims += [_claim(row, number, source, place, event) for source in sources_of(row["source_name"])]
    return tuple(claims)


def _claim(row: dict[str, str], number: int, source: str, place: Place, event: Event) -> ControlClaim:
    return ControlClaim(
        article_id=f"fact-{number}-{source}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote="",
        sentence="",  # the table's note is nobody's words: as a sentence it would make its sources one dispatch
        attribution=Attribution(outlet=source, claimant=source, side=side_of(source)),
        polarity=Polarity.DENIED if row["status"] == "denied" else Polarity.ASSERTED,
        published=date.fromisoformat(row["date"]),
        rule="table",
        place=row["place"],
        place_id=place.id,
        event=event,
        holder=row["to_holder"],
        when=When(day=date.fromisoformat(row["date"])),
    )


def _place(row: dict[str, str], gazetteer: Gazetteer) -> Place | None:
    if row["geonameid_or_pcode"].isdigit():
        found = gazetteer.get(f"geonames:{row['geonameid_or_pcode']}")
        if found:
            return found
    hits: Sequence[Place] = [hit.place for hit in gazetteer.named(row["place"])]
    if row["lat"]:
        lat, lon = float(row["lat"]), float(row["lon"])
        hits = [p for p in hits if p.lat and p.lon and abs(p.lat - lat) < 0.06 and abs(p.lon - lon) < 0.06]
    return hits[0] if hits else None


def road_claims(shared: Path) -> tuple[RoadClaim, ...]:
    """The rows about the M5 as a whole, and the transport minister's word of 22 February."""
    events = {
        "2020-02-11": (RoadEvent.HELD, "government", None),
        "2020-02-27": (RoadEvent.CUT, "opposition", "Saraqib"),
        "2020-03-02": (RoadEvent.HELD, "government", None),
    }
    rows = [
        (row["date"], source, *events[row["date"]])
        for row in rows_of(shared, "nw_syria_2020_control_changes.csv")
        if row["place"].startswith("M5")
        for source in sources_of(row["source_name"])
    ]
    rows.append(("2020-02-22", "Ali Hammoud, Transport Minister", RoadEvent.OPEN, "government", None))
    return tuple(_road(day, who, event, holder, at) for day, who, event, holder, at in rows)


def _road(day: str, who: str, event: RoadEvent, holder: str, at: str | None) -> RoadClaim:
    return RoadClaim(
        article_id=f"road-{day}-{who}",
        theatre="nw-syria",
        span=Span(start=0, end=1),
        quote="",
        sentence="the whole M5",
        attribution=Attribution(outlet=who, claimant=who, side=side_of(who)),
        polarity=Polarity.ASSERTED,
        published=date.fromisoformat(day),
        rule="table",
        road="M5",
        event=event,
        holder=holder,
        at=at,
        at_place_id=None,
        when=When(day=date.fromisoformat(day)),
    )
