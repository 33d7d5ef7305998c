"""Find the names of places in any text: a language model's entities, corrected by the gazetteer.

The model proposes (GPE, LOC, FAC, and names it took for organisations, peoples or persons); the
gazetteer, the words around a name and the rest of the story decide, and cut the name to its core:
no article, no possessive, no "province" in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from geo.language import load_english, one_thread
from geo.model import Place
from geo.places.lexicon import lexicon
from geo.places.names import fold
from geo.places.spelling import demonyms, variants
from geo.places.world import WorldGazetteer

PLACE_LABELS = ("GPE", "LOC")
LOCATIVE = frozenset(
    [
        "in",
        "near",
        "at",
        "from",
        "to",
        "outside",
        "around",
        "into",
        "across",
        "toward",
        "towards",
        "through",
        "throughout",
        "off",
        "via",
        "inside",
        "between",
    ]
)
ILLNESS = frozenset(
    ["virus", "fever", "disease", "flu", "encephalitis", "syndrome", "strain", "hemorrhagic", "haemorrhagic"]
)
PARTS = re.compile(r"^(?:the|of|and|'s|’s|'|’|-)$", re.IGNORECASE)
DIRECTION = re.compile(
    r"^(?:far|mid|upper|lower|greater|central|downtown|metro|nazi|(?:north|south|east|west)(?:ern)?(?:-?(?:east|west)(?:ern)?)?|(?:north|south)(?:east|west)(?:ern)?)$",
    re.IGNORECASE,
)
SITES = frozenset(
    [
        "road",
        "street",
        "avenue",
        "park",
        "hospital",
        "airport",
        "bridge",
        "square",
        "station",
        "highway",
        "boulevard",
        "lane",
        "beach",
        "creek",
        "museum",
        "stadium",
        "harbour",
        "harbor",
        "mosque",
        "cathedral",
        "church",
        "prison",
        "centre",
        "center",
        "mall",
        "hall",
        "tower",
        "palace",
        "dam",
        "base",
        "camp",
        "island",
        "hills",
        "heights",
        "valley",
        "forest",
        "lake",
        "river",
    ]
)
"""Last words of the names of sites."""

DIVISIONS = frozenset(["county", "parish", "township", "borough", "province", "oblast", "governorate", "prefecture"])
"""Last words of the names of administrative divisions."""

LOCAL = 2_000
"""Inhabitants from which a town of a region that the text names may be meant without further signs."""
BIG = 15_000
"""Inhabitants from which a town is known well enough to be meant without further signs."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A parsed text with what the decisions about its names need."""

    doc: Doc
    gazetteer: WorldGazetteer
    people: frozenset[str] = field(default_factory=frozenset)
    """Folded words that are part of a person's name of several words somewhere in the text."""
    spoken: frozenset[str] = field(default_factory=frozenset)
    """Folded names that the model took for a place somewhere in the text."""
    regions: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Country and name of the first-level regions that the text names."""

    def best(self, name: str) -> Place | None:
        """Return the most important bearer of a name, or none."""
        key = fold(name)
        places = self.gazetteer.named(key)
        if not places:
            for other, how in variants(key):
                if how != "county" and self.gazetteer.named(other):
                    places = self.gazetteer.named(other)
                    break
        main = [place for place in places if fold(place.name) == key or place.feature_code == "PCLI"]
        return next(iter(main or places), None)

    def chief(self, name: str) -> bool:
        """Tell whether a name is that of a country, a populous region or a city of a million."""
        place = self.best(name)
        if place is None or fold(name) in lexicon().generic:
            return False
        if name.isupper() and len(name) < 4 and name not in ("US", "UK", "UAE"):
            return False
        if place.feature_code == "PCLI":
            return True
        own = fold(place.name) == fold(name)
        return own and (place.population >= 1_000_000 or place.feature_code == "PPLC") and place.feature_code != "ADM2"

    def local(self, name: str) -> bool:
        """Tell whether a town of this name lies in a region that the text names."""
        key = fold(name)
        if key in lexicon().generic or not self.regions:
            return False
        towns = [place for place in self.gazetteer.named(key) if place.feature_code.startswith("PPL")]
        return any(
            (t.country, t.admin1) in self.regions and fold(t.name) == key and t.population >= LOCAL for t in towns
        )

    def famous(self, name: str) -> bool:
        """Tell whether a name belongs to a country, a region, a known feature or a town of some size."""
        place = self.best(name)
        if place is None or fold(name) in lexicon().generic:
            return False
        own = fold(place.name) == fold(name) or place.feature_code in ("PCLI", "ADM1")
        return own and (not place.feature_code.startswith("PPL") or place.population >= BIG)


def recognise(text: str, gazetteer: WorldGazetteer, *, peoples: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the place names of ``text``, sorted, never overlapping.

    ``peoples`` also gives demonyms ("Russian") as names of their countries. Raises ModelError where no
    language model is installed.
    """
    with one_thread():
        doc = load_english()(text)
    return from_doc(doc, gazetteer, peoples=peoples)


def from_doc(doc: Doc, gazetteer: WorldGazetteer, *, peoples: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the place names of a parsed text."""
    people = frozenset(fold(token.text) for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1 for token in ent)
    spoken = frozenset(fold(ent.text) for ent in doc.ents if ent.label_ == "GPE")
    scene = Scene(doc, gazetteer, people, spoken)
    scene = replace(scene, regions=_regions(scene))
    spans = [span for ent in doc.ents for span in _from_entity(scene, ent, peoples=peoples)]
    spans += _unnamed(scene, spans)
    return tuple((span.start_char, span.end_char) for span in _apart(spans))


def _regions(scene: Scene) -> frozenset[tuple[str, str]]:
    """Return the first-level regions among the places that the model found."""
    named = [place for ent in scene.doc.ents if ent.label_ == "GPE" for place in scene.gazetteer.named(ent.text)[:3]]
    return frozenset((place.country, place.name) for place in named if place.feature_code == "ADM1")


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, the longer of two that overlap."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _from_entity(scene: Scene, ent: Span, *, peoples: bool) -> Iterator[Span]:
    core = trim(scene, ent)
    if core is None:
        return
    if ent.label_ in PLACE_LABELS:
        if not _vetoed(scene, core):
            yield core
    elif ent.label_ == "NORP":
        if fold(core.text) in demonyms():
            if peoples:
                yield core
        elif scene.best(core.text) is not None and fold(core.text) not in lexicon().generic:
            yield core
        elif peoples:
            yield from (token.doc[token.i : token.i + 1] for token in core if fold(token.text) in demonyms())
    elif ent.label_ == "FAC":
        if scene.best(core.text) is not None or (len(core) > 1 and core[-1].lower_ in SITES):
            yield core
    elif ent.label_ in ("ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"):
        yield from _inside_body(scene, core)
    elif ent.label_ == "PERSON" and _is_place_after_all(scene, core):
        yield core


def trim(scene: Scene, ent: Span) -> Span | None:
    """Cut articles, possessives, small kind words and, where a known name stays, directions off a name."""
    start, end = ent.start, ent.end
    doc = ent.doc
    while start < end and (doc[start].lower_ in ("the", "a", "an") or doc[start].is_punct or doc[start].is_space):
        start += 1
    while end > start and (PARTS.match(doc[end - 1].text) or doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    while end - 1 > start and doc[end - 1].is_lower and doc[end - 1].lower_ in lexicon().kinds:
        end -= 1
    while start < end - 1 and not scene.gazetteer.named(doc[start:end].text) and _loose(doc[start]):
        if (
            not scene.gazetteer.named(doc[start + 1 : end].text)
            and not _loose(doc[start + 1])
            and doc[start + 1].text != "-"
        ):
            break
        start += 1
    while start < end and doc[start].is_space:
        start += 1
    return doc[start:end] if start < end and any(c.isalpha() for c in doc[start:end].text) else None


def _loose(token: Token) -> bool:
    return DIRECTION.match(token.text) is not None or (token.is_lower and token.is_alpha) or token.text == "-"


def _vetoed(scene: Scene, span: Span) -> bool:
    """Tell whether the words around a proposed place speak against it."""
    doc = span.doc
    after = doc[span.end] if span.end < len(doc) else None
    if after is not None and after.lower_ in ILLNESS:
        return True
    known = scene.best(span.text) is not None
    if known:
        return (
            len(span) == 1 and fold(span.text) in scene.people and not _locative(span) and not scene.famous(span.text)
        )
    if fold(span.text) in scene.people:
        return True
    if span[0].text.isupper() and len(span) == 1 and len(span.text) < 6:
        return True
    return not _locative(span)


def _locative(span: Span) -> bool:
    """Tell whether a preposition of place stands before a name."""
    before = span.doc[span.start - 1] if span.start else None
    if before is not None and before.lower_ == "the" and span.start > 1:
        before = span.doc[span.start - 2]
    if before is None:
        return False
    if before.lower_ in LOCATIVE:
        return True
    if before.lower_ == "of" and span.start > 1:
        return (
            span.doc[span.start - 2].lower_ in lexicon().kinds
            or span.doc[span.start - 2].lower_ in lexicon().directions
        )
    return False


def _is_place_after_all(scene: Scene, span: Span) -> bool:
    """Tell whether a name that the model took for a person is a place."""
    if len(span) > 1 and not _locative(span):
        return False
    if fold(span.text) in scene.people and len(span) == 1:
        return False
    return scene.best(span.text) is not None and (_locative(span) or _before_region(scene, span))


def _before_region(scene: Scene, span: Span) -> bool:
    """Tell whether "X, Y" follows with Y a country or region."""
    doc = span.doc
    if span.end + 1 >= len(doc) or doc[span.end].text != ",":
        return False
    place = scene.best(doc[span.end + 1].text)
    return place is not None and place.feature_code in ("PCLI", "ADM1") and doc[span.end + 1].is_title


def _inside_body(scene: Scene, span: Span) -> Iterator[Span]:
    """Yield a place that the model took for an organisation, or the places inside an organisation's name."""
    place = scene.best(span.text)
    if place is not None:
        if (
            scene.chief(span.text)
            or _before_region(scene, span)
            or (_locative(span) and not span.text.isupper())
            or _dateline(span)
            or (scene.local(span.text) and not span.text.isupper())
            or (len(span) > 1 and span[-1].lower_ in DIVISIONS)
        ):
            yield span
        return
    position = span.start
    while position < span.end:
        for size in range(min(4, span.end - position), 0, -1):
            part = span.doc[position : position + size]
            if part[0].text[:1].isupper() and part[-1].text[:1].isupper() and _meant_in_body(scene, part):
                yield part
                position += size - 1
                break
        position += 1


def _meant_in_body(scene: Scene, part: Span) -> bool:
    """Tell whether a word of an organisation's name is a place: a chief one, or one the story speaks of."""
    return scene.chief(part.text) or (fold(part.text) in scene.spoken and scene.best(part.text) is not None)


def _dateline(span: Span) -> bool:
    """Tell whether a name in capitals opens a line and a dash, a bracket or a comma follows."""
    doc = span.doc
    opens = span.start == 0 or doc[span.start - 1].is_space or "\n" in doc[span.start - 1].text_with_ws
    return opens and span.end < len(doc) and doc[span.end].text in ("(", "-", "–", "—", "--", ",", ":")


def _unnamed(scene: Scene, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield capitalised names of the gazetteer that the model labelled as nothing."""
    doc = scene.doc
    busy = {i for span in taken for i in range(span.start, span.end)} | {t.i for ent in doc.ents for t in ent}
    position = 0
    while position < len(doc):
        token = doc[position]
        if position in busy or not token.text[:1].isupper() or token.lower_ in lexicon().stop:
            position += 1
            continue
        for size in (3, 2, 1):
            span = doc[position : position + size]
            if len(span) < size or any(t.i in busy for t in span) or not span[-1].text[:1].isupper():
                continue
            if _stands_alone(scene, span):
                yield span
                position += size - 1
                break
        position += 1


def _stands_alone(scene: Scene, span: Span) -> bool:
    if scene.best(span.text) is None or fold(span.text) in scene.people:
        return False
    doc = span.doc
    tied = span.end < len(doc) and doc[span.end].text[:1].isupper() and doc[span.end].is_alpha
    if tied:
        return False
    if _dateline(span) and scene.famous(span.text):
        return True
    return (_locative(span) and scene.famous(span.text)) or (_before_region(scene, span) and not span[0].is_sent_start)
