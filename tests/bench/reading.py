"""How fast and how well articles are read: the score table, the confusion, the worst errors, articles a second.

Run with ``python -m tests.bench.reading``. Timings are of one process and noisy on a busy machine,
so a plain parse of the same texts is timed beside them.
"""

from __future__ import annotations

import resource
import time
from collections import Counter

from geo.places.find import find_mentions
from geo.reading import read
from geo.reading.sentences import english
from geo.theatre import load_theatre
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


def print_speed(rounds: int = 3) -> None:
    """Print articles of 320 words a second for finding names, for reading, and for a plain parse."""
    theatre = load_theatre("nw-syria")
    articles = [article for _, article in sample_articles()]
    mentions = [find_mentions(article.text, theatre) for article in articles]
    read(articles[0], mentions[0], theatre)
    words = sum(len(article.text.split()) for article in articles)

    def best(work: object) -> float:
        times = []
        for _ in range(rounds):
            begin = time.perf_counter()
            work()  # type: ignore[operator]
            times.append(time.perf_counter() - begin)
        return words / WORDS / min(times)

    names = best(lambda: [find_mentions(article.text, theatre) for article in articles])
    rules = best(lambda: [read(a, m, theatre) for a, m in zip(articles, mentions, strict=True)])
    parse = best(lambda: list(english().pipe([article.text for article in articles])))
    print(f"articles of {WORDS} words a second: names {names:.1f}, reading {rules:.1f}, plain parse alone {parse:.1f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Print scores and speed."""
    begin = time.perf_counter()
    english()
    print(f"language model loaded in {time.perf_counter() - begin:.1f} s")
    print_scores(measure())
    print_speed()


if __name__ == "__main__":
    main()
