"""Find the place names of a text and say which place of the theatre each one means.

The name pass needs no language model: it looks up capitalised word groups in the gazetteer, longest
first, in the spelling of the text and under its transliteration key; then the resolver weighs the
bearers of each name against the rest of the story (``geo.places.resolve``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.model import Mention, Span
from geo.places.areas import Phrase, read_phrase
from geo.places.discover import alike, discover
from geo.places.gazetteer import Gazetteer, Hit, load_gazetteer
from geo.places.lexicon import lexicon
from geo.places.overrides import Override
from geo.places.resolve import Spotted, one_sense, resolve_story
from geo.places.roles import is_government, is_part_of_other_name
from geo.places.tokens import ARTICLES, Token, joined, title_lines, tokenize
from geo.theatre import Theatre

LONGEST = 6
"""Most words in a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A text cut into words, with the lines whose capitals are headline style."""

    text: str
    tokens: tuple[Token, ...]
    headlines: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Story:
        """Cut ``text`` into words."""
        return cls(text=text, tokens=tuple(tokenize(text)), headlines=tuple(title_lines(text)))

    def in_headline(self, token: Token) -> bool:
        """Tell whether a word stands in a line of headline style."""
        return any(start <= token.start < end for start, end in self.headlines)


def find_mentions(text: str, theatre: Theatre | None) -> tuple[Mention, ...]:
    """Return the places named in ``text``, sorted by offset, never overlapping.

    With a theatre, names are looked up in its gazetteer and a name whose bearers cannot be told
    apart stays open (``mention.place is None``, candidates kept). Without one, the text is parsed
    world-wide (``geo.geoparse``).
    """
    if theatre is None:
        from geo.places.anywhere import geoparse  # noqa: PLC0415 - loads the language model

        return geoparse(text)
    gazetteer = load_gazetteer(theatre)
    story = Story.of(text)
    known = spot(story, gazetteer)
    spotted = [item for item in known if is_wanted(item)]
    spotted = sorted([*spotted, *unknown(story, known, gazetteer, theatre)], key=lambda item: item.start)
    resolutions = one_sense(spotted, resolve_story(spotted, gazetteer, theatre))
    return tuple(
        Mention(span=Span(start=s.start, end=s.end), text=text[s.start : s.end], resolution=r)
        for s, r in zip(spotted, resolutions, strict=True)
    )


def unknown(story: Story, known: Sequence[Spotted], gazetteer: Gazetteer, theatre: Theatre) -> Iterator[Spotted]:
    """Yield the names of places that the gazetteer lacks or spells otherwise."""
    taken = [(item.start, item.end) for item in known]
    for first, last in discover(story.text, story.tokens, taken, gazetteer.parties):
        if story.in_headline(story.tokens[first]):
            continue
        start, end = story.tokens[first].start, story.tokens[last - 1].end
        name = story.text[start:end]
        hits = alike(name, gazetteer, theatre)
        yield Spotted(
            start=start, end=end, name=name, hits=hits, phrase=Phrase(start=start, end=end, last=last), text=story.text
        )


def is_wanted(item: Spotted) -> bool:
    """Leave out bare country names and for names that somebody decided are no place."""
    decided = item.override is not None and item.override.place_id is None
    country = all(hit.place.feature_code == "PCLI" for hit in item.hits) and not item.phrase.direction
    return not decided and not country


def spot(story: Story, gazetteer: Gazetteer) -> list[Spotted]:
    """Return the names of the gazetteer in the story, with their candidates, unresolved."""
    found: list[Spotted] = []
    position = 0
    while position < len(story.tokens):
        size, hits = longest_name(story, gazetteer, position)
        if not hits:
            position += 1
            continue
        last = position + size
        phrase = read_phrase(story.text, story.tokens, position, last)
        if accepted(story, position, last, hits, phrase):
            phrase = plain(story, position, last, phrase, hits)
            start = max(phrase.start, found[-1].end if found else 0)
            name = story.text[story.tokens[position].start : story.tokens[last - 1].end]
            decision = decide(story, gazetteer, position, last) if not phrase.direction else None
            found.append(
                Spotted(
                    start=start, end=phrase.end, name=name, hits=hits, phrase=phrase, text=story.text, override=decision
                )
            )
            last = max(last, phrase.last)
        position = last
    return found


def decide(story: Story, gazetteer: Gazetteer, first: int, last: int) -> Override | None:
    """Return what somebody decided about the name in these surroundings, if anything."""
    start, end = story.tokens[first].start, story.tokens[last - 1].end
    before, after = story.text[max(0, start - 60) : start], story.text[end : end + 60]
    return gazetteer.overrides.decide(story.text[start:end], before, after)


def plain(story: Story, first: int, last: int, phrase: Phrase, hits: Sequence[Hit]) -> Phrase:
    """Return the bare name where a direction stands before a town: "west of Saraqib" is Saraqib."""
    if not phrase.direction or any(hit.place.is_area for hit in hits):
        return phrase
    start, end = story.tokens[first].start, story.tokens[last - 1].end
    return Phrase(start=start, end=end, last=last, asks=phrase.asks, said=phrase.said)


def longest_name(story: Story, gazetteer: Gazetteer, position: int) -> tuple[int, tuple[Hit, ...]]:
    """Return the length in words and the bearers of the longest name that starts at ``position``."""
    tokens = story.tokens
    head = tokens[position]
    if not head.capital and not (head.low in ARTICLES and _starts_name(story, position)):
        return 0, ()
    size = 1
    capitals = gazetteer.longest(head.low)
    while (
        size < LONGEST
        and position + size < len(tokens)
        and joined(story.text, tokens[position + size - 1], tokens[position + size])
        and not tokens[position + size].first
        and (size < capitals or tokens[position + size].capital or tokens[position + size].low in ARTICLES)
    ):
        size += 1
    for length in range(size, 0, -1):
        group = tokens[position : position + length]
        hits = _look_up(story, gazetteer, group)
        if hits:
            return length, hits
    return 0, ()


def _starts_name(story: Story, position: int) -> bool:
    """Tell whether a small article stands here, tied to a capital by a hyphen or a space ("al-Eis", "al Bara")."""
    tokens = story.tokens
    return (
        position + 1 < len(tokens)
        and tokens[position + 1].capital
        and joined(story.text, tokens[position], tokens[position + 1])
    )


def _look_up(story: Story, gazetteer: Gazetteer, group: Sequence[Token]) -> tuple[Hit, ...]:
    name = story.text[group[0].start : group[-1].end]
    if len(group) == 1:
        word = group[0]
        if word.low in lexicon().function and word.capital and not word.first and not story.in_headline(word):
            return gazetteer.exact(name)
        if word.low in lexicon().stop or len(word.text) < 2 or (word.text.isupper() and len(word.text) < 4):
            return ()
        return gazetteer.named(name)
    if all(token.capital or token.low in ARTICLES or token.text.isdigit() for token in group):
        return gazetteer.named(name) if group[-1].low not in ARTICLES else ()
    return gazetteer.exact(name)


def accepted(story: Story, first: int, last: int, hits: Sequence[Hit], phrase: Phrase) -> bool:
    """Tell whether the words are a place, not are a government, a person or an organisation instead of a place."""
    if phrase.asks or phrase.direction:
        return True
    if is_government(story.text, story.tokens, first, last, hits):
        return False
    return story.in_headline(story.tokens[first]) or not is_part_of_other_name(story.text, story.tokens, first, last)
