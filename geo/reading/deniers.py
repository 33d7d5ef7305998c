"""Who denies, and what the denied statement said: who is denied to have taken a place, who claimed it."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from geo.model import Event
from geo.reading.attribution import according_to, is_cue, speaker_spans, spoken_by_slot
from geo.reading.clause import ancestors, child, is_passive, is_verb, noun_span
from geo.reading.lexicon import forms, words
from geo.reading.scene import Hit
from geo.reading.sentences import Parsed
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Story
from geo.reading.voices import speakers_of


def deniers_of(story: Story, parsed: Parsed, denier: Token) -> list[Speaker]:
    """Return who stands behind a denial: the subject of the verb of denying, else of the cue above it."""
    denies = is_verb(denier) and denier.lower_ in forms("reporting", "cues", "deny")
    cue: Token | None = denier if denies and speaker_spans(denier) else None
    if cue is None:
        cue = next((head for _, head in ancestors(denier) if is_cue(head) and speaker_spans(head)), None)
    if cue is None:
        found = [
            story.speakers.describe(*spoken_by_slot(parsed, first, last)) for _, first, last in according_to(parsed)
        ]
        last = story.speakers.last(parsed.sentence.end)
        spoken = [] if found else [one for one in speakers_of(story, parsed, denier, [], False) if one != NOBODY]
        found = found or spoken
        return found or ([last] if last else [Speaker(name="unnamed source", side=THIRD_PARTY)])
    return [story.speakers.describe(*spoken_by_slot(parsed, first, last)) for first, last in speaker_spans(cue)]


def taken_or_left(story: Story, hit: Hit, speaker: Speaker) -> Hit:
    """Return what a denied loss means: "that X was lost" denies its capture, "having left X" the going of one's own."""
    own = story.cast.sides.is_side(speaker.side)
    if hit.event is not Event.LOST or not own:
        return hit
    told = any((key, event) == (spot.key, Event.GAINED) for spot in hit.spots for key, event, _ in story.told)
    if hit.anchor.lower_ == "loss" and not told:
        return hit
    if hit.anchor.lower_ in {"lost", "loss"} and hit.rule != "lose" and hit.holder == speaker.side:
        taker = claimed_by(story, replace(hit, event=Event.GAINED), speaker)
        taker = story.enemy_of(speaker.side) if taker == speaker.side else taker
        return replace(hit, event=Event.GAINED, holder=taker) if taker not in {None, speaker.side} else hit
    return hit


def claimed_by(story: Story, hit: Hit, speaker: Speaker) -> str | None:
    """Return who is denied to have done it, where no doer is named ("that X has fallen").

    Whoever was said to have done it earlier, else the opponent of the side that denies.
    """
    names = {spot.key for spot in hit.spots}
    told: list[str | None] = []
    for name, event, holder in reversed(story.told):
        if name in names and event is hit.event:
            told.append(holder)
    if told:
        return next((holder for holder in told if holder != speaker.side), told[0])
    last = next((holder for name, _, holder in reversed(story.told) if name in names and holder != speaker.side), None)
    found = story.enemy_of(speaker.side) or last or hit.holder
    if hit.event is Event.GAINED and found == speaker.side:
        sides = [actor.side for actor in story.cast.actors if story.cast.sides.is_side(actor.side)]
        found = next((side for side in sides if side != speaker.side), None)
    return found


def as_claimed(story: Story, parsed: Parsed, anchor: Token) -> Speaker | None:
    """Return who claims what is denied in "denied that X had fallen, as Y claimed"."""
    for verb in (anchor, *(head for _, head in ancestors(anchor))):
        for kid in verb.children:
            own = child(kid, "nsubj") if kid.dep_ == "advcl" and is_cue(kid) else None
            if own is not None and any(mark.lower_ == "as" for mark in kid.children) and not is_passive(kid):
                spans = speaker_spans(kid)
                if spans:
                    return story.speakers.describe(*spoken_by_slot(parsed, *spans[0]))
    return None


def contrary_claim(story: Story, parsed: Parsed) -> Speaker | None:
    """Return who claims what the main clause denies in "X has not fallen, contrary to a claim by Y"."""
    for token in parsed.doc:
        if token.lower_ != "contrary":
            continue
        for noun in token.subtree:
            if noun.lower_ not in words("reporting", "nouns", "content") or noun.i < token.i:
                continue
            kid = child(noun, "poss")
            for prep in noun.children:
                kid = kid or (child(prep, "pobj") if prep.lower_ in {"by", "from", "of"} else None)
            if kid is None:
                return Speaker(name="", side=THIRD_PARTY)
            return story.speakers.describe(*spoken_by_slot(parsed, *noun_span(kid)))
    return None
