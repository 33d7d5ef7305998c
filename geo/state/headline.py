"""One sentence that the data write: what is disputed and what changed on a day, and why a place looks so.

Deterministic and neutral: sides "claim" and "deny"; nothing is asserted in the house's own voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from geo.model import Claim, ControlClaim, DisplacementClaim, Event, Place, Polarity, RoadClaim, RoadEvent
from geo.state.day import Contest, Frame, Level, PlaceStatus
from geo.theatre import Theatre

FRESH_DAYS = 2
"""A claim published at most this many days before the day counts as its news."""

LINE = 105
"""Characters that fit on one line beside the tools; a further place is named only where it fits."""

EVENT_NOUN = {
    Event.GAINED: "capture",
    Event.HELD: "control",
    Event.LOST: "loss",
    Event.CONTESTED: "fighting",
}

ROAD_WORD = {RoadEvent.OPEN: "open", RoadEvent.CUT: "cut", RoadEvent.CONTESTED: "contested", RoadEvent.HELD: "held"}


def headline(
    frame: Frame,
    claims: Sequence[Claim],
    places: Mapping[str, Place],
    theatre: Theatre,
    *,
    limit: int = 2,
    days: int = FRESH_DAYS,
) -> str:
    """Return the day in one or two short sentences, or "No reports for this day." where it is silent.

    Places are ranked as in ``news``; claims of the last ``days`` days count.
    """
    said = [_place_words(places[key], rows, theatre) for key, rows in news(frame, claims, places, days) if rows]
    sentences: list[str] = []
    for words in (words for words in said if words):
        if sentences and (len(sentences) == limit or len(" ".join([*sentences, words])) > LINE):
            break
        sentences.append(words)
    roads = road_words([c for c in claims if isinstance(c, RoadClaim) and _is_fresh(c, frame.day, days)], theatre)
    if roads:
        sentences.append(roads)
    if sentences:
        return " ".join(sentences)
    return _quiet(frame, places)


def news(
    frame: Frame, claims: Sequence[Claim], places: Mapping[str, Place], days: int = FRESH_DAYS
) -> list[tuple[str, list[ControlClaim]]]:
    """Return the places that claims of the last ``days`` days speak of, with these claims, the most telling first.

    Disputed and fresh first, then contested, then gained; then by number of fresh claims and
    population; ties fall to the name, so the same data give the same order.
    """
    by_place: dict[str, list[ControlClaim]] = {}
    for claim in claims:
        if not isinstance(claim, ControlClaim) or not _is_fresh(claim, frame.day, days):
            continue
        if claim.place_id and claim.place_id in frame.statuses and claim.place_id in places:
            by_place.setdefault(claim.place_id, []).append(claim)
    ranked = sorted(by_place, key=lambda key: _rank(key, frame.statuses[key], by_place[key], places))
    return [(key, by_place[key]) for key in ranked]


def _is_fresh(claim: Claim, day: date, days: int) -> bool:
    """Tell whether a claim is news: published lately, and not told as background of an earlier day."""
    if not timedelta(0) <= day - claim.published <= timedelta(days=days):
        return False
    when = None if isinstance(claim, DisplacementClaim) else claim.when
    return when is None or day - when.last <= timedelta(days=days)


def _rank(
    key: str, status: PlaceStatus, claims: Sequence[ControlClaim], places: Mapping[str, Place]
) -> tuple[int, int, int, str]:
    disputed = len({c.polarity for c in claims}) > 1 or len({c.holder for c in claims if c.event != Event.LOST}) > 1
    if status.level is Level.CONTESTED:
        order = 0 if disputed else 1
    else:
        order = 2 if any(c.event in (Event.GAINED, Event.LOST) for c in claims) else 3
    place = places.get(key)
    return (order, -len(claims), -(place.population if place else 0), place.name if place else key)


def side_word(side: str, theatre: Theatre) -> str:
    """Return a side's short name for running text; neutral speakers by their role."""
    words = {"monitor": "a monitor", "un": "the UN", "third-party": "a third party", "narrator": "the press"}
    if side in words:
        return words[side]
    try:
        found = theatre.side(side)
    except KeyError:
        return side
    return found.short or found.label


def _place_words(place: Place, claims: Sequence[ControlClaim], theatre: Theatre) -> str:
    """Return "Saraqib: Opposition claims capture, Government denies it." for the news of one place."""
    parts: list[tuple[str, str]] = []
    asserted = [c for c in claims if c.polarity is Polarity.ASSERTED]
    denied = [c for c in claims if c.polarity is Polarity.DENIED]
    for event in (Event.GAINED, Event.LOST, Event.CONTESTED, Event.HELD):
        rows = [c for c in asserted if c.event is event]
        rejected = {c.holder or "" for c in denied if c.event is event}
        for holder in sorted({c.holder or "" for c in rows}, key=lambda side: (side not in rejected, side)):
            speakers = sorted({c.attribution.side for c in rows if (c.holder or "") == holder})
            parts.append(_claim_words(event, holder, speakers, theatre))
        if len(parts) >= 2:
            break
    if denied:
        who = _join([side_word(side, theatre) for side in sorted({c.attribution.side for c in denied})])
        verb = "denies" if len({c.attribution.side for c in denied}) == 1 else "deny"
        parts = [*parts[:1], (f"{who} {verb}", "it" if parts else "a claim")]
    return f"{place.name}: {_sentence(parts[:3])}." if parts else ""


def _sentence(parts: Sequence[tuple[str, str]]) -> str:
    """Join pairs of speaker and words; a speaker who says two things is named once."""
    said: dict[str, list[str]] = {}
    for who, what in parts:
        if what not in said.setdefault(who, []):
            said[who].append(what)
    return ", ".join(f"{who} {_join(whats)}" for who, whats in said.items())


def _claim_words(event: Event, holder: str, speakers: Sequence[str], theatre: Theatre) -> tuple[str, str]:
    """Return who says it with the verb, and what is said."""
    own = [side for side in speakers if side == holder]
    others = [side for side in speakers if side != holder]
    noun = EVENT_NOUN[event]
    if event is Event.CONTESTED:
        return f"{_join([side_word(s, theatre) for s in speakers])} {_s('report', speakers)}", "fighting"
    held_by = side_word(holder, theatre) if holder else "an unnamed side"
    if own and not others:
        return (f"{held_by} claims", noun) if event is not Event.LOST else (f"{held_by} admits", "loss")
    who = _join([side_word(side, theatre) for side in others])
    return f"{who} {_s('report', others)}", f"{noun} by {held_by}" + (", which claims it" if own else "")


def _s(verb: str, speakers: Sequence[str]) -> str:
    return verb if len(speakers) > 1 else f"{verb}s"


def _join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def road_words(claims: Sequence[RoadClaim], theatre: Theatre) -> str:
    """Return "M5 reported cut." for roads that fresh statements speak of; all words where the newest disagree."""
    said: dict[str, set[str]] = {}
    newest: dict[str, date] = {}
    for claim in claims:
        newest[claim.road] = max(newest.get(claim.road, date.min), _event_day(claim))
    for claim in claims:
        if claim.polarity is Polarity.ASSERTED and _event_day(claim) == newest[claim.road]:
            holder = side_word(claim.holder, theatre) if claim.holder and claim.event is RoadEvent.HELD else ""
            word = f"{ROAD_WORD[claim.event]} by {holder}" if holder else ROAD_WORD[claim.event]
            said.setdefault(claim.road, set()).add(word)
    words = [f"{road} reported {_join(sorted(said[road]))}" for road in sorted(said)]
    return f"{', '.join(words[:2])}." if words else ""


def _event_day(claim: RoadClaim) -> date:
    return min(claim.when.last, claim.published) if claim.when else claim.published


def _quiet(frame: Frame, places: Mapping[str, Place]) -> str:
    contested = [key for key, status in frame.statuses.items() if status.level is Level.CONTESTED and key in places]
    if not contested:
        return "No reports for this day."
    names = [places[key].name for key in sorted(contested, key=lambda k: (-places[k].population, places[k].name))]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"No new reports; still contested: {_join(names[:3]) if not more else ', '.join(names[:3])}{more}."


def day_words(day: date) -> str:
    """Return "27 February 2020"."""
    return f"{day.day} {day:%B %Y}"


def why(status: PlaceStatus, place: Place, theatre: Theatre) -> str:
    """Return in one sentence why a place is drawn as it is: level, side, since when, on how many claims."""
    support, dissent = len(status.supporting), len(status.dissenting)
    basis = f"{support} {'claim' if support == 1 else 'claims'} for it, {dissent} against"
    side = side_word(status.side, theatre) if status.side else "nobody"
    since = f" since {day_words(status.since_first)}" if status.since_first else ""
    last = f"; last reported {day_words(status.last_reported)}" if status.last_reported else ""
    match status.level:
        case Level.HELD:
            words = f"{place.name} is drawn as held by {side}{since}: sources beyond that camp say so"
        case Level.CLAIMED:
            words = f"{place.name} is drawn as claimed by {side}{since}: only that camp says so"
        case Level.CONTESTED:
            rivals = _join([side_word(key, theatre) for key in status.rivals]) if status.rivals else ""
            between = f" between {side} and {rivals}" if status.side and rivals else ""
            reason = (
                "fighting is reported" if status.contest is Contest.FIGHTING else "statements contradict each other"
            )
            words = f"{place.name} is drawn as contested{between}{since}: {reason}"
        case Level.UNKNOWN:
            words = f"{place.name} is drawn as unknown: nobody reported on it, or too long ago"
    if status.is_baseline:
        return f"{words}; this is the situation before the first report."
    return f"{words} ({basis}{last})."
