"""Words that are spelled like a place but stand for a government, a person or an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.places.gazetteer import Hit
from geo.places.lexicon import lexicon
from geo.places.tokens import Token

DATELINE = re.compile(r"[A-Z][\w ]*(?:, [A-Z][\w.]*)?(?: \d{1,2})?(?:, \d{4})? ?(?:\([^)]*\))? ?(?:[-–—]|--|:) ")

CAPITALS = ("PPLC",)
"""Feature codes of towns whose name stands for a government."""


_SITE_OF = re.compile(
    r"['’]s\s+(?:[a-z-]+\s+){0,2}(?:airport|airfield|airbase|palace|streets?|cent(?:re|er)|suburbs?|outskirts|districts?|"
    r"neighbou?rhoods?|quarters?|gates?|bridges?|hospitals?|port|old city|old town|north|south|east|west|downtown|"
    r"residents|inhabitants|population|fall|liberation|recapture|capture|defenders|defences|skyline|markets?|university)\b"
)
"""After the name of a capital: the town is meant, not its government."""
_STATE_OF = re.compile(
    r"\s+(?:(?:is|was|has|had|remains?|remained|itself)\s+)+(?:(?:now|still|again|finally|completely|fully|firmly|not|been|also|already)\s+)*"
    r"(?:free|ours|theirs|under|back|liberated|captured|recaptured|retaken|taken|fallen|lost|besieged|surrounded|encircled|"
    r"contested|cleared|in\s+(?:the\s+)?(?:\w+\s+)?hands|in\s+ruins)\b"
)
"""After the name of a capital: what is said of a town, never of a government."""


def is_government(text: str, tokens: Sequence[Token], first: int, last: int, hits: Sequence[Hit]) -> bool:
    """Tell whether a capital speaks or acts ("Damascus said", "loyal to Damascus")."""
    if not any(hit.place.feature_code in CAPITALS for hit in hits):
        return False
    words = lexicon()
    before = tokens[first - 1].low if first else ""
    earlier = tokens[first - 2].low if first > 1 else ""
    if tokens[first].first and DATELINE.match(text[tokens[first].start : tokens[first].start + 60]):
        return True
    if (before == "in" and earlier in words.rulers) or before in words.government_before:
        return True
    if before in (
        "from",
        "near",
        "around",
        "through",
        "outside",
        "in",
        "of",
        "east",
        "west",
        "north",
        "south",
        "central",
    ):
        return False
    following = text[tokens[last - 1].end : tokens[last - 1].end + 12]
    after = tokens[last].low if last < len(tokens) and following[:1] in (" ", "") else ""
    if _SITE_OF.match(text, tokens[last - 1].end) or _STATE_OF.match(text, tokens[last - 1].end):
        return False
    if following.startswith(("'s", "’s", "-backed", "-allied", "-based")):
        return True
    if before == "to" and earlier in ("loyal", "allied", "close"):
        return True
    if _beside_foreign_capital(text, tokens, first, last):
        return True
    return after in words.government_verbs and (
        tokens[first].first or before in ("and", "but", "while", "as", "that", "")
    )


def _beside_foreign_capital(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether the name is joined to another state's capital: "Moscow and Kyiv", "Ankara, Damascus"."""
    beside = [tokens[first - 2]] if first > 1 and tokens[first - 1].low == "and" else []
    beside += [tokens[last + 1]] if last + 1 < len(tokens) and tokens[last].low == "and" else []
    return any(token.low in lexicon().capitals and joined_by_and(text, token) for token in beside)


def joined_by_and(text: str, token: Token) -> bool:
    """Tell whether only "and" stands next to a word."""
    return text[: token.start].rstrip().endswith(" and") or text[token.end :].lstrip().startswith("and ")


def is_part_of_other_name(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether another capitalised word is tied to the name: "Naji Mustafa", "Idlib Martyrs Brigade"."""
    words = lexicon()
    known = words.kinds.keys() | words.directions.keys() | words.stop
    if first:
        before = tokens[first - 1]
        if text[before.end : tokens[first].start] == " ":
            if before.low in words.titles and before.low not in words.kinds:
                return True
            if before.text[0].isupper() and not before.first and before.low not in known and not before.text.isupper():
                return True
    if last < len(tokens):
        after = tokens[last]
        tied = text[tokens[last - 1].end : after.start]
        if tied == " " and after.text[0].isupper() and (after.low not in known or after.low in words.bodies):
            return True
    return False
