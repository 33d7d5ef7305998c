"""One article while it is read: its names, sentences, and what has been said so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from spacy.tokens import Token

from geo.model import Article, Event, Mention, Span
from geo.reading.attribution import Speaker, Speakers
from geo.reading.dates import DateMention, find_dates
from geo.reading.discovery import discover
from geo.reading.names import Slot, all_slots
from geo.reading.sentences import Parsed, Sentence, split_sentences
from geo.reading.sides import Actor, Cast, Kind, Role, sides_of
from geo.theatre import Theatre

Extent = Literal["whole", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that a statement is about; ``mention`` is none where only the words are known."""

    name: str
    mention: Mention | None
    start: int
    end: int
    extent: Extent = "whole"
    plural: bool = False


@dataclass(slots=True, kw_only=True)
class Story:
    """The state of reading one article, filled in text order."""

    article: Article
    theatre: Theatre
    cast: Cast
    mentions: tuple[Mention, ...]
    slots: tuple[Slot, ...]
    sentences: tuple[Sentence, ...]
    dates: tuple[DateMention, ...]
    speakers: Speakers
    recent: list[tuple[int, Spot]] = field(default_factory=list)
    told: list[tuple[str, Event, str | None]] = field(default_factory=list)
    voices: dict[int, Speaker | None] = field(default_factory=dict)
    pending: tuple[int, Any, Any] | None = None
    topics: list[tuple[int, str]] = field(default_factory=list)
    last_day: date | None = None
    last_day_at: int = -1

    @property
    def text(self) -> str:
        """The words of the article."""
        return self.article.text

    def slots_in(self, sentence: Sentence) -> list[Slot]:
        """Return the slots that lie inside a sentence."""
        first = bisect_left(self.slots, sentence.start, key=lambda slot: slot.start)
        last = bisect_right(self.slots, sentence.end, lo=first, key=lambda slot: slot.end)
        return list(self.slots[first:last])

    def mentions_before(self, offset: int, floor: int = 0) -> list[Mention]:
        """Return the place mentions in ``[floor, offset)``, nearest first."""
        first = bisect_left(self.mentions, floor, key=lambda mention: mention.span.start)
        last = bisect_right(self.mentions, offset, lo=first, key=lambda mention: mention.span.end)
        return list(reversed(self.mentions[first:last]))

    def holder_of(self, parsed: Parsed, token: Token, first: Token, last: Token) -> str | None:  # noqa: ARG002
        """Return the side that a noun phrase names, following "its fighters" and "they" back."""
        named = self.cast.holder(parsed.start(first), parsed.end(last))
        if named is not None:
            return named
        return None

    def actor_before(self, offset: int, floor: int) -> str | None:
        """Return the side of the nearest force named in ``[floor, offset)``, or none."""
        for actor in reversed(self.cast.within(floor, offset)):
            if _acts(actor) and self.cast.sides.is_side(actor.side):
                return actor.side
        return None

    def same_noun(self, noun: str, offset: int) -> str | None:
        """Return the side last called by this noun ("the fighters" after "opposition fighters")."""
        if len(noun) < 4:
            return None
        before = bisect_right(self.cast.actors, offset, key=lambda actor: actor.start)
        for actor in reversed(self.cast.actors[:before]):
            if actor.end > offset or not self.cast.sides.is_side(actor.side) or actor.role is Role.HOLDING:
                continue
            phrase = self.text[actor.start : actor.end + 24].casefold()
            if re.match(rf"[^.,;]*?\b{re.escape(noun)}\b", phrase) and noun not in {"group", "movement", "party"}:
                return actor.side if actor.role is Role.PLAIN else self.cast.client(actor)
        return None

    def topic_before(self, offset: int) -> str | None:
        """Return the side that acted in the nearest sentence before an offset, else the first one named in it."""
        before = bisect_right(self.sentences, offset, key=lambda sentence: sentence.start)
        for sentence in reversed(self.sentences[:before]):
            if sentence.headline:
                continue
            acted = [side for at, side in self.topics if sentence.start <= at < min(offset, sentence.end)]
            if acted:
                return acted[-1]
            if sentence.end > offset:
                continue
            for actor in self.cast.within(sentence.start, sentence.end):
                if _acts(actor) and self.cast.sides.is_side(actor.side):
                    return actor.side
        return self.topics[-1][1] if self.topics else None


def _acts(actor: Actor) -> bool:
    return actor.role is Role.PLAIN and actor.kind in {Kind.FORCE, Kind.LEADER}


def _trimmed(mention: Mention) -> Mention:
    """Return the mention without a leading English word that a folded article swallowed ("at Morek")."""
    match = re.match(r"(?:at|as|an|ad|in|the|near)\s+(?=\S)", mention.text)
    if not match:
        return mention
    span = Span(start=mention.span.start + match.end(), end=mention.span.end)
    return replace(mention, span=span, text=mention.text[match.end() :])


def open_story(article: Article, mentions: Sequence[Mention], theatre: Theatre) -> Story:
    """Find the actors, roads, names and sentences of an article; nothing is parsed yet."""
    sides = sides_of(theatre.key, theatre)
    cast = Cast(text=article.text, sides=sides, actors=sides.find(article.text))
    known = discover(article.text, [_trimmed(mention) for mention in mentions], cast)
    return Story(
        article=article,
        theatre=theatre,
        cast=cast,
        mentions=known,
        slots=all_slots(article.text, known, cast, theatre),
        sentences=split_sentences(article.text),
        dates=find_dates(article.text, article.published),
        speakers=Speakers(cast),
    )
