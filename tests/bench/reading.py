"""How fast and how well articles are read: the score table, the confusion, the worst errors, articles a second.

Run with ``python -m tests.bench.reading``. Timings are of one process and noisy on a busy machine,
so a plain parse of the same texts is timed beside them.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from geo.intake import read_article, read_articles
from geo.language import one_thread
from geo.places.find import find_mentions
from geo.reading import read_many
from geo.reading.sentences import english
from geo.theatre import load_theatre
from tests.golden.dispatches import SETS, table
from tests.golden.scoring import Tally, measure, sample_articles

WORDS = 320
"""Words of the article that speeds are given for."""


def print_scores(tallies: dict[str, Tally]) -> None:
    """Print the table, the shares of right sides and dates, the confusion and the errors by article."""
    print(f"{'rows':<14}{'gold':>6}{'pred':>6}{'P':>8}{'R':>8}{'F1':>8}{'core':>8}")
    for kind in ("claims", "highways", "displacement"):
        print(tallies[kind].line(kind))
    claims = tallies["claims"]
    print(
        f"of core-matched claims: side right {claims.side / claims.core:.3f}, date right {claims.date / claims.core:.3f}"
    )
    print(f"claims read in articles that have none: {tallies['silent'].predicted}")
    print("missed rows, and what was read instead:")
    for (gold, said), count in claims.confusion.most_common(12):
        print(f"  {count:>3}  {gold} -> {said}")
    worst = Counter(error.split(":")[0] for error in claims.errors)
    print("articles with most errors: " + ", ".join(f"{key} ({count})" for key, count in worst.most_common(5)))


def print_speed(rounds: int = 5) -> None:
    """Print articles of 320 words a second: the complete path, its parts, and a plain parse of the same texts.

    The works take turns, so that a busy moment of the machine hits all of them; the best round of each counts.
    """
    theatre = load_theatre("nw-syria")
    articles = [article for _, article in sample_articles()]
    mentions = [find_mentions(article.text, theatre) for article in articles]
    entries = [(a, m, theatre) for a, m in zip(articles, mentions, strict=True)]
    texts = [article.text for article in articles]
    works: dict[str, Callable[[], object]] = {
        "complete": lambda: list(read_articles(articles)),
        "one by one": lambda: [read_article(article, theatre) for article in articles],
        "names alone": lambda: [find_mentions(text, theatre) for text in texts],
        "reading alone": lambda: read_many(entries),
        "plain nlp.pipe": lambda: plain_parse(texts),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            if turn:
                times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    count = sum(len(text.split()) for text in texts) / WORDS
    print(f"articles of {WORDS} words a second (by the clock, by CPU time); load {os.getloadavg()[0]:.1f}")
    for name, taken in times.items():
        print(f"  {name:<15}{count / min(t[0] for t in taken):>8.1f}{count / min(t[1] for t in taken):>8.1f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def plain_parse(texts: Sequence[str]) -> None:
    """Parse every word of the texts with the same model, without names or rules."""
    with one_thread():
        for _ in english().pipe(texts):
            pass


def print_start(rounds: int = 3) -> None:
    """Print the seconds a fresh process needs until its first article is read and written; the index is built."""
    first = json.dumps({"id": "first", "published": "2020-02-27", "text": next(sample_articles())[1].text})
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        (source / "first.json").write_text(first, encoding="utf-8")
        command = [sys.executable, "-m", "geo", "annotate", str(source), str(Path(folder) / "out")]
        for _ in range(rounds):
            wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            taken.append((time.perf_counter() - wall, cpu))
    print(
        f"start to first article: {min(t[0] for t in taken):.2f} s by the clock, {min(t[1] for t in taken):.2f} s CPU"
    )
    print(f"peak memory of that process {after.ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Print scores and speed."""
    print_start()
    print_scores(measure())
    for name in SETS:
        print(*table(name), sep="\n")
    print_speed()


if __name__ == "__main__":
    main()
