"""Names that no gazetteer knows, read from the parse: "Menagh airbase", "Tiba Al-Hassanab camp", a name alone."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.reading.discovery import new_mention
from geo.reading.lexicon import words
from geo.reading.sentences import Parsed
from geo.reading.sites import names_actor
from geo.reading.story import Spot, Story

_PARTS = frozenset(("old", "new", "inner", "upper", "lower", "central"))
"""Words that name a place only together with its kind: "the Old City"."""
_NO_NAMES = frozenset(
    ["god", "ramadan", "eid", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
)
_PIECE = re.compile(r"(?!and\b|,|\s)(?:(?!\s*,|\s+and\s).)+", re.DOTALL)
"""One name of a list that the parser took for a single name."""
_TITLE = re.compile(
    r"\b(?:Gen|Lt|Col|Maj|Brig|Capt|Cpl|Sgt|Adm|Mr|Mrs|Ms|Dr|General|Colonel|Major|Captain|Lieutenant|Sergeant"
    r"|Brigadier|Commander|Admiral|President|Prince|Mullah|Emir)\.?\s+[^.,]*$"
)
"""What stands before the name of a person."""


def proper_name(parsed: Parsed, token: Token) -> list[Spot]:
    """Read an unknown capitalised name before a kind noun ("Menagh airbase", "Al-Baghuz village")."""
    names = [
        kid
        for kid in token.children
        if kid.dep_ in {"compound", "nmod"} and kid.tag_.startswith("NNP") and kid.i < token.i
    ]
    names = [kid for kid in names if parsed.slot(kid) is None]
    if not names or any(not kid.text[:1].isupper() for kid in names):
        return []
    start, end = parsed.start(_first_of(parsed, names[0])), parsed.end(token)
    name = parsed.text[start:end]
    keep = token.lower_ in words("control", "words", "facility") or (
        token.text[:1].isupper() and parsed.text[start : parsed.end(names[-1])].casefold() in _PARTS
    )
    stop = end if keep else parsed.end(names[-1])
    if parsed.text[start:stop].casefold() in _NO_NAMES or names_actor(name) or parsed.text[start:stop].isupper():
        return []
    pieces = [(start + m.start(), start + m.end()) for m in _PIECE.finditer(parsed.text[start:stop])]
    return [Spot(name=parsed.text[a:b], mention=new_mention(parsed.text, a, b), start=a, end=b) for a, b in pieces]


def _first_of(parsed: Parsed, name: Token) -> Token:
    """Return "Tiba" for the last word of "Tiba Al-Hassanab", which the parser hangs on each other."""
    first = name
    while first.i and parsed.slot(first.nbor(-1)) is None:
        before = first.nbor(-1)
        joined = before.text == "-" or (before.tag_.startswith("NNP") and before.text[:1].isupper())
        if not joined or before.head.i not in {name.i, first.i}:
            break
        first = before
    return first if first.text != "-" else name


def unknown_name(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return a capitalised name that no gazetteer knows, where a place must stand."""
    left = min(
        (kid.i for kid in token.children if kid.dep_ == "compound" and kid.tag_.startswith("NNP")), default=token.i
    )
    start, end = parsed.start(parsed.doc[left]), parsed.end(token)
    name = story.text[start:end]
    low = name.casefold()
    if not name[:1].isupper() or low in _NO_NAMES or names_actor(name) or len(name) < 4:
        return []
    if story.cast.within(start, end) or name.isupper() or _TITLE.search(story.text[max(0, start - 16) : end]):
        return []
    if any(start < date.end and date.start < end for date in story.dates):
        return []
    return [Spot(name=name, mention=new_mention(story.text, start, end), start=start, end=end)]
