"""States and signs of control outside the verb frames: "occupied X", "under the junta", "declared X liberated"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import agent_of, child, is_passive, is_verb, prep_objects, subject
from geo.reading.holders import doer_without_name
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.presence import subject_spots
from geo.reading.scene import Hit, Scene, attacking_side, speaking_side
from geo.reading.sentences import Parsed
from geo.reading.spots import spots_of
from geo.reading.story import Spot, Story

OCCUPIERS = ("occupiers", "occupation forces", "occupying forces", "invaders")
"""Names that tell which side of a theatre the press means by "occupied X"."""


def state_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield the hits of states and signs in a sentence."""
    for token in parsed.doc:
        low = token.lower_
        if low in {"occupied", "newly-occupied"} and token.dep_ in {"amod", "compound", "nmod"}:
            yield from _occupied(story, parsed, token)
        scene = Scene(story=story, parsed=parsed, verb=token)
        yield from _ringed(scene)
        if not is_verb(token) or parsed.slot(token) is not None:
            continue
        if low in forms("control", "control_verbs", "stay") and not is_passive(token):
            yield from _under(scene)
            yield from _stays_occupied(scene)
        if low in forms("control", "declaring") or low in forms("control", "talking"):
            yield from _declared(scene)
        if low in forms("control", "following"):
            yield from _followed(scene)
        if low in forms("control", "given_up") and is_passive(token):
            yield from _given_up(scene)


def _occupied(story: Story, parsed: Parsed, word: Token) -> Iterator[Hit]:
    """Read "occupied Donetsk" in a theatre where one side alone is called the occupiers."""
    side = occupying_side(story)
    if side is None:
        return
    following = next(
        (token for token in parsed.doc[word.i + 1 : word.i + 5] if parsed.slot(token, SlotKind.PLACE) is not None), None
    )
    between = parsed.doc[word.i + 1 : following.i] if following is not None else ()
    kinds = words("control", "words", "settlement") | {"of", "the", "part", "parts"}
    if following is None or any(token.lower_ not in kinds for token in between):
        named = _before_epithet(story, parsed, word)
        if named:
            yield Hit(event=Event.HELD, holder=side, spots=tuple(named), anchor=word, rule="compound-occupied")
        return
    if any(token.lower_ in {"part", "parts"} for token in between):
        return
    spots = tuple(spots_of(story, parsed, following))
    if spots:
        yield Hit(event=Event.HELD, holder=side, spots=spots, anchor=word, rule="compound-occupied")


def _before_epithet(story: Story, parsed: Parsed, word: Token) -> list[Spot]:
    """Return the place of "X, an occupied rail hub": the epithet stands behind the name."""
    head = word.head
    if head.dep_ != "appos" or parsed.slot(head.head, SlotKind.PLACE) is None or word.i < head.head.i:
        return []
    article = any(kid.lower_ in {"a", "an", "the", "another"} for kid in head.children if kid.dep_ == "det")
    return spots_of(story, parsed, head.head) if article else []


def _stays_occupied(scene: Scene) -> Iterator[Hit]:
    """Read "the city remains occupied", where one side alone is called the occupiers."""
    state = next((kid for kid in scene.verb.children if kid.lower_ == "occupied" and kid.i > scene.verb.i), None)
    side = occupying_side(scene.story) if state is not None and state.dep_ in {"acomp", "oprd", "xcomp"} else None
    if side is not None and state is not None and agent_of(state) is None:
        yield from _hit(scene, Event.HELD, side, subject_spots(scene), "stays-occupied")


def occupying_side(story: Story) -> str | None:
    """Return the side that the press of a theatre calls the occupiers, none where that is said of several."""
    found = (actor.side for name in OCCUPIERS for actor in story.cast.sides.find(name))
    sides = {side for side in found if story.cast.sides.is_side(side)}
    return sides.pop() if len(sides) == 1 else None


def _under(scene: Scene) -> Iterator[Hit]:
    """Read "X remains under the junta", "X is under the rebels"."""
    for _, noun in prep_objects(scene.verb, "under"):
        side = scene.story.cast.holder(scene.parsed.start(noun.left_edge), scene.parsed.end(noun))
        named = (
            scene.parsed.slot(noun, SlotKind.FORCE) is not None
            or noun.text.isupper()
            or noun.lower_ in words("actors", "forces", "nouns")
        )
        if side is not None and named:
            yield from _hit(scene, Event.HELD, side, subject_spots(scene), "state-under")


def _declared(scene: Scene) -> Iterator[Hit]:
    """Read "declared X liberated", "called X a liberated city", "X was declared free of rebels"."""
    taken = None
    for kid in scene.verb.children:
        if kid.dep_ not in {"oprd", "acomp", "attr", "xcomp", "ccomp", "dobj", "amod"}:
            continue
        bare = kid.dep_ == "ccomp" and child(kid, "dobj", "aux", "auxpass") is None
        if bare and kid.lower_ in words("control", "declared"):
            taken = kid
        for token in (kid, *kid.children):
            if token.dep_ in {"oprd", "acomp", "amod", "xcomp", "acl", "attr"} and token.lower_ in words(
                "control", "declared"
            ):
                taken = token
    if taken is None:
        return
    passive = is_passive(scene.verb)
    target = child(scene.verb, "nsubjpass") if passive else child(scene.verb, "dobj", "nsubj")
    inner = next((kid for kid in scene.verb.children if kid.dep_ == "ccomp"), None)
    if not passive and inner is not None and child(inner, "nsubj", "nsubjpass") is not None:
        target = child(inner, "nsubj", "nsubjpass")
    elif not passive and child(scene.verb, "dobj") is not None:
        target = child(scene.verb, "dobj")
    if target is None:
        return
    who = agent_of(scene.verb) if passive else subject(scene.verb)
    side = scene.holder(who) if who is not None and who.i != target.i else None
    if side is None and who is not None and who.i != target.i:
        speaker = scene.story.speakers.side(scene.parsed.start(who.left_edge), scene.parsed.end(who))
        side = speaker if scene.story.cast.sides.is_side(speaker) else None
    side = side or doer_without_name(scene.story, scene.parsed, scene.verb)
    if side is not None:
        yield from _hit(scene, Event.GAINED, side, scene.spots([target]), "declared")


def _followed(scene: Scene) -> Iterator[Hit]:
    """Read "X followed in the evening" after a capture told just before."""
    thing = child(scene.verb, "dobj")
    if (thing is not None and thing.lower_ not in {"it", "them", "suit"}) or child(scene.verb, "ccomp") is not None:
        return
    spots = subject_spots(scene)
    if not spots or not scene.story.told:
        return
    _, event, side = scene.story.told[-1]
    recent = [at for at, _ in scene.story.recent if scene.parsed.sentence.index - at <= 1]
    if event is Event.GAINED and side is not None and recent:
        yield from _hit(scene, Event.GAINED, side, spots, "followed")


def _given_up(scene: Scene) -> Iterator[Hit]:
    """Read "the General Staff said that X was given up": without a doer, the side that admits it."""
    if agent_of(scene.verb) is not None or prep_objects(scene.verb, "to"):
        return
    spots = subject_spots(scene)
    side = (_admits(scene) or speaking_side(scene)) if spots else None
    if side is None and spots:
        side = scene.story.enemy_of(scene.story.main_attacker())
    if side is not None:
        yield from _hit(scene, Event.LOST, side, spots, "given-up")


def _admits(scene: Scene) -> str | None:
    from geo.reading.attribution import cues_on_path, speaker_spans  # noqa: PLC0415

    for cue in cues_on_path(scene.verb):
        for first, last in speaker_spans(cue):
            side = scene.story.speakers.side(scene.parsed.start(first), scene.parsed.end(last))
            if scene.story.cast.sides.is_side(side):
                return side
    return None


def _ringed(scene: Scene) -> Iterator[Hit]:
    """Read "X remains encircled", "the town is surrounded": by the opponent of the town's own officials."""
    word = scene.verb
    if word.lower_ not in words("control", "ringed") or word.dep_ not in {"acomp", "oprd", "attr", "xcomp"}:
        return
    governor = word.head
    if not is_verb(governor):
        return
    spots = subject_spots(Scene(story=scene.story, parsed=scene.parsed, verb=governor))
    agent = agent_of(word) or agent_of(governor)
    inner = Scene(story=scene.story, parsed=scene.parsed, verb=governor)
    side = scene.holder(agent) if agent is not None else None
    if side is None and (speaker := _admits(inner)) is not None:
        side = scene.story.enemy_of(speaker)
    if side is None and spots and spots[0].mention is not None:
        side = _neighbour(scene, spots[0])
    if side is None and spots:
        side = attacking_side(inner)
    if spots:
        yield Hit(event=Event.CONTESTED, holder=side, spots=tuple(spots), anchor=governor, rule="ringed")


def _neighbour(scene: Scene, spot: Spot) -> str | None:
    """Return the opponent of the side whose mayor or council speaks in the sentence, where one side rules the towns."""
    text = scene.story.text[scene.parsed.sentence.start : scene.parsed.sentence.end].casefold()
    if spot.mention is None or not any(
        word in text for word in ("mayor", "city council", "local authorities", "governor")
    ):
        return None
    keys = scene.story.cast.sides.theatre.side_keys
    return scene.story.enemy_of(keys[0]) if keys else None


def _hit(scene: Scene, event: Event, side: str, spots: list[Spot], rule: str) -> Iterator[Hit]:
    if spots:
        yield Hit(event=event, holder=side, spots=tuple(spots), anchor=scene.verb, rule=rule, doer=scene.doer())
