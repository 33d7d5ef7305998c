"""States that say who holds a place: "control of X", "in the army's hands", "rebel-held X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from geo.model import Event
from geo.reading.clause import agent_of, antecedent, child, is_passive, is_verb, prep_objects, subject
from geo.reading.holders import doer_without_name
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.scene import Hit, Scene, owner_side, speaking_side
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNoun:
    """An event noun with the scene of its governing verb."""

    scene: Scene
    noun: Token

    def of_spots(self, *preps: str) -> list[Spot]:
        """Return the places after one of these prepositions."""
        return self.scene.spots([target for _, target in prep_objects(self.noun, *preps)])

    def own_spots(self) -> list[Spot]:
        """Return the places of "X's fall", "its liberation", "the X takeover"."""
        kid = child(self.noun, "poss")
        if kid is None:
            kid = next((kid for kid in self.noun.children if kid.dep_ in {"compound", "nmod"}), None)
            if kid is None or self.scene.parsed.slot(kid, SlotKind.PLACE) is None:
                return []
        if kid.lower_ == "its":
            return self.scene.back(kid) if not self.of_spots("of", "over", "in", "from") else []
        return self.scene.spots([kid]) if self.scene.parsed.slot(kid, SlotKind.PLACE) is not None else []

    def of_roads(self, *preps: str) -> list[str]:
        """Return the highways after one of these prepositions."""
        return self.scene.roads([target for _, target in prep_objects(self.noun, *preps)])

    def owner(self, *preps: str) -> str | None:
        """Return the side that owns or does it: possessive, "by Y", "of Y", or a side before the noun."""
        kid = child(self.noun, "poss")
        place = kid is not None and kid.lower_ == "its" and self.noun.lower_ in words("control", "nouns", "gained")
        if kid is not None and not (place and not self.of_spots("of", "over")):  # "announced its capture": of the town
            side = self.scene.holder(kid)
            if side is not None:
                return side
        for prep, inner in prep_objects(self.noun, *(preps or ("by",))):
            side = self.scene.holder(inner)
            if side is not None and prep.lower_ in (preps or ("by",)):
                return side
        for step in self.noun.children:
            if step.dep_ in {"compound", "amod", "nmod"}:
                side = self.scene.holder(step)
                if side is not None:
                    return side
        return None


def noun_hit(
    item: EventNoun, event: Event, side: str | None, spots: list[Spot], rule: str, roads: list[str] | None = None
) -> Iterator[Hit]:
    """Yield a hit for the places and one per road."""
    if spots:
        yield Hit(event=event, holder=side, spots=tuple(spots), anchor=item.noun, rule=rule)
    for road in roads or ():
        yield Hit(event=event, holder=side, spots=(), anchor=item.noun, rule=rule, road=road)


def control_hits(item: EventNoun) -> Iterator[Hit]:
    """Read "took control of X", "X is under the control of Y", "in rebel hands", "control over X"."""
    scene, noun = item.scene, item.noun
    if noun.dep_ == "pobj" and noun.head.lower_ == "to" and noun.head.head.lower_ in {"according", "told", "said"}:
        return
    if noun.dep_ == "pobj" and noun.head.lower_ in {"under", "in", "into", "to", "at"}:
        yield from _state(item)
        return
    if noun.lower_ in words("control", "nouns", "hands"):
        return
    spots, roads = (
        item.of_spots("over") or item.of_spots("of") or item.of_spots("on", "in"),
        item.of_roads("of", "over", "on", "in"),
    )
    verb = scene.verb
    if not spots and not roads and noun.dep_ in {"dobj", "pobj"} and is_verb(verb):
        widened = ("to", "across", "into") if verb.lower_ in forms("control", "widening") else ()
        pairs = [n for t in (noun, verb) for _, n in prep_objects(t, "of", "over", "from", "in", *widened)]
        spots, roads = scene.spots(pairs), scene.roads(pairs)
    if not spots and not roads:
        return
    event = _control_event(item)
    if event is None:
        return
    receiver = next((s for _, n in prep_objects(verb, "to") if (s := scene.holder(n)) is not None), None)
    if event is Event.LOST and receiver is not None and is_verb(verb):
        yield from _anchored(item, verb, Event.GAINED, receiver, spots, roads, "control-lost-to")
        return
    side = item.owner("by")
    if side is None and verb.lower_ in forms("control", "watching") and event is Event.GAINED:
        side = item.owner("of")
    if side is None and is_verb(verb):
        passive = is_passive(verb) and noun.dep_ == "nsubjpass"
        who = agent_of(verb) if passive else subject(verb)
        side = scene.holder(who) if who is not None and who.i != noun.i else None
        if side is None and passive:
            side = doer_without_name(scene.story, scene.parsed, verb)
    if side is not None:
        for hit in noun_hit(item, event, side, spots, f"control-{event}", roads):
            yield Hit(
                event=hit.event,
                holder=hit.holder,
                spots=hit.spots,
                anchor=verb if is_verb(verb) else noun,
                rule=hit.rule,
                road=hit.road,
            )


def _control_event(item: EventNoun) -> Event | None:
    """Return what the verb with "control" says: taken, kept or lost."""
    verb = item.scene.verb
    noun = item.noun
    watched = noun.dep_ == "dobj" and is_verb(verb) and verb.lower_ in forms("control", "watching")
    if watched and (prep_objects(noun, "over") or prep_objects(verb, "over")) and item.owner("of", "by") is not None:
        return Event.GAINED
    if not is_verb(verb) or noun.dep_ == "nsubj":
        return Event.HELD if child(noun, "poss") is not None else None
    if noun.dep_ in {"dobj", "nsubjpass", "attr", "conj", "oprd"} or (noun.dep_ == "pobj" and noun.head.dep_ == "prep"):
        low = verb.lower_
        if low in {"had", "have", "has"} and any(kid.lower_ == "by" and kid.dep_ == "prep" for kid in verb.children):
            return Event.GAINED
        if low in forms("control", "control_verbs", "gained"):
            return Event.GAINED
        if low in forms("control", "control_verbs", "held"):
            return Event.HELD
        if low in forms("control", "control_verbs", "lost"):
            return Event.LOST
        if noun.dep_ == "pobj" and noun.head.lower_ in {"in", "under"}:
            return Event.HELD
    return None


def _state(item: EventNoun) -> Iterator[Hit]:
    """Read "X is under the control of Y", "X fell into Y's hands", "Y is in control of X"."""
    scene, noun, prep = item.scene, item.noun, item.noun.head
    governor = prep.head
    while governor.dep_ in {"advmod", "prt", "prep"} and governor.head.i != governor.i:
        governor = governor.head
    if prep.dep_ == "conj" and governor.dep_ == "acomp":  # "was quiet and in rebel hands"
        governor = governor.head
    low = governor.lower_
    if noun.lower_ in {"control", "charge", "possession", "command"} and prep.lower_ == "in":
        spots, roads = item.of_spots("of", "over"), item.of_roads("of", "over")
        who = subject(governor) if is_verb(governor) else governor
        left = child(governor, "dobj") if low in forms("control", "leaving") and not is_passive(governor) else None
        side = scene.holder(left if left is not None else who)
        if side is not None:
            again = any(kid.lower_ in {"again", "back"} for kid in governor.children)
            yield from _anchored(
                item, governor, Event.GAINED if again else Event.HELD, side, spots, roads, "in-control"
            )
        return
    side = owner_side(scene, noun) or _unowned(item, governor)
    if side is None:
        return
    tokens: list[Token] = []
    if is_verb(governor):
        tokens = _placed(governor)
    elif governor.lower_ in {"both", "all"} or governor.tag_.startswith("NN"):
        tokens = [governor]
        governor = noun
    spots, roads = scene.spots(tokens), scene.roads(tokens)
    moved = low in forms("control", "control_verbs", "move") or prep.lower_ in {"into", "to"} or _restored(prep)
    event = Event.GAINED if moved else Event.HELD
    yield from _anchored(item, governor, event, side, spots, roads, "state-gained" if moved else "state-held")


def _restored(prep: Token) -> bool:
    """Return True for "is back under army control", "are once again in rebel hands": taken."""
    governor = prep.head if prep.head.lower_ in {"back", "again"} else None
    words_near = [prep.head, *prep.head.children, *(governor.head.children if governor is not None else ())]
    return any(token.lower_ in {"back", "again"} and token.i < prep.i for token in words_near)


def _unowned(item: EventNoun, verb: Token) -> str | None:
    """Return who has brought a place "under full control", or says that it is: the noun names nobody."""
    noun = item.noun
    if noun.lower_ == "control" and any(kid.lower_ == "state" and kid.dep_ == "compound" for kid in noun.children):
        return item.scene.story.cast.sides.army
    if noun.lower_ != "control" or not is_verb(verb) or child(noun, "poss", "compound", "nmod") is not None:
        return None
    if prep_objects(noun, "of", "by") or any(kid.dep_ == "neg" for kid in verb.children):
        return None
    if child(verb, "dobj") is not None and not is_passive(verb):
        return item.scene.holder(subject(verb))
    agent = agent_of(verb) if is_passive(verb) else None
    return item.scene.holder(agent) if agent is not None else speaking_side(item.scene)


def _placed(verb: Token) -> list[Token]:
    """Return what is under control: the subject of "is" and "fell", the object of "brought"."""
    direct = child(verb, "dobj")
    if direct is not None and not is_passive(verb):
        return [direct, *[kid for kid in direct.children if kid.dep_ == "conj"]]
    who = subject(verb)
    if who is None and verb.dep_ in {"acl", "relcl"}:
        who = antecedent(verb)
    return [who, *[kid for kid in who.children if kid.dep_ == "conj"]] if who is not None else []


def _anchored(
    item: EventNoun,  # noqa: ARG001
    anchor: Token,
    event: Event,
    side: str,
    spots: list[Spot],
    roads: list[str],
    rule: str,
) -> Iterator[Hit]:
    if spots:
        yield Hit(event=event, holder=side, spots=tuple(spots), anchor=anchor, rule=rule)
    for road in roads:
        yield Hit(event=event, holder=side, spots=(), anchor=anchor, rule=rule, road=road)


def held_compound(story: Story, parsed: Parsed, token: Token) -> Iterator[Hit]:
    """Read "rebel-held X" and "the government-controlled town of X"."""
    slot = parsed.slots[token.i]
    before = story.text[max(0, slot.start - 12) : slot.start].casefold()
    if any(word in before.split() for word in words("reporting", "adverbs", "formerly")):
        return
    written = story.text[slot.start : slot.end].casefold()
    actors = story.cast.within(slot.start, slot.end)
    side = next((a.side for a in actors if story.cast.sides.is_side(a.side)), None)
    if side is None and written.startswith(("state-held", "loyalist")):
        side = story.cast.sides.army
    scene = Scene(story=story, parsed=parsed, verb=token)
    head = token.head if token.dep_ in {"amod", "compound", "nmod"} else None
    spots = scene.spots([head]) if head is not None else []
    if not spots and token.i + 1 < len(parsed.doc) and parsed.slot(parsed.doc[token.i + 1], SlotKind.PLACE):
        spots = scene.spots([parsed.doc[token.i + 1]])
    if head is not None and head.lower_ in words("control", "anaphora", "plural") | words("control", "words", "edge"):
        return
    if side is None or not spots or not _names_it(story, parsed, token, spots):
        return
    if any(spot.extent == "part" for spot in spots):
        return
    if written.endswith("besieged"):
        yield Hit(event=Event.CONTESTED, holder=side, spots=tuple(spots), anchor=token, rule="compound-besieged")
        return
    yield Hit(event=Event.HELD, holder=side, spots=tuple(spots), anchor=token, rule="compound-held")


def _names_it(story: Story, parsed: Parsed, token: Token, spots: list[Spot]) -> bool:  # noqa: ARG001
    """Only a place named right there: "the rebel-held town" about an earlier name adds nothing."""
    begin = parsed.end(token)
    return all(0 <= spot.start - begin < 60 for spot in spots)


def is_setting(prep: Token) -> bool:
    """Return True for "in a statement", "on Telegram" after the noun: where it was said, not of what."""
    target = child(prep, "pobj") if prep.dep_ == "prep" and prep.lower_ in {"in", "on", "at", "during"} else None
    return target is not None and target.lower_ in words("reporting", "nouns", "settings") | {"message", "recording"}


def is_gerund(token: Token) -> bool:
    """Return True for "shooting" and "fighting" as the name of what goes on."""
    noun = token.dep_ in {"nsubj", "nsubjpass", "attr", "dobj", "pobj"}
    return (
        token.tag_ == "VBG"
        and (noun or token.lower_ in {"shooting", "firing"})
        and (token.lower_ in words("control", "nouns", "fighting"))
    )
