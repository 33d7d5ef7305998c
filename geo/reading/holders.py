"""Which side a doer is: named in its noun phrase, or followed back from "they" and "its fighters"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.reading.attribution import according_to, cues_on_path, is_cue, speaker_spans
from geo.reading.clause import ancestors, antecedent, child, is_verb, noun_span, prep_objects, subject
from geo.reading.lexicon import forms, words
from geo.reading.sentences import Parsed
from geo.reading.story import Story
from geo.reading.voices import speakers_of


def holder_of(story: Story, parsed: Parsed, token: Token | None) -> str | None:
    """Return the side of the doer ``token``, or none where it cannot be told."""
    if token is None:
        return None
    if token.tag_ in {"WDT", "WP"}:
        noun = antecedent(token.head)
        return holder_of(story, parsed, noun) if noun is not None and noun.i != token.i else None
    if token.lower_ in words("control", "words", "civilians"):
        return None
    first, last = _whole_phrase(token)
    named = story.cast.holder(parsed.start(first), parsed.end(last))
    if named is not None and _possessed(token) and not _proper_name(story, parsed, first, last):
        return _followed(story, parsed, token) or named
    if named is not None:
        return named
    if token.lower_ in words("actors", "partitive"):
        inner = next((noun for _, noun in prep_objects(token, "of", "from")), None)
        side = holder_of(story, parsed, inner) if inner is not None else None
        if side is not None:
            return side
    if (
        token.lower_ in words("actors", "forces", "generic")
        or token.lower_ in words("actors", "forces", "nouns")
        or _possessed(token)
    ):
        return _followed(story, parsed, token)
    return None


def _whole_phrase(token: Token) -> tuple[Token, Token]:
    first, last = noun_span(token)
    for kid in token.children:
        if kid.dep_ == "conj" and kid.i > token.i:
            last = max(last, noun_span(kid)[1], key=lambda item: item.i)
    return first, last


def _proper_name(story: Story, parsed: Parsed, first: Token, last: Token) -> bool:
    """Return True where a name of a side in the phrase is more than a common noun ("soldiers", "rebels")."""
    return any(
        re.search(r"[A-Z]", story.text[actor.start : actor.end])
        for actor in story.cast.within(parsed.start(first), parsed.end(last))
    )


def _possessed(token: Token) -> bool:
    owner = child(token, "poss")
    return owner is not None and owner.lower_ in {"its", "their", "his", "her", "our"}


def _admitted(story: Story, parsed: Parsed, token: Token) -> str | None:
    """Return the other side for "they" in "the army acknowledged that they had entered the city"."""
    if token.lower_ != "they":
        return None
    for _, head in ancestors(token):
        if head.lower_ in forms("reporting", "cues", "admitting"):
            who = subject(head)
            if who is None or who.tag_ in {"NNS", "NNPS"}:
                return None
            first, last = noun_span(who)
            return story.enemy_of(story.speakers.side(parsed.start(first), parsed.end(last)))
    return None


def _followed(story: Story, parsed: Parsed, token: Token) -> str | None:
    """Follow a pronoun or a bare force noun to the side that it stands for."""
    owner = child(token, "poss")
    told = _admitted(story, parsed, token) or _by_speaker(story, parsed, token, owner)
    if told is not None:
        return told
    our = token.lower_ == "we" or (owner is not None and owner.lower_ in {"our", "its", "his", "their"})
    for step, head in ancestors(token):
        if step.dep_ == "acl" and head.lower_ in words("reporting", "nouns", "content"):
            claimer = child(head, "poss")
            side = holder_of(story, parsed, claimer) if claimer is not None else None
            if side is not None:
                return side
        if step.dep_ == "relcl" and token.lower_ == "they":
            who = next((subject(up) for _, up in ancestors(head) if up.tag_.startswith("VB")), None)
            side = story.cast.holder(*_bounds(parsed, who)) if who is not None and not _descends(who, token) else None
            if side is not None:
                return side
        if step.dep_ in {"ccomp", "advcl", "xcomp", "conj", "parataxis"}:
            who = subject(head)
            if who is not None and who.i != token.i and not _descends(who, token):
                first, last = noun_span(who)
                side = story.cast.holder(parsed.start(first), parsed.end(last))
                strange = _strange(story, token, owner, head, side) if side is not None else True
                beside = step.dep_ == "conj" and owner is None and token.lower_ in words("actors", "regulars")
                if side is not None and not strange and not beside and not _apart(story, parsed, token, who, head):
                    return side
                if our and not (token.i < who.i and is_cue(head) and _others(story, parsed, who)):
                    for a, b in speaker_spans(head):
                        speaker = story.speakers.side(parsed.start(a), parsed.end(b))
                        if story.cast.sides.is_side(speaker):
                            return speaker
    if token.lower_ in words("actors", "regulars") and owner is None:
        spoken = _own_side(story, parsed, token)
        if spoken is not None and story.cast.sides.army in {None, spoken}:
            return spoken
    return _by_noun(story, parsed, token, owner)


def _by_noun(story: Story, parsed: Parsed, token: Token, owner: Token | None) -> str | None:
    """Return the side that a bare noun for fighters means in the story so far."""
    offset = parsed.start(token)
    if token.lower_ in _ROVERS:
        for called in (story.cast.sides.mostly_called(token.lower_), story.cast.sides.called(token.lower_)):
            for actor in reversed(story.cast.actors):
                if actor.end <= offset and actor.side in called and offset - actor.end < 900:
                    return actor.side
    if token.lower_ in {"fighters", "gunmen"} and story.cast.sides.army is not None and owner is None:
        called = story.cast.sides.called(token.lower_) - {story.cast.sides.army}
        for actor in reversed(story.cast.actors):
            if actor.end <= offset and actor.side in called:
                return actor.side
    if token.lower_ in _BODIES:
        if any(kid.lower_ in {"a", "an", "another"} for kid in token.children) or _named(token):
            return None
        army = story.cast.sides.army
        for actor in reversed(story.cast.actors):
            if actor.end <= offset and actor.side != army and story.cast.sides.is_side(actor.side) and army is not None:
                return actor.side
    if token.lower_ in {"attackers", "assailants", "defenders"} and owner is None and story.attacks:
        attacker = next((side for at, side in reversed(story.attacks) if at < offset), None)
        return story.enemy_of(attacker) if token.lower_ == "defenders" else attacker
    same = story.same_noun(token.lower_, offset)
    if same is not None:
        return same
    if token.lower_ in words("actors", "regulars") and owner is None and story.cast.sides.army is not None:
        return story.cast.sides.army
    near = story.actor_before(offset, parsed.sentence.start)
    if near is not None:
        return near
    return story.topic_before(offset)


_FREEING = frozenset(("liberated", "freed", "cleansed", "de-occupied", "deoccupied"))
"""Who calls a capture by these is on the side that took it."""
_ROVERS = frozenset(("militants", "jihadists", "insurgents", "terrorists", "extremists", "guerrillas"))
"""Nouns that in a war mean only those sides whose names have them."""
_BODIES = frozenset(("group", "militia", "movement", "faction", "organisation", "organization"))


def _bounds(parsed: Parsed, noun: Token) -> tuple[int, int]:
    first, last = noun_span(noun)
    return parsed.start(first), parsed.end(last)


def _others(story: Story, parsed: Parsed, who: Token) -> bool:
    """Return True where the sentence before names sides, and not the one that speaks here."""
    index = parsed.sentence.index
    before = story.sentences[index - 1] if index else None
    if before is None or before.headline:
        return False
    sides = {actor.side for actor in story.cast.within(before.start, before.end)}
    named = {side for side in sides if story.cast.sides.is_side(side)}
    return bool(named) and story.speakers.side(*_bounds(parsed, who)) not in named


def _apart(story: Story, parsed: Parsed, token: Token, who: Token, head: Token) -> bool:
    """Return True for "They also hold X, the army said": "they" or "its men" stand before the one that says so."""
    owner = child(token, "poss")
    if token.lower_ == "it":  # "It attacked X, an official said": an official is no "it"
        return is_cue(head) and token.i < who.i and who.lower_ in words("actors", "speakers", "persons")
    back = token.lower_ == "they" or (owner is not None and owner.lower_ in {"its", "their"})
    if back and token.lower_ != "they" and not _others(story, parsed, who):
        return False
    return back and is_cue(head) and token.i < who.i and who.tag_ not in {"NNS", "NNPS"}


def _strange(story: Story, token: Token, owner: Token | None, head: Token, side: str) -> bool:
    """Return True for "the soldiers" in the words of rebels: the army's, not the speaker's own."""
    army = story.cast.sides.army
    if owner is None and token.lower_ in _ROVERS:
        called = story.cast.sides.called(token.lower_)
        if called and side not in called:
            return True
    return (
        army is not None and side != army and owner is None and is_cue(head)
        and token.lower_ in words("actors", "regulars")
    )  # fmt: skip


def _named(token: Token) -> bool:
    """Return True for "the Sudan Liberation Movement": a body of its own, none of the sides known."""
    return token.text[:1].isupper() and any(kid.dep_ == "compound" and kid.text[:1].isupper() for kid in token.children)


def _by_speaker(story: Story, parsed: Parsed, token: Token, owner: Token | None) -> str | None:
    """Return the side of "we", "he", "our men" and of the enemy of the state that speaks."""
    if token.lower_ in {"we", "us"} or (owner is not None and owner.lower_ == "our"):
        spoken = _own_side(story, parsed, token)
        if spoken is not None:
            return spoken
    spoken = _spoken_for(story, parsed, token, owner)
    if spoken is not None:
        return spoken
    if token.lower_ in {"he", "she"}:
        speaker = story.speakers.side(parsed.start(token), parsed.end(token))
        if story.cast.sides.is_side(speaker):
            return speaker
    if token.lower_ in words("actors", "irregulars") and owner is None:
        spoken = _own_side(story, parsed, token)
        unlike = token.lower_ == "enemy" or spoken == story.cast.sides.army
        armed = token.lower_ not in {"groups", "group"} or any(
            kid.lower_ in {"terrorist", "armed", "insurgent", "militant", "jihadist"} for kid in token.children
        )
        if spoken is not None and unlike and armed:
            return story.enemy_of(spoken)
    return None


def _spoken_for(story: Story, parsed: Parsed, token: Token, owner: Token | None) -> str | None:
    """Return the side of "it" in "It denied having left X", and of "its" in "It called its retreat from X a ruse"."""
    who = token if token.lower_ == "it" else None
    if token.lower_ == "its" and token.dep_ == "poss":
        owner, token = token, token.head
    if owner is not None and owner.lower_ == "its" and (is_verb(token.head) or token.head.dep_ == "ROOT"):
        who = child(token.head, "nsubj")
    if who is None or who.lower_ != "it" or who.dep_ != "nsubj":
        return None
    verb = who.head
    if not (is_cue(verb) or verb.lower_ in forms("reporting", "cues", "calling")) or who.i > verb.i:
        return None
    side = story.speakers.side(*_bounds(parsed, who))
    side = story.speakers.describe(*_bounds(parsed, who)).side if not story.cast.sides.is_side(side) else side
    return side if story.cast.sides.is_side(side) else None


def _own_side(story: Story, parsed: Parsed, token: Token) -> str | None:
    """Return the side of the party whose words the token stands in."""
    for speaker in speakers_of(story, parsed, token, cues_on_path(token), background=False):
        if story.cast.sides.is_side(speaker.side):
            return speaker.side
    return None


def _descends(ancestor: Token, token: Token) -> bool:
    return any(item.i == token.i for item in ancestor.subtree)


def doer_without_name(story: Story, parsed: Parsed, verb: Token) -> str | None:
    """Return the likely taker in "X was liberated": the speaker's side, else who acted before."""
    if verb.lower_ in _FREEING and (freed := _own_side(story, parsed, verb)) is not None:
        return freed
    for _, head in ancestors(verb):
        if head.tag_.startswith("VB") and not is_cue(head):
            side = holder_of(story, parsed, subject(head)) if subject(head) is not None else None
            if side is not None:
                return side
        for first, last in speaker_spans(head) if is_cue(head) else []:
            side = story.speakers.side(parsed.start(first), parsed.end(last))
            if story.cast.sides.is_side(side):
                return side
    for _, first, last in according_to(parsed):
        side = story.speakers.side(parsed.start(first), parsed.end(last))
        if story.cast.sides.is_side(side):
            return side
    if story.attacks and any(kid.lower_ in {"well", "also", "too", "likewise"} for kid in verb.children):
        return story.attacks[-1][1]
    offset = parsed.start(verb)
    return story.actor_before(offset, parsed.sentence.start) or story.topic_before(offset)
