"""Wires the stations from the files to the ledger: articles to readings, readings to rows.

Apart from ``geo.pipeline``, so that reading an article loads neither the map's libraries nor the
road network's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Article, Mention, Reading
from geo.places.find import find_mentions
from geo.theatre import Theatre, load_theatre

if TYPE_CHECKING:
    from geo.articles import Batch, Discarded
    from geo.ledger import Ledger

TOGETHER = 32
"""Articles whose sentences are parsed together: twice as fast as one by one, and still little memory."""


TOGETHER_LETTERS = 400_000
"""Letters after which a bundle of articles is closed even if it is not full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: articles read now, read before, left out; rows and names in the ledger."""

    read: int
    known: int
    discarded: tuple[Discarded, ...]
    statements: int
    places: int
    unresolved: int


def read_article(article: Article, theatre: Theatre) -> Reading:
    """Find the names of an article, resolve them, and read what it says about them."""
    from geo.reading import read

    return read(article, find_mentions(article.text, theatre), theatre)


def read_articles(articles: Iterable[Article]) -> Iterator[Reading | Discarded]:
    """Yield the reading of every article in order, each as ``read_article`` gives it, read in bundles.

    An article of an unknown theatre yields the reason why it is left out.
    """
    from geo.articles import Discarded
    from geo.reading import read_many

    for bundle in _bundles(articles):
        entries: list[tuple[Article, tuple[Mention, ...], Theatre]] = []
        left_out: dict[int, Discarded] = {}
        for index, article in enumerate(bundle):
            try:
                theatre = load_theatre(article.theatre)
            except ValueError as error:
                left_out[index] = Discarded(path=article.title, reason=str(error))
            else:
                entries.append((article, find_mentions(article.text, theatre), theatre))
        readings = iter(read_many(entries))
        for index in range(len(bundle)):
            yield left_out[index] if index in left_out else next(readings)


def _bundles(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield the articles in lists of at most ``TOGETHER``, shorter where texts are long."""
    bundle: list[Article] = []
    letters = 0
    for article in articles:
        bundle.append(article)
        letters += len(article.text)
        if len(bundle) == TOGETHER or letters >= TOGETHER_LETTERS:
            yield bundle
            bundle, letters = [], 0
    if bundle:
        yield bundle


def build(batch: Batch, ledger: Ledger, tick: Callable[[Article], None] | None = None) -> BuildReport:
    """Read every article of a batch that the ledger does not hold yet; ``tick`` is called for each.

    An article of an unknown theatre is left out with its reason; each article is one transaction.
    """
    from geo.articles import Discarded
    from geo.reading import READER_VERSION

    discarded = list(batch.discarded)
    fresh = []
    for article in batch.articles:
        if ledger.has(article.id, READER_VERSION):
            if tick:
                tick(article)
        else:
            fresh.append(article)
    done = 0
    for article, result in zip(fresh, read_articles(fresh), strict=True):
        if isinstance(result, Discarded):
            discarded.append(result)
        else:
            ledger.append(result, READER_VERSION)
            done += 1
        if tick:
            tick(article)
    return BuildReport(
        read=done,
        known=len(batch.articles) - len(fresh),
        discarded=tuple(discarded),
        statements=len(ledger.claims()),
        places=len(ledger.mentioned_places()),
        unresolved=len(ledger.unresolved()),
    )
