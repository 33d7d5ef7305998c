"""Which places a noun means: "Saraqeb", "the town of Saraqeb", "most of it", "the latter", "which"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from geo.model import Mention
from geo.reading.clause import antecedent, child, children
from geo.reading.discovery import new_mention
from geo.reading.lexicon import words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed
from geo.reading.story import Extent, Spot, Story

_PLACE = SlotKind.PLACE
_PARTS = frozenset(("old", "new", "inner", "upper", "lower", "central"))
"""Words that name a place only together with its kind: "the Old City"."""
_NO_NAMES = frozenset(
    ["god", "ramadan", "eid", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
)


def spots_of(story: Story, parsed: Parsed, token: Token, depth: int = 0) -> list[Spot]:
    """Return the places that ``token`` (a noun or pronoun) stands for; empty where it is none."""
    if depth > 5:
        return []
    low = token.lower_
    if parsed.slot(token, _PLACE) is not None:
        return _slot_spots(parsed, token)
    if token.tag_ in {"WDT", "WP"} or low in {"which", "where"}:
        return _relative(story, parsed, token, depth)
    if low in {"it", "them", "there", "latter", "former", "both", "one", "ones"} and parsed.slot(token) is None:
        return _pronoun(story, parsed, token)
    found = _portion(story, parsed, token, depth)
    if found is not None:
        return found
    if low in words("control", "words", "edge"):
        return []
    if low in words("control", "words", "facility"):
        return _facility(story, parsed, token, depth)
    if low in words("control", "words", "settlement"):
        return _settlement(story, parsed, token, depth)
    if token.tag_ in {"NNP", "NNPS"} and parsed.slot(token) is None:
        return _unknown(story, parsed, token)
    return []


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
    every = any(kid.lower_ in {"every", "all", "each"} for kid in token.children if kid.dep_ in {"det", "predet"})
    whole = low in words("control", "words", "whole") or low.isdigit() or every
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
    elif (owner := child(token, "poss", "compound", "nmod")) is not None:
        inner = spots_of(story, parsed, owner, depth + 1)
    if not inner and low in words("control", "words", "settlement"):
        return None
    if whole or not inner:
        return inner
    return [Spot(name=spot.name, mention=spot.mention, start=spot.start, end=spot.end, extent="part") for spot in inner]


def _settlement(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    """Read "the town of X", "X city", "the town, X", or "the town" alone."""
    of = next((kid for kid in token.children if kid.dep_ == "prep" and kid.lower_ in {"of", "called", "named"}), None)
    target = child(of, "pobj") if of is not None else None
    if target is not None and token.lower_ in {"capital", "hub", "gateway", "centre", "hometown"}:
        return []
    if target is not None:
        found = spots_of(story, parsed, target, depth + 1)
        if found and (_slot_or_proper(parsed, target)):
            return found
    for kid in token.children:
        if kid.dep_ in {"compound", "nmod", "appos", "amod", "poss"} and parsed.slot(kid, _PLACE) is not None:
            if kid.dep_ == "poss" and token.lower_ in words("control", "anaphora", "plural"):
                continue
            return _slot_spots(parsed, kid)
    if token.i + 1 < len(parsed.doc):
        following = parsed.doc[token.i + 1]
        if parsed.slot(following, _PLACE) is not None:
            return _slot_spots(parsed, following)
    listed = _listed(story, parsed, token)
    if listed:
        return listed
    name = _proper_name(parsed, token)
    if name:
        return name
    if token.dep_ == "appos" and parsed.slot(token.head, _PLACE) is not None:
        return _slot_spots(parsed, token.head)
    return _back(story, parsed, token)


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
            return [_spot(mention) for mention in slot.mentions]
        gap = story.text[begin : slot.start]
        if re.search(
            r"(?::|,?\s*[-–—]|\b(?:including|among them|one of them|among these|first of all|such as|namely|notably|like|are|were|included|include)\b(?:\s+that of)?)\s*(?:the\s+)?(?:(?:key|strategic)\s+)?(?:(?:town|village|citie|area|settlement)s?\s+(?:of\s+)?)?$",  # noqa: E501
            gap,
        ):
            return [
                Spot(name=m.text, mention=m, start=m.span.start, end=m.span.end, plural=True) for m in slot.mentions
            ]
    return []


def _facility(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    """Read "X airport", "the base at X", "the post in the town", or "the base" alone."""
    for kid in token.children:
        if kid.dep_ in {"compound", "nmod", "poss", "amod"} and parsed.slot(kid, _PLACE) is not None:
            start, end = parsed.start(kid), parsed.end(token)
            name = re.sub(r"[’']s\b", "", story.text[start:end])
            return [Spot(name=name, mention=_spanning(story, start, end), start=start, end=end)]
    proper = _proper_name(parsed, token)
    if proper:
        return proper
    for kid in token.children:
        if kid.dep_ == "prep" and kid.lower_ in {"at", "in", "near", "of", "outside"}:
            target = child(kid, "pobj")
            inner = spots_of(story, parsed, target, depth + 1) if target is not None else []
            if inner and inner[0].mention is not None and _is_wide(inner[0].mention):
                return []
            if inner and target is not None:
                if kid.lower_ == "of":
                    return inner
                left = min((item.i for item in children(token, "compound", "amod", "nmod", "det")), default=token.i)
                start, end = parsed.start(parsed.doc[left]), parsed.end(target)
                article = re.match(r"(?:the|The)\s+", story.text[start:end])
                start += article.end() if article and _spanning(story, start, end) is None else 0
                return [Spot(name=story.text[start:end], mention=_spanning(story, start, end), start=start, end=end)]
    if any(kid.dep_ == "det" and kid.lower_ in {"the", "this", "that"} for kid in token.children):
        return _facility_back(story, parsed, token) or _back(story, parsed, token)
    return []


def _facility_back(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Follow "the post" or "the base" to "the post at X" or "X air base" named earlier."""
    offset = parsed.start(token)
    nouns = r"(?:observation post|post|outpost|base|air base|airbase|airport|camp|garrison)"
    for slot in reversed(story.slots):
        if slot.kind is not _PLACE or slot.end > offset:
            continue
        if offset - slot.end > 600:
            break
        before = re.search(
            rf"\b(?:(?:the|a|an)\s+)?(?:[A-Z]\w+\s+)?{nouns}\s+(?:at|in|near)\s+$",
            story.text[: slot.start][-60:],
            re.IGNORECASE,
        )
        if before and not _is_wide(slot.mentions[0]):
            start = slot.start - len(before.group(0))
            article = re.match(r"(?:a|an)\s+", story.text[start : slot.end], re.IGNORECASE)
            start += article.end() if article else 0
            name = story.text[start : slot.end]
            return [Spot(name=name, mention=_spanning(story, start, slot.end), start=start, end=slot.end)]
        if re.search(rf"\b{nouns}$", story.text[slot.start : slot.end], re.IGNORECASE):
            return [_spot(slot.mentions[-1])]
    return []


_SITE = re.compile(
    r"\b(?:stronghold|base|airbase|airport|command|post|bridge|hill|station|headquarters)$", re.IGNORECASE
)
"""Names of sites, which "the town" never means."""


def _is_wide(mention: Mention) -> bool:
    return mention.place is not None and mention.place.is_area


def _spanning(story: Story, start: int, end: int) -> Mention | None:
    return next((m for m in story.mentions if m.span.start == start and m.span.end == end), None)


def _proper_name(parsed: Parsed, token: Token) -> list[Spot]:
    """Read an unknown capitalised name before a kind noun ("Menagh airbase", "Al-Baghuz village")."""
    names = [
        kid
        for kid in token.children
        if kid.dep_ in {"compound", "nmod"} and kid.tag_.startswith("NNP") and kid.i < token.i
    ]
    names = [kid for kid in names if parsed.slot(kid) is None]
    if not names or any(not kid.text[:1].isupper() for kid in names):
        return []
    start, end = parsed.start(names[0]), parsed.end(token)
    name = parsed.text[start:end]
    keep = token.lower_ in words("control", "words", "facility") or (
        token.text[:1].isupper() and parsed.text[start : parsed.end(names[-1])].casefold() in _PARTS
    )
    stop = end if keep else parsed.end(names[-1])
    if parsed.text[start:stop].casefold() in _NO_NAMES or _is_actor_word(name):
        return []
    return [Spot(name=parsed.text[start:stop], mention=new_mention(parsed.text, start, stop), start=start, end=stop)]


def _is_actor_word(name: str) -> bool:
    return bool(words("actors", "forces", "nouns") & set(re.findall(r"\w+", name.casefold())))


def _unknown(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return a capitalised name that no gazetteer knows, where a place must stand."""
    left = min(
        (kid.i for kid in token.children if kid.dep_ == "compound" and kid.tag_.startswith("NNP")), default=token.i
    )
    start, end = parsed.start(parsed.doc[left]), parsed.end(token)
    name = story.text[start:end]
    low = name.casefold()
    if not name[:1].isupper() or low in _NO_NAMES or _is_actor_word(name) or len(name) < 4:
        return []
    if story.cast.within(start, end) or name.isupper():
        return []
    if any(start < date.end and date.start < end for date in story.dates):
        return []
    return [Spot(name=name, mention=new_mention(story.text, start, end), start=start, end=end)]


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
        return [_spot(mention)]
    if low in {"both", "them"}:
        slot = next((slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset), None)
        if slot is not None and len(slot.mentions) > 1:
            return [_spot(mention) for mention in slot.mentions]
        if low == "them":
            return []
    if low in {"one", "ones"}:
        return []
    return nearest_spots(story, parsed, offset)


def _spot(mention: Mention) -> Spot:
    return Spot(name=mention.text, mention=mention, start=mention.span.start, end=mention.span.end)


def _back(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Follow "the town" to the place last spoken of."""
    low, offset = token.lower_, parsed.start(token)
    if low in words("control", "anaphora", "plural"):
        near = any(kid.lower_ in {"both", "the", "these", "two", "three", "those", "all"} for kid in token.children)
        slot = next((slot for slot in reversed(story.slots) if slot.kind is _PLACE and slot.end <= offset), None)
        recent = [spot for _, spot in story.recent[-1:] if near]
        if near and slot is not None and len(slot.mentions) > 1:
            return [_spot(mention) for mention in slot.mentions]
        return recent if recent and recent[0].plural else []
    if low not in words("control", "anaphora", "town"):
        return []
    fixed = any(
        kid.dep_ in {"det", "poss"} and kid.lower_ in {"the", "this", "that", "its", "their"} for kid in token.children
    )
    bare = not any(kid.dep_ in {"det", "nummod", "poss"} for kid in token.children)
    if not fixed and not (bare and token.i == 0):
        return []
    if any(kid.dep_ == "prep" and kid.lower_ == "of" for kid in token.children):
        return []
    return nearest_spots(story, parsed, offset, low)


def nearest_spots(story: Story, parsed: Parsed, offset: int, noun: str = "") -> list[Spot]:
    """Return the place spoken of last: in this sentence, else the last one claimed, else the last named."""
    start = parsed.sentence.start
    wide = noun in {"region", "province", "area", "island", "peninsula"}
    index = parsed.sentence.index
    window = story.sentences[max(0, index - 4)].start if story.sentences else 0
    candidates = [m for m in story.mentions_before(offset, window) if _fits(m, wide) and not _reference(story.text, m)]
    here = [mention for mention in candidates if mention.span.start >= start]
    if here:
        claimed = [m for m in here if any(spot.mention is m for _, spot in story.recent)]
        return [_spot((claimed or here)[0])]
    near = [spot for at, spot in story.recent if index - at <= 3 and spot.mention is not None]
    if noun in {"town", "city", "village"}:
        near = [spot for spot in near if not _SITE.search(spot.name)]
    if near and noun not in {"region", "province"}:
        return [near[-1]]
    return [_spot(_subject_first(story, candidates))] if candidates else []


_DISTANCE = re.compile(
    r"(?:\b(?:km|kilomet(?:er|re)s?|miles?|metres?|meters?)\b[^.,]{0,20}|\b(?:north|south|east|west|near|outside|between|towards?|[a-z]+ern)\b(?:[- ]?(?:north|south|east|west)(?:ern)?)?)"  # noqa: E501
    r"\s*(?:of|from|to|the)?\s*(?:the\s+)?(?:city of |town of )?$"
)


def _reference(text: str, mention: Mention) -> bool:
    """Return True for a place that only says where another one lies ("15 km east of Idlib city")."""
    return bool(_DISTANCE.search(text[max(0, mention.span.start - 45) : mention.span.start]))


def _subject_first(story: Story, back: list[Mention]) -> Mention:
    """Prefer the first place of the nearest sentence that names one ("X, 15 km east of Y")."""
    newest = back[0]
    home = next((s for s in story.sentences if s.start <= newest.span.start < s.end), None)
    if home is None:
        return newest
    inside = [mention for mention in back if mention.span.start >= home.start]
    return inside[-1] if inside else newest


def _fits(mention: Mention, wide: bool) -> bool:
    place = mention.place
    if place is None:
        return not re.search(r"\b(?:province|region|countryside)\b", mention.text)
    return wide or not place.is_area
