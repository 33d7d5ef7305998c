"""The words around a name that widen, narrow or classify it.

"southern Idlib", "the eastern countryside of Idlib", "Idlib province", "village of Nayrab",
"Idlib's western countryside", "Saraqib city": a phrase gives the direction, whether a division is
meant and which kind of feature the writer asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.places.lexicon import lexicon
from geo.places.tokens import Token, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name with its surroundings: offsets of the whole phrase and what its words say.

    ``asks`` are GeoNames code prefixes that the kind words ask for; ``direction`` is an adjective
    ("southern"); ``wide`` is "division", "countryside" or "loose" where land around is meant.
    """

    start: int
    end: int
    last: int
    asks: tuple[str, ...] = ()
    direction: str = ""
    wide: str = ""
    said: str = ""
    """Kind word of an apposition: "Tel Abyad, a town on the border"."""


APPOSITION = re.compile(
    r"^,? (?:\(|also |itself |which is |is )?(?:a|an|the)(?: [\w-]+){0,3}? (city|town|village|hill|mountain)\b"
)


def read_phrase(text: str, tokens: Sequence[Token], first: int, last: int) -> Phrase:
    """Return the phrase around the name ``tokens[first:last]``."""
    words = lexicon()
    start, end = tokens[first].start, tokens[last - 1].end
    direction, wide = "", ""
    asks: tuple[str, ...] = ()
    left = first
    at = _direction_before(text, tokens, left)
    if at is not None:
        left, direction = at
        start = tokens[left].start
    else:
        found = _of_phrase(text, tokens, first)
        if found is not None:
            left, direction, wide = found
            start = tokens[left].start
    if not direction:
        kind = _kind_before(tokens, first)
        asks = words.kinds.get(kind, ())
        if kind in words.division or kind in ("region", "regions"):
            wide = "division"
        elif kind in words.countryside:
            wide = "countryside"
    stop = last
    if last < len(tokens) and joined(text, tokens[last - 1], tokens[last]):
        after = tokens[last].low
        if after in words.division:
            wide, asks, end, stop = "division", ("ADM1",), tokens[last].end, last + 1
        elif after in words.countryside:
            wide = wide or "countryside"
        elif after in words.loose:
            wide = wide or "loose"
        elif after in words.kinds and text[tokens[last - 1].end : tokens[last].start] == " ":
            asks = asks or words.kinds[after]
            if after in ("city", "town", "village"):
                end, stop = tokens[last].end, last + 1
    apposition = APPOSITION.match(text[tokens[last - 1].end : tokens[last - 1].end + 60])
    said = apposition.group(1) if apposition else ""
    return Phrase(start=start, end=end, last=stop, asks=asks, direction=direction, wide=wide, said=said)


def _compass(text: str, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """Return the first word and the adjective of a direction that ends at ``tokens[at]``."""
    directions = lexicon().directions
    if at < 0:
        return None
    word = tokens[at].low
    if at > 0 and text[tokens[at - 1].end : tokens[at].start] in ("-", "‐", " "):
        both = tokens[at - 1].low.removesuffix("ern") + word
        if tokens[at - 1].low.removesuffix("ern") in ("north", "south") and both in directions:
            return at - 1, directions[both]
    return (at, directions[word]) if word in directions else None


def _direction_before(text: str, tokens: Sequence[Token], first: int) -> tuple[int, str] | None:
    if first == 0 or text[tokens[first - 1].end : tokens[first].start] not in (" ", "-", "\n"):
        return None
    return _compass(text, tokens, first - 1)


def _of_phrase(text: str, tokens: Sequence[Token], first: int) -> tuple[int, str, str] | None:
    """Read "eastern countryside of X", "south of X" is a direction only with an article before it."""
    words = lexicon()
    at = first - 1
    if at >= 0 and tokens[at].low == "the":
        at -= 1
    if at < 1 or tokens[at].low not in ("of", "in"):
        return None
    linker, at = tokens[at].low, at - 1
    if tokens[at].low in words.parts and linker == "of":
        found = _compass(text, tokens, at - 1)
        if found and tokens[at].low not in words.edges:
            return _with_article(tokens, found[0]), found[1], "countryside"
        if tokens[at].low in words.countryside:
            return None
    found = _compass(text, tokens, at) if linker == "of" else None
    if found and tokens[at].low in (
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
    ):
        begin = found[0]
        if begin > 0 and tokens[begin - 1].low == "the":
            return begin - 1, found[1], "countryside"
    return None


def _with_article(tokens: Sequence[Token], at: int) -> int:
    return at - 1 if at > 0 and tokens[at - 1].low == "the" else at


def _kind_before(tokens: Sequence[Token], first: int) -> str:
    """Return the kind word of "village of X", "the village X", "villages of A, B and X"; else nothing."""
    words = lexicon()
    at = first - 1
    if at >= 0 and tokens[at].low in ("of", "at"):
        at -= 1
    for _ in range(3):
        if at < 0 or tokens[at + 1].first:
            return ""
        if tokens[at].low in words.kinds or tokens[at].low in words.countryside:
            return tokens[at].low
        if tokens[at].low not in ("of", "the", "called", "named"):
            return ""
        at -= 1
    return ""
