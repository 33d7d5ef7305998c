"""What a denial of a loss answers: the capture that the other side told of."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import ancestors
from geo.reading.lexicon import words
from geo.reading.scene import Hit
from geo.reading.story import Story


def answered(story: Story, hit: Hit, denier: Token) -> Hit:
    """Return "claims that X was lost", which somebody rejects, as the capture that the other side told."""
    content = any(head.lower_ in words("reporting", "nouns", "content") for _, head in ancestors(hit.anchor))
    told = story.last_told(hit.spots[0], Event.GAINED) if len(hit.spots) == 1 else None
    if hit.event is not Event.LOST or told is None or told[1] is None or told[1] != story.enemy_of(hit.holder):
        return hit
    loss = hit.rule == "given-up" and content and denier.i < hit.anchor.i
    return replace(hit, event=Event.GAINED, holder=told[1]) if loss else hit
