"""From hits on roads to highway statements: fact or denial, who says so, when, at which place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from geo.model import Attribution, Event, Polarity, RoadClaim, RoadEvent, Span
from geo.reading.attribution import cues_on_path
from geo.reading.clause import ancestors, child, is_verb, prep_objects
from geo.reading.denials import denial_at, denying_speakers
from geo.reading.deniers import deniers_of
from geo.reading.factuality import Status, Verdict, judge
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.rows import Row, quote_span
from geo.reading.scene import Hit, Scene, is_wide
from geo.reading.sentences import Parsed
from geo.reading.speakers import NOBODY
from geo.reading.story import Spot, Story
from geo.reading.voices import speakers_of
from geo.reading.when import is_background, when_of

_EVENTS = {Event.GAINED: RoadEvent.HELD, Event.HELD: RoadEvent.HELD, Event.CONTESTED: RoadEvent.CONTESTED}
_FLIP = {RoadEvent.OPEN: RoadEvent.CUT, RoadEvent.CUT: RoadEvent.OPEN}
_NEAR = {
    "at": 0, "near": 0, "outside": 1, "around": 1, "by": 2, "beside": 1, "behind": 1, "beyond": 2, "past": 2,
    "before": 3, "inside": 1, "in": 2, "through": 3, "far": 3, "to": 4, "until": 4, "till": 4, "of": 1, "off": 2,
    "close": 1,
}  # fmt: skip
REACH = 1
"""A denial without content is about road statements at most this many sentences back."""


def road_rows(story: Story, parsed: Parsed, hit: Hit) -> Iterator[Row]:
    """Yield the rows of a hit on a road, one per speaker; none where it is not told as a fact."""
    event = hit.road_event or _EVENTS.get(hit.event)
    verdict = judge(hit.anchor)
    if verdict.status is Status.NONE and hit.rule == "road-traffic" and _may(hit.anchor):
        verdict = Verdict(status=Status.FACT)
    if event is None or verdict.status in {Status.NONE, Status.FAILED} or hit.failed:
        return
    if event is RoadEvent.HELD and any(
        kid.lower_ == "fire" and kid.head.lower_ == "control" for kid in hit.anchor.subtree
    ):
        return
    cues = cues_on_path(hit.anchor)
    when, dated = when_of(story, parsed, hit.anchor, cues)
    if verdict.denier is not None:
        speakers, polarity = deniers_of(story, parsed, verdict.denier), Polarity.DENIED
        if verdict.status is not Status.FACT:
            return
    else:
        background = is_background(story, parsed, hit.anchor, when, dated)
        speakers, polarity = speakers_of(story, parsed, hit.anchor, cues, background), Polarity.ASSERTED
    if verdict.ended and polarity is Polarity.ASSERTED:
        if event not in _FLIP:
            return
        event = _FLIP[event] if not hit.rule.startswith("road-state") else event
    elif verdict.status is Status.NEGATED:
        if event is RoadEvent.OPEN:
            if not hit.rule.startswith("road-state"):
                return
            event = RoadEvent.CUT
        else:
            speakers = [speaker for speaker in speakers if story.cast.sides.is_side(speaker.side)]
            polarity = Polarity.DENIED
    for speaker in speakers:
        yield Row(
            hit=replace(hit, road_event=event), event=hit.event, holder=hit.holder, polarity=polarity, speaker=speaker,
            when=when, dated=dated, span=quote_span(story, parsed, hit), sentence=parsed.sentence.index,
            headline=parsed.sentence.headline,
        )  # fmt: skip


def _may(verb: Token) -> bool:
    """Return True for "can use the road again", told as it is or by somebody who says so."""
    if not any(kid.lower_ in {"can", "may"} for kid in verb.children if kid.dep_ == "aux"):
        return False
    head = verb.head
    said = verb.dep_ in {"ccomp", "conj"} and (
        head.lower_ in forms("reporting", "cues", "assert") or verb.dep_ == "conj"
    )
    return verb.dep_ == "ROOT" or said


def road_claims(story: Story, parsed: Parsed, rows: Sequence[Row]) -> Iterator[RoadClaim]:
    """Yield a highway statement per row about a road."""
    for row in rows:
        event = row.hit.road_event
        if event is None:
            continue
        spot = _at(story, parsed, row, event)
        place = spot.mention.place if spot is not None and spot.mention else None
        span = Span(start=row.span.start, end=max(row.span.end, row.span.start))
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
            as_written=_written(story, row.hit.road, parsed.sentence.end),
            event=event,
            holder=row.holder,
            at=spot.name if spot is not None else None,
            at_place_id=place.id if place else None,
            when=row.when,
        )


def _written(story: Story, road: str, end: int) -> str:
    """Return how the text last named the road: its words, in the sentence itself where it does."""
    named = [
        slot.written for slot in story.slots if slot.kind is SlotKind.ROAD and slot.road == road and slot.start < end
    ]
    return named[-1] if named else road


def road_denials(story: Story, parsed: Parsed, told: Sequence[RoadClaim]) -> Iterator[RoadClaim]:
    """Yield denied rows for the road statements that "he denied this" points back to."""
    at = denial_at(story, parsed)
    if at is None:
        return
    floor = story.sentences[max(0, parsed.sentence.index - REACH)].start
    for speaker in denying_speakers(story, parsed, at):
        targets = [
            claim for claim in told
            if floor <= claim.span.start < at and claim.polarity is Polarity.ASSERTED
            and speaker.side not in {claim.attribution.side, claim.holder} and claim.attribution.side != NOBODY.side
        ]  # fmt: skip
        newest = max((claim.span.start for claim in targets), default=-1)
        for claim in targets:
            if claim.span.start == newest:
                span = Span(start=parsed.sentence.start, end=min(parsed.sentence.end, parsed.sentence.start + 199))
                yield replace(
                    claim, id="", span=span, quote=span.of(story.text), polarity=Polarity.DENIED, rule="denial-back",
                    sentence=story.text[parsed.sentence.start : parsed.sentence.end],
                    attribution=Attribution(outlet=story.article.outlet, claimant=speaker.name, side=speaker.side),
                )  # fmt: skip


def _at(story: Story, parsed: Parsed, row: Row, event: RoadEvent) -> Spot | None:
    """Return the place of a cut or stretch: "at", "near", "south of", "up to" it; else the place just taken."""
    anchor = row.hit.anchor
    scene = Scene(story=story, parsed=parsed, verb=anchor)
    found: list[tuple[int, int, Spot]] = []
    for token in anchor.subtree:
        rank = _NEAR.get(token.lower_)
        if rank is None or token.tag_ not in {"IN", "RB", "TO", "JJ", "RP"} or not _own(token, anchor):
            continue
        noun = child(token, "pobj") or next((k for p in token.children for k in p.children if k.dep_ == "pobj"), None)
        if (
            noun is None
            or (token.lower_ == "of" and not _direction(token.head))
            or (token.lower_ == "to" and not _up_to(token) and not _next_to(token))
        ):
            continue
        spots = [spot for spot in scene.spots([noun]) if not is_wide(spot)]
        if not spots and (owner := child(noun, "poss")) is not None:  # "at X's western gate"
            spots = [spot for spot in scene.spots([owner]) if not is_wide(spot)]
        if spots and (event is not RoadEvent.HELD or rank < 4 or _up_to(token) or _next_to(token)):
            found.append((rank, abs(token.i - anchor.i), spots[0]))
    if found:
        return min(found, key=lambda item: item[:2])[2]
    if anchor.dep_ == "relcl" and any(kid.lower_ == "where" for kid in anchor.children):
        spots = scene.spots([anchor.head])
        if spots:
            return spots[0]
    if event is not RoadEvent.CUT or (row.hit.rule.startswith("road-state") and row.dated):
        return None
    if not _follows_capture(row):
        return None
    doer = row.hit.doer
    if doer is not None and doer.lower_ in words("control", "nouns", "gained"):
        taken = [spot for _, noun in prep_objects(doer, "of") for spot in scene.spots([noun]) if not is_wide(spot)]
        if taken:
            return taken[0]
    index = parsed.sentence.index
    recent = [spot for at, spot in story.recent if index - at <= 1]
    if recent:
        return recent[-1]
    taken = [
        spot for _, spot in story.recent
        if row.holder is not None and story.last_told(spot, Event.GAINED) == (Event.GAINED, row.holder)
    ]  # fmt: skip
    return taken[-1] if taken else None


def _follows_capture(row: Row) -> bool:
    """Return False for "fighting has closed the road", "residents say it is closed again": nothing was taken for it."""
    doer = row.hit.doer
    if row.hit.holder is not None or doer is None:
        return True
    if doer.lower_ in words("roads", "fight_nouns") | words("control", "words", "civilians"):
        return False
    return not (any(kid.lower_ == "again" for kid in row.hit.anchor.children) and row.speaker != NOBODY)


def _next_to(token: Token) -> bool:
    """Return True for "next to X", "close to X"."""
    return token.i > 0 and token.doc[token.i - 1].lower_ in {"next", "close", "adjacent", "nearest"}


def _direction(token: Token) -> bool:
    return token.lower_ in words("roads", "directions")


def _up_to(token: Token) -> bool:
    """Return True for "up to X", "as far as X": where the stretch ends."""
    before = token.doc[token.i - 1].lower_ if token.i else ""
    return token.lower_ in {"until", "till"} or (token.lower_ == "to" and before == "up") or token.lower_ == "far"


def _own(token: Token, anchor: Token) -> bool:
    """Return True where no other clause lies between a preposition and the statement."""
    if token.i == anchor.i:
        return False
    for step, head in ancestors(token):
        if head.i == anchor.i:
            return not (is_verb(step) and step.dep_ in {"ccomp", "advcl", "relcl", "conj", "parataxis"})
        if step.dep_ in {"relcl", "ccomp", "advcl"} or (is_verb(step) and step.dep_ == "conj"):
            return False
    return False
