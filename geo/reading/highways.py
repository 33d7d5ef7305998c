"""What is said of highways: open, cut, held, contested, perhaps at a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Token

from geo.model import Attribution, Event, RoadClaim, RoadEvent, Span
from geo.reading.clause import child, is_verb, objects, prep_objects, subject
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.road_names import named_roads, roads_of
from geo.reading.rows import Row
from geo.reading.scene import Hit, Scene
from geo.reading.sentences import Parsed
from geo.reading.story import Story

_EVENTS = {Event.GAINED: RoadEvent.HELD, Event.HELD: RoadEvent.HELD, Event.CONTESTED: RoadEvent.CONTESTED}


@lru_cache(maxsize=1)
def _trigger() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("roads", "nouns")))
    return re.compile(rf"\b(?:the|that|this|which|it)\s+(?:\w+\s+){{0,3}}(?:{nouns})\b", re.IGNORECASE)


def road_trigger(text: str) -> bool:
    """Return True where a sentence speaks of "the highway" or "that road"."""
    return bool(_trigger().search(text))


def road_hits(story: Story, parsed: Parsed) -> Iterator[Hit]:
    """Yield hits of opening and cutting, by verb, adjective and noun, and of "most of the road is held"."""
    for token in parsed.doc:
        low = token.lower_
        if is_verb(token) and parsed.slot(token) is None:
            scene = Scene(story=story, parsed=parsed, verb=token)
            if low in forms("roads", "cut"):
                yield from _verb(scene, RoadEvent.CUT)
            elif low in forms("roads", "open"):
                yield from _verb(scene, RoadEvent.OPEN)
            if low in forms("roads", "use"):
                yield from _traffic(scene)
        if low in words("roads", "open_words") or low in words("roads", "cut_words"):
            yield from _state(story, parsed, token)
        if token.tag_.startswith("NN") or token.tag_ == "VBG":
            event = (
                RoadEvent.OPEN
                if low in words("roads", "open_nouns")
                else RoadEvent.CUT
                if low in words("roads", "cut_nouns")
                else None
            )
            if event is not None:
                for _, noun in prep_objects(token, "of", "to"):
                    yield from _hits(token, event, _owner(story, parsed, token), named_roads(story, parsed, noun))


def _owner(story: Story, parsed: Parsed, noun: Token) -> str | None:
    kid = child(noun, "poss")
    scene = Scene(story=story, parsed=parsed, verb=noun)
    if kid is not None:
        return scene.holder(kid)
    return next((side for _, n in prep_objects(noun, "by") if (side := scene.holder(n)) is not None), None)


def _verb(scene: Scene, event: RoadEvent) -> Iterator[Hit]:
    roads = [road for token in objects(scene.verb) for road in named_roads(scene.story, scene.parsed, token)]
    if not roads and event is RoadEvent.CUT:
        pairs = prep_objects(scene.verb, "across", "through", "on")
        roads = [road for _, token in pairs for road in roads_of(scene.parsed, token)]
    who = scene.doer()
    if (
        not roads
        and event is RoadEvent.OPEN
        and who is not None
        and scene.verb.lower_.startswith(("open", "reopen", "re-open"))
    ):
        roads = named_roads(scene.story, scene.parsed, who)
        who = None
    if not roads and _of_traffic(scene):
        roads = [
            road
            for _, token in prep_objects(scene.verb, "on", "along")
            for road in named_roads(scene.story, scene.parsed, token)
        ]
        for noun in objects(scene.verb):
            roads += [
                road
                for _, token in prep_objects(noun, "on", "along", "to")
                for road in named_roads(scene.story, scene.parsed, token)
            ]
    yield from _hits(scene.verb, event, scene.holder(who) if who is not None else None, roads)


def _of_traffic(scene: Scene) -> bool:
    tokens = [*objects(scene.verb), *([s] if (s := subject(scene.verb)) is not None else [])]
    return any(token.lower_ in words("roads", "traffic") for token in tokens)


def _traffic(scene: Scene) -> Iterator[Hit]:
    """Read "traffic resumed on the M5", "civilians can drive on the M5 again"."""
    who = subject(scene.verb)
    if who is None or who.lower_ not in words("roads", "traffic"):
        return
    roads = [
        road
        for _, token in prep_objects(scene.verb, "on", "along", "over")
        for road in named_roads(scene.story, scene.parsed, token)
    ]
    again = any(kid.lower_ in {"again", "freely"} for kid in scene.verb.subtree)
    if not roads and again:
        here = {slot.road for slot in scene.parsed.slots.values() if slot.kind is SlotKind.ROAD}
        roads = list(here) if len(here) == 1 else []
    if scene.verb.lower_ in {"resumed", "resumes", "returned"} or again:
        yield from _hits(scene.verb, RoadEvent.OPEN, None, roads)


def _state(story: Story, parsed: Parsed, word: Token) -> Iterator[Hit]:
    """Read "the M5 is open", "remained closed"."""
    governor = word.head
    if any(kid.tag_ == "TO" for kid in word.children):
        return
    if word.dep_ == "amod" and word.i == governor.i + 1 and governor.head.lower_ in forms("control", "declaring"):
        doer = subject(governor.head)
        side = Scene(story=story, parsed=parsed, verb=governor.head).holder(doer) if doer is not None else None
        event = RoadEvent.OPEN if word.lower_ in words("roads", "open_words") else RoadEvent.CUT
        yield from _hits(governor.head, event, side, named_roads(story, parsed, governor))
        return
    if word.dep_ not in {"acomp", "oprd", "attr", "advmod", "xcomp", "ROOT"} or not is_verb(governor):
        return
    who = child(governor, "nsubj", "nsubjpass") or (child(governor, "dobj") if word.dep_ in {"oprd", "xcomp"} else None)
    if who is None and governor.lower_ in forms("control", "declaring"):
        who = child(governor, "dobj")
    if who is None:
        return
    if child(governor, "dobj") is not None and governor.lower_ in forms("control", "declaring"):
        who = child(governor, "dobj") or who
    event = RoadEvent.OPEN if word.lower_ in words("roads", "open_words") else RoadEvent.CUT
    roads = named_roads(story, parsed, who)
    doer = subject(governor) if governor.lower_ in forms("control", "declaring") else None
    side = Scene(story=story, parsed=parsed, verb=governor).holder(doer) if doer is not None else None
    yield from _hits(governor, event, side, roads)


def _hits(anchor: Token, event: RoadEvent, side: str | None, roads: Sequence[str]) -> Iterator[Hit]:
    for road in dict.fromkeys(roads):
        yield Hit(
            event=Event.HELD, holder=side, spots=(), anchor=anchor, rule=f"road-{event}", road=road, road_event=event
        )


def road_claims(story: Story, parsed: Parsed, rows: Sequence[Row]) -> Iterator[RoadClaim]:
    """Yield a highway statement per row about a road."""
    for row in rows:
        event = row.hit.road_event or _EVENTS.get(row.event)
        if event is None:
            continue
        at, at_id = _at(story, parsed, row, event)
        end = max(row.span.end, row.span.start)
        span = Span(start=row.span.start, end=end)
        yield RoadClaim(
            article_id=story.article.id,
            theatre=story.article.theatre,
            span=span,
            quote=span.of(story.text),
            sentence=story.text[parsed.sentence.start : parsed.sentence.end],
            attribution=Attribution(outlet=story.article.outlet, claimant=row.speaker.name, side=row.speaker.side),
            polarity=row.polarity,
            published=story.article.published,
            rule=row.hit.rule,
            road=row.hit.road,
            event=event,
            holder=row.holder,
            at=at,
            at_place_id=at_id,
            when=row.when,
        )


def _at(story: Story, parsed: Parsed, row: Row, event: RoadEvent) -> tuple[str | None, str | None]:
    """Return the place of a cut or stretch: named with "at", "near", "between", else the place just taken."""
    anchor = row.hit.anchor
    scene = Scene(story=story, parsed=parsed, verb=anchor)
    sources = [
        anchor,
        *[
            token
            for token in anchor.subtree
            if parsed.slot(token, SlotKind.ROAD)
            or token.lower_ in words("roads", "nouns")
            or (token.dep_ in {"pobj", "npadvmod"} and token.lower_ in words("reporting", "nouns", "settings"))
        ],
    ]
    for token in sources:
        for _, noun in prep_objects(token, "at", "near", "in", "between", "around", "through", "outside"):
            spots = scene.spots([noun])
            if spots:
                place = spots[0].mention.place if spots[0].mention else None
                return spots[0].name, place.id if place else None
    if event is not RoadEvent.CUT:
        return None, None
    index = parsed.sentence.index
    recent = [spot for at, spot in story.recent if index - at <= 1]
    if not recent:
        taken = [
            spot.name for _, spot in story.recent
            if row.holder is not None and story.last_told(spot, Event.GAINED) == (Event.GAINED, row.holder)
        ]  # fmt: skip
        return (taken[-1], None) if taken else (None, None)
    mention = recent[-1].mention
    place = mention.place if mention else None
    return recent[-1].name, place.id if place else None
