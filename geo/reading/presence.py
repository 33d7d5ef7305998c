"""Who stands in a place and who flies a flag over it: "are inside X", "holding out in X", "X is still ours"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import agent_of, child, is_passive, is_verb, prep_objects, subject, with_joined
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.scene import Hit, Scene, attacking_side, is_wide, speaking_side
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

_LEFT = frozenset(("left", "remaining"))
_AT = ("in", "inside", "within", "at", "on")


def presence_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield the hits of forces that are, hide or are trapped in a place, of flags, and of "X is ours"."""
    for token in parsed.doc:
        low = token.lower_
        if parsed.slot(token) is not None:
            continue
        scene = Scene(story=story, parsed=parsed, verb=token)
        if low in words("control", "flags"):
            yield from _flag(story, parsed, token)
        if not is_verb(token):
            continue
        if low in forms("control", "standing"):
            yield from _ours(scene)
            yield from _gone(scene)
            yield from _present(scene)
            continue
        if low in _LEFT and is_passive(token):
            yield from _gone(scene)
        if low in forms("control", "withstanding"):
            yield from _withstood(scene)
        if low in forms("control", "holding_out"):
            yield from _holding_out(scene)
        elif low in forms("control", "trapping"):
            yield from _trapped(scene)
        elif low in words("control", "stationed"):
            yield from _stationed(scene)
        elif low in forms("control", "disputing") and is_passive(token):
            yield from _disputed(scene)


def subject_spots(scene: Scene) -> list[Spot]:
    """Return the places that are the subject of the verb, with what is joined to it."""
    who = subject(scene.verb)
    return [] if who is None else scene.spots(with_joined(who))


def force_side(scene: Scene, who: Token | None) -> str | None:
    """Return the side of a noun that means soldiers, none for police, observers and places."""
    if who is None or who.lower_ in words("control", "words", "unarmed"):
        return None
    named = scene.parsed.slot(who, SlotKind.FORCE) is not None
    if not (named or who.lower_ in words("actors", "forces", "nouns") | {"they", "we"} or who.tag_ in {"NNP", "NNPS"}):
        return None
    if scene.parsed.slot(who, SlotKind.PLACE) is not None:
        return None
    return scene.holder(who)


def inside_spots(scene: Scene, *tokens: Token) -> list[Spot]:
    """Return the towns and sites after "in", "inside" or "at" under any of the tokens; no regions."""
    for token in tokens:
        pairs = [
            noun for prep, noun in prep_objects(token, *_AT)
            if noun.lower_ not in words("control", "words", "edge") | {"area", "areas", "direction", "sector"}
            and (prep.lower_ != "on" or noun.lower_ in words("control", "words", "part"))
        ]  # fmt: skip
        found = [spot for spot in scene.spots(pairs) if not is_wide(spot)]
        found = found or scene.spots([kid for kid in token.children if kid.lower_ == "there" and kid.dep_ == "advmod"])
        found = [spot for spot in found if not is_wide(spot)]
        if found:
            return found
    return []


def _present(scene: Scene) -> Iterator[Hit]:
    """Read "fighters are inside X", "its soldiers were in the streets of X", "are no longer in X"."""
    verb = scene.verb
    if child(verb, "dobj", "expl") is not None:
        return
    state = child(verb, "acomp")
    if state is not None and state.lower_ not in words("control", "words", "present"):
        return
    if child(verb, "attr") is not None:
        return
    who = subject(verb)
    side = force_side(scene, who)
    if side is None or who is None or _nobody(who):
        return
    spots = inside_spots(scene, verb, *([state] if state is not None else []))
    if not spots:
        return
    if (
        who is not None
        and who.lower_ == "they"
        and spots[0].start < scene.parsed.sentence.start
        and not scene.spots([n for _, n in prep_objects(verb, *_AT)])
    ):
        return
    adverbs = {kid.lower_ for kid in verb.children if kid.dep_ in {"advmod", "neg"}}
    if verb.lower_.startswith(("remain", "stay")):
        adverbs.add("still")
    since = any(kid.lower_ == "since" and kid.dep_ == "prep" for kid in verb.children)
    if verb.lower_ == "been" and since and all(spot.extent == "whole" for spot in spots):
        yield _hit(scene, Event.HELD, side, spots, "present-since")
        return
    if "back" in adverbs:
        yield _hit(scene, Event.GAINED, side, spots, "present-back")
        return
    if "longer" in adverbs:
        yield _hit(scene, Event.HELD, side, spots, "present")
        return
    known = scene.story.last_told(spots[0], Event.HELD, Event.GAINED)
    whole = all(spot.extent == "whole" for spot in spots)
    if known is not None and known[1] == side and whole:
        return
    taken = scene.story.last_told(spots[0], Event.GAINED, Event.CONTESTED)
    if taken is not None and taken[1] not in {None, side} and (not whole or "still" not in adverbs):
        yield _hit(scene, Event.CONTESTED, taken[1] if side != attacking_side(scene) else side, spots, "present")
        return
    if "still" in adverbs and whole and scene.story.enemy_of(side) is not None:
        yield _hit(scene, Event.HELD, side, spots, "present-still")
        return
    yield _hit(scene, Event.CONTESTED, side, spots, "present")


def _gone(scene: Scene) -> Iterator[Hit]:
    """Read "there are no more soldiers in the town", "no troops are left in X": the side has left."""
    verb = scene.verb
    who = child(verb, "attr") if child(verb, "expl") is not None else subject(verb)
    if who is None or not _nobody(who):
        return
    ended = (
        {"more", "longer", "single", "one"} & {kid.lower_ for kid in who.children}
        or verb.lower_.startswith(("remain", "stay"))
        or verb.lower_ in _LEFT
        or _LEFT & {token.lower_ for token in verb.subtree}
    )
    side = force_side(scene, who)
    if side is None or not ended:
        return
    spots = inside_spots(scene, verb, who, *[kid for kid in who.children if kid.lower_ in _LEFT])
    if spots:
        yield _hit(scene, Event.LOST, side, spots, "gone")


def _nobody(who: Token) -> bool:
    """Return True for "no soldiers", "not a single soldier", "not one tank", "hardly any troops"."""
    kids = {kid.lower_ for kid in who.children if kid.dep_ in {"det", "neg", "amod", "advmod", "nummod", "quantmod"}}
    inner = {grand.lower_ for kid in who.children for grand in kid.children}
    return "no" in kids or ("not" in kids | inner and bool({"single", "one", "any"} & kids))


def _ours(scene: Scene) -> Iterator[Hit]:
    """Read "X is ours", "X was still theirs", "the villages remain Ukrainian"."""
    verb = scene.verb
    state = next((kid for kid in verb.children if kid.dep_ in {"attr", "acomp", "oprd", "dobj"}), None)
    if state is None or any(kid.dep_ in {"det", "compound", "amod"} for kid in state.children):
        return
    low = state.lower_
    if low in {"ours", "theirs"}:
        side = speaking_side(scene)
        if side is not None and low == "theirs" and _in_quotes(scene, state):
            side = scene.story.enemy_of(side)
    elif state.text[:1].isupper() and state.tag_ in {"JJ", "NNP", "NNPS"}:
        side = scene.story.cast.holder(scene.parsed.start(state), scene.parsed.end(state))
    else:
        return
    spots = subject_spots(scene) if side is not None else []
    if side is not None and spots:
        part = [spot for spot in spots if spot.extent == "part"]
        if part and low == "ours":
            yield _hit(scene, Event.CONTESTED, attacking_side(scene) or side, spots, "ours-part")
            return
        again = low not in {"ours", "theirs"} and any(
            kid.lower_ == "again" for kid in (*verb.children, *state.children)
        )
        back = any(kid.lower_ in {"once", "again", "back"} for kid in verb.children) and low == "ours"
        yield _hit(scene, Event.GAINED if again or back else Event.HELD, side, spots, "ours")


def _in_quotes(scene: Scene, token: Token) -> bool:
    if scene.parsed.sentence.quoted:
        return True
    text = scene.story.text[scene.parsed.sentence.start : scene.parsed.start(token)]
    return (text.count('"') + text.count("“") + text.count("”")) % 2 == 1


def _holding_out(scene: Scene) -> Iterator[Hit]:
    """Read "are holding out in X", "are hiding in the plant": the other side attacks; "dug in at X": they hold it."""
    verb = scene.verb
    if verb.lower_ in forms("control", "hold_needs_out") and not any(
        kid.lower_ in {"out", "up"} for kid in verb.children
    ):
        return
    side = force_side(scene, agent_of(verb) or subject(verb))
    spots = inside_spots(scene, verb, *[kid for kid in verb.children if kid.dep_ in {"prt", "advmod"}])
    if side is None or not spots:
        return
    if verb.lower_ in forms("control", "digging") and all(spot.extent == "whole" for spot in spots):
        yield _hit(scene, Event.HELD, side, spots, "dug-in")
        return
    yield _hit(scene, Event.CONTESTED, scene.story.enemy_of(side), spots, "holding-out")


def _stationed(scene: Scene) -> Iterator[Hit]:
    """Read "army troops are stationed in X", "are still deployed in X", "remain entrenched in X": they hold it."""
    verb = scene.verb
    lasting = verb.head.lower_ in forms("control", "lasting_verbs") or any(
        kid.lower_ in {"still", "remain", "remains"} for kid in verb.children
    )
    if not (is_passive(verb) or lasting) or (verb.lower_ in {"deployed", "present"} and not lasting):
        return
    if verb.dep_ not in {"ROOT", "ccomp", "conj", "acomp", "xcomp", "oprd", "relcl"}:
        return
    side = force_side(scene, subject(verb))
    spots = [spot for spot in inside_spots(scene, verb) if spot.extent == "whole"]
    if side is None or not spots:
        return
    yield _hit(scene, Event.HELD, side, spots, "stationed")


def _withstood(scene: Scene) -> Iterator[Hit]:
    """Read "X withstood the attacks", "the hill has held out", "X stands firm": its defender holds it."""
    verb = scene.verb
    own = child(verb, "nsubj")
    if own is None or is_passive(verb):
        return
    kids = {kid.lower_ for kid in verb.children}
    thing = child(verb, "dobj")
    attack = words("control", "nouns", "attack")
    struck = thing is not None and (thing.lower_ in attack or thing.lower_.removesuffix("s") in attack)
    if not struck and not ({"out", "firm", "fast"} & kids):
        return
    if scene.parsed.slot(own, SlotKind.PLACE) is None and own.lower_ not in words("control", "anaphora", "town"):
        return
    foe = scene.story.cast.holder(scene.parsed.start(thing.left_edge), scene.parsed.end(thing)) if thing else None
    side = scene.story.enemy_of(foe) if foe is not None else speaking_side(scene)
    if side is None:
        side = scene.story.enemy_of(attacking_side(scene))
    spots = subject_spots(scene)
    if side is not None and spots:
        yield _hit(scene, Event.HELD, side, spots, "withstood")


def _trapped(scene: Scene) -> Iterator[Hit]:
    """Read "some 5,000 Russians were surrounded there", "the garrison is trapped in X"."""
    verb = scene.verb
    spots: list[Spot] = []
    side: str | None = None
    if is_passive(verb):
        who = child(verb, "nsubjpass", "nsubj") or (verb.head if verb.dep_ in {"acl", "relcl"} else None)
        side = force_side(scene, who)
        agent = agent_of(verb)
        attacker = scene.holder(agent) if agent is not None else None
    else:
        forced = child(verb, "dobj")
        side, attacker = force_side(scene, forced), scene.side()
        who = forced
    if side is None or who is None:
        return
    spots = inside_spots(scene, verb, who)
    attacker = attacker if attacker not in {None, side} else scene.story.enemy_of(side)
    if spots:
        yield _hit(scene, Event.CONTESTED, attacker, spots, "trapped")


def _disputed(scene: Scene) -> Iterator[Hit]:
    """Read "X has been contested since June", "the village is disputed"."""
    spots = [spot for spot in subject_spots(scene) if not is_wide(spot)]
    if spots:
        agent = agent_of(scene.verb)
        side = scene.holder(agent) if agent is not None else attacking_side(scene)
        yield _hit(scene, Event.CONTESTED, side, spots, "disputed")


def _flag(story: Story, parsed: Parsed, noun: Token) -> Iterator[Hit]:
    """Read "raised its flag over X": taken; "the rebel flag flies over X": held."""
    verb = noun.head
    if not is_verb(verb) or verb.lower_ not in forms("control", "flying"):
        return
    scene = Scene(story=story, parsed=parsed, verb=verb)
    pairs = [n for _, n in prep_objects(verb, "over", "in", "on", "above", "at", "across", "inside", "atop")]
    pairs += [n for _, n in prep_objects(noun, "over", "in", "on", "above", "at")]
    spots = [spot for spot in scene.spots(pairs) if not is_wide(spot)]
    owner = story.cast.holder(parsed.start(noun.left_edge), parsed.end(noun))
    raised = noun.dep_ == "dobj" or is_passive(verb)
    doer = agent_of(verb) if is_passive(verb) else (subject(verb) if noun.dep_ == "dobj" else None)
    side = (scene.holder(doer) if doer is not None else None) or owner
    if side is None and raised and doer is None:
        side = speaking_side(scene)
    if spots and side is not None:
        whole = [Spot(name=s.name, mention=s.mention, start=s.start, end=s.end) for s in spots]
        yield _hit(scene, Event.GAINED if raised else Event.HELD, side, whole, "flag")


def _hit(scene: Scene, event: Event, side: str | None, spots: list[Spot], rule: str) -> Hit:
    doer = scene.doer()
    named = (
        doer is None
        or not rule.startswith("present")
        or scene.story.cast.holder(scene.parsed.start(doer.left_edge), scene.parsed.end(doer)) is not None
    )
    return Hit(event=event, holder=side, spots=tuple(spots), anchor=scene.verb, rule=rule, doer=doer, named=named)
