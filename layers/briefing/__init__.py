"""A day told in numbered rows, from which the sheet, the slides and the text brief are all made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from geo.model import Claim, ControlClaim, DisplacementClaim, Event, Place
from geo.state.day import Contest, Frame, Level, RouteStatus
from geo.state.headline import FRESH_DAYS, headline, news
from geo.theatre import Theatre
from layers.briefing.choose import (
    change_rank,
    changed,
    claims_per_place,
    fresh_claims,
    key_claims,
    status_key,
)
from layers.briefing.lines import Briefing, ChangeLine, ClaimLine, NoteLine, RouteLine, SideTotal, SourceBook
from layers.briefing.words import (
    date_words,
    note_words,
    side_label,
    speaker_words,
    stance_word,
    status_words,
    what_words,
)
from layers.dossier import Dossier

UNGRADED = "F6"
"""Admiralty grade of what cannot be judged: an unlisted source, unconfirmed."""

NEWEST = 6
"""How many of the newest claims behind a status are cited for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """By place: how many fresh claims speak of it, and the ids of all claims of fighting there."""

    counts: Mapping[str, int]
    fights: Mapping[str, Sequence[str]]


def _fights(claims: Iterable[Claim]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in claims:
        if isinstance(claim, ControlClaim) and claim.event is Event.CONTESTED and claim.place_id:
            found.setdefault(claim.place_id, []).append(claim.id)
    return found


def compose(dossier: Dossier) -> Briefing:
    """Tell a dossier's day: headline, totals, changes, key claims, routes, displacement, sources."""
    frame, since, theatre = dossier.frame, dossier.since, dossier.theatre
    known = list(dossier.claims.values())
    fresh = fresh_claims(known, frame.day, since.day if since else None)
    title, lead = _title(dossier, known)
    book = SourceBook(articles=dossier.articles, claims=dossier.claims)
    grades = _grades(frame)
    groups = key_claims(fresh, frame, dossier.places, lead)
    told = _Told(counts=claims_per_place(fresh), fights=_fights(known))
    first = {key: rank for rank, key in enumerate(lead)}

    def rank(key: str) -> tuple[int, bool, int, int, int, str]:
        silent = not _is_reported(key, dossier, told.counts)
        return (first.get(key, len(first)), silent, *change_rank(key, frame, since, told.counts, dossier.places))

    keys = sorted(changed(frame, since), key=rank)
    contested = sorted((k for k, s in frame.statuses.items() if s.level is Level.CONTESTED), key=rank)
    routes = telling_routes(frame, since, theatre)
    for share in (LEADING, None):  # what leads each list is numbered first
        claims = tuple(_claim_line(g, dossier, book, grades) for g in groups[:share])
        changes = tuple(line for k in keys[:share] if (line := _change_line(k, dossier, book, told)))
        route_lines = tuple(_route_line(r, book) for r in routes[:share])
        notes = tuple(_note_line(n.claim, dossier, book) for n in frame.displacement[:share])
    return Briefing(
        headline=title,
        day=frame.day,
        known_as_of=frame.known_as_of,
        since=since.day if since else None,
        reports=frame.reports,
        totals=_totals(frame, since, theatre),
        claims=claims,
        changes=changes,
        contested=tuple(line for k in contested if (line := _change_line(k, dossier, book, told))),
        unknown=_unknown(frame, dossier),
        routes=route_lines,
        notes=notes,
        sources=book.lines(),
    )


LEADING = 4
"""Rows of each list that a first page shows at least."""

NAMED = 3
"""Places that the title may name; they lead the lists in its order."""


def _title(dossier: Dossier, known: list[Claim]) -> tuple[str, list[str]]:
    """Return the day in words and the ids of the places it leads with.

    Where the last days are silent but the period is not, the title is the news of the period, with its age.
    """
    frame, since = dossier.frame, dossier.since
    days, before = FRESH_DAYS, ""
    first = frame.day - timedelta(days=FRESH_DAYS)
    first = min(first, since.day) if since else first
    recent = [claim for claim in known if first <= claim.published <= frame.day]
    last = max((claim.published for claim in recent), default=None)
    if last and since and since.day < last and (frame.day - last).days > FRESH_DAYS:
        days, before = (frame.day - since.day).days - 1, f"No reports after {date_words(last)}. "
    told = headline(frame, recent, dossier.places, dossier.theatre, days=days)
    named = [key for key, _ in news(frame, recent, dossier.places, days)]
    return before + told, named[:NAMED]


def _grades(frame: Frame) -> dict[str, str]:
    return {part.claim_id: part.grade for s in frame.statuses.values() for part in s.trace if part.grade}


def _grade_of(claim: Claim, grades: dict[str, str], theatre: Theatre) -> str:
    if claim.id in grades:
        return grades[claim.id]
    source = theatre.source(claim.attribution.claimant) or theatre.source(claim.attribution.outlet)
    return f"{source.reliability}6" if source else UNGRADED


def _claim_line(group: tuple[Claim, ...], dossier: Dossier, book: SourceBook, grades: dict[str, str]) -> ClaimLine:
    first = group[0]
    return ClaimLine(
        place_id=getattr(first, "place_id", None) or getattr(first, "at_place_id", None),
        speaker=speaker_words(first),
        side=first.attribution.side,
        stance=stance_word(first),
        what=what_words(first, dossier.places, dossier.theatre),
        grade=_grade_of(first, grades, dossier.theatre),
        day=max(claim.published for claim in group),
        sentence=first.sentence or first.quote,
        refs=book.cite(claim.id for claim in group),
        claims=group,
    )


def _newest(claim_ids: Iterable[str], dossier: Dossier) -> list[str]:
    known = [dossier.claims[key] for key in claim_ids if key in dossier.claims]
    known.sort(key=lambda c: (c.published, c.id), reverse=True)
    return [claim.id for claim in known[:NEWEST]]


def _change_line(key: str, dossier: Dossier, book: SourceBook, told: _Told) -> ChangeLine | None:
    place, after = dossier.places.get(key), dossier.frame.statuses.get(key)
    if place is None or after is None:
        return None
    before = dossier.since.statuses.get(key) if dossier.since else None
    words = status_words(after, dossier.theatre)
    earlier = status_words(before, dossier.theatre)
    earlier_words = f"was {earlier}" if before else "not reported before"
    if status_key(before) != status_key(after) and not _is_reported(key, dossier, told.counts):
        earlier_words += "; no new report"
    behind = [*_newest(after.supporting, dossier), *_newest(after.dissenting, dossier)]
    if after.contest is Contest.FIGHTING:
        behind += _newest(told.fights.get(key, ()), dossier)
    return ChangeLine(
        place=place,
        before=before,
        after=after,
        words=f"{words}; {earlier_words}" if dossier.since and earlier != words else words,
        refs=book.cite(behind),
    )


def _is_reported(key: str, dossier: Dossier, fresh: Mapping[str, int]) -> bool:
    """Return whether a place's look rests on a claim published since the earlier day; else age alone changed it."""
    status, since = dossier.frame.statuses.get(key), dossier.since
    if since is None or status is None or fresh.get(key):
        return True
    known = (dossier.claims.get(claim_id) for claim_id in (*status.supporting, *status.dissenting))
    return any(claim is not None and claim.published > since.day for claim in known)


def _unknown(frame: Frame, dossier: Dossier) -> tuple[Place, ...]:
    silent = [k for k, s in frame.statuses.items() if s.level is Level.UNKNOWN]
    found = [dossier.places[key] for key in silent if key in dossier.places]
    return tuple(sorted(found, key=lambda p: (-p.population, p.name)))


def _totals(frame: Frame, since: Frame | None, theatre: Theatre) -> tuple[SideTotal, ...]:
    rows = []
    for side in theatre.sides:
        levels = [s.level for s in frame.statuses.values() if s.side == side.key]
        area = sum(a.area_km2 for a in frame.areas if a.side == side.key)
        before = sum(a.area_km2 for a in since.areas if a.side == side.key) if since else None
        if levels or area or before:
            rows.append(
                SideTotal(
                    side=side.key,
                    label=side_label(side.key, theatre),
                    held=levels.count(Level.HELD),
                    claimed=levels.count(Level.CLAIMED),
                    area_km2=area,
                    area_change_km2=None if before is None else area - before,
                )
            )
    return tuple(rows)


ROUTE_NEWS = {"contested": 0, "cut": 1, "open": 2, "closed": 4, "unknown": 5}
"""What a reader asks of a route first: is it fought over, cut, open; then the rest."""


def telling_routes(frame: Frame, since: Frame | None, theatre: Theatre) -> tuple[RouteStatus, ...]:
    """Return for each route, in the theatre's order, the side whose case says most, and sides whose case changed."""
    sides = {key: rank for rank, key in enumerate(theatre.side_keys)}
    by_route: dict[str, list[RouteStatus]] = {}
    for route in frame.routes:
        by_route.setdefault(route.route, []).append(route)
    before = {(r.route, r.side): (r.status, r.at) for r in since.routes} if since else {}
    chosen: list[RouteStatus] = []
    for rows in by_route.values():
        rows.sort(key=lambda r: (ROUTE_NEWS.get(r.status, 3), sides.get(r.side, 99)))
        changed = [r for r in rows[1:] if before.get((r.route, r.side), (r.status, r.at)) != (r.status, r.at)]
        chosen += [rows[0], *changed[:1]]
    return tuple(chosen)


def route_words(route: RouteStatus) -> str:
    """Return "Damascus to Aleppo by the M5: cut at Saraqib since 27 February 2020", in the route's own words if any."""
    if route.sentence:
        return f"{route.label}: {route.sentence}"
    at = f" at {route.at}" if route.at else ""
    since = f" since {date_words(route.since)}" if route.since else ""
    return f"{route.label}: {route.status}{at}{since}."


def _route_line(route: RouteStatus, book: SourceBook) -> RouteLine:
    return RouteLine(
        status=route,
        words=route_words(route),
        refs=book.cite([*route.statement_ids[-NEWEST:], *route.claim_ids[-NEWEST:]]),
    )


def _note_line(claim: DisplacementClaim, dossier: Dossier, book: SourceBook) -> NoteLine:
    return NoteLine(
        claim=claim,
        speaker=speaker_words(claim),
        words=note_words(claim, dossier.places),
        refs=book.cite([claim.id]),
    )
