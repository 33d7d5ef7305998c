"""What the screen shows of roads and people: tables of routes, choke points and figures, a way between two places.

Pure functions from a situation to rows and text; the screen only places them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.errors import InputError
from geo.pipeline import Situation
from geo.state.chapters import baseline_id
from geo.state.choke import choke_points
from geo.state.day import RouteStatus
from geo.state.displacement import Counting, Series, counting_of, series_of, source_of
from geo.state.roadpages import route_rows as route_rows_of
from geo.state.routebook import RouteBook
from geo.state.routetext import day_words, strip_sentence
from geo.theatre import Theatre
from layers.displacement import figure_words
from layers.strips import strip_svg

ROUTE_COLUMNS = (
    "Route",
    "By control",
    "Place",
    "Since",
    "Length km",
    "Way round km",
    "Extra %",
    "Said of the road",
    "Evidence",
    "In words",
)
"""Columns of ``route_rows``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsView:
    """The routes of one side as the screen shows them."""

    rows: tuple[dict[str, object], ...]
    svg: str
    sentences: tuple[str, ...]


def roads_view(book: RouteBook, theatre: Theatre, side: str, day: date) -> RoadsView:
    """Return table, strip chart and sentences of all routes of a book for one side on a day."""
    labels = {s.key: s.short or s.label for s in theatre.sides}
    sentences = tuple(
        strip_sentence(journey.label, side, book.strip(journey.key, side), labels) for journey in book.journeys
    )
    return RoadsView(rows=route_rows(book, side, day), svg=strip_svg(book, theatre, side, day), sentences=sentences)


def route_rows(book: RouteBook, side: str, day: date) -> tuple[dict[str, object], ...]:
    """Return one row per route for a side on a day, under ``ROUTE_COLUMNS``; lengths in km."""
    return tuple(_row(row) for row in book.on(day) if row.side == side)


def _row(row: RouteStatus) -> dict[str, object]:
    where = row.at or ""
    if row.until and row.until != row.at:
        where = f"{row.at} to {row.until}"
    said = "" if row.stated == "unknown" else row.stated
    if said and row.stated_since:
        at = f" at {row.stated_at}" if row.stated_at else ""
        said = f"{said}{at} ({row.stated_by}, {day_words(row.stated_since)})"
    evidence = {None: "one kind only", True: "agree", False: "differ"}[row.agrees]
    values = (
        row.label,
        row.status,
        where,
        day_words(row.since) if row.since else "the beginning",
        round(row.length_km),
        None if row.detour_km is None else round(row.detour_km),
        None if row.extra_percent is None else round(row.extra_percent),
        said,
        evidence,
        row.sentence,
    )
    return dict(zip(ROUTE_COLUMNS, values, strict=True))


CHOKE_ROWS = 20
"""How many choke points the table lists."""


def choke_table(situation: Situation, side: str, day: date) -> tuple[dict[str, object], ...]:
    """Return the places whose loss would cut most open route-days of a side, the worst first; lengths in km."""
    book = situation.book
    labels = {journey.key: journey.label for journey in book.journeys}
    return tuple(
        {
            "Rank": rank,
            "Place": point.name,
            "Open route-days": point.route_days,
            "Without another way": point.severed_days,
            "Extra km else": None if point.extra_km is None else round(point.extra_km),
            "Betweenness": round(point.betweenness, 3),
            "Routes": "; ".join(labels[key] for key in point.routes),
        }
        for rank, point in enumerate(choke_points(book, side, book.verdicts_on(day), CHOKE_ROWS), 1)
    )


def picked_way(situation: Situation, ends: str) -> dict[str, object]:
    """Return the way between two places picked on the map (``id|id``) for every side, or why there is none.

    The routes have the shape of those in the timeline file, but cite claims by id.
    """
    found = [situation.gazetteer.get(key) for key in ends.split("|")]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return {"ends": ends, "error": "One of the two places is not known here."}
    try:
        book = situation.between(found[0], found[1])
    except InputError as error:
        return {"ends": ends, "error": str(error)}
    cited = {key: key for key in situation.claims} | {
        baseline_id(row): baseline_id(row) for row in situation.theatre.baseline
    }
    rows = route_rows_of((book.on(day) for day in book.days), situation.theatre.side_keys, cited)
    return {"ends": ends, "routes": rows}


def towns(situation: Situation) -> tuple[str, ...]:
    """Return the names of towns that lie on a road of the theatre, sorted, for a choice of two ends."""
    nodes = situation.network.nodes.values()
    return tuple(sorted({node.name for node in nodes if node.place_ids and node.kind != "junction"}))


def way_between(situation: Situation, start: str, end: str) -> RouteBook:
    """Return the book of the shortest way between two towns named as in ``towns``; InputError if there is none."""
    network = situation.network
    ends = [network.node_named(name) for name in (start, end)]
    places = [situation.gazetteer.get(network.nodes[node].place_ids[0]) for node in ends if node is not None]
    if len(places) != 2 or places[0] is None or places[1] is None:
        raise InputError(f"choose two of the towns on the list, not {start!r} and {end!r}")
    return situation.between(places[0], places[1])


def people_rows(situation: Situation) -> tuple[dict[str, object], ...]:
    """Return every displacement figure as a step of its source's series; nothing is added up."""
    theatre = situation.theatre
    rows: list[dict[str, object]] = []
    by_id = {claim.id: claim for claim in situation.displaced}
    for series in series_of(situation.displaced, theatre.end, theatre):
        for step in series.steps:
            claim = by_id[step.claim_id]
            rows.append(
                {
                    "Source": source_of(claim, theatre),
                    "Movement": series.movement.value,
                    "Area": series.area or "not said",
                    "From": step.first,
                    "Until next figure": step.last,
                    "People": figure_words(step.low, step.high),
                    "As written": step.as_written,
                    "Counting": _counting(series, counting_of(claim)),
                    "Sentence": claim.sentence,
                }
            )
    return tuple(rows)


def _counting(series: Series, counting: Counting) -> str:
    match counting:
        case Counting.NEW:
            return "new in the period"
        case Counting.CUMULATIVE:
            return "all since the beginning"
        case Counting.UNSAID:
            return "period not said" if series.counting is Counting.UNSAID else "period not said here"
