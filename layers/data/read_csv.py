"""The way back: a claims CSV as readings that a ledger takes.

The file holds sentences, not whole articles. The article that is read back has each sentence at its
old offset and blanks between, so that every quote still is what its offsets say and every id stays.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from geo.articles import Discarded
from geo.errors import InputError
from geo.ledger import Ledger
from geo.ledger_rows import claim_of, statements_table
from geo.model import Article, Claim, ControlClaim, DisplacementClaim, Reading, RoadClaim
from layers.data.columns import COLUMNS
from layers.data.plain import plain_text

READER = "claims-csv/1"
"""Reader version that a ledger notes for readings that came from a file."""

LONGEST_TEXT = 2_000_000
"""An article of more characters than this is a mistake in the offsets."""

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsFile:
    """Readings found in a claims CSV, and the rows that were left out with the reason."""

    readings: tuple[Reading, ...]
    discarded: tuple[Discarded, ...]


def read_claims_csv(path: Path) -> ClaimsFile:
    """Read a claims CSV; a bad row is left out with its line and reason.

    Raises InputError for a file that cannot be read or lacks columns.
    """
    discarded: list[Discarded] = []
    by_article: dict[str, list[tuple[Claim, Cells]]] = {}
    for line, cells in _rows(path):
        try:
            claim = _claim(cells)
        except (ValueError, KeyError, AssertionError) as error:
            discarded.append(Discarded(path=f"{path.name}:{line}", reason=str(error) or type(error).__name__))
            continue
        by_article.setdefault(claim.article_id, []).append((claim, cells))
    readings = tuple(_reading(rows) for _, rows in sorted(by_article.items()))
    return ClaimsFile(readings=readings, discarded=tuple(discarded))


def _rows(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = {c.name for c in COLUMNS["claims"]} - set(reader.fieldnames or ())
            if missing:
                raise InputError(f"{path}: not a claims CSV, it lacks the columns {', '.join(sorted(missing))}")
            for cells in reader:
                yield reader.line_num, {key: plain_text(value or "") for key, value in cells.items() if key}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as CSV in UTF-8 ({error})") from error


def _claim(cells: Cells) -> Claim:
    """Return the claim of a row; ValueError where a cell is not what its column holds, or the id is not its hash."""
    row: dict[str, object] = {}
    for column in statements_table.columns:
        if column.name == "reading_id":
            continue
        text = cells.get(column.name, "")
        row[column.name] = _typed(text, column)
    claim = claim_of(row)  # type: ignore[arg-type]  # a mapping with the same keys as a database row
    if not 0 <= claim.span.start < claim.span.end <= LONGEST_TEXT:
        raise ValueError(f"span {claim.span.start}..{claim.span.end} is not a stretch of an article")
    same = type(claim)(**{name: getattr(claim, name) for name in claim.__dataclass_fields__ if name != "id"})
    if same.id != claim.id:
        raise ValueError(f"id {claim.id} does not belong to this row's content ({same.id})")
    return claim


def _typed(text: str, column: sa.Column[object]) -> object:
    if text == "":
        return None if column.nullable else ""
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(text)
    return int(text) if isinstance(column.type, sa.Integer) else text


def _reading(rows: list[tuple[Claim, Cells]]) -> Reading:
    rows = sorted(rows, key=lambda row: (row[0].span.start, row[0].id))
    claims = [claim for claim, _ in rows]
    first, cells = rows[0]
    article = Article(
        id=first.article_id,
        theatre=first.theatre,
        outlet=first.attribution.outlet,
        title=cells["article_title"] or first.article_id,
        url=cells["article_url"] or None,
        published=first.published,
        language=cells["article_language"] or "en",
        text=sentences_in_place(claims),
        licence=cells["article_licence"],
        is_sample=cells["article_is_sample"] == "true",
    )
    return Reading(
        article=article,
        mentions=(),
        claims=tuple(c for c in claims if isinstance(c, ControlClaim)),
        highways=tuple(c for c in claims if isinstance(c, RoadClaim)),
        displacement=tuple(c for c in claims if isinstance(c, DisplacementClaim)),
    )


def sentences_in_place(claims: list[Claim]) -> str:
    """Return a text of blanks with every sentence and quote at its offset."""
    text = [" "] * max(claim.span.end for claim in claims)
    for claim in claims:
        inside = claim.sentence.find(claim.quote)
        start = claim.span.start - max(inside, 0)
        words = claim.sentence if inside >= 0 and start >= 0 else claim.quote
        start = start if words is claim.sentence else claim.span.start
        if start + len(words) > len(text):
            text.extend(" " * (start + len(words) - len(text)))
        text[start : start + len(words)] = words
    return "".join(text)


def fill_ledger(file: ClaimsFile, ledger: Ledger) -> int:
    """Append the readings of a file to a ledger and return how many were new."""
    return sum(ledger.append(reading, READER) for reading in file.readings)
