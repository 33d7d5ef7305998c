"""How much a statement weighs before anybody else has spoken: source letter, interest, camp.

The letter is the Admiralty reliability of the theatre file; a claimant nobody graded counts as F,
which means *cannot be judged*, not *bad*. Weights are natural-log odds of the share of right
statements that each letter stands for: A .95, B .88, C .75, D .60, E .50, F .60.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from geo.model import NARRATOR, NEUTRAL_SIDES, Attribution
from geo.theatre import Source, Theatre

RELIABILITY = {"A": 0.95, "B": 0.88, "C": 0.75, "D": 0.60, "E": 0.50, "F": 0.60}
"""Share of right statements each Admiralty letter stands for; E carries no weight, F is unjudged."""

WEIGHT = {letter: math.log(share / (1.0 - share)) for letter, share in RELIABILITY.items()}
"""Log-odds of one undisputed statement by a source of each letter."""


class Relation(StrEnum):
    """How the speaker stands to the side that the statement speaks for."""

    OWN = "own gain"
    AGAINST_INTEREST = "against interest"
    NEUTRAL = "neutral"


@dataclass(slots=True)
class _Tables:
    """What is looked up often in one theatre, worked out once."""

    theatre: Theatre
    camps: dict[str, str]
    names: tuple[tuple[str, Source], ...]
    found: dict[str, Source | None]


_TABLES: dict[int, _Tables] = {}


def _tables(theatre: Theatre) -> _Tables:
    """Return the tables of this very theatre object (hashing a theatre costs more than a look-up)."""
    tables = _TABLES.get(id(theatre))
    if tables is None or tables.theatre is not theatre:
        if len(_TABLES) > 64:
            _TABLES.clear()
        tables = _Tables(theatre=theatre, camps=_camps(theatre), names=_names(theatre), found={})
        _TABLES[id(theatre)] = tables
    return tables


def _camps(theatre: Theatre) -> dict[str, str]:
    """Return the camp of each side: sides that name each other as allies share the first key."""
    camp = {key: key for key in theatre.side_keys}
    for side in theatre.sides:
        for ally in side.allies:
            if ally in camp:
                old, new = sorted((camp[side.key], camp[ally]), key=theatre.side_keys.index, reverse=True)
                camp = {key: new if value == old else value for key, value in camp.items()}
    return camp


def camp_of(side: str | None, theatre: Theatre) -> str | None:
    """Return the camp (side key of its first member) of a side; none for neutrals and unknown keys."""
    return None if side is None else _tables(theatre).camps.get(side)


def _words(text: str) -> str:
    return " " + " ".join(re.findall(r"\w+", text.casefold())) + " "


def _names(theatre: Theatre) -> tuple[tuple[str, Source], ...]:
    """Return every source name and alias as padded words, longest first."""
    rows = [(_words(name), source) for source in theatre.sources for name in (source.name, *source.aliases)]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))


CARRIER = re.compile(r"\b(?:via|cited by|quoted by|carried by|according to|told|through)\b", re.IGNORECASE)
"""What follows these words carried the statement and did not make it."""


def find_source(name: str, theatre: Theatre) -> Source | None:
    """Return the theatre's source called ``name``, or the longest source name inside it, or none."""
    tables = _tables(theatre)
    if name not in tables.found:
        padded = _words(CARRIER.split(name)[0])
        inside = (source for words, source in tables.names if words in padded)
        tables.found[name] = theatre.source(name) or next(inside, None)
    return tables.found[name]


def source_of(attribution: Attribution, theatre: Theatre) -> Source | None:
    """Return who is graded: the claimant, or the outlet where the reporter speaks or cites nobody known."""
    if attribution.claimant != NARRATOR:
        return find_source(attribution.claimant, theatre)
    return find_source(attribution.outlet, theatre)


def letter_of(attribution: Attribution, theatre: Theatre) -> str:
    """Return the Admiralty letter A to F of whoever stands behind the words; F if the theatre grades nobody."""
    source = source_of(attribution, theatre)
    return source.reliability if source is not None else "F"


def speaker_side(attribution: Attribution, theatre: Theatre) -> str:
    """Return whose interest the speaker has: a side key or a neutral word.

    A reporter's own voice takes the side of the outlet, so that a party's paper is a party.
    """
    if attribution.side in NEUTRAL_SIDES:
        source = source_of(attribution, theatre)
        return source.side if source is not None else attribution.side
    return attribution.side


def speaker_key(attribution: Attribution, theatre: Theatre) -> str:
    """Return the name under which statements of one speaker are counted once."""
    source = source_of(attribution, theatre)
    if source is not None:
        return source.name
    return (attribution.outlet if attribution.claimant == NARRATOR else attribution.claimant).casefold()
