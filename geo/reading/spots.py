"""Which places a noun means: "Saraqeb", "the town of Saraqeb", "most of it", "the latter", "which"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.reading.back import homes, is_area, nearest_spots, spot_of
from geo.reading.clause import antecedent, child, with_conjuncts
from geo.reading.lexicon import words
from geo.reading.names import SlotKind
from geo.reading.proper import proper_name, unknown_name
from geo.reading.sentences import Parsed
from geo.reading.sites import called_spots, facility_spots
from geo.reading.story import Extent, Spot, Story

_PLACE = SlotKind.PLACE


def spots_of(story: Story, parsed: Parsed, token: Token, depth: int = 0) -> list[Spot]:
    """Return the places that ``token`` (a noun or pronoun) stands for; empty where it is none."""
    if depth > 5:
        return []
    low = token.lower_
    if parsed.slot(token, _PLACE) is not None:
        return _epithet(story, parsed, token) or _slot_spots(parsed, token)
    if token.tag_ in {"WDT", "WP"} or low in {"which", "where"}:
        return _relative(story, parsed, token, depth)
    if low in _COUNTS and token.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass", "conj"}:
        counted = _counted(story, parsed, token)
        if counted:
            return counted
    if low in {"it", "them", "there", "latter", "former", "both", "one", "ones"} and parsed.slot(token) is None:
        return _pronoun(story, parsed, token)
    found = _portion(story, parsed, token, depth)
    if found is not None:
        return found
    if low in words("control", "words", "edge"):
        return []
    if low in words("control", "words", "facility"):
        return facility_spots(story, parsed, token, depth)
    if low in words("control", "words", "settlement"):
        return _settlement(story, parsed, token, depth)
    if token.tag_ in {"NNP", "NNPS"} and parsed.slot(token) is None:
        return unknown_name(story, parsed, token)
    return _explained(parsed, token)


def _explained(parsed: Parsed, token: Token) -> list[Spot]:
    """Read "a third, X, changed hands", "their last redoubt, X": the name explains the noun."""
    if parsed.slot(token) is not None or token.lower_ in words("actors", "forces", "nouns") or token.tag_ == "PRP":
        return []
    name = next((kid for kid in token.children if kid.dep_ == "appos" and parsed.slot(kid, _PLACE) is not None), None)
    return _slot_spots(parsed, name) if name is not None and name.i > token.i and name.i - token.i <= 4 else []


_WINDS = frozenset(("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"))
"""Directions: "X, south of Y" says nothing about Y, "the south of Y" does."""
_CORE = frozenset(("centre", "center", "downtown", "heart"))
"""Who takes the centre has taken the town."""
_INNER = frozenset(("centre", "center", "downtown", "streets", "heart"))
"""Parts that a town spoken of has without saying whose they are."""
_BETWEEN = re.compile(r"\bbetween\s[^.;]+\sand\s[^.,;]{3,30}\s$", re.IGNORECASE)
"""Between two places "it" is the road."""
_WARDS = frozenset(
    ("neighbourhoods", "neighborhoods", "quarters", "wards", "districts", "blocks", "buildings", "houses")
)
_SOME = frozenset(("some", "several", "few", "many", "two", "three", "four", "certain", "various"))
"""With these, wards and blocks are those of the town spoken of."""
_SECTORS = frozenset(
    ("northern", "southern", "eastern", "western", "central", "industrial", "residential", "remaining", "outer")
)
_GROUND = frozenset(("territory", "area", "expanse", "streets", "built-up"))
"""With "of" these mean the whole place: "the entire territory of X"."""
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "pair": 2, "trio": 3}


def _counted(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return the list of places that "all three", "the two" mean."""
    if not any(kid.lower_ in {"all", "the", "these", "those"} for kid in token.children):
        return []
    offset, size = parsed.start(token), _COUNTS[token.lower_]
    back = [slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset][:6]
    slot = next((slot for slot in back if len(slot.mentions) == size), None)
    return [spot_of(mention) for mention in slot.mentions] if slot is not None else []


def _epithet(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Follow "the northern Shan city" to the city told before: a region and a kind are no name."""
    slot = parsed.slots[token.i]
    match = re.match(r"(?:north|south|east|west)\w*\s.*\b(city|town|village)$", story.text[slot.start : slot.end])
    if match is None or not any(kid.lower_ in {"the", "that", "this"} for kid in token.children):
        return []
    return nearest_spots(story, parsed, slot.start, match.group(1))


def _slot_spots(parsed: Parsed, token: Token, extent: Extent = "whole") -> list[Spot]:
    slot = parsed.slot(token, _PLACE)
    if slot is None:
        return []
    return [
        Spot(name=mention.text, mention=mention, start=mention.span.start, end=mention.span.end, extent=extent)
        for mention in slot.mentions
    ]


def _portion(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot] | None:
    """Read "most of X", "parts of X", "X's centre"; none where the token is no portion noun."""
    low = token.lower_
    if token.i and token.nbor(-1).text == "-" and token.tag_.startswith("NNP") and token.text[:1].isupper():
        return None
    if low in _WINDS and not any(kid.dep_ in {"det", "poss", "compound"} for kid in token.children):
        return [] if any(kid.dep_ == "prep" and kid.lower_ == "of" for kid in token.children) else None
    every = any(kid.lower_ in {"every", "all", "each"} for kid in token.children if kid.dep_ in {"det", "predet"})
    whole = low in words("control", "words", "whole") or low.isdigit() or every
    whole = whole or (low in _GROUND and any(kid.lower_ == "of" for kid in token.children))
    part = low in words("control", "words", "part")
    if not whole and not part:
        return None
    named = next((kid for kid in token.children if kid.dep_ == "compound" and parsed.slot(kid, _PLACE)), None)
    if named is not None and low in {"north", "south", "east", "west"}:
        return _slot_spots(parsed, named)
    inner: list[Spot] = []
    of = next((kid for kid in token.children if kid.dep_ == "prep" and kid.lower_ in {"of", "in"}), None)
    target = child(of, "pobj") if of is not None else None
    if target is not None:
        inner = spots_of(story, parsed, target, depth + 1)
    elif (owner := child(token, "poss")) is not None and owner.lower_ in {"its", "their"}:
        inner = nearest_spots(story, parsed, parsed.start(owner))
    elif (owner := child(token, "poss", "compound", "nmod")) is not None:
        inner = spots_of(story, parsed, owner, depth + 1)
        if not inner and low in _CORE and owner.lower_ in {"town", "city", "village"} and owner.dep_ == "compound":
            inner = nearest_spots(story, parsed, parsed.start(owner), owner.lower_)
    elif low in _INNER or (
        low != "side" and any(kid.lower_ in _SECTORS for kid in token.children if kid.dep_ in {"amod", "compound"})
    ):
        stated = any(kid.lower_ in {"the", "some", "several"} for kid in token.children if kid.dep_ == "det")
        inner = nearest_spots(story, parsed, parsed.start(token), "city") if stated else []
    if not inner and low in _WARDS and any(kid.lower_ in _SOME for kid in token.children):
        inner = nearest_spots(story, parsed, parsed.start(token), "city")
    if not inner and low in words("control", "words", "settlement"):
        return None
    if whole or not inner or low in _CORE or (low in _WARDS | {"suburbs"} and len(inner) > 1):
        return inner
    return [Spot(name=spot.name, mention=spot.mention, start=spot.start, end=spot.end, extent="part") for spot in inner]


def _settlement(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    """Read "the town of X", "X city", "the town, X", or "the town" alone."""
    of = next((kid for kid in token.children if kid.dep_ == "prep" and kid.lower_ in {"of", "called", "named"}), None)
    target = child(of, "pobj") if of is not None else None
    if target is not None and token.lower_ == "capital":
        return _seat_of(story, parsed, token)
    if target is not None and token.lower_ in {"hub", "gateway", "centre", "hometown"}:
        named = _slot_spots(parsed, target) if token.lower_ == "hub" else []
        return named if not any(map(is_area, named)) else []
    if target is not None:
        found = spots_of(story, parsed, target, depth + 1)
        own = parsed.doc[token.i - 1] if token.i else token
        if own.dep_ == "compound" and own.head.i == token.i and (named := _slot_spots(parsed, own)):  # noqa: SIM102
            if found and all(map(is_area, found)) and not any(map(is_area, named)):
                return named
        if found and (_slot_or_proper(parsed, target)):
            return [*found, *_more_of(story, parsed, token, target, depth)]
    for kid in token.children:
        if kid.dep_ in {"compound", "nmod", "appos", "amod", "poss"} and parsed.slot(kid, _PLACE) is not None:
            wide = token.lower_ == "capital" and any(map(is_area, _slot_spots(parsed, kid)))
            if wide and kid.dep_ != "appos":
                return _seat_of(story, parsed, token)
            if kid.dep_ == "poss" and token.lower_ in words("control", "anaphora", "plural"):
                continue
            return _slot_spots(parsed, kid)
    if token.i + 1 < len(parsed.doc):
        following = parsed.doc[token.i + 1]
        if parsed.slot(following, _PLACE) is not None:
            return _slot_spots(parsed, following)
    if token.dep_ == "attr" and (who := child(token.head, "nsubj")) is not None and parsed.slot(who, _PLACE):
        return _slot_spots(parsed, who)
    listed = _listed(story, parsed, token) or called_spots(story, parsed, token, depth)
    if listed:
        return listed
    name = proper_name(parsed, token)
    if name:
        return name
    if token.dep_ == "appos" and parsed.slot(token.head, _PLACE) is not None:
        return described(parsed, token)
    return back(story, parsed, token)


def described(parsed: Parsed, token: Token) -> list[Spot]:
    """Return X for "a city" in "X in Y Oblast, a city that": a region is no town."""
    found = _slot_spots(parsed, token.head)
    prep = token.head.head
    if token.lower_ in words("control", "anaphora", "plural") or not all(map(is_area, found)):
        return found
    if prep.dep_ == "prep" and prep.lower_ in {"in", "of"} and parsed.slot(prep.head, _PLACE) is not None:
        inner = _slot_spots(parsed, prep.head)
        return found if any(map(is_area, inner)) else inner
    return found


def _seat_of(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return the town that "the state capital", "the capital of the region" means: the one told before."""
    if token.dep_ in {"appos", "attr"} or not any(kid.lower_ == "the" for kid in token.children):
        return []
    floor = story.sentences[max(0, parsed.sentence.index - 1)].start
    found = nearest_spots(story, parsed, parsed.start(token.left_edge), "capital")
    return [spot for spot in found if spot.start >= floor]


def _more_of(story: Story, parsed: Parsed, token: Token, target: Token, depth: int) -> list[Spot]:
    """Return what is joined to A in "the villages of A, B farms and C", where a name breaks the list."""
    plural = token.lower_ in words("control", "anaphora", "plural")
    kinds = words("control", "words", "settlement") | words("control", "words", "facility")
    joined = [
        kid for kid in with_conjuncts(target)
        if kid.i > target.i and kid.tag_.startswith("NN")
        and (plural or (kid.lower_ in kinds and any(k.dep_ == "det" for k in kid.children)))
    ]  # fmt: skip
    return [spot for kid in joined for spot in spots_of(story, parsed, kid, depth + 1)]


def _slot_or_proper(parsed: Parsed, token: Token) -> bool:
    return (
        parsed.slot(token, _PLACE) is not None
        or token.tag_.startswith("NNP")
        or token.lower_ in words("control", "words", "settlement")
    )


def _listed(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Read "three villages: A, B and C" and "20 towns, including A and B"."""
    if token.lower_ not in words("control", "anaphora", "plural"):
        return []
    begin = parsed.end(token)
    for slot in parsed.slots.values():
        if slot.kind is not _PLACE or slot.start < begin:
            continue
        if re.match(r"\s+(?:are\s+|were\s+)?among\s+(?:them|these|those)\b", story.text[slot.end : slot.end + 30]):
            return [spot_of(mention) for mention in slot.mentions]
        gap = story.text[begin : slot.start]
        if re.search(
            r"(?::|,?\s*[-–—]|\b(?:including|among them|one of them|among these|first of all|such as|namely|notably|like|are|were|included|include)\b(?:\s+that of)?)\s*(?:the\s+)?(?:(?:key|strategic)\s+)?(?:(?:town|village|citie|area|settlement)s?\s+(?:of\s+)?)?$",  # noqa: E501
            gap,
        ):
            return [
                Spot(name=m.text, mention=m, start=m.span.start, end=m.span.end, plural=True) for m in slot.mentions
            ]
    return []


def _relative(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    clause = token.head
    for _ in range(4):
        if clause.dep_ == "relcl":
            return spots_of(story, parsed, clause.head, depth + 1)
        clause = clause.head
    noun = antecedent(token.head)
    return spots_of(story, parsed, noun, depth + 1) if noun is not None else []


def _pronoun(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    low, offset = token.lower_, parsed.start(token)
    if low in {"latter", "former"}:
        back = [slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset]
        slot = next((slot for slot in back[:4] if len(slot.mentions) > 1), back[0] if back else None)
        if slot is None:
            return []
        mention = slot.mentions[-1] if low == "latter" else slot.mentions[0]
        return [spot_of(mention)]
    if low in {"both", "them"}:
        slot = next((slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset), None)
        if slot is not None and len(slot.mentions) > 1:
            return [spot_of(mention) for mention in slot.mentions]
        if low == "them":
            return []
    if low in {"one", "ones"}:
        return []
    if low == "it" and _BETWEEN.search(story.text[parsed.sentence.start : offset]):
        return []
    return (_same_sentence(story, parsed, token) if low == "it" else []) or nearest_spots(story, parsed, offset)


def _same_sentence(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return the place of "the palace" before "it" in the sentence, where no name stands between."""
    kinds = words("control", "anaphora", "town") | words("control", "words", "landmark")
    verb = token.head
    if token.dep_ == "dobj" and verb.dep_ == "conj":
        taken = child(verb.head, "dobj")
        found = spots_of(story, parsed, taken) if taken is not None and taken.tag_ != "PRP" else []
        if found:
            return found
    for noun in reversed(parsed.doc[: token.i]):
        if parsed.slot(noun, _PLACE) is not None:
            return []
        if noun.lower_ in kinds and [kid.lower_ for kid in noun.children] in (["the"], ["this"], ["that"]):
            return spots_of(story, parsed, noun)
    return []


def back(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Follow "the town" to the place last spoken of."""
    low, offset = token.lower_, parsed.start(token)
    if low in words("control", "anaphora", "plural"):
        near = any(kid.lower_ in {"both", "the", "these", "two", "three", "those", "all"} for kid in token.children)
        slot = next((slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset), None)
        recent = [spot for _, spot in story.recent[-1:] if near]
        if near and (joined := _joined_before(story, parsed, token)):
            return joined
        if near and slot is not None and len(slot.mentions) > 1:
            return [spot_of(mention) for mention in slot.mentions]
        if (size := _number_of(token)) > 0:
            floor = story.sentences[max(0, parsed.sentence.index - 3)].start
            earlier = [s for s in story.slots if s.kind is _PLACE and floor <= s.start and s.end <= offset]
            fitting = [s for s in earlier if len(s.mentions) == size] or [s for s in earlier if len(s.mentions) > 1]
            if fitting:
                return [spot_of(mention) for mention in fitting[-1].mentions]
        return recent if recent and recent[0].plural else []
    if low not in words("control", "anaphora", "town"):
        return []
    fixed = any(
        kid.dep_ in {"det", "poss"} and kid.lower_ in {"the", "this", "that", "its", "their", "our", "my", "your"}
        for kid in token.children
    )
    bare = not any(kid.dep_ in {"det", "nummod", "poss"} for kid in token.children)
    idiom = bare and low == "town" and token.dep_ == "pobj" and token.head.lower_ in {"in", "into"}
    if not fixed and not idiom and not (bare and token.i == 0):
        return []
    if any(kid.dep_ == "prep" and kid.lower_ == "of" for kid in token.children):
        return []
    if any(kid.lower_ in {"our", "my"} for kid in token.children) and (home := homes(story, parsed, offset)):
        return home
    return nearest_spots(story, parsed, offset, low)


def _number_of(noun: Token) -> int:
    """Return how many places "both towns", "the three villages" are, 0 where it is not said."""
    return next((_SIZES[kid.lower_] for kid in noun.children if kid.lower_ in _SIZES), 0)


_SIZES = {"both": 2, "two": 2, "three": 3, "four": 4}


def _joined_before(story: Story, parsed: Parsed, noun: Token) -> list[Spot]:
    """Return A and B for "the two villages" after "A and B" in the sentence, names of no gazetteer among them."""
    size = _number_of(noun)
    for first in reversed(parsed.doc[: noun.i]) if size else ():
        plain = first.tag_.startswith("NNP") and first.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass"}
        if not plain or parsed.slot(first, *_NO_PLACES) is not None:
            continue
        listed = [kid for kid in with_conjuncts(first) if kid.tag_.startswith("NNP") and kid.i < noun.i]
        if len(listed) > 1:
            found = [spot for kid in listed for spot in spots_of(story, parsed, kid, 1)]
            return found if len(found) == size else []
    return []


_NO_PLACES = tuple(kind for kind in SlotKind if kind is not SlotKind.PLACE)
