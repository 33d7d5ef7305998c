"""Displacement series of the sample corpus beside the published figures, never summed across sources.

Run with ``python -m tests.bench.displacement``; needs the published figures beside the checkout.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from geo.articles import ReadOptions, read_folder
from geo.model import DisplacementClaim
from geo.pipeline import read_article
from geo.state.displacement import Series, conflicts_on, series_of, source_of
from geo.theatre import load_theatre
from tests.facts import rows_of

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2020, 3, 31)


def corpus_claims() -> tuple[DisplacementClaim, ...]:
    """Every displacement figure that is read from the sample articles."""
    theatre = load_theatre("nw-syria")
    batch = read_folder(ROOT / "articles", ReadOptions(theatre="nw-syria", today=LAST))
    return tuple(row for article in batch.articles for row in read_article(article, theatre).displacement)


def published_on(day: date, shared: Path) -> tuple[int, str] | None:
    """The newest published cumulative figure on a day and who gave it."""
    rows = [
        row
        for row in rows_of(shared, "nw_syria_2020_displacement_notes.csv")
        if row["period"].startswith("since 1 Dec") and date.fromisoformat(row["date"]) <= day
    ]
    return (int(rows[-1]["people"]), f"{rows[-1]['source_name']}, {rows[-1]['date']}") if rows else None


def words(series: Series) -> str:
    """One line naming a series."""
    where = series.area or "no area said"
    return f"{series.source} | {series.movement.value} | {where} | {series.counting.value}"


def main() -> None:
    """Print every series with the published figure of the same day beside each step."""
    shared = ROOT.parent / "shared"
    claims = corpus_claims()
    theatre = load_theatre("nw-syria")
    for series in series_of(claims, LAST, theatre):
        print(words(series))
        for step in series.steps:
            beside = published_on(step.first, shared)
            low = f"{step.low:,}" if step.low is not None else "?"
            high = f"{step.high:,}" if step.high is not None else "or more"
            print(
                f"    {step.first} .. {step.last}: {low} to {high} ({step.as_written!r})"
                f"  published then: {f'{beside[0]:,} ({beside[1]})' if beside else 'none yet'}"
            )
    for day in (date(2020, 2, 5), date(2020, 2, 20)):
        for conflict in conflicts_on(claims, day, theatre):
            rows = "; ".join(f"{source_of(c, theatre)} {c.as_written}" for c in conflict.claims)
            print(f"side by side on {day}: {rows}")


if __name__ == "__main__":
    main()
