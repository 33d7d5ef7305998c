"""Which site a noun means: "X airport", "the base at X", "the presidential palace", "the base" told before."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from geo.model import Mention, Span
from geo.reading.back import nearest_spots, spot_of
from geo.reading.clause import child, children, prep_objects
from geo.reading.discovery import NUMBERED, new_mention
from geo.reading.lexicon import words
from geo.reading.names import SlotKind
from geo.reading.sentences import Parsed
from geo.reading.story import Spot, Story

_PLACE = SlotKind.PLACE
_NOUNS = (
    r"(?:observation post|observation point|post|outpost|base|air base|airbase|airport|airfield|camp|garrison"
    r"|command|headquarters|hq)"
)


def facility_spots(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    """Read "X airport", "the base at X", "the post in the town", "the coke plant", or "the base" alone."""
    from geo.reading.proper import proper_name  # noqa: PLC0415
    from geo.reading.spots import back, spots_of  # noqa: PLC0415

    before = _named_before(story, parsed, token)
    if before:
        return before
    behind = next((kid for kid in token.children if kid.dep_ == "appos" and kid.i > token.i), None)
    if behind is not None and (explained := _named_after(story, parsed, behind)):
        return explained
    proper = proper_name(parsed, token) or called_spots(story, parsed, token, depth)
    if proper:
        return proper
    owned = _owned(story, parsed, token)
    if owned:
        return owned
    for kid in _where(token):
        if kid.dep_ == "prep" and kid.lower_ in {"at", "in", "near", "of", "outside"}:
            target = child(kid, "pobj")
            inner = spots_of(story, parsed, target, depth + 1) if target is not None else []
            if target is not None and kid.lower_ == "of" and (not inner or NUMBERED.fullmatch(inner[0].name)):
                return _seat(story, parsed, token, target)
            named = (
                kid.lower_ in {"of", "at"}
                and bool(inner)
                and target is not None
                and parsed.slot(target, _PLACE) is not None
            )
            if _distinct(token) and token.lower_ in words("control", "words", "landmark") and not named:
                break
            if inner and inner[0].mention is not None and _is_wide(inner[0].mention):
                return []
            if kid.lower_ in {"outside", "near"} and target is not None and target.lower_ in {"it", "them"}:
                return []
            if inner and target is not None:
                if kid.lower_ == "of":
                    return inner
                return [_placed(story, parsed, token, target, inner[0])]
    if (there := _there(story, parsed, token)) is not None:
        return [there]
    plural = token.lower_ in words("control", "anaphora", "plural")
    if plural and any(kid.lower_ in {"both", "all", "these", "those", "the"} for kid in token.children):
        return back(story, parsed, token)
    if not any(kid.dep_ == "det" and kid.lower_ in {"the", "this", "that"} for kid in token.children):
        return _landmark(story, parsed, token) if token.dep_ == "conj" else []
    if _distinct(token):
        found = _same_kind(story, parsed, token, _phrase(story, parsed, token)) or _landmark(story, parsed, token)
        if found:
            return found
    return (
        _facility_back(story, parsed, token) or back(story, parsed, token)
        or _same_kind(story, parsed, token, token.lower_) or _landmark(story, parsed, token)
    )  # fmt: skip


def _named_after(story: Story, parsed: Parsed, name: Token) -> list[Spot]:
    """Return X in "the last base in the province, X airport, fell"."""
    slot = parsed.slot(name, _PLACE)
    if slot is not None:
        return [spot_of(mention) for mention in slot.mentions] if not _is_wide(slot.mentions[0]) else []
    return _named_before(story, parsed, name) if name.lower_ in words("control", "words", "facility") else []


def _named_before(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Read "X airport", "the A and B bases", "X's main base": the town stands before the site."""
    for kid in token.children:
        if kid.dep_ in {"compound", "nmod", "poss", "amod"} and parsed.slot(kid, _PLACE) is not None:
            slot = parsed.slot(kid, _PLACE)
            several = slot.mentions if slot is not None and kid.dep_ != "poss" else ()
            if len(several) > 1:
                start, end = several[-1].span.start, parsed.end(token)
                last = _named(story, story.text[start:end], start, end, several[-1])
                return [*(spot_of(mention) for mention in several[:-1]), last]
            start, end = parsed.start(kid), parsed.end(token)
            slot = parsed.slot(kid, _PLACE)
            if slot is not None and len(slot.mentions) > 1:
                return _list_of(story, parsed, token, slot.mentions)
            name = story.text[start:end]
            if kid.dep_ == "poss" and not any(mod.dep_ in {"amod", "compound"} for mod in token.children):
                name = re.sub(r"[’']s\b", "", name)
            return [_named(story, name, start, end, kid_mention(parsed, kid))]
    return []


_SET_UP = frozenset(
    ("established", "located", "stationed", "situated", "based", "built", "erected", "placed", "installed", "set")
)


def _where(token: Token) -> list[Token]:
    """Return the prepositions that say where a site is: "a post at X", "a post established at X"."""
    found = [kid for kid in token.children if kid.dep_ == "prep"]
    after = token.nbor(1) if token.i + 1 < len(token.doc) else token
    if not found and after.lower_ == "at" and after.dep_ == "prep" and after.head.i == token.head.i:
        found = [after]  # "recaptured the airport at X", where "at" was hung on the verb
    for verb in token.children:
        if verb.dep_ == "acl" and verb.lower_ in _SET_UP:
            found += [kid for kid in verb.children if kid.dep_ == "prep" and kid.lower_ in {"at", "in", "near"}]
    return found


def _there(story: Story, parsed: Parsed, token: Token) -> Spot | None:
    """Return the site of "a Turkish outpost there", which lies where the place told before lies."""
    after = token.nbor(1) if token.i + 1 < len(parsed.doc) else token
    if after.lower_ != "there" or token.lower_ not in {
        "post",
        "outpost",
        "base",
        "airbase",
        "airport",
        "camp",
        "garrison",
    }:
        return None
    near = nearest_spots(story, parsed, parsed.start(after))
    if not near or near[0].mention is None or _is_wide(near[0].mention):
        return None
    start, end = parsed.start(token.left_edge), parsed.end(after)
    return _named(story, story.text[start:end], start, end, near[0].mention)


def _list_of(story: Story, parsed: Parsed, token: Token, mentions: tuple[Mention, ...]) -> list[Spot]:
    """Return the places of "the A and B bases", "A, B and C hill": only the last one is the hill."""
    plain = [spot_of(mention) for mention in mentions]
    if token.lower_ in words("control", "anaphora", "plural") or token.lower_.endswith("s"):
        return plain
    start, end = mentions[-1].span.start, parsed.end(token)
    return [*plain[:-1], _named(story, story.text[start:end], start, end, mentions[-1])]


_NAMING = frozenset(("known", "called", "named", "dubbed", "nicknamed", "termed", "labelled", "labeled"))


def called_spots(story: Story, parsed: Parsed, token: Token, depth: int) -> list[Spot]:
    """Read "a hill known as X", "a base called X"."""
    from geo.reading.spots import spots_of  # noqa: PLC0415

    verb = next((kid for kid in token.children if kid.dep_ == "acl" and kid.lower_ in _NAMING), None)
    if verb is None:
        return []
    names = [kid for kid in verb.children if kid.dep_ in {"oprd", "dobj", "attr"}]
    names += [noun for _, noun in prep_objects(verb, "as")]
    return [spot for name in names for spot in spots_of(story, parsed, name, depth + 1)]


def _owned(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return the site of "its airport" and "the town's military airport": it lies where the town lies."""
    owner = child(token, "poss")
    if owner is None or token.lower_ not in words("control", "words", "landmark"):
        return []
    town = owner.lower_ in words("control", "anaphora", "town") and owner.lower_ not in _SITES
    if not town and owner.lower_ != "its":
        return []
    near = nearest_spots(story, parsed, parsed.start(owner), owner.lower_ if town else "")
    if not near or (near[0].mention is not None and _is_wide(near[0].mention)):
        return []
    start, end = parsed.start(owner.left_edge), parsed.end(token)
    return [_named(story, story.text[start:end], start, end, near[0].mention)]


_SITES = frozenset(("base", "airbase", "airport", "bridge", "refinery", "camp", "hill", "mountain", "outpost", "port"))


def kid_mention(parsed: Parsed, token: Token) -> Mention | None:
    """Return the mention behind a stand-in of one place."""
    slot = parsed.slot(token, _PLACE)
    return slot.mentions[-1] if slot is not None else None


def _placed(story: Story, parsed: Parsed, token: Token, target: Token, inner: Spot) -> Spot:
    """Return the spot of "the Turkish post at Surman", which lies where Surman lies."""
    left = min((item.i for item in children(token, "compound", "amod", "nmod", "det")), default=token.i)
    proper = [item for item in children(token, "compound", "amod", "nmod") if item.text[:1].isupper()]
    if token.text[:1].isupper() and proper and names_command(token):
        start, end = parsed.start(min(proper, key=lambda item: item.i)), parsed.end(token)
        return Spot(name=story.text[start:end], mention=new_mention(story.text, start, end), start=start, end=end)
    start, end = parsed.start(parsed.doc[left]), parsed.end(target)
    article = re.match(r"(?:the|The)\s+", story.text[start:end])
    start += article.end() if article and _spanning(story, start, end) is None else 0
    return _named(story, story.text[start:end], start, end, inner.mention)


def _named(story: Story, name: str, start: int, end: int, at: Mention | None) -> Spot:
    """Return a spot of its own name that lies where ``at`` lies."""
    own = _spanning(story, start, end)
    if own is None and at is not None and at.place is not None and not at.place.is_area:
        own = replace(at, span=Span(start=start, end=end), text=story.text[start:end])
    return Spot(name=name, mention=own, start=start, end=end)


_UNITS = re.compile(
    r"\d|\b(?:Brigade|Division|Battalion|Regiment|Command|Corps|Unit|Company|Squadron|Wing|Guard|Guards|Fleet|Police|Directorate|Department)\b",
    re.IGNORECASE,
)
"""In "the base of X" the base has a name only where X is one unit: a whole army has many."""


def _seat(story: Story, parsed: Parsed, token: Token, target: Token) -> list[Spot]:
    """Return the spot of "the headquarters of the Sixth Infantry Division", "the base of Brigade 93"."""
    if token.lower_ not in words("control", "words", "seat"):
        return []
    unit = story.text[parsed.start(target.left_edge) : parsed.end(target)]
    plain = token.lower_ in {"base", "stronghold"} and not re.search(_UNITS, unit)
    if not re.search(r"[A-Z]", unit) or plain:
        return []
    keep = token.lower_ in {"headquarters", "hq", "seat"} or not re.search(r"[A-Z]\w+\s+[A-Z]\w+\s+\d", unit)
    start, end = parsed.start(token if keep else target.left_edge), parsed.end(target)
    start += 4 if story.text[start : start + 4].casefold() == "the " else 0
    for prep, town in prep_objects(target, "in", "at", "near"):
        slot = parsed.slot(town, _PLACE)
        base = token.lower_ not in {"headquarters", "hq", "seat"}
        if slot is not None and keep and base and prep.i == target.i + 1 and not _is_wide(slot.mentions[0]):
            end = slot.mentions[0].span.end
            return [_named(story, story.text[start:end], start, end, slot.mentions[0])]
    return [Spot(name=story.text[start:end], mention=new_mention(story.text, start, end), start=start, end=end)]


def _modifiers(token: Token) -> list[Token]:
    return [
        kid for kid in token.children
        if kid.i < token.i and kid.dep_ in {"amod", "compound", "nmod"} and kid.tag_ not in {"JJR", "JJS", "CD"}
    ]  # fmt: skip


def _distinct(token: Token) -> bool:
    """Return True for "the presidential palace": its modifiers say which one, without a name."""
    mods = _modifiers(token)
    return bool(mods) and not any(kid.lower_ in words("control", "words", "vague") for kid in mods)


def _phrase(story: Story, parsed: Parsed, token: Token) -> str:
    mods = _modifiers(token)
    first = min(mods, key=lambda kid: kid.i).left_edge if mods else token
    return story.text[parsed.start(first) : parsed.end(token)].casefold()


def _landmark(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Return a landmark by its own words ("the stadium", "the coke plant"), where the story is about a town."""
    if token.lower_ not in words("control", "words", "landmark") or child(token, "poss") is not None:
        return []
    if any(kid.lower_ in words("control", "words", "vague") for kid in _modifiers(token)):
        return []
    begin, end = parsed.end(token) - len(_phrase(story, parsed, token)), parsed.end(token)
    if names_actor(story.text[begin:end]) or not any(m.span.start < parsed.sentence.end for m in story.mentions):
        return []
    return [Spot(name=story.text[begin:end], mention=new_mention(story.text, begin, end), start=begin, end=end)]


def _same_kind(story: Story, parsed: Parsed, token: Token, phrase: str) -> list[Spot]:
    """Follow "the palace" to the name of a palace ("Republican Palace") told before."""
    known = [spot_of(mention) for mention in story.mentions] + [spot for _, spot in story.recent]
    for spot in sorted(known, key=lambda item: -item.start):
        if spot.end <= parsed.start(token) and re.search(rf"\b{re.escape(phrase)}$", spot.name, re.IGNORECASE):
            return [spot]
    return []


def _facility_back(story: Story, parsed: Parsed, token: Token) -> list[Spot]:
    """Follow "the post" or "the base" to "the post at X" or "X air base" named earlier."""
    offset = parsed.start(token)
    for index, spot in reversed(story.recent[-3:]):
        if parsed.sentence.index - index <= 3 and re.search(rf"\d\s+{token.lower_}$", spot.name, re.IGNORECASE):
            return [spot]
    for slot in reversed(story.slots):
        if slot.kind is not _PLACE or slot.end > offset:
            continue
        if offset - slot.end > 600:
            break
        before = re.search(
            rf"\b(?:(?:the|a|an)\s+)?(?:[A-Z]\w+\s+)?{_NOUNS}\s+(?:at|in|near)\s+$",
            story.text[: slot.start][-60:],
            re.IGNORECASE,
        )
        if before and not _is_wide(slot.mentions[0]):
            start = slot.start - len(before.group(0))
            article = re.match(r"(?:a|an)\s+", story.text[start : slot.end], re.IGNORECASE)
            start += article.end() if article else 0
            return [_named(story, story.text[start : slot.end], start, slot.end, slot.mentions[0])]
        if re.search(rf"\b{_NOUNS}$", story.text[slot.start : slot.end], re.IGNORECASE):
            return [spot_of(slot.mentions[-1])]
        if any(NUMBERED.fullmatch(mention.text) for mention in slot.mentions) and token.lower_ in {
            "base",
            "headquarters",
        }:
            return [spot_of(slot.mentions[-1])]
    return []


def names_command(token: Token) -> bool:
    """Return True for a seat that has a name of its own, whatever town it stands in ("Northeast Command")."""
    return token.lower_ in words("control", "words", "seat") | {"academy", "division"}


def names_actor(name: str) -> bool:
    """Return True where a name has a word for soldiers in it."""
    told = re.sub(
        r"^(?:military|army|police)\s+(?=air|base|hospital|academy|prison|camp|barracks)", "", name.casefold()
    )
    return bool(words("actors", "forces", "nouns") & set(re.findall(r"\w+", told)))


def _is_wide(mention: Mention) -> bool:
    return mention.place is not None and mention.place.is_area


def _spanning(story: Story, start: int, end: int) -> Mention | None:
    return next((m for m in story.mentions if m.span.start == start and m.span.end == end), None)
