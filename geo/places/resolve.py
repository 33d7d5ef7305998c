"""Weigh the bearers of a name against the story, and say why one is chosen or none.

The order of the evidence: the spelling, the province or kind the text names, the other places of
the story, the region of the theatre; population comes last. Two candidates whose scores lie within
``MARGIN`` leave the name open.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geo.model import Candidate, Place, Resolution
from geo.places.areas import Phrase
from geo.places.distance import distance_km
from geo.places.gazetteer import Gazetteer, Hit, Match
from geo.places.names import fold
from geo.places.overrides import Override
from geo.theatre import Theatre

SETTLEMENTS = frozenset(["city", "town", "village"])
HEIGHTS = frozenset(["hill", "mountain"])

MARGIN = 0.12
"""Least lead of the best candidate over the second; below it the name is ambiguous."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """A name found in a text with everything that may bear it, before any choice."""

    start: int
    end: int
    name: str
    hits: tuple[Hit, ...]
    phrase: Phrase
    text: str = field(repr=False)
    override: Override | None = None


def resolve_story(spotted: Sequence[Spotted], gazetteer: Gazetteer, theatre: Theatre) -> tuple[Resolution, ...]:
    """Return one resolution for each name, all weighed against the same story."""
    anchors = story_anchors(spotted)
    regions = [inside(spotted, position) for position in range(len(spotted))]
    return tuple(
        resolve_one(item, anchors, gazetteer, theatre, region) for item, region in zip(spotted, regions, strict=True)
    )


def one_sense(spotted: Sequence[Spotted], resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
    """Give an open name the place that the same name has elsewhere in the story, if that is one place."""
    chosen: dict[str, dict[str, Place]] = {}
    for item, resolution in zip(spotted, resolutions, strict=True):
        if resolution.place is not None and not item.phrase.direction:
            chosen.setdefault(fold(item.name), {})[resolution.place.id] = resolution.place
    settled = []
    for item, resolution in zip(spotted, resolutions, strict=True):
        same = chosen.get(fold(item.name), {})
        offered = {candidate.place.id for candidate in resolution.candidates}
        if resolution.place is None and len(same) == 1 and same.keys() <= offered:
            reason = "the same name elsewhere in the story"
            place = next(iter(same.values()))
            settled.append(replace(resolution, place=place, method="one sense", reasons=(reason,)))
        else:
            settled.append(resolution)
    return tuple(settled)


CONTAINED = re.compile(r"^\s*(?:,? (?:a|the) (?:\w+ ){0,3}(?:town|village|city|area) in|,? in|\()\s+(?:the )?$")
LISTED = re.compile(r"^,\s+(?:the )?$")
OWNED = re.compile(r"^(?:['’]s?|['’]s \w+ (?:town|village|city) of)\s+$")


def inside(spotted: Sequence[Spotted], position: int) -> str:
    """Return the province that the words put a name in: "X in Idlib", "X, Idlib province", "Idlib's X"."""
    item = spotted[position]
    if position + 1 < len(spotted):
        following = spotted[position + 1]
        between = item.text[item.end : following.start]
        named = following.phrase.wide == "division" or following.phrase.direction
        if CONTAINED.match(between) or (named and LISTED.match(between)):
            return _province(following)
    if position:
        previous = spotted[position - 1]
        if OWNED.match(item.text[previous.end : item.start]):
            return _province(previous)
    return ""


def _province(item: Spotted) -> str:
    """Return the first-level region that a name stands for, or nothing."""
    return next((hit.place.admin1 for hit in item.hits if hit.place.feature_code == "ADM1"), "")


def story_anchors(spotted: Sequence[Spotted]) -> tuple[Place, ...]:
    """Return the places of the story whose name has one bearer: what the others are weighed against."""
    sure = {
        item.hits[0].place.id: item.hits[0].place
        for item in spotted
        if len({hit.place.id for hit in item.hits if not hit.place.is_area}) == 1
        and item.hits[0].match is not Match.FUZZY
    }
    return tuple(sure.values())


def resolve_one(
    item: Spotted, anchors: Sequence[Place], gazetteer: Gazetteer, theatre: Theatre, region: str = ""
) -> Resolution:
    """Weigh the candidates of one name."""
    if item.phrase.direction:
        area = sub_area(item, gazetteer, theatre)
        if area is not None:
            return area
    chosen = gazetteer.get(item.override.place_id) if item.override and item.override.place_id else None
    if chosen is not None and item.override is not None:
        candidate = Candidate(place=chosen, score=1.0, reasons=(item.override.reason,))
        return Resolution(place=chosen, candidates=(candidate,), method="override", reasons=candidate.reasons)
    if not item.hits:
        return Resolution(place=None, candidates=(), method="unknown", reasons=("in no gazetteer",))
    ranked = sorted(
        (weigh(hit, item, anchors, theatre, region) for hit in item.hits),
        key=lambda c: (-c.score, c.place.id),
    )
    best = ranked[0]
    if item.hits[0].match is Match.FUZZY and not near_story(best.place, anchors):
        reason = f"nearly spelled like {best.place.name}, which is not near the story's other places"
        return Resolution(place=None, candidates=tuple(ranked), method="unknown", reasons=(reason,))
    if region and best.place.admin1 != region and not best.place.is_area:
        reason = f"no {item.name} in {region} is known"
        return Resolution(place=None, candidates=tuple(ranked), method="ambiguous", reasons=(reason,))
    if len(ranked) > 1 and best.score - ranked[1].score < MARGIN:
        names = ", ".join(f"{c.place.name} ({c.place.admin1})" for c in ranked[:3])
        return Resolution(place=None, candidates=tuple(ranked), method="ambiguous", reasons=(f"may be {names}",))
    return Resolution(place=best.place, candidates=tuple(ranked), method="theatre", reasons=best.reasons)


NEAR_KM = 30.0
"""A place spelled only nearly like a name must lie this near to another place of the story."""


def near_story(place: Place, anchors: Sequence[Place]) -> bool:
    """Tell whether a place lies near another place of the story."""
    return any(other.id != place.id and distance_km(place, other) <= NEAR_KM for other in anchors)


def in_box(place: Place, box: tuple[float, float, float, float]) -> bool:
    """Tell whether the point of a place lies in west, south, east, north (degrees)."""
    west, south, east, north = box
    return place.lon is not None and place.lat is not None and west <= place.lon <= east and south <= place.lat <= north


def weigh(hit: Hit, item: Spotted, anchors: Sequence[Place], theatre: Theatre, region: str) -> Candidate:
    """Return the candidate with the sum of its evidence, each part with its reason."""
    place = hit.place
    parts: list[tuple[float, str]] = []
    match hit.match:
        case Match.EXACT:
            parts.append((0.6, "spelled like this"))
        case Match.KEY:
            parts.append((0.35, f"a spelling of {hit.name}"))
        case Match.FUZZY:
            parts.append((0.3 * hit.similarity, f"nearly spelled like {hit.name}"))
    if hit.is_main_name:
        parts.append((0.1, "its usual name"))
    parts += kind_evidence(place, item.phrase)
    if place.lat is None or in_box(place, theatre.bbox):
        parts.append((0.1, f"inside {theatre.title}"))
    if region:
        fits = place.admin1 == region
        parts.append(
            (0.5 if fits else -0.5, f"the text says in {region}" if fits else f"the text says in {region}, not here")
        )
    near = [a for a in anchors if a.id != place.id]
    if near and place.lat is not None:
        closest = min(distance_km(place, a) for a in near)
        if closest < math.inf:
            parts.append(
                (0.4 * math.exp(-closest / 25), f"{closest:.0f} km from {_nearest(place, near).name} in the same story")
            )
    parts.append((min(0.2, 0.03 * math.log10(1 + place.population)), f"population {place.population}"))
    return Candidate(place=place, score=sum(p for p, _ in parts), reasons=tuple(r for p, r in parts if p))


def _nearest(place: Place, others: Sequence[Place]) -> Place:
    return min(others, key=lambda other: distance_km(place, other))


def kind_evidence(place: Place, phrase: Phrase) -> list[tuple[float, str]]:
    """Return what the kind words say for or against a place."""
    parts: list[tuple[float, str]] = []
    if phrase.said and place.kind in SETTLEMENTS | HEIGHTS:
        alike = SETTLEMENTS if phrase.said in SETTLEMENTS else HEIGHTS
        parts.append(
            (0.15, f"the text calls it a {phrase.said}") if place.kind in alike else (-0.15, "of another kind")
        )
    if phrase.asks:
        fits = place.feature_code.startswith(phrase.asks)
        parts.append(
            (0.3, f"the text asks for a {place.kind}") if fits else (-0.3, f"the text asks for no {place.kind}")
        )
    if phrase.wide:
        parts.append((0.4, "land around is meant") if place.is_area else (-0.1, ""))
    elif not phrase.asks and place.feature_code in ("ADM1", "ADM2"):
        parts.append((-0.5, "no province is named"))
    return parts


def sub_area(item: Spotted, gazetteer: Gazetteer, theatre: Theatre) -> Resolution | None:
    """Return the directional part of an area: the theatre's own area of that name, else one made for it.

    None where the name is a town that lends its name to no area ("west of Saraqib").
    """
    areas = [hit.place for hit in item.hits if hit.place.is_area]
    if not areas:
        return None
    base = areas[0]
    name = part_name(item.phrase.direction, base)
    known = [
        hit.place
        for hit in (*gazetteer.named(name), *gazetteer.named(item.text[item.start : item.end]))
        if hit.place.is_area
    ]
    place = known[0] if known else part_of(base, name, theatre)
    reason = f"the {item.phrase.direction} part of {base.name}"
    candidate = Candidate(place=place, score=1.0, reasons=(reason,))
    return Resolution(place=place, candidates=(candidate,), method="area", reasons=(reason,))


def part_name(direction: str, base: Place) -> str:
    """Return the usual name of a part: "southern Idlib" of a division, "northwest Syria" of a country."""
    if (
        base.feature_code.startswith("PCL")
        and direction.startswith(("north", "south"))
        and direction.endswith(("western", "eastern"))
    ):
        direction = direction.removesuffix("ern")
    return f"{direction} {short_name(base)}"


def short_name(place: Place) -> str:
    """Return the name of a division without its kind word."""
    return (
        place.name.removesuffix(" Governorate").removesuffix(" Oblast").removesuffix(" Province").removesuffix(" State")
    )


def part_of(base: Place, name: str, theatre: Theatre) -> Place:
    """Return an area without a point for a directional part that the theatre does not list."""
    slug = name.lower().replace(" ", "-").replace("'", "")
    return Place(
        id=f"{theatre.key}:{slug}",
        name=name,
        kind="area",
        feature_code="AREA",
        lon=None,
        lat=None,
        country=base.country,
        admin1=base.admin1,
        quality="none",
        source="part of an area, named in the text",
    )
