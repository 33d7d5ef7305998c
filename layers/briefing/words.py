"""Claims, statuses and numbers as neutral English: who says it first, then what is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.model import (
    NARRATOR,
    Claim,
    ControlClaim,
    DisplacementClaim,
    Event,
    Movement,
    Place,
    Polarity,
    Precision,
    RoadClaim,
    RoadEvent,
    When,
)
from geo.state.day import Contest, Level, PlaceStatus
from geo.theatre import Theatre

NEUTRAL_LABELS = {"monitor": "monitor", "un": "UN", "third-party": "third party", NARRATOR: "outlet's own words"}
"""What the speakers are called who hold no ground."""

DISCLAIMER = "Attributed claims, not verified control."
"""Stands on every export."""

BOUNDARIES = "Boundaries and names shown do not imply endorsement or acceptance."
"""Stands on every map."""


def date_words(day: date) -> str:
    """Return "27 February 2020"."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Return "27 Feb"."""
    return f"{day.day} {day:%b}"


def side_label(side: str | None, theatre: Theatre) -> str:
    """Return a side's short name, a neutral speaker's role, or "nobody known"."""
    if side is None:
        return "nobody known"
    if side in NEUTRAL_LABELS:
        return NEUTRAL_LABELS[side]
    try:
        found = theatre.side(side)
    except KeyError:
        return side
    return found.short or found.label


def status_words(status: PlaceStatus | None, theatre: Theatre) -> str:
    """Return "held by Government", "contested, Opposition and Government (fighting)" or "unknown"."""
    if status is None:
        return "no reports"
    match status.level:
        case Level.HELD | Level.CLAIMED:
            return f"{status.level.value} by {side_label(status.side, theatre)}"
        case Level.CONTESTED:
            sides = dict.fromkeys(key for key in (status.side, *status.rivals) if key)
            if len(sides) == 1 and status.contest is Contest.WORDS:
                return f"contested, claimed for {side_label(next(iter(sides)), theatre)} and denied"
            between = " and ".join(side_label(key, theatre) for key in sides)
            why = {Contest.FIGHTING: " (fighting)", Contest.WORDS: " (statements differ)"}
            reason = why[status.contest] if status.contest else ""
            return f"contested, {between}{reason}" if between else f"contested{reason}"
        case Level.UNKNOWN:
            return "unknown"


def speaker_words(claim: Claim) -> str:
    """Return who says it: the claimant, or the outlet where the reporter states it as fact."""
    said_by = claim.attribution
    return said_by.outlet if said_by.claimant in (NARRATOR, "") else said_by.claimant


def place_words(name: str | None, place_id: str | None, places: Mapping[str, Place]) -> str:
    """Return the gazetteer's name of a place, else the name as written, else "an unnamed place"."""
    place = places.get(place_id or "")
    return place.name if place else (name or "an unnamed place")


def what_words(claim: Claim, places: Mapping[str, Place], theatre: Theatre) -> str:
    """Return what a claim says, in neutral words, without who says it."""
    match claim:
        case ControlClaim():
            return _control_words(claim, places, theatre) + earlier_words(claim.when, claim.published)
        case RoadClaim():
            return _road_words(claim, places, theatre) + earlier_words(claim.when, claim.published)
        case DisplacementClaim():
            return note_words(claim, places)


def earlier_words(when: When | None, published: date) -> str:
    """Return " on 5 Feb", " in the week to 24 Feb" or " in 2012" for what is older than its report, else nothing."""
    if when is None or (published - when.last).days <= 1:
        return ""
    year = f" {when.day.year}" if when.day.year != published.year else ""
    match when.precision:
        case Precision.DAY:
            return f" on {short_date(when.day)}{year}"
        case Precision.WEEK:
            return f" in the week to {short_date(when.day)}{year}"
        case Precision.MONTH:
            return f" in {when.day:%B}{year}"
        case Precision.YEAR:
            return f" in {when.day.year}"


def stance_word(claim: Claim) -> str:
    """Return "says" or "denies"."""
    return "denies" if claim.polarity is Polarity.DENIED else "says"


def _control_words(claim: ControlClaim, places: Mapping[str, Place], theatre: Theatre) -> str:
    place = place_words(claim.place, claim.place_id, places)
    holder = side_label(claim.holder, theatre) if claim.holder else "an unnamed side"
    match claim.event:
        case Event.GAINED:
            return f"{holder} gained {place}"
        case Event.HELD:
            return f"{holder} holds {place}"
        case Event.LOST:
            return f"{holder} lost {place}"
        case Event.CONTESTED:
            return f"fighting for {place}"


def _road_words(claim: RoadClaim, places: Mapping[str, Place], theatre: Theatre) -> str:
    where = f" at {place_words(claim.at, claim.at_place_id, places)}" if claim.at else ""
    match claim.event:
        case RoadEvent.OPEN:
            return f"{claim.road} open{where}"
        case RoadEvent.CUT:
            return f"{claim.road} cut{where}"
        case RoadEvent.CONTESTED:
            return f"fighting on the {claim.road}{where}"
        case RoadEvent.HELD:
            holder = side_label(claim.holder, theatre) if claim.holder else "an unnamed side"
            return f"{claim.road}{where} held by {holder}"


def count_words(low: int | None, high: int | None) -> str:
    """Return "900,000", "800,000 to 900,000", "at least 500", "up to 500" or "an unstated number"."""
    match (low, high):
        case (None, None):
            return "an unstated number"
        case (int(), None):
            return f"at least {low:,}"
        case (None, int()):
            return f"up to {high:,}"
        case _:
            return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def people_words(claim: DisplacementClaim) -> str:
    """Return the number of people in the source's own words, "almost 950,000"; without any, the range read from it."""
    written = claim.as_written.strip()
    words = written[:1].lower() + written[1:] if written else count_words(claim.count_min, claim.count_max)
    if words.endswith(("people", "civilians", "persons", "refugees", "residents", "families")):
        return words
    return (
        f"{words} of people" if words.endswith(("thousands", "millions", "hundreds", "number")) else f"{words} people"
    )


def note_words(claim: DisplacementClaim, places: Mapping[str, Place]) -> str:
    """Return "almost 950,000 people fled from Idlib to Azaz between 1 December 2019 and 27 February 2020"."""
    verb = {Movement.FLED: "fled", Movement.RETURNED: "returned"}[claim.movement]
    words = [f"{people_words(claim)} {verb}"]
    if claim.area:
        link = "from" if claim.movement is Movement.FLED else "to"
        words.append(f"{link} {place_words(claim.area, claim.area_place_id, places)}")
    if claim.destination and claim.movement is Movement.FLED:
        words.append(f"to {place_words(claim.destination, claim.destination_place_id, places)}")
    match (claim.since, claim.until):
        case (date() as since, date() as until):
            words.append(f"between {date_words(since)} and {date_words(until)}")
        case (date() as since, None):
            words.append(f"since {date_words(since)}")
        case (None, date() as until):
            words.append(f"by {date_words(until)}")
    return " ".join(words)


def capital(text: str) -> str:
    """Return text with its first letter in upper case, as the first word of a row."""
    return text[:1].upper() + text[1:]
