"""What the words of a claimant tell about him: a person or a body, one or several, an office or a thing."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.reading.lexicon import phrase_pattern, table, words
from geo.reading.sides import Cast, Kind, Role

NAMED = re.compile(
    r"\b(?!(?:El|Al|Abu|Ibn|Bin|Ben|Abd|Abdel|Abdul|Um|Umm|The|De|Van|Von|Saint|San)\b)[A-ZÀ-Þ][\w’'-]{2,}"
)
"""Words of a name that can stand for it later on; particles cannot."""
LEAD = re.compile(r"^(?:(?:the|a|an|its|their|his|her)\s+)+", re.IGNORECASE)
SELF = re.compile(r"\s+(?:itself|himself|herself|themselves|there|alone)$", re.IGNORECASE)
BACK = re.compile(
    r"^(?:(?:the|this|that|these|those)\s+(?:same\s+|latter\s+|former\s+)?|(?:one|two|both|some|another|all)\s+of\s+)",
    re.IGNORECASE,
)
OF_THEM = re.compile(
    r"^(?:one|two|three|both|some|another|several|many)(?:\s+of\s+(?:them|these|those))?(?:,[^,]*)?$"
    r"|\bof\s+(?:them|theirs|its own)$|\bfor\s+(?:them|it)$",
    re.IGNORECASE,
)
BASED = re.compile(r"\b[A-Z][\w.]*-based\b|\bbased in (?:the )?[A-Z]\w+(?: [A-Z]\w+)?")
OWNED = re.compile(r"^(?:its|their|his|her)\s+", re.IGNORECASE)
FULL_NAME = re.compile(r"(?:[A-Z][\w’'.-]+\s+){1,3}[A-Z][\w’'-]+")
INSTALLED = re.compile(r"[-‐‑–](?:installed|appointed|imposed|named|picked|controlled|run|backed)\b", re.IGNORECASE)
"""After the name of a state: its own man in office, whatever the office is called elsewhere."""


def word_list(text: str) -> list[str]:
    """Return the words of a phrase, case folded."""
    return re.findall(r"[\w’'-]+", text.casefold())


def stem(word: str) -> str:
    """Fold "sources" and "source", "ministry" and "minister", "spokeswoman" and "spokesman"."""
    low = word.casefold().removesuffix("s") if len(word) > 3 else word.casefold()
    if low.startswith("spokes"):
        return "spokes"
    if low.startswith("minist"):
        return "minist"
    return low


def head_noun(low: str) -> str:
    """Return the noun of "the Britain-based group" or "the head of the office"."""
    first = re.split(r"\s+(?:of|for|from|in|at|with|who|based|near|on|to)\s+", low, maxsplit=1)[0]
    return re.sub(r"[^\w-]", "", first.rsplit(maxsplit=1)[-1]) if first.strip() else ""


def evidence(low: str) -> bool:
    """Return True for "geolocated footage", "the map": what shows something and is nobody."""
    return head_noun(low) in words("actors", "speakers", "evidence")


def named(text: str) -> bool:
    """Return True where the words hold a name, not just the capital of a sentence's first word."""
    return bool(re.search(r"(?<=\s)[A-ZÀ-Þ][\w’'-]+(?![\w-]*-based)", text))


@lru_cache(maxsize=1)
def titled() -> re.Pattern[str]:
    """Return the pattern of titles of a state's men."""
    return phrase_pattern(*table("actors")["speakers"]["state_titles"])


@lru_cache(maxsize=1)
def _person_noun() -> re.Pattern[str]:
    return phrase_pattern(*table("actors")["speakers"]["persons"])


def is_person(name: str) -> bool:
    """Return True for a speaker that "he" or "she" can mean: a title, an office, or a name of two words."""
    first = re.split(r"\s+(?:of|for|from|in|at|with)\s+", name, maxsplit=1)[0]
    if _person_noun().search(first):
        return True
    bare = first.split(",")[0].split()
    capitals = [word for word in bare if word[:1].isupper()]
    body = words("actors", "speakers", "nouns") | words("actors", "forces", "nouns")
    return (
        2 <= len(bare) <= 5
        and len(capitals) >= len(bare) - 1
        and not any(word.casefold().strip(".,") in body for word in bare)
        and not any(word.isupper() and len(word) > 2 for word in bare)
        and not any(word.casefold().strip(".,") in _BODY_WORDS for word in bare)
    )


_BODY_WORDS = frozenset(
    ("rights", "front", "union", "council", "committee", "league", "alliance", "brotherhood", "corps", "administration",
     "authority", "coalition", "party", "congress", "chamber", "room", "hurras", "tahrir")
)  # fmt: skip
"""Capitalised words in the names of bodies, which are no persons."""


def is_speaking(name: str) -> bool:
    """Return True where the last noun of the words is one that speaks ("a rebel commander", "state television")."""
    noun = head_noun(name.split(",", maxsplit=1)[0].casefold())
    nouns = words("actors", "speakers", "nouns") | words("actors", "speakers", "persons")
    return noun in nouns or noun.removesuffix("s") in nouns


def is_plural(name: str) -> bool:
    """Return True for a speaker that "they" can mean."""
    first = re.split(r"\s+(?:of|for|from|in|at|with)\s+", name, maxsplit=1)[0].split(",")[0]
    first = re.sub(r"\s*\([^)]*\)", "", first)
    last = first.rsplit(maxsplit=1)[-1].casefold() if first.split() else ""
    return last.endswith(("s", "men", "people")) and not last.endswith(("ss", "us", "news"))


def takes_sides(text: str) -> bool:
    """Return True for "pro-government activists" and "media that support Damascus"."""
    return bool(
        re.match(
            r"(?:the\s+|local\s+|some\s+|even\s+|a\s+|an\s+|several\s+)*(?:pro[-‐‑]|anti[-‐‑])", text, re.IGNORECASE
        )
        or re.search(
            r"\b(?:that support|close to|near to|loyal to|sympathetic to|affiliated (?:with|to)|supporting|supportive of|linked to|tied to|aligned with|allied (?:with|to)|backing|run by|in support of|which supports?|that supports?|friendly to|on the side of|associated with)\b",  # noqa: E501
            text,
        )
    )


def backed(cast: Cast, start: int, end: int) -> str | None:
    """Return the side of "pro-government activists" or "media that support Damascus"."""
    text = cast.text[start:end]
    if takes_sides(text):
        for actor in cast.within(start, end):
            if not cast.sides.is_side(actor.side):
                continue
            if actor.role is Role.AGAINST:
                return cast.sides.opponent(actor.side)
            if actor.kind is Kind.FORCE:
                return actor.side
            return cast.client(actor) if actor.role is Role.BACKING else actor.side
    return None
