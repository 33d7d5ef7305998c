"""Can one drive from here to there today, who can cut it, what is the way round, and since when.

Two kinds of evidence, never averaged: control of the places along a road (``inferred``, which gives
``status``) and what was said of the road itself (``stated``). ``RouteBook`` knows all days at once;
``route_statuses`` looks at a single day and therefore knows no ``since`` and no ``closed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from geo.model import RoadClaim, RoadEvent
from geo.state.day import PlaceStatus, RoadStretch, RouteStatus
from geo.state.journeys import CONTESTED, CUT, UNKNOWN, drawn, journeys_of
from geo.state.network import RoadNetwork, load_network
from geo.state.roadcontrol import UNREPORTED, Verdict, holdings_of, infer_edges
from geo.state.roadposts import HeldSpan, RoadSpan, road_spans
from geo.state.roadwords import Word, words_on
from geo.state.routebook import RouteBook, route_book
from geo.state.routeday import Page, finish, word_on
from geo.state.routetext import stated_word

__all__ = [
    "HeldSpan",
    "RoadNetwork",
    "RoadSpan",
    "RouteBook",
    "load_network",
    "road_spans",
    "road_stretches",
    "route_book",
    "route_statuses",
    "stretches_on",
]


def road_stretches(
    network: RoadNetwork, statuses: Mapping[str, PlaceStatus], road_claims: Iterable[RoadClaim], day: date
) -> tuple[RoadStretch, ...]:
    """Return every section of the network on a day: what control implies and what was said of it."""
    verdicts = infer_edges(network, holdings_of(statuses, network.place_ids))
    return stretches(network, verdicts, words_on(network, road_claims, day))


def stretches_on(book: RouteBook, road_claims: Iterable[RoadClaim], day: date) -> tuple[RoadStretch, ...]:
    """Return every section on a day from the same evidence as the routes of the book."""
    return stretches(
        book.network, infer_edges(book.network, book.held_on(day)), words_on(book.network, road_claims, day)
    )


def stretches(
    network: RoadNetwork, verdicts: Mapping[str, Verdict], words: Mapping[str, Word]
) -> tuple[RoadStretch, ...]:
    """Return the sections with both kinds of evidence side by side, in the order of the table."""
    rows = []
    for edge in drawn(network):
        verdict, word = verdicts.get(edge.id, UNREPORTED), words.get(edge.id)
        at = verdict.at
        rows.append(
            RoadStretch(
                id=edge.id,
                road=edge.roads[0] if edge.roads else "",
                roads=edge.roads,
                from_node=network.nodes[edge.a].name,
                to_node=network.nodes[edge.b].name,
                geometry=edge.geometry,
                length_km=edge.length_km,
                inferred=verdict.inferred.value,
                side=verdict.side,
                at=at.name if at else None,
                stated=stated_word(word.event) if word else UNKNOWN,
                stated_side=word.side if word else None,
                agrees=_stretch_agrees(verdict, word),
                claim_ids=tuple(dict.fromkeys(c for post in verdict.posts for c in post.claim_ids)),
                statement_ids=word.claim_ids if word else (),
                quality=edge.quality,
            )
        )
    return tuple(rows)


def _stretch_agrees(verdict: Verdict, word: Word | None) -> bool | None:
    if word is None or verdict.inferred == UNKNOWN:
        return None
    match word.event:
        case RoadEvent.OPEN | RoadEvent.HELD:
            return verdict.inferred == "held" and word.side in (None, verdict.side)
        case RoadEvent.CUT:
            return verdict.inferred == CUT or (verdict.inferred == "held" and word.side == verdict.side)
        case RoadEvent.CONTESTED:
            return verdict.inferred == CONTESTED


def route_statuses(
    network: RoadNetwork, statuses: Mapping[str, PlaceStatus], road_claims: Iterable[RoadClaim], day: date
) -> tuple[RouteStatus, ...]:
    """Return the theatre's routes for every side on one day, seen without the days before it."""
    theatre = network.theatre
    if theatre is None:
        return ()
    page = Page(network, journeys_of(network, theatre.routes), theatre.side_keys)
    claims = tuple(road_claims)
    words = {journey.key: word_on(network, journey, claims, day) for journey in page.journeys}
    rows = page.turn(holdings_of(statuses, network.place_ids))
    return tuple(finish(page, row, words[row.route], day) for row in rows)
