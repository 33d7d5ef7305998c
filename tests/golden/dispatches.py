"""Scores readings of the annotated dispatches: those that rules were written on, and those that nobody has read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from geo.intake import read_articles
from geo.model import Article, Reading
from geo.reading.schema_json import to_schema
from tests.golden.scoring import Row, Tally, assign, count_match, road_match, score_claims

HERE = Path(__file__).parent
SETS = ("develop", "blind")
KINDS = ("claims", "highways", "displacement")
HOME = "nw-syria"


def files(name: str) -> list[Path]:
    """Return the annotated dispatches of a set in order of name."""
    return sorted((HERE / name).glob("*.json"))


def answers(path: Path) -> tuple[Article, dict[str, list[Row]]]:
    """Return a dispatch as an article, and its answer in the terms of ``scoring``."""
    row = json.loads(path.read_text(encoding="utf-8"))
    article = Article(
        id=row["id"], theatre=row["theatre"], outlet=row["outlet"], title=row["text"].splitlines()[0], url=None,
        published=date.fromisoformat(row["published"]), language="en", text=row["text"],
    )  # fmt: skip
    places = {place["mention"]: place for place in row["places"]}

    def names(mention: str) -> list[str]:
        return list(dict.fromkeys((mention, places[mention]["canonical"])))

    claims = [
        {
            "place": names(claim["place"]), "lat": places[claim["place"]]["lat"], "lon": places[claim["place"]]["lon"],
            "side": claim["claimant_side"], "precision": claim["date_precision"],
            **{key: claim[key] for key in ("event", "holder", "polarity", "date")},
        }
        for claim in row["claims"]
    ]  # fmt: skip
    roads = [
        {"road": road["road"], "status": road["status"], "polarity": road["polarity"], "at": names(road["at"]) if road["at"] else None}
        for road in row["highways"]
    ]  # fmt: skip
    people = [{"low": note["count_min"], "high": note["count_max"]} for note in row["displacement"]]
    return article, {"claims": claims, "highways": roads, "displacement": people}


def measure_set(name: str) -> dict[str, Tally]:
    """Return tallies of a set: each kind of row in all wars, and "claims <home>" and "claims other" apart."""
    tallies = {kind: Tally() for kind in (*KINDS, f"claims {HOME}", "claims other", "silent")}
    pairs = [answers(path) for path in files(name)]
    for reading, (article, gold) in zip(read_articles([article for article, _ in pairs]), pairs, strict=True):
        assert isinstance(reading, Reading), article.id
        out = to_schema(reading)
        group = f"claims {HOME}" if article.theatre == HOME else "claims other"
        for key in ("claims", group):
            score_claims(tallies[key], gold["claims"], out, article.id)
        tallies["silent"].predicted += 0 if gold["claims"] else len(out["claims"])
        for kind, match in (("highways", road_match), ("displacement", count_match)):
            tallies[kind].gold += len(gold[kind])
            tallies[kind].predicted += len(out[kind])
            tallies[kind].full += len(assign(gold[kind], out[kind], lambda a, b, match=match: float(match(a, b))))  # type: ignore[misc]
    return tallies


def table(name: str) -> Iterator[str]:
    """Yield the lines of the score table of a set."""
    tallies = measure_set(name)
    yield f"{name + ' set':<18}{'gold':>6}{'pred':>6}{'P':>8}{'R':>8}{'full':>8}{'core':>8}"
    for kind in ("claims", f"claims {HOME}", "claims other", "highways", "displacement"):
        yield tallies[kind].line(f"{kind:<18}")
    claims = tallies["claims"]
    yield f"side right {claims.side / claims.core:.3f}, date right {claims.date / claims.core:.3f} of core-matched claims"
    yield f"claims read where there are none: {tallies['silent'].predicted}"
