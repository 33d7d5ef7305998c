"""Nouns and states that say who holds a place: "the capture of X", "control of X", "rebel-held X"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from geo.model import Event
from geo.reading.back import nearest_spots
from geo.reading.clause import agent_of, ancestors, child, is_passive, is_verb, prep_objects, subject
from geo.reading.holders import doer_without_name
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.scene import Hit, Scene, attacking_side, controlled, is_wide, speaking_side, taking_side
from geo.reading.sentences import Parsed
from geo.reading.states import EventNoun, control_hits, held_compound, is_gerund, is_setting, noun_hit
from geo.reading.story import Spot, Story


def noun_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield the hits of event nouns and of states in a sentence."""
    for token in parsed.doc:
        if parsed.slot(token, SlotKind.HOLDING) is not None:
            yield from held_compound(story, parsed, token)
            continue
        if token.lower_ == "that" and token.dep_ in {"conj", "appos", "dobj", "ROOT", "pobj"}:
            yield from _that_of(story, parsed, token)
            continue
        if token.tag_ not in {"NN", "NNS", "NNP", "NNPS", "VBG", "VB", "VBP", "VBD"} or parsed.slot(token) is not None:
            continue
        low = token.lower_
        if low in words("control", "anaphora", "plural"):
            yield from _listing(story, parsed, token)
            continue
        item = EventNoun(scene=Scene(story=story, parsed=parsed, verb=_governor(token)), noun=token)
        under = token.dep_ == "pobj" and (low, token.head.lower_) in {("occupation", "under"), ("command", "in")}
        if under or low in words("control", "nouns", "control") or low in words("control", "nouns", "hands"):
            yield from control_hits(item)
        elif not token.tag_.startswith("NN") and not is_gerund(token):
            continue
        elif low in words("control", "nouns", "gained"):
            yield from _gained(item)
        elif low in words("control", "nouns", "fall"):
            yield from _fall(item)
        elif low in words("control", "nouns", "failure"):
            yield from _failure(item)
        elif low in words("control", "nouns", "lost"):
            yield from _lost(item)
        elif low in words("control", "nouns", "withdrawal"):
            yield from _withdrawal(item)
        elif low in words("control", "nouns", "besieged"):
            yield from _siege(item)
        elif low in words("control", "nouns", "fighting"):
            yield from _fighting(item)
        elif low in words("control", "nouns", "entry"):
            yield from _entry(item)


def _that_of(story: Story, parsed: Parsed, that: Token) -> Iterator[Hit]:
    """Read "the seizure of A, and that of B": B as well, unless "not that of B"."""
    noun = that.head
    if (that.i and that.nbor(-1).lower_ in {"not", "nor"}) or any(kid.dep_ == "neg" for kid in that.children):
        return
    if noun.lower_ not in words("control", "nouns", "gained") | words("control", "nouns", "fall"):
        noun = next((t for t in parsed.doc[: that.i] if t.lower_ in words("control", "nouns", "gained")), noun)
    if noun.lower_ not in words("control", "nouns", "gained") | words("control", "nouns", "fall"):
        return
    tokens = [target for _, target in prep_objects(that, "of")]
    tokens += [t for kid in that.children if kid.dep_ == "prep" for inner in kid.children if inner.dep_ == "conj"
               and inner.lower_ == "of" for t in inner.children if t.dep_ == "pobj"]  # fmt: skip
    item = EventNoun(scene=Scene(story=story, parsed=parsed, verb=_governor(noun)), noun=noun)
    spots = item.scene.spots(tokens)
    side = (item.owner("by", "to") or _context_side(item)) if spots else None
    if side is not None:
        at = parsed.start(that)
        window = next(
            ((day.start, at) for day in story.dates if at - 12 <= day.end <= at), None
        )  # "on May 19 that of B"
        yield Hit(event=Event.GAINED, holder=side, spots=tuple(spots), anchor=noun, rule="that-of", window=window)


def _listing(story: Story, parsed: Parsed, noun: Token) -> Iterator[Hit]:
    """Read "names A and B among the liberated areas", "the towns captured include A and B"."""
    taken = next(
        (
            kid
            for kid in noun.children
            if kid.lower_ in forms("control", "liberated") and kid.dep_ in {"amod", "acl", "relcl"}
        ),
        None,
    )
    if taken is None:
        return
    verb = _governor(noun)
    scene = Scene(story=story, parsed=parsed, verb=verb)
    tokens: list[Token] = []
    if noun.dep_ == "pobj" and noun.head.lower_ in {"among", "amongst"} and not is_verb(verb):
        tokens = [token for token in parsed.doc[: noun.i]]  # noqa: C416
    elif noun.dep_ == "pobj" and noun.head.lower_ in {"among", "amongst"}:
        kinds = {"dobj", "nsubj", "nsubjpass", "attr", "oprd"}
        tokens = [kid for kid in verb.children if kid.dep_ in kinds and kid.i != noun.i]
    elif noun.dep_ in {"nsubj", "nsubjpass"} and verb.lower_ in forms("control", "listing"):
        tokens = [kid for kid in verb.children if kid.dep_ in {"dobj", "attr"}]
    slots = [token for token in tokens if parsed.slot(token, SlotKind.PLACE) is not None]
    spots = scene.spots(slots)
    if not spots:
        return
    doer = agent_of(taken)
    side = scene.holder(doer) if doer is not None else doer_without_name(story, parsed, noun)
    speaker = story.speakers.side(parsed.start(verb.left_edge), parsed.end(verb)) if side is None else None
    if side is None and speaker is not None and story.cast.sides.is_side(speaker):
        side = speaker
    last = story.speakers.last(parsed.sentence.start)
    if last is not None and story.cast.sides.is_side(last.side) and (side is None or not is_verb(verb)):
        side = last.side
    if side is not None:
        yield Hit(event=Event.GAINED, holder=side, spots=tuple(spots), anchor=verb, rule="listing")


def _governor(noun: Token) -> Token:
    for _, head in ancestors(noun):
        if is_verb(head):
            return head
    return noun


def _gained(item: EventNoun) -> Iterator[Hit]:
    verb = item.scene.verb
    if (
        item.noun.lower_ in {"clearing", "cleansing", "clearance"}
        and is_verb(verb)
        and not prep_objects(item.noun, "of")
    ):
        if verb.lower_ in forms("control", "raging"):
            found = item.scene.spots([noun for _, noun in prep_objects(verb, "in", "inside")])
            side = item.owner("by") or speaking_side(item.scene) or attacking_side(item.scene)
            yield from noun_hit(item, Event.CONTESTED, side, [s for s in found if not is_wide(s)], "noun-clearing")
        return
    spots = item.of_spots("of", "over") or _late_of(item) or item.own_spots() or _topic(item)
    if not spots:
        return
    side = item.owner("by", "from") if not prep_objects(item.noun, "from") else item.owner("by")
    if side is None:
        side = _context_side(item)
    if side is not None:
        yield from noun_hit(item, Event.GAINED, side, spots, "noun-gained")


def _topic(item: EventNoun) -> list[Spot]:
    """Return the town spoken of for "conceded the loss", "confirmed its withdrawal", "completed the recapture"."""
    noun, verb = item.noun, item.scene.verb
    said = forms("reporting", "cues", "announcing") | forms("reporting", "cues", "deny")
    said |= forms("control", "completing")
    if noun.dep_ not in {"dobj", "nsubjpass"} or not is_verb(verb) or verb.lower_ not in said or noun.tag_ == "NNS":
        return []
    if (
        any(kid.i > noun.i and not is_setting(kid) for kid in noun.children)
        or any(kid.lower_ == "as" for kid in verb.children)  # "describes the pullback as a step"
        or child(noun, "compound", "nmod") is not None
    ):
        return []
    if not any(kid.lower_ in {"the", "its", "their", "this", "that"} for kid in noun.children):
        return []
    told = item.scene.story.told
    spots = nearest_spots(item.scene.story, item.scene.parsed, item.scene.parsed.start(noun), "town")
    return [spot for spot in spots if any(place == spot.key for place, _, _ in told)]


def _late_of(item: EventNoun) -> list[Spot]:
    """Read "the liberation on Sunday of the town of X": a date stands between."""
    for token in item.noun.subtree:
        if token.lower_ == "of" and token.dep_ == "prep" and token.i - item.noun.i in range(2, 5):
            target = child(token, "pobj")
            if target is not None:
                return item.scene.spots([target])
    return []


def _context_side(item: EventNoun) -> str | None:
    """Return the side that announces, completes or celebrates a capture nobody is named for."""
    verb = item.scene.verb
    if is_verb(verb) and is_passive(verb) and item.noun.dep_ == "nsubjpass" and (agent := agent_of(verb)) is not None:
        side = item.scene.holder(agent)
        speaker = item.scene.story.speakers.side(
            item.scene.parsed.start(agent.left_edge), item.scene.parsed.end(agent.right_edge)
        )
        if side is not None or item.scene.story.cast.sides.is_side(speaker):
            return side or speaker
    if is_verb(verb) and verb.lower_ in forms("control", "proclaiming") and not is_passive(verb):
        who = subject(verb)
        own = item.scene.holder(who) if who is not None and who.i != item.noun.i else None
        if own is not None:
            return item.scene.story.cast.sides.taker(own)
    names = {spot.key for spot in item.of_spots("of", "over")}
    affirmed = {Event.HELD} if verb.lower_ in forms("control", "hailing") else set()  # "confirmed the capture"
    for events in ({Event.GAINED}, affirmed):
        for name, event, holder in reversed(item.scene.story.told):
            if name in names and event in events and holder is not None:
                return holder
    if is_verb(verb) and verb.lower_ in forms("control", "hailing"):
        spoken = speaking_side(item.scene, item.noun)
        if spoken is not None:
            return spoken
    if is_verb(verb) and not is_passive(verb):
        who = subject(verb)
        if who is not None and who.i != item.noun.i:
            side = item.scene.holder(who)
            if side is not None:
                return side
    parsed = item.scene.parsed
    claimed = [at for at in item.scene.story.topics if at[0] < parsed.start(item.noun)]
    near = item.scene.story.actor_before(parsed.start(item.noun), parsed.sentence.start)
    return claimed[-1][1] if claimed else near or doer_without_name(item.scene.story, parsed, item.noun)


def _fall(item: EventNoun) -> Iterator[Hit]:
    spots = item.of_spots("of") or item.own_spots()
    if not spots:
        return
    receiver = item.owner("to", "into") or _late_receiver(item)
    if receiver is None:
        receiver = _known_taker(item, spots)
    if receiver is not None:
        yield from noun_hit(item, Event.GAINED, receiver, spots, "noun-fall")


def _late_receiver(item: EventNoun) -> str | None:
    """Return the side after "to" in "the fall of A and B, the last suburbs, to the army"."""
    for token in item.noun.doc[item.noun.i + 1 :]:
        if token.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
            return None
        if token.lower_ == "to" and token.dep_ == "prep":
            target = child(token, "pobj")
            side = item.scene.holder(target) if target is not None else None
            if side is not None:
                return side
    return None


def _known_taker(item: EventNoun, spots: list[Spot]) -> str | None:
    """Return who was told to have taken it, else who was last on the attack."""
    story, offset = item.scene.story, item.scene.parsed.start(item.noun)
    told = next((story.last_told(spot, Event.GAINED) for spot in spots if story.last_told(spot, Event.GAINED)), None)
    if told is not None:
        return told[1]
    here = taking_side(item.scene, item.noun)
    if here is not None:
        return here
    for acts in (story.attacks, story.topics):
        sides = [side for at, side in acts if at < offset]
        if sides:
            return sides[-1]
    who = subject(item.scene.verb) if is_verb(item.scene.verb) else None
    owner = child(who, "poss") if who is not None else None
    if owner is not None and owner.lower_ == "its":
        return story.topic_before(item.scene.parsed.sentence.start)
    return doer_without_name(story, item.scene.parsed, item.noun)


def _failure(item: EventNoun) -> Iterator[Hit]:
    """Read "the failure of the army's attacks on X": the defender holds it."""
    attack = words("control", "nouns", "attack")
    for _, noun in prep_objects(item.noun, "of"):
        if noun.lower_ in attack or noun.lower_.removesuffix("s") in attack:
            inner = EventNoun(scene=item.scene, noun=noun)
            side = item.scene.story.enemy_of(inner.owner("by", "of"))
            spots = inner.of_spots("on", "against", "upon") if side is not None else []
            yield from noun_hit(item, Event.HELD, side, spots, "noun-failure")


def _lost(item: EventNoun) -> Iterator[Hit]:
    spots = item.of_spots("of") or item.own_spots() or _topic(item)
    if not spots:
        return
    receiver = next((s for _, n in prep_objects(item.noun, "to") if (s := item.scene.holder(n)) is not None), None)
    if receiver is not None:
        yield from noun_hit(item, Event.GAINED, receiver, spots, "noun-loss-to")
        return
    loser = item.owner("by")
    if loser is None and item.scene.verb.lower_ in forms("reporting", "cues", "admitting"):
        loser = speaking_side(item.scene, item.noun)
    if loser is None:
        verb = item.scene.verb
        who = subject(verb) if is_verb(verb) else None
        loser = item.scene.holder(who) if who is not None and who.i != item.noun.i else None
    if loser is not None:
        yield from noun_hit(item, Event.LOST, loser, spots, "noun-loss")


def _withdrawal(item: EventNoun) -> Iterator[Hit]:
    spots = item.of_spots("from", "out") or _topic(item)
    side = item.owner("of", "by")
    if side is None and is_verb(item.scene.verb):
        who = subject(item.scene.verb)
        side = item.scene.holder(who) if who is not None and who.i != item.noun.i else None
    if side is None and spots and (not is_verb(item.scene.verb) or item.noun.dep_ in {"nsubj", "nsubjpass"}):
        side = speaking_side(item.scene, item.noun)
    if spots and side is not None:
        yield from noun_hit(item, Event.LOST, side, spots, "noun-withdrawal")


def _siege(item: EventNoun) -> Iterator[Hit]:
    """Read "the siege of X", "laid siege to X", "X is under siege by Y"."""
    spots = item.of_spots("of", "on", "to", "around")
    verb = item.scene.verb
    if is_verb(verb) and verb.lower_ in forms("control", "lifting"):
        return
    if not spots and is_verb(verb) and item.noun.dep_ == "dobj":
        spots = item.scene.spots([noun for _, noun in prep_objects(verb, "to", "on")])
    side = item.owner("by")
    if item.noun.dep_ == "pobj" and item.noun.head.lower_ == "under":
        who = subject(verb) if is_verb(verb) else None
        direct = child(verb, "dobj") if is_verb(verb) and not is_passive(verb) else None
        besieged = direct or who
        spots = spots or (item.scene.spots([besieged]) if besieged is not None else [])
        holder = agent_of(verb) if is_verb(verb) else None
        holder = who if direct is not None else holder
        side = side or (item.scene.holder(holder) if holder is not None else None)
    elif side is None and is_verb(verb) and item.noun.dep_ == "dobj":
        side = item.scene.holder(subject(verb))
    side = side or attacking_side(item.scene)
    yield from noun_hit(item, Event.CONTESTED, side, spots, "noun-siege")


def _entry(item: EventNoun) -> Iterator[Hit]:
    """Read "an assault on X by Y", "their entry into X", "X came under ground assault"."""
    low = item.noun.lower_
    verb = item.scene.verb
    if is_verb(verb) and verb.lower_ in forms("control", "repelling"):
        return
    subject_of = is_verb(verb) and item.noun.dep_ in {"nsubj", "nsubjpass"}
    begun = any(kid.lower_ in {"has", "have", "'s"} for kid in verb.children if kid.dep_ == "aux")
    if low == "assault" and subject_of and verb.lower_ in forms("control", "timing") and not begun:
        return
    preps = ("into", "of", "inside", "in") if low != "assault" else ("on", "against", "into", "upon")
    spots = item.of_spots(*preps)
    if not spots and item.noun.dep_ == "pobj" and item.noun.head.lower_ == "under" and is_verb(verb):
        who = subject(verb)
        spots = item.scene.spots([who]) if who is not None else []
    side = item.owner("by", "from")
    if side is None and is_verb(verb) and not is_passive(verb):
        who = subject(verb)
        side = item.scene.holder(who) if who is not None and who.i != item.noun.i else None
    if side is None:
        story, parsed = item.scene.story, item.scene.parsed
        side = story.actor_before(parsed.start(item.noun), parsed.sentence.start)
    side = side or (attacking_side(item.scene) if subject_of and begun else None)
    if side is not None:
        yield from noun_hit(item, Event.CONTESTED, side, spots, "noun-entry")


def _fighting(item: EventNoun) -> Iterator[Hit]:
    """Read "clashes in X", "the battle for X", "fighting raged inside X"."""
    low = item.noun.lower_
    over = ("for", "over", "in", "inside", "within")
    if low in {"struggle", "battle", "fight"}:
        over = ("for", "over", "inside", "in", "of")
    spots = item.of_spots(*over) or controlled(item.scene, [n for _, n in prep_objects(item.noun, "for", "over")])
    verb = item.scene.verb
    if not spots and is_verb(verb) and item.noun.dep_ in {"nsubj", "dobj", "nsubjpass", "pobj", "attr"}:  # noqa: SIM102
        if verb.lower_ in forms("control", "raging"):
            spots = item.scene.spots([noun for _, noun in prep_objects(verb, "in", "inside", "for", "over", "within")])
    if not spots:
        going = [k for k in item.noun.children if k.dep_ in {"acl", "relcl"} and k.lower_ in forms("control", "raging")]
        spots = item.scene.spots(
            [n for k in going for _, n in prep_objects(k, "in", "inside", "for", "over", "within")]
        )
    fought = [spot for spot in spots if _near_fight(item) and not is_wide(spot)]
    if (
        not fought
        and is_verb(verb)
        and (verb.lower_ in forms("control", "raging") or item.noun.dep_ in {"ROOT", "pobj"})
    ):
        fought = _at_edge(item)
    side = item.owner("by") or attacking_side(item.scene)
    yield from noun_hit(item, Event.CONTESTED, side, fought, "noun-fighting")


def _at_edge(item: EventNoun) -> list[Spot]:
    """Return the town at whose edge there are clashes."""
    for token in (item.noun, item.scene.verb):
        for _, noun in prep_objects(token, "on", "at", "in"):
            if noun.lower_ in {"edge", "edges", "outskirts", "entrance", "fringes"}:
                return [s for s in item.scene.spots([n for _, n in prep_objects(noun, "of")]) if not is_wide(s)]
    return []


def _near_fight(item: EventNoun) -> bool:
    """Return False for "the battle for X is seen as the key to": talk about a battle, not a report of one."""
    verb = item.scene.verb
    single = item.noun.lower_ in {"battle", "fight", "struggle"}
    if is_verb(verb) and single and item.noun.dep_ == "nsubj" and verb.lower_ in forms("control", "being"):
        return False
    if not is_verb(verb) or verb.lower_ in forms("control", "raging") or item.noun.dep_ in {"pobj", "conj"}:
        return True
    if single:
        return False
    return verb.lower_ not in forms("control", "talking")
