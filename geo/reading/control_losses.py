"""Who gave a place up or was driven from it: "lost X", "left X", "withdrew from X", "drove the army out of X"."""

from __future__ import annotations

from spacy.tokens import Token

from geo.model import Event
from geo.reading.back import nearest_spots
from geo.reading.clause import child, is_passive, objects, prep_objects
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.scene import Hit, Scene, hits_of, speaking_side
from geo.reading.story import Spot


def lose(scene: Scene) -> list[Hit]:
    """Read "lost X", "left X", "ceded X to the army"."""
    spots = scene.spots(objects(scene.verb)) or _lost_subject(scene)
    if not spots:
        return _all_gone(scene) if scene.verb.lower_ == "left" else []
    receiver = next(
        (
            side for _, noun in prep_objects(scene.verb, "to")
            if noun.lower_ not in {"fate", "devices", "mercy"} and (side := scene.holder(noun)) is not None
        ),
        None,
    )  # fmt: skip
    if receiver is not None:
        return hits_of(scene, Event.GAINED, receiver, spots, [], "lose-to")
    side = scene.holder(scene.doer())
    if side is None or (scene.verb.lower_ in forms("control", "weak_lose") and not _force_subject(scene)):
        return []
    return hits_of(scene, Event.LOST, side, spots, [], "lose")


def grant(scene: Scene) -> list[Hit]:
    """Read "the advance gave the army X", "that gave them the whole of the M5": theirs now."""
    receiver = child(scene.verb, "dative")
    targets = [token for token in objects(scene.verb) if receiver is None or token.i != receiver.i]
    spots = scene.spots(targets)
    roads = scene.roads(targets)
    if receiver is None or is_passive(scene.verb) or not (spots or roads):
        return []
    side = scene.holder(receiver)
    if side is None and receiver.lower_ in {"them", "it"}:
        side = scene.story.topic_before(scene.parsed.start(scene.verb))
    return hits_of(scene, Event.GAINED, side, spots, roads, "grant") if side is not None else []


def _lost_subject(scene: Scene) -> list[Spot]:
    """Return the place in "X, lost to the army in May, shows": the parser takes it for the one that lost."""
    own = child(scene.verb, "nsubj")
    if own is None or scene.verb.lower_ not in {"lost", "ceded", "surrendered"} or not prep_objects(scene.verb, "to"):
        return []
    if child(scene.verb, "dobj", "aux") is not None:
        return []
    return scene.spots([own]) if scene.parsed.slot(own, SlotKind.PLACE) is not None else []


def _force_subject(scene: Scene) -> bool:
    return scene.doer() is not None


def withdraw(scene: Scene) -> list[Hit]:
    """Read "withdrew from X", "pulled its men out of X", "fled X"."""
    pairs = prep_objects(scene.verb, "from", "of", "off")
    forces = objects(scene.verb)
    if scene.verb.lower_ in forms("control", "regrouping"):
        pairs = pairs or prep_objects(scene.verb, "outside")
        who = forces[0] if forces else scene.doer()
        if not pairs and who is not None and prep_objects(scene.verb, "to", "towards", "into"):
            pairs = prep_objects(who, "at", "in", "from")
    civil = words("control", "words", "civilians")
    if forces and all(noun.lower_ in civil for noun in forces):
        return []
    who = scene.doer()
    if who is not None and who.lower_ in {"he", "she", "i"} and scene.verb.lower_ in forms("control", "fleeing"):
        return []
    if not pairs and scene.verb.lower_ in forms("control", "fleeing") and scene.doer() is not None:
        spots, side = scene.spots(forces), scene.holder(scene.doer())
        return hits_of(scene, Event.LOST, side, spots, [], "fled") if spots and side is not None else []
    if not pairs:
        return _all_gone(scene)
    spots = scene.spots([noun for _, noun in pairs])
    if not spots:
        return []
    side = next((found for token in forces if (found := scene.holder(token)) is not None), None)
    side = side or scene.holder(scene.doer())
    if side is None or (scene.verb.lower_ in forms("control", "civil_flight") and not scene.doer()):
        return []
    return hits_of(scene, Event.LOST, side, spots, [], "withdraw")


def _all_gone(scene: Scene) -> list[Hit]:
    """Read "the last army vehicles had left", "all the fighters have withdrawn": from the town spoken of."""
    who = scene.doer()
    if who is None or objects(scene.verb) or is_passive(scene.verb):
        return []
    if not {"last", "remaining", "all", "final"} & {who.lower_, *(kid.lower_ for kid in who.children)}:
        return []
    side = scene.story.cast.holder(scene.parsed.start(who.left_edge), scene.parsed.end(who))
    spots = nearest_spots(scene.story, scene.parsed, scene.parsed.start(who), "town") if side is not None else []
    return hits_of(scene, Event.LOST, side, spots, [], "all-gone") if spots else []


def expel(scene: Scene) -> list[Hit]:
    """Read "drove the army out of X", "X was cleared of the militia"."""
    forced = objects(scene.verb)
    pairs = prep_objects(scene.verb, "from", "of", "off")
    if scene.verb.lower_ in forms("control", "clear"):
        spots = scene.spots(forced)
        if spots:
            return cleared(scene, spots)
    spots = scene.spots([noun for _, noun in pairs])
    edge = _pushed_to_edge(scene, forced) if not spots else []
    if edge:
        return edge
    loser = next((side for token in forced if (side := scene.holder(token)) is not None), None)
    if not spots or (loser is None and not any(token.lower_ in {"it", "them"} for token in forced)):
        return []
    doer = scene.doer()
    winner = scene.holder(doer) if doer is not None else None
    pronoun = any(token.lower_ in {"it", "them", "its"} for token in forced)
    if winner is not None and (winner != loser or pronoun):
        return hits_of(scene, Event.GAINED, winner, spots, [], "expel")
    if loser is None:
        return []
    if doer is None and any(token.lower_ == "enemy" for token in forced):
        return hits_of(scene, Event.GAINED, scene.story.enemy_of(loser), spots, [], "expel")
    told = speaking_side(scene) if doer is None else None
    if told is not None and told == scene.story.enemy_of(loser):
        return hits_of(scene, Event.GAINED, told, spots, [], "expel")
    return hits_of(scene, Event.LOST, loser, spots, [], "expelled")


def cleared(scene: Scene, spots: list[Spot]) -> list[Hit]:
    """Read "X was cleared of the militia": taken by its opponent; "is being cleared of": still fought over."""
    foe = next((s for _, n in prep_objects(scene.verb, "of", "from") if (s := scene.holder(n)) is not None), None)
    side = scene.side()
    if foe is not None and (scene.doer() is None or side == foe):
        side = scene.story.enemy_of(foe)
    if any(kid.lower_ == "being" for kid in scene.verb.children):
        foe = scene.story.enemy_of(speaking_side(scene)) or foe
        return hits_of(scene, Event.CONTESTED, foe, spots, [], "being-cleared") if foe is not None else []
    return hits_of(scene, Event.GAINED, side, spots, [], "clear")


def _pushed_to_edge(scene: Scene, forced: list[Token]) -> list[Hit]:
    """Read "forced the troops to the southern edge of X": fought over, the pushing side attacks."""
    side = scene.holder(scene.doer())
    if side is None or scene.verb.lower_ not in forms("control", "edge_push") or not any(map(scene.holder, forced)):
        return []
    for _, noun in prep_objects(scene.verb, "to", "into", "towards"):
        if noun.lower_ not in words("control", "words", "edge"):
            continue
        owner = child(noun, "poss")
        inner = [target for _, target in prep_objects(noun, "of")]
        spots = scene.spots(inner) if inner else scene.back(owner)
        if spots:
            return hits_of(scene, Event.CONTESTED, side, spots, [], "pushed-to-edge")
    return []
