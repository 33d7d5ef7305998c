"""One article while it is read: its names, sentences, and what has been said so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from spacy.tokens import Token

from geo.model import Article, Event, Mention, Span
from geo.reading.dates import DateMention, find_dates
from geo.reading.discovery import discover
from geo.reading.lexicon import table
from geo.reading.names import Slot, all_slots
from geo.reading.sentences import Parsed, Sentence, split_sentences
from geo.reading.sides import Actor, Cast, Kind, Role, Sides, sides_of, words_of
from geo.reading.speakers import Speaker, Speakers
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

    @property
    def key(self) -> str:
        """What makes two spots the same place: the id, else the folded words."""
        place = self.mention.place if self.mention is not None else None
        if place is not None and not re.search(r"\s(?:at|in|near)\s", self.name):
            return place.id
        return " ".join(word for word, _, _ in words_of(self.name))


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
    attacks: list[tuple[int, str]] = field(default_factory=list)
    stands: list[tuple[int, str]] = field(default_factory=list)
    """Who acted by then: who took, fought and holds, and the opponent of who gave way."""
    house_monitor: Speaker | None = None
    """The observatory whose own report the text is: what it tells unattributed is its claim."""
    own_voice: bool = False
    """Whether the text is a party's own statement ("our forces" outside quotations)."""
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

    def last_told(self, spot: Spot, *events: Event) -> tuple[Event, str | None] | None:
        """Return the last event of these kinds told of a place, with its holder."""
        key = spot.key
        for place, event, holder in reversed(self.told):
            if place == key and (event in events or not events):
                return event, holder
        return None

    def enemy_of(self, side: str | None) -> str | None:
        """Return the side that fights this one: its opponent, else the other one the story names most."""
        fixed = self.cast.sides.opponent(side)
        if side is None or not self.cast.sides.is_side(side):
            return fixed
        others = Counter(
            actor.side for actor in self.cast.actors
            if actor.side != side and self.cast.sides.is_side(actor.side) and _acts(actor)
        )  # fmt: skip
        if not others:
            spoken = {a.side for a in self.cast.actors if a.side != side and self.cast.sides.is_side(a.side)}
            return fixed or (spoken.pop() if len(spoken) == 1 else None)
        most, times = others.most_common(1)[0]
        return fixed if fixed is not None and 3 * others[fixed] >= times else most

    def main_attacker(self) -> str | None:
        """Return the side that was told to take or attack most, none where two did as much."""
        most = Counter(side for _, side in self.attacks).most_common(2)
        if not most or (len(most) == 2 and most[0][1] == most[1][1]):
            return None
        return most[0][0]

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


def _leads(cast: Cast, mention: Mention) -> bool:
    """Return True for the surname of a leader that is spelled like a place, where no "in" or "near" stands before."""
    if any(mention.text in names for names in table("actors")["countries"].values()):
        return False
    start, end = mention.span.start, mention.span.end
    named = [a for a in cast.within(start, end) if a.kind is Kind.LEADER and a.start <= start and end <= a.end]
    before = cast.text[max(0, mention.span.start - 24) : mention.span.start]
    if named and re.search(r"\b(?:quotes?|message|statement|word)\s+(?:from|of)\s+$", before, re.IGNORECASE):
        return True
    return bool(named) and not re.search(r"\b(?:in|at|near|from|into|around|of)\s+$", before)


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
    known = discover(article.text, [_trimmed(mention) for mention in mentions if not _leads(cast, mention)], cast)
    sentences = split_sentences(article.text)
    return Story(
        article=article,
        theatre=theatre,
        cast=cast,
        mentions=known,
        slots=all_slots(article.text, known, cast, theatre),
        sentences=sentences,
        dates=find_dates(article.text, article.published),
        own_voice=_own_voice(article.text),
        house_monitor=_house_monitor(article.outlet, sides),
        speakers=Speakers(cast, _house(article.outlet, sides), tuple(sentence.start for sentence in sentences)),
    )


_OURS = re.compile(
    r"\b(?:our|ours)\s+(?:\w+\s+)?(?:troops|forces|fighters|soldiers|units|hands|positions|comrades|army|control|heroes|men)\b",
    re.IGNORECASE,
)


def _own_voice(text: str) -> bool:
    """Return True for a statement in the first person: "our troops" twice outside quotations."""
    return len(_OURS.findall(re.sub(r"[\"“][^\"“”]*[\"”]", " ", text))) >= 2


def _house_monitor(outlet: str, sides: Sides) -> Speaker | None:
    """Return the observatory that printed the article, none where it is an ordinary outlet or an analyst."""
    found = next((actor for actor in sides.find(outlet) if actor.side == "monitor"), None)
    if found is None or not re.search(r"\bobservatory\b|\bSOHR\b", outlet, re.IGNORECASE):
        return None
    return Speaker(name=found.name, side="monitor")


def _house(outlet: str, sides: Sides) -> str:
    """Return the side whose own outlet printed the article, or nothing."""
    found = [actor for actor in sides.find(outlet) if actor.kind is Kind.SOURCE]
    return next((actor.side for actor in found if sides.is_side(actor.side)), "")
