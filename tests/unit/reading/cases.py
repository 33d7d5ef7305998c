"""Reads the adversarial sentences beside this module and reads them with the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.model import Article, Reading
from geo.places.find import find_mentions
from geo.reading import read
from geo.theatre import load_theatre

FILE = Path(__file__).with_name("cases.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text of a theatre and the rows that a careful reader writes down."""

    theatre: str
    published: date
    text: str
    rows: tuple[str, ...]


def load_cases(path: Path = FILE) -> list[Case]:
    """Return the cases in the order of the file."""
    found: list[Case] = []
    theatre, published = "nw-syria", date(2020, 2, 27)
    text, rows = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#"):
            continue
        if line.startswith("@"):
            theatre, day = line[1:].split()
            published = date.fromisoformat(day)
        elif line.startswith("="):
            rows.append(" | ".join(part.strip() for part in line[1:].split("|")))
        elif line.strip():
            text = line.strip()
        elif text:
            found.append(Case(theatre=theatre, published=published, text=text, rows=tuple(rows)))
            text, rows = "", []
    return found


def article_of(case: Case) -> Article:
    """Return the case as an article with a headline that says nothing."""
    return Article(
        id="case", theatre=case.theatre, outlet="test", title="News of the day", url=None, published=case.published,
        language="en", text=f"News of the day\n\n{case.text}",
    )  # fmt: skip


def reading_of(case: Case) -> Reading:
    """Return what the product reads in a case."""
    article = article_of(case)
    theatre = load_theatre(case.theatre)
    return read(article, find_mentions(article.text, theatre), theatre)


def rows_of(case: Case) -> list[str]:
    """Return the claims of a case in the notation of the file; the date is left out where the case leaves it open."""
    dated = {row.rsplit(" | ", 1)[0]: row.rsplit(" | ", 1)[1] for row in case.rows}
    found = []
    for claim in reading_of(case).claims:
        head = " | ".join(
            (claim.place, claim.event, claim.holder or "null", claim.polarity, claim.attribution.side)
        )  # fmt: skip
        found.append(f"{head} | {'-' if dated.get(head) == '-' else claim.when.day.isoformat()}")
    return found
