"""How many people are said to have fled, been displaced or come back, from where, since when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from geo.model import Attribution, DisplacementClaim, Mention, Movement, Polarity, Span
from geo.reading.lexicon import forms, table
from geo.reading.numbers import NumberMention, find_numbers
from geo.reading.sentences import Parsed, Sentence
from geo.reading.speakers import NOBODY, THIRD_PARTY, Speaker
from geo.reading.story import Story
from geo.reading.when import resolve


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lists = table("displacement")
    people = "|".join(re.escape(word) for word in sorted(lists["people"], key=len, reverse=True))
    fled = "|".join(
        sorted({*forms("displacement", "fled"), *(re.escape(w) for w in lists["fled_words"])}, key=len, reverse=True)
    )
    back = "|".join(re.escape(word) for word in sorted(lists["returned"], key=len, reverse=True))
    return (
        re.compile(
            rf"^\s*(?:of\s+)?(?:more\s+)?(?:the\s+)?(?:(?!and\b)[\w-]+\s+){{0,3}}?(?:{people})\b", re.IGNORECASE
        ),
        re.compile(rf"\b(?:{fled})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{back})\b", re.IGNORECASE),
    )


def displacement_claims(story: Story, sentence: Sentence, parsed: Parsed | None) -> Iterator[DisplacementClaim]:  # noqa: ARG001
    """Yield the displacement notes of a sentence."""
    if sentence.headline:
        return
    text = story.text[sentence.start : sentence.end]
    _people, fled, back = _patterns()
    if not (fled.search(text) or back.search(text)):
        return
    for number in find_numbers(text):
        if not _large(number) or not _counts_people(text, number):
            continue
        movement = _movement(text, number)
        if movement is not None:
            yield _claim(story, sentence, number, movement)


def _large(number: NumberMention) -> bool:
    return max(number.low or 0, number.high or 0) >= 50


def _counts_people(text: str, number: NumberMention) -> bool:
    """Return True where the number counts people: "950,000 civilians", "800,000 are displaced", "displaced 900,000"."""
    people, _, _ = _patterns()
    after = text[number.end : number.end + 80]
    if re.match(
        r"\s*(?:%|per ?cent|percent|square|km|kilomet|miles|dollars|years|soldiers|fighters|troops|militants|metres|meters|homes|houses|tents|shells|trucks)",  # noqa: E501
        after,
        re.IGNORECASE,
    ):
        return False
    if re.match(r"\s*(?:\w+\s+){0,2}(?:live|lives|lived)\b", after):
        return False
    if re.search(r"[$€£]\s*$|\b(?:of|among)\s+(?:the|its|their|some)?\s*$", text[: number.start], re.IGNORECASE):
        return bool(
            re.search(r"\b(?:displacement|exodus|flight|return)\s+of\s+(?:the|some)?\s*$", text[: number.start])
        )
    if people.match(after):
        return True
    if re.match(
        r"\s*(?:more\s+)?(?:of them\s+)?(?:have|has|had|were|are|was|been|internally|newly|forcibly)?\s*(?:been\s+)?(?:newly\s+|internally\s+|forcibly\s+)?(?:displaced|fled|left|returned|uprooted|forced|homeless)\b",  # noqa: E501
        after,
        re.IGNORECASE,
    ):
        return True
    return bool(
        re.search(
            r"\b(?:displac(?:ed|es|ing)|uprooted|displacement of)\s+(?:an\s+estimated\s+|some\s+)?$",
            text[: number.start],
            re.IGNORECASE,
        )
    )


def _movement(text: str, number: NumberMention) -> Movement | None:
    """Return whether these people left or came back; none where no such verb is near."""
    _, fled, back = _patterns()
    before, after = text[max(0, number.start - 90) : number.start], text[number.end : number.end + 160]
    after = re.split(r"[;]|\s(?:while|whereas)\s", after)[0]
    near_fled = _distance(fled, before, after)
    near_back = _distance(back, before, after)
    if near_fled is None and near_back is None:
        return None
    chosen = near_fled if near_back is None else near_back if near_fled is None else min(near_fled, near_back)
    if chosen == near_back and near_back is not None and (near_fled is None or near_back < near_fled):
        return Movement.RETURNED
    moved = re.search(
        r"\b(?:displac|fle[de]|fleeing|uproot|exodus|evacuat|homeless|idp)", before + after, re.IGNORECASE
    )
    home = re.search(
        r"\b(?:forced|drove|driven|run|ran|left|leave|escaped?|abandon\w*)\b.{0,40}\b(?:homes?|houses|villages|areas?|towns?|cit(?:y|ies)|country|flee|from)\b",
        before + " # " + after,
        re.IGNORECASE,
    )
    if not moved and not home:
        return None
    return None if _unreal(text, number) else Movement.FLED


def _distance(pattern: re.Pattern[str], before: str, after: str) -> int | None:
    found = [len(before) - match.end() for match in pattern.finditer(before)]
    found += [match.start() for match in pattern.finditer(after)]
    return min(found) if found else None


def _unreal(text: str, number: NumberMention) -> bool:
    """Return True for fears and forecasts ("could displace", "may flee", "would be displaced")."""
    window = text[max(0, number.start - 60) : number.end + 70]
    return bool(
        re.search(
            r"\b(?:could|may|might|would|will|risk|threatens? to|fear(?:s|ed)?|expected to|if)\b[^.]{0,60}\b(?:displac|fle|flee|uproot|leav|forc)",  # noqa: E501
            window,
            re.IGNORECASE,
        )
    )


def _claim(story: Story, sentence: Sentence, number: NumberMention, movement: Movement) -> DisplacementClaim:
    text = story.text
    start, end = sentence.start + number.start, sentence.start + number.end
    span = _quote(text, sentence, start, end)
    since, until = _period(story, sentence)
    area = _area(story, sentence)
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


def _period(story: Story, sentence: Sentence) -> tuple[date | None, date | None]:
    since = until = None
    for mention in story.dates:
        if sentence.start <= mention.start < sentence.end:
            if mention.since:
                since = resolve(story, mention).day
            elif until is None:
                until = resolve(story, mention).day
    return since, until


def _area(story: Story, sentence: Sentence) -> Mention | None:
    """Return the place people left: after "from" or "in", else none."""
    for mention in story.mentions:
        if sentence.start <= mention.span.start < sentence.end:
            before = story.text[max(sentence.start, mention.span.start - 25) : mention.span.start]
            if re.search(r"\b(?:from|in|across|fled|out of|of|around)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$", before):
                return mention
    return None


def _speaker(story: Story, sentence: Sentence) -> Speaker:
    """Return who gives the figure, by the words around it (no parse is needed for most)."""
    here = [speaker for speaker in story.speakers.heard if sentence.start <= speaker.offset < sentence.end]
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
