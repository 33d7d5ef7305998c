"""Which highway a noun means: "the M5", "a stretch of it", "the highway", "which"."""

from __future__ import annotations

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
    for kid in token.children:
        if kid.dep_ == "prep" and kid.lower_ in {"of", "on", "along", "over"}:
            inner = child(kid, "pobj")
            if inner is not None and parsed.slot(inner, SlotKind.ROAD) is not None:
                return roads_of(parsed, inner)
    return []


def named_roads(story: Story, parsed: Parsed, token: Token, depth: int = 0) -> list[str]:
    """Return the roads a noun stands for, "the highway" and "which" followed back."""
    direct = roads_of(parsed, token)
    if direct or depth > 4:
        return direct
    if token.tag_ in {"WDT", "WP"}:
        noun = antecedent(token.head)
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
    return [back[-1].road] if back else []


def _road_is_topic(story: Story, parsed: Parsed, offset: int) -> bool:
    """Return True where a road was named later than any place, in this sentence or the one before."""
    floor = story.sentences[max(0, parsed.sentence.index - 1)].start
    near = [
        slot for slot in story.slots if floor <= slot.start < offset and slot.kind in {SlotKind.ROAD, SlotKind.PLACE}
    ]
    return bool(near) and near[-1].kind is SlotKind.ROAD
