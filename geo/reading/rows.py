"""From hits to claims: fact or denial, who says so, when, which words carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from geo.model import NARRATOR, Attribution, ControlClaim, Event, Polarity, Span, When
from geo.reading.answers import answered
from geo.reading.attribution import (
    cues_on_path,
    is_cue,
    speaker_spans,
    spoken_by_slot,
)
from geo.reading.clause import agent_of, ancestors, is_passive, is_verb
from geo.reading.deniers import as_claimed, claimed_by, contrary_claim, deniers_of, taken_or_left
from geo.reading.factuality import Status, Verdict, judge
from geo.reading.lexicon import forms, words
from geo.reading.owners import content_owner, report_owner
from geo.reading.scene import Hit
from geo.reading.sentences import Parsed
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Spot, Story
from geo.reading.voices import speakers_of
from geo.reading.when import is_background, when_of

REPORTED = "-reported"
"""Ends the rule of a claim that is known only from the words of the one who denies it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A hit with its polarity, speaker and day: one claim per place."""

    hit: Hit
    event: Event
    holder: str | None
    polarity: Polarity
    speaker: Speaker
    when: When
    dated: bool
    span: Span
    sentence: int
    headline: bool


def rows_of(story: Story, parsed: Parsed, hit: Hit) -> Iterator[Row]:
    """Yield the rows of a hit, one per speaker; none where it is not told as a fact."""
    if hit.rule.startswith("compound"):
        yield _row(
            story,
            parsed,
            hit,
            hit.event,
            hit.holder,
            Polarity.ASSERTED,
            NOBODY,
            When(day=story.article.published),
            False,
        )
        return
    verdict = judge(hit.anchor)
    if hit.event is Event.HELD and _slipped(hit.anchor):
        taken = {
            name for name, event, side in story.told if event is Event.GAINED and side == story.enemy_of(hit.holder)
        }
        spots = tuple(spot for spot in hit.spots if spot.key not in taken)
        hit, verdict = replace(hit, event=Event.LOST, spots=spots), Verdict(status=Status.FACT, denier=verdict.denier)
    if verdict.status is Status.NONE or (hit.event is Event.LOST and _visitors(hit.doer)):
        return
    cues = cues_on_path(hit.anchor)
    when, dated = when_of(story, parsed, hit.anchor, cues, state=_lasts(hit, verdict), window=hit.window)
    if when.day > story.article.published:
        when, dated = When(day=story.article.published), False
    if verdict.denier is not None:
        yield from _denied(story, parsed, hit, verdict, verdict.denier, when, dated)
        return
    speakers = speakers_of(story, parsed, hit.anchor, cues, is_background(story, parsed, hit.anchor, when, dated))
    if hit.voice is not None and speakers == [NOBODY]:
        speakers = [hit.voice]
    speakers = [NOBODY if _conceded(story, hit, speaker) else speaker for speaker in speakers]
    if contradicted(hit.anchor):
        owner = content_owner(story, parsed, hit.anchor)
        if owner is not None:
            yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.ASSERTED, owner, when, dated)
        against = _contradicting(story, parsed, hit.anchor)
        yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.DENIED, against, when, dated)
        return
    event, holder = hit.event, hit.holder
    if verdict.ended and event is Event.HELD:
        event = Event.LOST
    elif verdict.ended:
        return
    if hit.failed or verdict.status is Status.FAILED:
        event, holder = Event.HELD, _defender(story, parsed, hit, speakers)
        if holder is None or hit.event is Event.LOST or not hit.spots:
            return
    elif verdict.status is Status.NEGATED:
        yield from _negated(story, parsed, hit, speakers, when, dated)
        return
    for speaker in speakers:
        yield _row(story, parsed, hit, event, holder, Polarity.ASSERTED, speaker, when, dated)


def _denied(
    story: Story, parsed: Parsed, hit: Hit, verdict: Verdict, denier: Token, when: When, dated: bool
) -> Iterator[Row]:
    """Yield the denials of a hit, and the claim that is denied where the sentence tells whose it is."""
    if verdict.status is not Status.FACT or hit.failed:
        return
    hit = answered(story, hit, denier)
    for speaker in deniers_of(story, parsed, denier):
        hit = taken_or_left(story, hit, speaker)
        unlikely = hit.doer is None and hit.holder == speaker.side and hit.event is not Event.LOST
        holder = claimed_by(story, hit, speaker) if unlikely or not hit.named else hit.holder
        yield _row(story, parsed, hit, hit.event, holder, Polarity.DENIED, speaker, when, dated)
        claimed = report_owner(story, parsed, hit.anchor, denier) or as_claimed(story, parsed, hit.anchor)
        if claimed is not None and claimed.side != speaker.side:
            told = replace(hit, rule=f"{hit.rule}{REPORTED}")
            yield _row(story, parsed, told, hit.event, holder, Polarity.ASSERTED, claimed, when, dated)


def _lasts(hit: Hit, verdict: Verdict) -> bool:
    """Return True for a state, which "since May" dates at its start; a failure to take a place is one."""
    return hit.event in {Event.HELD, Event.CONTESTED} or hit.failed or verdict.status is Status.FAILED


def _conceded(story: Story, hit: Hit, speaker: Speaker) -> bool:
    """Return True for "they entered X, the last city still held by the army" in rebels' words: the reporter's aside."""
    aside = hit.anchor.dep_ in {"relcl", "acl"} and hit.event is Event.HELD and hit.holder is not None
    return aside and hit.holder != speaker.side and story.cast.sides.is_side(speaker.side)


def _slipped(anchor: Token) -> bool:
    """Return True for "could not hold X" and "was unable to keep X": it is lost."""
    if anchor.lower_ not in {"hold", "keep", "retain", "maintain"}:
        return False
    kids = {kid.lower_ for kid in anchor.children if kid.dep_ in {"aux", "neg"}}
    if "could" in kids and kids & {"not", "n't"}:
        return anchor.dep_ in {"ROOT", "conj", "ccomp"}
    head = anchor.head
    unable = head.lower_ in words("reporting", "adjectives", "unable") | {"failed", "failing"}
    past = head.lower_ == "failed" or any(
        kid.lower_ in {"was", "were", "proved"} for kid in (head.head, *head.children)
    )
    return anchor.dep_ == "xcomp" and unable and past


def _visitors(doer: Token | None) -> bool:
    """Return True for police and observers, whose departure costs nobody the place."""
    if doer is None:
        return False
    plain = doer.lower_ in words("control", "words", "visitors")
    return plain or any(kid.lower_ == "police" and kid.dep_ == "compound" for kid in doer.children)


def contradicted(anchor: Token) -> bool:
    """Return True for the content of "contrary to claims by X that ..."."""
    for step, head in ancestors(anchor):
        if head.lower_ in words("reporting", "nouns", "content") and step.dep_ in {"acl", "relcl", "prep", "pobj"}:
            up = head.head
            return bool(up.lower_ == "to" and up.head.lower_ in {"contrary", "contrast", "opposed", "counter"})
        if step.dep_ in {"ccomp", "ROOT", "advcl"}:
            return False
    return False


def _contradicting(story: Story, parsed: Parsed, anchor: Token) -> Speaker:
    """Return who says the main clause beside "contrary to claims ..."."""
    root = next((head for _, head in ancestors(anchor) if is_verb(head)), anchor)
    root = next((head for _, head in ancestors(anchor) if head.dep_ == "ROOT"), root)
    cue = root if is_cue(root) and speaker_spans(root) else None
    if cue is None:
        return NOBODY
    first, last = speaker_spans(cue)[0]
    return story.speakers.describe(*spoken_by_slot(parsed, first, last))


def _defender(story: Story, parsed: Parsed, hit: Hit, speakers: list[Speaker]) -> str | None:
    """Return who held on: the opponent of those who tried, else the side that says "it was not taken"."""
    sides = story.cast.sides
    if is_passive(hit.anchor) and agent_of(hit.anchor) is None:
        for kid in hit.anchor.children:
            tried = story.cast.holder(parsed.start(kid.left_edge), parsed.end(kid.right_edge))
            if kid.dep_ == "prep" and tried is not None:
                return story.enemy_of(tried)
        own = next((speaker.side for speaker in speakers if sides.is_side(speaker.side)), None)
        return own or story.enemy_of(hit.holder)
    return story.enemy_of(hit.holder)


def _negated(story: Story, parsed: Parsed, hit: Hit, speakers: list[Speaker], when: When, dated: bool) -> Iterator[Row]:
    """Read "has not fallen, the ministry said": a denial by a party, else nothing."""
    claimed = contrary_claim(story, parsed)
    if claimed is not None:
        for speaker in speakers:
            yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.DENIED, speaker, when, dated)
        if claimed.name:
            yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.ASSERTED, claimed, when, dated)
        return
    if hit.event is Event.HELD:
        for speaker in speakers:
            state = is_verb(hit.anchor) and speaker.side != hit.holder and story.cast.sides.is_side(speaker.side)
            if state and any(kid.dep_ == "neg" for kid in hit.anchor.children):
                yield _row(story, parsed, hit, hit.event, hit.holder, Polarity.DENIED, speaker, when, dated)
        return
    if hit.event is Event.LOST and any(kid.lower_ == "never" for kid in hit.anchor.children):
        for speaker in speakers:
            yield _row(story, parsed, hit, Event.HELD, hit.holder, Polarity.ASSERTED, speaker, when, dated)
        return
    if hit.event is Event.LOST and not is_verb(hit.anchor) and _unadmitted(hit.anchor):
        return
    names = {spot.name for spot in hit.spots}
    for speaker in speakers:
        guessed = not hit.named and hit.event is Event.GAINED
        told = next((side for name, event, side in reversed(story.told) if name in names and event is hit.event), None)
        holder = (told or claimed_by(story, hit, speaker)) if guessed else hit.holder
        event = Event.HELD if hit.anchor.lower_ in {"occupied", "controlled"} and is_passive(hit.anchor) else hit.event
        against = hit.event in {Event.GAINED, Event.CONTESTED} and speaker.side != holder
        own_loss = hit.event is Event.LOST and speaker.side == holder
        if (against or own_loss) and story.cast.sides.is_side(speaker.side):
            yield _row(story, parsed, hit, event, holder, Polarity.DENIED, speaker, when, dated)
        elif told is not None and guessed and speaker.side != NARRATOR:
            yield _row(story, parsed, hit, event, told, Polarity.DENIED, speaker, when, dated)


def _unadmitted(anchor: Token) -> bool:
    """Return True for the loss that somebody "has not acknowledged": to keep silent is no denial."""
    silent = forms("reporting", "cues", "admitting") | forms("reporting", "cues", "uncertain")
    return any(head.lower_ in silent for _, head in ancestors(anchor))


def _row(
    story: Story, parsed: Parsed, hit: Hit, event: Event, holder: str | None, polarity: Polarity, speaker: Speaker,
    when: When, dated: bool,
) -> Row:  # fmt: skip
    if speaker == NOBODY and story.house_monitor is not None:
        speaker = story.house_monitor
    return Row(
        hit=hit, event=event, holder=holder, polarity=polarity, speaker=speaker, when=when, dated=dated,
        span=quote_span(story, parsed, hit), sentence=parsed.sentence.index, headline=parsed.sentence.headline,
    )  # fmt: skip


def quote_span(story: Story, parsed: Parsed, hit: Hit) -> Span:  # noqa: ARG001
    """Return the shortest stretch from the doer to the place, inside the sentence, under 200 characters."""
    tokens = [hit.anchor]
    if hit.doer is not None and hit.doer.doc is hit.anchor.doc:
        tokens.append(hit.doer.left_edge if hit.doer.i - hit.doer.left_edge.i < 8 else hit.doer)
    start = min(parsed.start(token) for token in tokens)
    end = max(parsed.end(token) for token in tokens)
    sentence = parsed.sentence
    for spot in hit.spots:
        if sentence.start <= spot.start and spot.end <= sentence.end:
            start, end = min(start, spot.start), max(end, spot.end)
    for token in hit.anchor.children:
        if (
            token.dep_ in {"dobj", "prep", "prt", "agent", "aux", "auxpass", "neg"}
            and token.right_edge.i - token.i < 10
        ):
            start, end = min(start, parsed.start(token.left_edge)), max(end, parsed.end(token.right_edge))
    if end - start >= 200:
        start, end = parsed.start(hit.anchor), parsed.end(hit.anchor)
        for spot in hit.spots[:1]:
            if (
                sentence.start <= spot.start
                and spot.end <= sentence.end
                and max(end, spot.end) - min(start, spot.start) < 200
            ):
                start, end = min(start, spot.start), max(end, spot.end)
    return Span(start=start, end=min(end, sentence.end))


def control_claims(story: Story, row: Row) -> Iterator[ControlClaim]:
    """Yield one claim per place of the row; a part of a town is contested, a part of an area nothing."""
    if row.holder is None and row.event is not Event.CONTESTED:
        return
    for spot in row.hit.spots:
        event, holder = row.event, row.holder
        if spot.extent == "part" and event is not Event.CONTESTED and row.polarity is Polarity.ASSERTED:
            if _is_area(spot):
                continue
            event = Event.CONTESTED
            left = row.event is Event.LOST or (row.event is Event.HELD and (_clings(row) or _defends(story, row, spot)))
            holder = story.enemy_of(row.holder) if left else row.holder
        place = spot.mention.place if spot.mention is not None else None
        yield ControlClaim(
            article_id=story.article.id,
            theatre=story.article.theatre,
            span=row.span,
            quote=row.span.of(story.text),
            sentence=story.text[story.sentences[row.sentence].start : story.sentences[row.sentence].end],
            attribution=_attribution(story, row),
            polarity=row.polarity,
            published=story.article.published,
            rule=row.hit.rule,
            place=spot.name,
            place_id=place.id if place is not None else None,
            event=event,
            holder=holder,
            when=row.when,
        )


def _defends(story: Story, row: Row, spot: Spot) -> bool:
    """Return True where the story told that the enemy attacks or took the place that the side holds a part of."""
    known = story.last_told(spot, Event.GAINED, Event.CONTESTED)
    if known is not None and known[1] is not None:
        return known[1] == story.enemy_of(row.holder)
    attackers = [side for _, side in story.attacks]
    return bool(attackers) and row.holder not in attackers


def _clings(row: Row) -> bool:
    """Return True for "still hold parts of X", "hold only the centre": the other side is the attacker."""
    return any(kid.lower_ in {"still", "only", "just"} for kid in row.hit.anchor.subtree)


def _is_area(spot: Spot) -> bool:
    place = spot.mention.place if spot.mention is not None else None
    return place is not None and place.is_area


def _attribution(story: Story, row: Row) -> Attribution:
    name = row.speaker.name if row.speaker.side != NARRATOR else NARRATOR
    return Attribution(outlet=story.article.outlet, claimant=name or THIRD_PARTY, side=row.speaker.side)
