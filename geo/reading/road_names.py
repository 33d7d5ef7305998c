"""Which highway a noun means: "the M5", "a stretch of it", "the highway", "which"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.reading.clause import antecedent, child
from geo.reading.lexicon import words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed
from geo.reading.story import Story


def roads_of(parsed: Parsed, token: Token) -> list[str]:
    """Return the highways that a noun stands for: the road itself or a part of it."""
    slot = parsed.slot(token, SlotKind.ROAD)
    if slot is not None:
        return [slot.road]
    if token.lower_ in _JOURNEYS:
        return []
    beside = _settled(parsed, token)
    for kid in token.children:
        if kid.dep_ == "prep" and kid.lower_ in ({"of"} if beside else {"of", "on", "along", "over"}):
            inner = child(kid, "pobj")
            if inner is not None and parsed.slot(inner, SlotKind.ROAD) is not None:
                return roads_of(parsed, inner)
    return []


_JOURNEYS = frozenset(
    ("patrol", "patrols", "convoy", "convoys", "visit", "trip", "journey", "tour", "mission", "ride", "march",
     "protest", "talks", "exercise", "exercises", "inspection", "work", "works", "repairs", "operation")
)  # fmt: skip
"""What goes on along a road and may be cut short: no word on the road."""


def _settled(parsed: Parsed, token: Token) -> bool:
    """Return True for "villages along the highway" and "Zirbah, a town on the road": the road only says where."""
    kinds = words("control", "anaphora", "town") | words("control", "anaphora", "plural")
    return token.lower_ in kinds or parsed.slot(token, SlotKind.PLACE) is not None


def named_roads(story: Story, parsed: Parsed, token: Token, depth: int = 0) -> list[str]:
    """Return the roads a noun stands for, "the highway" and "which" followed back."""
    direct = roads_of(parsed, token)
    if direct or depth > 4:
        return direct
    if token.tag_ in {"WDT", "WP"}:
        noun = antecedent(token.head)
        if noun is not None and noun.head.lower_ in {"on", "along"} and _settled(parsed, noun.head.head):
            return []
        return named_roads(story, parsed, noun, depth + 1) if noun is not None and noun.i != token.i else []
    stretch = token.lower_ in words("roads", "stretch")
    if token.lower_ not in words("roads", "nouns") and not stretch:
        return []
    for kid in token.children:
        if kid.dep_ == "prep" and kid.lower_ in {"of", "on"}:
            inner = child(kid, "pobj")
            if inner is not None:
                return named_roads(story, parsed, inner, depth + 1)
    definite = token.lower_ == "it" or any(
        kid.lower_ in {"the", "that", "this", "whole", "its"}
        for kid in token.children
        if kid.dep_ in {"det", "poss", "amod"}
    )
    if not definite:
        return []
    offset = parsed.start(token)
    back = [slot for slot in story.slots if slot.kind is SlotKind.ROAD and slot.start < offset]
    if token.lower_ == "it" and not _road_is_topic(story, parsed, offset):
        return []
    if not back and token.lower_ in {"road", "highway", "motorway"}:
        return _road_to(story, parsed, token)
    return [back[-1].road] if back else []


def _road_to(story: Story, parsed: Parsed, token: Token) -> list[str]:
    """Return "road to X" for a road that the text names by where it leads alone."""
    for kid in token.children:
        inner = child(kid, "pobj") if kid.dep_ == "prep" and kid.lower_ == "to" else None
        slot = parsed.slot(inner, SlotKind.PLACE) if inner is not None else None
        if slot is not None:
            return [f"{token.lower_} to {story.text[slot.start : slot.end]}"]
    return []


def _road_is_topic(story: Story, parsed: Parsed, offset: int) -> bool:
    """Return True where a road was named later than any place, in this sentence or the one before."""
    floor = story.sentences[max(0, parsed.sentence.index - 1)].start
    near = [
        slot for slot in story.slots if floor <= slot.start < offset and slot.kind in {SlotKind.ROAD, SlotKind.PLACE}
    ]
    while near and near[-1].kind is SlotKind.PLACE and _aside(story.text, near[-1].start):
        near.pop()
    return bool(near) and near[-1].kind is SlotKind.ROAD


def _aside(text: str, start: int) -> bool:
    """Return True for a place that only says where: "between A and B it remains"."""
    return bool(
        re.search(
            r"\b(?:between|at|near|around|south of|north of|east of|west of)\s(?:[^,.;:]{2,40}\sand\s)?$",
            text[max(0, start - 60) : start],
        )
    )
