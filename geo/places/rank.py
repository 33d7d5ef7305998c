"""Choose the bearer of each name of a story, world-wide: prior, containment, the story's countries, nearness.

Every weight below is a constant of general use; the candidates keep their scores and reasons. The
unit of a score is about a factor of ten in population.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from geo.model import Candidate, Place, Resolution
from geo.places.distance import distance_km
from geo.places.names import fold
from geo.places.spelling import Found

INSIDE = 4.0
"""Weight of "X, Y": the text itself says that X lies in Y."""
COUNTRY_VOTE = 2.2
REGION_VOTE = 2.2
NEAR = 1.6
NEAR_KM = 120.0
"""Nearness falls by a factor of e over this distance."""
KEPT = 40
"""Candidates weighed for each name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of the story with its bearers; ``within`` are the bearers of the name that follows a comma."""

    text: str
    start: int
    end: int
    found: Found
    within: tuple[Place, ...] = ()


def prior(place: Place, name: str, found: Found) -> tuple[float, str]:
    """Return how likely a bearer is before the story is looked at, with the reason in words."""
    code = place.feature_code
    size = math.log10(1 + place.population)
    if code == "PCLI":
        score = 6.8 + size / 10
    elif code in ("CONT", "OCN"):
        score = 7.5
    elif code == "ADM1":
        score = 0.85 * size if place.population else 5.6
    elif code == "ADM2":
        score = 0.7 * size - 0.8 if place.population else 4.6
    elif code == "PPLC":
        score = size + 1.0
    elif code.startswith("PPL"):
        score = size
    else:
        score = 5.6
    if found.how == "demonym" and place is found.places[0]:
        score += 2.0
    elif fold(place.name) != name:
        score -= 1.5 if code == "PPLC" else 0.9
    if found.wants:
        score += 1.5 if code.startswith(found.wants) else -1.5
    return score, f"{place.kind} of {place.population:,}" if place.population else place.kind


def resolve_names(names: Sequence[Named]) -> tuple[Resolution, ...]:
    """Return one resolution for each name; the same name means the same place throughout the story."""
    groups: dict[str, list[int]] = defaultdict(list)
    for position, named in enumerate(names):
        groups[fold(named.text)].append(position)
    tables = {name: _weigh_alone(names, name, where) for name, where in groups.items()}
    first = {name: table[0][1] for name, table in tables.items() if table}
    resolutions: dict[str, Resolution] = {}
    for name, table in tables.items():
        resolutions[name] = _weigh_in_story(name, table, first, tables, names[groups[name][0]].found)
    return tuple(resolutions[fold(named.text)] for named in names)


Table = list[tuple[float, Place, list[str]]]
"""Score, place and reasons of the candidates of one name, best first."""


def _weigh_alone(names: Sequence[Named], name: str, where: Sequence[int]) -> Table:
    """Score the bearers of a name by prior and by what the text puts after a comma."""
    found = names[where[0]].found
    is_country = any(place.feature_code == "PCLI" for place in found.places)
    inside = [place for position in where for place in names[position].within]
    inside = [place for place in inside if not (is_country and place.feature_code == "PCLI")]  # a list of countries
    table: Table = []
    for place in found.places:
        score, why = prior(place, name, found)
        reasons = [why]
        container = next((box for box in inside if lies_in(place, box)), None)
        if container is not None:
            score += INSIDE
            reasons.append(f"the text puts it in {container.name}")
        table.append((score, place, reasons))
    table.sort(key=lambda row: (-row[0], row[1].id))
    return table[:KEPT]


def lies_in(place: Place, box: Place) -> bool:
    """Tell whether a place lies in a country, region or district."""
    if place.id == box.id or place.country != box.country:
        return False
    if box.feature_code == "PCLI":
        return True
    if box.feature_code == "ADM1":
        return place.admin1 == box.name or (box.admin1 != "" and place.admin1 == box.admin1)
    if box.feature_code == "ADM2":
        return place.admin2 == box.name or distance_km(place, box) < 60
    return box.feature_code.startswith("PPL") and distance_km(place, box) < 40


def _votes(
    first: dict[str, Place], tables: dict[str, Table], leave_out: str
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the shares of countries and regions among the other names of the story."""
    countries: dict[str, float] = defaultdict(float)
    regions: dict[str, float] = defaultdict(float)
    total = 0.0
    for name, place in first.items():
        if name == leave_out or not place.country:
            continue
        table = tables[name]
        sure = 1.0 if len(table) == 1 else min(1.0, 0.25 + (table[0][0] - table[1][0]) / 3)
        total += sure
        countries[place.country] += sure
        if place.admin1:
            regions[f"{place.country}/{place.admin1}"] += sure
    total = max(total, 1.0) + 0.5
    return {k: v / total for k, v in countries.items()}, {k: v / total for k, v in regions.items()}


def _weigh_in_story(
    name: str, table: Table, first: dict[str, Place], tables: dict[str, Table], found: Found
) -> Resolution:
    if not table:
        return Resolution(place=None, candidates=(), method="world", reasons=("no place of this name is known",))
    countries, regions = _votes(first, tables, name)
    others = [
        place for other, place in first.items() if other != name and place.feature_code.startswith(("PPL", "ADM"))
    ]
    ranked = []
    for score, place, reasons in table:
        total, why = score, list(reasons)
        vote = countries.get(place.country, 0.0)
        if vote:
            total += COUNTRY_VOTE * vote
            why.append(f"{vote:.0%} of the story is about {place.country}")
        region = regions.get(f"{place.country}/{place.admin1}", 0.0) if place.admin1 else 0.0
        if region:
            total += REGION_VOTE * region
            why.append(f"{region:.0%} of the story is about {place.admin1}")
        near = min((distance_km(place, other) for other in others if other.id != place.id), default=math.inf)
        if near < 5 * NEAR_KM and place.feature_code != "PCLI":
            total += NEAR * math.exp(-near / NEAR_KM)
            why.append(f"{near:.0f} km from another place of the story")
        ranked.append(Candidate(place=place, score=round(total, 3), reasons=tuple(why)))
    ranked.sort(key=lambda candidate: (-candidate.score, candidate.place.id))
    best = ranked[0]
    spelled = (found.how,) if found.how else ()
    return Resolution(
        place=best.place, candidates=tuple(ranked[:10]), method="world", reasons=(*best.reasons, *spelled)
    )
