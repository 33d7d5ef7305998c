"""How many people are said to have fled, been displaced or come back, from where, since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from geo.model import NARRATOR, Attribution, DisplacementClaim, Mention, Movement, Polarity, Span
from geo.reading.movement import people_moved, speaks_of_movement
from geo.reading.numbers import NumberMention, small_number
from geo.reading.sentences import Sentence
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Story
from geo.reading.when import resolve

REACH = 3
"""A figure without a noun goes on from one given at most this many sentences before."""


def displacement_claims(
    story: Story, sentence: Sentence, told: Sequence[tuple[int, DisplacementClaim]]
) -> Iterator[DisplacementClaim]:
    """Yield the displacement notes of a sentence; ``told`` are those before it with the index of their sentence."""
    if sentence.headline:
        return
    text = story.text[sentence.start : sentence.end]
    last = next((claim.movement for index, claim in reversed(told) if sentence.index - index <= REACH), None)
    if last is None and not speaks_of_movement(text):
        return
    for moved in people_moved(text, last):
        claim = _claim(story, sentence, moved.number, moved.movement)
        if not any(_repeats(claim, other) for _, other in told):
            yield claim


def _repeats(claim: DisplacementClaim, other: DisplacementClaim) -> bool:
    """Return True for a figure given again in the same voice, or by the reporter."""
    same = (claim.count_min, claim.count_max, claim.movement) == (other.count_min, other.count_max, other.movement)
    return same and (claim.attribution.claimant == other.attribution.claimant or claim.attribution.side == NARRATOR)


def _claim(story: Story, sentence: Sentence, number: NumberMention, movement: Movement) -> DisplacementClaim:
    text = story.text
    start, end = sentence.start + number.start, sentence.start + number.end
    span = _quote(text, sentence, start, end)
    since, until = _period(story, sentence, end)
    area, towards = _areas(story, sentence)
    speaker = _speaker(story, sentence)
    return DisplacementClaim(
        article_id=story.article.id,
        theatre=story.article.theatre,
        span=span,
        quote=span.of(text),
        sentence=text[sentence.start : sentence.end],
        attribution=Attribution(outlet=story.article.outlet, claimant=speaker.name, side=speaker.side),
        polarity=Polarity.ASSERTED,
        published=story.article.published,
        rule=f"people-{movement}",
        count_min=number.low,
        count_max=number.high,
        as_written=text[start:end],
        movement=movement,
        area=area.text if area else None,
        area_place_id=area.place.id if area and area.place else None,
        destination=towards.text if towards else None,
        destination_place_id=towards.place.id if towards and towards.place else None,
        since=since,
        until=until or story.article.published,
    )


def _quote(text: str, sentence: Sentence, start: int, end: int) -> Span:
    first = max(sentence.start, text.rfind(". ", sentence.start, start) + 1)
    if sentence.end - sentence.start < 200:
        return Span(start=sentence.start, end=sentence.end)
    first = max(sentence.start, start - 90)
    last = min(sentence.end, end + 90)
    while first > sentence.start and not text[first - 1].isspace():
        first -= 1
    while last < sentence.end and not text[last].isspace():
        last += 1
    return Span(start=first, end=min(last, first + 199))


_FIRST_DAY = re.compile(
    r"\b(?:between|from)\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:and|to|until|till)\s+(?:the\s+)?$", re.IGNORECASE
)
_OUTBREAK = re.compile(
    r"\b(?:that|which)\s+(?:\w+\s+)?(?:began|started|erupted|broke\s+out|opened|resumed|launched)\s+(?:(?:on|in|at|early|late|mid)\s+)*(?:the\s+)?$",
    re.IGNORECASE,
)


def _same_month(day: date, first: int) -> date | None:
    """Return the day of the month that "between 12 and 25 December" begins with."""
    return day.replace(day=first) if first <= day.day else None


def _period(story: Story, sentence: Sentence, at: int) -> tuple[date | None, date | None]:
    """Return the first and last day of the flight: "since December", "between 12 and 29 May", "in four days"."""
    since = until = None
    text = story.text
    here = [mention for mention in story.dates if sentence.start <= mention.start < sentence.end]
    for mention in here:
        before = text[max(sentence.start, mention.start - 90) : mention.start]
        began = re.search(r"\bsince\b[^.;:]*$", before)
        between = re.search(r"\b(?:between|from)\s+$", before)
        first = _FIRST_DAY.search(before)
        outbreak = _OUTBREAK.search(before)
        if first is not None and 0 < int(first.group(1)) <= 31:
            until = resolve(story, mention).day
            since = since or _same_month(until, int(first.group(1)))
        elif outbreak or mention.since or began or between:
            since = since or resolve(story, mention).day
        elif until is None or between or (since and re.search(r"\b(?:and|to)\s+$", before)):
            until = resolve(story, mention).day
    span = re.search(
        r"\b(?:in|within|over|during)\s+(?:the\s+(?:space\s+of\s+|course\s+of\s+|past\s+|last\s+)?)?(\w+)\s+(days?|weeks?)\b",
        text[at : min(sentence.end, at + 160)],
    )
    if span is not None and since is None:
        try:
            days = round(small_number(span.group(1))) * (7 if span.group(2).startswith("week") else 1)
        except ValueError:
            days = 0
        if 0 < days < 400:
            since = (until or story.article.published) - timedelta(days=days)
    if since is not None and until is not None and until < since:
        until = None
    return since, until


_LEFT = re.compile(
    r"\b(?:from|out of|fled|flee|fleeing|left|leave|leaving|abandoned|evacuated|deserted|quit)\s+(?:(?:the|their|its|homes?|villages?|towns?|city|area|in|of|and|around|district|districts|region|camp|border|communities|parts|[a-z]+)\s+){0,6}$",  # noqa: E501
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\b(?:in|across|of|around|inside|throughout)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$")
_TOWARDS = re.compile(
    r"\b(?:to|into|towards?|for|reached|reach|reaching|entered|arrived (?:in|at)|refuge in|shelter(?:ing|ed)? in|camps? (?:in|around|near))\s+(?:the\s+)?(?:(?:town|city|village|area|district|outskirts|camps?)\s+(?:of\s+)?)?$",  # noqa: E501
    re.IGNORECASE,
)


def _areas(story: Story, sentence: Sentence) -> tuple[Mention | None, Mention | None]:
    """Return the place people left ("from X", else "in X") and the one they went to, each or none."""
    left = inside = towards = None
    for mention in story.mentions:
        if sentence.start <= mention.span.start < sentence.end:
            before = story.text[max(sentence.start, mention.span.start - 60) : mention.span.start]
            if _TOWARDS.search(before):
                towards = towards or mention
            elif _LEFT.search(before):
                left = left or mention
            elif _INSIDE.search(before):
                inside = inside or mention
    return left or inside, towards


def _speaker(story: Story, sentence: Sentence) -> Speaker:
    """Return who gives the figure, by the words around it (no parse is needed for most)."""
    here = [speaker for speaker in story.speakers.heard if sentence.start <= speaker.offset < sentence.end]
    here = [
        speaker
        for speaker in here
        if not re.search(r"\d|\bof (?:them|the total)\b|^(?:people|others|it|they)$", speaker.name)
    ]
    if here:
        return here[-1]
    text = story.text[sentence.start : sentence.end]
    cue = re.search(r"\b(?:according to|said|says|reported|estimates?|estimated|told|announced|warned)\b", text)
    if cue is None:
        return NOBODY
    actors = story.cast.within(sentence.start, sentence.end)
    near = sorted(actors, key=lambda actor: abs(actor.start - sentence.start - cue.start()))
    for actor in near:
        if actor.side != THIRD_PARTY and actor.end - actor.start > 1:
            return Speaker(name=story.text[actor.start : actor.end], side=actor.side, offset=actor.start)
    if re.match(r"(?:he|she|it|they)\b", text, re.IGNORECASE):
        return story.speakers.last(sentence.start) or NOBODY
    return NOBODY
