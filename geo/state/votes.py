"""A claim becomes votes: what it says for or against a side at each place it covers, and from when.

Days are proleptic ordinals (``date.toordinal``). A claim about a named area votes at every place
inside the area, with less weight than a claim that names the place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model import ControlClaim, Event, Place, Polarity, Precision, content_id
from geo.places.names import fold, normaliser
from geo.state import grading
from geo.state.copies import copy_groups
from geo.state.grading import Relation
from geo.theatre import Area, Theatre

AREA_FACTOR = 0.4
"""Weight of an area claim at a place it does not name: "southern Idlib" may leave out a village."""

PROVINCE_FACTOR = 0.25
"""Weight of a claim about a whole province at one of its places."""

BASELINE_LETTER = "C"
"""Grade of the theatre file's statement who held what before the first article."""

BASELINE = "baseline"
"""Start of the claim ids of baseline votes."""


class Stance(StrEnum):
    """What a vote does: speaks for a side, against it, calls its claim false, or reports fighting."""

    FOR = "for"
    AGAINST = "against"
    DENIAL = "denial"
    FIGHT = "fight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One statement about one place: ``day`` is when it holds, ``known`` when it was published."""

    claim_id: str
    place_id: str
    side: str | None
    camp: str | None
    stance: Stance
    day: int
    first: int
    known: int
    letter: str
    base: float
    relation: Relation
    speaker: str
    speaker_camp: str | None
    area: float = 1.0
    group: str = ""
    is_change: bool = False
    is_baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which places an area id or baseline name covers, and how much a claim on it weighs at each."""

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, place_id: str) -> tuple[tuple[str, float], ...]:
        """Return the places (with weight) that a claim about ``place_id`` votes at."""
        if place_id not in self.members:
            return ((place_id, 1.0),)
        weight = self.weights[place_id]
        return tuple((member, weight) for member in self.members[place_id])

    def named(self, name: str) -> tuple[tuple[str, float], ...]:
        """Return the places (with weight) that a name in the theatre file covers."""
        return tuple(pair for place_id in self.by_name.get(name.casefold(), ()) for pair in self.of(place_id))


def coverage(places: Sequence[Place], theatre: Theatre) -> Coverage:
    """Return which places lie inside each area: by the theatre's polygon, else by first-level region."""
    points = [place for place in places if place.has_point and not place.is_area]
    lonlat = np.array([[place.lon, place.lat] for place in points], dtype=float).reshape(-1, 2)
    drawn = {name.casefold(): area for area in theatre.areas for name in (area.name, *area.aliases)}
    members: dict[str, tuple[str, ...]] = {}
    weights: dict[str, float] = {}
    names: dict[str, list[str]] = defaultdict(list)
    by_id = {row.place for row in theatre.baseline if ":" in row.place}
    for place in places:
        names[place.name.casefold()].append(place.id)
        if place.id in by_id:
            names[place.id.casefold()].append(place.id)
        if place.is_area:
            area = drawn.get(place.name.casefold())
            members[place.id] = _inside(area, place, points, lonlat)
            is_province = place.feature_code.startswith(("ADM1", "PCL"))
            weights[place.id] = PROVINCE_FACTOR if is_province else AREA_FACTOR
    for name, area in drawn.items():
        if name not in names and area.polygon:
            key = f"area:{name}"
            members[key], weights[key] = _inside(area, None, points, lonlat), AREA_FACTOR
            names[name].append(key)
    for spelling, bearer in _other_spellings(points, theatre, names).items():
        names[spelling] = [bearer]
    return Coverage(members=members, weights=weights, by_name={k: tuple(v) for k, v in names.items()})


def _other_spellings(points: Sequence[Place], theatre: Theatre, known: Mapping[str, object]) -> dict[str, str]:
    """Return the settlement that a baseline name means by one of its other names or by transliteration.

    Of several bearers the one ten times larger than the next counts; otherwise the name stays open.
    """
    wanted = {row.place.casefold(): row.place for row in theatre.baseline if row.place.casefold() not in known}
    if not wanted:
        return {}
    rules = normaliser(theatre.local_language)
    bearers: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in points:
        for name in (place.name, *place.alt_names):
            bearers[fold(name)][place.id] = place
            bearers[f"key {rules.key(name)}"].setdefault(place.id, place)
    chosen = {}
    for spelling, name in wanted.items():
        found = list((bearers.get(fold(name)) or bearers.get(f"key {rules.key(name)}") or {}).values())
        found.sort(key=lambda place: (-place.population, place.id))
        if len(found) == 1 or (found and found[0].population > 10 * max(1, found[1].population)):
            chosen[spelling] = found[0].id
    return chosen


def _inside(
    area: Area | None, place: Place | None, points: Sequence[Place], lonlat: NDArray[np.float64]
) -> tuple[str, ...]:
    if area is not None and len(area.polygon) >= 3:
        ring = shapely.make_valid(shapely.Polygon(area.polygon))
        hit = shapely.contains_xy(ring, lonlat[:, 0], lonlat[:, 1])
        return tuple(points[int(i)].id for i in np.flatnonzero(hit))
    if place is not None and place.feature_code.startswith(("ADM1", "ADM2")):
        level = "admin2" if place.feature_code.startswith("ADM2") else "admin1"
        own = {name.casefold() for name in (place.name, getattr(place, level)) if name}
        return tuple(point.id for point in points if getattr(point, level).casefold() in own)
    return ()


def votes_of(claims: Iterable[ControlClaim], theatre: Theatre, cover: Coverage) -> dict[str, list[Vote]]:
    """Return the votes of the claims at each place id, sorted by day, publication and claim id.

    Claims without a resolved place vote nowhere. A repeated claim id counts once.
    """
    unique = {claim.id: claim for claim in claims if claim.place_id is not None}
    ordered = [unique[key] for key in sorted(unique)]
    groups = copy_groups(ordered)
    moved = _later_changes(ordered)
    table: dict[str, list[Vote]] = defaultdict(list)
    for claim in ordered:
        for place_id, weight in cover.of(claim.place_id or ""):
            vote = _vote(claim, place_id, weight, theatre, groups.get(claim.id, ""), moved)
            if vote is not None:
                table[place_id].append(vote)
    for votes in table.values():
        votes.sort(key=lambda v: (v.day, v.known, v.claim_id))
    return dict(table)


def _later_changes(claims: Sequence[ControlClaim]) -> dict[tuple[str, str], list[tuple[date, str | None]]]:
    """Return the changes of hands that each article tells of each place: (day, new holder)."""
    moved: dict[tuple[str, str], list[tuple[date, str | None]]] = defaultdict(list)
    for claim in claims:
        if claim.event is Event.GAINED and claim.polarity is Polarity.ASSERTED:
            moved[claim.article_id, claim.place_id or ""].append((claim.when.day, claim.holder))
    return moved


def _day_of(claim: ControlClaim, moved: Mapping[tuple[str, str], list[tuple[date, str | None]]]) -> date:
    """Return the day a claim speaks of: a change on its day, a state on the day it was still said to last.

    "Held since 2012" is evidence for the day of the article, unless the same article tells that
    somebody else took the place afterwards: then it is background, dated as written.
    """
    said = min(claim.when.last, claim.published)
    if claim.event is not Event.HELD or claim.polarity is Polarity.DENIED:
        return said
    changes = moved.get((claim.article_id, claim.place_id or ""), [])
    if any(holder != claim.holder and day >= claim.when.day for day, holder in changes):
        return claim.when.day if claim.when.precision is Precision.DAY else claim.when.first
    return max(said, claim.published)


def _vote(
    claim: ControlClaim,
    place_id: str,
    weight: float,
    theatre: Theatre,
    group: str,
    moved: Mapping[tuple[str, str], list[tuple[date, str | None]]],
) -> Vote | None:
    stance = _stance(claim)
    if stance is None or (weight < 1.0 and stance is Stance.FIGHT):
        return None
    speaker_side = grading.speaker_side(claim.attribution, theatre)
    camp = grading.camp_of(claim.holder, theatre)
    speaker_camp = grading.camp_of(speaker_side, theatre)
    letter = grading.letter_of(claim.attribution, theatre)
    side = claim.holder if claim.holder in theatre.side_keys else None
    if side is None and stance is not Stance.FIGHT:
        return None
    return Vote(
        claim_id=claim.id,
        place_id=place_id,
        side=side,
        camp=camp,
        stance=stance,
        day=_day_of(claim, moved).toordinal(),
        first=min(claim.when.first, claim.published).toordinal(),
        known=claim.published.toordinal(),
        letter=letter,
        base=grading.WEIGHT[letter],
        relation=_relation(stance, camp, speaker_camp),
        speaker=grading.speaker_key(claim.attribution, theatre),
        speaker_camp=speaker_camp,
        area=weight,
        group=group,
        is_change=claim.event is not Event.HELD and claim.polarity is Polarity.ASSERTED,
    )


def _stance(claim: ControlClaim) -> Stance | None:
    match claim.event, claim.polarity:
        case Event.CONTESTED, Polarity.ASSERTED:
            return Stance.FIGHT
        case ((Event.GAINED | Event.HELD), Polarity.ASSERTED):
            return Stance.FOR
        case Event.LOST, Polarity.ASSERTED:
            return Stance.AGAINST
        case ((Event.GAINED | Event.HELD), Polarity.DENIED):
            return Stance.DENIAL
        case _:  # "it was not lost", "there is no fighting": shown beside the claim, moves nothing
            return None


def _relation(stance: Stance, camp: str | None, speaker_camp: str | None) -> Relation:
    """Return the interest of the speaker in being believed."""
    if speaker_camp is None or camp is None:
        return Relation.NEUTRAL
    if stance is Stance.FOR:
        return Relation.OWN if camp == speaker_camp else Relation.AGAINST_INTEREST
    return Relation.AGAINST_INTEREST if camp == speaker_camp else Relation.OWN


def baseline_votes(theatre: Theatre, cover: Coverage) -> dict[str, list[Vote]]:
    """Return a vote for each place that the theatre's baseline covers, dated and sourced there."""
    table: dict[str, list[Vote]] = defaultdict(list)
    for row in theatre.baseline:
        day = row.date.toordinal()
        for place_id, weight in cover.named(row.place):
            table[place_id].append(
                Vote(
                    claim_id=content_id(BASELINE, row.place, row.side, row.date.isoformat(), row.source),
                    place_id=place_id,
                    side=row.side,
                    camp=grading.camp_of(row.side, theatre),
                    stance=Stance.FOR,
                    day=day,
                    first=day,
                    known=day,
                    letter=BASELINE_LETTER,
                    base=grading.WEIGHT[BASELINE_LETTER],
                    relation=Relation.NEUTRAL,
                    speaker=f"{BASELINE}: {row.source}",
                    speaker_camp=None,
                    area=weight,
                    is_baseline=True,
                )
            )
    return dict(table)
