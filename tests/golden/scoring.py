"""Scores readings of the sample articles against the rows that a careful reader wrote down.

A claim matches in full when place, event, holder, polarity, claimant side and date agree (one day,
seven or 31 days or a year by the precision of the gold row); core leaves out side and date. Each
gold row is matched at most once, by a maximum assignment.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import numpy as np
from scipy.optimize import linear_sum_assignment

from geo.model import Article, Reading
from geo.places.find import find_mentions
from geo.reading import read
from geo.reading.schema_json import to_schema
from geo.theatre import load_theatre

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "articles"
GOLD = Path(__file__).with_name("gold.json")
TOLERANCE = {"day": 1, "week": 7, "month": 31, "year": 366}
RADIUS_KM = 2.0
Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one kind of row; ``confusion`` counts (gold, predicted) pairs of event and holder at one place."""

    gold: int = 0
    predicted: int = 0
    full: int = 0
    core: int = 0
    side: int = 0
    date: int = 0
    errors: list[str] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def f1(self, matched: int) -> float:
        """Return F1 for a number of matched rows."""
        total = self.gold + self.predicted
        return 2 * matched / total if total else 1.0

    def line(self, name: str) -> str:
        """Return the row as a line of the table."""
        precision = self.full / self.predicted if self.predicted else 1.0
        recall = self.full / self.gold if self.gold else 1.0
        return (
            f"{name:<14}{self.gold:>6}{self.predicted:>6}{precision:>8.3f}{recall:>8.3f}"
            f"{self.f1(self.full):>8.3f}{self.f1(self.core):>8.3f}"
        )


def sample_articles() -> Iterator[tuple[str, Article]]:
    """Yield (key, article) of the sample corpus in order of key."""
    for path in sorted(ARTICLES.glob("*.md")):
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
        if "outlet" not in post.metadata:
            continue
        yield (
            path.stem,
            Article(
                id=path.stem, theatre="nw-syria", outlet=str(post["outlet"]), title=str(post["title"]), url=None,
                published=date.fromisoformat(str(post["published"])), language="en", text=post.content,
            ),
        )  # fmt: skip


def read_sample(article: Article) -> Reading:
    """Read one sample article."""
    theatre = load_theatre(article.theatre)
    return read(article, find_mentions(article.text, theatre), theatre)


def corpus_hash() -> str:
    """Return the SHA-256 of the sample articles and their gold rows."""
    digest = hashlib.sha256()
    for path in (*sorted(ARTICLES.glob("2*.md")), GOLD):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fold(name: str | None) -> str:
    """Fold a place name for comparison."""
    text = unicodedata.normalize("NFKD", name or "").casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’‘`]", "", text)).strip()
    return re.sub(r"^(?:the|al|el|as|ar|ad|at|an|az|ash) ", "", text)


def km_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (lat, lon) points in km."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def same_place(gold: Row, row: Row, places: dict[str, Row]) -> bool:
    """Return whether a predicted place is the gold one, by name or within two kilometres."""
    place = places.get(row["place"], {})
    if {fold(name) for name in gold["place"]} & {fold(row["place"]), fold(place.get("canonical"))} - {""}:
        return True
    if gold["lat"] is None or place.get("lat") is None:
        return False
    return km_between((gold["lat"], gold["lon"]), (place["lat"], place["lon"])) <= RADIUS_KM


def core_match(gold: Row, row: Row, places: dict[str, Row]) -> bool:
    """Return whether place, event, holder and polarity agree."""
    keys = ("event", "holder", "polarity")
    return all(gold[key] == row[key] for key in keys) and same_place(gold, row, places)


def date_match(gold: Row, row: Row) -> bool:
    """Return whether the dates agree within the precision of the gold row."""
    gap = date.fromisoformat(gold["date"]) - date.fromisoformat(row["date"])
    return abs(gap.days) <= TOLERANCE[gold["precision"]]


def assign(gold: Sequence[Row], rows: Sequence[Row], weight: Callable[[Row, Row], float]) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs with a weight above zero."""
    if not gold or not rows:
        return []
    table = np.array([[weight(one, other) for other in rows] for one in gold])
    return [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(-table), strict=True) if table[i, j] > 0]


def score_claims(tally: Tally, gold: Sequence[Row], out: Row, key: str) -> None:
    """Add the control claims of one article to a tally."""
    places = {place["mention"]: place for place in out["places"]}
    rows = out["claims"]

    def full(one: Row, other: Row) -> bool:
        return core_match(one, other, places) and one["side"] == other["claimant_side"] and date_match(one, other)

    tally.gold += len(gold)
    tally.predicted += len(rows)
    tally.full += len(assign(gold, rows, lambda a, b: float(full(a, b))))
    pairs = assign(gold, rows, lambda a, b: core_match(a, b, places) * (1.0 + full(a, b)))
    tally.core += len(pairs)
    for i, j in pairs:
        tally.side += gold[i]["side"] == rows[j]["claimant_side"]
        tally.date += date_match(gold[i], rows[j])
    left = [row for j, row in enumerate(rows) if j not in {b for _, b in pairs}]
    for i, row in enumerate(gold):
        if i in {a for a, _ in pairs}:
            continue
        near = next((other for other in left if same_place(row, other, places)), None)
        said = f"{near['event']} {near['holder']} {near['polarity']}" if near else "nothing"
        tally.confusion[f"{row['event']} {row['holder']} {row['polarity']}", said] += 1
        tally.errors.append(
            f"{key}: missed {row['place'][0]} {row['event']} {row['holder']} {row['polarity']} by {row['side']}"
        )
    tally.errors += [f"{key}: spurious {row['place']} {row['event']} {row['holder']} {row['polarity']}" for row in left]


def road_match(gold: Row, row: Row) -> bool:
    """Return whether road, status and polarity agree, and the place if the gold row has one."""
    if (gold["road"], gold["status"], gold["polarity"]) != (row["road"], row["status"], row["polarity"]):
        return False
    return gold["at"] is None or bool({fold(name) for name in gold["at"]} & {fold(row["at"])})


def count_match(gold: Row, row: Row) -> bool:
    """Return whether both ends of the bracket agree within ten per cent."""
    for one, other in ((gold["low"], row["count_min"]), (gold["high"], row["count_max"])):
        if (one is None) != (other is None) or (one is not None and abs(one - other) > 0.1 * one):
            return False
    return True


def measure() -> dict[str, Tally]:
    """Return the tallies of claims, highways and displacement over the sample corpus."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))["articles"]
    tallies = {kind: Tally() for kind in ("claims", "highways", "displacement", "silent")}
    for key, article in sample_articles():
        out, rows = to_schema(read_sample(article)), gold.get(key)
        if rows is None:
            continue
        score_claims(tallies["claims"], rows["claims"], out, key)
        if not rows["claims"]:
            tallies["silent"].predicted += len(out["claims"])
        for kind, match in (("highways", road_match), ("displacement", count_match)):
            pairs = assign(rows[kind], out[kind], lambda a, b, match=match: float(match(a, b)))  # type: ignore[misc]
            tallies[kind].gold += len(rows[kind])
            tallies[kind].predicted += len(out[kind])
            tallies[kind].full += len(pairs)
            tallies[kind].core += len(pairs)
    return tallies
