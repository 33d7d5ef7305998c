"""Who took a place that "fell": named after "to", or known from the clauses and the sentence before."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.reading.clause import agent_of, child, is_verb, subject
from geo.reading.holders import doer_without_name
from geo.reading.lexicon import forms, verb_frames, words
from geo.reading.scene import Scene, attacking_side, owner_side


def taker_of(scene: Scene) -> str | None:
    """Return who took a place that "fell" or "surrendered": the side on the attack, else the likely doer."""
    who = subject(scene.verb)
    if who is not None and who.lower_ in words("control", "anaphora", "plural"):  # "30 army bases have fallen"
        loser = scene.story.cast.holder(scene.parsed.start(who.left_edge), scene.parsed.end(who))
        if loser is not None:
            return scene.story.enemy_of(loser)
    for token in scene.verb.doc[: scene.verb.i]:  # "the rebels' defences collapsed and the town fell"
        if token.lower_ in words("control", "defences") and token.head.lower_ in forms("control", "giving_way"):
            first, last = scene.parsed.start(token.left_edge), scene.parsed.end(token)
            owners = [actor for actor in scene.story.cast.within(first, last) if actor.end < last]
            if owners:
                return scene.story.enemy_of(owners[0].side)
    for token in scene.verb.doc[: scene.verb.i]:  # "X, which the army had defended for years, fell"
        kept = (
            token.dep_ == "relcl" and token.lower_ in forms("control", "keeping") and token.head.i == _subject_at(scene)
        )
        keeper = scene.holder(child(token, "nsubj")) if kept else None
        if keeper is not None:
            return scene.story.enemy_of(keeper)
    loser = _loser_before(scene)
    if loser is not None:
        return scene.story.enemy_of(loser)
    for token in scene.verb.doc[: scene.verb.i]:
        agent = agent_of(token) if is_verb(token) else None
        side = scene.holder(agent) if agent is not None else None
        frames = {frame for frame, _ in verb_frames().get(token.lower_, ())}
        if side is not None and frames & {"take", "hold"}:
            return side if "take" in frames else scene.story.enemy_of(side)
    if scene.story.attacks:
        return attacking_side(scene)
    return doer_without_name(scene.story, scene.parsed, scene.verb)


_LOSING = re.compile(
    r"\s(?:has\s|have\s|had\s|is\s|are\s|was\s|were\s)?(?:also\s|now\s|already\s|since\s|steadily\s)?"
    r"(?:lost|losing|loses?|ceded|surrendered|given up|gave up|abandoned)\s"
)


def _loser_before(scene: Scene) -> str | None:
    """Return who "has lost four towns" in the sentence before "X fell on Monday"."""
    story, index = scene.story, scene.parsed.sentence.index
    before = story.sentences[index - 1] if index else None
    if before is None or before.headline:
        return None
    for actor in story.cast.within(before.start, before.end):
        if story.cast.sides.is_side(actor.side) and _LOSING.match(story.text, actor.end):
            return actor.side
    return None


def _subject_at(scene: Scene) -> int:
    """Return the index of the subject of the verb, -1 where it has none."""
    who = subject(scene.verb)
    return who.i if who is not None else -1


def receiver_of(scene: Scene, noun: Token) -> str | None:
    """Return the side in "to the rebels", "into the hands of the army", "under regime control"."""
    if noun.lower_ in words("control", "nouns", "hands") or noun.lower_ in words("control", "nouns", "control"):
        return owner_side(scene, noun)
    if noun.lower_ in {"it", "them"} and scene.story.attacks:
        return attacking_side(scene)
    return scene.holder(noun)
