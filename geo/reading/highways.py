"""What is said of highways: open, cut, held, contested. Each rule returns hits; facts are judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Token

from geo.model import Event, RoadEvent
from geo.reading.clause import child, is_passive, is_verb, objects, prep_objects, subject
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.road_names import named_roads, roads_of
from geo.reading.scene import Hit, Scene, owner_side
from geo.reading.sentences import Parsed
from geo.reading.story import Story

_ALONG = ("on", "along", "over", "via", "through", "across", "of")
_CLIMB = frozenset(
    (
        "acomp",
        "oprd",
        "attr",
        "advmod",
        "xcomp",
        "conj",
        "prep",
        "pobj",
        "dep",
        "amod",
        "ccomp",
        "appos",
        "npadvmod",
        "prt",
        "advcl",
        "acl",
    )
)


@lru_cache(maxsize=1)
def _trigger() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("roads", "nouns")))
    return re.compile(rf"\b(?:the|that|this|which|it)\s+(?:\w+\s+){{0,3}}(?:{nouns})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _spoken() -> re.Pattern[str]:
    """Return the pattern of words that say something of a road, for a sentence that only calls it "it"."""
    found = {*forms("roads", "cut"), *words("roads", "open_words"), *words("roads", "cut_words"), "reopened", "opened"}
    body = "|".join(sorted((re.escape(word) for word in found if len(word) > 3), key=len, reverse=True))
    return re.compile(rf"\bit\s+(?:\w+\s+){{0,3}}(?:{body}|cut)\b", re.IGNORECASE)


def road_trigger(text: str) -> bool:
    """Return True where a sentence speaks of "the highway", of "that road", or says "it was cut"."""
    return bool(_trigger().search(text) or _spoken().search(text))


def road_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield hits of opening and cutting, by verb, state and noun, of traffic, and of fighting on a road."""
    found: dict[tuple[int, str], Hit] = {}
    for token in parsed.doc:
        if parsed.slot(token) is not None:
            continue
        for hit in _of_token(story, parsed, token):
            found.setdefault((hit.anchor.i, hit.road), hit)
    yield from found.values()


def _of_token(story: Story, parsed: Parsed, token: Token) -> Iterator[Hit]:
    low = token.lower_
    if is_verb(token):
        scene = Scene(story=story, parsed=parsed, verb=token)
        if low in forms("roads", "cut"):
            yield from _verb(scene, RoadEvent.CUT)
        elif low in forms("roads", "open") or (low in forms("roads", "clear") and not _of_people(scene)):
            yield from _verb(scene, RoadEvent.OPEN)
        elif low in forms("roads", "contest"):
            yield from _fought(scene)
        else:
            yield from _fight_there(scene)
        if low in forms("roads", "use"):
            yield from _traffic(scene)
    if low in words("roads", "open_words") or low in words("roads", "cut_words"):
        yield from _state(story, parsed, token)
    if low in words("control", "nouns", "control") or low in words("control", "nouns", "hands"):
        yield from _in_hands(story, parsed, token)
    if token.dep_ in {"attr", "acomp", "nsubj", "poss"} and low in {"theirs", "ours", "his"}:
        yield from _theirs(story, parsed, token)
    if token.tag_.startswith("NN") or token.tag_ == "VBG":
        yield from _noun(story, parsed, token)


def _of_people(scene: Scene) -> bool:
    """Return True for "cleared the militants from the road": the road is no object."""
    return any(scene.holder(token) is not None for token in objects(scene.verb))


def _noun(story: Story, parsed: Parsed, token: Token) -> Iterator[Hit]:
    low = token.lower_
    if low in words("roads", "fight_nouns"):
        roads = [
            road for _, noun in prep_objects(token, "on", "along", "for", "over") for road in roads_of(parsed, noun)
        ]
        yield from _hits(token, RoadEvent.CONTESTED, None, roads, "road-fight")
        return
    opening, cutting = low in words("roads", "open_nouns"), low in words("roads", "cut_nouns")
    if not opening and not cutting:
        return
    event = RoadEvent.OPEN if opening else RoadEvent.CUT
    if token.dep_ == "nsubj" and any(
        kid.lower_ in words("reporting", "nouns", "hypothetical") for kid in token.head.children
    ):
        return
    if token.dep_ == "dobj" and token.head.lower_ in forms("roads", "undoing"):
        event = RoadEvent.OPEN if event is RoadEvent.CUT else RoadEvent.CUT
    for _, noun in prep_objects(token, "of", "to", "on", "across", "along"):
        yield from _hits(token, event, _owner(story, parsed, token), named_roads(story, parsed, noun))
    compound = [kid for kid in token.children if kid.dep_ == "compound"]
    for kid in compound:
        yield from _hits(token, event, _owner(story, parsed, token), roads_of(parsed, kid))


def _owner(story: Story, parsed: Parsed, noun: Token) -> str | None:
    kid = child(noun, "poss")
    scene = Scene(story=story, parsed=parsed, verb=noun)
    if kid is not None:
        return scene.holder(kid)
    return next((side for _, n in prep_objects(noun, "by") if (side := scene.holder(n)) is not None), None)


def _roads(scene: Scene, tokens: Sequence[Token]) -> list[str]:
    return [road for token in tokens for road in named_roads(scene.story, scene.parsed, token)]


def _verb(scene: Scene, event: RoadEvent) -> Iterator[Hit]:
    """Read "cut the M5", "the M5 was reopened", "the road reopened", "dug trenches across the road"."""
    verb = scene.verb
    if event is RoadEvent.OPEN and verb.tag_ == "VBG" and child(verb, "aux") is not None:
        return
    roads = _roads(scene, objects(verb))
    who = scene.doer()
    if not roads and event is RoadEvent.CUT and not child(verb, "dobj"):
        roads = [
            road for _, token in prep_objects(verb, "across", "through", "on") for road in roads_of(scene.parsed, token)
        ]
    alone = ("open", "reopen", "re-open", "clos", "shut")
    if (
        not roads
        and who is not None
        and not is_passive(verb)
        and verb.lower_.startswith(alone)
        and not child(verb, "dobj")
    ):
        roads = _roads(scene, [who])
        who = None
    if not roads and _of_traffic(scene):
        pairs = [*prep_objects(verb, *_ALONG)]
        for noun in objects(verb):
            pairs += prep_objects(noun, *_ALONG, "to")
        roads = _roads(scene, [token for _, token in pairs])
    side = scene.holder(who) if who is not None else None
    yield from _hits(verb, event, side, roads, doer=who or child(verb, "nsubjpass", "nsubj"))


def _fought(scene: Scene) -> Iterator[Hit]:
    """Read "the T0504 is contested", "they are fighting for the highway"."""
    roads = _roads(scene, objects(scene.verb)) if scene.verb.lower_ in forms("roads", "dispute") else []
    pairs = prep_objects(scene.verb, "for", "on", "along", "over")
    roads += [road for _, token in pairs for road in roads_of(scene.parsed, token)]
    yield from _hits(
        scene.verb, RoadEvent.CONTESTED, None, roads, "road-fight", child(scene.verb, "nsubjpass", "nsubj")
    )


def _fight_there(scene: Scene) -> Iterator[Hit]:
    """Read "fighting broke out along the M4", "clashes are under way on the road"."""
    who = child(scene.verb, "nsubj")
    if who is None or who.lower_ not in words("roads", "fight_nouns"):
        return
    pairs = prep_objects(scene.verb, "on", "along", "for", "over")
    roads = [road for _, token in pairs for road in roads_of(scene.parsed, token)]
    yield from _hits(scene.verb, RoadEvent.CONTESTED, None, roads, "road-fight", who)


def _of_traffic(scene: Scene) -> bool:
    tokens = [*objects(scene.verb), *([s] if (s := subject(scene.verb)) is not None else [])]
    return any(token.lower_ in words("roads", "traffic") for token in tokens)


def _traffic(scene: Scene) -> Iterator[Hit]:
    """Read "traffic resumed on the M5", "civilians can drive on the M5 again", "it was operating normally"."""
    who = subject(scene.verb)
    if who is None:
        return
    around = " ".join(kid.lower_ for kid in scene.verb.subtree)
    again = bool(
        re.search(
            r"\b(?:again|freely|as usual|normally|as normal|without (?:any )?(?:restrictions?|hindrance))\b", around
        )
    )
    if who.lower_ not in words("roads", "traffic"):
        if again and scene.verb.lower_ in forms("roads", "operate"):
            yield from _hits(scene.verb, RoadEvent.OPEN, None, _roads(scene, [who]), doer=who)
        return
    roads = _roads(scene, [token for _, token in prep_objects(scene.verb, "on", "along", "over", "via")])
    roads = roads or _roads(scene, [token for _, token in prep_objects(who, "on", "along", "over")])
    if not roads and scene.verb.lower_ in forms("roads", "taking"):
        roads = _roads(scene, objects(scene.verb))
    if not roads and again:
        here = {slot.road for slot in scene.parsed.slots.values() if slot.kind is SlotKind.ROAD}
        roads = list(here) if len(here) == 1 else []
    if scene.verb.lower_ in forms("roads", "resume") or again:
        yield from _hits(scene.verb, RoadEvent.OPEN, None, roads, "road-traffic", who)


def _governor(word: Token) -> Token | None:
    """Return the verb that a state word is said with: "is", "remains", "declared"."""
    current = word
    for step in range(5):
        after_noun = step == 1 and word.dep_ == "amod" and current.dep_ in {"dobj", "nsubj"}
        if (current.dep_ not in _CLIMB and not after_noun) or current.head.i == current.i:
            return None
        current = current.head
        if is_verb(current) and (
            child(current, "nsubj", "nsubjpass") is not None or current.lower_ in forms("control", "declaring")
        ):
            return current
    return None


def _state(story: Story, parsed: Parsed, word: Token) -> Iterator[Hit]:
    """Read "the M5 is open", "remained closed", "declared the road open", "is in use again"."""
    if not _complete(word) or any(kid.tag_ == "TO" for kid in word.children):
        return
    opening = word.lower_ in words("roads", "open_words")
    if _flipped(word):
        opening = not opening
    event = RoadEvent.OPEN if opening else RoadEvent.CUT
    if word.dep_ == "amod" and word.i < word.head.i:
        return
    if is_verb(word) and word.tag_ != "VBN" and child(word, "nsubj") is not None:
        return
    governor = _governor(word)
    if governor is None:
        return
    doer = subject(governor) if governor.lower_ in forms("control", "declaring") else None
    side = Scene(story=story, parsed=parsed, verb=governor).holder(doer) if doer is not None else None
    if doer is not None:
        who = child(governor, "dobj") or next(
            (kid for kid in word.children if kid.dep_ in {"nsubj", "nsubjpass"}), None
        )
        if who is None and is_passive(governor):
            who, side = doer, None
        if word.head.i != governor.i and word.dep_ == "amod":
            who = word.head
    else:
        who = child(governor, "nsubj", "nsubjpass") or child(governor, "dobj")
        if who is not None and who.tag_ in {"WDT", "WP"}:
            who = governor.head if governor.dep_ == "relcl" else None
    if who is None:
        return
    roads = [
        road
        for token in (who, *[k for k in who.children if k.dep_ == "conj"])
        for road in named_roads(story, parsed, token)
    ]
    if not roads:
        pairs = prep_objects(who, "of", "on", "along") if who.lower_ in words("roads", "stretch") else []
        roads = [road for _, token in pairs for road in named_roads(story, parsed, token)]
    if not roads and word.dep_ == "conj":
        said = next((kid for kid in governor.children if kid.dep_ == "ccomp" and child(kid, "nsubj") is not None), None)
        if said is not None:
            governor, who = said, child(said, "nsubj") or who
            roads = named_roads(story, parsed, who)
    yield from _hits(governor, event, side, roads, f"road-state-{event}", who)


def _in_hands(story: Story, parsed: Parsed, noun: Token) -> Iterator[Hit]:
    """Read "the coastal road is under government control", "it was in their possession up to X"."""
    prep = noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in {"under", "in"} or not is_verb(prep.head):
        return
    if any(kid.lower_ in {"fire", "artillery", "drone", "partial"} for kid in noun.children):
        return
    verb = prep.head
    who = child(verb, "nsubj", "nsubjpass")
    if who is None or verb.lower_ not in forms("roads", "being"):
        return
    scene = Scene(story=story, parsed=parsed, verb=verb)
    side = owner_side(scene, noun)
    if side is None and not any(kid.dep_ in {"compound", "amod", "poss"} for kid in noun.children):
        return
    yield from _hits(verb, RoadEvent.HELD, side, named_roads(story, parsed, who), "road-in-hands", who)


def _complete(word: Token) -> bool:
    """Return True where a word that needs company has it: "in use", "out of service", "off limits"."""
    low = word.lower_
    before = [token.lower_ for token in word.doc[max(0, word.i - 3) : word.i]]
    after = word.doc[word.i + 1].lower_ if word.i + 1 < len(word.doc) else ""
    if low in {"use", "service", "operation", "order", "action"}:
        return bool(before) and (before[-1] in {"in", "of", "into"} or before[-2:] == ["in", "full"])
    if low in {"limits", "bounds"}:
        return bool(before) and before[-1] == "off"
    if low == "off":
        return bool(before) and before[-1] in {"cut", "closed", "blocked", "sealed"} and after != "limits"
    if low == "safe":
        return after in {"", ".", ",", "for", "again", "to"}
    return not (low in {"cut", "clear"} and is_verb(word) and word.tag_ != "VBN" and child(word, "dobj") is not None)


def _flipped(word: Token) -> bool:
    """Return True for "no longer passable", "hardly usable", "out of use"."""
    before = " ".join(token.lower_ for token in word.doc[max(0, word.i - 4) : word.i])
    out = word.lower_ in {"use", "service", "operation", "order", "action"} and bool(
        re.search(r"\bout of(?: \w+)?$", before)
    )
    return out or bool(
        re.search(
            r"\b(?:no longer|hardly|barely|far from|scarcely|never)(?: (?:be|been|fully|being|in|to|for))*$", before
        )
    )


def _theirs(story: Story, parsed: Parsed, word: Token) -> Iterator[Hit]:
    """Read "the motorway is ours", "the road was not theirs"."""
    governor = word.head
    who = child(governor, "nsubj")
    if who is None or who.i == word.i or governor.lower_ not in {"is", "was", "are", "were", "'s"}:
        return
    roads = named_roads(story, parsed, who)
    if not roads:
        return
    speaker = story.speakers.last(parsed.sentence.end)
    side = speaker.side if speaker is not None and story.cast.sides.is_side(speaker.side) else None
    negated = child(governor, "neg") is not None
    holder = story.cast.sides.opponent(side) if side and negated else side
    if holder is not None:
        for road in dict.fromkeys(roads):
            yield Hit(
                event=Event.HELD, holder=holder, spots=(), anchor=governor, rule="road-theirs", road=road,
                road_event=RoadEvent.HELD, doer=who,
            )  # fmt: skip


def _hits(
    anchor: Token, event: RoadEvent, side: str | None, roads: Sequence[str], rule: str = "", doer: Token | None = None
) -> Iterator[Hit]:
    for road in dict.fromkeys(roads):
        yield Hit(
            event=Event.HELD, holder=side, spots=(), anchor=anchor, rule=rule or f"road-{event}", road=road,
            road_event=event, doer=doer,
        )  # fmt: skip
