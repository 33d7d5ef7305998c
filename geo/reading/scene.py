"""One verb or noun of a sentence, ready for the rules: its places, roads, doer and side."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from geo.model import Event, RoadEvent
from geo.reading.attribution import cues_on_path, speaker_spans
from geo.reading.back import nearest_spots
from geo.reading.clause import (
    agent_of,
    child,
    is_passive,
    is_verb,
    prep_objects,
    subject,
)
from geo.reading.holders import doer_without_name, holder_of
from geo.reading.lexicon import forms, verb_frames, words
from geo.reading.road_names import named_roads
from geo.reading.sentences import Parsed
from geo.reading.speakers import Speaker
from geo.reading.spots import described, spots_of
from geo.reading.story import Spot, Story
from geo.reading.voices import speakers_of

INSIDE = ("into", "inside", "in", "within", "through")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule found: an event, the side, the places or the road, and the word it hangs on.

    ``nominal`` marks an event noun; ``failed`` an attempt that failed (the defender holds).
    """

    event: Event
    holder: str | None
    spots: tuple[Spot, ...]
    anchor: Token
    rule: str
    road: str = ""
    road_event: RoadEvent | None = None
    failed: bool = False
    named: bool = True
    unnamed: bool = False
    doer: Token | None = None
    window: tuple[int, int] | None = None
    voice: Speaker | None = None
    """Who says so, where it is known from another sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One verb of one parsed sentence, ready for the rules."""

    story: Story
    parsed: Parsed
    verb: Token

    def spots(self, tokens: list[Token]) -> list[Spot]:
        """Return the places that any of the tokens stand for."""
        found: list[Spot] = []
        for token in tokens:
            told = described(self.parsed, token) if _explains(token) else []
            head = token.head if _explains(token) else token
            found += told or spots_of(self.story, self.parsed, head)
        return list({(spot.start, spot.end): spot for spot in found}.values())

    def holder(self, token: Token | None) -> str | None:
        """Return the side of a doer."""
        return holder_of(self.story, self.parsed, token)

    def doer(self) -> Token | None:
        """Return who does it, in active or passive voice."""
        return agent_of(self.verb) if is_passive(self.verb) else subject(self.verb)

    def side(self) -> str | None:
        """Return the side that does it, guessing from the story where a passive names nobody."""
        who = self.doer()
        if who is not None:
            return self.holder(who)
        if not is_passive(self.verb) and self.verb.dep_ == "ROOT":
            return self.story.actor_before(self.parsed.start(self.verb), self.parsed.sentence.start)
        return doer_without_name(self.story, self.parsed, self.verb) if is_passive(self.verb) else None

    def back(self, owner: Token | None) -> list[Spot]:
        """Return the place that "its" stands for."""
        if owner is None or owner.lower_ not in {"its", "their"}:
            return self.spots([owner]) if owner is not None else []
        return nearest_spots(self.story, self.parsed, self.parsed.start(owner))

    def roads(self, tokens: list[Token]) -> list[str]:
        """Return the highways among the tokens (also "a stretch of the M5")."""
        found = [token for token in tokens if token.lower_ != "it" or not self.spots([token])]
        return [key for token in found for key in named_roads(self.story, self.parsed, token)]


def speaking_side(scene: Scene, anchor: Token | None = None) -> str | None:
    """Return the side of the party that says so, none where a third party or the reporter does."""
    word = anchor or scene.verb
    for speaker in speakers_of(scene.story, scene.parsed, word, cues_on_path(word), background=False):
        if scene.story.cast.sides.is_side(speaker.side):
            return speaker.side
    return None


def _explains(token: Token) -> bool:
    """Return True for "the capital of the state" after a name: it tells what the name is, and means it."""
    kinds = words("control", "words", "settlement") | words("control", "words", "facility")
    return token.dep_ == "appos" and token.lower_ in kinds and token.i > token.head.i


def _speakers_own(scene: Scene, noun: Token) -> str | None:
    """Return the side of "its hands" in "the front's spokesman said that X was still in its hands"."""
    if scene.parsed.sentence.quoted:
        return None
    for cue in cues_on_path(noun):
        for first, last in speaker_spans(cue):
            side = scene.story.cast.holder(scene.parsed.start(first), scene.parsed.end(last))
            if side is not None and last.i < noun.i:
                return side
    return None


def owner_side(scene: Scene, noun: Token) -> str | None:
    """Return whose hands or control it is: "of the army", "the army's", "army hands", "its hands"."""
    for _, inner in prep_objects(noun, "of", "by"):
        side = scene.holder(inner)
        if side is not None:
            return side
    kid = child(noun, "poss")
    if kid is not None and kid.lower_ == "our":
        return speaking_side(scene)
    if kid is not None and kid.lower_ not in {"its", "their", "his", "her"}:
        return scene.holder(kid)
    if kid is not None and kid.lower_ == "its" and (spoken := _speakers_own(scene, noun)) is not None:
        return spoken
    first = noun.left_edge
    named = scene.story.cast.holder(scene.parsed.start(first), scene.parsed.end(noun))
    if named is not None:
        return named
    people = [k for k in noun.children if k.dep_ in {"amod", "compound", "nmod"} and k.text[:1].isupper()]
    word = scene.parsed.text[scene.parsed.start(people[0]) : scene.parsed.end(people[0])] if people else ""
    called = scene.story.cast.sides.called(word) if word.isalpha() else frozenset()
    if len(called) == 1:  # "in Karen hands"
        return next(iter(called))
    if kid is not None:
        return scene.story.actor_before(scene.parsed.start(noun), scene.parsed.sentence.start) or (
            scene.story.topic_before(scene.parsed.start(noun))
        )
    return None


def is_wide(spot: Spot) -> bool:
    """Return whether the place is larger than a town."""
    place = spot.mention.place if spot.mention is not None else None
    return place is not None and place.is_area


def attacking_side(scene: Scene) -> str | None:
    """Return the side that was told to be on the attack, where a fight itself names no attacker."""
    for token in scene.parsed.doc:
        pressing = token.lower_ in forms("control", "attacking") and is_verb(token)
        if token.lower_ in {"attack", "offensive"} and token.head.lower_ == "on" and is_verb(token.head.head):
            token, pressing = token.head.head, True  # noqa: PLW2901
        pressing = pressing or _bidding(token)
        if pressing and token.i != scene.verb.i:
            side = scene.holder(subject(token))
            if side is not None:
                return side
    for token in scene.parsed.doc[: scene.verb.i]:
        frames = {frame for frame, _ in verb_frames().get(token.lower_, ())}
        if is_verb(token) and frames & {"take", "enter", "besiege"} and "hold" not in frames:
            side = scene.holder(agent_of(token) if is_passive(token) else subject(token))
            if side is not None:
                return side
    offset = scene.parsed.start(scene.verb)
    index = scene.parsed.sentence.index
    floor = scene.story.sentences[max(0, index - 4)].start
    for acts in (scene.story.attacks, scene.story.stands):
        side = next((side for at, side in reversed(acts) if floor <= at < offset), None)
        if side is not None:
            return side
    return next((side for at, side in reversed(scene.story.attacks) if at < offset), None)


_BIDS = frozenset(
    [
        "try",
        "tries",
        "tried",
        "trying",
        "attempt",
        "attempts",
        "attempted",
        "attempting",
        "seek",
        "seeks",
        "sought",
        "seeking",
        "struggle",
        "struggling",
        "push",
        "pushing",
        "battle",
        "battling",
        "fight",
        "fighting",
        "want",
        "wants",
        "bid",
        "bids",
        "effort",
        "efforts",
        "launched",
    ]
)


def _bidding(token: Token) -> bool:
    """Return True for "retake" in "the rebels try to retake it": who tries is on the attack."""
    if not is_verb(token) or (token.dep_ not in {"xcomp", "acl", "advcl"}) or token.head.lower_ not in _BIDS:
        return False
    return any(frame in {"take", "enter"} for frame, _ in verb_frames().get(token.lower_, ()))


def controlled(scene: Scene, tokens: list[Token]) -> list[Spot]:
    """Return the places of "control of X" among the tokens."""
    nouns = [token for token in tokens if token.lower_ in words("control", "nouns", "control")]
    return scene.spots([target for noun in nouns for _, target in prep_objects(noun, "of", "over")])


def hits_of(scene: Scene, event: Event, side: str | None, spots: list[Spot], roads: list[str], rule: str) -> list[Hit]:
    """Return one hit for the places and one per road."""
    found: list[Hit] = []
    doer = scene.doer()
    if spots:
        named = not (rule in {"take", "clear", "fall"} and (doer is None or rule == "fall"))
        found.append(
            Hit(event=event, holder=side, spots=tuple(spots), anchor=scene.verb, rule=rule, doer=doer, named=named)
        )
    for road in roads:
        found.append(Hit(event=event, holder=side, spots=(), anchor=scene.verb, rule=rule, road=road, doer=doer))  # noqa: PERF401
    return found


def taking_side(scene: Scene, noun: Token) -> str | None:
    """Return who takes or attacks something before the noun in its sentence: "seized A and B after the fall of X"."""
    for token in noun.doc[: noun.i]:
        frames = {frame for frame, _ in verb_frames().get(token.lower_, ())} if is_verb(token) else set()
        wrested = token.lower_ in forms("control", "control_verbs", "gained") and any(
            kid.lower_ in words("control", "nouns", "control") for kid in token.children
        )
        if frames & {"take", "enter"} or wrested:
            side = scene.holder(agent_of(token) if is_passive(token) else subject(token))
            if side is not None:
                return side
    return None
