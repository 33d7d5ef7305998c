"""Who took, holds, lost or fights for a place: one rule per frame of the verb lexicon.

A rule looks at one verb and returns hits; whether a hit is told as fact, who says so and when is
judged elsewhere. Every hit names its rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import (
    agent_of,
    child,
    is_passive,
    is_verb,
    objects,
    prep_objects,
    subject,
    with_joined,
)
from geo.reading.control_fights import around, attack, fight, repel, stay
from geo.reading.control_losses import cleared, expel, grant, lose, withdraw
from geo.reading.control_states import occupying_side
from geo.reading.factuality import Status, judge
from geo.reading.lexicon import forms, verb_frames, words
from geo.reading.names import SlotKind
from geo.reading.scene import INSIDE, Hit, Scene, attacking_side, hits_of, is_wide, speaking_side
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story
from geo.reading.takers import receiver_of, taker_of


def _take(scene: Scene) -> list[Hit]:
    targets = objects(scene.verb)
    low = scene.verb.lower_
    spots = scene.spots(targets)
    roads = scene.roads(targets)
    if not spots and not roads:
        plural = [token for token in targets if token.lower_ in words("control", "anaphora", "plural")]
        side = scene.side() if plural and judge(scene.verb).status is Status.FACT else None
        if side is not None:
            return [Hit(event=Event.GAINED, holder=side, spots=(), anchor=scene.verb, rule="take", unnamed=True)]
        return []
    spots = [*spots, *_as_well(scene)]
    if low in forms("control", "weak_take") and scene.side() is None:
        return []
    if low in forms("control", "claim_like") and any(spot.mention is None for spot in spots):
        return []
    if (
        low in forms("control", "progressive_off")
        and scene.verb.tag_ == "VBG"
        and (scene.verb.dep_ not in {"pcomp", "advcl"} or child(scene.verb, "aux") is not None)
    ):
        had = scene.verb.dep_ == "conj" and scene.verb.head.lower_ in {"had", "have", "hold", "held"}
        event = Event.GAINED if had else Event.CONTESTED
        return hits_of(scene, event, scene.side(), spots, [], "clearing") if scene.side() else []
    held = low in forms("control", "stative_take") and (
        scene.verb.tag_ in {"VBZ", "VBP", "VBG"}
        or scene.verb.head.lower_ in forms("control", "keeping_on")
        or (is_passive(scene.verb) and _present(scene.verb))
        or any(kid.lower_ == "since" and kid.dep_ == "prep" for kid in scene.verb.children)
        or any(kid.lower_ in {"still", "currently", "permanently", "long"} for kid in scene.verb.children)
    )
    if low in forms("control", "clear") and scene.doer() is None and spots:
        return cleared(scene, spots)
    occupier = occupying_side(scene.story) if low == "occupied" and is_passive(scene.verb) else None
    if occupier is not None and scene.doer() is None:
        return hits_of(scene, Event.HELD if held else Event.GAINED, occupier, spots, roads, "take-occupied")
    return hits_of(scene, Event.HELD if held else Event.GAINED, scene.side(), spots, roads, "take")


def _as_well(scene: Scene) -> list[Spot]:
    """Return the places added with "as well as" after a relative clause of the list."""
    text, begin, end = scene.story.text, scene.parsed.start(scene.verb), scene.parsed.sentence.end
    found: list[Spot] = []
    for mention in scene.story.mentions:
        if not begin < mention.span.start < end:
            continue
        before = text[max(begin, mention.span.start - 40) : mention.span.start]
        if re.search(r"\bas well as\s+(?:the\s+)?(?:(?:town|village|city|area|district)s?\s+of\s+)?$", before):
            found.append(Spot(name=mention.text, mention=mention, start=mention.span.start, end=mention.span.end))
    joined = [kid for kid in scene.verb.children if kid.dep_ == "conj" and scene.parsed.slot(kid, SlotKind.PLACE)]
    return [*found, *scene.spots(joined)]


def _present(verb: Token) -> bool:
    return any(kid.lower_ in {"is", "are", "'s"} for kid in verb.children if kid.dep_ == "auxpass")


def _hold(scene: Scene) -> list[Hit]:
    low = scene.verb.lower_
    targets = objects(scene.verb)
    if any(noun.lower_ in _WISHED for _, noun in prep_objects(scene.verb, "within")):
        return []
    if not targets and low.startswith(("hold", "held", "cling", "clung")):
        targets = [noun for _, noun in prep_objects(scene.verb, "onto", "on", "to")]
    spots, roads = scene.spots(targets), scene.roads(targets)
    if not spots and not roads:
        spots = [spot for token in targets for spot in _included(scene, token)]
    if not spots and not roads:
        return []
    side = scene.holder(scene.doer())
    if side is None:
        return []
    counted = [spot for token in targets for spot in _among_counted(scene, token)]
    if any(_counts(token) for token in targets):
        return hits_of(scene, Event.HELD, side, counted, [], "hold-counted")
    dated = any(n.lower_.endswith("day") for _, n in prep_objects(scene.verb, "on")) and low.startswith("controlled")
    stormed = scene.verb.dep_ == "conj" and scene.verb.head.lower_ in forms("control", "arriving")
    if stormed and low in {"controlled", "had"} and spots and child(scene.verb, "aux") is None:
        return hits_of(scene, Event.GAINED, side, spots, roads, "control-then")
    if dated and spots and scene.verb.tag_ in {"VBD", "VBN"} and child(scene.verb, "aux") is None:
        return hits_of(scene, Event.GAINED, side, spots, roads, "control-on")
    if low in {"had", "have", "has"} and any(
        noun.lower_ in _WISHED for token in (scene.verb, *targets) for _, noun in prep_objects(token, "on", "in", "as")
    ):
        return []
    if any(n.lower_ in {"siege", "blockade"} for t in (scene.verb, *targets) for _, n in prep_objects(t, "under")):
        return hits_of(scene, Event.CONTESTED, side, spots, [], "have-under-siege")
    if low in {"had", "have", "has"} and prep_objects(scene.verb, "within") and spots:
        return hits_of(scene, Event.GAINED, side, spots, [], "had-within")
    if low in forms("control", "weak_hold") and any(spot.mention is None for spot in spots):
        return []
    return hits_of(scene, Event.HELD, side, spots, roads, "hold")


def _included(scene: Scene, noun: Token) -> list[Spot]:
    """Return the places after "including" in "hold 600 sq km in the region, including the town of X"."""
    if noun.lower_ not in words("control", "ground"):
        return []
    begin = next((t.i for t in noun.doc[noun.i :] if t.lower_ in {"including", "among", "namely", "notably"}), None)
    stop = next((t.i for t in noun.doc[noun.i :] if t.lower_ in {"said", "says", "told", "and", "but"}), len(noun.doc))
    if begin is None or begin - noun.i > 14:
        return []
    named = [t for t in noun.doc[begin:] if scene.parsed.slot(t, SlotKind.PLACE) is not None and t.i < begin + 6]
    return scene.spots(named[:1]) if begin < stop else []


def _counts(noun: Token) -> bool:
    """Return True for "13 of the 17 townships of X", "most districts of X": no word on X as a whole."""
    inner = next((n for _, n in prep_objects(noun, "of", "out of")), None)
    number = noun.like_num or noun.tag_ == "CD"
    plural = words("control", "anaphora", "plural")
    return (number and inner is not None and inner.lower_ in plural) or (
        noun.lower_ in plural and any(kid.like_num for kid in noun.children) and child(noun, "prep") is not None
    )


def _among_counted(scene: Scene, noun: Token) -> list[Spot]:
    """Return the places after "including" in "13 of the 17 townships, including X and Y"."""
    if not _counts(noun):
        return []
    named = [token for token in noun.subtree if scene.parsed.slot(token, SlotKind.PLACE) is not None]
    begin = next((t.i for t in noun.subtree if t.lower_ in {"including", "among", "namely", "notably"}), None)
    return scene.spots([token for token in named if begin is not None and token.i > begin])


_WISHED = frozenset(
    (
        "list",
        "agenda",
        "sights",
        "mind",
        "sight",
        "crosshairs",
        "target",
        "targets",
        "radar",
        "plans",
        "reach",
        "range",
        "grasp",
        "distance",
    )
)
"""What a place that a side "has" on, in or within these is to it: an aim."""


def _enter(scene: Scene) -> list[Hit]:
    if scene.verb.lower_ in forms("control", "reaching"):
        core = [token for token in objects(scene.verb) if token.lower_ in words("control", "words", "part")]
        part = [spot for spot in scene.spots(core) if not is_wide(spot)]
        side = scene.side() if part else None
        return hits_of(scene, Event.CONTESTED, side, part, [], "reached-part") if side is not None else []
    pairs = prep_objects(scene.verb, *INSIDE, "to")
    own = objects(scene.verb)
    spots = scene.spots(own)
    if own and not spots and scene.verb.lower_ in forms("control", "moving"):
        return []
    if not spots:
        spots = scene.spots([noun for _, noun in pairs])
    side = scene.side()
    if scene.verb.lower_ in forms("control", "pressing_on") and not any(
        p.lower_ in {"into", "inside"} for p, _ in pairs
    ):
        inner = [noun for prep, noun in pairs if prep.lower_ in {"in", "within"} and not around(prep, noun)]
        spots = [
            spot
            for spot in scene.spots(inner)
            if not is_wide(spot) and (spot.extent == "part" or not _names_province(scene.story, spot))
        ]
    if not spots or side is None:
        return []
    return hits_of(scene, Event.CONTESTED, side, spots, [], "enter")


def _names_province(story: Story, spot: Spot) -> bool:
    """Return True for a town whose name stands for its province in the story ("advanced in Idlib")."""
    wide = r"(?:province|governorate|region|countryside|oblast|state|county)"
    return re.search(rf"\b{re.escape(spot.name)}(?:[’']s)?\s+{wide}\b", story.text, re.IGNORECASE) is not None


def _besiege(scene: Scene) -> list[Hit]:
    targets = objects(scene.verb)
    if scene.verb.lower_.startswith("comb"):
        towns = words("control", "anaphora", "town")
        targets = [t for t in targets if scene.parsed.slot(t, SlotKind.PLACE) is not None or t.lower_ in towns]
    spots = scene.spots(targets)
    side = scene.side() if scene.doer() is not None else attacking_side(scene) or scene.side()
    return hits_of(scene, Event.CONTESTED, side, spots, [], "besiege") if spots else []


def _fall(scene: Scene) -> list[Hit]:
    who = subject(scene.verb)
    if who is None:
        return []
    tokens = with_joined(who)
    spots, roads = scene.spots(tokens), scene.roads(tokens)
    if scene.verb.lower_.startswith("collaps"):
        spots = [spot for spot in spots if not _BUILT.search(spot.name)]
    if not spots and not roads:
        return []
    falls = scene.verb.lower_ in forms("control", "fall_like") and not child(scene.verb, "acomp", "oprd")
    if scene.verb.lower_ in forms("control", "changing") and any(n.lower_ == "hands" for n in objects(scene.verb)):
        if spots and all(spot.plural or is_wide(spot) for spot in spots):
            return []
        if _AGAIN_AND_AGAIN.search(" ".join(token.text for token in scene.verb.subtree)):
            return []
        told = scene.story.last_told(spots[0], Event.GAINED, Event.HELD) if spots else None
        side = scene.story.enemy_of(told[1]) if told is not None else attacking_side(scene) or speaking_side(scene)
        return hits_of(scene, Event.GAINED, side, spots, roads if side is not None else [], "changed-hands")
    for prep, noun in prep_objects(scene.verb, "to", "into", "under", "in"):
        side = receiver_of(scene, noun)
        over = any(kid.lower_ == "over" and kid.dep_ in {"prt", "advmod"} for kid in scene.verb.children)
        plain = prep.lower_ == "to" and (falls or over or scene.verb.lower_ in forms("control", "passing"))
        if side is not None and (
            plain
            or noun.lower_ in words("control", "nouns", "hands")
            or noun.lower_ in words("control", "nouns", "control")
        ):
            return hits_of(scene, Event.GAINED, side, spots, roads, "fall-to")
    if falls and scene.verb.lower_ in forms("control", "fall_alone"):
        agent = agent_of(scene.verb)
        taker = scene.holder(agent) if agent is not None else taker_of(scene)
        if agent is None and taker is not None and judge(scene.verb).denied and speaking_side(scene) == taker:
            taker = scene.story.enemy_of(taker)
        elsewhere = prep_objects(
            scene.verb, "under", "into", "to", "off", "from", "outside", "inside", "between", "among"
        )
        lies = [
            n
            for _, n in prep_objects(scene.verb, "within", "in", "on")
            if n.lower_ in words("control", "words", "lying")
        ]
        if not elsewhere and not lies:
            return hits_of(scene, Event.GAINED, taker, spots, [], "fall")
    return []


_AGAIN_AND_AGAIN = re.compile(
    r"\bhands\s+(?:\w+\s+)?(?:twice|thrice|repeatedly|often|(?:several|many|\w+|a\s+number\s+of|a\s+dozen)\s+times)\b"
)
"""What changed hands more than once is with nobody known."""
_BUILT = re.compile(r"\b(?:bridge|dam|building|tower|mosque|minaret|hospital|school|tunnel|roof|house)$", re.IGNORECASE)
"""What collapses under bombs is not taken."""


FRAMES: dict[str, Callable[[Scene], list[Hit]]] = {
    "take": _take,
    "hold": _hold,
    "lose": lose,
    "grant": grant,
    "withdraw": withdraw,
    "enter": _enter,
    "besiege": _besiege,
    "expel": expel,
    "fall": _fall,
    "repel": repel,
    "fight": fight,
    "stay": stay,
    "attack": attack,
}
"""One rule per frame name of the lexicon ("fail" is judged on the verb that fails)."""


def verb_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield the hits of every verb of a sentence, the first frame that fits each."""
    for token in parsed.doc:
        frames = verb_frames().get(token.lower_)
        if not frames or parsed.slot(token) is not None:
            continue
        if not is_verb(token) and token.dep_ not in {"acl", "relcl", "ROOT", "amod", "ccomp"}:
            continue
        scene = Scene(story=story, parsed=parsed, verb=token)
        if _by_nobody(token):
            continue
        for frame, particle in sorted(frames, key=lambda pair: pair[1] == ""):
            if particle and not _has_particle(token, particle):
                continue
            rule = FRAMES.get(frame)
            hits = rule(scene) if rule else []
            if hits:
                yield from (_settled(hit) for hit in hits)
                break


def _by_nobody(verb: Token) -> bool:
    """Return True for "no force has entered X", "nobody took it"."""
    who = child(verb, "nsubj")
    if who is None:
        return False
    return who.lower_ in {"nobody", "none", "neither"} or any(
        kid.lower_ in {"no", "neither"} and kid.dep_ == "det" for kid in who.children
    )


def _has_particle(verb: Token, particle: str) -> bool:
    wanted = particle.split()
    for kid in verb.children:
        if kid.lower_ == wanted[0]:  # noqa: SIM102
            if len(wanted) == 1 or any(inner.lower_ == wanted[1] for inner in kid.children):
                return True
        if (
            len(wanted) == 1
            and kid.dep_ in {"prep", "prt", "advmod"}
            and any(inner.lower_ == wanted[0] and inner.dep_ == "prep" for inner in kid.children)
        ):
            return True
    return verb.i + 1 < len(verb.doc) and verb.doc[verb.i + 1].lower_ == wanted[0] and len(wanted) == 1


def _settled(hit: Hit) -> Hit:
    """Mark a hit whose attempt failed; split places that are only partly meant."""
    if hit.event in {Event.GAINED, Event.CONTESTED} and hit.rule != "repel":  # noqa: SIM102
        if judge(hit.anchor).status is Status.FAILED:
            return replace(hit, failed=True)
    return hit
