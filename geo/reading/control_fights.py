"""Attacks that fail, fights and sieges of verbs: "repelled an attack on X", "are fighting in X", "X remains with Y"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.model import Event
from geo.reading.back import nearest_spots
from geo.reading.clause import is_passive, is_verb, objects, prep_objects, subject
from geo.reading.falsehood import in_vain
from geo.reading.lexicon import any_of, forms, words
from geo.reading.names import SlotKind
from geo.reading.scene import INSIDE, Hit, Scene, attacking_side, controlled, hits_of, is_wide, speaking_side
from geo.reading.story import Spot


def repel(scene: Scene) -> list[Hit]:
    """Read "repelled an attack on X": the defender holds it."""
    hits: list[Hit] = []
    for noun in objects(scene.verb):
        if noun.lower_ in {"it", "them", "this"}:
            hits += _repelled_it(scene, noun)
            continue
        if noun.lower_ not in words("control", "nouns", "attack") and noun.lower_.rstrip("s") not in words(
            "control", "nouns", "attack"
        ):
            continue
        spots = attacked(scene, noun) or _late_target(scene, noun) or _attacked_before(scene, noun)
        side = scene.holder(scene.doer())
        if spots and side is None:
            side = scene.story.enemy_of(_attacker(scene, noun))
            side = side or speaking_side(scene) or scene.story.enemy_of(scene.story.main_attacker())
        if spots and side is not None:
            hits += hits_of(scene, Event.HELD, side, spots, [], "repel")
    return hits or _thrown_back(scene)


def _late_target(scene: Scene, noun: Token) -> list[Spot]:
    """Return X in "repulsed eight assaults on X", "the attack was repelled on X", where X hangs on the verb."""
    pairs = [target for prep, target in prep_objects(scene.verb, "on", "against", "upon") if prep.i > noun.i]
    return scene.spots([target for target in pairs if target.lower_ not in words("reporting", "nouns", "settings")])


def _repelled_it(scene: Scene, noun: Token) -> list[Hit]:
    """Read "the army attacked X. The rebels repelled it": the defender holds X."""
    story, index = scene.story, scene.parsed.sentence.index
    side = scene.holder(scene.doer())
    if side is None or is_passive(scene.verb):
        return []
    before = story.sentences[index - 1] if index else scene.parsed.sentence
    told = story.text[before.start : scene.parsed.start(noun)]
    attack = re.compile(
        rf"\b(?:{any_of(words('control', 'nouns', 'attack'))})s?\s+(?:\w+\s+){{0,2}}?(?:on|against|upon)\s",
        re.IGNORECASE,
    )
    struck = re.compile(rf"\b(?:{any_of(forms('control', 'assailing'))})\s", re.IGNORECASE)
    if attack.search(told) is None and struck.search(told) is None:
        return []
    spots = nearest_spots(story, scene.parsed, scene.parsed.start(noun))
    if not spots or is_wide(spots[0]) or spots[0].start < before.start:
        return []
    if _AROUND.search(story.text[before.start : spots[0].start]):
        return []
    return hits_of(scene, Event.HELD, side, spots[:1], [], "repel")


_BACK = frozenset(("the", "this", "that", "these", "those", "every", "all", "each", "several", "both"))
_AROUND = re.compile(
    r"\b(?:near|around|towards?|outside|(?:vicinity|direction|axis|area|sector)\s+of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)


def _attacked_before(scene: Scene, noun: Token) -> list[Spot]:
    """Follow "the attack was repelled" to the place that the sentences before say is attacked."""
    own = {kid.lower_ for kid in noun.children if kid.dep_ in {"det", "predet", "poss"}}
    if not own & (_BACK | {"their", "its"}) or any(kid.dep_ in {"prep", "acl", "relcl"} for kid in noun.children):
        return []
    if any(kid.lower_ in {"other", "drone", "missile", "air", "rocket"} for kid in noun.children):
        return []
    story, index = scene.story, scene.parsed.sentence.index
    floor = story.sentences[max(0, index - 2)].start
    spots = nearest_spots(story, scene.parsed, scene.parsed.start(noun))
    if not spots or spots[0].start < floor or is_wide(spots[0]):
        return []
    home = next((s for s in story.sentences if s.start <= spots[0].start < s.end), scene.parsed.sentence)
    if _AROUND.search(story.text[home.start : spots[0].start]) or spots[0].plural:
        return []
    told = story.text[home.start : scene.parsed.start(noun)].casefold()
    struck = re.compile(
        rf"\b(?:{any_of(forms('control', 'assailing') | {'offensive', 'advance', 'advanced', 'reach', 'launched'})})"
    )
    return spots if struck.search(told) else []


def _thrown_back(scene: Scene) -> list[Hit]:
    """Read "attacked X but were beaten back": the defender holds it."""
    first = scene.verb.head
    if not is_passive(scene.verb) or scene.verb.dep_ != "conj" or not is_verb(first):
        return []
    if first.lower_ not in forms("control", "assailing"):
        return []
    side = scene.story.enemy_of(scene.holder(subject(first)))
    spots = scene.spots(objects(first)) or scene.spots([noun for _, noun in prep_objects(first, *INSIDE, "on")])
    return hits_of(scene, Event.HELD, side, spots, [], "thrown-back") if spots and side is not None else []


def _attacker(scene: Scene, noun: Token) -> str | None:
    for _, inner in prep_objects(noun, "by", "of", "from"):
        side = scene.holder(inner)
        if side is not None:
            return side
    return scene.story.cast.holder(scene.parsed.start(noun.left_edge), scene.parsed.end(noun))


def around(prep: Token, noun: Token) -> bool:
    """Return True for "in the area of X": somewhere around it, no fight for X itself."""
    return prep.lower_ == "in" and noun.lower_ in {"area", "areas", "direction", "directions", "sector", "sectors"}


_ATTEMPTS = frozenset(("attempt", "attempts", "bid", "try", "effort", "efforts", "push"))


def _aimed_at(scene: Scene, clause: Token) -> list[Spot]:
    """Return X of "to seize X", "to take control of X", "to break into X"."""
    things = objects(clause)
    held = [noun for noun in things if noun.lower_ in words("control", "nouns", "control")]
    return (
        scene.spots(things)
        or scene.spots([target for noun in held for _, target in prep_objects(noun, "of", "over")])
        or scene.spots([noun for _, noun in prep_objects(clause, *INSIDE, "to", "on")])
    )


def attacked(scene: Scene, noun: Token) -> list[Spot]:
    """Return the places of "an attack on X", "attempts to enter X", "the assault against X"."""
    pairs = prep_objects(noun, "on", "against", "at", "into", "upon", "for", "in", "to", "inside")
    found = scene.spots([target for prep, target in pairs if not around(prep, target)])
    if found:
        return found
    for _, doer in prep_objects(noun, "by", "of", "from"):  # "an assault by the militia on X"
        found = scene.spots([target for _, target in prep_objects(doer, "on", "against", "upon")])
        if found:
            return found
    for clause in noun.children:
        if clause.dep_ in {"acl", "relcl"} and is_verb(clause):
            found = _aimed_at(scene, clause)
            if found:
                return found
    for clause in scene.verb.children:  # "foiled since dawn an attempt of the army to seize X"
        if clause.dep_ == "advcl" and clause.tag_ == "VB" and clause.i > noun.i and noun.lower_ in _ATTEMPTS:
            return _aimed_at(scene, clause)
    for kid in noun.children:
        if kid.dep_ == "prep" and kid.lower_ in {"of", "at"}:
            for verb in kid.children:
                if verb.dep_ == "pcomp":
                    return scene.spots(objects(verb))
        if kid.dep_ in {"compound", "nmod"} and scene.parsed.slot(kid, SlotKind.PLACE) is not None:
            return scene.spots([kid])
    if scene.verb.dep_ == "relcl" and any(kid.lower_ == "where" for kid in scene.verb.children):
        return scene.spots([scene.verb.head])
    for noun_verb in scene.verb.children:
        if noun_verb.dep_ == "xcomp" and is_verb(noun_verb):
            found = scene.spots(objects(noun_verb))
    return found


def stay(scene: Scene) -> list[Hit]:
    """Read "X remains with the rebels", "X belongs to the army"."""
    who = subject(scene.verb)
    pairs = prep_objects(scene.verb, "with", "to")
    side = next((found for _, noun in pairs if (found := scene.holder(noun)) is not None), None)
    if (
        who is None
        or side is None
        or (scene.verb.lower_.startswith("remain") and pairs[0][0].lower_ not in {"with", "to"})
    ):
        return []
    tokens = [who, *[kid for kid in who.children if kid.dep_ == "conj"]]
    return hits_of(scene, Event.HELD, side, scene.spots(tokens), [], "stay")


def attack(scene: Scene) -> list[Hit]:
    """Read "rebels are attacking the army in X": ground forces against forces at a place."""
    side = scene.holder(scene.doer())
    nouns = words("actors", "forces", "nouns")
    forces = [
        token for token in objects(scene.verb)
        if scene.holder(token) not in {None, side} and (token.lower_ in nouns or token.tag_.startswith("NNP"))
    ]  # fmt: skip
    if side is not None and not forces and _in_vain(scene.verb):
        return hits_of(scene, Event.CONTESTED, side, scene.spots(objects(scene.verb)), [], "attacked-in-vain")
    if side is None or not forces:
        return []
    spots = scene.spots([noun for _, noun in prep_objects(scene.verb, "in", "inside", "at")])
    for token in (scene.verb, *forces):
        if not spots:
            spots = scene.spots([kid for kid in token.children if kid.lower_ == "there"])
            spots = spots or scene.spots([noun for _, noun in prep_objects(token, "in", "inside", "at")])
    return hits_of(scene, Event.CONTESTED, side, [spot for spot in spots if not is_wide(spot)], [], "attack")


def _in_vain(verb: Token) -> bool:
    """Return True for "attacked X without success", "unsuccessfully attacked X"."""
    return any(kid.lower_ in {"unsuccessfully", "vainly"} or in_vain(kid) for kid in verb.children)


def fight(scene: Scene) -> list[Hit]:
    """Read "are fighting in X", "battle for X"."""
    pairs = prep_objects(scene.verb, "in", "inside", "for", "within", "over")
    foes = [noun for noun in objects(scene.verb) if noun.lower_ in words("actors", "forces", "nouns")]
    pairs += [pair for foe in foes for pair in prep_objects(foe, "in", "inside", "for", "within", "over")]
    pairs = [pair for pair in pairs if not around(*pair)]
    spots = scene.spots([noun for _, noun in pairs]) or controlled(scene, [noun for _, noun in pairs])
    who = scene.doer()
    if not spots or who is None or (who.lower_ not in words("actors", "forces", "nouns") and scene.holder(who) is None):
        return []
    storming = {"assault", "storm", "storming", "shock"} & {kid.lower_ for kid in who.children}
    attacker = (scene.holder(who) if storming else None) or attacking_side(scene)
    return hits_of(scene, Event.CONTESTED, attacker, [spot for spot in spots if not is_wide(spot)], [], "fight")
