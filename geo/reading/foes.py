"""Whom "the enemy" means: the opponent of the side in whose words it stands."""

from __future__ import annotations

from dataclasses import replace

from geo.reading.attribution import cues_on_path
from geo.reading.sentences import Parsed
from geo.reading.sides import Actor
from geo.reading.story import Story
from geo.reading.voices import speakers_of

FOE = ("enemy", "the enemy", "adversary")
"""Names of a theatre that begin so are the speaker's opponent, not one side for good."""


def turn_foes(story: Story, parsed: Parsed) -> None:
    """Give "the enemy" in a sentence of a party, or in its own paper, to the party's opponent."""
    begin, end = parsed.sentence.start, parsed.sentence.end
    turned: dict[Actor, Actor] = {}
    for actor in story.cast.within(begin, end):
        if not actor.name.casefold().startswith(FOE):
            continue
        side = _speaking(story, parsed, actor)
        foe = story.cast.sides.opponent(side) if side is not None else None
        if foe is not None and foe != actor.side:
            turned[actor] = replace(actor, side=foe)
    if turned:
        story.cast = replace(story.cast, actors=tuple(turned.get(actor, actor) for actor in story.cast.actors))
        story.speakers.cast = story.cast


def _speaking(story: Story, parsed: Parsed, actor: Actor) -> str | None:
    token = next(iter(parsed.tokens_in(actor.start, actor.end)), None)
    if token is not None:
        for speaker in speakers_of(story, parsed, token, cues_on_path(token), background=False):
            if story.cast.sides.is_side(speaker.side):
                return speaker.side
    return story.speakers.house or None
