"""Roads and people as plain tables for the browser: runs of a route, choke points, series of figures.

Days are indices from the first day of the file; claims are indices of its claim table, or ids where
asked for; sides are indices of the theatre's sides, none where nobody is named. Lengths are km.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geo.model import DisplacementClaim
from geo.state.choke import ChokePoint, choke_points
from geo.state.day import RouteStatus
from geo.state.displacement import conflicts_on, series_of
from geo.state.routebook import RouteBook
from geo.theatre import Theatre

CHOKES = 8
"""How many choke points of a side are listed."""


class RouteRuns:
    """Collects the routes of one day after the other and keeps only where they change."""

    def __init__(self, sides: Sequence[str], claim_index: Mapping[str, int] | Mapping[str, str]) -> None:
        """``sides`` are the side keys of the theatre in order, ``claim_index`` the rows of the claim table."""
        self.sides = {key: i for i, key in enumerate(sides)}
        self.index = claim_index
        self.heads: dict[tuple[str, str], dict[str, object]] = {}
        self.runs: dict[tuple[str, str], list[list[object]]] = {}

    def add(self, index: int, rows: Iterable[RouteStatus]) -> None:
        """Take the routes of a day."""
        for row in rows:
            key = (row.route, row.side)
            head = {"key": row.route, "label": row.label, "side": row.side, "km": round(row.length_km)}
            self.heads.setdefault(key, head)
            runs = self.runs.setdefault(key, [])
            new = self._run(index, row)
            if runs and runs[-1][1] == index - 1 and _face(runs[-1]) == _face(new):
                runs[-1][1] = index
                runs[-1][5] = _union(runs[-1][5], new[5])
                runs[-1][10] = _union(runs[-1][10], new[10])
            else:
                runs.append(new)

    def _run(self, index: int, row: RouteStatus) -> list[object]:
        return [
            index,
            index,
            row.status,
            row.at or "",
            row.sentence,
            self._cited(row.claim_ids),
            row.until or "",
            self.sides.get(row.holder or ""),
            row.stated,
            row.stated_at or "",
            self._cited(row.statement_ids),
            row.agrees,
        ]

    def _cited(self, claim_ids: Iterable[str]) -> list[int | str]:
        return [self.index[key] for key in claim_ids if key in self.index]

    def rows(self) -> list[dict[str, object]]:
        """Return each route and side with its runs, in the order of the theatre file.

        Columns of a run: first and last day, status, at, sentence, claims on control, until, holder,
        said of the road, said at, statements on the road, whether the two agree.
        """
        return [{**self.heads[key], "runs": self.runs[key]} for key in self.heads]


def _face(run: Sequence[object]) -> list[object]:
    return [*run[2:5], *run[6:10], run[11]]


def _union(old: object, new: object) -> list[object]:
    assert isinstance(old, list)
    assert isinstance(new, list)
    return list(dict.fromkeys([*old, *new]))


def route_rows(
    days: Iterable[Iterable[RouteStatus]], sides: Sequence[str], claim_index: Mapping[str, int] | Mapping[str, str]
) -> list[dict[str, object]]:
    """Return the routes of consecutive days as runs (see ``RouteRuns.rows``)."""
    runs = RouteRuns(sides, claim_index)
    for index, rows in enumerate(days):
        runs.add(index, rows)
    return runs.rows()


def choke_rows(book: RouteBook, theatre: Theatre) -> dict[str, list[list[object]]]:
    """Return the choke points of each side over the record, ways round as of its last day, worst first.

    Columns: name, lon, lat, open route-days, of these without another way, mean extra km or none,
    betweenness, labels of the routes.
    """
    if not book.days:
        return {}
    verdicts = book.verdicts_on(book.days[-1])
    labels = {journey.key: journey.label for journey in book.journeys}
    found: dict[str, list[list[object]]] = {}
    for side in theatre.side_keys:
        points = choke_points(book, side, verdicts, CHOKES)
        if points:
            found[side] = [_choke(book, point, labels) for point in points]
    return found


def _choke(book: RouteBook, point: ChokePoint, labels: Mapping[str, str]) -> list[object]:
    node = book.network.nodes[point.node]
    extra = None if point.extra_km is None else round(point.extra_km)
    return [
        node.spot or point.name,
        round(node.lon, 4),
        round(node.lat, 4),
        point.route_days,
        point.severed_days,
        extra,
        round(point.betweenness, 3),
        [labels[key] for key in point.routes],
    ]


def series_rows(
    claims: Iterable[DisplacementClaim], theatre: Theatre, claim_index: Mapping[str, int]
) -> list[dict[str, object]]:
    """Return the figures of each source as steps, never mixed with another source's.

    Columns of a step: day (ISO), least or none, most or none, claim.
    """
    known = [claim for claim in claims if claim.id in claim_index]
    return [
        {
            "source": series.source,
            "movement": series.movement.value,
            "area": series.area or "",
            "counting": series.counting.value,
            "steps": [[s.first.isoformat(), s.low, s.high, claim_index[s.claim_id]] for s in series.steps],
        }
        for series in series_of(known, theatre.end, theatre)
    ]


def conflict_rows(
    claims: Sequence[DisplacementClaim], days: Sequence[date], theatre: Theatre, claim_index: Mapping[str, int]
) -> list[list[object]]:
    """Return figures that speak of one thing and do not overlap: first day, last day, claims side by side."""
    rows: list[list[object]] = []
    for index, day in enumerate(days):
        for conflict in conflicts_on(claims, day, theatre):
            cited = [claim_index[claim.id] for claim in conflict.claims if claim.id in claim_index]
            running = next((row for row in rows if row[1] == index - 1 and row[2] == cited), None)
            if running is None:
                rows.append([index, index, cited])
            else:
                running[1] = index
    return rows
