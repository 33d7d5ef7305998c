"""Which place "it", "the town" or "the base" means: the candidates before it, ranked by how salient they are.

A place that a statement was just about, or that the same kind noun introduced ("X, a village"), is
meant rather than one that only says where something lies ("a base in X", "X, south of Y"), where a
speaker stands ("a source in X"), or a side that goes by the name of its capital.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.model import Mention
from geo.reading.lexicon import forms, words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

REACH = 4
"""Sentences that a pronoun reaches back."""

_AREAS = frozenset(("region", "province", "area", "island", "peninsula", "state", "governorate", "enclave", "pocket"))
_TOWNS = frozenset(("town", "city", "village", "settlement", "hamlet", "township", "capital", "municipality"))
_QUARTERS = frozenset(("district", "quarter", "neighbourhood", "neighborhood", "suburb"))

_SITE = re.compile(
    r"\b(?:stronghold|base|airbase|airport|airfield|command|headquarters|hq|post|posts|outpost|bridge|hill|hills|station|"
    r"barracks|camp|garrison|plant|palace|hospital|stadium|citadel|prison|refinery|checkpoint|battalion|division|brigade|"
    r"regiment|mountain|dam|factory|complex|university|academy|school|port|harbour|mine|fort|fortress|castle|mosque|terminal|"
    r"ministry|field|oilfield|crossing|junction|roundabout|market|depot|power plant|silos|cemetery|tower|gate)"
    r"(?:\s+\d+)?$",
    re.IGNORECASE,
)
"""Names of sites, which "the town" never means."""

_DISTANCE = re.compile(
    r"(?:\b(?:km|kilomet(?:er|re)s?|miles?|metres?|meters?)\b[^.,]{0,20}|\b(?:north|south|east|west|near|outside|between|towards?|[a-z]+ern)\b(?:[- ]?(?:north|south|east|west)(?:ern)?)?)"  # noqa: E501
    r"\s*(?:of|from|to|the)?\s*(?:the\s+)?(?:city of |town of |capital )?$"
)
_EMBEDDED = re.compile(
    r"\b(?:in|near|at|outside|around|from|to|towards?|beyond|above|between|with)\s+(?:the\s+)?(?:\w+\s+of\s+)?$"
)
_ROAD_TO = re.compile(
    r"\b(?:road|highway|motorway|route|way|line)\s+(?:from|to|towards?|between)\s+(?:the\s+)?(?:\w+\s+of\s+)?$"
)
_GOAL = re.compile(
    r"\b(?:advanc|mov|push|march|head|press|proceed|rac|sweep)(?:e|ed|es|ing|s)?\s+(?:on\s+|(?:from|out\s+of)\s+[^,.;]{3,24}\s)?"
    r"(?:to|towards?)\s+(?:the\s+)?(?:\w+\s+of\s+)?$"
)
"""Where troops are going is what they take next."""
_OF = re.compile(r"\b(?P<noun>\w+)\s+of\s+(?:the\s+)?$")
_WIND = re.compile(
    r"^(?:north|south|east|west|central|rural|greater)\w*[- ]|\b(?:countryside|province|governorate|region|oblast|state|axis|corridor|front)$",  # noqa: E501
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    spot: Spot
    score: float


def spot_of(mention: Mention) -> Spot:
    """Return the spot of a mention as a whole."""
    return Spot(name=mention.text, mention=mention, start=mention.span.start, end=mention.span.end)


def nearest_spots(story: Story, parsed: Parsed, offset: int, noun: str = "") -> list[Spot]:
    """Return the place that a pronoun or "the ``noun``" at ``offset`` most likely means; none where nothing fits."""
    index = parsed.sentence.index
    floor = story.sentences[max(0, index - REACH)].start
    itself = re.match(r"\w+\s+itself\b", story.text[offset : offset + 40]) is not None
    if noun and re.search(r"\bthat\s+$", story.text[max(0, offset - 8) : offset]):  # "fled to X and hold that town"
        here = [
            spot for spot in _candidates(story, parsed.sentence.start, offset) if _fit(story, spot, noun) is not None
        ]
        if here:
            return here[:1]
    found = [
        _Candidate(spot=spot, score=score)
        for spot in _candidates(story, floor, offset)
        if (score := _score(story, parsed, spot, offset, noun, itself=itself)) is not None
    ]
    if not found:
        return []
    best = max(found, key=lambda item: item.score)
    return [best.spot]


def _candidates(story: Story, floor: int, offset: int) -> list[Spot]:
    """Return the spots named or claimed in ``[floor, offset)``, latest first."""
    roads = [slot for slot in story.slots if slot.kind is SlotKind.ROAD and floor <= slot.start < offset]
    named = [
        _with_site(story, m) for m in story.mentions
        if floor <= m.span.start and m.span.end <= offset
        and not any(road.start <= m.span.start < road.end for road in roads)
    ]  # fmt: skip
    spots = {(spot.start, spot.end): spot for spot in named}
    for _, spot in story.recent[-8:]:
        if spot.end <= offset:
            spots.setdefault((spot.start, spot.end), spot)
    return sorted(spots.values(), key=lambda spot: -spot.start)


_SITE_AFTER = re.compile(
    r"\s+(?:(?:international|military|air|civilian)\s+)?(?:airport|airbase|base|airfield|bridge|refinery|prison|dam|port)\b"
)


def _with_site(story: Story, mention: Mention) -> Spot:
    """Return "Khartoum airport" for the name of the town before "airport"."""
    spot = spot_of(mention)
    after = _SITE_AFTER.match(story.text, spot.end)
    if after is None:
        return spot
    return Spot(name=story.text[spot.start : after.end()], mention=mention, start=spot.start, end=after.end())


def _score(story: Story, parsed: Parsed, spot: Spot, offset: int, noun: str, *, itself: bool = False) -> float | None:
    fit = _fit(story, spot, noun)
    if fit is None or (is_reference(story.text, spot) and not itself) or _stands_for_side(story, spot):
        return None
    home = next((s for s in story.sentences if s.start <= spot.start < s.end), None)
    if home is None:
        return None
    here = parsed.sentence
    away = here.index - home.index
    if home.headline and not here.headline:
        away = max(away, 2)
    if (
        noun in {"city", "capital"}
        and away > 2
        and spot.mention is not None
        and spot.mention.place
        and _in_headline(story, spot)
    ):
        away = 2
    nth, at = next(((n, i) for n, (i, other) in enumerate(reversed(story.recent)) if _same(other, spot)), (-1, None))
    if away > REACH and (at is None or here.index - at > 3):
        return None
    score = fit - 1.0 * min(away, REACH + 1)
    if at is not None and here.index - at <= 3:
        score += 1.6 - 0.3 * (here.index - at) + (0.5 if nth == 0 else 0.0)
    score += _role(story, home.start, spot)
    if home.index == here.index and _BODY.match(story.text, spot.end):
        score += 2.0
    return score - (offset - spot.start) / 10_000


_BODY = re.compile(
    r"(?:[’']s)?\s+(?:(?:municipal|local|town|city|civilian|military|administrative|revolutionary)\s+)?"
    r"(?:council|municipality|mayor|administration|resident|teacher|official|councillor)"
)
"""Who speaks for a town means it by "the city"."""


def _in_headline(story: Story, spot: Spot) -> bool:
    """Return True for a place that the headline names: the story is about it."""
    end = story.sentences[0].end if story.sentences and story.sentences[0].headline else 0
    return any(m.span.end <= end and _same(spot_of(m), spot) for m in story.mentions[:6])


def _role(story: Story, floor: int, spot: Spot) -> float:
    """Return what the words before a name say about it: subject first, embedded names last."""
    before = story.text[max(floor, spot.start - 60) : spot.start]
    if _speaker_place().search(before):
        return -3.0
    of = _OF.search(before)
    if of is not None:
        known = words("control", "words", "settlement") | _event_nouns()
        return 0.0 if of.group("noun").casefold() in known else -0.8
    if _ROAD_TO.search(before):
        return -2.0
    if _GOAL.search(before):
        return 0.3
    if _EMBEDDED.search(before) or before == "From ":
        scene = re.fullmatch(r"\s*(?:In|At|Inside)\s+", before) and story.text[spot.end : spot.end + 1] == ","
        return 0.9 if scene else -0.8
    return 0.5 if not before.strip(' "“‘') else 0.0


@lru_cache(maxsize=1)
def _event_nouns() -> frozenset[str]:
    groups = ("gained", "fall", "lost", "besieged", "control")
    return frozenset().union(*(words("control", "nouns", group) for group in groups))


@lru_cache(maxsize=1)
def _speaker_place() -> re.Pattern[str]:
    """Return the pattern of "a source in", "told reporters in", "who lives in" before a name."""
    people = "|".join(sorted((re.escape(w) for w in words("actors", "speakers", "generic")), key=len, reverse=True))
    cues = "|".join(sorted(forms("reporting", "cues", "plain") | {"told"}, key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?:{people})s?|reporters?|journalists?|centre|center|headquarters|liv(?:es|ed|ing)|based|fled)\s+(?:\w+\s+)?(?:in|at|from|to|near)\s+(?:the\s+)?$"
        rf"|\b(?:{cues})\s+(?:\w+\s+){{0,3}}(?:in|at|from)\s+$",
        re.IGNORECASE,
    )


def _same(one: Spot, other: Spot) -> bool:
    if one.mention is not None and one.mention is other.mention:
        return True
    if one.name == other.name:
        return True
    a = one.mention.place if one.mention is not None else None
    b = other.mention.place if other.mention is not None else None
    return a is not None and b is not None and a.id == b.id


def _stands_for_side(story: Story, spot: Spot) -> bool:
    """Return True for "Damascus denied": the name of a capital that stands for a side."""
    if not any(actor.start < spot.end and spot.start < actor.end for actor in story.cast.within(spot.start, spot.end)):
        return False
    before = story.text[max(0, spot.start - 30) : spot.start]
    return not re.search(
        r"\b(?:in|at|near|into|inside|outside|around|town of|city of)\s+(?:the\s+|\w+ern\s+)?$", before
    )


def is_reference(text: str, spot: Spot) -> bool:
    """Return True for a place that only says where another one lies ("15 km east of Idlib city")."""
    before = text[max(0, spot.start - 45) : spot.start]
    return bool(_DISTANCE.search(before)) and not _GOAL.search(before)


def _fit(story: Story, spot: Spot, noun: str) -> float | None:
    """Return how well a place suits the noun, none where it cannot be meant."""
    area, site, name = is_area(spot), _is_site(story, spot), spot.name
    place = spot.mention.place if spot.mention is not None else None
    if noun in _AREAS:
        return 0.8 if area else (0.3 if noun in {"area", "enclave", "pocket"} else -0.5)
    if area:
        return None if noun else (-1.2 if _WIND.search(name) else -0.6)
    if not noun:
        return 0.0
    score = _introduced(story, spot, noun)
    if noun in _TOWNS:
        if site or (noun == "capital" and score == 0.0 and place is not None and place.kind != "city"):
            return None
        return (
            None
            if score == 0.0 and _is_quarter(story, spot)
            else score + _size(spot, noun) - _smaller(story, spot, noun)
        )
    if noun in _QUARTERS:
        settled = place is not None and place.population >= 30_000
        return score - (1.5 if settled else 0.0)
    if noun in {"place", "locality", "community", "stronghold", "port", "outpost"}:
        return score
    return score if score > 0 else (0.0 if site and noun in {"base", "position"} else None)


def is_area(spot: Spot) -> bool:
    """Return True for a province, a countryside or "northern X"."""
    place = spot.mention.place if spot.mention is not None else None
    return place.is_area if place is not None else bool(_WIND.search(spot.name))


def _is_site(story: Story, spot: Spot) -> bool:
    """Return True for "X Hill", and for "X" where the text calls it so before."""
    if _SITE.search(spot.name):
        return True
    full = rf"\b{re.escape(spot.name)}\s+(?:Hill|Heights?|Ridge|Mountain|Base|Airbase|Dam|Bridge|Castle|Camp)\b"
    return " " not in spot.name and re.search(full, story.text[: spot.end]) is not None


def _size(spot: Spot, noun: str) -> float:
    place = spot.mention.place if spot.mention is not None else None
    if place is None:
        return 0.0
    if noun in {"village", "hamlet", "settlement"}:
        return -1.5 if place.kind == "city" or place.population >= 100_000 else 0.2
    if noun in {"city", "capital"}:
        return -1.0 if place.kind in {"village", "hamlet"} else (0.4 if place.kind == "city" else 0.0)
    return -0.4 if place.kind == "city" else 0.0


def _is_quarter(story: Story, spot: Spot) -> bool:
    """Return True for "the neighbourhood of X", "X quarter": no town."""
    place = spot.mention.place if spot.mention is not None else None
    if place is not None and (place.kind in {"city", "town"} or place.population >= 5_000):
        return False
    return any(_called(story.text, spot.name, kind) > 0 for kind in ("neighbourhood", "neighborhood", "quarter"))


def _smaller(story: Story, spot: Spot, noun: str) -> float:
    """Return what tells against "the city" for "the village of X"."""
    if noun not in {"city", "capital"}:
        return 0.0
    called = max(_called(story.text, spot.name, kind) for kind in ("village", "hamlet", "settlement"))
    return 1.5 if called > 0 and _called(story.text, spot.name, noun) == 0 else 0.0


def _introduced(story: Story, spot: Spot, noun: str) -> float:
    """Return a bonus for "the village of X", "X, a village", "X airport" in any mention of the name."""
    if re.search(rf"\b{re.escape(noun)}$", spot.name, re.IGNORECASE):
        return 1.2
    return _called(story.text, spot.name, noun)


@lru_cache(maxsize=1024)
def _called(text: str, name: str, noun: str) -> float:
    for match in re.finditer(re.escape(name), text):
        before = text[max(0, match.start() - 40) : match.start()].casefold()
        after = text[match.end() : match.end() + 60].casefold()
        if re.search(rf"\b{noun}s?\s+(?:of\s+)?(?:\w+\s*,?\s+(?:and\s+)?){{0,4}}$", before):
            return 2.2
        if re.match(rf"(?:\s+|,\s+(?:an?|the|another|its|whose)\s+(?:[\w'’-]+\s+){{0,3}}){noun}\b", after):
            return 2.2
    return 0.0


_FROM = re.compile(
    r"\b(?:resident|teacher|man|woman|native|villager|shopkeeper|farmer|doctor|mayor|activist|inhabitant|trader|\w+)\s+(?:from|in|of)\s+$"
)


def homes(story: Story, parsed: Parsed, offset: int) -> list[Spot]:
    """Return X for "our town" in the words of "a teacher from X"."""
    for mention in story.mentions:
        if offset < mention.span.start < parsed.sentence.end:
            before = story.text[offset : mention.span.start]
            if re.search(r"[”\"]", before) and _FROM.search(before):
                return [spot_of(mention)]
    return []
