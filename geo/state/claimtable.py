"""The claims of a timeline as columns: each distinct text once, and a small number per claim and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.model import Article, Claim, ControlClaim, DisplacementClaim, RoadClaim, When
from geo.state.chapters import baseline_id, safe_url
from geo.state.pack import Arrays, smallest
from geo.theatre import Baseline, Theatre

if TYPE_CHECKING:
    from geo.state.frames import Cast

COLUMNS = (
    "id", "kind", "claimant", "claimant side", "grade", "polarity", "event", "holder", "day", "precision",
    "published", "outlet", "title", "url", "sentence", "name", "place id",
)  # fmt: skip
"""Columns of a claim, by number; ``event`` is what is said, ``holder`` a side or a range, ``name`` as written."""

SHORT = 6
"""Hex digits kept of a claim's id: enough to tell the claims of one place apart."""


def in_reading_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims by day of publication, article and place in its text, in whatever order they came."""
    return tuple(sorted(claims, key=lambda c: (c.published, c.article_id, c.span.start, c.span.end, c.id)))


def short_id(claim_id: str) -> str:
    """Return the part of a claim's id that a timeline carries."""
    return claim_id.rpartition("-")[2][:SHORT]


def claim_table(cast: Cast, grades: Mapping[str, str]) -> tuple[list[list[object]], Arrays]:
    """Return the distinct values of each column, and arrays ``c.<column>`` with a row per claim.

    Rows are in the order of ``cast.claims``; what the theatre says of the time before the first report follows.
    Ids are shortened to ``SHORT`` digits, three bytes a claim in ``c.0``.
    """
    rows = claim_rows(cast, grades)
    columns: list[list[object]] = []
    arrays: Arrays = {}
    for number in range(len(COLUMNS)):
        seen: dict[object, int] = {}
        if number == 0:
            arrays["c.0"] = np.frombuffer(bytes.fromhex("".join(short_id(str(row[0])) for row in rows)), dtype=np.uint8)
        else:
            found = [seen.setdefault(row[number], len(seen)) for row in rows]
            arrays[f"c.{number}"] = smallest(np.array(found, dtype=np.int64), max(1, len(seen)))
        columns.append(list(seen))
    return columns, arrays


def table_rows(columns: Sequence[Sequence[object]], arrays: Mapping[str, NDArray[Any]]) -> list[list[object]]:
    """Return the rows of a claim table, with short ids."""
    ids = arrays["c.0"].tobytes().hex()
    rest = [[values[i] for i in arrays[f"c.{n}"].tolist()] for n, values in enumerate(columns) if n]
    return [[ids[k * SHORT : (k + 1) * SHORT], *row] for k, row in enumerate(zip(*rest, strict=True))]


def claim_rows(cast: Cast, grades: Mapping[str, str]) -> list[list[object]]:
    """Return one row a claim, in the order of ``cast.claims``.

    Columns: id, kind, claimant, claimant side, grade, polarity, what is said, holder or range, day,
    precision, published, outlet, title, url, sentence, place or road as written, place id.
    """
    articles = {article.id: article for article in cast.articles}
    rows = [_claim_row(claim, articles.get(claim.article_id), grades.get(claim.id, "")) for claim in cast.claims]
    return rows + [_baseline_row(row, cast.theatre, grades) for row in cast.theatre.baseline]


def _baseline_row(row: Baseline, theatre: Theatre, grades: Mapping[str, str]) -> list[object]:
    key, day = baseline_id(row), row.date.isoformat()
    name = "this place" if ":" in row.place else row.place
    words = f"Before the first report: {name} held by {theatre.side(row.side).label}."
    head: list[object] = [key, "baseline", row.source, "third-party", grades.get(key, ""), "asserted", "held", row.side]
    return [*head, day, "day", day, row.source, "Situation before the first report", "", words, row.place, None]


def _claim_row(claim: Claim, article: Article | None, grade: str) -> list[object]:
    when: When | None = None
    match claim:
        case ControlClaim():
            subject: tuple[object, ...] = ("control", claim.event.value, claim.holder, claim.place)
            when = claim.when
        case RoadClaim():
            subject = ("highway", claim.event.value, claim.holder, claim.road)
            when = claim.when
        case DisplacementClaim():
            subject = ("displacement", claim.movement.value, claim.as_written, claim.area or "")
    kind, event, holder, name = subject
    return [
        claim.id,
        kind,
        claim.attribution.claimant,
        claim.attribution.side,
        grade,
        claim.polarity.value,
        event,
        holder,
        when.day.isoformat() if when else "",
        when.precision.value if when else "",
        claim.published.isoformat(),
        claim.attribution.outlet,
        article.title if article else "",
        safe_url(article.url if article else None),
        claim.sentence,
        name,
        claim.place_id if isinstance(claim, ControlClaim) else None,
    ]
