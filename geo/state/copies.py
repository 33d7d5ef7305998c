"""Which statements are copies of one dispatch: printed by several outlets, but spoken once.

Two quotes belong together when they are about the same place and side, were published within three
days, and their words are near-duplicates (token-set ratio of rapidfuzz).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from geo.model import ControlClaim

SIMILAR = 87.0
"""Token-set similarity, 0 to 100, from which two sentences of eight words or more are one dispatch."""

MIN_WORDS = 8
"""Shorter sentences are copies only where they are the same words: stock phrases repeat by chance."""

DAYS = 3
"""A wire is reprinted within days."""


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _alike(a: str, b: str) -> bool:
    if not a or not b:
        return False
    if a == b:
        return len(a.split()) >= 5
    if min(len(a.split()), len(b.split())) < MIN_WORDS:
        return False
    return fuzz.token_sort_ratio(a, b) >= SIMILAR


def copy_groups(claims: Sequence[ControlClaim]) -> dict[str, str]:
    """Return claim id to group id for the claims that are copies; lone claims are left out.

    A group is named after its earliest claim (by day of publication, then id). Claims of one
    article are never copies of each other. The result does not depend on the order of ``claims``.
    """
    buckets: dict[tuple[str, str | None, str, str], list[ControlClaim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.published, c.id)):
        buckets[claim.place_id or claim.place, claim.holder, claim.event, claim.polarity].append(claim)
    groups: dict[str, str] = {}
    for bucket in buckets.values():
        if len(bucket) > 1:
            groups.update(_join(bucket))
    return groups


def _join(bucket: Sequence[ControlClaim]) -> dict[str, str]:
    """Return claim id to group id inside one bucket: connected near-duplicates."""
    texts = [_normal(claim.sentence or claim.quote) for claim in bucket]
    root = list(range(len(bucket)))

    def find(index: int) -> int:
        while root[index] != index:
            index = root[index]
        return index

    for j, later in enumerate(bucket):
        for i in range(j - 1, -1, -1):
            earlier = bucket[i]
            if (later.published - earlier.published).days > DAYS:
                break
            if earlier.article_id != later.article_id and _alike(texts[i], texts[j]):
                low, high = sorted((find(i), find(j)))
                root[high] = low
    sizes: dict[int, int] = defaultdict(int)
    for index in range(len(bucket)):
        sizes[find(index)] += 1
    return {bucket[i].id: bucket[find(i)].id for i in range(len(bucket)) if sizes[find(i)] > 1}
