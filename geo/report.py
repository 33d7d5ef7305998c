"""A day in words and rows: what ``status`` and ``explain`` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from rich.table import Table

from geo.model import Claim, ControlClaim, DisplacementClaim, Place, Polarity, RoadClaim
from geo.pipeline import Situation
from geo.state.chapters import baseline_id
from geo.state.day import Contribution, Frame, Level, PlaceStatus

Json = dict[str, object]
"""A row for programs; values are JSON types."""


def status_json(situation: Situation, frame: Frame) -> Json:
    """Return every place's status with claim counts, and every road's and route's, as JSON types."""
    return {
        "theatre": frame.theatre,
        "date": frame.day.isoformat(),
        "known_as_of": frame.known_as_of.isoformat(),
        "note": "attributed claims, not verified control",
        "places": [_place_row(situation, frame.statuses[key]) for key in _ordered(situation, frame)],
        "roads": [
            {
                "road": stretch.road,
                "from": stretch.from_node,
                "to": stretch.to_node,
                "km": round(stretch.length_km, 1),
                "stated": stretch.stated,
                "stated_side": stretch.stated_side,
                "inferred": stretch.inferred,
                "side": stretch.side,
                "claims": list(stretch.claim_ids),
            }
            for stretch in frame.roads
        ],
        "routes": [
            {
                "route": route.route,
                "side": route.side,
                "status": route.status,
                "since": route.since.isoformat() if route.since else None,
                "at": route.at,
                "km": round(route.length_km, 1),
                "detour_km": route.detour_km,
                "sentence": route.sentence,
                "claims": list(route.claim_ids),
            }
            for route in frame.routes
        ],
        "displacement": [_note_row(note.claim) for note in frame.displacement],
    }


def _ordered(situation: Situation, frame: Frame) -> list[str]:
    names = {place.id: place.name for place in situation.places}
    return sorted(frame.statuses, key=lambda key: (names.get(key, key), key))


def _place_row(situation: Situation, status: PlaceStatus) -> Json:
    place = situation.gazetteer.get(status.place_id)
    return {
        "id": status.place_id,
        "name": place.name if place else status.place_id,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "status": status.level.value,
        "side": status.side,
        "contest": status.contest.value if status.contest else None,
        "rivals": list(status.rivals),
        "probability": round(status.probability, 3),
        "likelihood": status.likelihood,
        "evidence": status.evidence,
        "since": [d.isoformat() if d else None for d in (status.since_first, status.since_last)],
        "last_reported": status.last_reported.isoformat() if status.last_reported else None,
        "baseline": status.is_baseline,
        "supporting": len(status.supporting),
        "dissenting": len(status.dissenting),
    }


def _note_row(claim: DisplacementClaim) -> Json:
    return {
        "count_min": claim.count_min,
        "count_max": claim.count_max,
        "as_written": claim.as_written,
        "movement": claim.movement.value,
        "area": claim.area,
        "since": claim.since.isoformat() if claim.since else None,
        "until": claim.until.isoformat() if claim.until else None,
        "claimant": claim.attribution.claimant,
        "quote": claim.quote,
    }


def status_tables(situation: Situation, frame: Frame) -> Iterator[Table]:
    """Yield the places' table (those with a report), the routes' and the displacement notes'."""
    yield _place_table(situation, frame)
    if frame.routes:
        yield _route_table(frame)
    if frame.roads:
        yield _road_table(frame)
    if frame.displacement:
        yield _note_table(frame)


def _place_table(situation: Situation, frame: Frame) -> Table:
    known = f", known as of {frame.known_as_of}" if frame.known_as_of != frame.day else ""
    levels = Counter(status.level for status in frame.statuses.values())
    caption = ", ".join(f"{levels[level]} {level.value}" for level in Level)
    table = Table(title=f"{situation.theatre.title}, {frame.day}{known}: attributed claims", caption=caption)
    for column in ("Place", "Status", "Side", "Likelihood", "Evidence", "Since", "Last report", "For", "Against"):
        table.add_column(column)
    for key in _ordered(situation, frame):
        status = frame.statuses[key]
        if status.level is Level.UNKNOWN and not status.supporting and not status.dissenting:
            continue
        place = situation.gazetteer.get(key)
        table.add_row(
            place.name if place else key,
            status.level.value + (f" ({status.contest.value})" if status.contest else ""),
            status.side or "–",
            f"{status.likelihood} ({status.probability:.2f})",
            status.evidence,
            _interval(status.since_first, status.since_last),
            str(status.last_reported or "–"),
            str(len(status.supporting)),
            str(len(status.dissenting)),
        )
    return table


def _interval(first: date | None, last: date | None) -> str:
    if first is None:
        return "–"
    return str(first) if last in (None, first) else f"{first} … {last}"


def _route_table(frame: Frame) -> Table:
    table = Table(title="Routes")
    for column in ("Route", "Side", "Status", "In words"):
        table.add_column(column)
    for route in frame.routes:
        table.add_row(route.label, route.side, route.status, route.sentence)
    return table


def _road_table(frame: Frame) -> Table:
    table = Table(title="Road stretches: what was stated, and what control along them implies")
    for column in ("Road", "From", "To", "km", "Stated", "Implied", "Side"):
        table.add_column(column)
    for stretch in frame.roads:
        if stretch.stated == "unknown" and stretch.inferred == "unknown":
            continue
        stated = stretch.stated + (f" ({stretch.stated_side})" if stretch.stated_side else "")
        table.add_row(
            stretch.road,
            stretch.from_node,
            stretch.to_node,
            f"{stretch.length_km:.0f}",
            stated,
            stretch.inferred,
            stretch.side or "–",
        )
    return table


def _note_table(frame: Frame) -> Table:
    table = Table(title="Displacement: figures of different sources stand side by side and are never added")
    for column in ("People", "From", "Period", "Who says so"):
        table.add_column(column)
    for note in frame.displacement:
        claim = note.claim
        period = f"{claim.since or '?'} … {claim.until or '?'}"
        counts = f"{_count(claim.count_min)} to {_count(claim.count_max)} ({claim.as_written}), {claim.movement.value}"
        table.add_row(counts, claim.area or "not said", period, claim.attribution.claimant)
    return table


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def explanation(situation: Situation, place: Place, day: date) -> Iterator[str]:
    """Yield the ledger of a place as lines of text, newest last, with the status and what adds up to it."""
    status = situation.history.on(day).get(place.id)
    where = f"{place.lat:.3f} N {place.lon:.3f} E" if place.lat is not None and place.lon is not None else "no point"
    yield f"{place.name} {place.local_name} ({place.kind}, {where}, {place.quality}) on {day}"
    if status is None:
        yield "  unknown: nobody reported"
    else:
        yield f"  {sentence_of(status)}"
    known = situation.view.known_as_of or day
    rows = [c for c in situation.claims.values() if _about(c, place) and c.published <= known]
    parts: dict[str, list[Contribution]] = {}
    for part in status.trace if status else ():
        parts.setdefault(part.claim_id, []).append(part)
    counted = {c.id for c in rows}
    rows += [situation.claims[i] for i in parts if i in situation.claims and i not in counted]
    for row in situation.theatre.baseline:
        for part in parts.get(baseline_id(row), ()):
            yield f"  {row.date} before the first report: {row.place} held by {row.side} ({row.source})"
            yield _sum_line(part)
    for claim in sorted(rows, key=lambda c: (c.published, c.article_id, c.span.start)):
        yield from _claim_lines(situation, claim)
        yield from map(_sum_line, parts.get(claim.id, ()))
    if status and status.scores:
        total = ", ".join(f"{side} {score:+.3f}" for side, score in status.scores)
        yield f"  sum of contributions: {total}"


def sentence_of(status: PlaceStatus) -> str:
    """Return the status in words: level, side, likelihood and evidence level kept apart."""
    side = f" by {status.side}" if status.side and status.level is not Level.CONTESTED else ""
    parties = [side for side in dict.fromkeys((status.side, *status.rivals)) if side]
    between = f" between {' and '.join(parties)}" if status.rivals else ""
    why = f" ({status.contest.value})" if status.contest else ""
    return (
        f"{status.level.value}{side}{between}{why}; likelihood {status.likelihood or 'not given'} "
        f"({status.probability:.2f}); evidence {status.evidence or 'none'}; "
        f"since {_interval(status.since_first, status.since_last)}; last report {status.last_reported or 'none'}"
    )


def _about(claim: Claim, place: Place) -> bool:
    match claim:
        case ControlClaim():
            return claim.place_id == place.id
        case RoadClaim():
            return claim.at_place_id == place.id
        case DisplacementClaim():
            return claim.area_place_id == place.id


def _claim_lines(situation: Situation, claim: Claim) -> Iterator[str]:
    article = situation.articles.get(claim.article_id)
    side = claim.attribution.side
    stance = "DENIES" if claim.polarity is Polarity.DENIED else "says"
    yield f"  {claim.published} {claim.attribution.claimant} [{side}] {stance}: {_what(claim)}"
    yield f"    “{' '.join(claim.sentence.split())}”"
    outlet = article.outlet if article else claim.attribution.outlet
    link = f", {article.url}" if article and article.url else ""
    yield f"    {outlet}{link}; rule {claim.rule}"


def _sum_line(part: Contribution) -> str:
    """Return a contribution as the product that it is."""
    factors = " × ".join([f"{part.base:.2f}", *(f"{name} {value:.2f}" for name, value in part.factors)])
    grade = f"grade {part.grade}; " if part.grade else ""
    return f"    {grade}age {part.age_days:.0f} d; {factors} × age {part.decay:.2f} = {part.value:+.3f} for {part.side}"


def _what(claim: Claim) -> str:
    match claim:
        case ControlClaim():
            return (
                f"{claim.place} {claim.event.value}"
                + (f" by {claim.holder}" if claim.holder else "")
                + f", {claim.when.day}"
            )
        case RoadClaim():
            return f"{claim.road} {claim.event.value}" + (f" by {claim.holder}" if claim.holder else "")
        case DisplacementClaim():
            return f"{claim.as_written} {claim.movement.value}"
