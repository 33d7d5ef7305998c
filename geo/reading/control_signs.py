"""Signs of control that no verb of taking carries: "is rebel-held", "out of the army's control", "is defending X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import ancestors, child, is_passive, is_verb, prep_objects, subject
from geo.reading.control_states import occupying_side
from geo.reading.lexicon import any_of, forms, words
from geo.reading.names import SlotKind
from geo.reading.presence import force_side, inside_spots, subject_spots
from geo.reading.scene import Hit, Scene, attacking_side, is_wide, owner_side, speaking_side
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

_BE = frozenset(("is", "are", "was", "were", "be", "been", "remains", "remain", "remained", "stays", "stayed", "'s"))


def sign_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield the hits of predicates, pictures, defences and battles that are not over."""
    for token in parsed.doc:
        low = token.lower_
        scene = Scene(story=story, parsed=parsed, verb=token)
        if parsed.slot(token, SlotKind.HOLDING) is not None:
            yield from _predicate(scene)
        elif not is_verb(token) or token.dep_ in {"nsubj", "csubj"}:
            if low in words("control", "nouns", "control") or low in words("control", "nouns", "hands"):
                yield from _out_of(scene)
            elif low in words("control", "nouns", "lasting"):
                yield from _not_over(scene)
        elif parsed.slot(token) is None:
            if low in _BE:
                yield from _free(scene)
                yield from _grey(scene)
            if low in forms("control", "counting"):
                yield from _counted(scene)
            if low in forms("control", "picturing"):
                yield from _pictured(scene)
            if low in forms("control", "defending"):
                yield from _defends(scene)
            if low in forms("control", "footing") or low in forms("control", "footing_kept"):
                yield from _foothold(scene)
            if low in forms("control", "mastering"):
                yield from _masters(scene)
            if low in forms("control", "restoring"):
                yield from _restored(scene)


@lru_cache(maxsize=1)
def sign_trigger() -> re.Pattern[str]:
    """Return the pattern of sentences that can carry a sign."""
    forces = any_of(words("actors", "forces", "nouns"))
    shown = any_of(forms("control", "picturing"))
    attack = any_of({f"{noun}{end}" for noun in words("control", "nouns", "attack") for end in ("", "s")})
    repelled = any_of(forms("control", "repelling") | {"failed", "unsuccessful"})
    return re.compile(
        rf"\b(?:{shown})\b[^.]*\b(?:{forces})\b|\b(?:{any_of(forms('control', 'defending') - {'defence'})})\b"
        rf"|\b(?:completely|fully|entirely|now|totally|is|are)\s+(?:free|safe|clean)\b"
        r"|\b(?:ma[dk]e|making|scored|achieved|recorded)\s+(?:\w+\s+){0,3}(?:gains|progress|headway|inroads|advances)\b"
        r"|\b(?:keeps?|kept|keeping)\s+(?:(?:its|their|our|a)\s+)?(?:\w+\s+)?(?:positions|foothold)\b"
        rf"|\b(?:{any_of(forms('control', 'restoring'))})\s+(?:\w+\s+)?(?:security|stability|safety)\b"
        rf"|\b(?:grey|gray)\b|no[ -]man.s[ -]land"
        rf"|\b(?:{any_of(forms('control', 'counting'))})\b[^.]*\bas\s"
        rf"|\b(?:{attack})\s+(?:\w+\s+){{0,3}}(?:was|were|been)\s+(?:\w+\s+)?(?:{repelled})\b"
        rf"|\b(?:{repelled})\s+(?:every|all|each|the|this|that|several|these|those|both)\s+(?:\w+\s+)?(?:{attack})\b",
        re.IGNORECASE,
    )


def _hit(event: Event, side: str | None, spots: list[Spot], rule: str, anchor: Token) -> Hit:
    return Hit(event=event, holder=side, spots=tuple(spots), anchor=anchor, rule=rule, doer=None)


def _predicate(scene: Scene) -> Iterator[Hit]:
    """Read "X is still rebel-held", "70 % of X was Russian-controlled", "X remained regime-run"."""
    word = scene.verb
    verb = word.head
    if word.dep_ not in {"acomp", "attr", "oprd"} or not is_verb(verb) or verb.lower_ not in _BE:
        return
    if any(kid.dep_ == "neg" or kid.lower_ == "longer" for kid in verb.children):
        return
    slot = scene.parsed.slots[word.i]
    actors = scene.story.cast.within(slot.start, slot.end)
    side = next((actor.side for actor in actors if scene.story.cast.sides.is_side(actor.side)), None)
    spots = subject_spots(Scene(story=scene.story, parsed=scene.parsed, verb=verb))
    if side is None or not spots:
        return
    besieged = scene.story.text[slot.start : slot.end].casefold().endswith("besieged")
    yield _hit(Event.CONTESTED if besieged else Event.HELD, side, spots, "predicate-held", verb)


def _out_of(scene: Scene) -> Iterator[Hit]:
    """Read "X is out of the army's control", "slipped from rebel hands", "left the regime's control"."""
    noun = scene.verb
    away = noun.dep_ == "pobj" and noun.head.lower_ in {"of", "from", "outside", "beyond"}
    verb = next((head for _, head in ancestors(noun) if is_verb(head)), None)
    if verb is None:
        return
    left = noun.dep_ == "dobj" and verb.lower_ in forms("control", "slipping")
    if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ not in {"out", "outside"}:
        return
    moved = verb.lower_ in forms("control", "slipping") or verb.lower_ in _BE
    if not left and not (away and moved):
        return
    side = owner_side(scene, noun)
    spots = subject_spots(Scene(story=scene.story, parsed=scene.parsed, verb=verb))
    if side is not None and spots:
        yield _hit(Event.LOST, side, spots, "out-of-control", verb)


_OPEN = re.compile(
    r"\b(?:(?:not|n.t)\s+(?:yet\s+|at all\s+)?(?:over|finished|won|lost|decided|ended|done|settled)"
    r"|far\s+from\s+(?:over|won|finished|lost|decided|ended|done)"
    r"|under\s?way|ongoing|on-going|goes\s+on|going\s+on|still\s+on\b|yet\s+to\s+be\s+(?:won|decided|over)|continu)",
    re.IGNORECASE,
)


def _not_over(scene: Scene) -> Iterator[Hit]:
    """Read "the battle for X is not over", "the fight for it is far from won"."""
    noun = scene.verb
    verb = noun.head
    if noun.dep_ not in {"nsubj", "nsubjpass", "csubj"} or not is_verb(verb):
        return
    text = scene.story.text[scene.parsed.end(noun) : scene.parsed.end(verb.right_edge)]
    if not _OPEN.search(text):
        return
    pairs = [target for _, target in prep_objects(noun, "for", "of", "over", "in", "inside")]
    if noun.lower_ == "fighting":
        pairs += [target for _, target in prep_objects(verb, "in", "inside", "for", "within")]
        pairs = [target for target in pairs if target.lower_ not in {"area", "areas", "direction", "sector"}]
    spots = [spot for spot in scene.spots(pairs) if not is_wide(spot)]
    if not spots:
        return
    known = scene.story.last_told(spots[0], Event.GAINED, Event.CONTESTED)
    side = attacking_side(scene) or (known[1] if known is not None else None)
    # the anchor is the noun: "not over" is no denial of the battle
    yield _hit(Event.CONTESTED, side, spots, "battle-on", noun)


def _free(scene: Scene) -> Iterator[Hit]:
    """Read "the city is completely free", "X is now free of IS": taken by who says so, or from whom it is free."""
    verb = scene.verb
    state = child(verb, "acomp")
    if state is None or state.lower_ not in {"free", "safe", "clean", "clear"} or is_passive(verb):
        return
    if any(kid.dep_ == "neg" for kid in verb.children):
        return
    foes = [scene.holder(noun) for _, noun in prep_objects(state, "of", "from")]
    wholly = {kid.lower_ for kid in (*state.children, *verb.children)} & {
        "completely", "fully", "entirely", "totally", "now", "finally",
    }  # fmt: skip
    if foes:
        side = scene.story.enemy_of(foes[0]) if foes[0] is not None else None
    elif state.lower_ == "free" or (wholly and state.lower_ == "clean"):
        side = speaking_side(scene)
    else:
        return
    spots = subject_spots(scene)
    if side is not None and spots:
        yield _hit(Event.GAINED, side, spots, "free-now", verb)


_GREY = re.compile(
    r"\b(?:gr[ea]y[ -]zone|in\s+(?:the\s+)?gr[ea]y\b|no[ -]man.s[ -]land|contested\s+(?:area|zone|town|village|city))",
    re.IGNORECASE,
)


def _grey(scene: Scene) -> Iterator[Hit]:
    """Read "X is a grey zone", "the village is no man's land", "X remains a contested town"."""
    verb = scene.verb
    if any(kid.dep_ == "neg" for kid in verb.children):
        return
    text = scene.story.text[scene.parsed.end(verb) : scene.parsed.end(verb.right_edge)]
    found = _GREY.search(text)
    if found is None or found.start() > 40:
        return
    spots = [spot for spot in subject_spots(scene) if not is_wide(spot)]
    if spots:
        yield _hit(Event.CONTESTED, attacking_side(scene), spots, "grey-zone", verb)


def _counted(scene: Scene) -> Iterator[Hit]:
    """Read "DeepState marks it as occupied", "shows X as under Russian control", "lists X as contested"."""
    verb = scene.verb
    thing = child(verb, "nsubjpass") if is_passive(verb) else child(verb, "dobj")
    stated = next((kid for kid in verb.children if any(k.lower_ == "as" for k in (kid, *kid.children))), None)
    if thing is None or stated is None:
        return
    body = {token.lower_ for token in stated.subtree}
    spots = scene.spots([thing])
    if not spots or "not" in body:
        return
    if body & {"contested", "disputed", "grey", "gray"}:
        yield _hit(Event.CONTESTED, attacking_side(scene), spots, "counted", verb)
        return
    side = scene.story.cast.holder(scene.parsed.start(stated.left_edge), scene.parsed.end(stated.right_edge))
    if side is None and body & {"occupied"}:
        side = occupying_side(scene.story)
    state = body & (forms("control", "liberated") | {"under", "held", "controlled"})
    holding = any(scene.parsed.slot(token, SlotKind.HOLDING) is not None for token in stated.subtree)
    if side is not None and (state or holding):
        yield _hit(Event.HELD, side, spots, "counted", verb)


def _pictured(scene: Scene) -> Iterator[Hit]:
    """Read "footage shows Ukrainian troops in the western part of X": they stand there."""
    verb = scene.verb
    shown = child(verb, "dobj")
    who = subject(verb)
    if shown is None or who is None or who.lower_ not in words("control", "pictures"):
        return
    side = force_side(scene, shown)
    spots = [spot for spot in inside_spots(scene, shown, verb) if spot.extent == "part"]
    if side is not None and spots:
        yield _hit(Event.CONTESTED, side, spots, "pictured", verb)


def _defends(scene: Scene) -> Iterator[Hit]:
    """Read "its fighters are still defending X", "continue to defend the town": they hold it."""
    verb = scene.verb
    progressive = verb.tag_ == "VBG" and child(verb, "aux") is not None
    lasting = verb.dep_ == "xcomp" and verb.head.lower_ in forms("control", "lasting_verbs")
    if is_passive(verb) or not (progressive or lasting):
        return
    side = force_side(scene, subject(verb))
    spots = [spot for spot in scene.spots([kid for kid in verb.children if kid.dep_ == "dobj"]) if not is_wide(spot)]
    if side is None or not spots:
        return
    attacker = scene.story.last_told(spots[0], Event.GAINED, Event.CONTESTED)
    if attacker is not None and attacker[1] == side:
        return
    yield _hit(Event.HELD, side, spots, "defends", verb)


def _restored(scene: Scene) -> Iterator[Hit]:
    """Read "restored security and stability to X": a state's words for having taken it."""
    verb = scene.verb
    thing = child(verb, "nsubjpass") if is_passive(verb) else child(verb, "dobj")
    if thing is None or thing.lower_ not in {"security", "stability", "safety"}:
        return
    spots = scene.spots([n for token in (verb, thing) for _, n in prep_objects(token, "to", "in", "into", "over")])
    side = scene.side() or speaking_side(scene)
    if side is not None and spots:
        yield _hit(Event.GAINED, side, spots, "restored", verb)


def _masters(scene: Scene) -> Iterator[Hit]:
    """Read "our units control the situation in X", "is the master of X"."""
    verb = scene.verb
    thing = child(verb, "dobj")
    if thing is None or thing.lower_ not in {"situation", "ground", "streets", "everything"}:
        return
    side = scene.holder(scene.doer())
    spots = inside_spots(scene, thing, verb)
    if side is not None and spots:
        whole = [Spot(name=s.name, mention=s.mention, start=s.start, end=s.end) for s in spots]
        yield _hit(Event.HELD, side, whole, "masters", verb)


def _foothold(scene: Scene) -> Iterator[Hit]:
    """Read "gained a foothold in X", "made inroads into X": fought over; "lost its last foothold in X": lost."""
    verb = scene.verb
    thing = child(verb, "dobj")
    if thing is None or thing.lower_ not in words("control", "footholds"):
        return
    side = scene.holder(scene.doer())
    pairs = [noun for token in (thing, verb) for _, noun in prep_objects(token, "in", "inside", "into", "within")]
    spots = [spot for spot in scene.spots(pairs) if not is_wide(spot)]
    if side is None or not spots:
        return
    if verb.lower_ in forms("control", "footing_lost"):
        own = any(kid.dep_ == "poss" for kid in thing.children) and thing.lower_.startswith("position")
        whole = own and verb.lower_ in forms("control", "vacating") and all(s.extent == "whole" for s in spots)
        if whole or {"last", "final", "remaining", "only"} & {kid.lower_ for kid in thing.children}:
            yield _hit(Event.LOST, side, spots, "last-foothold", verb)
        return
    kept = verb.lower_ in forms("control", "footing_kept")
    if thing.lower_ in words("control", "posts"):
        own = any(kid.dep_ == "poss" and kid.lower_ in {"its", "their", "our"} for kid in thing.children)
        if kept and own and all(spot.extent == "whole" for spot in spots):
            yield _hit(Event.HELD, side, spots, "kept-positions", verb)
        return
    if kept and thing.lower_ in {"gains", "ground", "progress", "headway", "advances"}:
        return
    known = scene.story.last_told(spots[0], Event.GAINED, Event.CONTESTED)
    if kept and known is not None and known[1] not in {None, side}:
        yield _hit(Event.CONTESTED, known[1], spots, "foothold-kept", verb)
        return
    yield _hit(Event.CONTESTED, side, spots, "foothold", verb)
