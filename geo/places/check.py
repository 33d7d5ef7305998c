"""Look over a theatre's places: doubles, points outside, shared names, overrides that point nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from geo.model import Place
from geo.places.distance import distance_km
from geo.places.gazetteer import DOUBLE_KM, Gazetteer, load_gazetteer
from geo.places.names import fold
from geo.places.overrides import read_overrides
from geo.theatre import Theatre


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to look at: an ``error`` breaks the theatre, a ``note`` is for the analyst."""

    level: str
    text: str

    @property
    def is_error(self) -> bool:
        """Tell whether the theatre should not be used before this is mended."""
        return self.level == "error"


def check_theatre(theatre: Theatre) -> list[Finding]:
    """Return what is wrong or worth knowing about a theatre's places, errors first.

    Raises DataMissingError where the theatre takes its places from a world index that is not built.
    """
    gazetteer = load_gazetteer(theatre)
    findings = [
        *doubles(gazetteer),
        *outside(gazetteer, theatre),
        *lost_overrides(gazetteer, theatre),
        *shared_names(gazetteer, theatre),
        *without_point(gazetteer),
    ]
    return sorted(findings, key=lambda finding: (not finding.is_error, finding.level, finding.text))


def _settlements(gazetteer: Gazetteer) -> list[Place]:
    return [place for place in gazetteer.places() if place.feature_code.startswith("PPL") and place.has_point]


def _bearers(gazetteer: Gazetteer) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _settlements(gazetteer):
        keys = {gazetteer.rules.key(name) for name in (place.name, *place.alt_names) if fold(name).isascii()}
        for key in keys:
            found[key].append(place)
    return found


def doubles(gazetteer: Gazetteer) -> Iterator[Finding]:
    """Yield pairs of settlements that share a name and lie under ``DOUBLE_KM`` apart."""
    seen: set[tuple[str, str]] = set()
    for places in _bearers(gazetteer).values():
        for a, b in combinations(places, 2):
            pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
            apart = distance_km(a, b)
            if apart < DOUBLE_KM and pair not in seen:
                seen.add(pair)
                yield Finding(level="double", text=f"{a.name} ({a.id}) and {b.name} ({b.id}) are {apart:.1f} km apart")


def outside(gazetteer: Gazetteer, theatre: Theatre) -> Iterator[Finding]:
    """Yield places of a country that is neither the theatre's nor a neighbour's, and impossible points."""
    allowed = {*theatre.countries, *theatre.neighbours}
    for place in gazetteer.places():
        if place.country not in allowed:
            yield Finding(level="error", text=f"{place.name} ({place.id}) lies in {place.country or 'no country'}")
        if place.lat is not None and place.lon is not None and not (abs(place.lat) <= 90 and abs(place.lon) <= 180):
            yield Finding(
                level="error", text=f"{place.name} ({place.id}): {place.lat}, {place.lon} is no point on Earth"
            )


def lost_overrides(gazetteer: Gazetteer, theatre: Theatre) -> Iterator[Finding]:
    """Yield overrides whose place is not in the gazetteer."""
    for row in read_overrides(theatre.folder / "overrides.csv"):
        if row.place_id is not None and gazetteer.get(row.place_id) is None:
            yield Finding(level="error", text=f"overrides.csv: {row.name} points to {row.place_id}, which is no place")


def shared_names(gazetteer: Gazetteer, theatre: Theatre) -> Iterator[Finding]:
    """Yield usual names that two settlements of the theatre bear."""
    west, south, east, north = theatre.bbox
    named: dict[str, list[Place]] = defaultdict(list)
    for place in _settlements(gazetteer):
        if (
            place.lon is not None
            and place.lat is not None
            and west <= place.lon <= east
            and south <= place.lat <= north
        ):
            named[fold(place.name)].append(place)
    for places in named.values():
        if len(places) > 1:
            where = "; ".join(f"{place.admin2 or place.admin1} {place.id}" for place in places)
            yield Finding(level="shared", text=f"{places[0].name} is the name of {len(places)} places: {where}")


def without_point(gazetteer: Gazetteer) -> Iterator[Finding]:
    """Yield settlements that are named but have no known point."""
    for place in gazetteer.places():
        if not place.is_area and not place.has_point:
            yield Finding(level="no point", text=f"{place.name} ({place.id}), {place.admin1}: listed, never drawn")
